"""Statements of reasons: what was done, under which words of the policy, because of which words of the person.

DSA Art. 17(3) asks for: the restriction and its reach in space and time (a), the facts (b), whether automated means
decided or detected (c), the ground in the law (d) or in the policy (e) and the ways of redress (f). Everything but the
last is in the record; the ways of redress are the same for everybody and stand on the notice itself.
"""

from collections.abc import Mapping

from ombud.model import Cited, ClauseText, Decision, Event, Match, Span, Statement, joined

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
    `detection` is ``rules``, ``report``, ``review``, ``appeal`` or ``order``.
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
        until=decision.ends_at,
        territory=decision.countries,
    )


def _automated(decision: Decision, detection: str) -> str:
    if detection == "order":
        return "not"  # somebody gave it effect; where a machine only carries that on, it decides nothing
    if decision.actor.kind == "automation":
        return "fully"
    return "partially" if detection == "rules" else "not"


def _cite(matches: tuple[Match, ...], text: str, clauses: Mapping[str, ClauseText]) -> tuple[Cited, ...]:
    """Each clause once, in the order of the matches, with the words that its rules point at.

    Several rules of a clause often point at nearly the same words: what overlaps is quoted once, as a whole, and in the
    order of the text.
    """
    spans: dict[str, list[Span]] = {}
    for match in matches:
        spans.setdefault(match.clause, []).extend(match.spans)
    return tuple(
        Cited(name, clauses[name].title, clauses[name].text, _quotes(found, text), clauses[name].law)
        for name, found in spans.items()
    )


def _quotes(spans: list[Span], text: str) -> tuple[str, ...]:
    """Each quotation once, though the same words may stand in several places."""
    return tuple(dict.fromkeys(_quote(text[start:end]) for start, end in joined(spans) if start < end))


def _quote(words: str) -> str:
    return words if len(words) <= MAX_QUOTE else words[: MAX_QUOTE - 1] + "…"
