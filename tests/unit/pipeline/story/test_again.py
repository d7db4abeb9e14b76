"""The same thing twice: sent again, decided again, replayed, and after a restart."""

from pathlib import Path

import msgspec

from ombud.decisions import content_of
from ombud.model import Measure, Outcome, User
from ombud.pipeline import Decided, Refused
from ombud.wiring import Config, Ombud
from tests.support.server import Receiver
from tests.support.story import THREAT, confirm, decide, deliver, edited, event, token_from


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
