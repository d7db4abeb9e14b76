"""A file of events, read as if it were a history: for whoever has only what a platform sent."""

from collections.abc import Callable, Iterable, Iterator

import polars as pl

from ombud.model import Arrival, Attribute, OmbudError, Schema
from ombud.policy.backtest import Past, frame_of

__all__ = ["EventLines", "common_schema"]


class EventLines:
    """`batches` are numbered lines; `read` makes an arrival of one. `refused` are the lines that are no events."""

    def __init__(
        self, batches: Iterable[list[tuple[int, bytes]]], read: Callable[[bytes], Arrival], normal_form: str
    ) -> None:
        self._batches = batches
        self._read = read
        self._normal_form = normal_form
        self.refused: list[tuple[int, OmbudError]] = []

    def chunks(self) -> Iterator[pl.DataFrame]:
        """All of it in order, a batch at a time."""
        for batch in self._batches:
            yield frame_of(list(self._past(batch)), self._normal_form)

    def _past(self, batch: list[tuple[int, bytes]]) -> Iterator[Past]:
        for number, line in batch:
            try:
                yield Past(number, self._read(line))
            except OmbudError as error:
                self.refused.append((number, error))


def common_schema(*schemas: Schema) -> Schema:
    """What any of these policies may be sent, all of it optional: the past knows nothing of a policy made since.

    Where they disagree about a type, the last one has its way.
    """
    declared = {attribute.path: attribute for schema in schemas for attribute in schema.attributes}
    return Schema(tuple(Attribute(one.path, one.type, optional=True) for one in declared.values()))
