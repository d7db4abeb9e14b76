"""Taking reports in, for the form and the API alike: who may report as whom."""

from collections.abc import Mapping
from typing import Any

from litestar import Request

from ombud.pipeline import FLAGGER_KEY_PREFIX, Origin
from ombud.process.reports import Told
from ombud.web.api.keys import require
from ombud.wiring import Ombud

__all__ = ["LAW", "flagger_key", "flagger_origin", "platform_origin", "told_by"]

LAW = ":law"
"""What the form's list of rules holds for “it is against the law”. No clause has such a name."""

_SCOPE = "events:write"


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
