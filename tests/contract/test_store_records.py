"""Events and decisions: stored whole or not at all, and read back as they were."""

import threading
from datetime import timedelta

import msgspec
import pytest

from ombud.model import (
    Author,
    BadInput,
    Conflict,
    Known,
    Measure,
    Notice,
    Sealed,
    SystemFault,
    TaskState,
    canonical,
    to_plain,
)
from ombud.ports import Store, Unit
from tests.support.raw import Raw, only_sqlite
from tests.support.records import NOW, arrival, case, later, sealed


def append(store: Store, *batch: Sealed) -> None:
    with store.write() as unit:
        unit.records.append(batch)


def test_a_decision_comes_back_with_everything_stored_beside_it(published: Store) -> None:
    one = sealed("1", opens=case("1"))
    append(published, one)
    with published.read() as unit:
        view = unit.records.decision("dec-1")
        assert view is not None
        assert (view.decision, view.record, view.statement) == (one.decision, one.entries[0].record, one.statement)
        assert (view.event, view.by, view.received_at) == (one.arrival.event, None, NOW)
        assert unit.notices.of_decision("dec-1") == one.notice
        assert unit.outbox.about("dec-1") == list(one.tasks)
        assert unit.ledger.entry("dec-1") == one.entries[0]
        assert unit.cases.open_of(["post-1"]) == {"post-1": case("1")}


def test_decisions_are_walked_in_the_order_in_which_they_were_stored(published: Store) -> None:
    append(published, sealed("2", measure=Measure.ALLOW), sealed("1", measure=Measure.ALLOW))
    soon = NOW + timedelta(seconds=1)
    with published.read() as unit:
        found = unit.records.decided(0, 10, soon)
        assert [view.event.id for _, view in found] == ["evt-2", "evt-1"]
        first, second = (seq for seq, _ in found)
        assert [seq for seq, _ in unit.records.decided(first, 10, soon)] == [second]
        assert [seq for seq, _ in unit.records.decided(0, 1, soon)] == [first]
        assert unit.records.decided(0, 10, NOW) == []


def test_an_allowed_post_needs_no_statement(published: Store) -> None:
    append(published, sealed("1", measure=Measure.ALLOW))
    with published.read() as unit:
        view = unit.records.decision("dec-1")
        assert view is not None
        assert view.statement is None


def test_what_is_not_there_is_none(published: Store) -> None:
    with published.read() as unit:
        assert unit.records.decision("dec-0") is None
        assert unit.records.of_item("post-0") == []
        assert unit.records.latest([]) == {}
        assert unit.records.known([]) == {}
        assert unit.records.newest() is None
        assert unit.notices.of_decision("dec-0") is None
        assert unit.notices.by_token(b"?") is None


def test_known_events_carry_their_digest_and_their_decision(published: Store) -> None:
    one = sealed("1")
    append(published, one)
    with published.read() as unit:
        assert unit.records.known(["evt-1", "evt-2"]) == {"evt-1": Known(one.arrival.digest, one.entries[0].record)}


def test_an_event_id_twice_is_a_conflict_and_changes_nothing(published: Store) -> None:
    append(published, sealed("1"))
    with pytest.raises(Conflict) as caught:
        append(published, sealed("2"), sealed("1"))
    assert caught.value.code == "duplicate_event"
    with published.read() as unit:
        assert unit.records.ids() == ["dec-1"]
        assert unit.ledger.waiting() == 1


def test_an_event_without_a_decision_can_be_received_once(published: Store) -> None:
    with published.write() as unit:
        unit.records.receive(arrival("evt-1", kind="decision.appealed"), NOW)
    with pytest.raises(Conflict, match="on the record"), published.write() as unit:
        unit.records.receive(arrival("evt-1"), NOW)


def test_an_empty_batch_is_no_error(published: Store) -> None:
    append(published)


def test_decisions_of_an_item_come_in_the_order_they_were_stored(published: Store) -> None:
    """Ids of one batch share their millisecond and then sort by chance: the order of storing is what counts."""
    append(published, sealed("9"), sealed("5"), sealed("7", "post-2"))
    append(published, sealed("1"))
    with published.read() as unit:
        assert [view.decision.id for view in unit.records.of_item("post-1")] == ["dec-9", "dec-5", "dec-1"]
        latest = unit.records.latest(["post-1", "post-2", "post-3"])
        assert {item: view.decision.id for item, view in latest.items()} == {"post-1": "dec-1", "post-2": "dec-7"}


def test_the_author_of_an_item_is_whom_its_first_event_named(published: Store) -> None:
    """A later report that names somebody else, or nobody, changes nothing."""

    def receive(event_id: str, author: str | None, seconds: int, item: str = "post-1") -> None:
        one = arrival(event_id, item)
        event = msgspec.structs.replace(one.event, author=None if author is None else Author(id=author))
        unit.records.receive(msgspec.structs.replace(one, event=event), later(seconds=seconds))

    with published.write() as unit:
        receive("evt-2", "u-report", 3)
        receive("evt-4", None, 1)
        receive("evt-9", "u-b", 2)
        receive("evt-3", "u-a", 2)
        receive("evt-5", None, 4)
        receive("evt-6", None, 1, "post-2")
        receive("evt-7", "u-c", 9, "post-3")
        assert unit.records.authors(["post-1", "post-2", "post-3", "post-4"]) == {"post-1": "u-a", "post-3": "u-c"}
        assert unit.records.authors([]) == {}


def test_ids_can_be_walked_over(published: Store) -> None:
    append(published, *(sealed(str(n), f"post-{n}") for n in (3, 1, 2)))
    with published.read() as unit:
        assert unit.records.ids(limit=2) == ["dec-1", "dec-2"]
        assert unit.records.ids(after="dec-2") == ["dec-3"]


def test_ids_sort_by_code_point_on_both_databases(published: Store) -> None:
    append(published, *(sealed(name, f"post-{name}") for name in ("b", "A", "_", "é", "a")))
    with published.read() as unit:
        assert unit.records.ids() == ["dec-A", "dec-_", "dec-a", "dec-b", "dec-é"]


def test_events_since_a_moment_come_in_the_order_they_happened(published: Store) -> None:
    append(
        published,
        sealed("c", "post-3", at=later(seconds=1)),
        sealed("b", "post-2", at=later(seconds=2)),
        sealed("a", "post-1", at=later(seconds=2)),
        sealed("old", "post-0", at=later(seconds=-1)),
        sealed("judged", "post-4", by="usr-ana", at=later(seconds=9)),
    )
    with published.read() as unit:
        since = unit.records.events_since
        assert [event.id for event in since(NOW, 10)] == ["evt-c", "evt-a", "evt-b"]
        assert [event.id for event in since(NOW, 1, after="evt-a")] == ["evt-b"]
        assert since(NOW, 10, after="evt-b") == []
        assert unit.records.newest() == later(seconds=2)


def test_times_keep_their_microseconds_and_their_order(published: Store) -> None:
    moments = [NOW.replace(year=1969), NOW, NOW + timedelta(microseconds=1)]
    append(published, *(sealed(str(n), f"post-{n}", at=moment) for n, moment in enumerate(moments)))
    with published.read() as unit:
        views = [unit.records.decision(f"dec-{n}") for n in range(3)]
        assert [view.received_at for view in views if view] == moments


def test_a_notice_is_found_by_the_hash_of_its_token(published: Store) -> None:
    one = sealed("1")
    append(published, one)
    assert isinstance(one.notice, Notice)
    with published.read() as unit:
        assert unit.notices.by_token(one.notice.token_hash) == one.notice


def test_a_unit_that_fails_leaves_no_trace(published: Store) -> None:
    def twice(unit: Unit) -> None:
        unit.records.append([sealed("1")])
        unit.records.append([sealed("1")])

    with pytest.raises(Conflict), published.write() as unit:
        twice(unit)
    with published.read() as unit:
        assert unit.records.ids() == []


def test_a_reader_sees_one_snapshot(published: Store) -> None:
    with published.read() as reader:
        assert reader.records.ids() == []
        append(published, sealed("1"))
        assert reader.records.ids() == []
    with published.read() as reader:
        assert reader.records.ids() == ["dec-1"]


@pytest.mark.parametrize(("text", "code"), [("a\0b", "null_character"), ("a\ud800b", "lone_surrogate")])
def test_text_that_a_database_cannot_keep_is_refused(published: Store, text: str, code: str) -> None:
    one = sealed("1")
    event = msgspec.structs.replace(one.arrival.event, source=text)
    bad = msgspec.structs.replace(one, arrival=msgspec.structs.replace(one.arrival, event=event))
    with pytest.raises(BadInput) as caught:
        append(published, bad)
    assert caught.value.code == code


@pytest.mark.parametrize(("text", "code"), [("a\0b", "null_character"), ("a\ud800b", "lone_surrogate")])
def test_text_that_a_database_cannot_keep_cannot_be_looked_up_either(published: Store, text: str, code: str) -> None:
    with pytest.raises(BadInput) as caught, published.read() as unit:
        unit.records.decision(text)
    assert caught.value.code == code


@pytest.mark.parametrize("text", ["a\0b", "\\u0000", "\\\\u0000", '"\0"'])
def test_a_null_character_in_somebodys_own_words_is_kept_as_it_was(published: Store, text: str) -> None:
    """PostgreSQL's JSON functions stumble over it; what people wrote is theirs to write."""
    one = sealed("1")
    assert one.statement is not None
    cited = msgspec.structs.replace(one.statement.cited[0], quotes=(text,))
    statement = msgspec.structs.replace(one.statement, cited=(cited,), facts=text)
    decision = msgspec.structs.replace(one.decision, reason=text)
    entry = msgspec.structs.replace(one.entries[0], record=canonical(to_plain(decision)))
    append(published, msgspec.structs.replace(one, statement=statement, decision=decision, entries=(entry,)))
    with published.read() as unit:
        view = unit.records.decision("dec-1")
        assert view is not None
        assert (view.statement, view.decision) == (statement, decision)


def test_a_record_that_cannot_be_read_is_a_system_fault(published: Store) -> None:
    one = sealed("1", measure=Measure.ALLOW)
    record = one.entries[0].record.replace(b'"policy":', b'"politics":')
    entry = msgspec.structs.replace(one.entries[0], record=record)
    append(published, msgspec.structs.replace(one, entries=(entry,)))
    with pytest.raises(SystemFault) as caught, published.read() as unit:
        unit.records.decision("dec-1")
    assert caught.value.code == "record_unreadable"


@only_sqlite
@pytest.mark.parametrize("body", ["a text", 5, 1.5])
def test_a_body_of_the_wrong_type_is_a_system_fault(published: Store, raw: Raw, body: object) -> None:
    append(published, sealed("1", measure=Measure.ALLOW))
    insert, values = raw.copy_row("events", "id", "evt-1", id="evt-2", body=body)
    raw.run("INSERT " + insert, *values)
    with pytest.raises(SystemFault) as caught, published.read() as unit:
        unit.records.events_since(NOW, 10)
    assert caught.value.code == "record_unreadable"


@only_sqlite
def test_a_sealed_record_of_the_wrong_type_is_a_system_fault(published: Store, raw: Raw) -> None:
    one = sealed("1", measure=Measure.ALLOW)
    insert = (
        "INSERT INTO entries (id, type, period, record, salt, commitment) VALUES ('dec-1', 'decision', 'p', ?, ?, ?)"
    )
    raw.run(insert, one.entries[0].record.decode(), b"s" * 32, b"c" * 32)
    append(published, msgspec.structs.replace(one, entries=()))
    with published.read() as unit:
        for ask in (lambda: unit.records.decision("dec-1"), lambda: unit.records.known(["evt-1"])):
            with pytest.raises(SystemFault) as caught:
                ask()
            assert caught.value.code == "record_unreadable"


def test_a_time_without_a_zone_is_refused(published: Store) -> None:
    with pytest.raises(BadInput, match="time zone"):
        append(published, msgspec.structs.replace(sealed("1"), received_at=NOW.replace(tzinfo=None)))


def test_a_field_from_the_future_is_skipped(published: Store, raw: Raw) -> None:
    one = sealed("1", measure=Measure.ALLOW)
    entry = one.entries[0]
    newer = msgspec.structs.replace(entry, record=entry.record[:-1] + b',"weather":{"sky":"blue"}}')
    append(published, msgspec.structs.replace(one, entries=(newer,)))
    with published.read() as unit:
        view = unit.records.decision("dec-1")
        assert view is not None
        assert view.decision == one.decision
        assert view.record == newer.record


def test_eight_threads_append_while_others_read(published: Store) -> None:
    failures: list[BaseException] = []

    def work(name: str) -> None:
        try:
            for n in range(10):
                append(published, sealed(f"{name}-{n}", f"post-{name}-{n}"))
                with published.read() as unit:
                    ids = unit.records.ids()
                    assert len(ids) == unit.ledger.waiting() == unit.outbox.counts()[TaskState.WAITING]
        except BaseException as error:  # noqa: BLE001 - handed to the test, which fails with it
            failures.append(error)

    threads = [threading.Thread(target=work, args=(str(n),)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with published.read() as unit:
        assert len(unit.records.ids()) == 80
