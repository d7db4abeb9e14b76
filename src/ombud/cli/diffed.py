"""The difference between two policies, for people to read on a terminal."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from ombud.cli.show import output, printable, table
from ombud.cli.visible import in_context, visible
from ombud.policy import Changes, ClauseChange, RuleChange

if TYPE_CHECKING:
    from ombud.policy.backtest import Backtest, ClauseOutcome, Judged, Sample

__all__ = ["FEW", "print_backtest", "print_changes"]

FEW = 30
"""Judgements below which a share says little."""

_LONGEST = 240
_KINDS = {"added": "+", "removed": "-", "changed": "~"}


# ── what the policies say ────────────────────────────────────────────────────────────────────────────────────────────
def print_changes(found: Changes) -> None:
    """Clauses, rules and lists that differ, each condition as it was and as it is."""
    out = output()
    if not found:
        out.print("nothing differs but order, layout or comments")
        return
    for part in found.header:
        out.print(f"~ {part.key}: {visible(part.old)} -> {visible(part.new)}", markup=False)
    for clause in found.clauses:
        _print_clause(clause)
    for words in found.lists:
        out.print(
            f"{_KINDS[words.kind]} list {words.name}: {len(words.added)} entries added, {len(words.removed)} removed",
            markup=False,
        )


def _print_clause(clause: ClauseChange) -> None:
    out = output()
    said = [text for text, is_so in (("reworded", clause.reworded and clause.kind == "changed"),) if is_so]
    for what, examples in (("added", clause.examples_added), ("removed", clause.examples_removed)):
        if examples:
            said.append(f"examples {what}: {len(examples)}")
    out.print(f"{_KINDS[clause.kind]} {clause.id}{'  (' + ', '.join(said) + ')' if said else ''}", markup=False)
    for rule in clause.rules:
        _print_rule(rule)


def _print_rule(rule: RuleChange) -> None:
    out = output()
    out.print(f"  {_KINDS[rule.kind]} {rule.id}", markup=False)
    for part in rule.parts:
        if part.old and rule.kind != "added":
            out.print(f"      - {part.key}: {visible(part.old)}", markup=False)
        if part.new and rule.kind != "removed":
            out.print(f"      + {part.key}: {visible(part.new)}", markup=False)


# ── what they would have done ────────────────────────────────────────────────────────────────────────────────────────
def print_backtest(found: "Backtest", *, verbose: bool) -> None:
    """Counts by clause and measure, then posts to read."""
    out = output()
    span = f", {found.first:%Y-%m-%d} to {found.last:%Y-%m-%d}" if found.first and found.last else ""
    out.print(f"{found.events:,} past events{span}; {found.changed:,} would get another measure\n")
    _print_clauses(found.clauses)
    _print_transitions(found)
    if verbose:
        _print_rules(found)
    _print_precision(found.clauses)
    for title, samples in (("newly held, or graver", found.held), ("newly freed, or milder", found.freed)):
        if samples:
            out.print(Text(f"{title}: {len(samples)} to read", style="bold"))
            for sample in samples:
                _print_sample(sample)


def _print_clauses(clauses: "Sequence[ClauseOutcome]") -> None:
    numbers = ("newly held", "graver", "milder", "newly freed", "unchanged")
    shown = table("By clause", "clause", *numbers, numbers=numbers)
    for one in clauses:
        shown.add_row(
            printable(one.clause), *(f"{n:,}" for n in (one.held, one.graver, one.milder, one.freed, one.unchanged))
        )
    output().print(shown)
    output().print()


def _print_transitions(found: "Backtest") -> None:
    title = "From measure to measure"
    shown = table(
        title if found.complete else f"{title}, where a rule that differs fires", "old", "new", "events",
        numbers=("events",),
    )  # fmt: skip
    for one in found.transitions:
        shown.add_row(one.old, one.new, f"{one.events:,}")
    if found.transitions:
        output().print(shown)
        output().print()


def _print_rules(found: "Backtest") -> None:
    numbers = ("old fires", "new fires", "starts", "stops")
    shown = table("By rule" if found.complete else "By rule that differs", "rule", "clause", *numbers, numbers=numbers)
    for one in found.rules:
        old, new = (("-" if count is None else f"{count:,}") for count in (one.old, one.new))
        name = f"{one.rule} (shadow)" if one.shadow else one.rule
        shown.add_row(printable(name), printable(one.clause), old, new, f"{one.starts:,}", f"{one.stops:,}")
    output().print(shown)
    output().print()


def _print_precision(clauses: "Sequence[ClauseOutcome]") -> None:
    """Only clauses that somebody has judged anything under."""
    judged = [one for one in clauses if one.old.judged or one.new.judged]
    if not judged:
        output().print("Nobody has judged any of these posts: nothing is known about precision.\n")
        return
    shown = table("Where people have judged: how many stayed restricted", "clause", "old", "new")
    for one in judged:
        shown.add_row(printable(one.clause), _share(one.old), _share(one.new))
    output().print(shown)
    output().print(f"In brackets: 95 % interval (Wilson). Fewer than {FEW} judgements say little.\n", markup=False)


def _share(found: "Judged") -> str:
    if found.low is None or found.high is None:
        return "nobody judged"
    few = ", few" if found.judged < FEW else ""
    return f"{found.upheld} of {found.judged} [{found.low:.0%} to {found.high:.0%}{few}]"


def _print_sample(sample: "Sample") -> None:
    out = output()
    judged = {True: ", upheld by a person", False: ", overturned by a person", None: ""}[sample.upheld]
    rules = f" ({', '.join(sample.rules)})" if sample.rules else ""
    out.print(
        f"  {sample.at:%Y-%m-%d %H:%M} {visible(sample.event)}: {sample.old} -> {sample.new}, "
        f"{sample.clause}{rules}{judged}",
        markup=False,
    )
    for line in _lines(sample):
        out.print("    ", line, sep="", no_wrap=True, overflow="ignore", markup=False)


def _lines(sample: "Sample") -> list[Text]:
    """A short text as a whole, of a long one what it is about; the words that speak for the change between marks."""
    if len(sample.text) > _LONGEST:
        return in_context(sample.text, sample.spans) or [Text(f"{visible(sample.text[:_LONGEST])} …")]
    line, at = Text(), 0
    for start, end in sample.spans:
        line.append(visible(sample.text[at:start]), "dim")
        line.append("▸", "bold yellow").append(visible(sample.text[start:end]), "bold").append("◂", "bold yellow")
        at = end
    return [line.append(visible(sample.text[at:]), "dim" if sample.spans else "")]
