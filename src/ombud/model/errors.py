"""The error root. Every error says what is wrong, what to do next, and carries a code that does not change.

Errors know nothing of HTTP or of exit codes: the edges translate the five kinds below
(`web` into status codes, `cli` into exit codes).
"""

from typing import ClassVar

__all__ = ["BadInput", "Conflict", "Forbidden", "NotFound", "OmbudError", "SystemFault", "TooLarge"]


class OmbudError(Exception):
    """Root of everything Ombud raises on purpose.

    `code` is stable and machine-readable; `detail` says what is wrong in this instance; `advice` what to do about it;
    `field` is the dotted path of the input at fault (``item.text``), when there is one.
    """

    kind: ClassVar[str] = "error"

    def __init__(self, code: str, detail: str, *, advice: str = "", field: str | None = None) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.advice = advice
        self.field = field

    def describe(self) -> dict[str, str]:
        """The error as plain data: ``code``, ``detail`` and, where known, ``field`` and ``advice``."""
        out = {"code": self.code, "detail": self.detail}
        if self.field is not None:
            out["field"] = self.field
        if self.advice:
            out["advice"] = self.advice
        return out


class BadInput(OmbudError):
    """What came in cannot be understood or breaks a stated limit. Nothing was stored."""

    kind = "bad_input"


class TooLarge(BadInput):
    """The input is bigger or deeper than the stated limit."""

    kind = "too_large"


class Conflict(OmbudError):
    """It contradicts what is already on the record: the same id with other content, a second appeal."""

    kind = "conflict"


class NotFound(OmbudError):
    """Nothing by that name is on the record."""

    kind = "not_found"


class Forbidden(OmbudError):
    """The person or key asking may not do this; nothing happened."""

    kind = "forbidden"


class SystemFault(OmbudError):
    """Our side failed (disk full, database gone). What was not acknowledged was not done: ask again."""

    kind = "system_fault"
