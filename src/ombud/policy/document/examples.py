"""The ``examples`` under a clause: what breaks it, and what only looks as if it did.

An example is a text, or, when it begins with ``{``, a JSON object with the parts of the event that matter:
``{"item": {"text": "..."}, "author": {...}, "repeat": 6}``. Lines with other keys say more about the example above them
(see `given`).
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from ombud.policy.document.blocks import Entry
from ombud.policy.document.given import MAX_REPEAT, Earlier, read_given
from ombud.policy.document.source import ClauseSource
from ombud.policy.problems import Report, did_you_mean

__all__ = ["KINDS", "MAX_REPEAT", "Example", "read_examples"]

KINDS = ("violates", "allows")
_PARTS = ("type", "at", "source", "item", "author", "context", "repeat")


class Example(msgspec.Struct, frozen=True):
    """`kind` is ``violates`` or ``allows``; `event` the parts of the event it gives; `repeat` how often it is sent.

    `earlier` are the events that came before it.
    """

    clause: str
    kind: str
    text: str
    event: dict[str, Any]
    repeat: int
    file: str
    line: int
    earlier: tuple[Earlier, ...] = ()


def read_examples(
    clauses: Iterable[ClauseSource], report: Report, types: Mapping[str, str] | None = None
) -> list[Example]:
    """All examples of a policy in order; what cannot be read is reported.

    `types` are those of the declared attributes by path, when they are known.
    """
    examples: list[Example] = []
    for clause in clauses:
        found = [
            example
            for block in clause.of_kind("examples")
            for entry, *more in _grouped(block.entries)
            if (example := _read(clause, entry, more, types, report)) is not None
        ]
        for kind in KINDS if clause.real else ():
            if not any(example.kind == kind for example in found):
                what = "that break it" if kind == "violates" else "that look bad and are allowed"
                report.warning(
                    clause.place,
                    f"the clause `{clause.id}` has no `{kind}` examples",
                    f"Add an `examples` block with posts {what}: they are this clause's tests.",
                    code="clause_without_examples",
                )
        examples.extend(found)
    return examples


def _grouped(entries: Iterable[Entry]) -> list[list[Entry]]:
    """Each example with the lines that say more about it."""
    groups: list[list[Entry]] = []
    for entry in entries:
        if entry.key in KINDS or not groups:
            groups.append([])
        groups[-1].append(entry)
    return groups


def _read(
    clause: ClauseSource, entry: Entry, more: list[Entry], types: Mapping[str, str] | None, report: Report
) -> Example | None:
    if entry.key not in KINDS:
        report.error(
            entry.place, f"an example is not `{entry.key}`", did_you_mean(entry.key, KINDS), code="unknown_key"
        )
        return None
    if not entry.text:
        report.error(
            entry.place, "this example is empty", "Write the text of a post after the colon.", code="empty_example"
        )
        return None
    parts: dict[str, Any] = {"item": {"text": entry.text}}
    if entry.text.startswith("{"):
        given = _object(entry, report)
        if given is None:
            return None
        parts = given
    repeat = parts.pop("repeat", 1)
    if not isinstance(repeat, int) or isinstance(repeat, bool) or not 1 <= repeat <= MAX_REPEAT:
        report.error(entry.value_place, "`repeat` is a whole number", f"Write 1 to {MAX_REPEAT}.", code="bad_example")
        return None
    said = read_given(more, types, report)
    event = _laid_over(parts, said.event)
    times = said.repeat or repeat
    return Example(clause.id, entry.key, entry.text, event, times, entry.file, entry.line, said.earlier)


def _laid_over(parts: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """Both together, for merging into the usual event later: what takes a part away has to stay."""
    out = dict(parts)
    for key, value in given.items():
        whole = out.get(key)
        out[key] = whole | value if isinstance(whole, dict) and isinstance(value, dict) else value
    return out


def _object(entry: Entry, report: Report) -> dict[str, Any] | None:
    try:
        given = json.loads(entry.text)
    except json.JSONDecodeError as error:
        report.error(
            entry.place_of(error.pos, error.pos + 1),
            f"this is not JSON: {error.msg}",
            'An example that begins with { is JSON: {"item": {"text": "..."}, "repeat": 6}.',
            code="bad_json",
        )
        return None
    except (RecursionError, ValueError):  # nested without end; a number with thousands of digits
        report.error(entry.value_place, "this JSON cannot be read", code="bad_json")
        return None
    for part, value in given.items():
        if part not in _PARTS:
            report.error(
                entry.value_place, f"an event has no `{part[:40]}`", did_you_mean(part, _PARTS), code="unknown_part"
            )
            return None
        if part in ("item", "context") and not isinstance(value, dict):
            report.error(
                entry.value_place, f"`{part}` is an object", f'Write {{"{part}": {{...}}}}.', code="bad_example"
            )
            return None
    return dict(given)
