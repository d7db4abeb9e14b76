"""The console's navigation: every place for those who may go there, and beside it what belongs to it."""

import re
from collections.abc import Callable

import httpx
import pytest

from ombud.model import Role
from ombud.web.console.places import AREAS, areas_for, place_of

SignedIn = Callable[[str], httpx.Client]
WHO = [("ada", Role.REVIEWER), ("lea", Role.LEAD), ("ann", Role.ADMIN)]


@pytest.mark.parametrize(("name", "role"), WHO)
def test_every_place_that_is_shown_opens_and_says_where_one_is(signed_in: SignedIn, name: str, role: Role) -> None:
    client = signed_in(name)
    for area in areas_for(role):
        for place in area.places:
            answer = client.get(place.path)
            assert answer.status_code == 200, place.path
            header = answer.text.partition("</header>")[0]
            assert re.findall(r'<a href="([^"]+)" aria-current="page">', header) == [place.path]
            assert {one.path for one in area.places} <= set(re.findall(r'href="([^"]+)"', header))


@pytest.mark.parametrize(("name", "role"), WHO)
def test_a_place_that_is_not_shown_does_not_open(signed_in: SignedIn, name: str, role: Role) -> None:
    client = signed_in(name)
    shown = {place.path for area in areas_for(role) for place in area.places}
    hidden = {place.path for area in AREAS for place in area.places} - shown
    assert {client.get(path).status_code for path in hidden} <= {403}


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/console", "Queue"),
        ("/console/", "Queue"),
        ("/console/cases/cas_1", "Queue"),
        ("/console/policy/drafts/1", "Policy"),
        ("/console/policy/backtest/1", "Backtest"),
        ("/console/items/decisions", "Items"),
        ("/console/itemsabout", None),
        ("/console/account", None),
    ],
)
def test_the_nearest_place_is_where_one_is(path: str, name: str | None) -> None:
    place = place_of(path)
    assert (place.name if place else None) == name
