"""Rules that add nothing: whenever one fires, another does too, and does at least as much.

Rules are not compared with all others. Each is filed under a feature that any rule it covers must have (a word it looks
for, a value it asks about), so that only rules with something in common meet, and one that is covered is compared no
further: what it covers, the other covers too.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

import msgspec

from ombud.policy.checking.analysis.formula import Formula, Join, Known, Leaf
from ombud.policy.checking.analysis.logic import implies, leaves_of

__all__ = ["MAX_COMPARISONS", "Effect", "Subject", "covered"]

MAX_COMPARISONS = 300_000
"""After so many comparisons the search ends: a second or so. Policies that people wrote are far from it."""

Feature = tuple[object, ...]


class Effect(msgspec.Struct, frozen=True):
    """What a rule does when it fires. `scope` must be the same for two rules to be compared at all.

    `gravity` and `urgency` count up; `label` is None for other measures; `precision` is what automation needs to act
    alone, None when it only proposes.
    """

    scope: tuple[str, ...]
    gravity: int
    urgency: int
    label: str | None
    precision: float | None

    def at_least(self, other: "Effect") -> bool:
        """Whether it leaves nothing undone that the other does."""
        alone = other.precision is None or (self.precision is not None and self.precision <= other.precision)
        labelled = other.label is None or self.label == other.label
        return (
            self.scope == other.scope
            and self.gravity >= other.gravity
            and self.urgency >= other.urgency
            and labelled
            and alone
        )


class Subject(msgspec.Struct, frozen=True, eq=False):
    """A rule to compare: its name, its formula and its effect."""

    id: str
    formula: Formula
    effect: Effect


def covered(
    subjects: Sequence[Subject], limit: int = MAX_COMPARISONS
) -> tuple[list[tuple[Subject, Subject]], Sequence[Subject]]:
    """Pairs of a rule and one that covers it, each rule covered at most once; and the rules that were not looked at.

    The search ends after `limit` comparisons.
    """
    found: list[tuple[Subject, Subject]] = []
    files = _Files(_word_sets(subjects))
    for place, subject in enumerate(subjects):
        if limit < 0:
            return found, subjects[place:]
        for other in files.wider(subject):
            limit -= 1
            if other.effect.at_least(subject.effect) and implies(subject.formula, other.formula):
                found.append((subject, other))
                break
        else:
            for other in files.narrower(subject):
                limit -= 1
                if subject.effect.at_least(other.effect) and implies(other.formula, subject.formula):
                    files.remove(other)
                    found.append((other, subject))
            files.add(subject)
    return found, ()


class _Files:
    """The rules that nothing covers so far, by what they must have and by what they have."""

    def __init__(self, supersets: Mapping[frozenset[str], Sequence[frozenset[str]]]) -> None:
        self._supersets = supersets
        self._wider: dict[Feature, dict[Subject, None]] = {}
        self._narrower: dict[Feature, dict[Subject, None]] = {}
        self._filed: dict[Subject, list[Feature]] = {}

    def wider(self, subject: Subject) -> Iterable[Subject]:
        """Rules on file that may cover this one."""
        return dict.fromkeys(chain.from_iterable(self._wider.get(key, ()) for key in self._has(subject)))

    def narrower(self, subject: Subject) -> Iterable[Subject]:
        """Rules on file that this one may cover."""
        keys = self._needs(subject.formula, subject.effect.scope)
        return dict.fromkeys(chain.from_iterable(self._narrower.get(key, ()) for key in keys))

    def add(self, subject: Subject) -> None:
        """Put a rule on file."""
        self._filed[subject] = self._needs(subject.formula, subject.effect.scope)
        for key in self._filed[subject]:
            self._wider.setdefault(key, {})[subject] = None
        for key in self._has(subject):
            self._narrower.setdefault(key, {})[subject] = None

    def remove(self, subject: Subject) -> None:
        """Take a rule off file again."""
        for key in self._filed.pop(subject):
            self._wider[key].pop(subject)
        for key in self._has(subject):
            self._narrower[key].pop(subject)

    def _has(self, subject: Subject) -> list[Feature]:
        """Every feature under which a rule that covers this one may be on file."""
        scope = subject.effect.scope
        found: dict[Feature, None] = {}
        for leaf in leaves_of(subject.formula):
            if leaf.words is not None and leaf.holds:
                found.update(dict.fromkeys((scope, leaf.term, words) for words in self._supersets[leaf.words]))
            else:
                found[scope, leaf.term] = None
                found.update(dict.fromkeys((scope, leaf.term, "is", value) for value in _values(leaf)[:1]))
        return list(found)

    def _needs(self, formula: Formula, scope: tuple[str, ...]) -> list[Feature]:
        """Features of which every rule that this one covers has one at least."""
        match formula:
            case Leaf(term=term, words=words, holds=True) if words is not None:
                return [(scope, term, words)]
            case Leaf(term=term):
                return [(scope, term, "is", value) for value in _values(formula)] or [(scope, term)]
            case Join(operator="&&", parts=parts):
                keys = [self._needs(part, scope) for part in parts if not isinstance(part, Known)]
                return min(keys, key=self._crowd, default=[])
            case Join(parts=parts):
                return list(dict.fromkeys(key for part in parts for key in self._needs(part, scope)))
        return []

    def _crowd(self, keys: list[Feature]) -> tuple[int, int]:
        """How many rules are met under these features, and, where there are none yet, how common the features are."""
        return sum(len(self._narrower.get(key, ())) for key in keys), sum(4 - len(key) for key in keys)


def _values(leaf: Leaf) -> list[object]:
    """The only values that the leaf's term can have, if they are few."""
    if leaf.domain is None:
        return []
    if leaf.domain.only is not None:
        return sorted(leaf.domain.only, key=repr)
    return [leaf.domain.low] if leaf.domain.low == leaf.domain.high else []


def _word_sets(subjects: Sequence[Subject]) -> dict[frozenset[str], list[frozenset[str]]]:
    """For each set of words that a rule looks for, the sets that hold all of it."""
    sets = dict.fromkeys(
        leaf.words
        for subject in subjects
        for leaf in leaves_of(subject.formula)
        if leaf.words is not None and leaf.holds
    )
    holding: dict[str, list[frozenset[str]]] = {}
    for words in sets:
        for word in words:
            holding.setdefault(word, []).append(words)
    return {
        words: [other for other in min((holding[word] for word in words), key=len) if words <= other] for words in sets
    }
