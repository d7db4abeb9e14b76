"""Publishing, bringing back, and drafts that two people bring into force; on SQLite in a temporary folder."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from ombud.ledger import verify_log, verify_receipt
from ombud.model import BadInput, Conflict, DraftState, Forbidden, NotFound, Role, TooLarge, User
from ombud.pipeline import MAX_DRAFT_BYTES, Decided
from ombud.policy import PolicyError
from ombud.wiring import Config, Ombud

TEXT = """---
policy: mini
title: Mini
language: en
---

# Calm

## No shouting {#shouting}

Do not shout.

```rule
id: hey
when: mentions(item.text, "hey")
then: hold
```

```examples
violates: hey you
allows: hello you
```

## Be kind {#kind}

Please be kind.

```rule
id: unkind
when: mentions(item.text, "you fool")
then: hold
```

```examples
violates: you fool
allows: no fool
```
"""
FILES = {"policy.md": TEXT}
LOUDER = {"policy.md": TEXT.replace('"hey"', '"oi"').replace("hey you", "oi you")}
KINDER = {"policy.md": TEXT.replace("Please be kind.", "Be kind, always.")}
PASSWORD = "correct horse battery"


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


def event(name: str, text: str = "hey you") -> bytes:
    return json.dumps(
        {"id": name, "type": "item.created", "item": {"id": f"post-{name}", "kind": "post", "text": text}}
    ).encode()


def in_force(ombud: Ombud) -> str:
    with ombud.store.read() as unit:
        current = unit.policies.current()
    assert current is not None
    assert current.version == ombud.policy.version
    return current.version


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


# ── drafts ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def drafted(ombud: Ombud, author: User, files: dict[str, str]) -> str:
    draft = ombud.drafts.open(author, "A test")
    ombud.drafts.save(draft.id, 1, author, files)
    return draft.id


def approved(ombud: Ombud, author: User, other: User, files: dict[str, str]) -> str:
    draft = drafted(ombud, author, files)
    ombud.drafts.submit(draft, 2, author, "Because.")
    ombud.drafts.approve(draft, 3, other)
    return draft


def state(ombud: Ombud, draft: str) -> DraftState:
    return ombud.drafts.read(draft)[0].state


def test_from_a_draft_to_what_runs(ombud: Ombud, lea: User, liv: User) -> None:
    draft = approved(ombud, lea, liv, LOUDER)
    version = ombud.drafts.publish(draft, 4, lea)
    assert in_force(ombud) == version.version
    assert version.files == LOUDER
    assert state(ombud, draft) is DraftState.PUBLISHED
    with ombud.store.read() as unit:
        newest = unit.policies.publications()[0]
    assert (newest.draft, newest.reason, newest.written_by, newest.approved_by) == (draft, "Because.", "lead", "lead")


def test_a_new_draft_says_what_the_policy_says_and_cannot_be_submitted_so(ombud: Ombud, lea: User) -> None:
    draft = ombud.drafts.open(lea, "Nothing")
    view, files = ombud.drafts.read(draft.id)
    assert files == FILES
    assert ombud.drafts.base_of(view).version == in_force(ombud)
    with pytest.raises(BadInput) as refused:
        ombud.drafts.submit(draft.id, 1, lea, "Why.")
    assert refused.value.code == "nothing_changed"


@pytest.mark.parametrize("title", ["", "x" * 121, "two\nlines"])
def test_a_draft_has_a_short_title(ombud: Ombud, lea: User, title: str) -> None:
    with pytest.raises(BadInput) as refused:
        ombud.drafts.open(lea, title)
    assert refused.value.field == "title"


def test_who_wrote_it_cannot_approve_it_and_somebody_else_can(ombud: Ombud, lea: User, liv: User) -> None:
    draft = drafted(ombud, lea, LOUDER)
    ombud.drafts.submit(draft, 2, lea, "Because.")
    with pytest.raises(Forbidden) as refused:
        ombud.drafts.approve(draft, 3, lea)
    assert refused.value.code == "own_draft"
    assert ombud.drafts.approve(draft, 3, liv).state is DraftState.APPROVED


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('mentions(item.text, "hey")', "nonsense", "policy_invalid"),
        ("violates: hey you", "violates: hi", "examples_fail"),
    ],
)
def test_a_draft_with_faults_cannot_be_submitted(ombud: Ombud, lea: User, old: str, new: str, code: str) -> None:
    draft = drafted(ombud, lea, {"policy.md": TEXT.replace(old, new)})
    with pytest.raises(BadInput) as refused:
        ombud.drafts.submit(draft, 2, lea, "Why.")
    assert refused.value.code == code
    assert state(ombud, draft) is DraftState.WRITING


def test_an_edit_voids_the_approval(ombud: Ombud, lea: User, liv: User) -> None:
    draft = approved(ombud, lea, liv, LOUDER)
    ombud.drafts.save(draft, 4, lea, KINDER)
    with pytest.raises(Conflict) as refused:
        ombud.drafts.publish(draft, 5, lea)
    assert refused.value.code == "draft_wrong_step"
    with pytest.raises(Conflict):
        ombud.drafts.approve(draft, 5, liv)


def test_saving_what_it_says_already_is_no_step(ombud: Ombud, lea: User, liv: User) -> None:
    draft = approved(ombud, lea, liv, LOUDER)
    assert ombud.drafts.save(draft, 4, lea, LOUDER).state is DraftState.APPROVED


def test_a_draft_is_sent_back_with_a_comment_mended_and_submitted_again(ombud: Ombud, lea: User, liv: User) -> None:
    draft = drafted(ombud, lea, LOUDER)
    ombud.drafts.submit(draft, 2, lea, "Because.")
    with pytest.raises(BadInput):
        ombud.drafts.send_back(draft, 3, liv, " ")
    assert ombud.drafts.send_back(draft, 3, liv, "Too loud.").last.note == "Too loud."
    with pytest.raises(Conflict):
        ombud.drafts.approve(draft, 4, liv)
    ombud.drafts.save(draft, 4, lea, KINDER)
    assert ombud.drafts.submit(draft, 5, lea, "Kinder.").state is DraftState.SUBMITTED


def test_a_draft_is_withdrawn_by_whoever_wrote_it_or_an_admin(ombud: Ombud, lea: User, liv: User) -> None:
    draft = drafted(ombud, lea, LOUDER)
    with pytest.raises(Forbidden) as refused:
        ombud.drafts.withdraw(draft, 2, liv)
    assert refused.value.code == "not_your_draft"
    ada = ombud.accounts.add_user("ada", Role.ADMIN, PASSWORD)
    assert ombud.drafts.withdraw(draft, 2, ada).state is DraftState.WITHDRAWN
    with pytest.raises(Conflict):
        ombud.drafts.save(draft, 3, lea, KINDER)


def test_nobody_acts_on_what_they_have_not_seen(ombud: Ombud, lea: User, liv: User) -> None:
    draft = drafted(ombud, lea, LOUDER)
    ombud.drafts.save(draft, 2, liv, KINDER)
    with pytest.raises(Conflict) as refused:
        ombud.drafts.save(draft, 2, lea, FILES)
    assert refused.value.code == "draft_moved_on"
    with pytest.raises(Conflict) as again:
        ombud.drafts.submit(draft, 2, lea, "Why.")
    assert again.value.code == "draft_moved_on"


def test_a_draft_has_a_size_limit(ombud: Ombud, lea: User) -> None:
    draft = ombud.drafts.open(lea, "Large")
    with pytest.raises(TooLarge):
        ombud.drafts.save(draft.id, 1, lea, {**FILES, "a.txt": "x" * MAX_DRAFT_BYTES})


def test_what_is_not_there_is_not_found(ombud: Ombud, lea: User) -> None:
    with pytest.raises(NotFound):
        ombud.drafts.read("drf_0")


# ── when another version came into force meanwhile ───────────────────────────────────────────────────────────────────
def test_a_draft_of_an_older_version_is_refused_brought_up_to_date_and_approved_again(
    ombud: Ombud, lea: User, liv: User
) -> None:
    draft = approved(ombud, lea, liv, LOUDER)
    between = ombud.publisher.publish(KINDER, "Meanwhile.").version
    with pytest.raises(Conflict) as refused:
        ombud.drafts.publish(draft, 4, lea)
    assert refused.value.code == "policy_moved_on"
    assert in_force(ombud) == between
    found = ombud.drafts.rebase(draft)
    assert found.merged.clashes == ()
    with pytest.raises(Conflict):
        ombud.drafts.take_rebase(draft, 4, lea, "sha256:other", found.merged.files)
    view = ombud.drafts.take_rebase(draft, 4, lea, found.current.version, found.merged.files)
    assert (view.state, view.last.base) == (DraftState.WRITING, between)
    ombud.drafts.submit(draft, 5, lea, "Because.")
    ombud.drafts.approve(draft, 6, liv)
    files = ombud.drafts.publish(draft, 7, liv).files
    assert "Be kind, always." in files["policy.md"]
    assert '"oi"' in files["policy.md"]


def test_two_drafts_published_at_once_do_not_both_come_into_force(ombud: Ombud, lea: User, liv: User) -> None:
    drafts = [approved(ombud, lea, liv, files) for files in (LOUDER, KINDER)]
    with ThreadPoolExecutor(2) as pool:
        tries = [pool.submit(ombud.drafts.publish, draft, 4, lea) for draft in drafts]
    errors = [one.exception() for one in tries]
    [lost] = [error for error in errors if error is not None]
    assert isinstance(lost, Conflict)
    assert lost.code == "policy_moved_on"
    assert sorted(state(ombud, draft) for draft in drafts) == ["approved", "published"]
    with ombud.store.read() as unit:
        assert len(unit.policies.publications()) == 2
        assert unit.ledger.waiting() == 2
