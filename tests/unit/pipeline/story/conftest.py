"""An installation with the starter policy, a platform that takes webhooks, and two reviewers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ombud.model import Role, User
from ombud.wiring import Config, Ombud
from tests.support.server import SECRET, Receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as one:
        yield one


@pytest.fixture
def ombud(tmp_path: Path, receiver: Receiver) -> Iterator[Ombud]:
    one = Ombud.open(Config(data=tmp_path / "data", webhook_url=receiver.url, webhook_secret=SECRET))
    yield one
    if one.courier:
        one.courier.close()
    one.close()


@pytest.fixture
def ana(ombud: Ombud) -> User:
    return ombud.accounts.add_user("ana", Role.REVIEWER, "correct horse battery")


@pytest.fixture
def ben(ombud: Ombud) -> User:
    return ombud.accounts.add_user("ben", Role.REVIEWER, "staple horse battery")
