"""Reports (DSA Art. 16): taken in, put into the one case of their item, answered; a "no" is heard by somebody else."""

import hashlib
import hmac
import ipaddress
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import msgspec

from ombud.decisions import SEVERITIES, content_of, is_ordered
from ombud.languages import first_known, tongue
from ombud.model import (
    Actor,
    Case,
    Conflict,
    Decision,
    Event,
    Flagger,
    Forbidden,
    Item,
    Measure,
    NotFound,
    ProcessState,
    ProcessStep,
    Report,
    ReportContact,
    Task,
    canonical,
    restricts,
)
from ombud.pipeline.context import Context
from ombud.pipeline.deciding.engine import CompiledPolicy
from ombud.pipeline.deciding.standing import ends_an_order, our_word, same_text, what_holds
from ombud.pipeline.measures.beneath import in_force
from ombud.pipeline.reports.answers import put_answers, reasons_of, report_token, report_url
from ombud.pipeline.reports.changed import Changed, changed_by_appeals
from ombud.pipeline.telling.hidden import gag_on
from ombud.ports import DecisionView, Unit
from ombud.process import appealable_until, check_words, is_too_late
from ombud.process.misuse import PAUSED_AT_MOST, SET_ASIDE, Pause, pause_of
from ombud.process.report_letters import receipt_letter
from ombud.process.reports import REPORT, Told, check_report, is_address, urgency

__all__ = ["LOCATED", "REPORTS_QUEUE", "Filed", "Origin", "ReportDesk", "ReportView", "network_of", "words_of"]

REPORTS_QUEUE = "reports"
"""Where the cases stand that reports have opened."""

LOCATED = "item.located"
"""The event with which something begins that was never sent here, and that somebody reported by its address."""

_AWAY = frozenset({Measure.REMOVE, Measure.SUSPEND})
_OVERTAKEN = frozenset({"case_moved_on", "case_open"})
_TRIES = 3  # somebody may open or close the item's case between reading and joining it
_MACHINE = Actor(kind="automation")


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """Where a report comes from, beside what it says.

    `reporter` is the platform's own id of its user, `platform` the id of its key; `flagger` a trusted flagger;
    `address` the IP address of whoever came without either. `language` is what they read, empty where nobody said.
    """

    language: str = ""
    reporter: str | None = None
    platform: str | None = None
    flagger: Flagger | None = None
    address: str | None = None


class Filed(msgspec.Struct, frozen=True):
    """A report on the record: where it is now, and the link at which it can be followed."""

    report: Report
    state: ProcessState
    token: str
    url: str


class ReportView(msgspec.Struct, frozen=True):
    """What whoever reported may know.

    `decision` is what the newest answer rests on, `reasons` why, as those who had reported it were told then; `latest`
    what was decided last about the item; `changed` what an appeal has made since of the answer that they were right.
    `complain_until` is set while the answer can be complained about. `reporter` says whether their reports are paused,
    or they were warned; `pause` is the last of their pauses since then.
    """

    report: Report
    state: ProcessState
    steps: tuple[ProcessStep, ...]
    decision: DecisionView | None
    reasons: str
    latest: DecisionView
    changed: Changed | None
    complain_until: datetime | None
    reporter: ProcessState | None
    pause: Pause | None


def words_of(view: DecisionView) -> str:
    """SHA-256 of an item's words: two reports are about the same when these are."""
    return hashlib.sha256(view.event.item.text.encode("utf-8", "surrogatepass")).hexdigest()


def network_of(address: str) -> str | None:
    """The network that an IP address is in: its /24 (IPv4) or /64 (IPv6). None for what is no address."""
    try:
        at = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return None
    if isinstance(at, ipaddress.IPv6Address):
        at = at.ipv4_mapped or at
    return str(ipaddress.ip_network((at, 24 if at.version == 4 else 64), strict=False))


class ReportDesk:
    """Takes reports in, and what people have to say about the answers. `policy` is the one in force."""

    def __init__(self, context: Context, policy: Callable[[], CompiledPolicy]) -> None:
        self._context = context
        self._policy = policy

    def file(self, told: Told, origin: Origin) -> Filed:
        """Put a report on the record, and into the case of its item.

        What a person has decided about the same words, looking for the same, is the answer at once. Raises BadInput for
        what is no report, NotFound (``no_such_item``) for an id that was never sent here, Forbidden
        (``reports_paused``) when too many of this reporter's are set aside already.
        """
        told = check_report(told, list(self._policy().clauses))
        tries = _TRIES
        while True:
            try:
                with self._context.store.write() as unit:
                    filed = self._file(unit, told, origin)
            except Conflict as conflict:
                tries -= 1
                if conflict.code not in _OVERTAKEN or not tries:
                    raise
                continue
            self._context.wake()
            return filed

    def by_token(self, token: str) -> ReportView | None:
        """The report behind an unguessable link; None for a link that leads nowhere."""
        with self._context.store.read() as unit:
            report = unit.reports.by_token(_hash(token))
            return self._view(unit, report) if report else None

    def seen(self, unit: Unit, token: str) -> ReportView:
        """The same within a transaction. Raises NotFound (``no_such_report``)."""
        report = unit.reports.by_token(_hash(token))
        if report is None:
            raise NotFound("no_such_report", "There is no report behind this link.")
        return self._view(unit, report)

    def complain(self, token: str, text: str) -> ReportView:
        """Say that an answer is wrong (DSA Art. 20(1)): somebody who had no part in it will look again.

        Raises NotFound for an unknown link; Conflict (``nothing_to_complain``, ``complained_before``,
        ``complaint_too_late``); BadInput for the text.
        """
        context = self._context
        with context.store.write() as unit:
            view, now = self.seen(unit, token), context.clock.now()
            _must_be_complainable(view, now)
            words = check_words(text)
            unit.processes.take([REPORT.step(view.state, view.report.id, "complain", now, role="person", note=words)])
            return self._view(unit, view.report)

    def url(self, report_id: str) -> str:
        """The reporter's link, derived again."""
        return report_url(self._context.sealer, report_id)

    def pseudonym(self, reporter: str) -> str:
        """The name under which a platform's user reports here: the same for all their reports, and nothing else."""
        digest = hmac.new(self._context.sealer.secret, b"reporter\0" + reporter.encode(), hashlib.sha256).hexdigest()
        return f"rp-{digest[:16]}"

    def forget_contacts(self) -> int:
        """Forget who made reports that nobody can complain about any more; how many they were."""
        now = self._context.clock.now()
        with self._context.store.write() as unit:
            return unit.reports.forget_contacts(_complaint_began(now))

    def resume(self, unit: Unit, due: Sequence[ProcessState], now: datetime) -> None:
        """`Deadlines`' handler for reports: what was set aside goes to a person now that the pause is over."""
        for state in due:
            report = unit.reports.get(state.subject)
            if report is not None:  # the database takes no step without one
                self._place(unit, report, state, unit.records.latest([report.item])[report.item], now)

    def _file(self, unit: Unit, told: Told, origin: Origin) -> Filed:
        sealer, now = self._context.sealer, self._context.clock.now()
        latest = self._located(unit, told, now)
        report_id = sealer.id("rpt", now)
        token = report_token(sealer, report_id)
        report = Report(
            id=report_id,
            item=latest.decision.item,
            url=told.url or (told.item if is_address(told.item) else None),
            clause=told.clause or None,
            law=told.law or None,
            explanation=told.explanation,
            language=self._language(unit, origin),
            content=words_of(latest),
            reporter=self.pseudonym(origin.reporter) if origin.reporter else None,
            network=self._network(unit, origin.address, now),
            flagger=origin.flagger.id if origin.flagger else None,
            platform=origin.platform,
            token_hash=_hash(token),
            filed_at=now,
        )
        contact = ReportContact(report.id, told.name, told.email) if told.name or told.email else None
        unit.reports.file(report, contact)
        unit.ledger.put([sealer.entry(report.id, "report_filed", _record(report), now)])
        role = "platform" if origin.platform else "person"
        filed = REPORT.step(None, report.id, "file", now, role=role, entry=report.id)
        unit.processes.take([filed])
        state = _state(filed)
        pause = self._pause(unit, report)
        if pause is not None:
            unit.processes.take([REPORT.step(state, report.id, "pause", now, role="automation", due=pause)])
        else:
            self._place(unit, report, state, latest, now)
        unit.outbox.put(self._receipt(report, contact, now))
        now_at = unit.processes.states("report", [report.id])[report.id]
        return Filed(report, now_at, token, report_url(sealer, report.id))

    def _language(self, unit: Unit, origin: Origin) -> str:
        """In which the answer is written: what was said with the report, else what the platform told of its user, else
        the policy's."""
        contact = unit.contacts.get(origin.reporter) if origin.reporter else None
        return first_known((origin.language, contact.language if contact else None, self._policy().language))

    def _receipt(self, report: Report, contact: ReportContact | None, now: datetime) -> tuple[Task, ...]:
        """The receipt by e-mail (Art. 16(4)), for who left an address; everybody else has it on their screen."""
        if contact is None or not contact.email:
            return ()
        sealer, voice = self._context.sealer, tongue(first_known([report.language]))
        letter = receipt_letter(report_url(sealer, report.id), voice)
        return sealer.letter(report.id, contact.email, letter, voice, now)

    def _located(self, unit: Unit, told: Told, now: datetime) -> DecisionView:
        """The newest decision on what is reported. What was never sent here begins with its address."""
        places = [place for place in (told.item, told.url) if place]
        known = unit.records.latest(places)
        for place in places:
            if place in known:
                return known[place]
        address = next((place for place in reversed(places) if is_address(place)), None)
        if address is None:
            raise NotFound(
                "no_such_item", "There is no post with this id here.", advice="Give the address of its page instead."
            )
        return self._begin(unit, address, now)

    def _begin(self, unit: Unit, address: str, now: datetime) -> DecisionView:
        """A decision that does nothing, about something of which only the address is known: rules have not seen it."""
        context, policy = self._context, self._policy()
        sealer = context.sealer
        event = Event(
            id=sealer.id("evt", now), type=LOCATED, at=now, item=Item(id=address, kind="link", url=address),
            source="portal",
        )  # fmt: skip
        decision = Decision(
            id=sealer.id("dec", now), event=event.id, item=address, measure=Measure.ALLOW, policy=policy.version,
            actor=_MACHINE, at=now, content=content_of(event),
        )  # fmt: skip
        sealed = sealer.seal(
            context.internal(event), decision, policy.clauses, detection="report", language=policy.language
        )
        unit.records.append([sealed])
        return unit.records.latest([address])[address]

    def _pause(self, unit: Unit, report: Report) -> datetime | None:
        """Until when the reporter's reports are set aside, if they are. A trusted flagger is suspended, not paused."""
        if report.reporter is None or report.flagger is not None:
            return None
        state = unit.processes.state("reporter", report.reporter)
        if state is None or state.state not in SET_ASIDE:
            return None
        pause = pause_of(unit.processes.steps("reporter", report.reporter))
        if pause is None:
            return None  # a state without its pause: the database refuses that
        if unit.reports.paused(report.reporter) >= PAUSED_AT_MOST:
            raise Forbidden(
                "reports_paused",
                f"These reports are set aside until {pause.ends:%Y-%m-%d %H:%M} UTC, and {PAUSED_AT_MOST} are waiting.",
                advice="Report again after that, or object to it on the page of one of them.",
            )
        return pause.ends

    def _place(self, unit: Unit, report: Report, state: ProcessState, latest: DecisionView, now: datetime) -> None:
        """Answer it with what was decided about the same words, or put it before a person."""
        case = unit.cases.open_of([report.item]).get(report.item)
        answer = None if case is not None or report.flagger else _decided_before(unit, report, latest, now)
        if answer is not None:
            done = restricts(answer.decision.measure)
            words = _as_before(answer, reasons_of(unit, answer.decision))
            put_answers(
                self._context.sealer, unit, [report], {report.id: "find_done" if done else "find_cleared"}, words, now,
                decision=answer.decision.id, user=None, by=None, role="automation",
            )  # fmt: skip
            return
        if case is None:
            case = Case(
                id=self._context.sealer.id("case", now), item=report.item, queue=REPORTS_QUEUE,
                severity=SEVERITIES[0], opened_at=now,
            )  # fmt: skip
            unit.cases.open(case)
        unit.reports.join(report.id, case.id, report.item)
        unit.processes.take([REPORT.step(state, report.id, "join", now, role="automation")])
        severity = max(case.severity, self._urgency(unit, report, case), key=SEVERITIES.index)
        if severity != case.severity:
            unit.cases.set_severity(case.id, severity)

    def _urgency(self, unit: Unit, report: Report, case: Case) -> str:
        category = [rule.severity for rule in self._policy().rules if rule.clause == report.clause]
        known = unit.reports.standings([report.reporter]) if report.reporter else {}
        together = unit.reports.summaries([case.id])[case.id]
        return urgency(
            max(category, key=SEVERITIES.index, default="medium"),
            list(known.values()),
            networks=together.networks,
            flagged=together.flagged,
            illegal=report.law is not None,
        )

    def _network(self, unit: Unit, address: str | None, now: datetime) -> str | None:
        """The network of an address under the secret of the day: two reports of one day can be told apart, no more."""
        network = network_of(address) if address else None
        if network is None:
            return None
        secret = unit.reports.network_secret(now.date().isoformat(), self._context.sealer.randomness.bytes(32))
        return hmac.new(secret, network.encode(), hashlib.sha256).hexdigest()[:16]

    def _view(self, unit: Unit, report: Report) -> ReportView:
        steps = tuple(unit.processes.steps("report", report.id))
        state = _state(steps[-1])
        rests_on = unit.records.decision(unit.reports.decision_of(report.id) or "")
        standing = unit.processes.state("reporter", report.reporter) if report.reporter else None
        view = ReportView(
            report=report,
            state=state,
            steps=steps,
            decision=rests_on,
            reasons=reasons_of(unit, rests_on.decision) if rests_on else "",
            latest=unit.records.latest([report.item])[report.item],
            changed=changed_by_appeals(unit, [report], {report.id: state}).get(report.id),
            complain_until=None,
            reporter=standing,
            pause=pause_of(unit.processes.steps("reporter", standing.subject)) if standing else None,
        )
        try:
            _must_be_complainable(view, self._context.clock.now())
        except Conflict:
            return view
        return msgspec.structs.replace(view, complain_until=appealable_until(state.since))


def _must_be_complainable(view: ReportView, now: datetime) -> None:
    if any(step.move == "complain" for step in view.steps):
        raise Conflict("complained_before", "This answer was complained about before, and somebody else hears that.")
    if "complain" not in REPORT.moves(view.state.state):
        raise Conflict("nothing_to_complain", "There is no answer here that says no.")
    if is_too_late(appealable_until(view.state.since), now):
        raise Conflict("complaint_too_late", "The six months in which this answer could be complained about are over.")


def _complaint_began(now: datetime) -> datetime:
    """Answers given before then can be complained about no more, whichever months lie between."""
    return now - timedelta(days=187)  # six months have 184 days at most, and the last ends where a day ends last


def _decided_before(unit: Unit, report: Report, latest: DecisionView, now: datetime) -> DecisionView | None:
    """The decision about these very words that answers the report, unless it names something new.

    A person's, or a machine's that has taken the item away already. Something new is a clause, or a law, that neither
    the decision nor any report that was answered has named: so a crowd that repeats itself makes no work, and whoever
    has a new fact is heard. An order makes nobody's report right, and its end nobody's
    wrong: beneath one, and after it, what we had decided ourselves counts.
    """
    holds = what_holds(unit, latest)
    if is_ordered(holds.decision) or ends_an_order(holds):
        ours = _ours(unit, holds, latest, now)
        if ours is None:
            return None
        holds = ours
    if not same_text(holds, latest) or gag_on(unit, holds.decision).until is not None:
        return None
    if holds.decision.actor.kind != "human" and holds.decision.measure not in _AWAY:
        return None
    past = [view for view in unit.records.of_item(report.item) if same_text(view, holds)]
    named = {match.clause for view in past for match in view.decision.matches}
    known = report.clause in named or unit.reports.looked_at(report.item, report.content, report.clause)
    return holds if known else None


def _ours(unit: Unit, holds: DecisionView, latest: DecisionView, now: datetime) -> DecisionView | None:
    """What we had decided ourselves about an item that an order restricts, or did; None where that holds no more."""
    ours = our_word(unit, holds)
    goes_on = in_force(unit, latest, now).own is not None
    return ours if ours is not None and restricts(ours.decision.measure) == goes_on else None


def _as_before(answer: DecisionView, reasons: str) -> str:
    """What is said when a person has looked at the same words before; `reasons` are those that reporters were given."""
    decision = answer.decision
    who = "A person" if decision.actor.kind == "human" else "A machine, by the published rules,"
    said = f" {reasons}" if reasons else ""
    return f"{who} decided about these very words on {decision.at:%Y-%m-%d}, and that stands.{said}"


def _record(report: Report) -> bytes:
    """A report as the ledger commits to it: its words by their hash, and nothing about who it was."""
    return canonical(
        {
            "id": report.id,
            "item": report.item,
            "clause": report.clause,
            "law": report.law,
            "explanation": hashlib.sha256(report.explanation.encode("utf-8", "surrogatepass")).hexdigest(),
            "content": report.content,
            "flagger": report.flagger,
            "filed_at": report.filed_at.isoformat(),
        }
    )


def _state(step: ProcessStep) -> ProcessState:
    return ProcessState(step.kind, step.subject, step.n, step.state, step.at, step.due)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
