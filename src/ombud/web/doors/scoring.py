"""What every door needs: who may come in, and scores."""

from collections.abc import Iterable, Sequence

from ombud.pipeline import Scored, Scorer, ScoreRequest
from ombud.web.api.keys import Keys
from ombud.web.doors.scores import SharedScores

__all__ = ["SCOPE", "Scoring", "model_header"]

SCOPE = "score"


class Scoring:
    """One model for all doors, whose callers share its rounds."""

    def __init__(self, scorer: Scorer, keys: Keys) -> None:
        self._scores = SharedScores(scorer.score)
        self._keys = keys
        self._scorer = scorer
        self.names = frozenset(scorer.model.names)

    async def admit(self, secret: str) -> str:
        """The id of the key that the secret opens with. Raises Forbidden as `Keys.require`."""
        key = await self._keys.require(f"Bearer {secret}" if secret else "", SCOPE)
        return key.id

    async def ask(self, requests: Sequence[ScoreRequest]) -> list[Scored]:
        """See `SharedScores.ask`."""
        return await self._scores.ask(requests)

    def version(self, scored: Iterable[Scored]) -> str:
        """What scored: the model, and what the community's own decisions changed about its signals. Several, where
        signals differ in that, with a comma between them; the bare model's where nothing was asked."""
        told = {signal.version for one in scored for signal in one.signals.values()}
        return ", ".join(sorted(told)) or self._scorer.model.version


def model_header(version: str) -> tuple[bytes, bytes]:
    """Which model scored: in every answer."""
    return b"x-ombud-model", version.encode("ascii", "replace")
