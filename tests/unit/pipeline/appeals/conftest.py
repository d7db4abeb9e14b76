"""A community in which somebody appeals, its people, and a clock that the test sets: every stage real."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ombud.model import Role, User
from ombud.wiring import Ombud
from tests.support.appealing import open_community, person
from tests.support.clock import SetClock


@pytest.fixture
def ombud(tmp_path: Path, clock: SetClock) -> Iterator[Ombud]:
    one = open_community(tmp_path, clock)
    yield one
    one.close()


@pytest.fixture
def ada(ombud: Ombud) -> User:
    return person(ombud, "ada", Role.ADMIN)
