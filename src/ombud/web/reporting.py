"""Taking reports in, for the form and the API alike: who may report as whom, and how often from one place."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from litestar import Request

from ombud.model import Forbidden
from ombud.pipeline import FLAGGER_KEY_PREFIX, Origin, network_of
from ombud.process.reports import Told
from ombud.web.api.keys import require
from ombud.web.network import client_address
from ombud.web.throttle import Throttle
from ombud.wiring import Ombud

__all__ = ["LAW", "ReportThrottle", "admit", "flagger_key", "flagger_origin", "platform_origin", "told_by"]

LAW = ":law"
"""What the form's list of rules holds for “it is against the law”. No clause has such a name."""

_SCOPE = "events:write"
_REPORTS = 20
_WINDOW = timedelta(minutes=10)


class ReportThrottle(Throttle):
    """So many reports in ten minutes from one network, of those who have no key. Bounded memory; others never wait."""

    def __init__(self) -> None:
        super().__init__(_REPORTS, _WINDOW, capacity=16_384)


def admit(request: Request[Any, Any, Any], ombud: Ombud) -> str:
    """The address of a stranger who may report now. Raises Forbidden (``too_many_requests``), told as 429."""
    throttle: ReportThrottle = request.app.state.report_throttle
    address = client_address(request)
    wait = throttle.begin(("report", network_of(address) or address), ombud.clock.now())
    if wait is not None:
        raise Forbidden(
            "too_many_requests",
            f"More than {_REPORTS} reports have come from your network within {_WINDOW.seconds // 60} minutes.",
            advice=f"Nothing of this one was kept: send it again in {int(wait.total_seconds()) // 60 + 1} minutes.",
        )
    return address


def flagger_origin(ombud: Ombud, key: str, language: str) -> Origin:
    """A trusted flagger. Raises Forbidden (``key_unknown``, ``not_trusted``)."""
    return Origin(flagger=ombud.flaggers.by_key(key), language=language)


async def platform_origin(request: Request[Any, Any, Any], reporter: str | None, language: str) -> Origin:
    """A platform that passes on what one of its users reports. Raises Forbidden for its key."""
    key = await require(request, _SCOPE)
    return Origin(platform=key.id, reporter=reporter, language=language)


def flagger_key(authorization: str) -> str | None:
    """The key of a trusted flagger in an ``Authorization`` header, if that is what it holds."""
    scheme, _, secret = authorization.partition(" ")
    return secret.strip() if scheme.lower() == "bearer" and secret.strip().startswith(FLAGGER_KEY_PREFIX) else None


def told_by(form: Mapping[str, str]) -> Told:
    """What the form says."""
    chosen = form.get("clause", "")
    return Told(
        item=form.get("item", ""),
        url=form.get("url", ""),
        clause="" if chosen == LAW else chosen,
        law=form.get("law", "") if chosen == LAW else "",
        explanation=form.get("explanation", ""),
        good_faith="good_faith" in form,
        name=form.get("name", ""),
        email=form.get("email", ""),
    )
