"""What running a rule takes, once it is checked: plain data, that can be kept."""

import msgspec

from ombud.policy.checking.uses import Checked
from ombud.policy.engine.atoms import Atom, parts_of
from ombud.policy.engine.compiler import Writer

__all__ = ["Plan", "plan_of"]


class Plan(msgspec.Struct, frozen=True, array_like=True):
    """`atoms` are what a table can tell of the rule; it is `complete` when that is all of it.

    `evidence` and `signals` are as in `Checked`: what speaks for the rule when it holds.
    """

    atoms: tuple[Atom, ...]
    complete: bool
    evidence: tuple[str, ...]
    signals: tuple[str, ...]

    @property
    def silent(self) -> bool:
        """Whether it never points to any words."""
        return not (self.evidence or self.signals)


def plan_of(checked: Checked, writer: Writer) -> Plan:
    """The plan of a checked condition."""
    parts = parts_of(checked, writer)
    return Plan(parts.atoms, not parts.rest, checked.evidence, checked.signals)
