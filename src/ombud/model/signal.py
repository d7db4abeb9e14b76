"""A signal: a named, versioned measurement of an item, with evidence."""

import msgspec

from ombud.model.text import Span

__all__ = ["Signal", "SignalSpec"]


class Signal(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One measurement. When the detector could not say, `value` is None and `abstained` says why (``too_short``)."""

    version: str
    value: bool | int | float | str | None = None
    spans: tuple[Span, ...] = ()
    abstained: str | None = None


class SignalSpec(msgspec.Struct, frozen=True):
    """What a detector offers, for the type checker and the docs.

    `type` is a CEL type name (``bool int double string``). `stateful` detectors look at earlier events, or ask somebody
    who may answer otherwise next time: when a decision is replayed their recorded value is used. One that `looks_back`
    asks the history as rules do: the decision records what it was told, and a replay measures again from that.
    """

    name: str
    type: str
    version: str
    doc: str
    stateful: bool = False
    looks_back: bool = False
