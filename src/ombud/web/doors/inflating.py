"""Bodies that come compressed (RFC 9110, 8.4): inflated, and never further than a body may be long."""

import zlib
from typing import Final

from ombud.model import BadInput, TooLarge

__all__ = ["ACCEPTED", "UNSUPPORTED", "inflated"]

ACCEPTED: Final = b"gzip, deflate"
"""What a refusal says may be sent (RFC 9110, 12.5.3)."""

UNSUPPORTED: Final = "unsupported_coding"
"""The code of the error for every other coding, which a door answers with 415."""

_EITHER = zlib.MAX_WBITS | 32
"""The header says which of the two it is: gzip (RFC 1952) or zlib (RFC 1950), the form that ``deflate`` should have."""

_GZIP = ("gzip", "x-gzip")


def inflated(body: bytes, coding: str, most: int) -> bytes:
    """The body of this Content-Encoding, at most `most` bytes when inflated. The empty body is empty in each.

    Takes no more memory than that, whatever the body would become. Raises TooLarge (``request_too_large``), and
    BadInput for what is no whole body of the coding (``not_compressed``) and for another one (``unsupported_coding``).
    """
    coding = coding.strip().lower()
    if coding in ("", "identity"):
        return body
    if coding not in (*_GZIP, "deflate"):
        raise BadInput(UNSUPPORTED, "a body may come as gzip or deflate, or uncompressed", field="content-encoding")
    if not body:
        return body
    # Some clients leave the header of deflate out, and browsers read that too. No zlib header can be the start of such.
    bare = coding == "deflate" and not _has_zlib_header(body)
    opened = zlib.decompressobj(-zlib.MAX_WBITS if bare else _EITHER)
    try:
        found = opened.decompress(body, most + 1)
    except zlib.error as error:
        raise BadInput("not_compressed", f"the body is not {coding}, though its header says so") from error
    if len(found) > most:
        raise TooLarge("request_too_large", f"a request has at most {most} bytes, when inflated too")
    if not opened.eof or opened.unused_data:
        raise BadInput("not_compressed", f"the body is not one whole piece of {coding}")
    return found


def _has_zlib_header(body: bytes) -> bool:
    """RFC 1950, 2.2: the method is 8, and both bytes are a multiple of 31."""
    return len(body) > 1 and body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0
