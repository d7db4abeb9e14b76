"""No sequence of moves and time lets an involved person decide, or a machine uphold."""

import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ombud.model import Lane, Measure, OmbudError, Outcome, Role, Waiting
from ombud.process import APPEAL, OPEN, end_of_lease, next_due, suited, what_is_due
from ombud.process.appeal_machine import GRACE
from ombud.wiring import Ombud
from tests.support.appealing import held, judged, open_community, person, state_of
from tests.support.clock import SetClock
from tests.support.records import NOW

BY_ITSELF = ("assign", "give_back", "remind", "restore", "except")
"""What a clock does."""


@given(st.lists(st.sampled_from(BY_ITSELF), max_size=30))
def test_left_to_itself_an_appeal_never_ends_against_the_person(moves: list[str]) -> None:
    state = APPEAL.after("", "file")
    for move in moves:
        if (state, move) in APPEAL.arrows:
            state = APPEAL.after(state, move)
    assert state in OPEN | {"lapsed_restored"}


@given(st.lists(st.sampled_from(sorted({move for _, move in APPEAL.arrows})), max_size=30))
def test_what_is_over_stays_over(moves: list[str]) -> None:
    state, over = APPEAL.after("", "file"), ""
    for move in moves:
        if (state, move) in APPEAL.arrows:
            assert not over
            state = APPEAL.after(state, move)
            over = state if APPEAL.is_over(state) else ""


jumps = st.lists(st.integers(-40 * 24, 40 * 24), max_size=40)


@given(st.integers(1, 30), st.integers(0, 29), jumps, st.booleans())
def test_a_clock_that_jumps_never_ends_an_appeal_early_and_always_in_the_end(
    deadline: int, before: int, hours: list[int], take: bool
) -> None:
    target = NOW + timedelta(days=max(1, deadline - before))
    waiting = Waiting("a", "i", "c", "", (), Lane.NORMAL, NOW, target, NOW + timedelta(days=deadline))
    now = NOW
    behind = max(0, -sum(hours)) // 12 + deadline * 2 + 20
    for jump in [*hours, *[12] * behind]:
        now += timedelta(hours=jump)
        match what_is_due(waiting, now, overdue=False):
            case "lapse":
                assert now >= waiting.deadline
                assert waiting.reminded_at is not None
                assert now - waiting.reminded_at >= GRACE
                return
            case "remind":
                waiting = msgspec.structs.replace(waiting, reminded_at=now)
            case "give_back":
                waiting = msgspec.structs.replace(waiting, holder=None, held_until=None)
            case _:
                if take and waiting.holder is None:
                    waiting = msgspec.structs.replace(waiting, holder="u", held_until=end_of_lease(now, waiting))
        assert next_due(waiting, now, overdue=False) <= max(waiting.deadline, now + timedelta(days=40))
    raise AssertionError("it never ended")


names = st.lists(st.sampled_from("abcdefgh"), unique=True)


@given(names, names, st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 9)))
def test_nobody_touched_is_ever_given_an_appeal(people: list[str], touched: list[str], loads: dict[str, int]) -> None:
    waiting = Waiting("a", "i", "c", "de", (), Lane.NORMAL, NOW, NOW, NOW)
    assert set(suited(waiting, people, {}, loads, touched)) == set(people) - set(touched)


# ── the whole of it, with a database ─────────────────────────────────────────────────────────────────────────────────
PEOPLE = ("ada", "ben", "cyn")
ACTS = ("judge", "file", "take", "give_back", "hear", "claim", "invite", "accept", "outside", "withdraw", "day", "back")


class Community:
    """What people try, in any order. Whatever is refused is refused with an error of ours."""

    def __init__(self, ombud: Ombud, clock: SetClock) -> None:
        self.ombud = ombud
        self.clock = clock
        self.users = {name: person(ombud, name, Role.ADMIN) for name in PEOPLE}
        self.token = held(ombud, 1)
        self.appeal = ""
        self.link = ""
        self.involved: set[str] = set()

    def act(self, what: str, who: str) -> None:
        user, ombud = self.users[who], self.ombud
        acts: dict[str, Callable[[], object]] = {
            "judge": lambda: judged(ombud, 1, user, Measure.REMOVE),
            "file": self._file,
            "take": lambda: ombud.routing.take(self.appeal, user),
            "give_back": lambda: ombud.routing.give_back(self.appeal, user),
            "hear": lambda: ombud.appeals.hear(self.appeal, user, Outcome.UPHOLD, "So."),
            "claim": lambda: ombud.routing.judge_claim(self.appeal, user, "So.", urgent=True),
            "invite": lambda: self._invite(who),
            "accept": lambda: ombud.outside.accept(
                self.link, {"not_decided": True, "not_inviter": True, "no_ties": True}
            ),
            "outside": lambda: ombud.appeals.hear_outside(
                ombud.outside.open(self.link).outsider.user, Outcome.UPHOLD, "So."
            ),
            "withdraw": lambda: ombud.appeals.withdraw(self.token),
            "day": lambda: self._turn(2),
            "back": lambda: self._turn(-3),
        }
        try:
            acts[what]()
        except (OmbudError, KeyError):  # KeyError: there is no open case to judge
            return
        if what in ("judge", "invite"):
            self.involved.add(user.id)

    def _file(self) -> None:
        self.appeal = self.ombud.appeals.file(self.token, "No.", urgency="safety", claim="Now.").id

    def _invite(self, who: str) -> None:
        self.link = self.ombud.outside.invite(self.appeal, self.users[who]).url.rpartition("/")[2]

    def _turn(self, days: int) -> None:
        self.clock.turn(days=days)
        self.ombud.appeal_clock.mend()
        while self.ombud.deadlines.run_once():
            pass


@given(st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from(PEOPLE)), min_size=8, max_size=24))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_people_try_nobody_involved_decides_and_no_machine_upholds(acts: list[tuple[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        clock = SetClock()
        ombud = open_community(Path(folder), clock)
        try:
            community = Community(ombud, clock)
            community.act("judge", "ada")
            community.act("file", "ada")
            for what, who in acts:
                community.act(what, who)
            with ombud.store.read() as unit:
                decided = [one for one in unit.records.of_item("post-1") if one.decision.appeal is not None]
                view = unit.appeals.get(community.appeal)
            assert view is not None
            for one in decided:
                assert one.by not in community.involved
                assert one.decision.actor.kind == "human" or one.decision.measure is Measure.RESTORE
            if view.outcome is not None:
                assert view.outcome.decided_by not in community.involved
            if state_of(ombud, community.appeal) == "upheld":
                assert view.outcome is not None
        finally:
            ombud.close()
