"""The console: where people look at what machines proposed, and decide."""

from typing import cast

from litestar import Router
from litestar.di import Provide
from litestar.types import ControllerRouterHandler, ExceptionHandler

from ombud.model import OmbudError, Role
from ombud.web.console.access import HOME, Gate, SignInNeeded, to_sign_in
from ombud.web.console.account import account_page, change_address, change_comfort, change_password
from ombud.web.console.appeals import appeal_page, appeals_page, give_back, hear, judge_claim, take
from ombud.web.console.backtest import backtest_page, cancel_backtest, start_backtest
from ombud.web.console.cases import case_page, judge
from ombud.web.console.complaints import complaint_page, complaints_page, hear_complaint
from ombud.web.console.corrections import corrections_page, judge_correction
from ombud.web.console.deliveries import deliveries_page, resend
from ombud.web.console.desk import desk_for, refusals
from ombud.web.console.disputes import HANDLERS as DISPUTES
from ombud.web.console.explain import explain_page, try_page, try_text
from ombud.web.console.flaggers import HANDLERS as FLAGGERS
from ombud.web.console.items import find_item, item_page
from ombud.web.console.keys import add_key, keys_page, revoke_key
from ombud.web.console.notices import notices_page
from ombud.web.console.orders import HANDLERS as ORDERS
from ombud.web.console.outside import HANDLERS as OUTSIDE
from ombud.web.console.policy import HANDLERS as POLICY
from ombud.web.console.queue import queue_page
from ombud.web.console.reporters import HANDLERS as REPORTERS
from ombud.web.console.signin import signin_router
from ombud.web.console.tunings import signals_page, take_back
from ombud.web.console.users import add_user, change_role, change_skills, disable_user, reset_password, users_page
from ombud.web.forms import read_form
from ombud.wiring import Ombud

__all__ = ["router"]

_REVIEWERS: tuple[ControllerRouterHandler, ...] = (
    queue_page, case_page, judge, appeals_page, appeal_page, hear, take, give_back, judge_claim,
    find_item, item_page, explain_page, complaints_page, complaint_page, hear_complaint,
    account_page, change_address, change_comfort, change_password,
    notices_page, corrections_page, judge_correction, signals_page,
)  # fmt: skip
_BACKTEST = (backtest_page, start_backtest, cancel_backtest)
_LEADS: tuple[ControllerRouterHandler, ...] = (
    deliveries_page,
    resend,
    take_back,
    try_page,
    try_text,
    *_BACKTEST,
    *POLICY,
    *ORDERS,
    *DISPUTES,
    *OUTSIDE,
    *REPORTERS,
)
_ADMINS: tuple[ControllerRouterHandler, ...] = (
    users_page, add_user, change_role, change_skills, reset_password, disable_user, keys_page, add_key, revoke_key,
    *FLAGGERS,
)  # fmt: skip


def router(ombud: Ombud) -> Router:
    """Everything under ``/console``. Only the sign-in page is open; each group of pages has its own guard."""
    gate = Gate(ombud)
    refused = cast("dict[int | type[Exception], ExceptionHandler[Exception]]", {OmbudError: refusals(ombud)})
    return Router(
        HOME,
        route_handlers=[
            signin_router(ombud, gate),
            Router("/", route_handlers=_REVIEWERS, guards=[gate.behind(Role.REVIEWER)], exception_handlers=refused),
            Router("/", route_handlers=_LEADS, guards=[gate.behind(Role.LEAD)], exception_handlers=refused),
            Router("/", route_handlers=_ADMINS, guards=[gate.behind(Role.ADMIN)], exception_handlers=refused),
        ],
        dependencies={
            "desk": Provide(desk_for, sync_to_thread=False),
            "form": Provide(read_form),
            "gate": Provide(lambda: gate, sync_to_thread=False),
        },
        exception_handlers={SignInNeeded: to_sign_in},
    )
