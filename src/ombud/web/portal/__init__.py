"""What one person may read: the notice of a decision about their post, their appeal, their receipts."""

from litestar import Router

from ombud.web.portal import acknowledgement, notice, plea, receipts
from ombud.web.portal.inquiry import inquiry_router
from ombud.web.portal.order import order_router
from ombud.web.portal.outside import outside_router
from ombud.web.portal.person import person_router
from ombud.web.portal.report import report_router

__all__ = ["inquiry_router", "order_router", "outside_router", "person_router", "report_router", "router"]


def router() -> Router:
    """Everything under ``/notice/{token}``: a link that cannot be guessed is the only key, so no page names another."""
    return Router(
        "/notice/{token:str}",
        route_handlers=[
            notice.get_notice,
            notice.post_appeal,
            notice.post_evidence,
            plea.post_withdrawal,
            acknowledgement.post_acknowledgement,
            receipts.get_all,
            receipts.get_one,
        ],
        response_headers={"x-robots-tag": "noindex, nofollow, noarchive"},
    )
