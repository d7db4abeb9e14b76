"""Receipts to keep: proofs that the record of a decision is in the public log."""

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from ombud.model import NotFound
from ombud.web.portal.letter import proofs_of
from ombud.wiring import Ombud

__all__ = ["get_all", "get_one"]


@get("/receipts.zip", sync_to_thread=True)
def get_all(token: FromPath[str], ombud: NamedDependency[Ombud]) -> Response[bytes]:
    """Every receipt about the post, in one archive. 409 (``not_yet_sequenced``) until all of it is in the log."""
    view = ombud.notices.by_token(token)
    if view is None:
        raise NotFound("no_such_notice", "there is nothing at this address")
    archive = ombud.receipts.receipts_of(view.decision.decision.id)
    return _download(archive, "application/zip", "receipts.zip")


@get("/receipts/{name:str}", sync_to_thread=True)
def get_one(token: FromPath[str], name: FromPath[str], ombud: NamedDependency[Ombud]) -> Response[bytes]:
    """One receipt, such as ``dec_....tlog-proof``: only of what this notice's post has been through."""
    view = ombud.notices.by_token(token)
    with ombud.store.read() as unit:
        theirs = {proof.entry for proof in proofs_of(unit, view)} if view else set()
    entry = name.removesuffix(".tlog-proof")
    if entry not in theirs:
        raise NotFound("no_such_receipt", "there is nothing at this address")
    return _download(ombud.receipts.receipt(entry), "text/plain", f"{entry}.tlog-proof")


def _download(body: bytes, media_type: str, name: str) -> Response[bytes]:
    return Response(body, media_type=media_type, headers={"content-disposition": f'attachment; filename="{name}"'})
