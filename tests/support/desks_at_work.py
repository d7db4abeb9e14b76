"""``python -m tests.support.desks_at_work FOLDER SEED``: every desk at work until somebody kills it.

Prints a line for whatever was acknowledged: what it is, and its id. Time runs an hour a step, so that measures, orders
and gags end while it works.
"""

import json
import random
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from ombud.model import Forbidden, Measure, OmbudError, Outcome, Role, User
from ombud.pipeline import Origin
from ombud.process.reports import Told
from ombud.web.demand import order_from
from ombud.wiring import Ombud
from tests.support.appealing import open_community
from tests.support.clock import SetClock
from tests.support.orders import ORDER

__all__ = ["Work", "opened_desks"]

T = TypeVar("T")
_DATA = {"kind": "information", "persons": "u-1\nu-2", "objective": "To know.", "necessity": "Nobody else knows."}


def opened_desks(folder: Path, hours: int) -> tuple[Ombud, SetClock]:
    """The community in `folder`, so many hours after it began. Webhooks and mail have somewhere to go in name only."""
    clock = SetClock()
    clock.turn(hours=hours)
    ombud = open_community(
        folder, clock, webhook_url="http://127.0.0.1:9/", webhook_secret="whsec_" + "A" * 44,
        smtp_url="smtp://127.0.0.1:9", mail_from="moderation@forum.example",
    )  # fmt: skip
    return ombud, clock


class Work:
    """One step at a time, by chance. What the rules refuse is left: somebody may have been faster before the kill."""

    def __init__(self, ombud: Ombud, clock: SetClock, seed: str) -> None:
        self.ombud, self.clock, self.seed, self.n = ombud, clock, seed, 0
        self.chance = random.Random(seed)
        self.lea, self.ana = self._user("lea", Role.LEAD), self._user("ana", Role.REVIEWER)

    def go_on(self) -> None:
        """One step. What was acknowledged is printed when it is on the record."""
        self.n += 1
        steps = (
            self.post,
            self.post,
            self.report,
            self.judge,
            self.appeal,
            self.hear,
            self.order,
            self.data,
            self.lift,
        )
        try:
            said = self.chance.choice(steps)()
        except OmbudError as refused:
            said = "" if refused.code else "?"
        if said:
            print(said, flush=True)  # noqa: T201 - what whoever kills it goes by
        self.clock.turn(hours=1)
        self.ombud.deadlines.run_once()
        self.ombud.teller.run_once()
        self.ombud.sequencer.run_once()

    def post(self) -> str:
        event = f"evt-{self.seed}-{self.n}"
        item = {"id": f"post-{self.seed}-{self.n}", "kind": "post", "text": f"hey {self.seed} {self.n}"}
        body = {"id": event, "type": "item.created", "item": item, "author": {"id": f"u-{self.n % 7}"}}
        self.ombud.decider.decide([json.dumps(body).encode()], "api")
        return f"event {event}"

    def report(self) -> str:
        told = Told(item=self._item(), law=f"§ {self.n}", explanation="It is bad.", good_faith=True)
        filed = self.ombud.reports.file(told, Origin(address=f"10.{self.n % 200}.{self.n // 200}.1"))
        return f"report {filed.report.id}"

    def judge(self) -> str:
        with self.ombud.store.read() as unit:
            case = self._one(unit.cases.queue(limit=20)).case
        measure = self.chance.choice((Measure.HOLD, Measure.LIMIT, Measure.ALLOW))
        decision = self.ombud.review.judge(
            case.id, case.version, self.ana, measure, "So I find.", ["calm/shouting"], lasts=7200, reply="So I find."
        )
        return f"decision {decision.id}"

    def appeal(self) -> str:
        with self.ombud.store.read() as unit:
            decision = unit.records.latest([self._item()])
        held = next(iter(decision.values())).decision
        url = self.ombud.notices.url(held.id) or ""
        return f"appeal {self.ombud.appeals.file(url.rpartition('/')[2], 'I did nothing.').id}"

    def hear(self) -> str:
        with self.ombud.store.read() as unit:
            view = self._one(unit.appeals.pending(20))
            holder = unit.board.of([view.appeal.id])[view.appeal.id].holder
            user = unit.people.user(holder) if holder else self.ana
        if user is None:
            raise Forbidden("nobody", "Nobody hears it now.")
        outcome = self.chance.choice((Outcome.UPHOLD, Outcome.OVERTURN))
        self.ombud.appeals.hear(view.appeal.id, user, outcome, "So I find.")
        return f"heard {view.appeal.id}"

    def order(self) -> str:
        item = self._item()
        order, _ = self.ombud.orders.receive(order_from(ORDER | {"locations": item}))
        n = self.ombud.orders.take(order.id, 1, "acknowledge", self.lea).state.n
        until = self.clock.now() + timedelta(hours=self.chance.randint(1, 20))
        self.ombud.orders.give_effect(order.id, n, self.lea, {item: item}, ["DE"], until, "We comply.")
        return f"order {order.id}"

    def data(self) -> str:
        gag = self.clock.now() + timedelta(days=2)
        gagged = {"gag_until": f"{gag:%Y-%m-%d}", "gag_basis": "A law"} if self.n % 2 else {}
        order, _ = self.ombud.orders.receive(order_from(ORDER | _DATA | gagged))
        self.ombud.orders.take(order.id, 1, "refuse", self.lea, "It is too broad.")
        return f"data {order.id}"

    def lift(self) -> str:
        view = self._one(self.ombud.orders.page(["in_effect"], 20))
        self.ombud.orders.lift(view.order.id, view.state.n, self.lea, "It is lifted.")
        return f"lifted {view.order.id}"

    def _one(self, of: Sequence[T]) -> T:
        """Any of them. Raises Forbidden where there is none: then something else is done."""
        if not of:
            raise Forbidden("nothing_there", "There is nothing to be done.")
        return self.chance.choice(of)

    def _item(self) -> str:
        with self.ombud.store.read() as unit:
            newest = unit.records.ids(limit=10**6)[-30:]
            views = unit.records.decisions([self.chance.choice(newest)])
        return next(iter(views.values())).decision.item

    def _user(self, name: str, role: Role) -> User:
        with self.ombud.store.write() as unit:
            found = unit.people.user_named(name)
            if found is None:
                found = User(f"usr-{name}", name, role, "not a password", self.clock.now())
                unit.people.add_user(found)
        return found


def main(folder: str, seed: str, hours: str) -> None:
    """Until it is killed."""
    work = Work(*opened_desks(Path(folder), int(hours)), seed)
    with work.ombud.store.write() as unit:
        for n in range(4):
            if unit.people.user_named(f"h{n}") is None:
                user = User(f"usr-h{n}", f"h{n}", Role.REVIEWER, "not a password", work.clock.now())
                unit.people.add_user(user)
    work.post()
    while True:
        work.go_on()


if __name__ == "__main__":
    main(*sys.argv[1:])
