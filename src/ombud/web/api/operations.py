"""Whether the process lives, whether it can do its work, and what it has done."""

from litestar import get
from litestar.enums import MediaType

__all__ = ["healthz"]


@get("/healthz", media_type=MediaType.TEXT, sync_to_thread=False)
def healthz() -> str:
    """The process answers. Nothing else is looked at: a database that is away is no reason to be killed."""
    return "ok\n"
