"""What a reviewer may decide about a case, and under which name it goes on the record."""

import hashlib
import hmac
from collections.abc import Collection

from ombud.model import BadInput, Decision, Match, Measure, restricts

__all__ = ["HUMAN_RULE", "matches_kept", "measure_of", "pseudonym"]

HUMAN_RULE = "human"
"""The rule id under which a clause is cited that a person, not a rule, found broken."""


def measure_of(choice: Measure, before: Measure) -> Measure:
    """The measure that carries out a reviewer's choice.

    Leaving alone what was restricted means putting it back: ``allow`` and ``restore`` are the same choice, and which
    of the two goes on the record depends on whether something had been taken.
    """
    if choice in {Measure.ALLOW, Measure.RESTORE}:
        return Measure.RESTORE if restricts(before) else Measure.ALLOW
    return choice


def matches_kept(before: Decision, measure: Measure, clauses: Collection[str]) -> tuple[Match, ...]:
    """The matches a human decision stands on: those of the decision before it, or the `clauses` the human names.

    A clause that no rule had matched is cited under the rule ``human``: people see what rules cannot. Raises BadInput
    when a restriction would stand on no clause at all: there is none without words that people can read (charter,
    articles 1 and 2).
    """
    if not restricts(measure):
        return ()
    kept = tuple(match for match in before.matches if not clauses or match.clause in clauses)
    found = {match.clause for match in kept}
    named = tuple(Match(clause=name, rule=HUMAN_RULE, then=measure) for name in clauses if name not in found)
    if not kept and not named:
        raise BadInput("clause_missing", "Name the clause that this post breaks.", field="clauses")
    return kept + named


def pseudonym(secret: bytes, case: str, user: str) -> str:
    """A name for a reviewer that holds within one case and says nothing outside of it (HMAC-SHA256, 40 bits).

    Two decisions in one case carry the same pseudonym exactly when the same person made them.
    """
    return "r-" + hmac.new(secret, f"{case}\0{user}".encode(), hashlib.sha256).hexdigest()[:10]
