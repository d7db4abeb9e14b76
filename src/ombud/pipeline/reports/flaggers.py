"""The register of trusted flaggers (DSA Art. 22): who is in it, since when, and how often they were right."""

import base64
import hashlib
from datetime import datetime

import msgspec

from ombud.decisions import wilson
from ombud.model import (
    RANDOM_BYTES,
    Conflict,
    Flagger,
    Forbidden,
    NotFound,
    ProcessState,
    ProcessStep,
    Standing,
    User,
    canonical,
    new_id,
)
from ombud.pipeline.deciding.sealer import Sealer
from ombud.ports import Clock, Store, Unit
from ombud.process import check_reasons
from ombud.process.flaggers import FLAGGER, check_named

__all__ = ["FLAGGER_KEY_PREFIX", "FlaggerDesk", "FlaggerView"]

FLAGGER_KEY_PREFIX = "flagger_"


class FlaggerView(msgspec.Struct, frozen=True):
    """A trusted flagger as the register shows it. `interval` is where its share of right reports lies, with 95 %
    certainty (Wilson 1927)."""

    flagger: Flagger
    state: ProcessState
    standing: Standing
    interval: tuple[float, float]


class FlaggerDesk:
    """Appoints trusted flaggers, and takes the status away. `user` is None for the operator at the command line."""

    def __init__(self, store: Store, clock: Clock, sealer: Sealer) -> None:
        self._store = store
        self._clock = clock
        self._sealer = sealer

    def appoint(self, name: str, awarded_by: str, user: User | None = None) -> tuple[Flagger, str]:
        """One more, and the key with which it reports: shown this once, kept as a hash.

        Raises BadInput (``bad_name``), Conflict (``flagger_exists``) while another of that name is in the register.
        """
        name = check_named(name, "name", "Say who it is.")
        awarded_by = check_named(awarded_by, "awarded_by", "Say which authority awarded the status.")
        now, chance = self._clock.now(), self._sealer.randomness
        secret = FLAGGER_KEY_PREFIX + base64.b32encode(chance.bytes(32)).decode().rstrip("=").lower()
        flagger = Flagger(new_id("flg", now, chance.bytes(RANDOM_BYTES)), name, awarded_by, _hash(secret), now)
        with self._store.write() as unit:
            states = unit.processes.states("flagger", [one.id for one in unit.flaggers.all()])
            taken = [one for one in unit.flaggers.all() if one.name.casefold() == name.casefold()]
            if any(not FLAGGER.is_over(states[one.id].state) for one in taken):
                raise Conflict("flagger_exists", f"{name} is in the register already.")
            unit.flaggers.add(flagger)
            self._take(unit, flagger, None, "appoint", "", user, now)
        return flagger, secret

    def move(self, flagger_id: str, move: str, reasons: str = "", user: User | None = None) -> None:
        """``suspend`` (Art. 22(6)), ``reinstate`` or ``remove``; all but ``reinstate`` need reasons.

        Raises NotFound, Conflict (``process_wrong_step``), BadInput (``reasons_missing``).
        """
        words = reasons.strip() if move == "reinstate" else check_reasons(reasons, "reasons", "Say why.")
        with self._store.write() as unit:
            flagger = unit.flaggers.get(flagger_id)
            if flagger is None:
                raise NotFound("no_such_flagger", f"There is no trusted flagger {flagger_id!r}.")
            before = unit.processes.state("flagger", flagger_id)
            self._take(unit, flagger, before, move, words, user, self._clock.now())

    def by_key(self, secret: str) -> Flagger:
        """Whose key it is. Raises Forbidden (``key_unknown``, ``not_trusted``)."""
        with self._store.read() as unit:
            flagger = unit.flaggers.by_key(_hash(secret))
            state = unit.processes.state("flagger", flagger.id) if flagger else None
        if flagger is None or state is None:
            raise Forbidden("key_unknown", "This key of a trusted flagger is not known.")
        if state.state != "trusted":
            raise Forbidden(
                "not_trusted", "The status of a trusted flagger does not hold now.",
                advice="Anybody may report, without a key.",
            )  # fmt: skip
        return flagger

    def register(self) -> list[FlaggerView]:
        """All there ever were, oldest first."""
        with self._store.read() as unit:
            everyone = unit.flaggers.all()
            states = unit.processes.states("flagger", [one.id for one in everyone])
            standings = unit.reports.flagger_standings()
        views = []
        for one in everyone:
            standing = standings.get(one.id, Standing())
            views.append(FlaggerView(one, states[one.id], standing, wilson(standing.answered, standing.right)))
        return views

    def _take(
        self,
        unit: Unit,
        flagger: Flagger,
        before: ProcessState | None,
        move: str,
        words: str,
        user: User | None,
        at: datetime,
    ) -> None:
        step: ProcessStep = FLAGGER.step(
            before, flagger.id, move, at, role=user.role if user else "operator", by=user.id if user else None,
            note=words, entry=f"{flagger.id}.{before.n + 1 if before else 1}",
        )  # fmt: skip
        said = {
            "flagger": flagger.id, "name": flagger.name, "awarded_by": flagger.awarded_by, "status": step.state,
            "reasons": words, "at": at.isoformat(),
        }  # fmt: skip
        unit.ledger.put([self._sealer.entry(step.entry or "", "flagger", canonical(said), at)])
        unit.processes.take([step])


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
