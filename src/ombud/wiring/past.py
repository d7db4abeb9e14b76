"""The past in Parquet files, which policies are held against. Loads Polars when first asked: most commands never do."""

from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from ombud.intake import NORMAL_FORM, internal
from ombud.ports import Clock, Store
from ombud.wiring.config import LONGEST_HISTORY, Config

if TYPE_CHECKING:
    from ombud.history import Backtests, HistoryFiles
    from ombud.pipeline.policies.archivist import Archivist

__all__ = ["Past"]

_UNSETTLED = timedelta(minutes=1)
"""How long a transaction on PostgreSQL may take to store decisions whose places others have overtaken meanwhile."""


class Past:
    """Its files, what writes them and what reads them, each made when it is asked for."""

    def __init__(self, config: Config, store: Store, clock: Clock) -> None:
        self._config = config
        self._store = store
        self._clock = clock
        self._folder = config.data / "history"

    @cached_property
    def history(self) -> "HistoryFiles":
        """The files, under ``history`` in the data folder."""
        from ombud.history import HistoryFiles

        return HistoryFiles(self._folder, NORMAL_FORM)

    @cached_property
    def backtests(self) -> "Backtests":
        """Holds policies against the history, in the background."""
        from ombud.history import Backtests

        return Backtests(self._folder, plugins=self._config.plugin_folder)

    @cached_property
    def archivist(self) -> "Archivist":
        """Writes the history."""
        from ombud.pipeline.policies.archivist import Archivist

        settle = timedelta(0) if self._config.store_url.startswith("sqlite") else _UNSETTLED
        keep = self._config.history_days or LONGEST_HISTORY
        return Archivist(self._store, self.history, self._clock, internal, keep=keep, settle=settle)

    def close(self) -> None:
        """End the backtest under way, if anybody began one."""
        if "backtests" in self.__dict__:
            self.backtests.close()
