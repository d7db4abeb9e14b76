"""From a match to the words it stands on: the clause for people, and the rule under it."""

from collections.abc import Iterable, Mapping

import msgspec

from ombud.model import ClauseText, Law, Match, Statement

__all__ = ["Ground", "grounds", "titles_of"]


class Ground(msgspec.Struct, frozen=True):
    """A clause that matched. `text` is empty when neither the statement nor today's policy has it any more; `law` is
    what it relies on, where it calls something illegal."""

    clause: str
    title: str
    text: str
    law: Law | None
    matches: tuple[Match, ...]


def grounds(clauses: Mapping[str, ClauseText], matches: Iterable[Match], statement: Statement | None) -> list[Ground]:
    """Each clause once, in the order of the matches: as it read when it was applied, where that is on the record.

    `clauses` are those of the policy in force.
    """
    then = {cited.clause: (cited.title, cited.text, cited.law) for cited in statement.cited} if statement else {}
    found: dict[str, list[Match]] = {}
    for match in matches:
        found.setdefault(match.clause, []).append(match)
    return [Ground(name, *(then.get(name) or _today(clauses, name)), tuple(group)) for name, group in found.items()]


def titles_of(clauses: Mapping[str, ClauseText], matches: Iterable[Match]) -> tuple[str, ...]:
    """The titles of the clauses that matched, each once."""
    return tuple(dict.fromkeys(_today(clauses, match.clause)[0] for match in matches))


def _today(clauses: Mapping[str, ClauseText], name: str) -> tuple[str, str, Law | None]:
    clause = clauses.get(name)
    return (clause.title, clause.text, clause.law) if clause else (name, "", None)
