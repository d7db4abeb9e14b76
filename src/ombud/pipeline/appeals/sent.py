"""What somebody sends in who appeals: checked and read before the database is asked to wait for it."""

from collections.abc import Iterable

import msgspec

from ombud.model import Urgency
from ombud.ports import DecisionView, Unit
from ombud.process import check_claim, check_language, check_links, check_words
from ombud.signals.language import identify

__all__ = ["Sent", "languages_of", "read_sent"]


class Sent(msgspec.Struct, frozen=True):
    """`words` and addresses; why it cannot wait, if so; and which language it is in.

    `language` is what the sender says it is written in, `reads` that of the page they wrote it on, `seems` the one that
    the words seem to be in. All are BCP 47 primary tags; empty or None when unknown.
    """

    words: str
    urgency: Urgency | None
    claim: str
    links: tuple[str, ...]
    language: str
    reads: str
    seems: str | None


def read_sent(
    text: str,
    urgency: str = "",
    claim: str = "",
    links: Iterable[str] = (),
    language: str | None = None,
    reads: str | None = None,
) -> Sent:
    """Raises BadInput for what was written, and for a `language` that is none (``bad_language``)."""
    words, (urgent, why), addresses = check_words(text), check_claim(urgency, claim), check_links(links)
    said = check_language(language)
    return Sent(words, urgent, why, addresses, said, _primary(reads), None if said else identify(words))


def languages_of(unit: Unit, against: DecisionView, sent: Sent) -> tuple[str, str]:
    """The language of an appeal and that of the post it is about (BCP 47 primary tags; empty when unknown).

    What the sender says is believed. Otherwise it is that of the page, what the platform told of them, or the post's,
    in which the words seem to be; the first of these where that cannot be told.
    """
    post = _primary(against.event.item.lang)
    if sent.language:
        return sent.language, post
    among = [one for one in (sent.reads, _primary(_told(unit, against)), post) if one]
    return (sent.seems if sent.seems in among else next(iter(among), "")) or "", post


def _told(unit: Unit, against: DecisionView) -> str | None:
    item = against.decision.item
    person = unit.records.authors([item]).get(item)
    contact = unit.contacts.get(person) if person else None
    return contact.language if contact else None


def _primary(tag: str | None) -> str:
    return (tag or "").partition("-")[0].lower()
