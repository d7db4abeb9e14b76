"""An installation with a small policy, and two leads."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ombud.model import Role, User
from ombud.wiring import Config, Ombud
from tests.support.publishing import PASSWORD, TEXT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    where = tmp_path / "policy"
    where.mkdir()
    (where / "policy.md").write_text(TEXT, encoding="utf-8")
    return where


@pytest.fixture
def ombud(tmp_path: Path, folder: Path) -> Iterator[Ombud]:
    one = Ombud.open(Config(data=tmp_path / "data", policy=folder))
    yield one
    one.close()


@pytest.fixture
def lea(ombud: Ombud) -> User:
    return ombud.accounts.add_user("lea", Role.LEAD, PASSWORD)


@pytest.fixture
def liv(ombud: Ombud) -> User:
    return ombud.accounts.add_user("liv", Role.LEAD, PASSWORD)
