"""What others say was scored wrongly: somebody here looks at each, since only what was accepted is learnt from."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ombud.model import BadInput, Correction
from ombud.pipeline import Scored, ScoreRequest
from ombud.web.console.desk import Desk, Form
from ombud.web.console.queue import PageNumber

__all__ = ["corrections_page", "judge_correction"]

_PER_PAGE = 20


class Wanted(msgspec.Struct, frozen=True):
    """A signal, what it should have said, and what it says now; None where it says nothing."""

    name: str
    value: float
    now: float | None


class Waiting(msgspec.Struct, frozen=True):
    """One correction as the page shows it."""

    correction: Correction
    wanted: tuple[Wanted, ...]
    waited: timedelta


@get("/corrections", sync_to_thread=True)
def corrections_page(desk: NamedDependency[Desk], page: PageNumber = 1) -> Response[Any]:
    """Those that nobody has looked at, oldest first."""
    found = desk.ombud.corrections.waiting(_PER_PAGE + 1, (page - 1) * _PER_PAGE)
    return desk.page(
        "corrections.html",
        rows=_rows(desk, found[:_PER_PAGE]),
        total=desk.ombud.corrections.count(),
        number=page,
        more=len(found) > _PER_PAGE,
    )


@post("/corrections/{correction_id:str}", status_code=HTTPStatus.SEE_OTHER, sync_to_thread=True)
def judge_correction(
    desk: NamedDependency[Desk], correction_id: FromPath[str], form: NamedDependency[Form]
) -> Response[Any]:
    """Accept or reject it, then on to the next. Somebody may have been faster: then nothing changes."""
    outcome = form.get("outcome")
    if outcome == "accept":
        desk.ombud.corrections.accept(correction_id, desk.user)
    elif outcome == "reject":
        desk.ombud.corrections.reject(correction_id, desk.user)
    else:
        raise BadInput("outcome_missing", "Choose whether the correction is right.", advice="Go back and choose.")
    return desk.go("/console/corrections", said=f"correction-{outcome}")


def _rows(desk: Desk, found: list[Correction]) -> list[Waiting]:
    scorer = desk.ombud.signals.scorer
    scored = scorer.score([ScoreRequest(one.text, one.lang) for one in found])
    return [
        Waiting(
            one,
            tuple(Wanted(name, value, _now(answer, name)) for name, value in sorted(one.labels.items())),
            desk.now - one.at,
        )
        for one, answer in zip(found, scored, strict=True)
    ]


def _now(answer: object, name: str) -> float | None:
    signal = answer.signals.get(name) if isinstance(answer, Scored) else None
    return signal.value if signal is not None and isinstance(signal.value, float) else None
