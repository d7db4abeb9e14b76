"""Appeals: filed by the person concerned, heard by somebody else, carried out at once.

That somebody else hears it is not checked here: the database refuses, and `Appeals.decide` passes its refusal on.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from ombud.model import (
    Appeal,
    AppealTerms,
    Conflict,
    Decision,
    Evidence,
    Lane,
    Measure,
    NotFound,
    Outcome,
    User,
    Waiting,
    canonical,
    restricts,
    to_plain,
)  # fmt: skip
from ombud.pipeline.appeals.answers import Answers
from ombud.pipeline.appeals.routing import Reviewers, must_be_free
from ombud.pipeline.appeals.sent import Sent, languages_of, read_sent
from ombud.pipeline.appeals.steps import the_appeal, the_waiting, took
from ombud.pipeline.appeals.undone import tell_reporters
from ombud.pipeline.context import Context
from ombud.pipeline.deciding.standing import appealable, same_text
from ombud.pipeline.log.receipts import outcome_entry
from ombud.pipeline.reports.answers import answer_reports
from ombud.pipeline.reviewing.judge import follow_up, must_have_seen
from ombud.ports import AppealView, DecisionView, Unit
from ombud.process import (
    MAX_EVIDENCE,
    OUTSIDE,
    AppealTimes,
    check_links,
    check_reasons,
    check_words,
)
from ombud.process.report_letters import DONE, STAYS

__all__ = ["AppealDesk"]


class AppealDesk:
    """Takes appeals in and has them heard."""

    def __init__(self, context: Context, times: AppealTimes) -> None:
        self._context = context
        self._times = times
        self._answers = Answers(context)

    # ── the person ───────────────────────────────────────────────────────────────────────────────────────────────────
    def file(
        self,
        token: str,
        text: str,
        *,
        urgency: str = "",
        claim: str = "",
        links: Iterable[str] = (),
        language: str | None = None,
        reads: str | None = None,
    ) -> Appeal:
        """File an appeal through a notice's link, against what is being done to the item now.

        `urgency` and `claim` say that it cannot wait, and why. `language` (BCP 47) is the one it is written in, where
        the sender says so, `reads` that of the page it was written on. Raises NotFound for an unknown link, Conflict
        when there is nothing to appeal, it is too late, or an appeal was filed before; BadInput for what was written.
        """
        sent = read_sent(text, urgency, claim, links, language, reads)
        with self._context.store.write() as unit:
            appeal = self._file(unit, _item_behind(unit, token), sent, role="person", source="portal")
        self._context.wake()
        return appeal

    def file_for(
        self, person: str, item: str, text: str, *, urgency: str = "", claim: str = "", links: Iterable[str] = ()
    ) -> Appeal:
        """The same for a person whom the platform vouches for. The wrong one gets NotFound (``no_such_notice``)."""
        sent = read_sent(text, urgency, claim, links)
        with self._context.store.write() as unit:
            must_be_theirs(unit, person, item)
            appeal = self._file(unit, item, sent, role="platform", source="api")
        self._context.wake()
        return appeal

    def add_evidence(self, token: str, text: str, links: Iterable[str] = ()) -> Evidence:
        """One more thing to be read before the appeal is answered, through a notice's link.

        Raises NotFound, Conflict (``no_appeal_waits``, ``enough_evidence``), BadInput.
        """
        context = self._context
        with context.store.write() as unit:
            view = _waiting_behind(unit, token)
            now = context.clock.now()
            evidence = self._bring(unit, view.appeal.id, text, links, now)
            took(unit, view.appeal.id, "add_evidence", now, role="person")
        return evidence

    def withdraw(self, token: str) -> None:
        """Take the appeal back, for good: the decision stands. Raises NotFound, Conflict (``no_appeal_waits``)."""
        context = self._context
        with context.store.write() as unit:
            view, now = _waiting_behind(unit, token), context.clock.now()
            record = {"appeal": view.appeal.id, "at": now.isoformat()}
            entry = context.sealer.entry(outcome_entry(view.appeal.id), "appeal_withdrawn", canonical(record), now)
            unit.ledger.put([entry])
            took(unit, view.appeal.id, "withdraw", now, role="person", entry=entry.id)
        context.wake()

    # ── whoever hears it ─────────────────────────────────────────────────────────────────────────────────────────────
    def hear(
        self,
        appeal_id: str,
        user: User,
        outcome: Outcome,
        reasons: str,
        measure: Measure | None = None,
        *,
        seen: str | None = None,
    ) -> Decision:
        """Decide an appeal, for the item as it is now. ``partly`` needs the lighter `measure` that holds from now on.

        `seen` is the newest decision on the item that the hearer had before them; it is needed when the words have
        changed since the decision appealed (Conflict ``edited_since``): nobody puts back what they have not read.
        Raises Forbidden (``same_reviewer``) when the database refuses because `user` had a part in this case before,
        Conflict when it was heard already or somebody else has it (``appeal_taken``), BadInput without reasons.
        """
        context = self._context
        with context.store.write() as unit:
            view = the_appeal(unit, appeal_id)
            _must_wait(view)
            if _had_no_part(unit, view, user):  # who may not is refused by the database, whoever has it
                must_be_free(the_waiting(unit, appeal_id), user, context.clock.now())
            decision = self._hear(unit, view, user, outcome, reasons, measure, seen, outside=False)
        context.wake()
        return decision

    def hear_outside(
        self,
        user_id: str,
        outcome: Outcome,
        reasons: str,
        measure: Measure | None = None,
        *,
        seen: str | None = None,
    ) -> Decision:
        """The same by somebody who was asked from outside, and has said that nothing ties them to the case."""
        context = self._context
        with context.store.write() as unit:
            outsider, user = unit.outsiders.get(user_id), unit.people.user(user_id)
            if outsider is None or user is None:
                raise NotFound("no_such_invitation", "There is nothing at this address.")
            view = the_appeal(unit, outsider.appeal)
            _must_wait(view)
            decision = self._hear(unit, view, user, outcome, reasons, measure, seen, outside=True)
            now = decision.at
            state = unit.processes.state("outside_review", user_id)
            unit.processes.take([OUTSIDE.step(state, user_id, "hear", now, role="outsider")])
            unit.people.disable_user(user_id, now)
        context.wake()
        return decision

    def eligible(self, view: AppealView, user: User) -> bool:
        """Whether the database would let `user` hear this appeal: nobody who had a part in the case or on the item."""
        with self._context.store.read() as unit:
            return _had_no_part(unit, view, user)

    # ── both ─────────────────────────────────────────────────────────────────────────────────────────────────────────
    def _file(self, unit: Unit, item: str, sent: Sent, *, role: str, source: str) -> Appeal:
        context = self._context
        now = context.clock.now()
        against = appealable(unit, item, now)
        appeal = Appeal(
            id=context.sealer.id("apl", now),
            decision=against.decision.id,
            case=_case_of(against),
            item=item,
            text=sent.words,
            filed_at=now,
            event=context.sealer.id("evt", now),
        )
        event = follow_up(against.event, appeal.event, "decision.appealed", now, source)
        unit.records.receive(context.internal(event), now)
        unit.appeals.file(appeal)
        unit.ledger.put([context.sealer.entry(appeal.id, "appeal_filed", canonical(to_plain(appeal)), now)])
        language, post = languages_of(unit, against, sent)
        target, deadline = now + self._times.target, now + self._times.deadline
        unit.appeal_files.promise(AppealTerms(appeal.id, language, target, deadline, sent.urgency, sent.claim))
        clauses = tuple(dict.fromkeys(match.clause for match in against.decision.matches))
        waiting = Waiting(
            appeal.id, item, appeal.case, language, clauses, Lane.CLAIMED if sent.urgency else Lane.NORMAL, now,
            target, deadline, post_language=post,
        )  # fmt: skip
        unit.board.put(waiting)
        took(unit, appeal.id, "file", now, role=role)
        if sent.links:
            unit.appeal_files.bring(Evidence(appeal.id, 1, "", sent.links, now))
        Reviewers(unit, now).assign(unit, waiting, now)
        return appeal

    def _bring(self, unit: Unit, appeal_id: str, text: str, links: Iterable[str], now: datetime) -> Evidence:
        addresses = check_links(links)
        words = check_words(text) if text.strip() or not addresses else ""
        n = len(unit.appeal_files.evidence(appeal_id)) + 1
        if n > MAX_EVIDENCE:
            raise Conflict("enough_evidence", f"There are {MAX_EVIDENCE} pieces of evidence already.")
        evidence = Evidence(appeal_id, n, words, addresses, now)
        unit.appeal_files.bring(evidence)
        return evidence

    def _hear(
        self,
        unit: Unit,
        view: AppealView,
        user: User,
        outcome: Outcome,
        reasons: str,
        measure: Measure | None,
        seen: str | None,
        *,
        outside: bool,
    ) -> Decision:
        words = check_reasons(reasons, "reasons")
        unit.records.one_at_a_time([view.appeal.item])
        newest = unit.records.latest([view.appeal.item])[view.appeal.item]
        _must_have_read(unit, view, newest, seen)
        decision, result = self._answers.heard(unit, view, newest, user, outcome, words, measure, outside=outside)
        unit.appeals.decide(result)
        took(
            unit, view.appeal.id, str(outcome), result.at, role="outsider" if outside else user.role,
            by=None if outside else user.id, entry=outcome_entry(view.appeal.id),
        )  # fmt: skip
        tell_reporters(self._context.sealer, unit, view.against, decision, outcome)
        self._close_case(unit, decision, None if outside else user)
        return decision

    def _close_case(self, unit: Unit, decision: Decision, user: User | None) -> None:
        """Whatever waits for a human about this item has had its judgement: the hearer read it as it is now.

        Whoever reported it reads what came of it. The reasons are written to who appealed, and for them alone.
        """
        waiting = unit.cases.open_of([decision.item]).get(decision.item)
        if waiting is not None:
            sealer, reply = self._context.sealer, DONE if restricts(decision.measure) else STAYS
            answer_reports(sealer, unit, waiting.id, decision, user=user, reply=reply)
            unit.cases.close(waiting.id, waiting.version, decision.at)


def must_be_theirs(unit: Unit, person: str, item: str) -> None:
    """Raises NotFound (``no_such_notice``): the wrong person is told as little as nobody."""
    if unit.records.authors([item]).get(item) != person:
        raise NotFound("no_such_notice", "There is no notice behind this link.")


def _item_behind(unit: Unit, token: str) -> str:
    notice = unit.notices.by_token(hashlib.sha256(token.encode("utf-8", "replace")).digest())
    noticed = unit.records.decision(notice.decision) if notice else None
    if noticed is None:
        raise NotFound("no_such_notice", "There is no notice behind this link.")
    return noticed.decision.item


def _waiting_behind(unit: Unit, token: str) -> AppealView:
    """The appeal about the item behind a link that waits."""
    for one in reversed(unit.records.of_item(_item_behind(unit, token))):
        view = unit.appeals.of_decision(one.decision.id)
        if view is not None and view.waits:
            return view
    raise Conflict("no_appeal_waits", "No appeal about this post waits to be heard.")


def _had_no_part(unit: Unit, view: AppealView, user: User) -> bool:
    return user.id not in unit.appeals.involved(view.appeal.case, view.appeal.item)


def _must_wait(view: AppealView) -> None:
    if not view.waits:
        raise Conflict("appeal_decided", "Somebody has heard this appeal already, or it is over.")


def _must_have_read(unit: Unit, view: AppealView, newest: DecisionView, seen: str | None) -> None:
    if seen is None and not same_text(view.against, newest):
        raise Conflict(
            "edited_since",
            "The post was edited after the decision that is appealed.",
            advice="Read it as it is now: your answer is about that.",
        )
    must_have_seen(unit, newest, seen)


def _case_of(against: DecisionView) -> str:
    if against.decision.case is None:
        raise Conflict("nothing_to_appeal", "Nothing is being done to this post, so there is nothing to appeal.")
    return against.decision.case
