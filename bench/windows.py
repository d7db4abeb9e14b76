"""What remembering costs: memory for each subject, time for each event, and a restart.

``python -m bench.windows [--subjects N] [--json]``: N authors with one event each, one author with N events, N items of
different words, each held to the stated bounds; then everything saved and loaded again.
"""

import argparse
import json
import random
import resource
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from ombud.intake import internal
from ombud.model import Arrival, Author, Event, Item
from ombud.ports import Asked, Tally
from ombud.signals import WindowKeeper, Windows

START = datetime(2026, 1, 1, tzinfo=UTC)
HOUR = 3600.0
AUTHORS = Asked((Tally("author", "item.created", "", 24 * HOUR, 6),))
VALUES = Asked((Tally("author", "item.created", "item.parent", 24 * HOUR, 6),))
COPIES = Asked(copies=24 * HOUR)
BATCH = 500


def arrivals(number: int, *, authors: int, words: bool = False) -> Iterator[Arrival]:
    """`number` events within an hour, by so many authors in turn; with `words`, every text is another."""
    chance = random.Random(1)
    step = timedelta(seconds=HOUR / number)
    for i in range(number):
        text = " ".join(f"{chance.getrandbits(40):x}".translate(_LETTERS) for _ in range(6)) if words else ""
        item = Item(f"post-{i}", "post", text, parent=f"thread-{i % 1000}")
        yield internal(Event(f"evt-{i}", "item.created", START + i * step, item, Author(f"user-{i % authors}")))


_LETTERS = str.maketrans("0123456789", "ghijklmnop")


def memory() -> int:
    """Bytes this process holds now."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()


def measure(asked: Asked, number: int, *, authors: int, words: bool = False) -> tuple[Windows, dict[str, float]]:
    """Note `number` events, in batches."""
    windows = Windows(asked)
    before, spent = memory(), 0.0
    batch: list[Arrival] = []
    for arrival in arrivals(number, authors=authors, words=words):
        batch.append(arrival)
        if len(batch) == BATCH:
            began = time.process_time()
            windows.mark()
            for one in batch:
                windows.note(one)
            windows.keep()
            spent += time.process_time() - began
            batch.clear()
    grown = memory() - before
    return windows, {
        "events": number,
        "held": windows.held,
        "forgotten": windows.forgotten,
        "us_per_event": round(spent / number * 1e6, 2),
        "mb": round(grown / 1e6, 1),
        "bytes_per_held": round(grown / max(windows.held, 1), 1),
    }


def saved(windows: Windows) -> dict[str, float]:
    """What saving and loading take, in CPU-seconds; `pause` is how long deciding waits."""
    keeper = WindowKeeper()
    times = [time.process_time()]
    image = windows.image(1)
    times.append(time.process_time())
    data = keeper.save(image)
    times.append(time.process_time())
    again, _ = keeper.load(data)
    times.append(time.process_time())
    if again.held != windows.held:
        raise SystemExit("what was loaded is not what was saved")
    pause, save, load = (round(after - before, 2) for before, after in pairwise(times))
    return {"pause_s": pause, "save_s": save, "load_s": load, "mb": round(len(data) / 1e6, 1)}


def main() -> None:
    """Print the table, or one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--subjects", type=int, default=1_000_000)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    number = given.subjects
    results: dict[str, dict[str, float]] = {}
    windows, results["authors, one event each"] = measure(AUTHORS, number, authors=number)
    results["saved"] = saved(windows)
    del windows
    _, results["one author"] = measure(AUTHORS, number, authors=1)
    _, results["authors, one value each"] = measure(VALUES, number, authors=number)
    windows, results["different texts"] = measure(COPIES, number, authors=1, words=True)
    results["texts saved"] = saved(windows)
    if given.json:
        print(json.dumps(results))
        return
    for name, row in results.items():
        print(f"{name:28}", "  ".join(f"{key} {value:,}" for key, value in row.items()))


if __name__ == "__main__":
    main()
