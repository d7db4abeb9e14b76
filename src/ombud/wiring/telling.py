"""What goes out after a decision: webhooks, mail, and entries in a public database."""

from datetime import datetime
from functools import partial

from ombud.languages import first_known, tongue
from ombud.model import Task
from ombud.pipeline import Asking, Courier, Filer, Letters, Postman, Reminders, Sealer, Teller, Worker
from ombud.pipeline.deciding.sealer import LETTER
from ombud.pipeline.telling.courier import WEBHOOK, Ended
from ombud.policy import translations_of
from ombud.ports import Clock, Mail, Randomness, Sender, Store, Undeliverable, Unit
from ombud.process.tdb import payload_of
from ombud.wiring.config import Config
from ombud.wiring.outward import mail_sender, told_in_public, transparency_database, webhook_sender
from ombud.wiring.world import retry_with_jitter, secret_in

__all__ = ["Telling"]


class Telling:
    """What writes it into the decision's own transaction, and what sends it then.

    `courier`, `post` and `filer` are None where nothing is set to send with. Raises BadInput as the functions of
    `outward`, SystemFault as `secret_in`.
    """

    def __init__(self, config: Config, store: Store, clock: Clock, randomness: Randomness) -> None:
        webhook, mail, database = webhook_sender(config), mail_sender(config), transparency_database(config)
        self.public_record = partial(payload_of, provider=told_in_public(config))
        self.sealer = Sealer(
            randomness=randomness, secret=secret_in(config.data / "keys" / "notice.secret"), public_url=config.url,
            webhooks=webhook is not None, mails=mail is not None,
            public_record=self.public_record if database else None,
        )  # fmt: skip
        self.letters = Letters(lambda *tags: tongue(first_known(tags)), self.sealer.notice_url, translations_of)
        self.teller = Teller(store, clock, self.sealer, self.letters)
        self.asking = Asking(store, clock, self.sealer)
        self.reminders = Reminders(store, self.sealer)

        def courier(sender: Sender, topic: str) -> Courier:
            first = self.teller.run_once
            return Courier(store, sender, clock, retry_with_jitter, topic=topic, first=first, note=self._note)

        self._webhook = webhook
        self.courier = courier(webhook, WEBHOOK) if webhook else None
        self.post = courier(Postman(store, mail, self.sealer, self.letters, self._other_mail), LETTER) if mail else None
        self.filer = Filer(store, database, clock, retry_with_jitter) if database else None

    def _other_mail(self, task: Task) -> Mail | Undeliverable | None:
        """Letters that are about no notice."""
        return self.asking.mail(task) or self.reminders.mail(task)

    def _note(self, unit: Unit, ended: Ended, at: datetime) -> None:
        """What became of what was sent, for whoever follows it."""
        self.teller.note(unit, ended, at)
        self.asking.note(unit, ended, at)

    @property
    def couriers(self) -> tuple[Courier, ...]:
        """Those that there is something to send with."""
        return tuple(one for one in (self.courier, self.post) if one)

    @property
    def workers(self) -> tuple[Worker, ...]:
        """What sends, in the background."""
        return tuple(one.worker for one in (*self.couriers, self.filer) if one)

    def stop(self) -> None:
        """Finish what is being sent. The rest stays in the store."""
        for worker in self.workers:
            worker.stop()
        for courier in self.couriers:
            courier.close()

    def close(self) -> None:
        """Let go of the connections."""
        if self._webhook:
            self._webhook.close()
