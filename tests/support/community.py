"""The sample community of ``--demo``, in this process: its posts are judged, and people do all that people do."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import msgspec

from ombud.model import Decision, Measure, Outcome, Role, User
from ombud.pipeline import Decided, Origin
from ombud.ports import CaseView
from ombud.process import PLEDGES
from ombud.process.reports import Told
from ombud.web.demand import order_from
from ombud.wiring import Config, Ombud
from tests.support.orders import ORDER

__all__ = ["STAFF", "Moderated", "moderate", "open_sample"]

STAFF = {
    "Quilliam-Zzyxmoor": Role.REVIEWER,
    "Ottoline-Vexbridge": Role.REVIEWER,
    "Ptolemea-Grimshawe": Role.LEAD,
    "Xanthippe-Uffculme": Role.ADMIN,
}
"""Names that stand in no post: where one of them is found, it got there from here."""

_JUDGED = (
    (Measure.REMOVE, None), (Measure.LIMIT, 7), (Measure.SUSPEND, 30), (Measure.WARN, None), (Measure.AGE_GATE, None),
    (Measure.REMOVE, 90), (Measure.ALLOW, None), (Measure.REMOVE, None), (Measure.REMOVE, None), (Measure.LIMIT, None),
)  # fmt: skip
_REPORTED, _ORDERED, _GAGGED = "demo-post-001", "demo-post-002", "demo-post-003"


Look = Callable[[], None]


class Moderated(msgspec.Struct, frozen=True):
    """What came of it: the people who work there, and the paths of pages that only somebody's link opens."""

    staff: dict[str, User]
    paths: list[str]


def open_sample(data: Path, **config: object) -> Ombud:
    """The starter policy on an empty data folder."""
    return Ombud.open(Config(data=data, **config))  # type: ignore[arg-type]  # its own fields


def moderate(ombud: Ombud, look: Look = lambda: None) -> Moderated:
    """Let the sample posts in, then judge, appeal, hear, report and order; much is left as the machine decided it.

    `look` is called after each of these, for whoever wants to see what people see then.
    """
    _post(ombud)
    look()
    staff = {name: ombud.accounts.add_user(name, role, "a long enough password") for name, role in STAFF.items()}
    first, second, lead, _ = staff.values()
    with ombud.store.read() as unit:
        waiting = [view for view in unit.cases.queue(None, limit=100) if view.latest.decision.measure is Measure.HOLD]
    judged = [_judge(ombud, view, first, *how) for view, how in zip(waiting, _JUDGED, strict=False)]
    look()
    restricted = [one for one in judged if one.statement and one.measure is not Measure.WARN]
    _appeal(ombud, restricted, second)
    paths = [_outside(ombud, restricted[3], lead), *_reports(ombud, second, waiting[-1]), *_orders(ombud, lead)]
    look()
    return Moderated(staff, paths)


def _post(ombud: Ombud) -> None:
    lines = (files("ombud.starter") / "community" / "posts.jsonl").read_bytes().splitlines()
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    events = [json.dumps(json.loads(line) | {"at": now}).encode() for line in lines if line.strip()]
    answers = ombud.decider.decide(events, "api")
    assert all(isinstance(answer, Decided) for answer in answers), answers


def _judge(ombud: Ombud, view: CaseView, user: User, measure: Measure, days: int | None) -> Decision:
    lasts = days * 86_400 if days else None
    reasons = "" if measure is Measure.ALLOW else "It says so in as many words."
    return ombud.review.judge(view.case.id, view.case.version, user, measure, reasons, lasts=lasts)


def _appeal(ombud: Ombud, restricted: list[Decision], user: User) -> None:
    """One is right, one is not, one is right in part."""
    answers = ((Outcome.OVERTURN, None), (Outcome.UPHOLD, None), (Outcome.PARTLY, Measure.WARN))
    for decision, (outcome, lighter) in zip(restricted, answers, strict=False):
        appeal = ombud.appeals.file(
            _token(ombud, decision.id), "It was meant in another way.", links=["https://a.example/x"]
        )
        ombud.appeals.hear(appeal.id, user, outcome, "Read as a whole it says something else.", lighter)


def _outside(ombud: Ombud, decision: Decision, lead: User) -> str:
    appeal = ombud.appeals.file(_token(ombud, decision.id), "Somebody else should look at this.")
    invitation = ombud.outside.invite(appeal.id, lead)
    token = invitation.url.rpartition("/")[2]
    ombud.outside.accept(token, dict.fromkeys(PLEDGES, True))
    return f"/review/{token}"


def _reports(ombud: Ombud, user: User, waiting: CaseView) -> list[str]:
    """One that a person acts on, and one that waits."""
    told = Told(item=_REPORTED, clause="respect/harassment", explanation="This is aimed at me.", good_faith=True)
    acted = ombud.reports.file(told, Origin(reporter="u-deepa", platform=None))
    with ombud.store.read() as unit:
        view = unit.cases.get(unit.cases.open_of([_REPORTED])[_REPORTED].id)
    assert view is not None
    ombud.review.judge(view.case.id, view.case.version, user, Measure.REMOVE, "It is aimed at one person.",
                       ("respect/harassment",), reply="It was taken down.")  # fmt: skip
    other = Told(item=waiting.case.item, clause="honesty/spam", explanation="An advert.", good_faith=True)
    filed = ombud.reports.file(other, Origin(address="192.0.2.7"))
    return [f"/report/{acted.token}", f"/report/{filed.token}"]


def _orders(ombud: Ombud, lead: User) -> list[str]:
    """One in effect and told, one in effect that a law forbids to tell of for now, one refused."""
    paths = []
    end = (ombud.clock.now() + timedelta(days=40)).date().isoformat()
    for item, more in (
        (_ORDERED, {}),
        (_GAGGED, {"gag_until": end, "gag_basis": "§ 23 Example Act"}),
        (_ORDERED, {"legal_basis": ""}),
    ):
        order, token = ombud.orders.receive(order_from(ORDER | {"locations": item} | more))
        paths.append(f"/order/{token}")
        n = ombud.orders.view(order.id).state.n
        if not order.legal_basis:
            ombud.orders.take(order.id, n, "refuse", lead, "No law is named.")
            continue
        n = ombud.orders.take(order.id, n, "acknowledge", lead).state.n
        until = ombud.clock.now() + timedelta(days=20)
        ombud.orders.give_effect(order.id, n, lead, {item: item}, ["DE"], until, "The court is competent.")
    return paths


def _token(ombud: Ombud, decision: str) -> str:
    url = ombud.notices.url(decision)
    assert url is not None
    return url.rpartition("/")[2]
