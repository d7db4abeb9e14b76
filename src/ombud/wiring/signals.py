"""The signals of this installation: its model of texts, its plug-ins, and what was tuned to the community."""

from collections.abc import Mapping
from functools import cached_property

import structlog

from ombud.intake import normalise
from ombud.model import Decision, SignalSpec
from ombud.pipeline import Scorer, TuningDesk
from ombud.plugins import Clauses, Foresight, open_plugins
from ombud.ports import Detectors, History, TextScorer
from ombud.signals import Recorded, Replayed
from ombud.signals.cards import shipped_cards
from ombud.signals.tuning import Tuned, TunedDetectors, TunedScorer, suffixes
from ombud.wiring.config import Config
from ombud.wiring.models import model_then, words_of
from ombud.wiring.scoring import open_scorer

__all__ = ["Signals"]

_log = structlog.get_logger("ombud.wiring")


class Signals:
    """What measures posts, for each who asks: the decider, the explainer, the replayer, the doors.

    Plug-ins are there twice: whoever tries something out uses up nothing of what the decider may ask of them.
    """

    def __init__(self, config: Config, tunings: TuningDesk) -> None:
        self._model = config.model
        self._tunings = tunings
        self._tuned = Tuned(tunings.in_force())
        self._tried = open_plugins(config.plugin_folder)
        self._plugins = self._tried.apart()
        self._words = words_of(config.model)
        self.cards = (*shipped_cards(), *self._plugins.cards)

    @property
    def catalogue(self) -> Mapping[str, SignalSpec]:
        """Every one of them, by name."""
        return self._tried.detectors(dict, words=self._words).catalogue

    @property
    def model_version(self) -> str:
        """The version of the model of texts, which rules and those who ask for scores go by."""
        return self.untuned().version

    @cached_property
    def scorer(self) -> Scorer:
        """What scores texts for those who only ask for scores. Raises NotFound as `open_scorer`."""
        return Scorer(TunedScorer(self.untuned(), self._tuned), normalise)

    def untuned(self, model: str | None = None) -> TextScorer:
        """A model of texts as it ships. Raises NotFound as `open_scorer`."""
        return open_scorer(model or self._model).model

    def foresight(self, clauses: Clauses) -> Foresight:
        """What measures for the decider, and asks endpoints beforehand. Whoever asks for it closes it."""
        return self._plugins.foresight(clauses, words=self._words)

    def tuned(self, detectors: Detectors) -> Detectors:
        """The same, with what was tuned to the community, as it is at every moment."""
        return TunedDetectors(detectors, self._tuned)

    def afresh(self, clauses: Clauses) -> Detectors:
        """What measures for those who try things out."""
        return self.tuned(self._tried.detectors(clauses, words=words_of(self._model)))

    def as_recorded(self, decision: Decision) -> tuple[Detectors, History]:
        """What a decision had observed of its past, as it was recorded; its words are measured with the model of then.
        Nobody outside is asked again."""
        versions = [signal.version for signal in decision.signals.values()]
        words = words_of(model_then(versions, self._model))
        ids = [one for version in versions for one in suffixes(version)]
        then = TunedDetectors(self._tried.detectors(dict, ask=False, words=words), Tuned(self._tunings.named(ids)))
        return Replayed(then, decision.signals), Recorded(decision.observed)

    def applied(self, signal: str) -> list[str]:
        """The ids of the tunings that this signal gets, in rules or at the doors."""
        catalogue = self.catalogue
        versions = {catalogue[signal].version} if signal in catalogue else set()
        told = self.untuned().score([normalise("")], [None])[0].get(signal)
        versions |= {told.version} if told is not None else set()
        return [one for version in versions for one in suffixes(self._tuned.version(signal, version))]

    def retune(self) -> None:
        """What was fitted to the community's own decisions, or taken back, elsewhere: it applies here too."""
        in_force = self._tunings.in_force()
        if {one.id for one in in_force} != self._tuned.ids:
            self._tuned.use(in_force)
            _log.info("tunings_in_force", tunings=[one.id for one in in_force])

    def close(self) -> None:
        """Let go of the connections of plug-ins."""
        self._plugins.close()
        self._tried.close()
