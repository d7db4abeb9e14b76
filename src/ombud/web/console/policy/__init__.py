"""The policy in the console: drafts, their checks and approvals, and the versions that were in force. For leads."""

from litestar.types import ControllerRouterHandler

from ombud.web.console.policy.checking import check_text, explain_example, language
from ombud.web.console.policy.draft import approve, draft_page, publish, send_back, submit, withdraw
from ombud.web.console.policy.editing import add_clause, add_list, edit_page, save
from ombud.web.console.policy.overview import open_draft, policy_page
from ombud.web.console.policy.rebasing import rebase, rebase_page
from ombud.web.console.policy.rollback import roll_back, rollback_page

__all__ = ["HANDLERS"]

HANDLERS: tuple[ControllerRouterHandler, ...] = (
    policy_page, open_draft, draft_page, submit, approve, send_back, withdraw, publish,
    edit_page, save, add_clause, add_list, check_text, explain_example, language, rebase_page, rebase,
    rollback_page, roll_back,
)  # fmt: skip
