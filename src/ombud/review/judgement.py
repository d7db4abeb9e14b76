"""What a reviewer may decide about a case, and under which name it goes on the record."""

import hashlib
import hmac
from collections.abc import Collection, Mapping

from ombud.model import BadInput, Decision, Match, Measure, restricts

__all__ = ["HUMAN_RULE", "check_reach", "matches_kept", "measure_of", "pseudonym"]

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


def check_reach(measure: Measure, clauses: Collection[str], reach: Mapping[str, Measure]) -> None:
    """A clause whose every rule only labels carries nothing graver, whoever decides: it gives context or support.

    `reach` maps clauses to the gravest measure of their rules. Raises BadInput when all of `clauses` are such. This is
    what keeps truth from being decreed and a cry for help from being punished (charter, article 6) at a human's desk
    as at the machine's.
    """
    beyond_a_label = restricts(measure) and measure is not Measure.LABEL
    if beyond_a_label and clauses and all(reach.get(clause) is Measure.LABEL for clause in clauses):
        raise BadInput(
            "clause_only_labels",
            "This clause adds a label and never more.",
            advice="Leave the post up or labelled; if it breaks another clause too, name that one.",
            field="measure",
        )


def pseudonym(secret: bytes, case: str, user: str) -> str:
    """A name for a reviewer that holds within one case and says nothing outside of it (HMAC-SHA256, 40 bits).

    Two decisions in one case carry the same pseudonym exactly when the same person made them.
    """
    return "r-" + hmac.new(secret, f"{case}\0{user}".encode(), hashlib.sha256).hexdigest()[:10]
