"""Whether the DSA Transparency Database would take a payload, and whether we would send it.

First comes what the database itself refuses. Then what it would take and quietly repair, drop or misread: whoever
sends a key that has no effect means something that nobody will read. Those errors are marked `stricter`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

import msgspec

from ombud.process.tdb.vocabulary import (
    ACCOUNT,
    ACCOUNT_TYPE,
    AUTOMATED_DECISION,
    CATEGORIES,
    CONTENT_TYPE,
    COUNTRIES,
    GROUND,
    KEYWORDS,
    LANGUAGES,
    MONETARY,
    PROVISION,
    SOURCE,
    VISIBILITY,
    YES_NO,
)

__all__ = ["LAST_DATE", "FieldError", "validate"]

LAST_DATE = date(2038, 1, 1)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PUID = re.compile(r"[a-zA-Z0-9_-]{1,500}")
_URL = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://[^\s/?#@]+([/?#]\S*)?")
_EAN = re.compile(r"[0-9]{13}")
_MEASURES = ("decision_visibility", "decision_monetary", "decision_provision", "decision_account")

Whole = Mapping[str, Any]
Check = Callable[[Any], str | None]
When = Callable[[Whole], bool]


class FieldError(msgspec.Struct, frozen=True):
    """What is wrong with one field. `stricter` when only we mind."""

    field: str
    why: str
    stricter: bool = False


class _Field(msgspec.Struct, frozen=True):
    """`needed` says when it must be there, `kept` when the database does not drop it."""

    check: Check
    needed: When = lambda _: False
    kept: When = lambda _: True
    nullable: bool = True


def validate(payload: object, redact: Callable[[str], str] | None = None) -> list[FieldError]:
    """Everything wrong with a payload, as plain JSON data. `redact` finds personal data in its free text.

    Source: the database's published schema 2 (DSA Art. 17 and 24(5)).
    """
    if not isinstance(payload, dict):
        return [FieldError("", "is not a JSON object")]
    refused = list(_refused({name: _tidied(value) for name, value in payload.items()}))
    fields = {error.field for error in refused}
    return refused + [error for error in _stricter(payload, redact) if error.field not in fields]


def _refused(whole: Whole) -> Iterator[FieldError]:
    for name, field in _FIELDS.items():
        if not field.kept(whole):
            continue
        value = whole.get(name)
        if value in (None, [], {}):
            if field.needed(whole):
                yield FieldError(name, "is missing")
            elif name in whole and not field.nullable:
                yield FieldError(name, "is null; leave it out")
        elif why := field.check(value):
            yield FieldError("content_id.EAN-13" if name == "content_id" else name, why)


def _stricter(whole: Whole, redact: Callable[[str], str] | None) -> Iterator[FieldError]:
    for name, value in whole.items():
        if why := _lost(name, value, whole) or _untidy(value):
            yield FieldError(name, why, stricter=True)
        elif name not in _FREE:
            if "null" in _words(value):
                yield FieldError(name, "says “null”; leave it out", stricter=True)
        elif redact is not None and any(redact(word) != word for word in _words(value)):
            yield FieldError(name, "holds personal data", stricter=True)
    yield from (FieldError(name, why, stricter=True) for name, why in _contradictions(whole))


def _lost(name: str, value: object, whole: Whole) -> str | None:
    """Why the database would store nothing of it."""
    if name not in _FIELDS:
        return "is no field of the database"
    if value in (None, "", [], {}):
        return "is empty; leave it out"
    if not _FIELDS[name].kept(whole) or not _USED.get(name, _always)(whole):
        return "has no effect here; leave it out"
    return "holds something other than an EAN-13" if isinstance(value, dict) and value.keys() != {"EAN-13"} else None


def _untidy(value: object) -> str | None:
    words = _words(value)
    if any(word != word.strip() for word in words):
        return "begins or ends with a space"
    if isinstance(value, int):
        return "is not a string"
    return "says something twice" if len(set(words)) < len(words) else None


def _contradictions(whole: Whole) -> Iterator[tuple[str, str]]:
    """Between fields whose form is right."""
    starts = whole.get("application_date")
    for name in _ENDS:
        if isinstance(starts, str) and any(end < starts for end in _words(whole.get(name))):
            yield name, "lies before the application date"
    main, others = _words(whole.get("category")), _words(whole.get("category_addition"))
    if not set(main).isdisjoint(others):
        yield "category_addition", "repeats the category"
    belong = frozenset[str]().union(*(CATEGORIES.get(one, ()) for one in main + others))
    if not belong.issuperset(_words(whole.get("category_specification"))):
        yield "category_specification", "holds a keyword of another category"
    if any(not url.startswith(("https:", "http:")) for url in _words(whole.get("decision_ground_reference_url"))):
        yield "decision_ground_reference_url", "is not an address on the web"


def _tidied(value: object) -> object:
    """As the database reads it: strings without space around them, and empty ones as null."""
    if isinstance(value, str):
        return value.strip() or None
    return [_tidied(one) if isinstance(one, str) else one for one in value] if isinstance(value, list) else value


def _words(value: object) -> list[str]:
    """The strings that a field holds, one or many."""
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]


def _has(name: str, value: str) -> When:
    return lambda whole: value in _words(whole.get(name))


def _always(_: Whole) -> bool:
    return True


def _no_measure(whole: Whole) -> bool:
    return all(whole.get(name) in (None, []) for name in _MEASURES)


def _one_of(names: frozenset[str]) -> Check:
    return lambda value: None if isinstance(value, str) and value in names else "is none of its values"


def _or_null(names: frozenset[str]) -> Check:
    return _one_of(names | {"null"})


def _some_of(names: frozenset[str]) -> Check:
    one = _one_of(names)
    return lambda value: "is not a list of its values" if not isinstance(value, list) or any(map(one, value)) else None


def _text(longest: int) -> Check:
    return lambda value: (
        None if isinstance(value, str) and len(value) <= longest else f"is no text of up to {longest} characters"
    )


def _url(value: object) -> str | None:
    right = isinstance(value, str) and len(value) <= 500 and _URL.fullmatch(value)
    return None if right else "is no address of up to 500 characters"


def _day(earliest: date) -> Check:
    def check(value: object) -> str | None:
        try:
            right = isinstance(value, str) and _DATE.fullmatch(value) and date.fromisoformat(value)
        except ValueError:  # the 30th of February
            right = False
        return None if right and earliest <= right <= LAST_DATE else f"is no date from {earliest} to {LAST_DATE}"

    return check


def _puid(value: object) -> str | None:
    right = isinstance(value, str | int) and not isinstance(value, bool) and _PUID.fullmatch(str(value))
    return None if right else "is not made of up to 500 letters, digits, - and _"


def _product(value: object) -> str | None:
    if not isinstance(value, dict):
        return "is not a JSON object"
    ean = value.get("EAN-13")
    return None if ean is None or (isinstance(ean, str) and _EAN.fullmatch(ean)) else "is not a string of 13 digits"


_ILLEGAL = _has("decision_ground", "DECISION_GROUND_ILLEGAL_CONTENT")
_INCOMPATIBLE = _has("decision_ground", "DECISION_GROUND_INCOMPATIBLE_CONTENT")
_OTHER_VISIBILITY = _has("decision_visibility", "DECISION_VISIBILITY_OTHER")
_OTHER_MONETARY = _has("decision_monetary", "DECISION_MONETARY_OTHER")
_OTHER_CONTENT = _has("content_type", "CONTENT_TYPE_OTHER")
_OWN_INITIATIVE = _has("source_type", "SOURCE_VOLUNTARY")
_END = _Field(_day(date.min))

_FIELDS = {
    "decision_visibility": _Field(_some_of(VISIBILITY | {"null"}), needed=_no_measure),
    "decision_visibility_other": _Field(_text(500), needed=_OTHER_VISIBILITY, kept=_OTHER_VISIBILITY),
    "decision_monetary": _Field(_or_null(MONETARY), needed=_no_measure),
    "decision_monetary_other": _Field(_text(500), needed=_OTHER_MONETARY, kept=_OTHER_MONETARY),
    "decision_provision": _Field(_or_null(PROVISION), needed=_no_measure),
    "decision_account": _Field(_or_null(ACCOUNT), needed=_no_measure),
    "account_type": _Field(_or_null(ACCOUNT_TYPE)),
    "decision_ground": _Field(_one_of(GROUND), needed=_always),
    "decision_ground_reference_url": _Field(_url),
    "illegal_content_legal_ground": _Field(_text(500), needed=_ILLEGAL, kept=_ILLEGAL),
    "illegal_content_explanation": _Field(_text(2000), needed=_ILLEGAL, kept=_ILLEGAL),
    "incompatible_content_ground": _Field(_text(500), needed=_INCOMPATIBLE, kept=_INCOMPATIBLE),
    "incompatible_content_explanation": _Field(_text(2000), needed=_INCOMPATIBLE, kept=_INCOMPATIBLE),
    "incompatible_content_illegal": _Field(_one_of(YES_NO), nullable=False),
    "category": _Field(_one_of(frozenset(CATEGORIES)), needed=_always),
    "category_addition": _Field(_some_of(frozenset(CATEGORIES)), nullable=False),
    "category_specification": _Field(_some_of(KEYWORDS)),
    "category_specification_other": _Field(_text(500)),
    "territorial_scope": _Field(_some_of(COUNTRIES)),
    "content_type": _Field(_some_of(CONTENT_TYPE), needed=_always),
    "content_type_other": _Field(_text(500), needed=_OTHER_CONTENT, kept=_OTHER_CONTENT),
    "content_id": _Field(_product),
    "content_language": _Field(_one_of(LANGUAGES)),
    "content_date": _Field(_day(date(2000, 1, 1)), needed=_always),
    "application_date": _Field(_day(date(2020, 1, 1)), needed=_always),
    "end_date_visibility_restriction": _END,
    "end_date_monetary_restriction": _END,
    "end_date_service_restriction": _END,
    "end_date_account_restriction": _END,
    "decision_facts": _Field(_text(5000), needed=_always),
    "source_type": _Field(_one_of(SOURCE), needed=_always),
    "source_identity": _Field(_text(500), kept=lambda whole: not _OWN_INITIATIVE(whole)),
    "automated_detection": _Field(_one_of(YES_NO), needed=_always),
    "automated_decision": _Field(_one_of(AUTOMATED_DECISION), needed=_always),
    "puid": _Field(_puid, needed=_always),
}
_USED = {
    "category_specification_other": _has("category_specification", "KEYWORD_OTHER"),
    "incompatible_content_illegal": _INCOMPATIBLE,
}
"""What the database stores in any case, and means something only then."""
_ENDS = [name for name, field in _FIELDS.items() if field is _END]
_FREE = {
    "decision_visibility_other", "decision_monetary_other", "illegal_content_legal_ground",
    "illegal_content_explanation", "incompatible_content_ground", "incompatible_content_explanation",
    "category_specification_other", "content_type_other", "decision_facts", "source_identity",
}  # fmt: skip
