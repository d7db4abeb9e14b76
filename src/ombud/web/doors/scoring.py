"""What every door needs: who may come in, and scores."""

from collections.abc import Sequence

from ombud.pipeline import Scored, Scorer, ScoreRequest
from ombud.web.api.keys import Keys
from ombud.web.doors.scores import SharedScores

__all__ = ["MODEL_HEADER", "SCOPE", "Scoring"]

SCOPE = "score"
MODEL_HEADER = b"x-ombud-model"
"""Which model scored, in every answer."""


class Scoring:
    """One model for all doors, whose callers share its rounds."""

    def __init__(self, scorer: Scorer, keys: Keys) -> None:
        self._scores = SharedScores(scorer.score)
        self._keys = keys
        self.version = scorer.model.version
        self.names = frozenset(scorer.model.names)

    async def admit(self, secret: str) -> str:
        """The id of the key that the secret opens with. Raises Forbidden as `Keys.require`."""
        key = await self._keys.require(f"Bearer {secret}" if secret else "", SCOPE)
        return key.id

    async def ask(self, requests: Sequence[ScoreRequest]) -> list[Scored]:
        """See `SharedScores.ask`."""
        return await self._scores.ask(requests)
