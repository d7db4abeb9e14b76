"""An explanation as text for a terminal: a tree for each rule, then the outcome. Colour says nothing by itself."""

import json
from collections.abc import Iterator
from typing import Any

import msgspec
from rich.console import Group
from rich.text import Text
from rich.tree import Tree

from ombud.cli.visible import in_context, visible
from ombud.pipeline import Account, Outcome, RuleWeighed
from ombud.policy import Explanation, Part, RuleExplained

__all__ = ["plain", "rendered"]

_LONGEST = 120  # characters of a condition's own text on one line
_JOINED = {"&&": "all of these:", "||": "one of these:", "!": "not:"}
_OUTCOME_STYLE = {"fires": "bold green", "does not fire": "dim", "abstains": "yellow", "has no value": "bold red"}


def plain(made: Account) -> dict[str, Any]:
    """The documented shape: the explanation, with the outcome beside it."""
    found: dict[str, Any] = msgspec.to_builtins(made.explanation)
    return found | {"outcome": msgspec.to_builtins(made.outcome)}


def rendered(made: Account, *, everything: bool) -> Group:
    """For reading. Rules that fire or could not be decided come first; `everything` lists those never asked, too."""
    found = made.explanation
    blocks: list[Text | Tree] = [_line(f"event {visible(found.event)}, policy {found.policy}")]
    for rule in sorted(found.rules, key=lambda rule: rule.outcome == "does not fire"):
        blocks += [_line(), _rule(rule, found.text)]
    blocks += [_line(), *_asked(found), *_others(found, everything=everything), _line(), *_outcome(made.outcome)]
    return Group(*blocks)


def _line(text: str = "", style: str = "") -> Text:
    return Text(text, style=style, no_wrap=True, overflow="ignore")


def _rule(rule: RuleExplained, text: str) -> Tree:
    mode = ", shadow" if rule.shadow else ""
    head = Text.assemble(
        (rule.rule, "bold"),
        f" ({rule.clause}, {rule.then}{mode}): ",
        (rule.outcome, _OUTCOME_STYLE[rule.outcome]),
        (f"  {rule.file}:{rule.line}", "dim"),
        no_wrap=True,
        overflow="ignore",
    )
    tree = Tree(head, guide_style="dim")
    _grow(tree, rule.condition, text)
    return tree


def _grow(tree: Tree, part: Part, text: str) -> None:
    branch = tree.add(_part(part))
    for quotation in in_context(text, part.spans):
        branch.add(quotation)
    for below in part.parts:
        _grow(branch, below, text)
    for number, element in enumerate(part.elements, 1):
        inner = branch.add(_line(f"element {number}: {_short(json.dumps(element.value, ensure_ascii=False))}"))
        for below in element.parts:
            _grow(inner, below, text)


def _part(part: Part) -> Text:
    source = (_JOINED.get(part.operator) or _short(part.source), "" if part.reached else "dim")
    return Text.assemble(*_value(part), "  ", source, no_wrap=True, overflow="ignore")


def _value(part: Part) -> Iterator[tuple[str, str]]:
    if not part.reached:
        yield "not reached; ", "dim"
    if part.error:
        yield visible(part.error), "dim" if part.absorbed or not part.reached else "red"
        if part.absorbed and part.reached:
            yield ", and another side decides", "dim"
    elif isinstance(part.value, bool):
        sign, style = ("✓ true", "green") if part.value else ("✗ false", "magenta")
        yield sign, style if part.reached else "dim"
    else:
        value = part.said or json.dumps(part.value, ensure_ascii=False)
        yield _short(value), "cyan" if part.reached else "dim"


def _short(text: str) -> str:
    line = visible(" ".join(text.split()))
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _asked(found: Explanation) -> Iterator[Text]:
    for signal in found.signals:
        value = f"no value: {signal.abstained}" if signal.abstained else json.dumps(signal.value, ensure_ascii=False)
        yield _line(f"signal {signal.name} = {visible(value)}  ({signal.version})")
    for one in found.observed:
        value = "not known" if one.value is None else str(one.value)
        yield _line(f"{visible(one.question)}: {value}")


def _others(found: Explanation, *, everything: bool) -> Iterator[Text]:
    if not found.others:
        return
    number = len(found.others)
    are = f"{number} other rule was" if number == 1 else f"{number} other rules were"
    hint = ":" if everything else "; --all says why not"
    yield _line(f"{are} not asked, because something they need is not there{hint}", "dim")
    if everything:
        for rule in found.others:
            yield _line(f"  {rule.rule} ({rule.clause}) needs  {_short(rule.missing)}")


def _outcome(outcome: Outcome) -> Iterator[Text]:
    proposed = f", {outcome.proposed} is proposed" if outcome.proposed else ""
    yield _line(f"outcome: {outcome.measure}{proposed}", "bold")
    for rule in outcome.rules:
        yield _line(f"  {rule.rule}: {_why(rule)}")
    if outcome.shadow:
        yield _line(f"  without effect, in shadow: {', '.join(outcome.shadow)}")
    if outcome.labels:
        yield _line(f"  labels: {', '.join(outcome.labels)}")
    yield _line(f"  clauses: {', '.join(outcome.clauses) or 'none'}")
    yield _line(f"  queue: {outcome.queue or 'none, nobody has to look'}")


def _why(rule: RuleWeighed) -> str:
    """What a rule asks for, what it may do by itself, and whether that is what happens."""
    said = f"asks for {rule.then}"
    if rule.automation == "decide":
        precision = "not measured" if rule.precision is None else f"{rule.precision:.1%}"
        may = "may" if rule.alone else "may not"
        said += f", {may} decide alone (precision {precision}, needs {rule.min_precision:.1%})"
    elif rule.now is not rule.then:
        said += f", may only propose it: {rule.now} until a person has looked"
    return said if rule.decisive else f"{said}; another rule asks for something graver"
