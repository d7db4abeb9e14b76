"""The places of the console, in the areas that its navigation shows: where one is decides which places are near."""

import msgspec

from ombud.model import Role

__all__ = ["AREAS", "Area", "Place", "areas_for", "place_of"]

_RANKS = tuple(Role)  # declared from the least to the most trusted


class Place(msgspec.Struct, frozen=True):
    """A page of its own, for users of the role `least` or a higher one.

    What lies below `root` belongs to it; that is its `path`, unless said otherwise.
    """

    path: str
    name: str
    least: Role = Role.REVIEWER
    root: str = ""

    def holds(self, path: str) -> bool:
        """Whether `path` is this place or lies in it."""
        return path == self.path or path.startswith(f"{self.root or self.path}/")


class Area(msgspec.Struct, frozen=True):
    """Places that belong together."""

    name: str
    places: tuple[Place, ...]

    @property
    def path(self) -> str:
        """Where one comes in."""
        return self.places[0].path


AREAS = (
    Area(
        "Waiting",
        (
            Place("/console", "Queue", root="/console/cases"),
            Place("/console/appeals", "Appeals"),
            Place("/console/complaints", "Objections"),
            Place("/console/orders", "Orders", Role.LEAD),
        ),
    ),
    Area(
        "Record",
        (
            Place("/console/items", "Items"),
            Place("/console/notices", "Notices"),
            Place("/console/deliveries", "Deliveries", Role.LEAD),
            Place("/console/disputes", "Disputes", Role.LEAD),
        ),
    ),
    Area(
        "Rules",
        (
            Place("/console/policy", "Policy", Role.LEAD),
            Place("/console/policy/try", "Try a text", Role.LEAD),
            Place("/console/policy/backtest", "Backtest", Role.LEAD),
        ),
    ),
    Area("Signals", (Place("/console/signals", "Fitted here"), Place("/console/corrections", "Corrections"))),
    Area(
        "People",
        (
            Place("/console/reporters", "Reporters", Role.LEAD),
            Place("/console/flaggers", "Flaggers", Role.ADMIN),
            Place("/console/users", "Users", Role.ADMIN),
            Place("/console/keys", "Keys", Role.ADMIN),
        ),
    ),
)


def areas_for(role: Role) -> tuple[Area, ...]:
    """What a user of this role can go to."""
    rank = _RANKS.index(role)
    open_to = (Area(area.name, tuple(one for one in area.places if _RANKS.index(one.least) <= rank)) for area in AREAS)
    return tuple(area for area in open_to if area.places)


def place_of(path: str) -> Place | None:
    """The place that `path` belongs to, the nearest of several; None for pages that belong to none."""
    found = [place for area in AREAS for place in area.places if place.holds(path.rstrip("/"))]
    return max(found, key=lambda place: len(place.path), default=None)
