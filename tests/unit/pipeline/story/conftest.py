"""An installation with the starter policy, a platform that takes webhooks, and two reviewers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ombud.wiring import Config, Ombud
from tests.support.opening import opened
from tests.support.server import SECRET, Receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as one:
        yield one


@pytest.fixture
def ombud(tmp_path: Path, receiver: Receiver) -> Iterator[Ombud]:
    with opened(Config(data=tmp_path / "data", webhook_url=receiver.url, webhook_secret=SECRET)) as one:
        yield one
