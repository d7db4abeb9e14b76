"""Statements of reasons: what was done, under which words of the policy, because of which words of the person.

DSA Art. 17(3) asks for: the restriction and its reach in space and time (a), the facts (b), whether automated means
decided or detected (c), the ground (d, e) and the ways of redress (f). Everything but the last is in the record; the
ways of redress are the same for everybody and stand on the notice itself.
"""

from collections.abc import Mapping

from ombud.model import Cited, ClauseText, Decision, Event, Match, Statement

__all__ = ["MAX_QUOTE", "compose"]

MAX_QUOTE = 280  # code points: enough to recognise one's own words, not a second copy of the post


def compose(
    decision: Decision,
    event: Event,
    clauses: Mapping[str, ClauseText],
    *,
    person: str | None,
    detection: str,
    language: str,
) -> Statement:
    """The statement of a restricting decision. `decision.statement` names it; `clauses` are those of its policy.

    `person` is whose item it is, as far as anybody said;
    `detection` is ``rules``, ``report``, ``review`` or ``appeal``.
    """
    if decision.statement is None:
        raise ValueError("only a restricting decision has a statement")  # a bug of ours, not an input
    return Statement(
        id=decision.statement,
        decision=decision.id,
        item=decision.item,
        person=person,
        measure=decision.measure,
        cited=_cite(decision.matches, event.item.text, clauses),
        facts=decision.reason or "",
        automated=_automated(decision, detection),
        detection=detection,
        policy=decision.policy,
        language=language,
        at=decision.at,
        labels=decision.labels,
    )


def _automated(decision: Decision, detection: str) -> str:
    if decision.actor.kind == "automation":
        return "fully"
    return "partially" if detection == "rules" else "not"


def _cite(matches: tuple[Match, ...], text: str, clauses: Mapping[str, ClauseText]) -> tuple[Cited, ...]:
    """Each clause once, in the order of the matches, with every quote from its rules."""
    quotes: dict[str, dict[str, None]] = {}
    for match in matches:
        found = quotes.setdefault(match.clause, {})
        for start, end in match.spans:
            found[_quote(text[start:end])] = None
    return tuple(
        Cited(clause=name, title=clauses[name].title, text=clauses[name].text, quotes=tuple(found))
        for name, found in quotes.items()
    )


def _quote(words: str) -> str:
    return words if len(words) <= MAX_QUOTE else words[: MAX_QUOTE - 1] + "…"
