"""Verdict and context become a decision: precedence, the limits of automation, seal, replay."""

from ombud.decisions.precision import proven_precision, wilson
from ombud.decisions.reach import ending, in_words, longest, territory_of
from ombud.decisions.replay import difference, proven_then
from ombud.decisions.seal import (
    AUTOMATION,
    content_of,
    on_legal_grounds,
    record_bytes,
    resume,
    seal_expiry,
    seal_verdict,
)
from ombud.decisions.standing import carried_matches, is_ordered, settle
from ombud.decisions.weigh import DEFAULT_QUEUE, SEVERITIES, Weighed, weigh

__all__ = [
    "AUTOMATION",
    "DEFAULT_QUEUE",
    "SEVERITIES",
    "Weighed",
    "carried_matches",
    "content_of",
    "difference",
    "ending",
    "in_words",
    "is_ordered",
    "longest",
    "on_legal_grounds",
    "proven_precision",
    "proven_then",
    "record_bytes",
    "resume",
    "seal_expiry",
    "seal_verdict",
    "settle",
    "territory_of",
    "weigh",
    "wilson",
]
