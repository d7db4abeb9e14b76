"""Who has which appeal: somebody untouched by the case has it for a while, then somebody else."""

from collections.abc import Collection
from datetime import datetime

import msgspec

from ombud.model import Conflict, Forbidden, Lane, NotFound, Skills, User, Waiting
from ombud.pipeline.appeals.steps import the_waiting, took
from ombud.pipeline.context import Context
from ombud.ports import Unit
from ombud.process import check_reasons, check_skills, end_of_lease, sooner, suited

__all__ = ["AppealRouting", "Reviewers", "must_be_free"]


class Reviewers:
    """Everybody who could hear an appeal, what they read and know, and how much they have: looked up once."""

    def __init__(self, unit: Unit, now: datetime) -> None:
        self._ids = [user.id for user in unit.people.users() if user.disabled_at is None]
        self._skills = unit.board.skills()
        self._loads = dict(unit.board.loads(now))

    def assign(self, unit: Unit, waiting: Waiting, now: datetime, *, but: Collection[str] = ()) -> str | None:
        """Give it to whoever suits best, without those in `but`; None when there is nobody."""
        found = self.choose(waiting, now, unit.appeals.involved(waiting.case, waiting.item).union(but))
        if found is None:
            return None
        unit.board.hold(found.appeal, found.holder, found.held_until)
        took(unit, waiting.appeal, "assign", now, role="clock")
        return found.holder

    def choose(self, waiting: Waiting, now: datetime, touched: Collection[str]) -> Waiting | None:
        """It with whoever suits best, without those in `touched`; None when there is nobody. Nothing is written."""
        found = suited(waiting, self._ids, self._skills, self._loads, touched)
        if not found:
            return None
        self._loads[found[0]] = self._loads.get(found[0], 0) + 1
        return msgspec.structs.replace(waiting, holder=found[0], held_until=end_of_lease(now, waiting))


class AppealRouting:
    """What reviewers do with an appeal before they answer it."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def take(self, appeal_id: str, user: User) -> None:
        """Have it for a while. Raises Conflict (``appeal_taken``), Forbidden (``same_reviewer``)."""
        context = self._context
        with context.store.write() as unit:
            now = context.clock.now()
            waiting = the_waiting(unit, appeal_id)
            must_be_free(waiting, user, now)
            if waiting.holder is not None:
                unit.board.hold(appeal_id, None, None)
                took(unit, appeal_id, "give_back", now, role="clock")
            unit.board.hold(appeal_id, user.id, end_of_lease(now, waiting))
            took(unit, appeal_id, "assign", now, role=user.role, by=user.id)

    def give_back(self, appeal_id: str, user: User) -> None:
        """Somebody else should. Raises Forbidden (``not_yours``)."""
        context = self._context
        with context.store.write() as unit:
            now = context.clock.now()
            waiting = the_waiting(unit, appeal_id)
            if waiting.holder != user.id:
                raise Forbidden("not_yours", "You do not have this appeal.")
            unit.board.hold(appeal_id, None, None)
            took(unit, appeal_id, "give_back", now, role=user.role, by=user.id)
            Reviewers(unit, now).assign(unit, waiting, now, but=(user.id,))

    def judge_claim(self, appeal_id: str, user: User, note: str, *, urgent: bool) -> None:
        """Whether it cannot wait, with reasons where it can. Raises Conflict (``not_claimed``), Forbidden, BadInput."""
        context = self._context
        with context.store.write() as unit:
            now = context.clock.now()
            waiting = the_waiting(unit, appeal_id)
            if waiting.lane is not Lane.CLAIMED:
                raise Conflict("not_claimed", "Nobody has to say whether this appeal can wait.")
            if urgent:
                unit.board.lane(appeal_id, Lane.EXPEDITED, sooner(waiting))
            else:
                note = check_reasons(note, "note", "Say why it can wait its turn: the person will read it.")
                unit.board.lane(appeal_id, Lane.NORMAL, waiting.target)
            took(
                unit, appeal_id, "expedite" if urgent else "not_expedite", now, role=user.role, by=user.id,
                note=note.strip(),
            )  # fmt: skip

    def set_skills(self, name: str, languages: str | None, knows: str | None) -> Skills:
        """What a user reads and knows; None leaves what was said before. Raises NotFound, BadInput."""
        with self._context.store.write() as unit:
            user = unit.people.user_named(name)
            if user is None or unit.outsiders.get(user.id) is not None:
                raise NotFound("no_such_user", f"There is no user {name!r}.")
            before = unit.board.skills().get(user.id, Skills(user.id))
            languages = " ".join(before.languages) if languages is None else languages
            knows = " ".join(before.knows) if knows is None else knows
            skills = check_skills(user.id, languages, knows)
            unit.board.set_skills(skills)
        return skills


def must_be_free(waiting: Waiting, user: User, now: datetime) -> None:
    """Raises Conflict (``appeal_taken``) while somebody else has it."""
    if waiting.held_by(now) not in (None, user.id):
        raise Conflict(
            "appeal_taken",
            "Somebody else has this appeal before them.",
            advice="Take another, or wait until it is back.",
        )
