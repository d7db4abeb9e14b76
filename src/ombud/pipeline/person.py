"""Everything that is known here about one person, for that person: behind their own link, and to take away."""

import io
import json
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from ombud.model import (
    Conflict,
    DisputeBody,
    Evidence,
    Measure,
    NotFound,
    ProcessState,
    Report,
    gravest,
    restricts,
    to_plain,
)
from ombud.pipeline.context import Context
from ombud.pipeline.deciding.standing import all_that_hold, appeals_end
from ombud.pipeline.log.receipts import Receipts, outcome_entry
from ombud.pipeline.measures.strikes import StrikeBook, Struck
from ombud.pipeline.orders.inquiries import Asking, InquiryView
from ombud.pipeline.reports.changed import Changed, changed_by_appeals
from ombud.pipeline.reports.desk import ReportDesk
from ombud.pipeline.telling.hidden import all_without_hidden
from ombud.ports import AppealView, DecisionView, Unit
from ombud.process.misuse import Pause, pause_of
from ombud.process.passes import LONGEST, read_pass
from ombud.process.strikes import Score, account_of

__all__ = ["MOST_ITEMS", "Persons", "PersonsItem", "PersonsPage", "PersonsReport"]

MOST_ITEMS = 20
"""Items on one page; there are as many pages as it takes."""
CERTIFIED_BODIES = "https://digital-strategy.ec.europa.eu/en/policies/dsa-out-court-dispute-settlement"
"""The European Commission's list of them."""

_AT_ONCE = 250
_PIECES = 4
"""Pieces of a download, of so many notices each. Beyond that the platform asks in pieces."""


class PersonsItem(msgspec.Struct, frozen=True):
    """One of their items: `history` is what they may see of it, oldest first; `link` the path of its notice.

    `appealable_until` is set while what holds can still be appealed; `evidence` is what was brought forward, by appeal.
    """

    item: str
    link: str
    history: tuple[DecisionView, ...]
    holds: DecisionView
    appeals: tuple[AppealView, ...]
    evidence: Mapping[str, tuple[Evidence, ...]]
    appealable_until: datetime | None

    @property
    def restricted(self) -> bool:
        """Whether something is being done to it now."""
        return restricts(self.holds.decision.measure)


class PersonsReport(msgspec.Struct, frozen=True):
    """A report that they made: where it is, the path of its own page, and what an appeal has made since of the answer
    that they were right."""

    report: Report
    state: ProcessState
    link: str
    changed: Changed | None


class PersonsReporting(msgspec.Struct, frozen=True):
    """Where they stand as somebody who reports, once they were warned. `pause` is the last of their pauses since then,
    `link` the path of the page of their newest report: whoever is paused objects there."""

    state: ProcessState
    pause: Pause | None
    link: str


class PersonsPage(msgspec.Struct, frozen=True):
    """What their page shows. `account` is what is done to their account now, None when nothing is; `reporting` is None
    for somebody who was never warned about what they report."""

    person: str
    items: tuple[PersonsItem, ...]
    more: bool
    account: Measure | None
    score: Score
    strikes: tuple[Struck, ...]
    reports: tuple[PersonsReport, ...]
    reporting: PersonsReporting | None
    inquiries: tuple[InquiryView, ...]
    speaks: tuple[str | None, ...]
    ends: datetime


class Persons:
    """Writes links, and reads what is behind them."""

    def __init__(
        self, context: Context, strikes: StrikeBook, reports: ReportDesk, receipts: Receipts, asking: Asking
    ) -> None:
        self._context = context
        self._strikes = strikes
        self._reports = reports
        self._receipts = receipts
        self._asking = asking

    def url(self, person: str, lasts: timedelta = LONGEST) -> str:
        """A link to somebody's own page. Raises BadInput as `write_pass`."""
        return self._context.sealer.person_url(person, self._context.clock.now(), lasts)

    def page(self, token: str, number: int = 1) -> PersonsPage:
        """One page of it, the newest items first. Raises NotFound (``no_such_page``)."""
        return self._page(token, MOST_ITEMS, number)

    def _page(self, token: str, size: int, number: int) -> PersonsPage:
        opened = read_pass(self._context.sealer.secret, token, self._context.clock.now())
        person = opened.person
        with self._context.store.read() as unit:
            items, more = self._items(unit, person, size, number)
            score = self._strikes.score_in(unit, person)
            contact = unit.contacts.get(person)
            reports = tuple(self._reported(unit, person))
            reporting = self._reporting(unit, person, reports)
            account = self._account(unit, person)
            inquiries = self._asking.of_person(unit, person)
        return PersonsPage(
            person=person,
            items=items,
            more=more,
            account=account,
            score=score,
            strikes=tuple(self._strikes.history(person)),
            reports=reports,
            reporting=reporting,
            inquiries=inquiries,
            speaks=(contact.language if contact else None, items[0].holds.event.item.lang if items else None),
            ends=datetime.fromtimestamp(opened.ends, tz=self._context.clock.now().tzinfo),
        )

    def everything(self, token: str) -> dict[str, object]:
        """All of it as plain JSON values: the account, decisions with their statements, appeals, strikes, reports.

        Raises NotFound (``no_such_page``).
        """
        return self._told(self.whole(token))

    def archive(self, token: str, readable: str) -> bytes:
        """A zip: ``everything.json``, `readable` as ``everything.html``, and the receipts that can be had by now.

        Raises NotFound (``no_such_page``).
        """
        whole = self.whole(token)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("everything.json", json.dumps(self._told(whole), ensure_ascii=False, indent=2))
            archive.writestr("everything.html", readable)
            for entry, receipt in self._proofs(whole.items):
                archive.writestr(f"receipts/{entry}.tlog-proof", receipt)
        return packed.getvalue()

    def whole(self, token: str) -> PersonsPage:
        """All pages as one; `more` where there are more items than one download goes through.

        Raises NotFound (``no_such_page``).
        """
        first = self._page(token, _AT_ONCE, 1)
        items, more, number = {one.item: one for one in first.items}, first.more, 1
        with self._context.store.read() as unit:
            while more and number < _PIECES:
                number += 1
                further, more = self._items(unit, first.person, _AT_ONCE, number)
                for one in further:
                    items.setdefault(one.item, one)
        return msgspec.structs.replace(first, items=tuple(items.values()), more=more)

    def _told(self, whole: PersonsPage) -> dict[str, object]:
        with self._context.store.read() as unit:
            bodies = unit.disputes.bodies()
        return {
            "person": whole.person,
            "made_at": to_plain(self._context.clock.now()),
            "account": whole.account,
            "items": [self._item(one, bodies) for one in whole.items],
            "strikes": [to_plain(one) for one in whole.strikes],
            "reports": [_report(one) for one in whole.reports],
            "reporting": _reporting(whole.reporting, self._context.sealer.public_url) if whole.reporting else None,
            "data_requests": [_inquiry(one) for one in whole.inquiries],
            "complete": not whole.more,
        }

    def _proofs(self, items: Iterable[PersonsItem]) -> Iterator[tuple[str, bytes]]:
        for entry in (entry for one in items for entry in _entries(one)):
            try:
                yield entry, self._receipts.receipt(entry)
            except (Conflict, NotFound):  # not in the log yet: it can be had in a minute
                continue

    def _item(self, one: PersonsItem, bodies: Sequence[DisputeBody]) -> dict[str, object]:
        shown = {view.decision.id for view in one.history}
        return {
            "item": one.item,
            "decisions": [
                {
                    "decision": _record(view, shown),
                    "statement": to_plain(view.statement),
                    "words": view.event.item.text,
                }
                for view in one.history
            ],
            "redress": _redress(one, self._context.sealer.public_url, bodies),
            "appeals": [_appeal(view, one.evidence[view.appeal.id]) for view in one.appeals],
            "entries": list(_entries(one)),
        }

    def _items(self, unit: Unit, person: str, size: int, number: int) -> tuple[tuple[PersonsItem, ...], bool]:
        """The items of a page. An item of which there were several notices stands where the newest of them does."""
        notices = unit.notices.of_person(person, size + 1, (number - 1) * size)
        decisions = unit.records.decisions([notice.decision for notice in notices[:size]])
        whole = unit.records.of_items({view.decision.item for view in decisions.values()})
        shown = dict(zip(whole, all_without_hidden(unit, whole.values()), strict=True))
        named = {one.decision.id for history in shown.values() for one in history}
        found: dict[str, str] = {}
        for notice in notices[:size]:
            if notice.decision in named:
                found.setdefault(decisions[notice.decision].decision.item, notice.id)
        until = appeals_end(unit, [whole[item][-1] for item in found], self._context.clock.now())
        return self._read(unit, found, shown, until), len(notices) > size

    def _read(
        self,
        unit: Unit,
        notices: Mapping[str, str],
        histories: Mapping[str, Sequence[DecisionView]],
        until: Mapping[str, datetime | None],
    ) -> tuple[PersonsItem, ...]:
        """The items, by which notice stands for each. What is asked about them is asked once for all of them."""
        holds = all_that_hold(unit, [histories[item][-1] for item in notices])
        appeals = unit.appeals.of_items(notices)
        evidence = unit.appeal_files.evidence_of([one.appeal.id for filed in appeals.values() for one in filed])
        return tuple(
            PersonsItem(
                item=item,
                link=f"/notice/{self._context.sealer.token(notice)}",
                history=tuple(histories[item]),
                holds=holds[item],
                appeals=_against(histories[item], appeals.get(item, ())),
                evidence={one.appeal.id: tuple(evidence.get(one.appeal.id, ())) for one in appeals.get(item, ())},
                appealable_until=until[item],
            )
            for item, notice in notices.items()
        )

    def _account(self, unit: Unit, person: str) -> Measure | None:
        """The gravest of what is done to the account now, as far as they may see it.

        It is one item where strikes suspend it, and another where the platform sends accounts to be judged: that one
        has the id of the person, and is theirs unless somebody else is named for it.
        """
        names = (person, account_of(person))
        authors = unit.records.authors(names)
        theirs = [name for name in names if authors.get(name, person) == person]
        seen = all_without_hidden(unit, unit.records.of_items(theirs).values())
        newest = [history[-1] for history in seen if history and history[-1].event.item.kind == "account"]
        held = gravest(list(filter(restricts, (one.decision.measure for one in all_that_hold(unit, newest).values()))))
        return held if restricts(held) else None

    def _reported(self, unit: Unit, person: str) -> Iterator[PersonsReport]:
        reports = unit.reports.of_reporter(self._reports.pseudonym(person))
        states = unit.processes.states("report", [one.id for one in reports])
        changed = changed_by_appeals(unit, reports, states)
        root = len(self._context.sealer.public_url)
        for one in reports:
            if one.id in states:
                yield PersonsReport(one, states[one.id], self._reports.url(one.id)[root:], changed.get(one.id))

    def _reporting(self, unit: Unit, person: str, reports: Sequence[PersonsReport]) -> PersonsReporting | None:
        state = unit.processes.state("reporter", self._reports.pseudonym(person))
        if state is None or not reports:  # nobody is warned who has reported nothing
            return None
        return PersonsReporting(state, pause_of(unit.processes.steps("reporter", state.subject)), reports[0].link)


def _record(view: DecisionView, shown: Collection[str]) -> dict[str, object]:
    """What was recorded; without the name of the decision before it as long as a law hides that one."""
    told: dict[str, object] = json.loads(view.record)
    return told if told.get("replaces") in shown else {name: one for name, one in told.items() if name != "replaces"}


def _against(history: Sequence[DecisionView], appeals: Sequence[AppealView]) -> tuple[AppealView, ...]:
    """The appeals against decisions that are shown."""
    shown = {one.decision.id for one in history}
    return tuple(one for one in appeals if one.appeal.decision in shown)


def _redress(one: PersonsItem, public_url: str, bodies: Sequence[DisputeBody]) -> dict[str, object]:
    """What can be done about it (DSA Art. 17(3)(f)): here while there is time, before a certified body, in court."""
    named = [{"name": body.name, "url": body.url} for body in bodies]
    return {
        "appeal": {"page": f"{public_url}{one.link}", "until": to_plain(one.appealable_until)},
        "out_of_court": [*named, {"name": "Bodies certified under the DSA, Art. 21", "url": CERTIFIED_BODIES}],
        "court": True,
    }


def _entries(one: PersonsItem) -> Iterator[str]:
    """What of it is in the log."""
    yield from (view.decision.id for view in one.history)
    for appeal in one.appeals:
        yield appeal.appeal.id
        if appeal.outcome is not None:
            yield outcome_entry(appeal.appeal.id)


def _appeal(view: AppealView, evidence: Sequence[Evidence]) -> dict[str, object]:
    """Without who heard it: a reviewer is known by a name that holds within the case, in the decision itself."""
    appeal, outcome = view.appeal, view.outcome
    told = outcome and {"outcome": str(outcome.outcome), "reasons": outcome.reasons, "at": to_plain(outcome.at)}
    return {
        "id": appeal.id, "text": appeal.text, "filed_at": to_plain(appeal.filed_at), "state": view.state,
        "outcome": told,
        "evidence": [{"text": one.text, "links": list(one.links), "at": to_plain(one.at)} for one in evidence],
    }  # fmt: skip


def _report(one: PersonsReport) -> dict[str, object]:
    report, changed = one.report, one.changed
    told = changed and {
        "outcome": str(changed.outcome), "clauses": [cited.clause for cited in changed.rules],
        "at": to_plain(changed.at),
    }  # fmt: skip
    return {
        "id": report.id, "item": report.item, "url": report.url, "clause": report.clause, "law": report.law,
        "explanation": report.explanation, "filed_at": to_plain(report.filed_at), "state": one.state.state,
        "changed_by_appeal": told,
    }  # fmt: skip


def _reporting(one: PersonsReporting, public_url: str) -> dict[str, object]:
    """Whether what they report is set aside, and what came of an objection. Nobody is named who had a part in it."""
    pause = one.pause
    told = pause and {
        "since": to_plain(pause.set_by.at), "until": to_plain(pause.ends), "over": pause.over,
        "reasons": pause.set_by.note, "page": f"{public_url}{one.link}#pause",
        "objection": pause.objection and {"text": pause.objection.note, "at": to_plain(pause.objection.at)},
        "answer": pause.answer
        and {"outcome": pause.answer.move, "reasons": pause.answer.note, "at": to_plain(pause.answer.at)},
    }  # fmt: skip
    return {"state": one.state.state, "since": to_plain(one.state.since), "pause": told}


def _inquiry(one: InquiryView) -> dict[str, object]:
    """Who asked for their data, for what, under which law, and what was done (DSA Art. 10(5))."""
    order = one.order
    return {
        "id": one.inquiry.id, "order": order.id, "sender": order.sender, "authority": order.authority,
        "country": order.country, "reference": order.reference, "asked": order.asked,
        "legal_basis": order.legal_basis, "reasons": order.reasons, "objective": order.objective,
        "necessity": order.necessity, "redress": order.redress, "received_at": to_plain(order.received_at),
        "outcome": one.answer.state, "answer": one.answer.note, "at": to_plain(one.answer.at),
        "delayed_until": to_plain(one.inquiry.until),
    }  # fmt: skip
