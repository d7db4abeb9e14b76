"""What advertisements and frauds carry beside their words: links and where they lead, numbers, money, ways out.

Each mark is a place in the raw text. No list of bad domains: what is looked at is the kind of host, so that a new one
is seen as well as an old one. No pattern reads on without a bound from more than one place, or starts within what it
has read: that keeps them linear.
"""

import re
from collections.abc import Iterator, Mapping

from ombud.model import Span
from ombud.signals.hints import looker, readable

__all__ = ["FOUND", "MARKS", "marks"]

_LABEL = r"[a-z0-9\u00a1-\uffff](?:[a-z0-9\u00a1-\uffff-]{0,61}[a-z0-9\u00a1-\uffff])?"
_ENDINGS = (
    "com|net|org|info|biz|top|xyz|shop|online|site|club|vip|win|icu|live|store|click|link|loan|work|ru|cn|tk|ml|ga|cf|gq"
    "|io|me|ly|gd|co|uk"
)
_SHORTENERS = (
    r"bit\.ly|tinyurl\.com|t\.co|goo\.gl|is\.gd|v\.gd|ow\.ly|cutt\.ly|rb\.gy|rebrand\.ly|buff\.ly|shorturl\.at|tiny\.cc"
    r"|s\.id|t\.ly|bl\.ink|adf\.ly|clck\.ru|lnkd\.in|soo\.gd|shrtco\.de|qr\.ae"
)
_CURRENCIES = "usd|eur|gbp|dollars?|pounds?|euros?|quid|btc|eth|usdt|naira|rupees|rs"
_LINK = re.compile(
    rf"(?:https?://|www\.)[^\s<>\"']{{1,500}}|\b(?:{_LABEL}\.){{1,6}}(?:{_ENDINGS})\b/?[^\s<>\"']{{0,500}}",
    re.IGNORECASE,
)
_SHORTENER = re.compile(rf"(?:https?://(?:www\.)?|\b)(?:{_SHORTENERS})(?:/|\b)", re.IGNORECASE)
_BARE_ADDRESS = re.compile(r"https?://(?:\d{1,3}\.){3}\d{1,3}", re.IGNORECASE)
_PUNYCODE = re.compile(r"\bxn--[a-z0-9-]{1,59}", re.IGNORECASE)
_CHEAP = "top|xyz|shop|online|site|club|vip|win|icu|click|loan|work|tk|ml|ga|cf|gq|buzz|rest|monster"
_CHEAP_ENDING = re.compile(rf"\.(?:{_CHEAP})(?:[/\s?]|$)", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w.])(?:\+|00)?\d[\d ()/-]{7,16}\d(?![\w])")
_SHORT_CODE = re.compile(
    r"\b(?:text|txt|sms|reply|send)\b[^.!?\n]{0,30}?\bto\s{1,3}\d{4,6}\b|\b(?:reply|text|txt)\s{1,3}(?:stop|yes|end|win)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    rf"[$£€₦₹]\s?\d[\d,.]{{0,12}}(?:\s?[km])?\b|\b\d[\d,.]{{0,12}}\s?(?:k\s)?(?:{_CURRENCIES})\b", re.IGNORECASE
)
_ELSEWHERE = (
    r"whats ?app|telegram|wechat|viber|kik|snapchat|signal app|(?:dm|inbox|message|text|add) me|in (?:my )?bio"
    r"|join (?:my|our|the) (?:group|channel)"
)
_MESSENGER = re.compile(rf"\b(?:{_ELSEWHERE})\b|\b(?:wa|t)\.me/", re.IGNORECASE)
_SHOUT = re.compile(r"!{2,}|\b[A-Z]{3,40}\b[^\w\n]{1,3}[A-Z]{3,40}\b")
_MOST = 20

MARKS: Mapping[str, str] = {
    "link": "a link",
    "links": "more than one link",
    "shortener": "a link that hides where it leads",
    "bare_address": "a link to a bare IP address",
    "punycode": "a host in disguise (xn--)",
    "cheap_ending": "a host under an ending that costs next to nothing",
    "phone": "a telephone number",
    "short_code": "a call to text a short number",
    "money": "an amount of money",
    "messenger": "a call to another messenger or channel",
    "shouting": "capitals or exclamation marks in a row",
}
"""What is looked for, in the order of the weights."""

_SPACE = r"[\s\pZ\x0b\x1c-\x1f\x{85}]"
FOUND: Mapping[str, tuple[re.Pattern[str], str]] = {
    "link": (_LINK, rf"(?i)https?://|www\.|\.(?:{_ENDINGS})"),
    "shortener": (_SHORTENER, rf"(?i){_SHORTENERS}"),
    "cheap_ending": (_CHEAP_ENDING, rf"(?i)\.(?:{_CHEAP})"),
    "bare_address": (_BARE_ADDRESS, r"(?i)https?://\p{Nd}"),
    "punycode": (_PUNYCODE, "(?i)xn--"),
    "phone": (_PHONE, r"\p{Nd}[\p{Nd} ()/-]{7}"),
    "money": (_MONEY, rf"(?i)[$£€₦₹]|[\p{{Nd}},.]{_SPACE}?(?:k{_SPACE})?(?:{_CURRENCIES})"),
    "short_code": (
        _SHORT_CODE,
        rf"(?i)to{_SPACE}{{1,3}}\p{{Nd}}|(?:reply|text|txt){_SPACE}{{1,3}}(?:stop|yes|end|win)",
    ),
    "messenger": (_MESSENGER, rf"(?i){_ELSEWHERE}|(?:wa|t)\.me/"),
    "shouting": (_SHOUT, r"!!|[A-Z]{3}[^0-9A-Za-z_\n]{1,3}[A-Z]{3}"),
}
"""How each is found, and what is in every text that has it (RE2). Most texts have nothing of the kind."""

_NAMES = tuple(FOUND)
_look = looker([hint for _, hint in FOUND.values()])


def marks(raw: str) -> dict[str, tuple[Span, ...]]:
    """The marks that are there, each with at most twenty places. Linear in the length of the text."""
    found: dict[str, tuple[Span, ...]] = {}
    for which in sorted(_look(readable(raw)) or ()):
        name = _NAMES[which]
        if places := tuple(_places(FOUND[name][0], raw)):
            found[name] = places
    if len(found.get("link", ())) > 1:
        found["links"] = found["link"]
    return found


def _places(pattern: re.Pattern[str], raw: str) -> Iterator[Span]:
    for count, match in enumerate(pattern.finditer(raw)):
        if count == _MOST:
            return
        yield match.span()
