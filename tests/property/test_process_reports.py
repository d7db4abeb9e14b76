"""No sequence of moves, by whomever and whenever, brings a report, a reporter or a flagger where it must not be."""

from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ombud.model import BadInput, Conflict, OmbudError, ProcessState, ProcessStep, Standing
from ombud.process import Machine
from ombud.process.flaggers import FLAGGER
from ombud.process.misuse import LONGEST_PAUSE, REPORTER, SET_ASIDE, check_pause, is_misuse
from ombud.process.reports import ANSWERED, REPORT, Told, check_report, urgency
from tests.support.records import NOW

_SEVERITIES = ("low", "medium", "high", "critical")


def moves(machine: Machine) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(sorted({move for _, move in machine.arrows})), max_size=12)


def walk(machine: Machine, tried: list[str]) -> list[ProcessStep]:
    """The steps that were taken; what no arrow allows is refused and changes nothing."""
    taken: list[ProcessStep] = []
    state: ProcessState | None = None
    for n, move in enumerate(tried):
        try:
            step = machine.step(state, "one", move, NOW + timedelta(seconds=n), role="clock")
        except Conflict:
            continue
        taken.append(step)
        state = ProcessState(step.kind, step.subject, step.n, step.state, step.at)
    return taken


@given(moves(REPORT))
def test_a_report_begins_once_is_answered_once_and_objected_to_once(tried: list[str]) -> None:
    done = [step.move for step in walk(REPORT, tried)]
    assert done[:1] in ([], ["file"])
    assert done.count("file") <= 1
    assert done.count("complain") <= 1
    assert sum(move in {"act", "refuse", "dismiss", "find_cleared", "find_done"} for move in done) <= 1
    if "complain" in done:
        assert set(done[: done.index("complain")]) & {"refuse", "dismiss", "find_cleared"}
    if set(done) & {"uphold", "overturn"}:
        assert "complain" in done


@given(moves(REPORT))
def test_an_answer_is_never_taken_back_without_an_objection(tried: list[str]) -> None:
    steps = walk(REPORT, tried)
    for before, after in pairwise(steps):
        if before.state in ANSWERED:
            assert before.state not in {"acted_on", "closed"}
            assert after.move in {"complain", "uphold", "overturn"}


@given(moves(REPORTER))
def test_nobody_is_paused_without_a_warning_and_every_pause_has_a_way_out(tried: list[str]) -> None:
    steps = walk(REPORTER, tried)
    for n, step in enumerate(steps):
        if step.state == "paused":
            assert steps[n - 1].state == "warned"
        if step.state in SET_ASIDE:
            assert "resume" in REPORTER.moves(step.state)
            assert [one.move for one in steps[: n + 1]].count("object") <= sum(
                one.move == "pause" for one in steps[: n + 1]
            )


@given(moves(FLAGGER))
def test_who_was_removed_does_not_come_back(tried: list[str]) -> None:
    states = [step.state for step in walk(FLAGGER, tried)]
    if "removed" in states:
        assert states.index("removed") == len(states) - 1


standings = st.builds(
    lambda right, unfounded, wrong: Standing(right + unfounded + wrong, right + unfounded + wrong, right, unfounded),
    st.integers(0, 50), st.integers(0, 50), st.integers(0, 50),
)  # fmt: skip


@given(standings, st.integers(-(10**6), 10**7))
def test_a_pause_is_short_and_only_for_misuse(standing: Standing, seconds: int) -> None:
    until = NOW + timedelta(seconds=seconds)
    try:
        check_pause(standing, NOW, until)
    except (Conflict, BadInput):
        return
    assert is_misuse(standing)
    assert standing.unfounded >= 3
    assert NOW < until <= NOW + LONGEST_PAUSE


@given(
    st.sampled_from(_SEVERITIES),
    st.lists(standings, max_size=6),
    st.integers(0, 100),
    st.booleans(),
    st.booleans(),
)
def test_the_place_in_the_queue_stays_on_the_scale_and_trust_never_lowers_it(
    category: str, known: list[Standing], networks: int, flagged: bool, illegal: bool
) -> None:
    place = urgency(category, known, networks=networks, flagged=flagged, illegal=illegal)
    assert place in _SEVERITIES
    higher = urgency(category, known, networks=networks, flagged=True, illegal=illegal)
    assert _SEVERITIES.index(higher) >= _SEVERITIES.index(place)
    assert _SEVERITIES.index(place) >= _SEVERITIES.index(category) - 1


@given(st.builds(Told, item=st.text(), url=st.text(), clause=st.text(), law=st.text(), explanation=st.text(),
                 good_faith=st.booleans(), name=st.text(), email=st.text()))  # fmt: skip
def test_whatever_is_filled_in_is_a_report_or_refused_with_a_field(told: Told) -> None:
    try:
        checked = check_report(told, ["a/b"])
    except OmbudError as error:
        refused: OmbudError | None = error
    else:
        refused = None
        assert checked.explanation
        assert "\n" not in checked.email + checked.name + checked.item
        assert check_report(checked, ["a/b"]) == checked
    assert refused is None or refused.field
