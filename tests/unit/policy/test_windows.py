"""The functions that ask about the past: what may be written, and what has to be remembered for it."""

import pytest

from ombud.policy import PolicyError
from ombud.ports import Asked, Tally
from tests.support.policies import build, document, judge

HEAD = "attributes:\n  item.price: int?\n  context.channel: string?\n  author.seen: timestamp?\n"
DAY = 86400.0


def asked(condition: str) -> Asked:
    return build(document(condition, head=HEAD)).asks


def fault(condition: str) -> tuple[str, str]:
    """The code and the message of the one thing that is wrong."""
    with pytest.raises(PolicyError) as caught:
        build(document(condition, head=HEAD))
    (problem,) = (problem for problem in caught.value.problems if problem.severity == "error")
    return problem.code, problem.message


@pytest.mark.parametrize(
    "field",
    [
        "item.text", "item.kind", "item.parent", "item.price", "item.media", "item.links.url", "item.links.domain",
        "item.links.registered_domain", "author.id", "author.name", "context.channel", "context.undeclared",
    ],
)  # fmt: skip
def test_the_values_of_a_field_are_counted_and_it_may_be_missing(field: str) -> None:
    condition = f'distinct(author, "item.created", {field}, duration("1h")) > 2'
    assert asked(condition).tallies == (Tally("author", "item.created", field, 3600.0, 3),)


def test_a_verdict_records_how_many_values_there_were() -> None:
    verdict = judge('distinct(author, "item.created", item.kind, duration("1h")) == 1', {"author": {"id": "u"}})
    assert verdict.observed == {"distinct/author:u/item.created/item.kind/3600": 1}
    assert len(verdict.matches) == 1
    nobody = judge('distinct(author, "item.created", item.kind, duration("1h")) == 0', {"author": None})
    assert (len(nobody.matches), nobody.observed) == (1, {})


@pytest.mark.parametrize(
    ("condition", "code", "message"),
    [
        ('distinct(author, "item.created", item.txt, duration("1h")) > 2', "unknown_field", "no field `item.txt`"),
        ('distinct(author, "item.created", "item.text", duration("1h")) > 2', "unknown_field", "name of a field"),
        ('distinct(author, "item.created", author.seen, duration("1h")) > 2', "wrong_field", "`author.seen`"),
        ('distinct(author, "item.created", item.links, duration("1h")) > 2', "wrong_field", "`item.links`"),
        ('distinct(author, "item.created", event.source, duration("1h")) > 2', "unknown_field", "`event.source`"),
        ('distinct(author, "item.created", item.links.port, duration("1h")) > 2', "unknown_field", "item.links.port"),
        ('distinct(author, "item.created", duration("1h")) > 2', "wrong_arguments", "which field"),
        ('distinct(post, "item.created", item.text, duration("1h")) > 2', "wrong_subject", "looks at the events of"),
        ('count(author, "item.made", duration("1h")) > 2', "unknown_event_type", "`item.made`"),
        ('count(author, "item.reviewed", duration("1h")) > 2', "unknown_event_type", "`item.reviewed`"),
        ('count(author, "item.created", duration("721h")) > 2', "window_too_long", "30 days"),
        ('count(author, "item.created", duration("0s")) > 2', "window_of_nothing", "longer than nothing"),
        ('count(author, "item.created", duration("x")) > 2', "bad_time", "x"),
        ('count(author, "item.created", 60) > 2', "not_written_out", "as a duration"),
        ('count(author, item.kind, duration("1h")) > 2', "not_written_out", "quotation marks"),
        ('count(post, "item.created", duration("1h")) > 2', "wrong_subject", "counts the events of"),
        ('seen_before(author, duration("1h"))', "wrong_subject", "copies of `item`"),
        ("seen_before(item)", "wrong_arguments", "how far back"),
    ],
)
def test_what_cannot_be_asked_is_refused_where_it_is_written(condition: str, code: str, message: str) -> None:
    found, text = fault(condition)
    assert (found, message in text) == (code, True), text


@pytest.mark.parametrize(
    ("compared", "enough"),
    [
        ("> 5", 6), (">= 5", 6), ("== 0", 1), ("< 1", 2), ("!= 3", 4), ("> -7", 1), ("> 2.5", 3), ("in [1, 2]", 10_000),
        ("+ 1 > 5", 10_000), ("> size(item.links)", 10_000), ("> 99999999", 1_000_000),
    ],
)  # fmt: skip
def test_a_count_is_kept_as_far_as_a_rule_can_tell_it_from_another(compared: str, enough: int) -> None:
    (tally,) = asked(f'count(author, "item.created", duration("10m")) {compared}').tallies
    assert tally.enough == enough


def test_a_policy_asks_for_the_longest_window_and_the_greatest_number_of_each_count() -> None:
    condition = (
        'count(author, "item.created", duration("10m")) > 5 && 3 < count(author, "item.created", duration("24h")) '
        '&& count(item, "item.reported", duration("1h")) > 1 && seen_before(item, duration("1h")) '
        '&& seen_before(item, duration("24h")) && has(signal.threat) && signal.threat > 0.5'
    )
    assert asked(condition) == Asked(
        (Tally("author", "item.created", "", DAY, 6), Tally("item", "item.reported", "", 3600.0, 2)),
        DAY,
        1,
        {"threat": 1},
    )
    assert asked("true") == Asked()
