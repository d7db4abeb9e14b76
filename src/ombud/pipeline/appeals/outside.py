"""A community of one moderator asks somebody from outside, by a link that opens one appeal and nothing else."""

import base64
import hashlib
import hmac
from datetime import datetime

import msgspec

from ombud.model import (
    Conflict,
    Evidence,
    Forbidden,
    NotFound,
    Outsider,
    ProcessState,
    ProcessStep,
    Role,
    User,
    canonical,
)
from ombud.pipeline.appeals.steps import the_waiting, took
from ombud.pipeline.context import Context
from ombud.ports import AppealView, DecisionView, Unit
from ombud.process import INVITED_FOR, OUTSIDE, check_pledge

__all__ = ["Invitation", "OutsideDesk", "OutsideView"]

_NO_PASSWORD = "!"  # noqa: S105  what no password hashes to


class Invitation(msgspec.Struct, frozen=True):
    """One that was sent, as the console shows it. The link is derived again: only its hash is stored."""

    outsider: Outsider
    state: str
    url: str


class OutsideView(msgspec.Struct, frozen=True):
    """What somebody from outside sees: the appeal, the words it is about, the clause, what was brought forward.

    No author, no reviewer, no other item.
    """

    outsider: Outsider
    state: str
    appeal: AppealView
    newest: DecisionView
    evidence: tuple[Evidence, ...]


class OutsideDesk:
    """Invites, and opens the one appeal to whoever holds the link."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def invite(self, appeal_id: str, by: User) -> Invitation:
        """A link for one person. Whoever invites does not hear the appeal: the database sees to that.

        Raises Forbidden (``not_a_reviewer``) for anybody but a lead or an admin, Conflict (``appeal_decided``,
        ``invited_already``).
        """
        context = self._context
        with context.store.write() as unit:
            now = context.clock.now()
            the_waiting(unit, appeal_id)
            if any(one.state in ("invited", "accepted") for one in self._of(unit, appeal_id)):
                raise Conflict("invited_already", "Somebody is asked already.", advice="Take that back first.")
            user_id = context.sealer.id("out", now)
            outsider = Outsider(user_id, appeal_id, _hash(self.token(user_id)), by.id, now, now + INVITED_FOR)
            self._let_go(unit, appeal_id, by, now)
            unit.outsiders.invite(User(user_id, user_id, Role.REVIEWER, _NO_PASSWORD, now), outsider)
            entry = context.sealer.entry(
                user_id,
                "outside_review",
                canonical({"appeal": appeal_id, "at": now.isoformat(), "move": "invite"}),
                now,
            )
            unit.ledger.put([entry])
            unit.processes.take(
                [
                    OUTSIDE.step(
                        None, user_id, "invite", now, role=by.role, by=by.id, due=outsider.expires_at, entry=entry.id
                    )
                ]
            )
        context.wake()
        return Invitation(outsider, "invited", self._url(user_id))

    def revoke(self, user_id: str, by: User) -> None:
        """The link opens nothing any more. Raises NotFound, Conflict (``process_wrong_step``), Forbidden."""
        context = self._context
        if by.role not in (Role.LEAD, Role.ADMIN):
            raise Forbidden("not_a_reviewer", "Only a lead or an admin takes an invitation back.")
        with context.store.write() as unit:
            if unit.outsiders.get(user_id) is None:
                raise NotFound("no_such_invitation", "There is no such invitation.")
            self._end(unit, user_id, "revoke", role=by.role, by=by.id)

    def of(self, appeal_id: str) -> list[Invitation]:
        """Newest first."""
        with self._context.store.read() as unit:
            return self._of(unit, appeal_id)

    def open(self, token: str) -> OutsideView:
        """What is behind a link. Raises NotFound for one that leads nowhere (any more): nobody is told which."""
        with self._context.store.read() as unit:
            outsider, state = self._behind(unit, token)
            appeal = unit.appeals.get(outsider.appeal)
            if appeal is None or (state.state in ("invited", "accepted") and not appeal.waits):
                raise _nowhere()
            return OutsideView(
                outsider, state.state, appeal, unit.records.latest([appeal.appeal.item])[appeal.appeal.item],
                tuple(unit.appeal_files.evidence(outsider.appeal)),
            )  # fmt: skip

    def accept(self, token: str, pledge: dict[str, bool]) -> None:
        """Nothing ties them to the case. Raises NotFound, BadInput (``pledge_incomplete``), Conflict."""
        check_pledge(pledge)
        context = self._context
        with context.store.write() as unit:
            outsider, state = self._behind(unit, token)
            self._take(
                unit, state, "accept", role="outsider", note="has not decided in it, is not the one who asked, no ties",
                due=outsider.expires_at,
            )  # fmt: skip

    def decline(self, token: str) -> None:
        """Somebody else is asked. Raises NotFound, Conflict."""
        with self._context.store.write() as unit:
            outsider, _ = self._behind(unit, token)
            self._end(unit, outsider.user, "decline", role="outsider")

    def token(self, user_id: str) -> str:
        """The unguessable part of their link: 192 bits, URL-safe."""
        secret = self._context.sealer.secret
        digest = hmac.new(secret, b"outside\0" + user_id.encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest[:24]).decode()

    def _url(self, user_id: str) -> str:
        return f"{self._context.sealer.public_url}/review/{self.token(user_id)}"

    def _of(self, unit: Unit, appeal_id: str) -> list[Invitation]:
        asked = unit.outsiders.of_appeal(appeal_id)
        states = unit.processes.states("outside_review", [one.user for one in asked])
        return [Invitation(one, states[one.user].state, self._url(one.user)) for one in asked]

    def _behind(self, unit: Unit, token: str) -> tuple[Outsider, ProcessState]:
        outsider = unit.outsiders.by_token(_hash(token))
        state = unit.processes.state("outside_review", outsider.user) if outsider else None
        now = self._context.clock.now()
        if outsider is None or state is None or state.state not in ("invited", "accepted", "heard"):
            raise _nowhere()
        if state.state != "heard" and now > outsider.expires_at:
            raise _nowhere()
        return outsider, state

    def _let_go(self, unit: Unit, appeal_id: str, by: User, now: datetime) -> None:
        """Whoever invites had the appeal before them, perhaps: they give it back, while they may."""
        waiting = unit.board.get(appeal_id)
        if waiting is not None and waiting.holder == by.id:
            unit.board.hold(appeal_id, None, None)
            took(unit, appeal_id, "give_back", now, role=by.role, by=by.id)

    def _end(self, unit: Unit, user_id: str, move: str, *, role: str, by: str | None = None) -> None:
        state = unit.processes.state("outside_review", user_id)
        self._take(unit, state, move, role=role, by=by, subject=user_id)
        unit.people.disable_user(user_id, self._context.clock.now())

    def _take(
        self,
        unit: Unit,
        state: ProcessState | None,
        move: str,
        *,
        role: str,
        by: str | None = None,
        note: str = "",
        due: datetime | None = None,
        subject: str = "",
    ) -> None:
        now = self._context.clock.now()
        about = state.subject if state is not None else subject
        step: ProcessStep = OUTSIDE.step(state, about, move, now, role=role, by=by, note=note, due=due)
        unit.processes.take([step])


def _nowhere() -> NotFound:
    return NotFound("no_such_invitation", "There is nothing at this address.")


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
