"""A community in which things are reported, its reviewers, and a clock that the test sets."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ombud.wiring import Config, Ombud
from tests.support.clock import SetClock
from tests.support.opening import opened
from tests.support.server import SECRET


@pytest.fixture
def ombud(tmp_path: Path, folder: Path, clock: SetClock) -> Iterator[Ombud]:
    config = Config(
        data=tmp_path / "data", policy=folder, webhook_url="http://127.0.0.1:9/hooks", webhook_secret=SECRET
    )
    with opened(config, clock) as one:
        yield one
