"""What the encoder reads: the normal form, with names for what its vocabulary has no words for."""

import re
import unicodedata
from functools import lru_cache

__all__ = ["plain"]

_HANDLE = re.compile(r"(?<!\w)@\w+|\[user\]|<user>")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\[url\]|<url>")
_PICTURE = re.compile(r"[\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]")
_MODIFIER = re.compile("[\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")


def plain(normal: str) -> str:
    """Names of accounts become ``@user``, addresses ``link``, and every emoji its Unicode name, as words.

    The encoder's vocabulary has no emoji, and what an account or an address is called says nothing about the text.
    """
    if "@" in normal or "[" in normal or "<" in normal:
        normal = _HANDLE.sub("@user", normal)
    if "[" in normal or "<" in normal or "www." in normal or "://" in normal:
        normal = _ADDRESS.sub("link", normal)
    if normal.isascii():
        return normal
    return _PICTURE.sub(_name, _MODIFIER.sub("", normal))


@lru_cache(maxsize=4096)
def _named(sign: str) -> str:
    return f" {unicodedata.name(sign, '').lower()} "


def _name(match: re.Match[str]) -> str:
    return _named(match[0])
