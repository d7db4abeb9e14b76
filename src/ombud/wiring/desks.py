"""The use cases, under the names by which `web` and `cli` hold them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

from ombud.model import ProcessState
from ombud.pipeline import (
    Accounts,
    AppealClock,
    AppealDesk,
    AppealRouting,
    CompiledPolicy,
    ComplaintDesk,
    ContactBook,
    CorrectionDesk,
    DisputeDesk,
    DraftDesk,
    Examiner,
    Explainer,
    FlaggerDesk,
    Measures,
    MisuseDesk,
    Notices,
    OrderDesk,
    OutsideDesk,
    Persons,
    Receipts,
    Register,
    Replayer,
    ReportDesk,
    Review,
    StrikeBook,
    Tombstones,
)
from ombud.pipeline.background.deadlines import WhenDue
from ombud.pipeline.telling.in_public import in_public
from ombud.ports import Blobs, Randomness, Unit
from ombud.process import APPEAL, NOTICE, OUTSIDE
from ombud.process.inquiries import INQUIRY
from ombud.process.measures import MEASURE
from ombud.process.misuse import REPORTER
from ombud.process.orders import ORDER
from ombud.process.reports import REPORT
from ombud.process.strikes import STRIKE
from ombud.wiring.config import Config
from ombud.wiring.judging import Judging
from ombud.wiring.policies import check_policy, explain_example, policy_from, run_examples
from ombud.wiring.signals import Signals
from ombud.wiring.telling import Telling

__all__ = ["Desks"]


class Desks:
    """What people can do here: those who run it, those who review, those who posted, those who report or demand."""

    def __init__(
        self,
        config: Config,
        judging: Judging,
        signals: Signals,
        telling: Telling,
        blobs: Blobs,
        randomness: Randomness,
        steadily: Callable[[], datetime],
    ) -> None:
        """`steadily` is the clock's moment, or before it where it has just jumped ahead."""
        self._judging = judging
        context = judging.context
        store, clock, sealer, wake = context.store, context.clock, context.sealer, context.wake

        self.decider = judging.decider
        self.publisher = judging.publisher
        self.examiner = _examiner(config)
        self.drafts = DraftDesk(context, self.publisher, self.examiner.judge)
        self.replayer = Replayer(context, signals.as_recorded)
        self.explainer = Explainer(context, signals.as_recorded, judging.afresh)
        self.accounts = Accounts(store, clock, randomness)
        self.corrections = CorrectionDesk(store, clock, randomness)

        self.review = Review(context)
        self.notices = Notices(context, telling.letters)
        self.contacts = ContactBook(store, clock, telling.teller, telling.asking, wake)
        self.measures = Measures(context)
        self.tombstones = Tombstones(store, steadily)
        self.strikes = StrikeBook(store, lambda: self.policy.strikes)
        self.receipts = Receipts(store, blobs)

        self.appeals = AppealDesk(context, config.appeal_times)
        self.routing = AppealRouting(context)
        self.appeal_clock = AppealClock(context)
        self._reminders = telling.reminders
        self.outside = OutsideDesk(context)
        self.disputes = DisputeDesk(context)

        self.reports = ReportDesk(context, lambda: self.policy)
        self.complaints = ComplaintDesk(context, self.review)
        self.misuse = MisuseDesk(context, self.reports, config.appeal_times.deadline)
        self.flaggers = FlaggerDesk(store, clock, sealer)
        self.persons = Persons(context, self.strikes, self.reports, self.receipts, telling.asking)

        self.orders = OrderDesk(context, config.order_languages.replace(",", " ").split(), telling.asking)
        self.asking = telling.asking
        self.register = Register(self.orders, steadily, in_public)

        self.when_due: Mapping[str, WhenDue] = {
            NOTICE.kind: telling.teller.due,
            APPEAL.kind: self._appeals_due,
            OUTSIDE.kind: self.appeal_clock.outside_when_due,
            ORDER.kind: self.orders.when_due,
            INQUIRY.kind: self.asking.when_due,
            REPORT.kind: self.reports.resume,
            REPORTER.kind: self.misuse.due,
            MEASURE.kind: self.measures.expire,
            STRIKE.kind: context.recorder.tally.expire,
        }

    def _appeals_due(self, unit: Unit, due: Sequence[ProcessState], now: datetime) -> None:
        """`WhenDue`: the clock of appeals, and letters to those who can hear them."""
        self.appeal_clock.when_due(unit, due, now)
        self._reminders.tell(unit, [one.subject for one in due], now)

    @property
    def policy(self) -> CompiledPolicy:
        """The version in force."""
        return self._judging.policy


def _examiner(config: Config) -> Examiner:
    """What tells authors what is wrong with a text that is not in force."""
    plugins = config.plugin_folder
    return Examiner(
        partial(check_policy, plugins=plugins),
        partial(policy_from, plugins=plugins),
        partial(run_examples, plugins=plugins, model=config.model),
        partial(explain_example, plugins=plugins, model=config.model),
    )
