"""What a reviewer chose for their own comfort, kept in their browser only: nobody else needs to know."""

from typing import Any

import msgspec
from litestar import Request
from litestar.datastructures import Cookie

__all__ = ["Preferences", "cookies_for", "preferences_of"]

_YEAR = 365 * 24 * 3600
_SHORTCUTS = "ombud-shortcuts"
_VEIL = "ombud-veil"


class Preferences(msgspec.Struct, frozen=True):
    """`shortcuts`: single-key shortcuts work (WCAG 2.1.4 asks for a way to turn them off). `veil`: reviewed text stays
    covered until the reviewer chooses to read it."""

    shortcuts: bool = True
    veil: bool = False


def preferences_of(request: Request[Any, Any, Any]) -> Preferences:
    """Anything but the two words we set ourselves means the default."""
    return Preferences(
        shortcuts=request.cookies.get(_SHORTCUTS) != "off",
        veil=request.cookies.get(_VEIL) == "on",
    )


def cookies_for(preferences: Preferences, *, secure: bool) -> list[Cookie]:
    """Two cookies that say nothing about who somebody is."""
    chosen = {_SHORTCUTS: preferences.shortcuts, _VEIL: preferences.veil}
    return [
        Cookie(
            key=key,
            value="on" if value else "off",
            path="/console",
            max_age=_YEAR,
            secure=secure,
            httponly=True,
            samesite="strict",
        )
        for key, value in chosen.items()
    ]
