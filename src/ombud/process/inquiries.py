"""Somebody whose data was asked for is told so, and what was done (DSA Art. 10(5)): whether it was given or refused.

At the latest with the answer; where a law with a date forbids that, on that date, by itself.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from typing import Final

import msgspec

from ombud.model import BadInput, Conflict, Order, OrderKind, ProcessStep
from ombud.process.machine import Machine
from ombud.process.notices import NOTICE
from ombud.process.wording import N_, Letter, Voice, filled

__all__ = ["INQUIRY", "OUTCOMES", "inquiry_letter", "is_inquiry", "readable", "unnamed", "who_is_told"]

INQUIRY: Final = Machine(
    "inquiry",
    NOTICE.arrows,
    {
        "created": "they are to be told that their data was asked for, and have not been yet",
        "withheld": "not told until the day on which a law's prohibition ends",
        "sent": "on its way to their platform or mailbox",
        "delivered": "taken by their platform or mail server",
        "undeliverable": "refused wherever it was sent; somebody has to look",
        "read": "opened by whoever holds their private link",
    },
)
"""The subject is the id of what tells one person of one order. It goes the way that every notice goes."""

_MAX_PERSON = 512  # code points of a platform's own id
_INFLECTED = 4  # letters from which on a name may have an ending: shorter ones are the beginning of too many words
_APART = (r"(?<![^\W_])", r"(?![^\W_])")
_SHARP_S = re.compile("ß|ss", re.IGNORECASE)

OUTCOMES: Final = {
    "answered": N_("We answered it."),
    "refused": N_("We refused it: nothing about you was handed over."),
    "withdrawn": N_("It was taken back, and nothing about you was handed over."),
}
"""What was done, by the state in which the order has ended."""


def is_inquiry(order: Order) -> bool:
    """Whether it asks for somebody's data: an order for information, or an informal demand that names people."""
    return order.kind is not OrderKind.ACT and bool(order.persons)


def who_is_told(order: Order, people: Mapping[str, str] | None) -> tuple[str, ...]:
    """The accounts of those it names, each once. `people` maps accounts to the names in the order, where somebody has
    looked whose they are; None: the names are the accounts.

    Raises Conflict (``order_somebody_else``) for a name that the order does not have, BadInput (``person_invalid``).
    """
    if not is_inquiry(order):
        return ()
    if people is None:
        return tuple(dict.fromkeys(one.strip() for one in order.persons if len(one.strip()) <= _MAX_PERSON))
    stray = next((name for name in people.values() if name not in order.persons), None)
    if stray is not None:
        raise Conflict("order_somebody_else", f"The order does not name {stray[:80]!r}.")
    if any(not account.strip() or len(account) > _MAX_PERSON for account in people):
        raise BadInput("person_invalid", f"A person's id has 1 to {_MAX_PERSON} characters.", field="people")
    return tuple(dict.fromkeys(account.strip() for account in people))


def unnamed(order: Order, words: str, accounts: Collection[str] = ()) -> str:
    """The words without the names of those whose data is asked for, and without their `accounts` where these were
    looked up: ``[…]`` stands in their place. In Unicode's form NFC, as the names are looked for.

    Rather too much than too little: `Anna` takes `Annas` along, and in a script that sets no spaces, or writes its
    articles and prepositions onto a word, a name is found within words too. An inflection that changes the name itself
    is not recognized.
    """
    names = {*(name for one in (*order.persons, *accounts) if (name := unicodedata.normalize("NFC", one).strip()))}
    words = unicodedata.normalize("NFC", words)
    for name in sorted(names, key=lambda one: (-len(one), one)):
        words = re.sub(_pattern(name), "[…]", words, flags=re.IGNORECASE)
    return words


def _pattern(name: str) -> str:
    """Its parts, whatever blanks are between them; not within a longer word where such words stand apart."""
    parts = r"\s+".join(map(_part, name.split()))
    before, after = (_APART[0] if _stands_apart(name[0]) else "", _APART[1] if _stands_apart(name[-1]) else "")
    return f"{before}{parts}{after}"


def _part(part: str) -> str:
    inflects = sum(map(str.isalpha, part)) >= _INFLECTED and _stands_apart(part[-1]) and part[-1].isalpha()
    return _SHARP_S.sub("(?:ß|ss)", re.escape(part)) + ("[^\\W\\d_]{0,2}" if inflects else "")


def _stands_apart(letter: str) -> bool:
    """A digit, or a letter of a script that has capitals: all of these set spaces between words."""
    return letter.isdigit() or letter.lower() != letter.upper()


def readable(order: Order, clean: Callable[[str], str]) -> Order:
    """The order as one of those it names may read it; `clean` takes personal data, and whoever it names, out of
    words."""
    fields = ("authority", "reference", "legal_basis", "reasons", "asked", "redress", "objective", "necessity")
    return msgspec.structs.replace(order, **{name: clean(getattr(order, name)) for name in fields})


def inquiry_letter(order: Order, answer: ProcessStep, url: str, voice: Voice, *, delayed: bool) -> Letter:
    """Who asked for data about them, for what, under which law, how that can be contested, and what was done.

    `order` is without other people's names; `answer` the step that ended it; `delayed` whether a law forbade to say so
    before. Of what came without an order no word is sent to anybody, since everybody can write such a form: it is on
    the page, for whoever wants to read it.
    """
    demanded = order.kind is OrderKind.INFORMATION
    who = f"{order.authority} ({order.country})" if order.country else order.authority
    said = [
        filled(voice, N_("Somebody demanded data about you from this community: {authority}."), authority=who)
        if demanded
        else voice.say(N_("Somebody asked this community for data about you, without an order.")),
        voice.say(OUTCOMES[answer.state]),
    ]
    if answer.note:
        said.append(filled(voice, N_("What we answered: {words}"), words=answer.note))
    for sentence, words in (
        (N_("What they demanded: {words}"), order.asked),
        (N_("The law that they name: {words}"), order.legal_basis),
        (N_("Their reasons: {words}"), order.reasons),
        (N_("How it can be contested, as they say: {words}"), order.redress),
    ):
        if words and demanded:
            said.append(filled(voice, sentence, words=words))
    if delayed and order.gag_until is not None:
        held = voice.say(N_("A law forbade us to tell you before {day}."))
        said.append(held.format(day=voice.day(order.gag_until)))
    said.append(voice.say(N_("A court can be asked as well. All of it is on this page:")))
    return Letter(voice.say(N_("About your data")), (*said, url))
