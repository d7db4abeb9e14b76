"""Where clients of other services come in, unchanged: Perspective, OpenAI's moderation endpoint, Akismet."""

from typing import Any

from litestar.types import ASGIApp

from ombud.pipeline import ScoreRequest
from ombud.web.api import describe
from ombud.web.api.keys import Keys
from ombud.web.api.metrics import Metrics
from ombud.web.doors.akismet import AkismetDoor
from ombud.web.doors.described import paths, schemas, security
from ombud.web.doors.entrance import Entrance
from ombud.web.doors.openai import OpenAIDoor
from ombud.web.doors.perspective import PerspectiveDoor
from ombud.web.doors.scoring import SCOPE, Scoring
from ombud.wiring import Ombud

__all__ = ["in_front_of", "prepare", "warm_up"]

_FOREIGN = ("Jotain aivan muuta kuin englantia, jotta kielen tunnistus ladataan.", None)
_OFFERED = ("Ein Satz in einer Sprache, die das Modell der anderen Sprachen kennt, damit es geladen ist.", "de")


def in_front_of(app: ASGIApp, ombud: Ombud, keys: Keys, metrics: Metrics) -> Entrance:
    """An application that answers at the doors, and leaves the rest to `app`."""
    scoring = Scoring(ombud.signals.scorer, keys)
    doors = (
        PerspectiveDoor(scoring, ombud.corrections, ombud.config.public_url),
        OpenAIDoor(scoring, ombud.config.flags),
        AkismetDoor(scoring, ombud.corrections, ombud.config.flags),
    )
    return Entrance(app, doors, metrics)


def prepare() -> dict[str, Any]:
    """What the application says of itself, doors included, by its name in the application's state."""
    return {"openapi": describe(paths(), schemas(), security())}


def warm_up(ombud: Ombud) -> None:
    """Load what the first score would have to wait for, where a key may ask for scores: above all what tells languages,
    and the model of other languages, where it is installed.

    Clients of Akismet wait for a second and no longer.
    """
    if any(SCOPE in key.scopes and key.revoked_at is None for key in ombud.accounts.keys()):
        ombud.signals.scorer.score([ScoreRequest(text, lang) for text, lang in (_FOREIGN, _OFFERED)])
