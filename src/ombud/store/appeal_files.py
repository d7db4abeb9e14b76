"""What was promised about appeals, what else was brought forward, and who had a part in a case."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import func, select

from ombud.model import AppealTerms, Evidence, Urgency
from ombud.store.engine import Db
from ombud.store.tables import appeal_evidence, appeal_terms, appeals, involvements, process_steps

__all__ = ["SqlAppealFiles"]

_TOLD = {"restore": "lapsed", "except": "excepted", "withdraw": "withdrawn", "expedite": "expedited"}


class SqlAppealFiles:
    """`ports.AppealFiles`."""

    def __init__(self, db: Db) -> None:
        self._db = db

    def promise(self, terms: AppealTerms) -> None:
        """Once for each appeal."""
        self._db.insert(
            appeal_terms,
            [
                {
                    "appeal": terms.appeal,
                    "language": terms.language,
                    "target": terms.target,
                    "deadline": terms.deadline,
                    "urgency": terms.urgency,
                    "claim": terms.claim,
                }
            ],
        )

    def terms(self, appeal_id: str) -> AppealTerms | None:
        """What was promised."""
        row = self._db.one(select(appeal_terms).where(appeal_terms.c.appeal == appeal_id))
        if row is None:
            return None
        urgency = Urgency(row.urgency) if row.urgency else None
        return AppealTerms(row.appeal, row.language, row.target, row.deadline, urgency, row.claim)

    def bring(self, evidence: Evidence) -> None:
        """Raises Conflict when the appeal is over."""
        links = "\n".join(evidence.links)
        row = {"appeal": evidence.appeal, "n": evidence.n, "text": evidence.text, "links": links, "at": evidence.at}
        self._db.insert(appeal_evidence, [row])

    def evidence(self, appeal_id: str) -> list[Evidence]:
        """In the order it was brought forward."""
        return self.evidence_of([appeal_id]).get(appeal_id, [])

    def evidence_of(self, appeal_ids: Collection[str]) -> dict[str, list[Evidence]]:
        """The same for several appeals."""
        found: dict[str, list[Evidence]] = {}
        wanted = select(appeal_evidence).order_by(appeal_evidence.c.n)
        for row in self._db.among(wanted, appeal_evidence.c.appeal, appeal_ids):
            links = tuple(row.links.split("\n")) if row.links else ()
            found.setdefault(row.appeal, []).append(Evidence(row.appeal, row.n, row.text, links, row.at))
        return found

    def involve(self, item: str, case: str, user: str, how: str, at: datetime) -> None:
        """Twice is as once."""
        c = involvements.c
        there = (c.item == item, c.case_id == case, c.user_id == user, c.how == how)
        if self._db.one(select(c.at).where(*there)) is None:
            self._db.insert(involvements, [{"item": item, "case_id": case, "user_id": user, "how": how, "at": at}])

    def counts(self, since: datetime) -> Mapping[str, int]:
        """Over appeals filed since."""
        counted = dict.fromkeys((*_TOLD.values(), "urgent", "outside"), 0)
        of_appeals = (process_steps.c.kind == "appeal", process_steps.c.subject == appeals.c.id)
        moves = (
            select(process_steps.c.move, func.count().label("n"))
            .select_from(process_steps.join(appeals, of_appeals[1]))
            .where(of_appeals[0], appeals.c.filed_at >= since, process_steps.c.move.in_(list(_TOLD)))
            .group_by(process_steps.c.move)
        )
        counted |= {_TOLD[row.move]: row.n for row in self._db.all(moves)}
        heard_outside = (
            select(func.count().label("n"))
            .select_from(process_steps.join(appeals, of_appeals[1]))
            .where(
                of_appeals[0], appeals.c.filed_at >= since, process_steps.c.role == "outsider",
                process_steps.c.move.in_(["uphold", "partly", "overturn"]),
            )
        )  # fmt: skip
        claimed = (
            select(func.count().label("n"))
            .select_from(appeal_terms.join(appeals, appeals.c.id == appeal_terms.c.appeal))
            .where(appeals.c.filed_at >= since, appeal_terms.c.urgency.is_not(None))
        )
        for name, asked in (("outside", heard_outside), ("urgent", claimed)):
            row = self._db.one(asked)
            counted[name] = row.n if row is not None else 0
        return counted
