"""The private half of the ledger, and the counts made from the record."""

import pytest

from ombud.model import Checkpoint, Conflict, Measure, Outcome
from ombud.ports import Store
from tests.support.records import NOW, arrival, case, entry, later, outcome, sealed


def head(size: int) -> Checkpoint:
    return Checkpoint(size=size, root=bytes([size]) * 32, note=f"log\n{size}\n", at=later(seconds=size))


@pytest.fixture
def three(store: Store) -> Store:
    with store.write() as unit:
        unit.ledger.put([entry("c"), entry("a"), entry("b", kind="appeal_filed")])
    return store


def test_entries_wait_in_the_order_they_were_stored(three: Store) -> None:
    with three.write() as unit:
        assert [one.id for one in unit.ledger.unsequenced(2)] == ["c", "a"]
        assert unit.ledger.waiting() == 3
        assert unit.ledger.head() is None
        assert unit.ledger.entry("b") == entry("b", kind="appeal_filed")
        assert unit.ledger.entry("x") is None


def test_the_sequencer_gives_places_and_a_head_together(three: Store) -> None:
    with three.write() as unit:
        unit.ledger.sequence([("c", 0), ("a", 1)], head(2))
    with three.write() as unit:
        assert [one.id for one in unit.ledger.unsequenced(9)] == ["b"]
        unit.ledger.sequence([("b", 2)], head(3))
    with three.read() as unit:
        assert unit.ledger.head() == head(3)
        assert [(one.id, one.index) for one in unit.ledger.range(0, 9)] == [("c", 0), ("a", 1), ("b", 2)]
        assert [one.id for one in unit.ledger.range(1, 2)] == ["a"]
        assert unit.ledger.waiting() == 0


@pytest.mark.parametrize(
    ("places", "size"),
    [
        ([("c", 1)], 2),
        ([("c", 0), ("a", 2)], 3),
        ([("c", 0), ("a", 0)], 2),
        ([("c", 0)], 2),
        ([("c", 0), ("a", 1)], 1),
        ([("x", 0)], 1),
        ([("c", 0), ("c", 1)], 2),
    ],
)
def test_a_gap_is_a_conflict_and_changes_nothing(three: Store, places: list[tuple[str, int]], size: int) -> None:
    with pytest.raises(Conflict) as caught, three.write() as unit:
        unit.ledger.sequence(places, head(size))
    assert caught.value.code == "ledger_gap"
    with three.read() as unit:
        assert (unit.ledger.waiting(), unit.ledger.head()) == (3, None)


def test_the_log_goes_on_from_its_head(three: Store) -> None:
    with three.write() as unit:
        unit.ledger.sequence([("c", 0)], head(1))
    for places, size in (([("a", 0)], 1), ([("c", 1)], 2)):
        with pytest.raises(Conflict), three.write() as unit:
            unit.ledger.sequence(places, head(size))


def test_an_empty_log_may_have_a_head(store: Store) -> None:
    with store.write() as unit:
        unit.ledger.sequence([], head(0))
    with pytest.raises(Conflict), store.write() as unit:
        unit.ledger.sequence([], head(0))


def test_an_entry_id_is_used_once(three: Store) -> None:
    with pytest.raises(Conflict) as caught, three.write() as unit:
        unit.ledger.put([entry("a")])
    assert caught.value.code == "duplicate_entry"


# ── counts ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_decisions_are_counted_by_measure_actor_and_clause(appealed: Store) -> None:
    with appealed.write() as unit:
        unit.records.append(
            [sealed(f"{n}", f"post-{n}", measure=Measure.ALLOW, rules=(), at=later(days=1)) for n in (7, 8)]
        )
    with appealed.read() as unit:
        assert unit.statistics.decisions_by(NOW) == [
            ("allow", "automation", "", 2),
            ("hold", "automation", "harm/threats", 1),
            ("remove", "human", "harm/threats", 1),
        ]
        assert unit.statistics.decisions_by(later(hours=1)) == [("allow", "automation", "", 2)]


def test_appeals_are_counted_by_outcome(appealed: Store) -> None:
    counts = {"pending": 1, "uphold": 0, "partly": 0, "overturn": 0}
    with appealed.read() as unit:
        assert unit.statistics.appeals_by(NOW) == counts
        assert unit.statistics.appeals_by(later(seconds=1)) == counts | {"pending": 0}
    hear(appealed, Measure.RESTORE, Outcome.OVERTURN)
    with appealed.read() as unit:
        assert unit.statistics.appeals_by(NOW) == counts | {"pending": 0, "overturn": 1}


def hear(store: Store, measure: Measure, how: Outcome) -> None:
    with store.write() as unit:
        heard = sealed("heard", measure=measure, by="usr-ben", case="case-1", appeal="apl-1", replaces="dec-removed")
        unit.records.append([heard])
        unit.appeals.decide(outcome("apl-1", "usr-ben", "dec-heard", how=how))


def test_a_rule_is_judged_by_the_last_human_word(appealed: Store) -> None:
    with appealed.read() as unit:
        assert unit.statistics.judged() == {"threat": (1, 1)}
    hear(appealed, Measure.RESTORE, Outcome.OVERTURN)
    with appealed.read() as unit:
        assert unit.statistics.judged() == {"threat": (1, 0)}


def test_every_rule_that_matched_is_judged_and_a_machine_judges_nobody(published: Store) -> None:
    with published.write() as unit:
        unit.records.append(
            [
                sealed("1", "post-1", rules=("spam", "scam"), opens=case("1", "post-1")),
                sealed("2", "post-2", rules=("spam", "spam")),
                sealed("3", "post-3", rules=("other",)),
                sealed("4", "post-3", replaces="dec-3"),
            ]
        )
        unit.records.append([sealed("5", "post-1", measure=Measure.RESTORE, by="usr-ana", replaces="dec-1")])
        unit.records.append([sealed("6", "post-2", measure=Measure.LABEL, by="usr-ana", replaces="dec-2")])
        unit.records.receive(arrival("evt-x"), NOW)
    with published.read() as unit:
        assert unit.statistics.judged() == {"spam": (2, 1), "scam": (1, 0)}


def test_nothing_judged_yet(store: Store) -> None:
    with store.read() as unit:
        assert unit.statistics.judged() == {}
        assert unit.statistics.decisions_by(NOW) == []
