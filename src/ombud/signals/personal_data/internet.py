"""Addresses of the net: mail, IP, hardware and web."""

import ipaddress
import re
from collections.abc import Iterator

from ombud.signals.personal_data.cues import OTHER
from ombud.signals.personal_data.kinds import CERTAIN, LIKELY, PLAIN, Candidate
from ombud.signals.personal_data.reading import Reading

__all__ = [
    "EMAIL_HINT", "IP4_HINT", "IP6_HINT", "MAC_HINT", "WEB_HINT",
    "emails", "ip4_addresses", "ip6_addresses", "mac_addresses", "web_addresses",
]  # fmt: skip

_AT_WORD = r"at|arroba|chiocciola|arobase|ät|apestaartje"
_DOT_WORD = r"dot|punkt|punto|point|ponto|piste|kropka|nokta|точка"
_OPEN, _CLOSE = r"[(\[{<_*-]", r"[)\]}>_*-]"
EMAIL_HINT = (
    rf"(?i)@|(?:{_OPEN}|\w ) ?(?:{_AT_WORD}) ?(?:{_CLOSE} ?)?[\w-]+"
    rf"(?:\.[a-z]{{2}}| ?{_OPEN} ?(?:\.|{_DOT_WORD})| (?:{_DOT_WORD}) )"
)

_AT = rf"(?: ?@ ?| ?{_OPEN} ?(?:@|{_AT_WORD}) ?{_CLOSE} ?| (?:{_AT_WORD}) )"
_DOT = rf"(?:\.| ?{_OPEN} ?(?:\.|{_DOT_WORD}) ?{_CLOSE} ?| (?:{_DOT_WORD}) )"
_PART = r"[A-Za-z0-9_%+'\-\u00c0-\u1fff]"
"""No Chinese, Japanese or Korean: there the words before and after an address stand without a space."""
_EMAIL = re.compile(
    rf"(?<![A-Za-z0-9_.%+@/\-\u00c0-\u1fff])(?P<local>{_PART}{{1,64}}(?:{_DOT}{_PART}{{1,64}}){{0,4}})(?P<at>{_AT})"
    rf"(?P<domain>{_PART}{{1,63}}(?:{_DOT}{_PART}{{1,63}}){{0,4}})(?P<dot>{_DOT})"
    r"(?P<end>(?:[a-z]|(?!\d|_)[\u00c0-\u1fff]){2,24})(?![A-Za-z0-9_@\-\u00c0-\u1fff]|\.\w+@)",
    re.IGNORECASE,
)
_MAILBOXES = frozenset((
    "com", "net", "org", "edu", "gov", "info", "io", "me", "co", "de", "fr", "es", "it", "nl", "be", "ch", "at",
    "uk", "eu", "pl", "pt", "br", "mx", "ar", "cl", "ru", "ua", "cz", "sk", "hu", "ro", "gr", "se", "no", "dk", "fi",
    "tr", "il", "in", "cn", "jp", "kr", "tw", "hk", "au", "nz", "ca", "us", "za", "ie", "biz", "dev", "app", "xyz",
    "online", "mail",
))  # fmt: skip
"""Endings that are believed where the signs are spelled out: "meet me at the dot of noon" has none of them."""
_SPELLED = re.compile(rf"{_AT_WORD}|{_DOT_WORD}", re.IGNORECASE)


def emails(reading: Reading) -> Iterator[Candidate]:
    """RFC 5321 mailboxes as people write them, with ``@`` and dots spelled out or spaced as well."""
    for match in _EMAIL.finditer(reading.text):
        at = match["at"]
        written_out = _SPELLED.search(at) is not None
        if written_out and not _believed(match):
            continue
        if not written_out and " " in at and match["end"].lower() not in _MAILBOXES:
            continue
        yield Candidate(match.start(), match.end(), "email", CERTAIN)


def _believed(match: re.Match[str]) -> bool:
    """Spelled out: only under a common ending, and `` at `` between bare words only with the dot spelled out too."""
    if match["end"].lower() not in _MAILBOXES:
        return False
    bare = match["at"].startswith(" ") and match["at"].strip().isalpha()
    if bare and match["at"].strip().lower() == "at" and match["dot"].strip().lower() == "point":
        return False  # "at some point in": English, where the sign is a dot
    return not bare or _SPELLED.search(match["dot"]) is not None or "." in match["local"]


IP4_HINT = r"\d{1,3}(?:\.|\[\.\])\d{1,3}(?:\.|\[\.\])\d{1,3}(?:\.|\[\.\])\d"
_IP4 = re.compile(r"(?<![\w.@+-])(?<!(?<!/)/)\d{1,3}(?:(?:\.|\[\.\])\d{1,3}){3}(?![\w-]|\.\w|\.?\[)", re.ASCII)


def ip4_addresses(reading: Reading) -> Iterator[Candidate]:
    """RFC 791 addresses of somebody: not loopback, not masks; numbers below 20 throughout are versions and sections."""
    for match in _IP4.finditer(reading.text):
        try:
            address = ipaddress.IPv4Address(match[0].replace("[", "").replace("]", ""))
        except ValueError:
            continue
        if address.is_loopback or address.is_unspecified or match[0].startswith(("255.", "0.")):
            continue
        cue = reading.cue(match.start(), match.end())
        if cue == "ip_address":
            yield Candidate(match.start(), match.end(), "ip_address", CERTAIN)
        elif cue != OTHER and max(address.packed) >= 20:
            yield Candidate(match.start(), match.end(), "ip_address", LIKELY)


IP6_HINT = r"(?i)[0-9a-f]{0,4}:[0-9a-f]{0,4}:[0-9a-f]{0,4}:|::[0-9a-f]"
_IP6 = re.compile(
    r"(?<![\w:.])[0-9a-f]{0,4}:(?:[0-9a-f]{0,4}:){1,6}[0-9a-f]{0,4}(?:(?:\.\d{1,3}){3})?(?![\w:]|\.\d)",
    re.IGNORECASE | re.ASCII,
)


def ip6_addresses(reading: Reading) -> Iterator[Candidate]:
    """RFC 4291 addresses with a digit and three groups at least."""
    for match in _IP6.finditer(reading.text):
        try:
            address = ipaddress.IPv6Address(match[0])
        except ValueError:
            continue
        groups = [group for group in match[0].split(":") if group]
        if len(groups) >= 3 and any(char.isdecimal() for char in match[0]) and not address.is_loopback:
            yield Candidate(match.start(), match.end(), "ip_address", CERTAIN)


MAC_HINT = r"(?i)[0-9a-f]{2}[:-][0-9a-f]{2}[:-][0-9a-f]{2}[:-]|[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]"
_MAC = re.compile(
    r"(?<![\w:.-])(?:[0-9a-f]{2}([:-])[0-9a-f]{2}(?:\1[0-9a-f]{2}){4}|[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4})"
    r"(?![\w:-]|\.\w)",
    re.IGNORECASE | re.ASCII,
)


def mac_addresses(reading: Reading) -> Iterator[Candidate]:
    """IEEE 802 EUI-48 in its three spellings; neither all zeros nor broadcast."""
    for match in _MAC.finditer(reading.text):
        if len(set(match[0].lower()) - set(":-.")) > 1:
            yield Candidate(match.start(), match.end(), "mac_address", CERTAIN)


WEB_HINT = r"(?i)https?:|hxxps?:|www\.|[\w-]\.[a-z]{2}"
_REST = r"[^\s<>\"'`{}|\\^\u2e80-\uffef]"
_LABEL = r"[a-z0-9\u00c0-\u1fff]"
_WEB = re.compile(
    rf"(?<![a-z0-9])(?P<url>(?:https?|hxxps?)://(?!\[){_REST}{{1,2048}}|www\.{_REST}{{3,2048}})"
    rf"|(?<![\w@./:\-\u00c0-\u1fff])(?P<host>(?:{_LABEL}(?:[\w\-\u00c0-\u1fff]{{0,61}}{_LABEL})?\.){{1,6}}"
    rf"(?P<ending>[a-z]{{2,12}}))(?![\w@-]|\.\w)(?P<path>/{_REST}{{0,2048}})?",
    re.IGNORECASE | re.ASCII,
)
_TRAILING = ".,;:!?…)]}»”’。，、！？）】」*_"
_ENDINGS = frozenset((
    "com", "net", "org", "info", "biz", "edu", "gov", "mil", "int", "xyz", "app", "dev", "online", "site", "shop",
    "store", "blog", "club", "tech", "icu", "top", "website", "page", "cloud", "link", "live", "news", "name", "pro",
    "mobi", "io", "tv", "gg", "eu", "uk", "de", "fr", "es", "nl", "ch", "dk", "fi", "se", "cz", "sk", "hu", "ro",
    "bg", "gr", "ru", "ua", "br", "mx", "ar", "cl", "pe", "co", "cn", "jp", "kr", "tw", "hk", "sg", "th", "vn", "au",
    "nz", "ca", "za", "ke", "ng", "eg", "sa", "ae", "tr", "ie", "lt", "lv", "ee", "hr", "si", "lu",
))  # fmt: skip
_WORDS = frozenset((
    "it", "at", "be", "in", "is", "me", "my", "no", "pl", "pt", "to", "us", "so", "id", "il", "ai", "ph", "rs",
))  # fmt: skip
"""Endings that are words as well, or that a missing space makes of one: these want another sign of a name."""
_ABBREVIATED = re.compile(r"(?:\w\.)+\w{1,2}", re.ASCII)


def web_addresses(reading: Reading) -> Iterator[Candidate]:
    """Addresses with http or www, and domains under a common ending; endings that are words want a sign of a name."""
    for match in _WEB.finditer(reading.text):
        if match["url"] is None and not _named(match, reading):
            continue
        yield Candidate(match.start(), match.start() + len(match[0].rstrip(_TRAILING)), "web_address", PLAIN)


def _named(match: re.Match[str], reading: Reading) -> bool:
    host, ending = match["host"], match["ending"]
    if _ABBREVIATED.fullmatch(host):
        return False
    if ending.lower() in _ENDINGS:
        return ending.islower() or host.isupper()
    if ending not in _WORDS:
        return False
    label = host.split(".")[-2]
    named = (not label.islower() and not label.istitle()) or any(char in "-0123456789" for char in label)
    return match["path"] is not None or named or host.count(".") > 1 or reading.cue_before(match.start()) == "web"
