"""What the databases and their drivers raise, as our errors. Nothing else leaves this package."""

import re
from typing import Any

from sqlalchemy import Index, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy import exc as sa

from ombud.model import BadInput, Conflict, Forbidden, OmbudError, SystemFault
from ombud.store.tables import metadata

__all__ = ["translated"]

_AGAIN = "Nothing was stored. Ask again."
_TAKEN: dict[str, tuple[str, str]] = {
    "pk_events": ("duplicate_event", "An event with this id is on the record already."),
    "uq_decisions_event": ("duplicate_event", "This event has its decision already."),
    "uq_decisions_id": ("duplicate_decision", "A decision with this id is on the record already."),
    "uq_entries_id": ("duplicate_entry", "An entry with this id is in the ledger already."),
    "uq_entries_idx": ("ledger_gap", "That place in the ledger is taken."),
    "pk_checkpoints": ("ledger_gap", "There is a checkpoint of that size already."),
    "uq_cases_open_item": ("case_open", "This item has an open case already."),
    "uq_appeals_decision": ("appealed_before", "This decision was appealed before, and can be appealed once."),
    "pk_appeal_outcomes": ("appeal_decided", "Somebody has heard this appeal already."),
    "pk_draft_steps": ("draft_moved_on", "Somebody has worked on this draft since."),
    "pk_publications": ("policy_moved_on", "Somebody else put a version in force at the same moment."),
    "pk_policies": ("policy_moved_on", "Somebody else put a version in force at the same moment."),
    "uq_publications_draft": ("draft_wrong_step", "This draft was published already."),
    "uq_publications_entry": ("not_in_ledger", "That entry of the ledger is about another publication."),
    "pk_process_steps": ("process_moved_on", "Somebody was faster: this has gone on since."),
    "pk_tunings": ("tuning_moved_on", "Somebody else kept the same one at the same moment."),
    "pk_tuning_steps": ("tuning_moved_on", "Somebody else changed what is in force at the same moment."),
    "uq_users_name": ("user_exists", "There is a user of this name already."),
}
_FORBIDDEN = frozenset(
    {
        "not_over",
        "same_reviewer",
        "not_trusted",
        "not_a_reviewer",
        "append_only",
        "own_draft",
        "not_an_author",
        "not_approved",
    }
)
_OURS = re.compile(r"ombud: (\w+): (.+)")
_NAMED = re.compile(r"(?:CHECK|UNIQUE) constraint failed: ([\w., ]+)")


def _constraint_names() -> dict[str, str]:
    """SQLite names the columns of a broken UNIQUE constraint, PostgreSQL the constraint: from the one to the other."""
    names = {}
    for table in metadata.tables.values():
        for unique in (*table.constraints, *table.indexes):
            if isinstance(unique, PrimaryKeyConstraint | UniqueConstraint) or (
                isinstance(unique, Index) and unique.unique
            ):
                names[", ".join(f"{table.name}.{column.name}" for column in unique.columns)] = str(unique.name)
    return names


_NAMES = _constraint_names()


def translated(error: sa.SQLAlchemyError | UnicodeError | OverflowError) -> OmbudError:
    """The error to raise instead of `error`."""
    if isinstance(error, sa.StatementError) and isinstance(error.orig, OmbudError):
        return error.orig
    if isinstance(error, UnicodeError):
        return BadInput("lone_surrogate", "a text holds half of a surrogate pair")
    if isinstance(error, OverflowError):
        return BadInput("out_of_range", "a number does not fit in 64 bits")
    if isinstance(error, sa.TimeoutError):
        return SystemFault("store_busy", "Every connection to the database is in use.", advice=_AGAIN)
    if not isinstance(error, sa.DBAPIError):
        return SystemFault(
            "store_unavailable", f"The database could not be used: {type(error).__name__}.", advice=_AGAIN
        )
    cause: Any = error.orig
    if hasattr(cause, "diag"):
        return _postgresql(cause)
    return _sqlite(cause)


def _sqlite(cause: Any) -> OmbudError:
    name, message = getattr(cause, "sqlite_errorname", ""), str(cause)
    if name.startswith("SQLITE_CONSTRAINT"):
        broken = _NAMED.search(message)
        constraint = broken[1] if broken else name.removeprefix("SQLITE_CONSTRAINT_").lower()
        return _broken(_NAMES.get(constraint, constraint), message)
    if name == "SQLITE_FULL":
        return _full()
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return _busy()
    return SystemFault("store_unavailable", f"The database cannot be used: {message}.", advice=_AGAIN)


def _postgresql(cause: Any) -> OmbudError:
    state, message = cause.sqlstate or "", cause.diag.message_primary or str(cause).strip()
    if state.startswith("23"):
        return _broken(cause.diag.constraint_name or "integrity", message)
    if state == "53100":
        return _full()
    if state in {"55P03", "40P01", "40001", "53300"}:
        return _busy()
    if state == "22003":
        return BadInput("out_of_range", "a number does not fit in 64 bits")
    return SystemFault("store_unavailable", f"The database cannot be used: {message}", advice=_AGAIN)


def _broken(constraint: str, message: str) -> OmbudError:
    """A rule of the database was broken: one of our triggers (``ombud: code: sentence``) or a named constraint."""
    ours = _OURS.search(message)
    if ours:
        kind = Forbidden if ours[1] in _FORBIDDEN else Conflict
        return kind(ours[1], ours[2])
    if constraint in _TAKEN:
        code, detail = _TAKEN[constraint]
        return Conflict(code, detail)
    if constraint.endswith("no_restriction_without_reasons"):
        return Conflict("reasons_missing", "A decision that restricts cannot be stored without its statement.")
    return Conflict("not_allowed_by_record", f"The database refuses it: {constraint}.")


def _full() -> SystemFault:
    return SystemFault("disk_full", "The disk is full: nothing was stored.", advice="Make room, then send it again.")


def _busy() -> SystemFault:
    return SystemFault("store_busy", "The database is busy with somebody else's work.", advice=_AGAIN)
