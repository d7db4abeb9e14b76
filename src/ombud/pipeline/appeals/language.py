"""In which language somebody appeals: whoever hears it has to read that, and answers in it."""

from ombud.ports import DecisionView, Unit
from ombud.process import check_language
from ombud.signals.language import identify

__all__ = ["languages_of"]


def languages_of(unit: Unit, against: DecisionView, words: str, said: str | None, reads: str | None) -> tuple[str, str]:
    """The language of an appeal and that of the post it is about (BCP 47 primary tags; empty when unknown).

    `said` is what the sender says it is written in, and is believed. Otherwise it is that of `reads` (the page they
    wrote it on), what the platform told of them, and the post's, in which the `words` seem to be; the first of these
    where that cannot be told. Raises BadInput (``bad_language``).
    """
    post = _primary(against.event.item.lang)
    if said:
        return check_language(said), post
    among = [one for one in (_primary(reads), _primary(_told(unit, against)), post) if one]
    seems = identify(words) if len(set(among)) > 1 else None
    return (seems if seems in among else next(iter(among), "")) or "", post


def _told(unit: Unit, against: DecisionView) -> str | None:
    item = against.decision.item
    person = unit.records.authors([item]).get(item)
    contact = unit.contacts.get(person) if person else None
    return contact.language if contact else None


def _primary(tag: str | None) -> str:
    return (tag or "").partition("-")[0].lower()
