"""Appeals from before steps were kept: those that wait get the full time from now on, the others keep their end."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from ombud.model import Measure, Sealed
from ombud.ports import Store
from ombud.store import open_store
from ombud.store.engine import open_edge
from ombud.store.store import SqlStore
from tests.support.earlier import database_of
from tests.support.postgres import Server
from tests.support.records import NOW, POLICY, appeal, arrival, case, outcome, sealed, user


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def earlier(request: pytest.FixtureRequest, tmp_path: object) -> Iterator[Store]:
    """Opened by today's program: post-1's appeal waits, post-2's was heard by Ana, who is disabled since."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/ombud.db"
    else:
        server: Server = request.getfixturevalue("postgres_server")
        url = server.url(server.create())
    database_of("0004", url, user("ana"))
    _fill(url)
    store = open_store(url)
    yield store
    store.close()


def _fill(url: str) -> None:
    edge = open_edge(url)
    with SqlStore(edge).write() as unit:
        unit.policies.add(POLICY)
        for name in ("1", "2"):
            unit.records.append([_untold(sealed(name, f"post-{name}", opens=case(name, f"post-{name}")))])
            unit.records.receive(arrival(f"evt-apl-{name}", f"post-{name}", kind="decision.appealed"), NOW)
            unit.appeals.file(appeal(name, f"dec-{name}", f"case-{name}", f"post-{name}"))
        heard = sealed(
            "heard", "post-2", measure=Measure.RESTORE, by="usr-ana", case="case-2", appeal="apl-2", replaces="dec-2"
        )
        unit.records.append([_untold(heard)])
        unit.appeals.decide(outcome("apl-2", "usr-ana", "dec-heard"))
        unit.people.disable_user("usr-ana", NOW)
    edge.close()


def _untold(one: Sealed) -> Sealed:
    """Without what later versions keep more of."""
    return msgspec.structs.replace(one, notice=None, tasks=())


def test_what_was_there_before_goes_on(earlier: Store) -> None:
    now = datetime.fromtimestamp(time.time(), UTC)
    with earlier.read() as unit:
        states = unit.processes.states("appeal", ["apl-1", "apl-2"])
        waiting, terms = unit.board.get("apl-1"), unit.appeal_files.terms("apl-1")
        assert unit.board.get("apl-2") is None
        assert [view.appeal.id for view in unit.appeals.pending()] == ["apl-1"]
        steps = unit.processes.steps("appeal", "apl-2")
    assert waiting is not None
    assert terms is not None
    assert {name: one.state for name, one in states.items()} == {"apl-1": "filed", "apl-2": "overturned"}
    assert [(step.move, step.role) for step in steps] == [("file", "person"), ("overturn", "operator")]
    assert terms.deadline - now > timedelta(days=13)
    assert waiting.clauses == ("harm/threats",)
    assert states["apl-1"].due == waiting.target
