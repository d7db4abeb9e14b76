"""A community in which things are reported, its reviewers, and a clock that the test sets."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ombud.model import Role, User
from ombud.wiring import Config, Ombud
from tests.support.clock import SetClock
from tests.support.publishing import PASSWORD
from tests.support.server import SECRET


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def ombud(tmp_path: Path, folder: Path, clock: SetClock) -> Iterator[Ombud]:
    config = Config(
        data=tmp_path / "data", policy=folder, webhook_url="http://127.0.0.1:9/hooks", webhook_secret=SECRET
    )
    one = Ombud.open(config, clock)
    yield one
    if one.courier:
        one.courier.close()
    one.close()


@pytest.fixture
def ana(ombud: Ombud) -> User:
    return ombud.accounts.add_user("ana", Role.REVIEWER, PASSWORD)


@pytest.fixture
def ben(ombud: Ombud) -> User:
    return ombud.accounts.add_user("ben", Role.REVIEWER, PASSWORD)
