"""A policy that was checked before is not checked again: what is kept of it runs, explains and tests the same."""

import pytest

from ombud.intake import normalise
from ombud.policy import Policy, PolicyError, compile_policy
from ombud.policy.engine.blueprint import decoded, encoded
from ombud.signals import Windows, fingerprint
from tests.support.policies import Detectors, arrive, document, matcher

FILES = {
    "policy.md": document(
        'in_list(item.text, "swear") && size(item.links) < 3 || mentions(item.text, "free money")',
        head="lists:\n  swear: swear.txt\n",
        after=(
            "\n```rule\nid: young\nwhen: has(author.age) && author.age < duration('1h')\nthen: label\n```\n"
            "```rule\nid: kinds\nwhen: item.kind in ['post'] && event.at > timestamp('2026-01-01T00:00:00Z')\n"
            "then: hold\n```\n"
        ),
    ),
    "swear.txt": "heck\ndarn\n",
}
POSTS = [{"item": {"text": text}} for text in ("what the heck", "free money", "hello", "")] + [
    {"author": {"id": "u", "created_at": "2026-11-22T09:30:00Z"}, "item": {"text": "darn", "kind": "comment"}}
]


class Shelf:
    """A shelf in memory, and how often something was put on it."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.times = 0

    def read(self, name: str) -> bytes | None:
        return self.kept.get(name)

    def keep(self, name: str, data: bytes) -> None:
        self.kept[name] = data
        self.times += 1


def compiled(shelf: Shelf | None, files: dict[str, str] | None = None, *, unfit: bool = False) -> Policy:
    return compile_policy(
        files or FILES, catalogue=Detectors().catalogue, matcher=matcher(), fingerprint=fingerprint,
        normalise=normalise, shelf=shelf, unfit=unfit,
    )  # fmt: skip


def test_what_must_not_be_published_is_kept_apart() -> None:
    shelf = Shelf()
    files = {**FILES, "policy.md": FILES["policy.md"].replace("Do not.", "Do \u202enot.")}
    for _ in range(2):
        assert compiled(shelf, files, unfit=True).files == files
    assert shelf.times == 1
    with pytest.raises(PolicyError):
        compiled(shelf, files)
    compiled(shelf)
    assert compiled(shelf, unfit=True).files == FILES
    assert shelf.times == 2


def test_what_was_kept_says_the_same() -> None:
    shelf = Shelf()
    fresh, kept = compiled(shelf), compiled(shelf)
    assert shelf.times == 1
    assert kept.version == fresh.version
    assert (kept.rules, kept.clauses, kept.examples, kept.asks) == (
        fresh.rules,
        fresh.clauses,
        fresh.examples,
        fresh.asks,
    )
    for post in POSTS:
        arrival = arrive(post, fresh.schema)
        assert kept.report(arrival, Detectors(), Windows()) == fresh.report(arrival, Detectors(), Windows())


@pytest.mark.parametrize(
    ("condition", "fires"),
    [
        ('event.at < timestamp("2600-01-01T00:00:00Z")', True),
        ('event.at <= timestamp("9999-12-31T23:59:59Z")', True),
        ('event.at > timestamp("0001-01-01T00:00:00Z")', True),
        ('event.at == timestamp("2600-01-01T00:00:00Z")', False),
        ('event.at in [timestamp("0001-01-01T00:00:00Z"), timestamp("2026-11-22T10:00:00Z")]', True),
        ("timestamp('9999-12-31T23:59:59Z') < event.at || timestamp('0001-01-01T00:00:00Z') > event.at", False),
        ("size(item.links) < 9223372036854775807", True),
        ("size(item.links) > -9223372036854775808", True),
    ],
)
def test_what_lies_beyond_64_bits_is_kept_too(condition: str, *, fires: bool) -> None:
    files = {"policy.md": document(f'({condition}) && item.text == "x"')}
    shelf = Shelf()
    for policy in (compiled(shelf, files), compiled(shelf, files)):
        arrival = arrive({"item": {"text": "x"}}, policy.schema)
        assert bool(policy.evaluate(arrival, Detectors(), Windows()).matches) is fires
    assert shelf.times == 1


@pytest.mark.parametrize("given", ["18446744073709551616", "-9223372036854775809", "[1, 18446744073709551616]"])
def test_an_example_with_a_number_beyond_64_bits_is_kept_too(given: str) -> None:
    text = document(
        head="attributes:\n  author.karma: int\n",
        after=f"\n```examples\nviolates:\n  - text: x\n    author.karma: {given}\n```\n",
    )
    shelf = Shelf()
    fresh, kept = compiled(shelf, {"policy.md": text}), compiled(shelf, {"policy.md": text})
    assert kept.examples == fresh.examples
    assert shelf.times == 1


def test_conditions_are_understood_again_when_somebody_asks() -> None:
    shelf = Shelf()
    fresh, kept = compiled(shelf), compiled(shelf)
    assert len(kept.conditions) == len(fresh.conditions) == 3
    assert [checked.evidence for checked in kept.conditions[:2]] == [
        checked.evidence for checked in fresh.conditions[:2]
    ]
    assert kept.conditions[-1] is kept.conditions[2]


def test_another_policy_is_another_thing() -> None:
    shelf = Shelf()
    compiled(shelf)
    compiled(shelf, FILES | {"swear.txt": "heck\n"})
    assert shelf.times == 2


@pytest.mark.parametrize("damage", [b"", b"x" * 40, None])
def test_what_is_damaged_is_made_again(damage: bytes | None) -> None:
    shelf = Shelf()
    fresh = compiled(shelf)
    [name] = shelf.kept
    shelf.kept[name] = shelf.kept[name][:-1] if damage is None else damage
    assert compiled(shelf).version == fresh.version
    assert shelf.times == 2


def test_bytes_that_are_whole_but_no_blueprint_are_none() -> None:
    body = b"\x93\x01\x02\x03"
    assert decoded(body) is None


def test_a_blueprint_comes_back_as_it_was() -> None:
    shelf = Shelf()
    compiled(shelf)
    [kept] = shelf.kept.values()
    blueprint = decoded(kept)
    assert blueprint is not None
    assert encoded(blueprint) == kept
