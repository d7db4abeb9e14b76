"""From a post to a proof, without a browser: every stage real, on SQLite in a temporary folder.

Over 500 lines, because every test here is one more turn of the same thread and they share its small vocabulary.
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from ombud.decisions import content_of
from ombud.ledger import verify_log, verify_receipts
from ombud.model import BadInput, Conflict, Forbidden, Measure, NotFound, Outcome, Role, SystemFault, User
from ombud.pipeline import Decided, NoticeView, Refused
from ombud.wiring import Config, Ombud
from tests.support.server import SECRET, Receiver

THREAT = "I know where you live and I will break your legs"


def event(number: int, text: str, **more: Any) -> bytes:
    return json.dumps(
        {
            "id": f"evt-{number}",
            "type": "item.created",
            "item": {"id": f"post-{number}", "kind": "post", "text": text},
            "author": {"id": "u-1"},
            **more,
        }
    ).encode()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as one:
        yield one


@pytest.fixture
def ombud(tmp_path: Path, receiver: Receiver) -> Iterator[Ombud]:
    one = Ombud.open(Config(data=tmp_path / "data", webhook_url=receiver.url, webhook_secret=SECRET))
    yield one
    if one.courier:
        one.courier.close()
    one.close()


@pytest.fixture
def ana(ombud: Ombud) -> User:
    return ombud.accounts.add_user("ana", Role.REVIEWER, "correct horse battery")


@pytest.fixture
def ben(ombud: Ombud) -> User:
    return ombud.accounts.add_user("ben", Role.REVIEWER, "staple horse battery")


def decide(ombud: Ombud, payload: bytes) -> dict[str, Any]:
    (answer,) = ombud.decider.decide([payload], "api")
    assert isinstance(answer, Decided), answer
    decision: dict[str, Any] = json.loads(answer.record)
    return decision


def deliver(ombud: Ombud) -> None:
    assert ombud.courier is not None
    while ombud.courier.run_once():
        pass


def token_from(receiver: Receiver, decision: str) -> str:
    (url,) = [
        m["data"]["url"]
        for m in receiver.messages()
        if m["type"] == "notice.created" and m["data"]["decision"] == decision
    ]
    return str(url).rpartition("/")[2]


def notice(ombud: Ombud, token: str) -> NoticeView:
    view = ombud.notices.by_token(token)
    assert view is not None
    return view


def confirm(ombud: Ombud, item: str, user: User) -> str:
    with ombud.store.read() as unit:
        case = unit.cases.open_of([item])[item]
    return ombud.review.judge(case.id, case.version, user, Measure.REMOVE, "A threat against a neighbour.").id


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


def test_the_same_event_twice_is_one_decision_and_other_content_changes_nothing(ombud: Ombud) -> None:
    first = ombud.decider.decide([event(1, THREAT)], "api")[0]
    again, changed = ombud.decider.decide([event(1, THREAT), event(1, "hello")], "api")
    assert isinstance(first, Decided)
    assert again == Decided(first.record, duplicate=True)
    assert isinstance(changed, Refused)
    assert changed.error.code == "event_id_taken"
    with ombud.store.read() as unit:
        assert len(unit.records.ids()) == 1


def test_every_decision_replays_to_the_same_bytes(ombud: Ombud, ana: User) -> None:
    for number in range(8):
        decide(ombud, event(number, "Buy cheap followers at https://cheap-followers.example now now now"))
    decide(ombud, event(20, THREAT))
    decide(ombud, event(21, "Wie schön, dass die Tomaten dieses Jahr so früh reif sind."))
    confirm(ombud, "post-20", ana)
    with ombud.store.read() as unit:
        ids = unit.records.ids()
    assert len(ids) == 11
    assert [ombud.replayer.replay(one).difference for one in ids] == [""] * 11


def test_a_restart_remembers_what_was_counted(tmp_path: Path) -> None:
    spam = "Buy cheap followers at https://cheap-followers.example now now now"
    config = Config(data=tmp_path / "data")
    first = Ombud.open(config)
    for number in range(6):
        decide(first, event(number, spam, at="2026-11-20T10:00:00Z"))
    first.close()
    second = Ombud.open(config)
    after = decide(second, event(7, spam, at="2026-11-20T10:00:01Z"))
    second.close()
    assert after["signals"]["near_duplicates"]["value"] == 6


def test_an_author_nobody_can_name_gets_no_notice_and_the_post_is_held_all_the_same(
    ombud: Ombud, receiver: Receiver
) -> None:
    payload = json.loads(event(1, THREAT))
    del payload["author"]
    assert decide(ombud, json.dumps(payload).encode())["measure"] == "hold"
    deliver(ombud)
    assert [m["type"] for m in receiver.messages()] == ["decision.made"]


def test_publishing_puts_a_policy_in_force_and_on_the_record(ombud: Ombud) -> None:
    text = (
        "---\npolicy: mini\ntitle: Mini\nlanguage: en\n---\n\n# Calm\n\n## No shouting {#shouting}\n\nDo not shout.\n\n"
        '```rule\nid: hey\nwhen: mentions(item.text, "hey")\nthen: hold\n```\n\n'
        "```examples\nviolates: hey you\nallows: hello you\n```\n"
    )
    version = ombud.publisher.publish({"policy.md": text}, "A test.")
    decision = decide(ombud, event(1, "Hey!"))
    assert (decision["measure"], decision["policy"]) == ("hold", version.version)
    with ombud.store.read() as unit:
        assert next(one.title for one in unit.policies.versions()) == "Mini"


def test_a_cry_for_help_cannot_be_punished_at_the_desk_either(ombud: Ombud, ana: User) -> None:
    decision = decide(ombud, event(1, "I want to die, I cannot go on any more"))
    assert (decision["measure"], decision["labels"]) == ("label", ["support"])
    with pytest.raises(BadInput) as refused:
        confirm(ombud, "post-1", ana)
    assert refused.value.code == "clause_only_labels"


def test_a_rule_about_a_point_in_time_replays(ombud: Ombud) -> None:
    text = (
        "---\npolicy: mini\ntitle: Mini\nlanguage: en\nattributes:\n  author.seen_at: timestamp\n---\n\n# Calm\n\n"
        "## No ghosts {#ghosts}\n\nSay hello first.\n\n"
        '```rule\nid: ghost\nwhen: event.at - author.seen_at > duration("24h")\nthen: label\n```\n\n'
        '```examples\nviolates: {"author": {"seen_at": "2020-01-01T00:00:00Z"}}\n'
        'allows: {"author": {"seen_at": "2026-01-15T12:00:00Z"}}\n```\n'
    )
    ombud.publisher.publish({"policy.md": text}, "A test.")
    decision = decide(ombud, event(1, "boo", author={"id": "u-1", "seen_at": "2026-01-01T00:00:00Z"}))
    assert decision["measure"] == "label"
    assert ombud.replayer.replay(decision["id"]).difference == ""


def test_a_lost_signing_key_is_not_replaced_in_silence(tmp_path: Path) -> None:
    config = Config(data=tmp_path / "data")
    first = Ombud.open(config)
    first.sequencer.run_once()
    first.close()
    (tmp_path / "data" / "keys" / "ledger.seed").unlink()
    with pytest.raises(SystemFault) as refused:
        Ombud.open(config)
    assert refused.value.code == "not_the_log_s_key"


def test_the_log_s_files_are_written_again_from_the_record(tmp_path: Path) -> None:
    config = Config(data=tmp_path / "data")
    ombud = Ombud.open(config)
    decide(ombud, event(1, "hello"))
    ombud.sequencer.run_once()
    before = ombud.blobs.read("checkpoint")
    shutil.rmtree(tmp_path / "data" / "ledger")
    ombud.sequencer.catch_up()
    assert ombud.blobs.read("checkpoint") == before
    assert verify_log(ombud.blobs.read, ombud.signer.vkey).fault is None
    ombud.close()


def test_an_older_database_beside_a_newer_log_is_refused(tmp_path: Path) -> None:
    Ombud.open(Config(data=tmp_path / "old")).close()
    shutil.copytree(tmp_path / "old", tmp_path / "new")
    new = Ombud.open(Config(data=tmp_path / "new"))
    decide(new, event(1, "hello"))
    new.sequencer.run_once()
    new.close()
    shutil.copytree(tmp_path / "new" / "ledger", tmp_path / "old" / "ledger", dirs_exist_ok=True)
    old = Ombud.open(Config(data=tmp_path / "old"))
    with pytest.raises(SystemFault) as refused:
        old.sequencer.run_once()
    assert refused.value.code == "ledger_ahead"
    old.close()


def edited(number: int, text: str, kind: str = "item.edited") -> bytes:
    payload = json.loads(event(number, text))
    return json.dumps({**payload, "id": f"evt-{number}-{kind}-{len(text)}", "type": kind}).encode()


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


def test_replay_notices_words_that_were_exchanged(ombud: Ombud) -> None:
    decision = decide(ombud, event(1, "My tomatoes are ripe."))
    with ombud.store.read() as unit:
        view = unit.records.decision(decision["id"])
    assert view is not None
    assert decision["content"] == content_of(view.event)
    forged = msgspec.structs.replace(view.event.item, text="My tomatoes are rotten.")
    assert decision["content"] != content_of(msgspec.structs.replace(view.event, item=forged))


def test_a_restart_remembers_as_far_back_as_the_policy_looks(tmp_path: Path) -> None:
    text = (
        "---\npolicy: mini\ntitle: Mini\nlanguage: en\n---\n\n# Calm\n\n## Slowly {#slowly}\n\nOne at a time.\n\n"
        '```rule\nid: week\nwhen: count(author, "item.created", duration("168h")) > 2\nthen: label\n```\n\n'
        '```examples\nviolates: {"item": {"text": "hey"}, "repeat": 3}\nallows: hello\n```\n'
    )
    config = Config(data=tmp_path / "data")
    first = Ombud.open(config)
    first.publisher.publish({"policy.md": text}, "A test.")
    for day in (10, 12):
        decide(first, event(day, f"day {day}", at=f"2026-11-{day}T10:00:00Z"))
    first.close()
    second = Ombud.open(config)
    assert decide(second, event(14, "day 14", at="2026-11-14T10:00:00Z"))["measure"] == "label"
    second.close()


def test_replay_holds_every_statement_against_its_record(
    ombud: Ombud, receiver: Receiver, ana: User, ben: User
) -> None:
    held = decide(ombud, event(1, THREAT))
    deliver(ombud)
    token = token_from(receiver, held["id"])
    confirm(ombud, "post-1", ana)
    decide(ombud, edited(1, THREAT, "item.reported"))
    appeal = ombud.appeals.file(token, "It was a quote.")
    ombud.appeals.hear(appeal.id, ben, Outcome.PARTLY, "A warning is enough.", Measure.WARN)
    decide(ombud, edited(1, "My tomatoes are ripe."))
    with ombud.store.read() as unit:
        ids = [view.decision.id for view in unit.records.of_item("post-1")]
        statements = [view.statement for view in unit.records.of_item("post-1")]
    assert [statement is not None for statement in statements] == [True] * 5
    assert [ombud.replayer.replay(one).difference for one in ids] == [""] * 5


def test_a_clause_that_has_gone_is_still_cited_where_it_was_applied(ombud: Ombud, ana: User) -> None:
    decide(ombud, event(1, THREAT))
    other = (
        "---\npolicy: mini\ntitle: Mini\nlanguage: en\n---\n\n# Calm\n\n## No shouting {#shouting}\n\nDo not shout.\n\n"
        '```rule\nid: hey\nwhen: mentions(item.text, "hey")\nthen: hold\n```\n\n'
        "```examples\nviolates: hey you\nallows: hello you\n```\n"
    )
    ombud.publisher.publish({"policy.md": other}, "A test.")
    after = decide(ombud, edited(1, "My tomatoes are ripe."))
    removed = confirm(ombud, "post-1", ana)
    with ombud.store.read() as unit:
        view = unit.records.decision(removed)
    assert view is not None
    assert view.statement is not None
    assert [cited.title for cited in view.statement.cited] == ["Do not threaten people"]
    assert [ombud.replayer.replay(one).difference for one in (after["id"], removed)] == ["", ""]
