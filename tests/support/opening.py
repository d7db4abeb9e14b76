"""An installation under a policy of the test's own, not started: what happens in it, the test does."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ombud.ports import Clock
from ombud.wiring import Config, Ombud

__all__ = ["opened", "policy_in"]


def policy_in(folder: Path, text: str) -> Path:
    """A folder in `folder` with this text as its policy."""
    where = folder / "policy"
    where.mkdir(parents=True, exist_ok=True)
    (where / "policy.md").write_text(text, encoding="utf-8")
    return where


@contextmanager
def opened(config: Config, clock: Clock | None = None) -> Iterator[Ombud]:
    """Open until the end of the block."""
    one = Ombud.open(config, clock)
    try:
        yield one
    finally:
        one.telling.stop()
        one.close()
