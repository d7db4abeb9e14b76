"""What the store's contract tests start from."""

from collections.abc import Iterator

import pytest

from ombud.model import Measure
from ombud.ports import Store
from tests.support.records import POLICY, appeal, arrival, case, sealed, user
from tests.support.server import Server, make_key


@pytest.fixture(scope="session")
def scoring_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    """A real `ombud serve`, and a key that may score. One for all: starting it takes seconds."""
    data = tmp_path_factory.mktemp("doors") / "data"
    key = make_key(data, ("score",))
    with Server(data) as server:
        yield server, key


@pytest.fixture
def published(store: Store) -> Store:
    """A store with a policy and the reviewers Ana, Ben and Cyn."""
    with store.write() as unit:
        unit.policies.add(POLICY)
        for name in ("ana", "ben", "cyn"):
            unit.people.add_user(user(name))
    return store


@pytest.fixture
def appealed(published: Store) -> Store:
    """A machine held post-1 (``dec-held``), Ana removed it (``dec-removed``), and the author appealed (``apl-1``)."""
    with published.write() as unit:
        unit.records.append([sealed("held", opens=case("1"))])
        unit.records.append(
            [sealed("removed", measure=Measure.REMOVE, by="usr-ana", case="case-1", replaces="dec-held")]
        )
        unit.cases.close("case-1", 1, case("1").opened_at)
        unit.records.receive(arrival("evt-apl-1", kind="decision.appealed"), case("1").opened_at)
        unit.appeals.file(appeal("1", "dec-removed", "case-1"))
    return published
