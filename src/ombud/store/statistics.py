"""Counts over decisions and appeals."""

from collections import defaultdict
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, case, func, select

from ombud.model import Measure, Outcome, restricts
from ombud.store.engine import Db
from ombud.store.rows import decode
from ombud.store.tables import appeal_outcomes, appeals, decisions, entries, order_actions, process_states

__all__ = ["SqlStatistics"]


class _Rule(msgspec.Struct):
    rule: str


class _Matches(msgspec.Struct):
    matches: tuple[_Rule, ...] = ()


_matches = msgspec.json.Decoder(_Matches)


class SqlStatistics:
    """`ports.Statistics`."""

    def __init__(self, db: Db) -> None:
        self._db = db

    def decisions_by(self, since: datetime) -> list[tuple[str, str, str, int]]:
        """(measure, actor kind, first clause or "", count), over decisions made at `since` or later."""
        kind = (decisions.c.measure, decisions.c.actor_kind, decisions.c.first_clause)
        asked = select(*kind, func.count().label("made")).where(decisions.c.at >= since).group_by(*kind).order_by(*kind)
        rows = self._db.all(asked)
        return [(row.measure, row.actor_kind, row.first_clause, row.made) for row in rows]

    def appeals_by(self, since: datetime) -> dict[str, int]:
        """Appeals filed at `since` or later, by outcome; every outcome is named, and ``pending``."""
        over = case((process_states.c.state.in_(["lapsed_restored", "withdrawn"]), "unheard"), else_="pending")
        outcome = func.coalesce(appeal_outcomes.c.outcome, over).label("ended")
        asked = (
            select(outcome, func.count().label("appeals"))
            .select_from(
                appeals.outerjoin(appeal_outcomes, appeal_outcomes.c.appeal == appeals.c.id).outerjoin(
                    process_states, (process_states.c.kind == "appeal") & (process_states.c.subject == appeals.c.id)
                )
            )
            .where(appeals.c.filed_at >= since)
            .group_by("ended")
        )
        named = dict.fromkeys(("pending", *map(str, Outcome)), 0)
        return named | {row.ended: row.appeals for row in self._db.all(asked) if row.ended in named}

    def judged(self) -> dict[str, tuple[int, int]]:
        """Rule id -> (judged by a human, upheld): how often people left a restriction in place that the rule asked for.

        A decision is judged by the last human decision in the line that replaces it: a reviewer who confirms and an
        appeal that overturns make one judgement, the appeal's. What carries out an order judges nothing.
        """
        first, later = decisions.alias("first"), decisions.alias("later")
        line = (
            select(first.c.seq.label("root"), first.c.id, first.c.seq)
            .where(first.c.actor_kind == "automation", first.c.id.in_(select(decisions.c.replaces)))
            .cte("line", recursive=True)
        )
        line = line.union_all(
            select(line.c.root, later.c.id, later.c.seq)
            .join(line, later.c.replaces == line.c.id)
            .where(later.c.actor_kind == "human", later.c.id.not_in(select(order_actions.c.decision)))
        )
        last = (
            select(line.c.root, func.max(line.c.seq).label("seq"))
            .where(line.c.seq > line.c.root)
            .group_by(line.c.root)
            .subquery()
        )
        asked = (
            select(entries.c.record, decisions.c.measure, decisions.c.appeal)
            .select_from(last)
            .join(first, first.c.seq == last.c.root)
            .join(entries, entries.c.id == first.c.id)
            .join(decisions, decisions.c.seq == last.c.seq)
        )
        counted: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
        for row in self._db.all(asked):
            for rule in {match.rule for match in decode(_matches, row.record).matches}:
                seen, upheld = counted[rule]
                counted[rule] = seen + 1, upheld + (restricts(Measure(row.measure)) or _had_run_out(row))
        return dict(counted)


def _had_run_out(row: Row[Any]) -> bool:
    """An appeal that was not right puts nothing on again that had run out before it was heard."""
    return row.appeal is not None and row.measure == Measure.ALLOW
