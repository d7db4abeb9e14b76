"""From a post to a proof, without a browser: every stage real, on SQLite in a temporary folder."""

import json

import pytest

from ombud.ledger import verify_log, verify_receipts
from ombud.model import BadInput, Conflict, Forbidden, Measure, NotFound, Outcome, User
from ombud.wiring import Ombud
from tests.support.server import Receiver
from tests.support.story import THREAT, confirm, decide, deliver, event, notice, token_from


def test_ordinary_life_is_left_alone(ombud: Ombud) -> None:
    decision = decide(ombud, event(1, "My tomatoes are ripe, come and take some."))
    assert (decision["measure"], decision["matches"], decision["statement"]) == ("allow", [], None)


def test_a_threat_is_held_with_its_clause_and_its_words(ombud: Ombud) -> None:
    decision = decide(ombud, event(1, THREAT))
    assert decision["measure"] == "hold"
    assert decision["policy"] == ombud.policy.version
    assert decision["actor"] == {"kind": "automation"}
    assert any("break your legs" in THREAT[start:end] for m in decision["matches"] for start, end in m["spans"])


def test_from_a_post_to_a_proof(ombud: Ombud, receiver: Receiver, ana: User, ben: User) -> None:
    held = decide(ombud, event(1, THREAT))
    confirmed = confirm(ombud, "post-1", ana)
    deliver(ombud)

    token = token_from(receiver, held["id"])
    seen = notice(ombud, token)
    assert seen.current.decision.id == confirmed
    assert seen.appealable_until is not None
    appeal = ombud.appeals.file(token, "It is a line from the film we talked about.")

    with pytest.raises(Forbidden) as refused:
        ombud.appeals.hear(appeal.id, ana, Outcome.UPHOLD, "I was right.")
    assert refused.value.code == "same_reviewer"
    restored = ombud.appeals.hear(appeal.id, ben, Outcome.OVERTURN, "The film is named two posts above.")
    assert restored.measure is Measure.RESTORE
    deliver(ombud)

    outcome = [m["data"] for m in receiver.messages() if m["type"] == "appeal.decided"]
    assert [(one["outcome"], one["measure"], one["item"]) for one in outcome] == [("overturn", "restore", "post-1")]
    (told,) = [
        m["data"] for m in receiver.messages() if m["type"] == "notice.created" and m["data"]["measure"] == "restore"
    ]
    assert "back" in told["text"]
    assert notice(ombud, token).appealable_until is None

    while ombud.sequencer.run_once():
        pass
    receipts = verify_receipts(ombud.receipts.receipts_of(restored.id), ombud.signer.vkey)
    assert sorted(one.type for one in receipts.values()) == [
        "appeal_decided", "appeal_filed", "decision", "decision", "decision",
    ]  # fmt: skip
    report = verify_log(ombud.blobs.read, ombud.signer.vkey)
    assert report.fault is None
    assert report.size == 6  # and the policy


def test_a_refused_hearing_leaves_no_trace(ombud: Ombud, receiver: Receiver, ana: User) -> None:
    held = decide(ombud, event(1, THREAT))
    confirm(ombud, "post-1", ana)
    deliver(ombud)
    appeal = ombud.appeals.file(token_from(receiver, held["id"]), "It was a quote.")
    with pytest.raises(Forbidden):
        ombud.appeals.hear(appeal.id, ana, Outcome.UPHOLD, "I was right.")
    with ombud.store.read() as unit:
        assert len(unit.records.of_item("post-1")) == 2
        view = unit.appeals.get(appeal.id)
        assert view is not None
        assert view.outcome is None


def test_the_record_shows_two_people_and_names_nobody(ombud: Ombud, receiver: Receiver, ana: User, ben: User) -> None:
    held = decide(ombud, event(1, THREAT))
    confirm(ombud, "post-1", ana)
    deliver(ombud)
    appeal = ombud.appeals.file(token_from(receiver, held["id"]), "It was a quote.")
    ombud.appeals.hear(appeal.id, ben, Outcome.UPHOLD, "It was not.")
    with ombud.store.read() as unit:
        _, first, second = unit.records.of_item("post-1")
    assert first.decision.actor.pseudonym != second.decision.actor.pseudonym
    assert ana.id.encode() not in first.record
    assert ben.id.encode() not in second.record


def test_a_machines_hold_can_be_appealed_before_anybody_has_judged_it(
    ombud: Ombud, receiver: Receiver, ana: User
) -> None:
    held = decide(ombud, event(1, THREAT))
    deliver(ombud)
    appeal = ombud.appeals.file(token_from(receiver, held["id"]), "It was a quote.")
    with pytest.raises(Conflict, match="appealed"):
        confirm(ombud, "post-1", ana)
    ombud.appeals.hear(appeal.id, ana, Outcome.OVERTURN, "It was.")
    with ombud.store.read() as unit:
        assert unit.cases.open_of(["post-1"]) == {}


def test_one_appeal_per_decision_and_none_against_nothing(ombud: Ombud, receiver: Receiver, ana: User) -> None:
    held = decide(ombud, event(1, THREAT))
    deliver(ombud)
    token = token_from(receiver, held["id"])
    appeal = ombud.appeals.file(token, "It was a quote.")
    with pytest.raises(Conflict, match="waiting"):
        ombud.appeals.file(token, "Again.")
    ombud.appeals.hear(appeal.id, ana, Outcome.OVERTURN, "It was.")
    with pytest.raises(Conflict, match="nothing to appeal"):
        ombud.appeals.file(token, "Still.")
    with pytest.raises(NotFound):
        ombud.appeals.file("no-such-token", "Hello.")


def test_partly_needs_a_lighter_measure_and_leads_to_a_new_statement(
    ombud: Ombud, receiver: Receiver, ana: User, ben: User
) -> None:
    held = decide(ombud, event(1, THREAT))
    confirm(ombud, "post-1", ana)
    deliver(ombud)
    appeal = ombud.appeals.file(token_from(receiver, held["id"]), "It was a quote.")
    decision = ombud.appeals.hear(appeal.id, ben, Outcome.PARTLY, "A warning is enough.", Measure.WARN)
    assert (decision.measure, decision.statement is not None) == (Measure.WARN, True)
    with pytest.raises(Conflict):
        ombud.appeals.hear(appeal.id, ben, Outcome.UPHOLD, "Twice.")


def test_two_reviewers_at_once_make_one_judgement(ombud: Ombud, ana: User, ben: User) -> None:
    decide(ombud, event(1, THREAT))
    with ombud.store.read() as unit:
        case = unit.cases.open_of(["post-1"])["post-1"]
    ombud.review.judge(case.id, case.version, ana, Measure.ALLOW, "")
    with pytest.raises(Conflict) as late:
        ombud.review.judge(case.id, case.version, ben, Measure.REMOVE, "It is one.")
    assert late.value.code == "case_closed"
    with ombud.store.read() as unit:
        assert unit.records.latest(["post-1"])["post-1"].decision.measure is Measure.RESTORE


def test_an_author_nobody_can_name_gets_no_notice_and_the_post_is_held_all_the_same(
    ombud: Ombud, receiver: Receiver
) -> None:
    payload = json.loads(event(1, THREAT))
    del payload["author"]
    assert decide(ombud, json.dumps(payload).encode())["measure"] == "hold"
    deliver(ombud)
    assert [m["type"] for m in receiver.messages()] == ["decision.made"]


def test_a_cry_for_help_cannot_be_punished_at_the_desk_either(ombud: Ombud, ana: User) -> None:
    decision = decide(ombud, event(1, "I want to die, I cannot go on any more"))
    assert (decision["measure"], decision["labels"]) == ("label", ["support"])
    with pytest.raises(BadInput) as refused:
        confirm(ombud, "post-1", ana)
    assert refused.value.code == "clause_only_labels"
