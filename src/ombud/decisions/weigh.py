"""From what the rules ask for to what is done now: precedence, and the limits of automation.

A machine proposes within limits (charter, article 8). What a rule may do alone depends on its `automation`:

- ``propose`` may label or hold at once. What is graver than a hold becomes a hold until a human has confirmed it;
  what lies between a label and a hold (warn, limit, age gate, geo restrict) waits for a human, the post untouched.
- ``decide`` may act alone, but only while its measured precision is above its `min_precision`; else it falls back to
  ``propose`` and the decision says so.
"""

from collections.abc import Mapping, Sequence

import msgspec

from ombud.decisions.reach import longest, territory_of
from ombud.model import Match, Measure, gravest, restricts

__all__ = ["DEFAULT_QUEUE", "SEVERITIES", "Weighed", "weigh"]

DEFAULT_QUEUE = "general"
SEVERITIES = ("low", "medium", "high", "critical")
_AT_ONCE = frozenset({Measure.LABEL, Measure.HOLD})
_AFTER_HOLD = frozenset({Measure.REMOVE, Measure.SUSPEND})


class Weighed(msgspec.Struct, frozen=True):
    """What is done now (`measure`), what a human is asked to confirm (`proposed`), and why a human is needed at all.

    `queue` is None when no human has to look; `fallback` names rules that would have acted alone and may not yet;
    `follows` says that an earlier decision on the item came into it, `stands` that it simply goes on (see `standing`).
    The measure ends after `lasts` seconds (None: it has no end) and holds in `territory` (empty: everywhere).
    """

    measure: Measure
    proposed: Measure | None
    labels: tuple[str, ...]
    fallback: tuple[str, ...]
    queue: str | None
    severity: str
    follows: bool = False
    stands: bool = False
    lasts: int | None = None
    territory: tuple[str, ...] = ()


def weigh(matches: Sequence[Match], proven: Mapping[str, float]) -> Weighed:
    """Several rules: the gravest measure wins. `proven` maps rule ids to the lower bound of their precision."""
    if not matches:
        return _NOTHING
    fallback = tuple(match.rule for match in matches if match.automation == "decide" and not _proven(match, proven))
    now: list[Measure] = []
    asked: list[Measure] = []
    for match in matches:
        alone = match.automation == "decide" and match.rule not in fallback
        now.append(_at_once(match.then, alone=alone))
        if now[-1] != match.then:
            asked.append(match.then)
    measure = gravest(now)
    proposed = gravest(asked) if asked else None
    return Weighed(
        measure=measure,
        proposed=proposed,
        labels=tuple(dict.fromkeys(match.label for match in matches if match.label is not None)),
        fallback=fallback,
        queue=_queue(matches, measure, proposed),
        severity=max((match.severity for match in matches), key=SEVERITIES.index),
        lasts=longest(measure, matches),
        territory=territory_of(measure, matches),
    )


_NOTHING = Weighed(measure=Measure.ALLOW, proposed=None, labels=(), fallback=(), queue=None, severity="low")


def _proven(match: Match, proven: Mapping[str, float]) -> bool:
    return match.min_precision is not None and proven.get(match.rule, 0.0) >= match.min_precision


def _at_once(then: Measure, *, alone: bool) -> Measure:
    if alone or then in _AT_ONCE:
        return then
    return Measure.HOLD if then in _AFTER_HOLD else Measure.ALLOW


def _queue(matches: Sequence[Match], measure: Measure, proposed: Measure | None) -> str | None:
    """The queue of the gravest match that names one; `general` when a human is needed and nobody named one."""
    named = [match for match in matches if match.queue is not None]
    if named:
        return max(named, key=lambda match: SEVERITIES.index(match.severity)).queue
    needs_human = proposed is not None or (restricts(measure) and measure is not Measure.LABEL)
    return DEFAULT_QUEUE if needs_human else None
