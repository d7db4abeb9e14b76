"""What a platform may send beside the built-in fields: declared by the policy, enforced at intake, typed in rules."""

import msgspec

__all__ = ["ATTRIBUTE_TYPES", "Attribute", "Schema"]

ATTRIBUTE_TYPES = (
    "bool", "int", "double", "string", "timestamp",
    "list<bool>", "list<int>", "list<double>", "list<string>",
)  # fmt: skip


class Attribute(msgspec.Struct, frozen=True):
    """One declared field, ``author.karma: int?``. `path` starts with ``author.``, ``item.`` or ``context.``."""

    path: str
    type: str
    optional: bool = False


class Schema(msgspec.Struct, frozen=True, cache_hash=True):
    """The declared attributes, and the optional built-in fields that this platform always sends (`requires`)."""

    attributes: tuple[Attribute, ...] = ()
    requires: tuple[str, ...] = ()
