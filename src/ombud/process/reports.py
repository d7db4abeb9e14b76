"""Reports (DSA Art. 16): what makes one, what may follow what, and how urgent the case is that they make."""

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

import msgspec

from ombud.model import BadInput, Standing, TooLarge
from ombud.process.machine import Machine
from ombud.process.visibly import visibly

__all__ = [
    "ANSWERED",
    "MAX_EXPLANATION",
    "MAX_LAW",
    "REPORT",
    "Told",
    "accuracy",
    "check_report",
    "is_address",
    "urgency",
]

MAX_EXPLANATION = 5000  # code points, like all that follow
MAX_LAW = 500
_MAX_NAME = 200
_MAX_ADDRESS = 2000
_MAX_ID = 256
_MAX_EMAIL = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")
"""What HTML calls a valid e-mail address (4.10.5.1.5): no white space, no line end, nothing that ends a header."""

REPORT: Final = Machine(
    "report",
    {
        ("", "file"): "received",
        ("received", "join"): "in_review",
        ("received", "pause"): "paused",
        ("received", "find_cleared"): "refused",
        ("received", "find_done"): "acted_on",
        ("paused", "join"): "in_review",
        ("paused", "find_cleared"): "refused",
        ("paused", "find_done"): "acted_on",
        ("in_review", "act"): "acted_on",
        ("in_review", "refuse"): "refused",
        ("in_review", "dismiss"): "unfounded",
        ("refused", "complain"): "complained",
        ("unfounded", "complain"): "complained",
        ("complained", "overturn"): "acted_on",
        ("complained", "uphold"): "closed",
    },
    {
        "received": "received",
        "in_review": "waiting for a person, in the item's one case",
        "paused": "set aside while this reporter's reports are paused",
        "acted_on": "found right: something was done",
        "refused": "answered: nothing is done",
        "unfounded": "answered: manifestly unfounded",
        "complained": "complained about, waiting for somebody else",
        "closed": "heard by somebody else: the answer stays",
    },
)
"""Only a person refuses; `find_cleared` and `find_done` repeat what a person decided about the very same words."""

ANSWERED: Final = frozenset({"acted_on", "refused", "unfounded", "complained", "closed"})
"""Where somebody has looked at it."""

_SEVERITIES = ("low", "medium", "high", "critical")
_MANY_NETWORKS = 5
_ENOUGH = 5  # answered reports, before a reporter's accuracy counts for anything
_GOOD, _POOR = 0.8, 0.2


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody fills in. `check_report` says whether it is a report."""

    item: str = ""
    url: str = ""
    clause: str = ""
    law: str = ""
    explanation: str = ""
    good_faith: bool = False
    name: str = ""
    email: str = ""


def check_report(told: Told, clauses: Sequence[str]) -> Told:
    """The same, trimmed. `clauses` are those of the policy in force.

    Name and e-mail address are asked for (Art. 16(2)(c)) and may be left out: the article itself excepts what is about
    child abuse, and nobody should have to say that first. Raises BadInput, with the field, for what is missing or is
    not what it should be.
    """
    told = msgspec.structs.replace(
        told, **{name: visibly(getattr(told, name)) for name in ("item", "url", "clause", "law", "explanation",
                                                                 "name", "email")}
    )  # fmt: skip
    _check_place(told)
    _check_ground(told, clauses)
    if not told.explanation:
        raise BadInput("report_empty", "Say in a sentence what is wrong with it.", field="explanation")
    if len(told.explanation) > MAX_EXPLANATION:
        raise TooLarge("report_too_long", f"{len(told.explanation)} characters; at most {MAX_EXPLANATION} can be read.",
                       field="explanation")  # fmt: skip
    if not told.good_faith:
        raise BadInput("good_faith_missing", "Confirm that what you say is right, as far as you know.",
                       field="good_faith")  # fmt: skip
    _check_contact(told)
    return told


def is_address(place: str) -> bool:
    """Whether it is an address on the web, as a whole."""
    if len(place) > _MAX_ADDRESS or not place.isprintable() or " " in place:
        return False
    try:
        parts = urlsplit(place)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _check_place(told: Told) -> None:
    if not told.item and not told.url:
        raise BadInput("location_missing", "Say what it is about: the address of the post, or its id.", field="item")
    if told.url and not is_address(told.url):
        raise BadInput("bad_location", "That is not an address of a page.", field="url",
                       advice="Copy it from the address bar: it begins with https://.")  # fmt: skip
    most = _MAX_ADDRESS if is_address(told.item) else _MAX_ID
    if len(told.item) > most or not told.item.isprintable():
        raise BadInput("bad_location", "That is neither the id nor the address of a post.", field="item",
                       advice="Copy it from the address bar: it begins with https://.")  # fmt: skip


def _check_ground(told: Told, clauses: Sequence[str]) -> None:
    if bool(told.clause) == bool(told.law):
        raise BadInput("category_missing", "Choose the rule that it breaks, or say which law.", field="clause",
                       advice="One of the two, not both.")  # fmt: skip
    if told.clause and told.clause not in clauses:
        raise BadInput("no_such_clause", "The policy has no such rule.", field="clause")
    if len(told.law) > MAX_LAW:
        raise TooLarge("report_too_long", f"{len(told.law)} characters; at most {MAX_LAW}.", field="law")


def _check_contact(told: Told) -> None:
    if len(told.name) > _MAX_NAME or not told.name.isprintable():
        raise BadInput("bad_name", f"A name has at most {_MAX_NAME} printable characters.", field="name")
    if told.email and (len(told.email) > _MAX_EMAIL or not _EMAIL.fullmatch(told.email)):
        raise BadInput("bad_email", "That is not an e-mail address.", field="email",
                       advice="Correct it, or leave it out: the link works without one.")  # fmt: skip


def accuracy(standing: Standing) -> float | None:
    """The share of a reporter's answered reports that were right; None before there are enough to tell."""
    return standing.right / standing.answered if standing.answered >= _ENOUGH else None


def urgency(category: str, standings: Sequence[Standing], *, networks: int, flagged: bool, illegal: bool) -> str:
    """The severity of the case that some reports of one item make: where it stands in the queue, and nothing else.

    It begins at `category`, the gravest severity of the rules under the clauses that the reports name; ``high`` where
    somebody names a law. It goes up by one for a trusted flagger, by one when a reporter among them has been right
    four times out of five, and by one when they come from five networks or more; down by one when all of them that are
    known have been wrong as often. Whoever is unknown counts neither way.
    """
    level = _SEVERITIES.index(category)
    if illegal:
        level = max(level, _SEVERITIES.index("high"))
    known = [share for share in map(accuracy, standings) if share is not None]
    level += flagged + (networks >= _MANY_NETWORKS) + any(share >= _GOOD for share in known)
    if known and len(known) == len(standings) and all(share <= _POOR for share in known) and not flagged:
        level -= 1
    return _SEVERITIES[min(max(level, 0), len(_SEVERITIES) - 1)]
