"""The process that compiles: what it is given was written by a policy's author, and may be made to take for ever.

Started by path, as a program of its own, so that it loads nothing but the library. It reads one message, limits itself,
and writes the databases one after the other, each as it is done. One that the library refuses is empty; at one that
takes more than it may the system ends the process, and what was written before counts.
"""

import math
import resource
import struct
import sys

import hyperscan
import msgspec

_LENGTH = struct.Struct("<Q")


def compile_shard(whether: list[bytes], where: list[bytes]) -> bytes:
    """The database, serialised; empty when the library refuses one of the expressions."""
    flags = [hyperscan.HS_FLAG_SINGLEMATCH] * len(whether) + [0] * len(where)
    expressions = whether + where
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    try:
        database.compile(expressions=expressions, ids=list(range(len(expressions))), elements=len(flags), flags=flags)
    except hyperscan.error:
        return b""
    return hyperscan.dumpb(database)


def allow(seconds: float) -> None:
    """So much more of the processor's time, and no more."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = math.ceil(used.ru_utime + used.ru_stime + seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))


def main() -> None:
    """One request on standard input, its answers on standard output."""
    seconds, memory, shards = msgspec.msgpack.decode(
        sys.stdin.buffer.read(), type=tuple[float, int, list[tuple[list[bytes], list[bytes]]]]
    )
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # elsewhere the system does not know this limit
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    for whether, where in shards:
        allow(seconds)
        image = compile_shard(whether, where)
        sys.stdout.buffer.write(_LENGTH.pack(len(image)) + image)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
