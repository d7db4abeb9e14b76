"""Appeals step by step: what the board keeps, and every way round the rules in plain SQL that we could think of."""

from datetime import timedelta

import msgspec
import pytest

from ombud.model import (
    AppealTerms,
    Conflict,
    Evidence,
    Forbidden,
    Lane,
    Measure,
    Outsider,
    ProcessStep,
    Role,
    Skills,
    Urgency,
    User,
    Waiting,
)
from ombud.ports import Store
from ombud.process import APPEAL, OUTSIDE
from tests.support.raw import Raw
from tests.support.records import NOW, entry, later, outcome, sealed, user

TERMS = AppealTerms("apl-1", "ar", later(days=7), later(days=14), Urgency.SAFETY, "Help.")
WAITING = Waiting(
    "apl-1", "post-1", "case-1", "ar", ("harm/threats",), Lane.CLAIMED, NOW, later(days=7), later(days=14),
    post_language="en",
)  # fmt: skip
STEP = (
    "INSERT INTO process_steps (kind, subject, n, move, state, at, role, by_user, note)"
    " VALUES ('appeal', 'apl-1', 2, ?, ?, ?, ?, ?, '')"
)
FOREVER = 9_000_000_000_000_000


@pytest.fixture
def filed(appealed: Store) -> Store:
    """Ana removed post-1; its appeal is on the board, with terms. Ada is an admin."""
    with appealed.write() as unit:
        unit.people.add_user(user("ada", role=Role.ADMIN))
        unit.appeal_files.promise(TERMS)
        unit.board.put(WAITING)
        unit.processes.take([APPEAL.step(None, "apl-1", "file", NOW, role="person", due=later(days=7))])
    return appealed


@pytest.fixture
def asked(filed: Store) -> Store:
    """Ada has asked somebody, who has agreed to hear it."""
    invite(filed, "out-1")
    with filed.write() as unit:
        state = unit.processes.state("outside_review", "out-1")
        unit.processes.take([OUTSIDE.step(state, "out-1", "accept", NOW, role="outsider")])
    return filed


def invite(store: Store, name: str, by: str = "usr-ada") -> None:
    with store.write() as unit:
        unit.outsiders.invite(
            User(name, name, Role.REVIEWER, "!", NOW), Outsider(name, "apl-1", name.encode(), by, NOW, later(days=7))
        )
        unit.processes.take([OUTSIDE.step(None, name, "invite", NOW, role="admin", by="usr-ada")])


def micros(days: float) -> int:
    return int((later(days=days).timestamp()) * 1_000_000)


def hear(store: Store, by: str, *, role: str = "reviewer", step_by: str | None = None) -> None:
    with store.write() as unit:
        unit.records.append(
            [sealed("heard", measure=Measure.RESTORE, by=by, case="case-1", appeal="apl-1", replaces="dec-removed")]
        )
        unit.appeals.decide(outcome("apl-1", by, "dec-heard"))
        before = unit.processes.state("appeal", "apl-1")
        unit.processes.take([APPEAL.step(before, "apl-1", "overturn", NOW, role=role, by=step_by)])


# ── what the store does ──────────────────────────────────────────────────────────────────────────────────────────────
def test_the_board_gives_back_what_it_was_given(filed: Store) -> None:
    with filed.write() as unit:
        assert unit.board.get("apl-1") == WAITING
        assert unit.appeal_files.terms("apl-1") == TERMS
        assert unit.appeal_files.terms("apl-2") is None
        assert unit.board.of([]) == {}
        unit.board.hold("apl-1", "usr-ben", later(days=2))
        unit.board.lane("apl-1", Lane.EXPEDITED, later(days=2))
        unit.board.renew([msgspec.structs.replace(unit.board.of(["apl-1"])["apl-1"], reminded_at=later(days=1))])
        assert unit.board.loads(NOW) == {"usr-ben": 1}
        assert unit.board.loads(later(days=2)) == {}
        assert [one.appeal for one in unit.board.ahead(NOW, 5)] == ["apl-1"]
        assert unit.board.ahead(later(days=1), 5) == []
        (found,) = unit.board.page(5, holder="usr-ben", languages=["ar"])
        assert (found.lane, found.holder, found.target) == (Lane.EXPEDITED, "usr-ben", later(days=2))
        assert unit.board.page(5, languages=["de"]) == []
        assert (unit.board.count(), unit.board.count("usr-cyn")) == (1, 0)
        unit.board.set_skills(Skills("usr-ben", ("de", "ar"), ("harm",)))
        unit.board.set_skills(Skills("usr-ben", ("de",), ()))
        assert unit.board.skills() == {"usr-ben": Skills("usr-ben", ("de",), ())}
        unit.board.remove(["apl-1"])
        assert unit.board.get("apl-1") is None


def test_evidence_is_numbered_and_ends_with_the_appeal(filed: Store) -> None:
    first = Evidence("apl-1", 1, "more", ("https://a", "https://b"), NOW)
    with filed.write() as unit:
        unit.appeal_files.bring(first)
        unit.appeal_files.bring(Evidence("apl-1", 2, "still more", (), NOW))
        assert unit.appeal_files.evidence("apl-1")[0] == first
    with pytest.raises(Conflict), filed.write() as unit:
        unit.appeal_files.bring(Evidence("apl-1", 2, "again", (), NOW))
    hear(filed, "usr-ben", step_by="usr-ben")
    with pytest.raises(Conflict) as caught, filed.write() as unit:
        unit.appeal_files.bring(Evidence("apl-1", 3, "late", (), NOW))
    assert caught.value.code == "appeal_decided"


def test_somebody_from_outside_hears_it_and_the_database_knows(asked: Store) -> None:
    hear(asked, "out-1", role="outsider")
    with asked.read() as unit:
        view = unit.appeals.get("apl-1")
        assert view is not None
        assert view.outcome is not None
        assert (view.state, view.outcome.decided_by) == ("overturned", "out-1")
        assert unit.appeal_files.counts(NOW)["outside"] == 1
        assert "usr-ada" in unit.appeals.involved("case-1", "post-1")
        assert unit.appeals.touched(["apl-1"])["apl-1"] == unit.appeals.involved("case-1", "post-1")
        assert "out-1" not in {one.id for one in unit.people.users()}


# ── who had any part in it ───────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("how", ["confirmed", "led", "approved", "drafted", "advised", "invited"])
@pytest.mark.parametrize(("item", "case"), [("post-1", ""), ("", "case-1")])
def test_whoever_had_any_part_in_the_case_or_on_the_item_does_nothing_in_its_appeal(
    filed: Store, raw: Raw, how: str, item: str, case: str
) -> None:
    raw.run(
        "INSERT INTO involvements (item, case_id, user_id, how, at) VALUES (?, ?, 'usr-ben', ?, 1)", item, case, how
    )
    with pytest.raises(Forbidden) as caught:
        hear(filed, "usr-ben", step_by="usr-ben")
    assert caught.value.code == "same_reviewer"
    raw.refused("same_reviewer", STEP, "assign", "assigned", 1, "reviewer", "usr-ben")
    raw.refused("same_reviewer", STEP, "expedite", "filed", 1, "reviewer", "usr-ben")
    raw.refused("same_reviewer", "UPDATE appeal_board SET holder = 'usr-ben', held_until = 1")


def test_whoever_decided_does_nothing_in_its_appeal(filed: Store, raw: Raw) -> None:
    raw.refused("same_reviewer", STEP, "assign", "assigned", 1, "reviewer", "usr-ana")
    raw.refused("same_reviewer", STEP, "withdraw", "withdrawn", 1, "reviewer", "usr-ana")
    raw.refused("same_reviewer", "UPDATE appeal_board SET holder = 'usr-ana', held_until = 1")
    raw.run("UPDATE users SET disabled_at = 1 WHERE id = 'usr-cyn'")
    raw.refused("not_a_reviewer", "UPDATE appeal_board SET holder = 'usr-cyn', held_until = 1")
    with filed.read() as unit:
        assert unit.board.get("apl-1") == WAITING


def test_whoever_asked_somebody_from_outside_does_not_hear_it(asked: Store) -> None:
    with pytest.raises(Forbidden) as caught:
        hear(asked, "usr-ada", role="admin", step_by="usr-ada")
    assert caught.value.code == "same_reviewer"


# ── no machine, and no clock before its time ─────────────────────────────────────────────────────────────────────────
def test_a_machine_gives_nothing_back_before_the_deadline(filed: Store) -> None:
    for at, code in ((later(days=14) - timedelta(seconds=1), "appeal_not_lapsed"),):
        with pytest.raises(Conflict) as caught, filed.write() as unit:
            unit.records.append([sealed("early", measure=Measure.RESTORE, case="case-1", appeal="apl-1", at=at)])
        assert caught.value.code == code
    with filed.write() as unit:
        lapsed = sealed("lapsed", measure=Measure.RESTORE, case="case-1", appeal="apl-1", at=later(days=14))
        unit.records.append([lapsed])
        before = unit.processes.state("appeal", "apl-1")
        unit.processes.take([APPEAL.step(before, "apl-1", "restore", later(days=14), role="clock")])
    with filed.read() as unit:
        assert unit.appeals.pending() == []
    with pytest.raises(Conflict) as caught:
        hear(filed, "usr-ben", step_by="usr-ben")
    assert caught.value.code == "appeal_decided"
    with filed.write() as unit:
        unit.records.append([sealed("after", measure=Measure.WARN, by="usr-cyn", at=later(days=15))])


@pytest.mark.parametrize("move", ["uphold", "partly", "overturn"])
@pytest.mark.parametrize("role", ["clock", "operator", "person", "platform", "outsider"])
def test_nothing_counts_as_heard_that_nobody_has_heard(filed: Store, raw: Raw, move: str, role: str) -> None:
    state = {"uphold": "upheld", "partly": "partly_overturned", "overturn": "overturned"}[move]
    raw.refused("process_wrong_step", STEP, move, state, FOREVER, role, None)
    raw.refused("process_wrong_step", STEP, move, state, FOREVER, "reviewer", "usr-ben")
    with filed.read() as unit:
        assert len(unit.appeals.pending()) == 1


def test_only_the_clock_lets_an_appeal_lapse_and_only_with_what_was_taken_back(filed: Store, raw: Raw) -> None:
    raw.refused("process_wrong_step", STEP, "restore", "lapsed_restored", micros(13), "clock", None)
    raw.refused("process_wrong_step", STEP, "restore", "lapsed_restored", micros(15), "clock", None)
    raw.refused("process_wrong_step", STEP, "restore", "lapsed_restored", micros(15), "operator", None)
    raw.refused("process_wrong_step", STEP, "except", "overdue", micros(13), "clock", None)
    raw.refused("process_wrong_step", STEP, "except", "overdue", micros(15), "reviewer", "usr-ben")
    raw.refused("process_wrong_step", STEP, "withdraw", "withdrawn", micros(1), "clock", None)
    raw.refused("process_wrong_step", STEP, "withdraw", "withdrawn", micros(1), "reviewer", "usr-ben")
    raw.run(STEP, "except", "overdue", micros(15), "clock", None)
    with pytest.raises(Conflict) as caught, filed.write() as unit:
        unit.records.append([sealed("late", measure=Measure.RESTORE, case="case-1", appeal="apl-1", at=later(days=20))])
    assert caught.value.code == "appeal_not_lapsed"


@pytest.mark.parametrize(
    "rewrite",
    [
        "UPDATE appeal_terms SET deadline = 1",
        "DELETE FROM appeal_terms",
        "UPDATE outsiders SET invited_by = 'usr-ben'",
        "DELETE FROM outsiders",
        "UPDATE involvements SET user_id = 'usr-cyn'",
        "DELETE FROM involvements",
        "UPDATE appeal_evidence SET text = 'other'",
        "DELETE FROM appeal_evidence",
        "UPDATE appeal_board SET appeal = 'apl-2'",
    ],
)
def test_what_was_promised_and_who_had_a_part_is_never_rewritten(asked: Store, raw: Raw, rewrite: str) -> None:
    with asked.write() as unit:
        unit.appeal_files.bring(Evidence("apl-1", 1, "more", (), NOW))
    raw.refused("append_only", rewrite)


def test_terms_are_promised_once(filed: Store, raw: Raw) -> None:
    again = "INTO appeal_terms (appeal, language, target, deadline, claim) VALUES ('apl-1', '', 1, 1, '')"
    raw.refused("append_only|duplicate key", f"INSERT {again}")
    if raw.sqlite:
        raw.refused("append_only", f"REPLACE {again}")
    with filed.read() as unit:
        assert unit.appeal_files.terms("apl-1") == TERMS


# ── somebody from outside can do nothing else ────────────────────────────────────────────────────────────────────────
def test_somebody_from_outside_decides_nothing_but_the_one_appeal(asked: Store) -> None:
    for name, item, case, about in (("a", "post-1", "case-1", None), ("b", "post-2", None, None)):
        with pytest.raises((Forbidden, Conflict)), asked.write() as unit:
            unit.records.append([sealed(name, item, measure=Measure.REMOVE, by="out-1", case=case, appeal=about)])


@pytest.mark.parametrize("move", ["decline", "revoke", "expire"])
def test_an_invitation_that_is_over_decides_nothing(asked: Store, move: str) -> None:
    role, by = {"decline": ("outsider", None), "revoke": ("admin", "usr-ada"), "expire": ("clock", None)}[move]
    with asked.write() as unit:
        before = unit.processes.state("outside_review", "out-1")
        unit.processes.take([OUTSIDE.step(before, "out-1", move, NOW, role=role, by=by)])
    with pytest.raises(Forbidden) as caught:
        hear(asked, "out-1", role="outsider")
    assert caught.value.code == "not_a_reviewer"


def test_an_invitation_that_nobody_accepted_or_that_is_too_old_decides_nothing(filed: Store) -> None:
    invite(filed, "out-2")
    with pytest.raises(Forbidden):
        hear(filed, "out-2", role="outsider")
    with filed.write() as unit:
        before = unit.processes.state("outside_review", "out-2")
        unit.processes.take([OUTSIDE.step(before, "out-2", "accept", NOW, role="outsider")])
    with pytest.raises(Forbidden), filed.write() as unit:
        unit.records.append(
            [sealed("old", measure=Measure.RESTORE, by="out-2", case="case-1", appeal="apl-1", at=later(days=8))]
        )


def test_nobody_signs_in_as_somebody_from_outside(asked: Store, raw: Raw) -> None:
    raw.refused("append_only", "UPDATE users SET password_hash = 'x' WHERE id = 'out-1'")
    raw.refused("append_only", "UPDATE users SET role = 'admin' WHERE id = 'out-1'")
    raw.refused("append_only", "UPDATE users SET name = 'ada2' WHERE id = 'out-1'")
    session = "INSERT INTO sessions (token_hash, user_id, created_at, expires_at) VALUES (?, ?, 1, 2)"
    raw.refused("not_a_reviewer", session, b"1", "out-1")
    raw.run(session, b"2", "usr-ben")
    raw.refused("not_a_reviewer", "UPDATE sessions SET user_id = 'out-1'")
    with asked.read() as unit:
        assert unit.people.user("out-1") is not None


@pytest.mark.parametrize(
    ("who", "by"), [("usr-ben", "usr-ada"), ("out-9", "usr-ben"), ("out-9", "out-9"), ("out-9", "usr-none")]
)
def test_only_a_lead_or_an_admin_asks_somebody_who_has_no_past_here(filed: Store, raw: Raw, who: str, by: str) -> None:
    with filed.write() as unit:
        unit.people.add_user(User("out-9", "out-9", Role.REVIEWER, "!", NOW))
    raw.refused(
        "not_a_reviewer|somebody_else",
        "INSERT INTO outsiders (user_id, appeal, token_hash, invited_by, created_at, expires_at)"
        " VALUES (?, 'apl-1', ?, ?, 1, 2)",
        who, b"t", by,
    )  # fmt: skip


def test_the_steps_of_an_outsider_are_their_own(asked: Store, raw: Raw) -> None:
    step = (
        "INSERT INTO process_steps (kind, subject, n, move, state, at, role, by_user, note)"
        " VALUES ('outside_review', ?, ?, ?, ?, 1, ?, ?, '')"
    )
    raw.refused("process_wrong_step", step, "out-1", 3, "hear", "heard", "outsider", None)
    raw.refused("process_wrong_step", step, "out-1", 3, "decline", "declined", "admin", "usr-ada")
    raw.refused("process_wrong_step", step, "out-1", 3, "revoke", "revoked", "reviewer", "usr-ben")
    raw.refused("process_wrong_step", step, "out-none", 1, "invite", "invited", "admin", "usr-ada")
    with asked.read() as unit:
        assert [one.user for one in unit.outsiders.of_appeal("apl-1")] == ["out-1"]


# ── disputes ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_what_a_body_decided_is_left_undone_only_for_reasons(filed: Store, raw: Raw) -> None:
    raw.run(
        "INSERT INTO dispute_bodies (id, name, url, languages, subjects, added_at) VALUES ('b', 'B', 'u', '', 's', 1)"
    )
    raw.run("INSERT INTO disputes (id, decision, body, reference, opened_at) VALUES ('d', 'dec-removed', 'b', 'r', 1)")
    raw.refused("append_only", "UPDATE disputes SET body = 'c'")
    raw.refused("append_only", "DELETE FROM disputes")
    raw.refused("append_only", "DELETE FROM dispute_bodies")
    steps = [
        ProcessStep("dispute", "d", 1, "open", "opened", NOW, "admin", "usr-ada"),
        ProcessStep("dispute", "d", 2, "reverse", "reversed", NOW, "admin", "usr-ada", "A quote."),
    ]
    with filed.write() as unit:
        unit.ledger.put([entry("e-1", kind="dispute")])
        for step in steps:
            unit.processes.take([step])
    with pytest.raises(Conflict) as caught, filed.write() as unit:
        unit.processes.take([ProcessStep("dispute", "d", 3, "decline", "declined", NOW, "admin", "usr-ada", " ")])
    assert caught.value.code == "reasons_missing"
