"""What others say a text should have been scored as: taken in, looked at by a person, forgotten in time."""

from collections.abc import Mapping
from datetime import timedelta

from ombud.model import Conflict, Correction, CorrectionState, User, new_id
from ombud.ports import Clock, Randomness, Store

__all__ = ["CORRECTIONS_KEPT", "MOST_WAITING", "CorrectionDesk"]

CORRECTIONS_KEPT = timedelta(days=180)
"""So long after it was last sent a correction is deleted, judged or not: long enough to be learnt from twice a
season, and then gone."""

MOST_WAITING = 20_000
"""More than people will ever look at. Who floods the queue is told so, instead of filling the disk."""

MOST_OF_A_KEY = 5_000
"""Of those. A key may be in a page for everybody to see: whoever takes it leaves room for the others."""


class CorrectionDesk:
    """Nothing is learnt from a correction that nobody accepted: whoever holds a key could otherwise teach the model."""

    def __init__(self, store: Store, clock: Clock, randomness: Randomness) -> None:
        self._store = store
        self._clock = clock
        self._randomness = randomness

    def take(
        self,
        text: str,
        labels: Mapping[str, float],
        *,
        door: str,
        key: str,
        lang: str | None = None,
        community: str | None = None,
    ) -> Correction:
        """Put one into the queue. `labels` are signals with the value they should have had, `key` the API key's id.

        What the same key has sent already of this community, and nobody has looked at, is counted and waits once. It is
        then as new as it was last sent.

        Raises Conflict (``corrections_full``), BadInput for a text that cannot be kept (``null_character``).
        """
        now = self._clock.now()
        correction = Correction(
            id=new_id("cor", now, self._randomness.bytes(10)),
            text=text,
            labels=labels,
            door=door,
            key=key,
            at=now,
            lang=lang,
            community=community,
        )
        with self._store.write() as unit:
            if known := unit.corrections.again(correction):
                return known
            waiting = unit.corrections.waiting_by_key()
            if sum(waiting.values()) >= MOST_WAITING or waiting.get(key, 0) >= MOST_OF_A_KEY:
                raise Conflict(
                    "corrections_full", "Too many corrections wait to be looked at.", advice="Look at some of them."
                )
            unit.corrections.add(correction)
        return correction

    def waiting(self, limit: int = 50, offset: int = 0) -> list[Correction]:
        """Those that nobody has looked at, by when each was first sent, oldest first."""
        with self._store.read() as unit:
            return unit.corrections.waiting(limit, offset)

    def count(self) -> int:
        """How many wait."""
        with self._store.read() as unit:
            return unit.corrections.counts().get(CorrectionState.WAITING, 0)

    def accept(self, correction_id: str, by: User | None) -> None:
        """From now on it may be learnt from. Raises NotFound, Conflict when somebody has judged it before."""
        self._judge(correction_id, CorrectionState.ACCEPTED, by)

    def reject(self, correction_id: str, by: User | None) -> None:
        """Raises NotFound, Conflict when somebody has judged it before."""
        self._judge(correction_id, CorrectionState.REJECTED, by)

    def forget(self) -> int:
        """Delete what was last sent longer ago than `CORRECTIONS_KEPT`; how many they were."""
        with self._store.write() as unit:
            return unit.corrections.forget(self._clock.now() - CORRECTIONS_KEPT)

    def _judge(self, correction_id: str, state: CorrectionState, by: User | None) -> None:
        with self._store.write() as unit:
            unit.corrections.judge(correction_id, state, by.id if by else None, self._clock.now())
