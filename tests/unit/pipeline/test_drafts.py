"""Drafts, which two people bring into force; on SQLite in a temporary folder."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from ombud.model import BadInput, Conflict, DraftState, Forbidden, NotFound, Role, TooLarge, User
from ombud.pipeline import MAX_DRAFT_BYTES
from ombud.wiring import Ombud
from tests.support.publishing import FILES, KINDER, LOUDER, PASSWORD, TEXT, approved, drafted, in_force


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


def test_the_last_who_may_approve_a_draft_does_not_write_in_it(ombud: Ombud, lea: User, liv: User) -> None:
    draft = approved(ombud, lea, liv, LOUDER)
    ombud.publisher.publish(KINDER, "Meanwhile.")
    found = ombud.drafts.rebase(draft)
    with pytest.raises(Conflict) as refused:
        ombud.drafts.take_rebase(draft, 4, liv, found.current.version, found.merged.files)
    assert refused.value.code == "last_approver"
    with pytest.raises(Conflict) as refused:
        ombud.drafts.save(draft, 4, liv, KINDER)
    assert refused.value.code == "last_approver"
    ombud.drafts.take_rebase(draft, 4, lea, found.current.version, found.merged.files)
    with pytest.raises(Conflict) as refused:
        ombud.drafts.submit(draft, 5, liv, "For her.")
    assert refused.value.code == "last_approver"
    ombud.drafts.submit(draft, 5, lea, "Because.")
    ombud.drafts.approve(draft, 6, liv)
    assert ombud.drafts.publish(draft, 7, liv).version == in_force(ombud)


def test_where_somebody_else_may_still_approve_anybody_writes(ombud: Ombud, lea: User, liv: User) -> None:
    draft = approved(ombud, lea, liv, LOUDER)
    ombud.accounts.add_user("rev", Role.REVIEWER, PASSWORD)
    with pytest.raises(Conflict):
        ombud.drafts.save(draft, 4, liv, KINDER)
    ada = ombud.accounts.add_user("ada", Role.ADMIN, PASSWORD)
    ombud.drafts.save(draft, 4, liv, KINDER)
    ombud.drafts.submit(draft, 5, lea, "Kinder.")
    assert ombud.drafts.approve(draft, 6, ada).state is DraftState.APPROVED


def test_who_is_alone_writes_and_waits_for_a_second_person(ombud: Ombud, lea: User) -> None:
    draft = drafted(ombud, lea, LOUDER)
    assert ombud.drafts.submit(draft, 2, lea, "Because.").state is DraftState.SUBMITTED


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
    ombud.accounts.add_user("ada", Role.ADMIN, PASSWORD)
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
