"""Other words in the same place: nobody slips out of a hold, and nobody is judged by words that nobody read."""

import json

import pytest

from ombud.model import Conflict, Measure, Outcome, User
from ombud.pipeline import Decided
from ombud.wiring import Ombud
from tests.support.server import Receiver
from tests.support.story import THREAT, confirm, decide, deliver, edited, event, notice, token_from


def test_an_edit_does_not_slip_a_post_out_of_a_hold(ombud: Ombud) -> None:
    held = decide(ombud, event(1, THREAT))
    after = decide(ombud, edited(1, "My tomatoes are ripe."))
    assert (after["measure"], after["replaces"], after["case"]) == ("hold", held["id"], held["case"])
    assert [(match["clause"], match["spans"]) for match in after["matches"]] == [
        (match["clause"], []) for match in held["matches"]
    ]
    assert ombud.replayer.replay(after["id"]).difference == ""


@pytest.mark.parametrize("kind", ["item.created", "item.edited", "item.reported"])
def test_other_words_after_a_removal_wait_for_a_person_whatever_the_event_is_called(
    ombud: Ombud, ana: User, kind: str
) -> None:
    decide(ombud, event(1, THREAT))
    removed = confirm(ombud, "post-1", ana)
    after = decide(ombud, edited(1, "My tomatoes are ripe.", kind))
    assert (after["measure"], after["proposed"], after["replaces"]) == ("hold", "remove", removed)
    with ombud.store.read() as unit:
        assert unit.cases.open_of(["post-1"])["post-1"].id == after["case"]


def test_within_one_batch_too(ombud: Ombud) -> None:
    answers = ombud.decider.decide([event(1, THREAT), edited(1, "My tomatoes are ripe.")], "api")
    assert [json.loads(answer.record)["measure"] for answer in answers if isinstance(answer, Decided)] == [
        "hold",
        "hold",
    ]


def test_a_graver_verdict_on_an_edit_counts(ombud: Ombud) -> None:
    assert decide(ombud, event(1, "My tomatoes are ripe."))["measure"] == "allow"
    assert decide(ombud, edited(1, THREAT))["measure"] == "hold"


def test_what_a_person_put_back_is_not_held_again_for_the_same_words(ombud: Ombud, ana: User) -> None:
    decide(ombud, event(1, THREAT))
    with ombud.store.read() as unit:
        case = unit.cases.open_of(["post-1"])["post-1"]
    ombud.review.judge(case.id, case.version, ana, Measure.ALLOW, "")
    for number in range(3):
        reported = json.loads(edited(1, THREAT, "item.reported"))
        again = decide(ombud, json.dumps({**reported, "id": f"report-{number}"}).encode())
        assert again["measure"] == "allow"
        assert ombud.replayer.replay(again["id"]).difference == ""
    assert decide(ombud, edited(1, THREAT + " and your arms"))["measure"] == "hold"


def test_a_report_does_not_make_the_reporter_the_author(ombud: Ombud, receiver: Receiver, ana: User) -> None:
    decide(ombud, event(1, THREAT))
    decide(ombud, json.dumps({**json.loads(edited(1, THREAT, "item.reported")), "author": {"id": "reporter"}}).encode())
    confirm(ombud, "post-1", ana)
    deliver(ombud)
    assert {m["data"]["person"] for m in receiver.messages() if m["type"] == "notice.created"} == {"u-1"}


def test_one_appeal_about_a_post_is_heard_at_a_time(ombud: Ombud, receiver: Receiver, ana: User) -> None:
    held = decide(ombud, event(1, THREAT))
    deliver(ombud)
    token = token_from(receiver, held["id"])
    ombud.appeals.file(token, "It was a quote.")
    decide(ombud, edited(1, "My tomatoes are ripe."))
    assert notice(ombud, token).appealable_until is None
    with pytest.raises(Conflict) as pending:
        ombud.appeals.file(token, "And now they are tomatoes.")
    assert pending.value.code == "appeal_pending"
    with pytest.raises(Conflict) as crossed:
        confirm(ombud, "post-1", ana)
    assert crossed.value.code == "appeal_pending"


def test_nobody_puts_back_words_they_have_not_read(ombud: Ombud, receiver: Receiver, ana: User, ben: User) -> None:
    decide(ombud, event(1, THREAT))
    removed = confirm(ombud, "post-1", ana)
    deliver(ombud)
    appeal = ombud.appeals.file(token_from(receiver, removed), "It was a quote.")
    after = decide(ombud, edited(1, THREAT + " and your arms"))
    for seen in (None, removed):
        with pytest.raises(Conflict):
            ombud.appeals.hear(appeal.id, ben, Outcome.OVERTURN, "It was.", seen=seen)
    restored = ombud.appeals.hear(appeal.id, ben, Outcome.OVERTURN, "Both are quotes.", seen=after["id"])
    assert restored.measure is Measure.RESTORE
    with ombud.store.read() as unit:
        assert unit.cases.open_of(["post-1"]) == {}


def test_nobody_judges_words_they_have_not_read(ombud: Ombud, ana: User) -> None:
    held = decide(ombud, event(1, THREAT))
    decide(ombud, edited(1, "My tomatoes are ripe."))
    with ombud.store.read() as unit:
        case = unit.cases.open_of(["post-1"])["post-1"]
    with pytest.raises(Conflict) as moved:
        ombud.review.judge(case.id, case.version, ana, Measure.REMOVE, "It is one.", seen=held["id"])
    assert moved.value.code == "case_moved_on"


def test_new_words_can_be_appealed_although_the_old_ones_were(
    ombud: Ombud, receiver: Receiver, ana: User, ben: User
) -> None:
    decide(ombud, event(1, THREAT))
    removed = confirm(ombud, "post-1", ana)
    deliver(ombud)
    token = token_from(receiver, removed)
    ombud.appeals.hear(ombud.appeals.file(token, "It was a quote.").id, ben, Outcome.UPHOLD, "It was not.")
    with pytest.raises(Conflict, match="before"):
        ombud.appeals.file(token, "Again.")
    decide(ombud, edited(1, "My tomatoes are ripe."))
    assert notice(ombud, token).appealable_until is not None
    ombud.appeals.file(token, "These are tomatoes.")
