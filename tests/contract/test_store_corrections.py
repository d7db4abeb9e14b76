"""Corrections: a queue that is judged once and forgets, on both databases."""

import msgspec
import pytest

from ombud.model import ApiKey, BadInput, Conflict, Correction, CorrectionState, NotFound
from ombud.ports import Store
from ombud.store import open_store
from ombud.store.migrations import NEWEST
from tests.support.earlier import database_of
from tests.support.raw import Raw, raw_connection
from tests.support.records import NOW, later, user

KEY = ApiKey(id="key-1", name="forum", secret_hash=b"k" * 32, scopes=("score",), created_at=NOW)


def correction(name: str, **more: object) -> Correction:
    plain = Correction(
        id=f"cor-{name}",
        text=f"You are not toxic, {name} 🙂",
        labels={"toxic": 0.0},
        door="perspective",
        key="key-1",
        at=NOW,
    )
    return msgspec.structs.replace(plain, **more)


@pytest.fixture
def queue(store: Store) -> Store:
    with store.write() as unit:
        unit.people.add_key(KEY)
        unit.people.add_user(user("ana"))
    return store


def add(store: Store, *ones: Correction) -> None:
    with store.write() as unit:
        for one in ones:
            unit.corrections.add(one)


def test_what_was_taken_in_comes_back_as_it_was(queue: Store) -> None:
    full = correction("1", lang="de", community="/forum/movies", labels={"toxic": 0.25, "spam": 1.0}, door="akismet")
    add(queue, full)
    with queue.read() as unit:
        assert unit.corrections.get("cor-1") == full
        assert unit.corrections.get("cor-2") is None


def test_the_queue_is_oldest_first_and_in_pages(queue: Store) -> None:
    add(queue, correction("b"), correction("a"), correction("c"))
    with queue.read() as unit:
        assert [one.id for one in unit.corrections.waiting()] == ["cor-a", "cor-b", "cor-c"]
        assert [one.id for one in unit.corrections.waiting(1, 1)] == ["cor-b"]
        assert unit.corrections.counts() == {"waiting": 3}
        assert unit.corrections.waiting_by_key() == {"key-1": 3}


def test_what_the_same_client_sends_again_waits_once_and_is_counted_and_is_as_new_as_the_last(queue: Store) -> None:
    first, second = correction("1", text="You again"), correction("2", text="You again", lang="en", at=later(days=1))
    add(queue, first)
    with queue.write() as unit:
        known = msgspec.structs.replace(first, times=2, at=later(days=1), lang="en")
        assert unit.corrections.again(second) == known
        overtaken = correction("3", text="You again", lang="de", at=later(hours=1))
        assert unit.corrections.again(overtaken) == msgspec.structs.replace(known, times=3)
    with queue.read() as unit:
        assert unit.corrections.waiting() == [msgspec.structs.replace(known, times=3)]


def test_what_is_sent_again_keeps_its_place_in_the_queue(queue: Store) -> None:
    add(queue, correction("a"), correction("b"))
    with queue.write() as unit:
        unit.corrections.again(correction("a", at=later(days=1)))
    with queue.read() as unit:
        assert [one.id for one in unit.corrections.waiting()] == ["cor-a", "cor-b"]


def test_another_text_label_site_or_client_is_another_correction_and_so_is_one_after_judgement(queue: Store) -> None:
    first = correction("1", text="You again")
    add(queue, first)
    with queue.write() as unit:
        unit.people.add_key(msgspec.structs.replace(KEY, id="key-2", secret_hash=b"l" * 32))
    others = (
        correction("2", text="You again!"),
        correction("3", text="You again", labels={"toxic": 1.0}),
        correction("4", text="You again", labels={"toxic": 0.0, "spam": 0.0}),
        correction("5", text="You again", key="key-2"),
        correction("6", text="You again", community="https://b.example"),
    )
    with queue.write() as unit:
        assert [unit.corrections.again(other) for other in others] == [None] * 5
        unit.corrections.judge("cor-1", CorrectionState.REJECTED, "usr-ana", NOW)
        assert unit.corrections.again(first) is None
    add(queue, *others, correction("7", text="You again"))


def test_of_two_that_come_at_once_one_waits_and_both_are_counted(queue: Store, raw: Raw) -> None:
    """Neither saw the other waiting: the database itself does."""
    add(queue, correction("1", text="You again"), correction("2", text="You again", lang="en", at=later(days=1)))
    assert raw.run("SELECT id, times, lang FROM corrections") == [("cor-1", 2, "en")]
    with queue.read() as unit:
        assert [one.at for one in unit.corrections.waiting()] == [later(days=1)]


def test_only_what_a_person_accepted_may_be_learnt_from(queue: Store) -> None:
    add(queue, correction("a"), correction("b"), correction("c"), correction("d"))
    with queue.write() as unit:
        unit.corrections.judge("cor-a", CorrectionState.ACCEPTED, "usr-ana", later(minutes=1))
        unit.corrections.judge("cor-b", CorrectionState.REJECTED, "usr-ana", later(minutes=1))
        unit.corrections.judge("cor-c", CorrectionState.ACCEPTED, None, later(minutes=2))
    with queue.read() as unit:
        first, second = unit.corrections.accepted()
        assert (first.id, first.judged_by, first.judged_at) == ("cor-a", "usr-ana", later(minutes=1))
        assert (second.id, second.judged_by) == ("cor-c", None)
        assert unit.corrections.accepted("cor-a") == [second]
        assert [one.id for one in unit.corrections.waiting()] == ["cor-d"]
        assert unit.corrections.counts() == {"waiting": 1, "accepted": 2, "rejected": 1}


def test_of_two_people_the_second_is_told(queue: Store) -> None:
    add(queue, correction("a"))
    with queue.write() as unit:
        unit.corrections.judge("cor-a", CorrectionState.REJECTED, "usr-ana", NOW)
    with pytest.raises(Conflict) as caught, queue.write() as unit:
        unit.corrections.judge("cor-a", CorrectionState.ACCEPTED, "usr-ana", NOW)
    assert caught.value.code == "correction_judged"
    with pytest.raises(NotFound), queue.write() as unit:
        unit.corrections.judge("cor-0", CorrectionState.ACCEPTED, "usr-ana", NOW)


def test_what_is_old_is_deleted_judged_or_not(queue: Store, raw: Raw) -> None:
    add(queue, correction("a"), correction("b"), correction("c", at=later(days=1)))
    with queue.write() as unit:
        unit.corrections.judge("cor-a", CorrectionState.ACCEPTED, "usr-ana", NOW)
        assert unit.corrections.forget(later(hours=1)) == 2
        assert unit.corrections.forget(later(hours=1)) == 0
    assert raw.run("SELECT id FROM corrections") == [("cor-c",)]


def test_a_text_that_one_of_the_databases_cannot_keep_is_refused_by_both(queue: Store) -> None:
    with pytest.raises(BadInput) as caught:
        add(queue, correction("a", text="a\0b"))
    assert caught.value.code == "null_character"


def test_the_database_knows_no_other_state_and_no_judgement_without_a_time(queue: Store, raw: Raw) -> None:
    add(queue, correction("a"))
    raw.refused("ck_corrections_state", "UPDATE corrections SET state = 'learnt', judged_at = 1")
    raw.refused("ck_corrections_judged", "UPDATE corrections SET state = 'accepted'")


def test_a_key_that_does_not_exist_sent_nothing(queue: Store) -> None:
    with pytest.raises(Conflict):
        add(queue, correction("a", key="key-0"))


def test_the_table_comes_to_a_database_that_has_data_already(store_url: str) -> None:
    """As a database of the release before looks: who is there stays, and corrections can be taken."""
    database_of("0002", store_url, user("ana"))
    again = open_store(store_url)
    with again.write() as unit:
        unit.people.add_key(KEY)
    add(again, correction("a"))
    with again.read() as unit:
        assert unit.people.user("usr-ana") is not None
    again.close()
    with raw_connection(store_url) as raw:
        assert raw.run("SELECT version_num FROM alembic_version") == [(NEWEST,)]
