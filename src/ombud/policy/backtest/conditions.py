"""The conditions of several policies, each once, over one set of words and patterns.

A condition is known by what it says and by what its names stand for: the types of its fields, the entries of its lists.
A rule that both policies have in the same words is evaluated once.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from ombud.model import SignalSpec
from ombud.policy.cel.parser import parse
from ombud.policy.cel.syntax import Node, children
from ombud.policy.checking.checker import check_expression
from ombud.policy.checking.environment import event_environment
from ombud.policy.checking.uses import (
    Checked,
    Constant,
    FieldUse,
    FunctionUse,
    InSet,
    Lexicon,
    SignalUse,
    TextHit,
    VariableUse,
)
from ombud.policy.document.header import read_header
from ombud.policy.document.source import read_source
from ombud.policy.engine.policy import Policy
from ombud.policy.problems import Report

__all__ = ["Condition", "Conditions"]

_STATELESS = (Constant, FieldUse, FunctionUse, InSet, TextHit, VariableUse)


class Condition(msgspec.Struct, frozen=True):
    """`checked` is over the common words; `policy` and `position` say where the same condition lies compiled.

    `looks_back` says that its value depends on earlier events.
    """

    checked: Checked
    policy: Policy
    position: int
    looks_back: bool


class Conditions:
    """`all` are the different conditions; ``of[i][j]`` is the place among them of policy i's rule j."""

    def __init__(self, policies: Sequence[Policy], catalogue: Mapping[str, SignalSpec]) -> None:
        self.lexicon = Lexicon()
        self.all: list[Condition] = []
        self.of: list[list[int]] = []
        places: dict[Any, int] = {}
        for policy in policies:
            report = Report(policy.files)
            header = read_header(read_source(policy.files, report), policy.files, report)
            environment = event_environment(header.schema, catalogue, header.lists)
            mine = []
            for position, rule in enumerate(policy.rules):
                checked, _ = check_expression(parse(rule.when), environment, self.lexicon)
                place = places.setdefault((rule.when, *_meaning(checked)), len(self.all))
                if place == len(self.all):
                    self.all.append(Condition(checked, policy, position, _looks_back(checked, catalogue)))
                mine.append(place)
            self.of.append(mine)


def _meaning(checked: Checked) -> Iterator[Any]:
    """What the names in a condition stand for, in the order in which they are written."""
    for node in _walk(checked.root):
        match checked.uses.get(node):
            case FieldUse(field=field, certain=certain):
                yield field.path, str(field.type), certain
            case TextHit(key=key):
                yield key
            case InSet(entries=entries, parents=parents, exact=exact):
                yield entries, parents, exact


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for child in children(node):
        yield from _walk(child)


def _looks_back(checked: Checked, catalogue: Mapping[str, SignalSpec]) -> bool:
    """Whatever is not known to be the same at any time is taken to look back."""
    for use in checked.uses.values():
        if isinstance(use, SignalUse):
            if catalogue[use.name].stateful or catalogue[use.name].looks_back:
                return True
        elif not isinstance(use, _STATELESS):
            return True
    return False
