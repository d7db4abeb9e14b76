"""Everything a notice says, gathered for its page: the page decides nothing, it only finds the words."""

from datetime import datetime

import msgspec

from ombud.model import Appeal, AppealOutcome, Decision, DisputeBody, Event, Measure, NotFound, Order, Statement
from ombud.pipeline import Asked, NoticeView, outcome_entry
from ombud.ports import DecisionView, Unit
from ombud.process.strikes import Score
from ombud.web.hostile import merged
from ombud.web.portal.plea import Plea, plea_of
from ombud.wiring import Ombud

__all__ = ["Letter", "Proof", "Step", "letter", "proofs_of"]

SUPPORT = "support"
"""A label that begins with this word offers help and reproaches nobody: the page has to sound like it."""


class Step(msgspec.Struct, frozen=True):
    """One line of the history: `kind` is ``decision`` or ``appeal``; `lifted` that an order was."""

    kind: str
    at: datetime
    decision: Decision
    lifted: bool = False


class Proof(msgspec.Struct, frozen=True):
    """A record that is bound for the log: `kind` is ``decision``, ``appeal`` or ``outcome``; `ready` once it is in it.

    `measure` is what a decision did.
    """

    kind: str
    entry: str
    at: datetime
    ready: bool
    measure: Measure | None


class Letter(msgspec.Struct, frozen=True):
    """What the page says. `current` is the decision that holds now; `lifted` that it ended an order.

    `decision`, `statement` and `event` are of the decision that the page explains: the newest that restricted; `order`
    is the one it followed from, if any. `earlier` restricted before, newest first, each with its statement.
    `score` is what counts against the person now, `asked` what a warning asks of them; `speaks` the languages known
    of them.
    """

    decision: Decision
    statement: Statement | None
    event: Event
    order: Order | None
    earlier: list[DecisionView]
    current: Decision
    lifted: bool
    supportive: bool
    spans: list[tuple[int, int]]
    steps: list[Step]
    appeal: Appeal | None
    outcome: AppealOutcome | None
    appealable_until: datetime | None
    proofs: list[Proof]
    vkey: str
    speaks: tuple[str | None, ...]
    score: Score
    asked: Asked
    plea: Plea | None
    bodies: list[DisputeBody]

    @property
    def back(self) -> bool:
        """Nothing is being done to the item any more."""
        return self.current.measure in (Measure.ALLOW, Measure.RESTORE)

    @property
    def all_ready(self) -> bool:
        """Every receipt can be had."""
        return all(proof.ready for proof in self.proofs)


def letter(ombud: Ombud, token: str) -> Letter:
    """What the link's holder may know. Raises NotFound (``no_such_notice``)."""
    view = ombud.notices.by_token(token)
    if view is None:
        raise NotFound("no_such_notice", "there is nothing at this address")
    restricted = [one for one in reversed(view.history) if one.statement]
    explained = next(iter(restricted), view.decision)
    decision, text = explained.decision, explained.event.item.text
    appeal = view.appeal
    with ombud.store.read() as unit:
        proofs = proofs_of(unit, view)
        score = ombud.strikes.score_in(unit, view.notice.person)
        asked = ombud.measures.asked(unit, decision.item)
        plea, bodies = plea_of(unit, appeal), unit.disputes.bodies()
        order = _order(unit, explained)
    return Letter(
        decision=decision,
        statement=explained.statement,
        event=explained.event,
        order=order,
        earlier=restricted[1:],
        current=view.current.decision,
        lifted=_lifted(view.current),
        supportive=decision.measure is Measure.LABEL and any(name.startswith(SUPPORT) for name in decision.labels),
        spans=merged((span for match in decision.matches for span in match.spans), len(text)),
        steps=_steps(view),
        appeal=appeal.appeal if appeal else None,
        outcome=appeal.outcome if appeal else None,
        appealable_until=view.appealable_until,
        proofs=proofs,
        vkey=ombud.signer.vkey,
        speaks=view.speaks,
        score=score,
        asked=asked,
        plea=plea,
        bodies=bodies,
    )


def _order(unit: Unit, explained: DecisionView) -> Order | None:
    """The order that a decision gave effect to."""
    if explained.statement is None or explained.statement.detection != "order":
        return None
    actions = unit.orders.of_item(explained.decision.item)
    return next((unit.orders.get(one.order) for one in actions if one.decision == explained.decision.id), None)


def _lifted(view: DecisionView) -> bool:
    return view.event.type == "order.lifted"


def _steps(view: NoticeView) -> list[Step]:
    steps = [Step("decision", one.decision.at, one.decision, _lifted(one)) for one in view.history]
    if view.appeal is not None:
        steps.append(Step("appeal", view.appeal.appeal.filed_at, view.appeal.against.decision))
    return sorted(steps, key=lambda step: step.at)


def proofs_of(unit: Unit, view: NoticeView) -> list[Proof]:
    """Everything about the notice's item that has a receipt, oldest first: what `Receipts.receipts_of` packs."""
    proofs: list[Proof] = []
    for one in view.history:
        proofs.append(_proof(unit, "decision", one.decision.id, one.decision.at, one.decision.measure))
        appeal = unit.appeals.of_decision(one.decision.id)
        if appeal is not None:
            proofs.append(_proof(unit, "appeal", appeal.appeal.id, appeal.appeal.filed_at))
            if appeal.outcome is not None:
                proofs.append(_proof(unit, "outcome", outcome_entry(appeal.appeal.id), appeal.outcome.at))
    return sorted(proofs, key=lambda proof: proof.at)


def _proof(unit: Unit, kind: str, entry_id: str, at: datetime, measure: Measure | None = None) -> Proof:
    entry = unit.ledger.entry(entry_id)
    return Proof(kind, entry_id, at, ready=entry is not None and entry.index is not None, measure=measure)
