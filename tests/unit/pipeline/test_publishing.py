"""Publishing and bringing back; on SQLite in a temporary folder."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from ombud.ledger import verify_log, verify_receipt
from ombud.model import BadInput, Conflict, NotFound, User
from ombud.pipeline import Decided
from ombud.policy import PolicyError
from ombud.wiring import Config, Ombud
from tests.support.publishing import FILES, KINDER, LOUDER, TEXT, approved, drafted, event, in_force


# ── publishing ───────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_publication_is_in_the_public_log_and_has_a_receipt(ombud: Ombud) -> None:
    version = ombud.publisher.publish(LOUDER, "  People say oi now. ")
    while ombud.sequencer.run_once():
        pass
    with ombud.store.read() as unit:
        newest, first = unit.policies.publications()
    assert (newest.version, newest.how, newest.reason, newest.role) == (
        version.version,
        "publish",
        "People say oi now.",
        "operator",
    )
    assert first.how == "start"
    before = []
    for publication in (newest, first):
        assert publication.entry is not None
        receipt = verify_receipt(ombud.receipts.receipt(publication.entry), ombud.signer.vkey)
        record = msgspec.json.decode(receipt.record)
        assert receipt.type == "policy_version"
        assert (record["version"], record["reason"]) == (publication.version, publication.reason)
        before.append(record["previous"])
    assert before == [first.version, None]
    report = verify_log(ombud.blobs.read, ombud.signer.vkey)
    assert (report.fault, report.size) == (None, 2)


@pytest.mark.parametrize("character", ["\u202e", "\u2067", "\u200b", "\ufeff", "\x1b", "\x00"])
def test_a_reason_reads_as_it_is_written(ombud: Ombud, lea: User, character: str) -> None:
    words = f"To {character}help."
    version = ombud.publisher.publish(
        LOUDER, "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645, for 👩\u200d🌾."
    ).version
    draft = drafted(ombud, lea, KINDER)
    for act in (
        lambda: ombud.publisher.publish(KINDER, words),
        lambda: ombud.publisher.roll_back(None, words),
        lambda: ombud.drafts.open(lea, words),
        lambda: ombud.drafts.submit(draft, 2, lea, words),
        lambda: ombud.drafts.send_back(draft, 2, lea, words),
    ):
        with pytest.raises(BadInput) as refused:
            act()
        assert refused.value.code == "unseen_character"
    assert in_force(ombud) == version


@pytest.mark.parametrize("reason", ["", " \u200b ", "x" * 501])
def test_a_change_needs_a_short_reason(ombud: Ombud, reason: str) -> None:
    before = in_force(ombud)
    with pytest.raises(BadInput):
        ombud.publisher.publish(LOUDER, reason)
    with pytest.raises(BadInput):
        ombud.publisher.roll_back(None, reason)
    assert in_force(ombud) == before


def test_a_policy_with_an_error_leaves_the_running_one_untouched(ombud: Ombud) -> None:
    before = in_force(ombud)
    with pytest.raises(PolicyError):
        ombud.publisher.publish({"policy.md": TEXT.replace("mentions", "mention")}, "A test.")
    assert in_force(ombud) == before


def test_publishing_what_is_in_force_changes_nothing(ombud: Ombud) -> None:
    before = in_force(ombud)
    assert ombud.publisher.publish(FILES, "Again.").version == before
    with ombud.store.read() as unit:
        assert len(unit.policies.publications()) == 1


def test_the_version_before_comes_back_with_one_command(ombud: Ombud) -> None:
    first = in_force(ombud)
    second = ombud.publisher.publish(LOUDER, "Louder.").version
    assert ombud.publisher.roll_back(None, "Too loud.").version == first
    assert in_force(ombud) == first
    assert ombud.publisher.roll_back(second[7:15], "No: it was fine.").version == second
    assert ombud.publisher.roll_back(None, "Too loud.").version == first
    with ombud.store.read() as unit:
        assert [one.how for one in unit.policies.publications()] == ["rollback"] * 3 + ["publish", "start"]
        assert unit.ledger.waiting() == 5


def test_asked_twice_it_goes_back_two_versions_and_never_forward_again(ombud: Ombud) -> None:
    first = in_force(ombud)
    second = ombud.publisher.publish(LOUDER, "Louder.").version
    ombud.publisher.publish(KINDER, "Kinder.")
    assert ombud.publisher.roll_back(None, "Not kinder.").version == second
    assert ombud.publisher.roll_back(None, "Too loud.").version == first
    with pytest.raises(NotFound) as nothing:
        ombud.publisher.roll_back(None, "Further.")
    assert nothing.value.code == "nothing_before"
    third = ombud.publisher.publish(KINDER, "Kinder after all.").version
    assert ombud.publisher.roll_back(None, "No.").version == first
    assert ombud.publisher.roll_back(third, "Yes.").version == third
    assert ombud.publisher.roll_back(None, "No.").version == first


def test_who_looked_at_another_version_brings_nothing_back(ombud: Ombud, lea: User) -> None:
    first = in_force(ombud)
    second = ombud.publisher.publish(LOUDER, "Louder.").version
    third = ombud.publisher.publish(KINDER, "Kinder.").version
    with pytest.raises(Conflict) as refused:
        ombud.publisher.roll_back(first, "Too loud.", lea, onto=second)
    assert refused.value.code == "policy_moved_on"
    assert in_force(ombud) == third
    assert ombud.publisher.roll_back(first, "Too kind.", lea, onto=third).version == first


def test_a_folder_does_not_undo_what_the_console_decided_unasked(ombud: Ombud, lea: User, liv: User) -> None:
    first = in_force(ombud)
    second = ombud.drafts.publish(approved(ombud, lea, liv, LOUDER), 4, lea).version
    for onto, code in ((None, "published_in_console"), (first, "policy_moved_on")):
        with pytest.raises(Conflict) as refused:
            ombud.publisher.publish(KINDER, "Kinder.", onto)
        assert refused.value.code == code
    assert ombud.publisher.publish(LOUDER, "The same.").version == second
    third = ombud.publisher.publish(KINDER, "Kinder.", second).version
    assert in_force(ombud) == third
    ombud.publisher.publish(FILES, "An operator knows what an operator did.")
    ombud.publisher.roll_back(second, "Louder after all.")
    with pytest.raises(Conflict, match="came from the console"):
        ombud.publisher.publish(KINDER, "Kinder.")


def test_only_an_earlier_version_comes_back(ombud: Ombud) -> None:
    with pytest.raises(NotFound) as nothing:
        ombud.publisher.roll_back(None, "Why.")
    assert nothing.value.code == "nothing_before"
    for name in ("sha256:0000", "", "sha256:"):
        with pytest.raises(NotFound) as unknown:
            ombud.publisher.roll_back(name, "Why.")
        assert unknown.value.code == "no_such_policy"
    with pytest.raises(Conflict) as same:
        ombud.publisher.roll_back(in_force(ombud), "Why.")
    assert same.value.code == "already_in_force"


def test_a_beginning_that_fits_two_versions_is_told_apart(ombud: Ombud) -> None:
    versions = {in_force(ombud)}
    number = 0
    while len({name[7:8] for name in versions}) == len(versions):
        number += 1
        files = {"policy.md": TEXT.replace("Do not shout.", f"Do not shout {number} times.")}
        versions.add(ombud.publisher.publish(files, "One more.").version)
    twice = next(name[7:8] for name in versions if sum(other[7:8] == name[7:8] for other in versions) == 2)
    with pytest.raises(NotFound) as many:
        ombud.publisher.roll_back(twice, "Why.")
    assert "2 versions" in many.value.detail


def test_a_publication_from_another_process_comes_into_force_here(ombud: Ombud) -> None:
    other = Ombud.open(msgspec.structs.replace(ombud.config, policy=None))
    try:
        version = other.publisher.publish(LOUDER, "From the command line.").version
        assert ombud.policy.version != version
        ombud.start()
        for _ in range(200):
            if ombud.policy.version == version:
                break
            threading.Event().wait(0.05)
        assert in_force(ombud) == version
    finally:
        other.close()
        ombud.stop()


def test_events_that_stream_through_a_swap_are_all_judged_by_one_of_the_two(ombud: Ombud) -> None:
    first = in_force(ombud)
    swapped = threading.Event()
    answers: list[object] = []

    def stream() -> None:
        for number in range(400):
            answers.extend(ombud.decider.decide([event(f"{number}-{n}") for n in range(2)], "api"))
            if swapped.is_set() and number > 50:
                return

    with ThreadPoolExecutor(1) as pool:
        streaming = pool.submit(stream)
        while len(answers) < 20:
            threading.Event().wait(0.01)
        second = ombud.publisher.publish(LOUDER, "During the stream.").version
        swapped.set()
        streaming.result()
    assert all(isinstance(answer, Decided) for answer in answers)
    judged = [json.loads(answer.record) for answer in answers if isinstance(answer, Decided)]
    versions = [one["policy"] for one in judged]
    assert set(versions) == {first, second}
    assert versions == sorted(versions, key=[first, second].index)
    assert {(one["policy"], one["measure"]) for one in judged} == {(first, "hold"), (second, "allow")}


def test_of_two_who_publish_at_once_one_wins_and_the_other_is_told(
    ombud: Ombud, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = threading.Barrier(2)
    compile_policy = ombud.publisher.compile

    def slowly(files: object) -> object:
        policy = compile_policy(files)  # type: ignore[arg-type]  # handed on as it came
        both.wait()
        return policy

    monkeypatch.setattr(ombud.publisher, "compile", slowly)
    with ThreadPoolExecutor(2) as pool:
        tries = [pool.submit(ombud.publisher.publish, files, "At once.") for files in (LOUDER, KINDER)]
    errors = [one.exception() for one in tries]
    [lost] = [error for error in errors if error is not None]
    assert isinstance(lost, Conflict)
    assert lost.code == "policy_moved_on"
    [won] = [one.result().version for one in tries if one.exception() is None]
    assert in_force(ombud) == won
    with ombud.store.read() as unit:
        assert len(unit.policies.versions()) == 2


def test_a_folder_that_is_behind_does_not_undo_what_was_published_since(ombud: Ombud, folder: Path) -> None:
    second = ombud.publisher.publish(LOUDER, "Louder.").version
    again = Ombud.open(ombud.config)
    assert again.policy.version == second
    again.close()
    (folder / "policy.md").write_text(KINDER["policy.md"], encoding="utf-8")
    third = Ombud.open(ombud.config)
    assert third.policy.files == KINDER
    third.close()


def test_several_may_start_at_once_on_a_new_record(tmp_path: Path, folder: Path) -> None:
    config = Config(data=tmp_path / "new", policy=folder)
    (tmp_path / "new").mkdir()
    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(Ombud.open, [config, config, msgspec.structs.replace(config, policy=None), config]))
    with opened[0].store.read() as unit:
        newest = unit.policies.publications()[0]
    for one in opened:
        one.close()
    assert newest.how == "start"
