"""The scanning engine: what it leaves to RE2, and what it does when asked by many at once."""

import sys
import threading
from collections.abc import Sequence

import pytest

from ombud.intake import normalise
from ombud.model import Text
from ombud.ports import Database, DatabaseBuilder, Pattern, Shard, TermSet
from ombud.scanning.worker import compile_shard
from ombud.signals import matcher_factory

PATTERNS = [Pattern("gap", "win.{0,9}now"), Pattern("loop", "(?i)go+d")]


class Keeping:
    """Compiles here, but for what it is told to refuse; keeps what it was asked for."""

    def __init__(self, *refused: bytes) -> None:
        self.refused = frozenset(refused)
        self.asked: list[Shard] = []

    def __call__(self, shards: Sequence[Shard]) -> list[Database]:
        self.asked += shards
        return [self._compile(shard) for shard in shards]

    def _compile(self, shard: Shard) -> Database:
        whether = [one for one in shard.whether if one not in self.refused]
        where = [one for one in shard.where if one not in self.refused]
        image = compile_shard(whether, where) if whether or where else b""
        return Database(image, self.refused & {*shard.whether, *shard.where})


@pytest.mark.parametrize(
    "refused", [(), (b"kill",), (b"[Gg][Oo][Dd]",), (b"kill", b"[Gg](?:[Oo])+[Dd]"), (b"kill", b"run", b"ru")]
)
def test_what_is_refused_is_found_all_the_same(refused: tuple[bytes, ...]) -> None:
    build = Keeping(*refused)
    matcher = matcher_factory(normalise, build)([TermSet("t", ("kill", "run"))], PATTERNS)
    assert matcher.find(normalise("kill a good é win it now")) == {
        "t": ((0, 4),),
        "loop": ((7, 11),),
        "gap": ((14, 24),),
    }
    assert matcher.find(normalise("nothing")) == {}


def test_what_the_engine_cannot_be_told_is_left_to_re2() -> None:
    build = Keeping()
    matcher = matcher_factory(normalise, build)([], [Pattern("any", "z*"), Pattern("stars", "^*a")])
    assert build.asked == []
    assert matcher.find(normalise("a")) == {"any": (), "stars": ((0, 1),)}


def test_a_policy_of_refused_expressions_alone_works() -> None:
    matcher = matcher_factory(normalise, Keeping(b"abc"))([], [Pattern("p", "abc")])
    assert matcher.find(normalise("abc")) == {"p": ((0, 3),)}


def test_a_long_list_is_not_compiled() -> None:
    build = Keeping()
    terms = tuple(f"w{i}" for i in range(20_000))
    matcher = matcher_factory(normalise, build)([TermSet("t", terms, exact=True)], [Pattern("p", "x+")])
    assert [len(shard.where) for shard in build.asked] == [0]
    assert matcher.find(normalise("x w777")) == {"p": ((0, 1),), "t": ((2, 6),)}


def test_one_more_pattern_changes_one_shard() -> None:
    before, after = Keeping(), Keeping()
    some = [Pattern(f"p{i}", f"(?i)one more word{i}[0-9]") for i in range(4_000)]
    for build, patterns in ((before, some), (after, [*some, Pattern("new", "entirely new")])):
        with pytest.raises(StopHere):
            matcher_factory(normalise, stopping(build))([], patterns)
    assert len(before.asked) == len(after.asked) == 4
    assert len(set(before.asked) & set(after.asked)) == 3


class StopHere(Exception):
    """Nothing needs to be compiled to see what would be."""


def stopping(build: Keeping) -> DatabaseBuilder:
    def stop(shards: Sequence[Shard]) -> list[Database]:
        build.asked += shards
        raise StopHere

    return stop


def test_threads_scan_at_the_same_time() -> None:
    matcher = matcher_factory(normalise, Keeping())([TermSet("t", ("kill",))], PATTERNS)
    right: list[bool] = []

    def scan(text: Text, expected: list[str]) -> None:
        right.extend(list(matcher.find(text)) == expected for _ in range(300))

    threads = [
        threading.Thread(target=scan, args=(normalise("a word " * 500 + word), expected))
        for word, expected in (("kill", ["t"]), ("good", ["loop"]), ("none", []))
    ]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.setswitchinterval(before)
    assert right == [True] * 900
