"""Links: which ones an item holds, and whose they are."""

import ipaddress
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import idna

from ombud.intake.fields import items_of, string_up_to, wrong_type
from ombud.intake.limits import MAX_LINKS, MAX_URL
from ombud.model import Link

if TYPE_CHECKING:
    from tldextract import TLDExtract

__all__ = ["link", "links_in", "links_sent"]

# Every repeat is bounded or cannot give back what it took, so that the time is linear in the text.
_REST = r"[^\s<>\"'`{}|\\^]"
_LINK = re.compile(
    rf"(?P<url>\bhttps?://{_REST}{{1,2048}})"
    rf"|(?<![\w@./:-])(?P<bare>(?:\w[\w-]{{0,62}}\.){{1,8}}[^\W\d_]{{2,24}})(?::\d{{1,5}})?(?P<path>/{_REST}{{0,2048}})?(?![\w@])",
    re.IGNORECASE,
)
_TRAILING = ".,;:!?…)]}»”’。，、！？）】」"
# A missing space makes a domain of two words ("life.you", "so.it"), and files have names ("main.py"). So without a path
# a domain counts only under endings that are hardly ever words: these, and the country codes that are not in _WORDS.
_ENDINGS = frozenset(("app", "biz", "com", "dev", "edu", "gov", "icu", "info", "mil", "net", "org", "xyz"))
_WORDS = frozenset((
    "ai", "am", "as", "at", "be", "by", "cc", "do", "go", "id", "im", "in", "is", "it", "la", "ly", "md", "me",
    "mm", "my", "no", "of", "pa", "pl", "ps", "py", "rs", "se", "sh", "so", "to", "us", "ws", "ye",
))  # fmt: skip
_MAX_HOST = 253  # RFC 1035 2.3.4


def links_in(text: str) -> tuple[Link, ...]:
    """The links in a text: with http(s), and bare domains under a known suffix. At most 100, each address once."""
    if ("." not in text or not _dot_between(text)) and (":" not in text or "://" not in text):
        return ()
    found: dict[str, Link] = {}
    for match in _LINK.finditer(text):
        url = match["url"] or _bare(match)
        if url is None:
            continue
        url = url.rstrip(_TRAILING)
        if url not in found:
            found[url] = link(url)
            if len(found) == MAX_LINKS:
                break
    return tuple(found.values())


def _dot_between(text: str) -> bool:
    """Whether there is a dot with something on both sides: most texts have none."""
    dot = text.find(".", 1)
    while dot != -1:
        if text[dot + 1 : dot + 2].isalpha() and text[dot - 1].isalnum():
            return True
        dot = text.find(".", dot + 1)
    return False


def _bare(match: re.Match[str]) -> str | None:
    """A domain without a scheme, when it is one: its suffix exists, and it does not read as a sentence or a file."""
    host = match["bare"]
    parts = _suffixes()(host)
    suffix = parts.suffix.lower()
    if not suffix or not parts.domain:
        return None
    ending = suffix.rpartition(".")[2]
    plain = ending in _ENDINGS or (len(ending) == 2 and ending not in _WORDS) or "." in suffix
    if match["path"] is None and not plain and not host.lower().startswith("www."):
        return None
    return match[0]


def links_sent(value: Any, field: str) -> tuple[Link, ...]:
    """The links a platform sent: addresses, or objects with a ``url``."""
    return tuple(items_of(_sent, MAX_LINKS)(value, field))


_address = string_up_to(MAX_URL)


def _sent(value: Any, field: str) -> Link:
    if type(value) is dict:
        if value.keys() != {"url"}:
            raise wrong_type(value, field, 'an address, or an object with "url" alone')
        return link(_address(value["url"], f"{field}.url"))
    return link(_address(value, field))


def link(url: str) -> Link:
    """A link with its host. Never fails: a host that is none gives empty names."""
    domain = _domain(url)
    return Link(url, domain, _registered(domain))


def _domain(url: str) -> str:
    """The host in lower-case ASCII (IDNA 2008 with UTS #46 mapping), without user, port and trailing dot."""
    _, separator, rest = url.partition("://")
    authority = re.split(r"[/?#\\]", rest if separator else url, maxsplit=1)[0]
    host = authority.rpartition("@")[2]
    host = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    host = host.strip().rstrip(".").lower()
    if len(host) > _MAX_HOST:
        return ""
    return host if host.isascii() else _ascii(host)


@lru_cache(maxsize=4096)
def _ascii(host: str) -> str:
    try:
        return idna.encode(host, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        # Not a name that can be registered, yet browsers try it: keep each label apart in Punycode (RFC 3492).
        labels = (part if part.isascii() else "xn--" + part.encode("punycode").decode() for part in host.split("."))
        return ".".join(labels)


@lru_cache(maxsize=8192)
def _registered(domain: str) -> str:
    try:
        return str(ipaddress.ip_address(domain))
    except ValueError:
        return _suffixes()(domain).top_domain_under_public_suffix or domain


@lru_cache(maxsize=1)
def _suffixes() -> "TLDExtract":
    """The public suffix list that came with the package: never fetched, never cached on disk."""
    from tldextract import TLDExtract  # a third of a second to import, and most texts hold no link

    return TLDExtract(suffix_list_urls=(), cache_dir=None, fallback_to_snapshot=True)
