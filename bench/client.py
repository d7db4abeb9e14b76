"""A small HTTP client that is cheaper than the server it measures: raw requests over keep-alive connections."""

import asyncio
import time
from collections.abc import Sequence

__all__ = ["Load", "post_all"]


class Load:
    """What came of it: seconds of wall time, and the seconds each answer took, sorted."""

    def __init__(self, seconds: float, latencies: list[float], refused: int) -> None:
        self.seconds = seconds
        self.latencies = sorted(latencies)
        self.refused = refused

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds

    def quantile(self, share: float) -> float:
        """Milliseconds within which that share of the answers came."""
        return 1000 * self.latencies[min(len(self.latencies) - 1, int(share * len(self.latencies)))]


def post_all(
    host: str,
    port: int,
    key: str,
    bodies: Sequence[bytes],
    connections: int,
    rate: float | None = None,
    path: str = "/v1/events",
) -> Load:
    """Post every body once, over so many connections; at a steady `rate` a second when one is given."""
    return asyncio.run(_post_all(host, port, key, bodies, connections, rate, path))


async def _post_all(
    host: str, port: int, key: str, bodies: Sequence[bytes], connections: int, rate: float | None, path: str
) -> Load:
    todo = iter(enumerate(bodies))
    latencies: list[float] = []
    refused = 0
    begin = time.perf_counter()

    async def one_connection() -> None:
        nonlocal refused
        reader, writer = await asyncio.open_connection(host, port)
        for i, body in todo:
            due = begin + i / rate if rate else 0.0
            if rate and (wait := due - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            sent = due if rate else time.perf_counter()  # against the plan, so that a stall is not hidden by waiting
            head = (
                f"POST {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {key}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            writer.write(head.encode() + body)
            status = await _answer(reader)
            latencies.append(time.perf_counter() - sent)
            refused += status != 200
        writer.close()
        await writer.wait_closed()

    await asyncio.gather(*(one_connection() for _ in range(connections)))
    return Load(time.perf_counter() - begin, latencies, refused)


async def _answer(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")
    )
    await reader.readexactly(length)
    return int(head.split(b" ", 2)[1])
