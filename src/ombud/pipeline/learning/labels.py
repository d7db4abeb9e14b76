"""What people here said about texts: the labels that a signal can be fitted to and measured on."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from ombud.decisions import is_ordered
from ombud.model import BadInput, Correction, Decision, Measure, NotFound, restricts
from ombud.pipeline.deciding.engine import CompiledPolicy
from ombud.pipeline.deciding.standing import ends_an_order
from ombud.ports import DecisionView, Unit

__all__ = ["Labelled", "clauses_of", "from_corrections", "from_decisions", "must_be_clauses", "read_label"]

_PAGE = 1000
_SIGNAL = re.compile(r"\bsignal\.([a-z_]+)")
_YES = 0.5
_LONGEST_NAME = 60


class Labelled(msgspec.Struct, frozen=True):
    """A text and what people said of it, by signal. What is not in `said`, nobody said."""

    text: str
    said: Mapping[str, bool]
    lang: str | None = None
    at: datetime | None = None


class Reached(Protocol):
    """Told how many decisions have been looked at."""

    def __call__(self, decisions: int) -> None: ...


class _Line(msgspec.Struct, forbid_unknown_fields=True):
    text: str
    label: dict[str, bool | int | float]
    lang: str | None = None


def read_label(line: bytes, number: int, names: Sequence[str]) -> Labelled:
    """A line of JSON: ``{"text": "...", "label": {"toxic": true}}``, and ``"lang"`` where it is known.

    A label is true or false, 1 or 0. Raises BadInput (``bad_label``), naming the line.
    """
    try:
        read = msgspec.json.decode(line, type=_Line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _bad(number, str(error)) from error
    for name, value in read.label.items():
        if name not in names:
            raise _bad(number, f"there is no signal {name[:_LONGEST_NAME]!r}, only {', '.join(names)}")
        if value not in (0, 1):
            raise _bad(number, f"{name} is {value!r}; a label is true or false")
    return Labelled(read.text, {name: bool(value) for name, value in read.label.items()}, read.lang)


def _bad(number: int, what: str) -> BadInput:
    return BadInput(
        "bad_label", f"line {number}: {what}", advice='Write {"text": "...", "label": {"toxic": true}} on every line.'
    )


def clauses_of(policy: CompiledPolicy, names: Iterable[str]) -> dict[str, set[str]]:
    """Signal -> the clauses under which some rule reads it, and those of its name: ``honesty/spam`` is about spam."""
    found = {name: {clause for clause in policy.clauses if clause.rpartition("/")[2] == name} for name in names}
    for rule in policy.rules:
        for name in _SIGNAL.findall(rule.when):
            if name in found:
                found[name].add(rule.clause)
    return found


def from_decisions(unit: Unit, clauses: Mapping[str, set[str]], before: datetime, reached: Reached) -> list[Labelled]:
    """What reviewers said, oldest first: the last human decision on each item as it reads.

    Restricted under a clause of a signal is a yes for that signal. Allowed or restored is a no for every signal. A
    restriction under other clauses alone says nothing. Where an appeal was heard, its outcome is what counts. An order,
    its end, and an appeal against it say nothing about the text.
    """
    last: dict[tuple[str, str], Labelled] = {}
    ordered: set[str] = set()
    for count, view in enumerate(_all(unit, before), 1):
        if count % _PAGE == 0:
            reached(count)
        decision, item = view.decision, view.event.item
        if is_ordered(decision):
            ordered.add(decision.id)
            continue
        if decision.actor.kind != "human" or not item.text or _had_run_out(decision):
            continue
        if ends_an_order(view) or (decision.appeal is not None and decision.replaces in ordered):
            continue
        last.pop((item.id, item.text), None)  # so that what was decided last stands last
        last[item.id, item.text] = Labelled(item.text, _said(view, clauses), item.lang, decision.at)
    return [one for one in last.values() if one.said]


def _all(unit: Unit, before: datetime) -> Iterator[DecisionView]:
    place = 0
    while page := unit.records.decided(place, _PAGE, before):
        for _, view in page:
            yield view
        place = page[-1][0]


def _had_run_out(decision: Decision) -> bool:
    """The appeal was not right, and nothing was put on again: what was said before it goes on being so."""
    return decision.appeal is not None and decision.measure is Measure.ALLOW


def _said(view: DecisionView, clauses: Mapping[str, set[str]]) -> dict[str, bool]:
    if not restricts(Measure(view.decision.measure)):
        return dict.fromkeys(clauses, False)
    cited = {match.clause for match in view.decision.matches}
    return {name: True for name, under in clauses.items() if under & cited}


def from_corrections(corrections: Iterable[Correction], names: Sequence[str]) -> list[Labelled]:
    """What others suggested and a person here accepted, oldest first. From one half on, a score is a yes."""
    return [
        Labelled(one.text, {name: one.labels[name] >= _YES for name in names if name in one.labels}, one.lang, one.at)
        for one in sorted(corrections, key=lambda one: one.at)
    ]


def must_be_clauses(policy: CompiledPolicy, named: Mapping[str, set[str]]) -> None:
    """Raises NotFound (``no_such_clause``)."""
    for names in named.values():
        for name in sorted(names):
            if name not in policy.clauses:
                raise NotFound(
                    "no_such_clause", f"the policy has no clause {name[:_LONGEST_NAME]!r}",
                    advice=f"its clauses are {', '.join(sorted(policy.clauses))}",
                )  # fmt: skip
