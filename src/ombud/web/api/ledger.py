"""The log itself, as static files (C2SP tlog-tiles): anybody may copy all of it and check it."""

import re

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from ombud.model import NotFound
from ombud.wiring import Ombud

__all__ = ["get_checkpoint", "get_tile"]

_TILE = re.compile(
    r"(?P<level>entries|[0-9]|[1-5][0-9]|6[0-3])/(?:x[0-9]{3}/){0,6}[0-9]{3}"
    r"(?P<partial>\.p/(?:[1-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5]))?"
)
"""tlog-tiles, “Merkle Tree”: levels 0 to 63, the number in groups of three digits, a width of 1 to 255 when partial."""

_ANYBODY = {"access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin"}
_FOREVER = "public, max-age=31536000, immutable"
_FOR_NOW = "public, max-age=300"  # a partial tile goes when the full one has come


@get("/ledger/checkpoint", sync_to_thread=True)
def get_checkpoint(ombud: NamedDependency[Ombud]) -> Response[bytes]:
    """The newest signed head of the log."""
    note = _published(ombud, "checkpoint")
    return Response(note, media_type="text/plain", headers={**_ANYBODY, "cache-control": "no-cache"})


@get("/ledger/tile/{path:path}", sync_to_thread=True)
def get_tile(path: FromPath[str], ombud: NamedDependency[Ombud]) -> Response[bytes]:
    """A tile of hashes (``0/x001/234``) or of entries (``entries/000.p/17``)."""
    name = path.removeprefix("/")
    match = _TILE.fullmatch(name)
    if match is None:
        raise NotFound("no_such_tile", "a log has no tile of that name")
    tile = _published(ombud, f"tile/{name}")
    keep = _FOR_NOW if match["partial"] else _FOREVER
    return Response(tile, media_type="application/octet-stream", headers={**_ANYBODY, "cache-control": keep})


def _published(ombud: Ombud, name: str) -> bytes:
    found = ombud.blobs.read(name)
    if found is None:
        raise NotFound("not_in_the_log", "the log does not reach that far yet")
    return found
