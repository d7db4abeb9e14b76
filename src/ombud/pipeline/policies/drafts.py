"""Drafts: the policy is written by one person in the console, approved by another, and then published.

What a draft says is kept at every step and never changed; an approval names exactly what was approved. The database
refuses what is out of order, or approved by whoever wrote it; here the refusals become sentences.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

import msgspec

from ombud.model import (
    BadInput,
    Conflict,
    Draft,
    DraftState,
    Forbidden,
    How,
    Move,
    NotFound,
    PolicyVersion,
    Role,
    Step,
    TooLarge,
    User,
    canonical,
    sha256_hex,
)  # fmt: skip
from ombud.pipeline.context import Context
from ombud.pipeline.policies.publish import Publisher, checked_reason
from ombud.policy.merging import Merged, merge_files
from ombud.ports import DraftView, Unit

__all__ = ["MAX_DRAFT_BYTES", "MAX_TITLE", "DraftDesk", "Rebase", "must_fit"]

MAX_DRAFT_BYTES = 2_000_000
MAX_TITLE = 120
Files = Mapping[str, str]


class Rebase(msgspec.Struct, frozen=True):
    """What a draft and the version in force make together. `base` is where the draft began."""

    base: PolicyVersion
    current: PolicyVersion
    merged: Merged


class DraftDesk:
    """What leads and admins do with drafts.

    `judge` raises BadInput when a policy may not go on as it is: when it has errors, or its examples fail. `seen` is
    the number of the step that somebody had before them: where another came after it, they are refused with Conflict
    (``draft_moved_on``), and nothing of theirs is lost on the page. So is, with ``last_approver``, who would write in a
    draft that nobody else may approve.
    """

    def __init__(self, context: Context, publisher: Publisher, judge: Callable[[Files], object]) -> None:
        self._context = context
        self._publisher = publisher
        self._judge = judge

    # ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────
    def read(self, draft_id: str) -> tuple[DraftView, dict[str, str]]:
        """A draft and what it says now. Raises NotFound."""
        with self._context.store.read() as unit:
            view = _draft(unit, draft_id)
            return view, _said(unit, view)

    def base_of(self, view: DraftView) -> PolicyVersion:
        """The version that a draft changes."""
        with self._context.store.read() as unit:
            return _version(unit, view.last.base)

    def behind(self, view: DraftView) -> bool:
        """Whether another version has come into force since the draft began."""
        with self._context.store.read() as unit:
            current = unit.policies.current()
        return current is None or current.version != view.last.base

    # ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────
    def open(self, user: User, title: str) -> Draft:
        """A new draft, a full copy of the version in force."""
        words = checked_reason(title, "title")
        if len(words) > MAX_TITLE or len(words.splitlines()) > 1:
            raise BadInput("bad_title", f"One line of at most {MAX_TITLE} characters.", field="title")
        now = self._context.clock.now()
        draft = Draft(self._context.sealer.id("drf", now), words, user.id, now)
        with self._context.store.write() as unit:
            current = unit.policies.current()
            if current is None:
                raise NotFound("no_such_policy", "No policy has been published here.")
            unit.drafts.open(draft)
            step = Step(draft.id, 1, Move.OPENED, user.id, str(user.role), now, current.version, hash_of(current.files))
            unit.drafts.take(step, current.files)
        return draft

    def save(self, draft_id: str, seen: int, user: User, files: Files) -> DraftView:
        """What the draft says from now on. Saving what it says already is no step. Voids an approval."""
        must_fit(files)
        return self._step(draft_id, seen, user, Move.EDITED, files=files)

    def rebase(self, draft_id: str, yielding: Collection[tuple[str, str, str]] = ()) -> Rebase:
        """The draft laid over the version in force; `yielding` are the clashes in which that one is kept.

        Nothing is changed yet.
        """
        with self._context.store.read() as unit:
            view = _draft(unit, draft_id)
            mine, base = _said(unit, view), _version(unit, view.last.base)
            current = unit.policies.current() or base
        return Rebase(base, current, merge_files(base.files, mine, current.files, yielding))

    def take_rebase(self, draft_id: str, seen: int, user: User, onto: str, files: Files) -> DraftView:
        """`files` are what the draft says from now on, over the version `onto`, which must be in force."""
        must_fit(files)
        return self._step(draft_id, seen, user, Move.REBASED, files=files, onto=onto)

    # ── handing on ───────────────────────────────────────────────────────────────────────────────────────────────────
    def submit(self, draft_id: str, seen: int, user: User, reason: str) -> DraftView:
        """For somebody else to approve. `reason` is what everybody will read beside the change.

        Raises BadInput when the policy has errors, an example fails, or nothing differs.
        """
        words = checked_reason(reason)
        view, files = self.read(draft_id)
        if view.last.content == view.last.base:
            raise BadInput("nothing_changed", "This draft says what the policy says already.", advice="Edit a clause.")
        self._judge(files)
        return self._step(draft_id, seen, user, Move.SUBMITTED, note=words)

    def approve(self, draft_id: str, seen: int, user: User) -> DraftView:
        """By somebody who wrote nothing in it. Raises Forbidden (``own_draft``)."""
        return self._step(draft_id, seen, user, Move.APPROVED)

    def send_back(self, draft_id: str, seen: int, user: User, comment: str) -> DraftView:
        """To its author, with a comment."""
        return self._step(draft_id, seen, user, Move.RETURNED, note=checked_reason(comment, "comment"))

    def withdraw(self, draft_id: str, seen: int, user: User) -> DraftView:
        """For good; by whoever wrote in it, or an admin."""
        view, _ = self.read(draft_id)
        if user.id not in view.writers and user.role is not Role.ADMIN:
            raise Forbidden("not_your_draft", "Only who wrote in a draft, or an admin, withdraws it.")
        return self._step(draft_id, seen, user, Move.WITHDRAWN)

    def publish(self, draft_id: str, seen: int, user: User) -> PolicyVersion:
        """An approved draft comes into force: version, ledger entry and last step in one transaction, or nothing.

        Raises Conflict (``policy_moved_on``) when another version came into force since the draft began.
        """
        view, files = self.read(draft_id)
        _must_be_approved(view)
        if hash_of(files) != view.last.content:
            raise Conflict("draft_damaged", "What is kept of this draft is not what was approved.")
        self._judge(files)
        policy = self._publisher.compile(files)
        with self._context.store.write() as unit:
            now = _draft(unit, draft_id)
            _must_be_seen(now, seen)
            _must_be_up_to_date(unit, now)
            version = self._publisher.enter(
                unit, policy, How.PUBLISH, _reason(now), onto=now.last.base, by=user, draft=now
            )
            unit.drafts.take(_next(now, user, Move.PUBLISHED, self._context.clock.now()))
        return self._publisher.put_to_work(policy, version)

    def _step(
        self,
        draft_id: str,
        seen: int,
        user: User,
        move: Move,
        *,
        note: str = "",
        files: Files | None = None,
        onto: str | None = None,
    ) -> DraftView:
        with self._context.store.write() as unit:
            view = _draft(unit, draft_id)
            _must_be_seen(view, seen)
            _must_fit_in(view, move)
            if onto is not None:
                current = unit.policies.current()
                if current is None or current.version != onto:
                    raise Conflict(
                        "policy_moved_on", "Another version came into force meanwhile.", advice="Look again."
                    )
            content = view.last.content if files is None else hash_of(files)
            if move is Move.EDITED and content == view.last.content:
                return view
            if move in _WRITES:
                _must_leave_an_approver(unit, view, user)
            step = _next(view, user, move, self._context.clock.now(), note=note, content=content, base=onto)
            unit.drafts.take(step, files)
            return _draft(unit, draft_id)


def hash_of(files: Files) -> str:
    """The version that these files would be."""
    return sha256_hex(canonical(dict(files)))


def _next(
    view: DraftView,
    user: User,
    move: Move,
    at: datetime,
    *,
    note: str = "",
    content: str | None = None,
    base: str | None = None,
) -> Step:
    last = view.last
    return Step(
        draft=last.draft, n=last.n + 1, move=move, by=user.id, role=str(user.role), at=at,
        base=base or last.base, content=content or last.content, note=note,
    )  # fmt: skip


def _draft(unit: Unit, draft_id: str) -> DraftView:
    view = unit.drafts.get(draft_id)
    if view is None:
        raise NotFound("no_such_draft", "There is no such draft.")
    return view


def _said(unit: Unit, view: DraftView) -> dict[str, str]:
    files = unit.drafts.files(view.last.content)
    if files is None:
        raise NotFound("no_such_draft", "What this draft says is not on the record.")
    return files


def _version(unit: Unit, version: str) -> PolicyVersion:
    found = unit.policies.get(version)
    if found is None:
        raise NotFound("no_such_policy", f"No policy version {version} is on the record.")
    return found


def _reason(view: DraftView) -> str:
    return next(step.note for step in reversed(view.steps) if step.move is Move.SUBMITTED)


def must_fit(files: Files) -> None:
    """Raises TooLarge (``draft_too_large``)."""
    size = sum(len(name.encode("utf-8", "surrogatepass")) + len(text.encode("utf-8", "surrogatepass"))
               for name, text in files.items())  # fmt: skip
    if size > MAX_DRAFT_BYTES:
        raise TooLarge(
            "draft_too_large",
            f"The policy would have {size:,} bytes; a draft has at most {MAX_DRAFT_BYTES:,}.",
            advice="Publish long lists with `ombud policy publish` instead.",
        )


def _must_be_seen(view: DraftView, seen: int) -> None:
    if view.last.n != seen:
        raise Conflict(
            "draft_moved_on", "Somebody has worked on this draft since you opened it.", advice="Look at it again."
        )


_WRITES = (Move.EDITED, Move.REBASED, Move.SUBMITTED)


def _must_leave_an_approver(unit: Unit, view: DraftView, user: User) -> None:
    """Whoever writes in a draft may not approve it: the last who still could, writes nothing."""
    may_write = (one for one in unit.people.users() if one.role in (Role.LEAD, Role.ADMIN) and not one.disabled_at)
    if {one.id for one in may_write} - view.writers == {user.id}:
        raise Conflict(
            "last_approver",
            "Nobody but you may still approve this draft: had you written in it, nobody could.",
            advice="Leave it to those who wrote in it, and send it back with a comment if it is not right yet.",
        )


_FITS = {
    Move.SUBMITTED: (DraftState.WRITING, DraftState.RETURNED),
    Move.APPROVED: (DraftState.SUBMITTED,),
    Move.RETURNED: (DraftState.SUBMITTED, DraftState.APPROVED),
}


def _must_fit_in(view: DraftView, move: Move) -> None:
    wanted = _FITS.get(move)
    if view.state.over if wanted is None else view.state not in wanted:
        raise Conflict(
            "draft_wrong_step", f"This draft is {view.state}: it cannot be {move}.", advice="Look at it again."
        )


def _must_be_approved(view: DraftView) -> None:
    if view.state is not DraftState.APPROVED:
        raise Conflict(
            "draft_wrong_step", f"This draft is {view.state}: it is published when somebody has approved it."
        )


def _must_be_up_to_date(unit: Unit, view: DraftView) -> None:
    current = unit.policies.current()
    if current is None or current.version != view.last.base:
        raise Conflict(
            "policy_moved_on",
            "Another version has come into force since this draft began. Nothing was published.",
            advice="Bring the draft up to date, and have it approved again.",
        )
