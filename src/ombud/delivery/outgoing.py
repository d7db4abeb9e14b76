"""What every request to somebody else's server has in common: whom it trusts, and how it says what went wrong."""

import ssl
from ipaddress import ip_address
from typing import TypeVar

import httpx

__all__ = ["address", "excerpt", "is_here", "trusted", "why"]

_EXCERPT = 120
_OSError = TypeVar("_OSError", bound=OSError)


def trusted() -> ssl.SSLContext:
    """The authorities that certificates are checked against: also the machine's own, for receivers inside a house."""
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context


def address(url: str) -> httpx.URL | None:
    """A full http or https address without a password in it, else None."""
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        return None
    return parsed if parsed.scheme in ("http", "https") and parsed.host and not parsed.userinfo else None


def is_here(host: str) -> bool:
    """Whether an address is this machine itself, so that nobody in between can listen."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def why(error: Exception, timeout: float) -> str:
    """One line for what happened before there was an answer."""
    if isinstance(error, TimeoutError):
        return f"no answer within {timeout:g} seconds"
    tls = _cause(error, ssl.SSLError)
    if tls is not None:
        return f"no secure connection: {excerpt(getattr(tls, 'verify_message', '') or tls.reason or str(tls))}"
    if isinstance(error, httpx.ConnectError):
        return f"no connection: {excerpt(str(_cause(error, OSError) or error))}"
    if isinstance(error, httpx.RemoteProtocolError):
        return f"the answer was not HTTP: {excerpt(str(error))}"
    return f"it could not be sent: {excerpt(str(error)) or type(error).__name__}"


def _cause(error: BaseException | None, kind: type[_OSError]) -> _OSError | None:
    """The first error of that kind that led to this one."""
    while error is not None and not isinstance(error, kind):
        error = error.__cause__ or error.__context__
    return error


def excerpt(text: str) -> str:
    """The beginning of what somebody else wrote, on one line, without anything a terminal or a page could obey."""
    line = " ".join(text.split())
    clean = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in line)
    return clean if len(clean) <= _EXCERPT else clean[: _EXCERPT - 1] + "…"
