"""The known defects of each source, repaired: what gives a label away without being said by anybody, and damage."""

import html
import re
from collections.abc import Callable

__all__ = ["repaired"]

_HANDLES = re.compile(r"(?<!\w)@\w+")
_RETWEET = re.compile(r"^(?:RT\b:?\s*)+|(?<=\s)RT\s*:?(?=\s)")
_LINK = re.compile(r"https?://\S+|www\.\S+")
_PLACEHOLDERS = re.compile(
    r"\[(?:USER|URL|REMOVED|DELETED)\]|<(?:user|number|censored|url|percent|money|time|date)>|@URL\b|\|LBR\|"
)
_DECIMAL = re.compile(r"&lt;(?:#|DECIMAL|TIME|EMAIL|URL)&gt;", re.IGNORECASE)
_ESCAPED = re.compile(r"(?:\\u[0-9a-fA-F]{4})+|(?:\\U[0-9a-fA-F]{8})+")
_SPACES = re.compile(r"[^\S\n]+")
_LOOSE = re.compile(r"\s+([.,!?;:)'’])")


def _plain(text: str) -> str:
    """Names and addresses of people and pages out; they are nobody's opinion."""
    text = _PLACEHOLDERS.sub(" ", _DECIMAL.sub(" ", text))
    return _SPACES.sub(" ", _LINK.sub("http", _HANDLES.sub(" ", text))).strip()


def _tweet(text: str) -> str:
    return _plain(_RETWEET.sub(" ", html.unescape(html.unescape(text))))


def _escaped(text: str) -> str:
    def meant(match: re.Match[str]) -> str:
        units = match[0].encode("ascii").decode("unicode_escape")
        return units.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    return _tweet(_ESCAPED.sub(meant, text))


def _paradetox(text: str) -> str:
    """Originals have a space before punctuation and no capitals; rewrites the other way round."""
    return _plain(_LOOSE.sub(r"\1", text.lower()))


_BY_SOURCE: dict[str, Callable[[str], str]] = {
    "text/paradetox": _paradetox,
    "text/davidson-hate": _tweet,
    "text/hatexplain": _tweet,
    "text/misogyny-train": _tweet,
    "text/misogyny-dev": _tweet,
    "text/sbic-dev-split": _tweet,
    "text/mlma": _escaped,
    "text/sms-spam": str,  # links and numbers are what spam is known by
    "text/smishing": str,
}


def repaired(source: str, text: str) -> str:
    """The text of a row of this source, as its author may have written it. Pure."""
    return _BY_SOURCE.get(source, _plain)(text)
