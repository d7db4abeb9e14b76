"""An installation with a small policy, the people who work there, and a clock that a test sets."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ombud.model import Role, User
from ombud.wiring import Config, Ombud
from tests.support.clock import SetClock
from tests.support.opening import opened, policy_in
from tests.support.publishing import PASSWORD, TEXT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return policy_in(tmp_path, TEXT)


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def ombud(tmp_path: Path, folder: Path) -> Iterator[Ombud]:
    with opened(Config(data=tmp_path / "data", policy=folder)) as one:
        yield one


@pytest.fixture
def ana(ombud: Ombud) -> User:
    return ombud.accounts.add_user("ana", Role.REVIEWER, PASSWORD)


@pytest.fixture
def ben(ombud: Ombud) -> User:
    return ombud.accounts.add_user("ben", Role.REVIEWER, PASSWORD)


@pytest.fixture
def lea(ombud: Ombud) -> User:
    return ombud.accounts.add_user("lea", Role.LEAD, PASSWORD)


@pytest.fixture
def liv(ombud: Ombud) -> User:
    return ombud.accounts.add_user("liv", Role.LEAD, PASSWORD)
