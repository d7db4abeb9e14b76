"""Reports, who made them, what they led to; and whose come first."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, delete, exists, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from ombud.model import CaseReports, Flagger, Report, ReportContact, Standing
from ombud.store.engine import Db
from ombud.store.tables import (
    flaggers,
    network_secrets,
    process_states,
    process_steps,
    report_answers,
    report_cases,
    report_contacts,
    reports,
)

__all__ = ["SqlFlaggers", "SqlReports"]

_R, _S = reports.c, process_states.c
_OVER = ("acted_on", "refused", "unfounded", "closed")
_LOOKED_AT = (*_OVER, "complained")
_BY_REVIEW = ("act", "refuse", "dismiss")
_ALTERNATIVES = 250
_STATED = reports.join(process_states, and_(_S.kind == "report", _S.subject == _R.id))
_DISMISSED = exists().where(
    process_steps.c.kind == "report", process_steps.c.subject == _R.id, process_steps.c.move == "dismiss"
)


class SqlReports:
    """`ports.Reports`."""

    def __init__(self, db: Db) -> None:
        self._db = db

    def file(self, report: Report, contact: ReportContact | None = None) -> None:
        """Keep it."""
        self._db.insert(reports, [{name: getattr(report, name) for name in report.__struct_fields__}])
        if contact is not None:
            self._db.insert(report_contacts, [{"report": contact.report, "name": contact.name, "email": contact.email}])

    def get(self, report_id: str) -> Report | None:
        """One report."""
        row = self._db.one(select(reports).where(_R.id == report_id))
        return None if row is None else _report(row)

    def by_token(self, token_hash: bytes) -> Report | None:
        """The one behind a link."""
        row = self._db.one(select(reports).where(_R.token_hash == token_hash))
        return None if row is None else _report(row)

    def join(self, report_id: str, case_id: str, item: str) -> None:
        """Put a report into its item's case."""
        self._db.insert(report_cases, [{"report": report_id, "case_id": case_id, "item": item}])

    def case_of(self, report_id: str) -> str | None:
        """The case it is in."""
        row = self._db.one(select(report_cases.c.case_id).where(report_cases.c.report == report_id))
        return None if row is None else row.case_id

    def in_case(self, case_id: str, limit: int = 50) -> list[Report]:
        """Those of trusted flaggers first, then oldest first."""
        wanted = select(reports).join(report_cases, report_cases.c.report == _R.id)
        wanted = wanted.where(report_cases.c.case_id == case_id).order_by(_R.flagger.is_(None), _R.filed_at, _R.id)
        return [_report(row) for row in self._db.all(wanted.limit(limit))]

    def waiting(self, case_id: str) -> list[Report]:
        """Those of a case that nobody has answered."""
        return self._those_of(case_id, "in_review")

    def acted_on(self, case_id: str) -> list[Report]:
        """Those of a case that something was done about."""
        return self._those_of(case_id, "acted_on")

    def waited_for(self, case_ids: Collection[str]) -> set[str]:
        """Of these cases, those in which somebody's report is not answered yet."""
        wanted = select(report_cases.c.case_id).select_from(_STATED).join(report_cases, report_cases.c.report == _R.id)
        wanted = wanted.where(_S.state == "in_review").distinct()
        return {row.case_id for row in self._db.among(wanted, report_cases.c.case_id, case_ids)}

    def complained(self, item: str) -> list[Report]:
        """Those whose answer was complained about and not heard yet."""
        return self._oldest_first(select(reports).select_from(_STATED).where(_R.item == item, _S.state == "complained"))

    def looked_at(self, item: str, content: str, clause: str | None) -> bool:
        """Whether a report of these words under this clause was answered before: the first that was is enough."""
        ground = _R.clause.is_(None) if clause is None else _R.clause == clause
        wanted = select(_R.id).select_from(_STATED)
        wanted = wanted.where(_R.item == item, _R.content == content, ground, _S.state.in_(_LOOKED_AT))
        return self._db.one(wanted.limit(1)) is not None

    def of_reporter(self, reporter: str, limit: int = 50) -> list[Report]:
        """Newest first."""
        wanted = select(reports).where(_R.reporter == reporter).order_by(_R.filed_at.desc(), _R.id.desc())
        return [_report(row) for row in self._db.all(wanted.limit(limit))]

    def answer(self, answers: Sequence[tuple[str, int, str]]) -> None:
        """Which decision each answer rests on."""
        self._db.insert(
            report_answers, [{"report": report, "n": n, "decision": decision} for report, n, decision in answers]
        )

    def decision_of(self, report_id: str) -> str | None:
        """The decision that its newest answer rests on."""
        wanted = select(report_answers.c.decision).where(report_answers.c.report == report_id)
        row = self._db.one(wanted.order_by(report_answers.c.n.desc()).limit(1))
        return None if row is None else row.decision

    def replied(self, decision_id: str) -> str | None:
        """What a reviewer wrote to those who had reported its item: the same words to everybody, so one is enough."""
        step, answer = process_steps.c, report_answers.c
        wanted = select(step.note).join_from(
            report_answers, process_steps, and_(step.subject == answer.report, step.n == answer.n)
        )
        wanted = wanted.where(answer.decision == decision_id, step.kind == "report", step.move.in_(_BY_REVIEW))
        row = self._db.one(wanted.order_by(answer.report).limit(1))
        return None if row is None else row.note

    def standings(self, reporters: Collection[str], since: datetime | None = None) -> dict[str, Standing]:
        """By reporter."""
        asked = _R.reporter.in_(list(reporters))
        return self._standings(_R.reporter, asked if since is None else and_(asked, _S.since >= since))

    def standings_since(self, since: Mapping[str, datetime]) -> dict[str, Standing]:
        """By reporter, each from a time of their own on; so many in one statement as SQLite's grammar takes."""
        each = [and_(_R.reporter == reporter, _S.since >= at) for reporter, at in since.items()]
        found: dict[str, Standing] = {}
        for start in range(0, len(each), _ALTERNATIVES):
            found |= self._standings(_R.reporter, or_(*each[start : start + _ALTERNATIVES]))
        return found

    def found_baseless_by(self, reporters: Collection[str]) -> dict[str, frozenset[str]]:
        """By reporter: who has marked reports of theirs as manifestly unfounded."""
        step = process_steps.c
        wanted = select(_R.reporter, step.by_user).distinct().select_from(reports)
        wanted = wanted.join(process_steps, and_(step.kind == "report", step.subject == _R.id, step.move == "dismiss"))
        found: dict[str, frozenset[str]] = {}
        for row in self._db.among(wanted.where(step.by_user.is_not(None)), _R.reporter, reporters):
            found[row.reporter] = found.get(row.reporter, frozenset()) | {row.by_user}
        return found

    def flagger_standings(self) -> dict[str, Standing]:
        """By trusted flagger, of all time."""
        return self._standings(_R.flagger, _R.flagger.is_not(None))

    def summaries(self, case_ids: Collection[str]) -> dict[str, CaseReports]:
        """By case."""
        if not case_ids:
            return {}
        counted = select(
            report_cases.c.case_id,
            func.count().label("n"),
            func.count(_R.network.distinct()).label("networks"),
            func.count(_R.flagger).label("flagged"),
        ).join(reports, _R.id == report_cases.c.report)
        counted = counted.where(report_cases.c.case_id.in_(list(case_ids))).group_by(report_cases.c.case_id)
        return {row.case_id: CaseReports(row.n, row.networks, row.flagged > 0) for row in self._db.all(counted)}

    def paused(self, reporter: str) -> int:
        """How many of a reporter's reports are set aside."""
        wanted = select(func.count().label("n")).select_from(_STATED)
        row = self._db.one(wanted.where(_R.reporter == reporter, _S.state == "paused"))
        return row.n if row is not None else 0

    def contact(self, report_id: str) -> ReportContact | None:
        """Who it was, while it is remembered."""
        row = self._db.one(select(report_contacts).where(report_contacts.c.report == report_id))
        return None if row is None else ReportContact(row.report, row.name, row.email)

    def forget_contacts(self, before: datetime) -> int:
        """Delete who made reports that have been over since before then."""
        over = select(_S.subject).where(_S.kind == "report", _S.state.in_(_OVER), _S.since < before)
        return self._db.run(delete(report_contacts).where(report_contacts.c.report.in_(over)))

    def network_secret(self, day: str, fresh: bytes) -> bytes:
        """The secret of a day. Whoever asks first on a day deletes the earlier ones."""
        wanted = select(network_secrets.c.secret).where(network_secrets.c.day == day)
        row = self._db.one(wanted)
        if row is None:
            new = (sqlite.insert if self._db.dialect == "sqlite" else postgresql.insert)(network_secrets)
            self._db.run(new.values(day=day, secret=fresh).on_conflict_do_nothing())
            self._db.run(delete(network_secrets).where(network_secrets.c.day < day))
            row = self._db.one(wanted)
        return fresh if row is None else bytes(row.secret)

    def answered_by(self, since: datetime) -> Mapping[str, int]:
        """Reports per state, of those filed since."""
        counted = select(_S.state, func.count().label("n")).select_from(_STATED).where(_R.filed_at >= since)
        return {row.state: row.n for row in self._db.all(counted.group_by(_S.state))}

    def _standings(self, who: ColumnElement[Any], which: ColumnElement[bool]) -> dict[str, Standing]:
        baseless = and_(_S.state.in_(("unfounded", "closed")), _DISMISSED)
        counted = select(
            who.label("who"),
            func.count().label("filed"),
            func.sum(case((_S.state.in_(_LOOKED_AT), 1), else_=0)).label("answered"),
            func.sum(case((_S.state == "acted_on", 1), else_=0)).label("right"),
            func.sum(case((baseless, 1), else_=0)).label("unfounded"),
        ).select_from(_STATED)
        rows = self._db.all(counted.where(which).group_by(who))
        return {row.who: Standing(row.filed, int(row.answered), int(row.right), int(row.unfounded)) for row in rows}

    def _those_of(self, case_id: str, state: str) -> list[Report]:
        wanted = select(reports).select_from(_STATED).join(report_cases, report_cases.c.report == _R.id)
        return self._oldest_first(wanted.where(report_cases.c.case_id == case_id, _S.state == state))

    def _oldest_first(self, wanted: Any) -> list[Report]:
        return [_report(row) for row in self._db.all(wanted.order_by(_R.filed_at, _R.id))]


class SqlFlaggers:
    """`ports.Flaggers`."""

    def __init__(self, db: Db) -> None:
        self._db = db

    def add(self, flagger: Flagger) -> None:
        """One more in the register."""
        self._db.insert(flaggers, [{name: getattr(flagger, name) for name in flagger.__struct_fields__}])

    def get(self, flagger_id: str) -> Flagger | None:
        """One of them."""
        return self._one(flaggers.c.id == flagger_id)

    def by_key(self, key_hash: bytes) -> Flagger | None:
        """Whose key it is."""
        return self._one(flaggers.c.key_hash == key_hash)

    def all(self) -> list[Flagger]:
        """Oldest first."""
        return [_flagger(row) for row in self._db.all(select(flaggers).order_by(flaggers.c.added_at, flaggers.c.id))]

    def _one(self, which: ColumnElement[bool]) -> Flagger | None:
        row = self._db.one(select(flaggers).where(which))
        return None if row is None else _flagger(row)


def _report(row: Row[Any]) -> Report:
    return Report(
        id=row.id,
        item=row.item,
        url=row.url,
        clause=row.clause,
        law=row.law,
        explanation=row.explanation,
        language=row.language,
        content=row.content,
        reporter=row.reporter,
        network=row.network,
        flagger=row.flagger,
        platform=row.platform,
        token_hash=bytes(row.token_hash),
        filed_at=row.filed_at,
    )


def _flagger(row: Row[Any]) -> Flagger:
    return Flagger(row.id, row.name, row.awarded_by, bytes(row.key_hash), row.added_at)
