"""Warnings: what a policy can run with, and its author can hardly have meant."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from posixpath import normpath

import msgspec

from ombud.model import Text
from ombud.policy.cel.syntax import Call, Literal
from ombud.policy.checking.analysis import (
    KNOWN_VALUES,
    NO_DOMAIN,
    examine,
    hits_everything,
    impossible_texts,
    lone_elements,
    odd_term,
    unreachable_letter,
    unread_spellings,
)
from ombud.policy.checking.uses import Checked, FieldUse, InSet, Lexicon, TextHit
from ombud.policy.document.blocks import without_comment
from ombud.policy.document.header import Header
from ombud.policy.document.rules import Rule
from ombud.policy.document.source import Source
from ombud.policy.problems import Place, Report, split_lines
from ombud.ports import Matcher

__all__ = ["Draft", "remark"]

Normalise = Callable[[str], Text]

_MAX_TEXT = 64 * 1024


class Draft(msgspec.Struct, frozen=True):
    """A policy on its way to being compiled. `sound` are those of its `rules` whose conditions have no fault.

    `places` say where each text key stands first. `matcher` is None when it could not be built.
    """

    files: Mapping[str, str]
    source: Source
    header: Header
    rules: Sequence[Rule]
    sound: Sequence[tuple[Rule, Checked]]
    lexicon: Lexicon
    places: Mapping[str, Place]
    matcher: Matcher | None


def remark(draft: Draft, normalise: Normalise, report: Report) -> None:
    """Report every warning. `normalise` gives the normal form in which texts and terms are compared."""
    sound = draft.sound
    _clauses(draft, report)
    if len(sound) == len(draft.rules):
        _unused(draft, sound, report)
    for name, terms in draft.header.lists.items():
        if terms:
            _list(draft, name, normalise, report)
    _terms(sound, normalise, report)
    _patterns(draft, normalise, report)
    _comparisons(sound, report)
    words = {term_set.key: frozenset(term_set.terms) for term_set in draft.lexicon.term_sets if term_set.terms}
    for found in examine(sound, words, KNOWN_VALUES):
        place = found.rule.condition.place_of(found.start, found.end)
        report.warning(place, found.message, found.advice, code=found.code)


def _clauses(draft: Draft, report: Report) -> None:
    for clause in draft.source.clauses:
        if not clause.real:
            continue
        if not clause.of_kind("rule"):
            report.warning(
                clause.place, f"the clause `{clause.id}` has no rule", "Only people can apply it.",
                code="clause_without_rule",
            )  # fmt: skip
        if not clause.text:
            report.warning(
                clause.place, f"the clause `{clause.id}` says nothing", "Write what it asks of people.",
                code="clause_without_text",
            )  # fmt: skip


def _unused(draft: Draft, sound: Sequence[tuple[Rule, Checked]], report: Report) -> None:
    lists: set[str] = set()
    fields: set[str] = set()
    for _, checked in sound:
        for node, use in checked.uses.items():
            if isinstance(use, FieldUse):
                fields.add(use.field.path)
            elif isinstance(use, TextHit | InSet) and isinstance(node, Call):
                lists.add(_list_name(node))
    for name in sorted(draft.header.lists.keys() - lists):
        report.warning(
            draft.header.declared[name].place, f"the list `{name}` is never used", "Use it with `in_list`.",
            code="unused_list",
        )  # fmt: skip
    for attribute in draft.header.schema.attributes:
        if not attribute.optional and attribute.path not in fields:
            report.warning(
                _declared_at(draft.source, attribute.path),
                f"every event must have `{attribute.path}`, and no rule asks about it",
                f"Write `{attribute.type}?`, so that it may be missing, or remove the line if nobody sends it.",
                code="unused_attribute",
            )  # fmt: skip


def _declared_at(source: Source, path: str) -> Place:
    pieces = [piece for entry in source.header if entry.key == "attributes" for piece in entry.pieces]
    piece = next(piece for piece in pieces if piece.text.startswith(path))
    return Place(source.header_place.file, piece.line, piece.column, len(path))


def _list_name(node: Call) -> str:
    """The name of the list that a call looks into; empty for other calls."""
    call = node.args[0] if node.function == "exact" else node
    last = call.operands[-1] if isinstance(call, Call) and call.function == "in_list" else None
    return last.value if isinstance(last, Literal) and isinstance(last.value, str) else ""


def _uses_of(name: str, sound: Sequence[tuple[Rule, Checked]]) -> list[TextHit | InSet]:
    """How the rules ask for a list."""
    return [
        use
        for _, checked in sound
        for node, use in checked.uses.items()
        if isinstance(use, TextHit | InSet) and isinstance(node, Call) and _list_name(node) == name
    ]


def _list(draft: Draft, name: str, normalise: Normalise, report: Report) -> None:
    """Entries that are there already, that nothing can ever be equal to, or that are hardly meant as they stand."""
    uses = _uses_of(name, draft.sound)
    is_domain = any(isinstance(use, InSet) and use.parents for use in uses)
    are_terms = any(isinstance(use, TextHit) for use in uses)
    declared = draft.header.declared[name]
    file = normpath(declared.text)
    seen: dict[str, int] = {}
    for number, row in enumerate(split_lines(draft.files[file]), 1):
        entry = without_comment(row).strip()
        if not entry:
            continue
        place = Place(file, number, row.index(entry[0]) + 1, len(entry))
        if len(entry) > _MAX_TEXT:
            report.warning(
                place, "this entry is longer than any text", "Look for a part of it.", code="entry_never_matches"
            )
            continue
        form = normalise(entry).normal.strip()
        first = seen.setdefault(form, number)
        if not form:
            report.warning(
                place, "this entry has nothing visible in it", "Remove the line.", code="entry_never_matches"
            )
        elif first != number:
            report.warning(
                place, f"`{entry[:60]}` reads the same as line {first}", "Remove one of them.", code="duplicate_entry"
            )
        elif is_domain and NO_DOMAIN.search(entry):
            report.warning(
                place, f"`{entry[:60]}` is no domain, and no link's domain can be equal to it",
                "Write the bare domain, such as `bit.ly`: what stands under it is found too.",
                code="entry_never_matches",
            )  # fmt: skip
        elif are_terms and (odd := odd_term(entry, "Write one term a line.")) is not None:
            report.warning(place, *odd, code="looks_like_several")


def _terms(sound: Sequence[tuple[Rule, Checked]], normalise: Normalise, report: Report) -> None:
    """Words of one `mentions` that read the same, or are hardly meant as they stand."""
    forms: dict[str, str] = {}
    for rule, call, exact in _mentions(sound):
        seen: dict[str, str] = {}
        for argument in call.operands[1:]:
            word = str(argument.value) if isinstance(argument, Literal) else ""
            form = word if exact else forms.get(word) or forms.setdefault(word, normalise(word).normal.strip())
            twin = seen.setdefault(form, word)
            if twin is not word:
                report.warning(
                    rule.condition.place_of(argument.start, argument.end), f"`{word}` reads the same as `{twin}`",
                    "Remove one of them.", code="duplicate_term",
                )  # fmt: skip
            odd = odd_term(word, 'Write each in quotation marks of its own: `"free puppy", "cheap puppy"`.')
            if odd is not None:
                report.warning(
                    rule.condition.place_of(argument.start, argument.end), *odd, code="looks_like_several"
                )  # fmt: skip


def _comparisons(sound: Sequence[tuple[Rule, Checked]], report: Report) -> None:
    for rule, checked in sound:
        for element, message, advice in lone_elements(checked):
            report.warning(
                rule.condition.place_of(element.start, element.end), message, advice, code="lone_element"
            )  # fmt: skip
        for text, message, advice in impossible_texts(checked):
            report.warning(
                rule.condition.place_of(text.start, text.end), message, advice, code="never_equal"
            )  # fmt: skip


def _mentions(sound: Sequence[tuple[Rule, Checked]]) -> Iterator[tuple[Rule, Call, bool]]:
    for rule, checked in sound:
        for node, use in checked.uses.items():
            if isinstance(use, TextHit) and isinstance(node, Call):
                exact = node.function == "exact"
                call = node.args[0] if exact else node
                if isinstance(call, Call) and call.function == "mentions":
                    yield rule, call, exact


def _patterns(draft: Draft, normalise: Normalise, report: Report) -> None:
    patterns = {pattern.key: pattern for pattern in draft.lexicon.patterns}
    for pattern in patterns.values():
        if not pattern.exact:
            _unread(pattern.regex, draft.places[pattern.key], normalise, report)
    if draft.matcher is None:
        return
    for key in sorted(hits_everything(draft.matcher, {key: pattern.regex for key, pattern in patterns.items()})):
        report.warning(
            draft.places[key], "this pattern finds the empty text, and so it hits whatever is written",
            "Ask for at least one character: `+` instead of `*`, no empty side of `|`.", code="hits_everything",
        )  # fmt: skip


def _unread(regex: str, place: Place, normalise: Normalise, report: Report) -> None:
    """What a pattern asks for, and the form in which texts are read never has."""
    letter = unreachable_letter(regex)
    if letter is not None:
        report.warning(
            place, f"no text has the letter `{letter}`: patterns read it in small letters",
            "Write small letters, or put `exact(...)` around the test.", code="unreachable_letter",
        )  # fmt: skip
    for spelling, read in unread_spellings(regex, normalise):
        report.warning(
            place, f"`{spelling[:60]}` is read as `{read[:60]}`: this part of the pattern does not find it",
            f"Write `{read[:60]}`, or put `exact(...)` around the test.", code="unread_spelling",
        )  # fmt: skip
