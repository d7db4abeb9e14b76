"""A small community in which things are reported."""

import json

from ombud.model import Measure, User
from ombud.pipeline import Filed, Origin
from ombud.process.reports import Told
from ombud.wiring import Ombud
from tests.support.publishing import event

__all__ = ["KIND", "SHOUTING", "case_of", "judge", "post", "report", "sent", "state_of"]

KIND, SHOUTING = "calm/kind", "calm/shouting"


def post(ombud: Ombud, name: str = "1", text: str = "what a lovely fool") -> str:
    """A post comes in; its id."""
    ombud.decider.decide([event(name, text)], "test")
    return f"post-{name}"


def report(
    ombud: Ombud,
    item: str = "post-1",
    clause: str = KIND,
    *,
    reporter: str | None = None,
    address: str | None = None,
    **more: str,
) -> Filed:
    """Somebody reports it."""
    told = Told(item=item, clause=clause, explanation="It is unkind to me.", good_faith=True, **more)
    return ombud.reports.file(told, Origin(reporter=reporter, address=address))


def case_of(ombud: Ombud, item: str = "post-1") -> tuple[str, int]:
    """Where an item waits for a person: the case, and its version."""
    with ombud.store.read() as unit:
        case = unit.cases.open_of([item])[item]
    return case.id, case.version


def judge(
    ombud: Ombud,
    user: User,
    measure: Measure,
    item: str = "post-1",
    *,
    reply: str = "Nobody is meant by it.",
    baseless: tuple[str, ...] = (),
) -> str:
    """A reviewer judges an item, with words for those who reported it; the new decision."""
    case, version = case_of(ombud, item)
    clauses = () if measure is Measure.ALLOW else (KIND,)
    reason = "Unkind." if clauses else ""
    return ombud.review.judge(case, version, user, measure, reason, clauses, reply=reply, baseless=baseless).id


def state_of(ombud: Ombud, filed: Filed) -> str:
    """Where a report is."""
    view = ombud.reports.by_token(filed.token)
    assert view is not None
    return view.state.state


def sent(ombud: Ombud, kind: str) -> list[dict[str, object]]:
    """What was sent to the platform under this name, newest first."""
    with ombud.store.read() as unit:
        bodies = [json.loads(task.payload) for task in unit.outbox.page(limit=500)]
    return [body["data"] for body in bodies if body.get("type") == kind]
