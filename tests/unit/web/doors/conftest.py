"""One running Ombud for all tests of a door: scores keep no state, and starting takes longer than all of them."""

from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from ombud.web import create_app
from ombud.wiring import Config, Ombud

Client = TestClient[Litestar]


@pytest.fixture(scope="session")
def _running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ombud]:
    opened = Ombud.open(Config(data=tmp_path_factory.mktemp("doors")))
    yield opened
    opened.stop()


@pytest.fixture(scope="session")
def key(_running: Ombud) -> str:
    """The secret of a key with the scope `score`."""
    _, secret = _running.accounts.add_key("forum", ("score",))
    return secret


@pytest.fixture
def ombud(_running: Ombud) -> Iterator[Ombud]:
    """With no correction that waits."""
    yield _running
    for one in _running.corrections.waiting(1000):
        _running.corrections.reject(one.id, None)


@pytest.fixture(scope="session")
def _browser(_running: Ombud, key: str) -> Iterator[Client]:
    with TestClient(create_app(_running), raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture
def client(_browser: Client, ombud: Ombud) -> Iterator[Client]:
    """A caller that is nobody in particular."""
    yield _browser
    _browser.headers.pop("authorization", None)


@pytest.fixture
def caller(client: Client, key: str) -> Client:
    """Who sends the key as a bearer."""
    client.headers["authorization"] = f"Bearer {key}"
    return client
