"""How much a policy's patterns may cost to compile."""

import msgspec

__all__ = ["Limits"]


class Limits(msgspec.Struct, frozen=True):
    """What compiling may use: processor seconds for one shard, seconds by the clock for all of them, bytes of memory.

    A full shard takes two at worst. What does not get done is refused, and looked for by RE2.
    """

    shard_seconds: float = 6.0
    all_seconds: float = 60.0
    memory: int = 2 << 30
