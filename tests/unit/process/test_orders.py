"""What makes an order valid, and how far it reaches (DSA Arts. 9 and 10)."""

from datetime import UTC, datetime

import msgspec
import pytest

from ombud.model import BadInput, Conflict, Order, OrderFrom, OrderKind
from ombud.process.orders import MAX_LOCATIONS, check_effect, check_order, checklist, is_gagged
from tests.support.records import NOW, later

VALID = Order(
    id="ord-1",
    kind=OrderKind.ACT,
    sender=OrderFrom.COURT,
    authority="Landgericht Beispielstadt",
    country="DE",
    reference="3 O 17/26",
    legal_basis="§ 1004 BGB",
    reasons="The post says what the court found to be untrue.",
    asked="Do not show the post in Germany.",
    locations=("post-1",),
    territory=("DE",),
    language="en",
    redress="An objection within two weeks.",
    contact="geschaeftsstelle@lg.example",
    received_at=NOW,
)
ASKS = msgspec.structs.replace(
    VALID,
    kind=OrderKind.INFORMATION,
    persons=("u-1",),
    objective="a charge",
    necessity="nobody else knows",
    territory=(),
)


def but(order: Order = VALID, /, **changes: object) -> Order:
    return msgspec.structs.replace(order, **changes)


def lacking(order: Order) -> list[str]:
    return [point.name for point in checklist(order, languages={"en", "de"}) if not point.met]


def test_a_valid_order_lacks_nothing() -> None:
    assert lacking(VALID) == []
    assert lacking(ASKS) == []


@pytest.mark.parametrize(
    ("change", "point"),
    [
        ({"legal_basis": ""}, "legal_basis"),
        ({"reasons": ""}, "reasons"),
        ({"sender": OrderFrom.COMPANY}, "authority"),
        ({"country": None, "territory": ()}, "authority"),
        ({"locations": ()}, "locations"),
        ({"redress": ""}, "redress"),
        ({"contact": ""}, "contact"),
        ({"territory": ()}, "territory"),
        ({"territory": ("DE", "FR")}, "territory"),
        ({"language": "xx"}, "language"),
        ({"language": ""}, "language"),
    ],
)
def test_each_point_that_the_law_asks_for_is_looked_at(change: dict[str, object], point: str) -> None:
    assert point in lacking(but(**change))


@pytest.mark.parametrize("change", [{"persons": ()}, {"objective": ""}, {"necessity": ""}])
def test_an_order_for_information_says_about_whom_and_what_for(change: dict[str, object]) -> None:
    assert len(lacking(but(ASKS, **change))) == 1


def test_an_informal_demand_is_held_to_nothing_and_binds_nobody() -> None:
    informal = but(kind=OrderKind.INFORMAL, legal_basis="")
    assert checklist(informal, languages={"en"}) == ()
    with pytest.raises(Conflict) as caught:
        check_effect(informal, (), ["DE"], None, NOW)
    assert caught.value.code == "order_informal"


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"authority": "  "}, "order_empty", "authority"),
        ({"asked": ""}, "order_empty", "asked"),
        ({"asked": "x" * 5001}, "order_too_long", "asked"),
        ({"locations": ("p",) * (MAX_LOCATIONS + 1)}, "order_too_many", "locations"),
        ({"locations": ("",)}, "order_location", "locations"),
        ({"locations": ("x" * 2049,)}, "order_location", "locations"),
        ({"persons": ("x",) * (MAX_LOCATIONS + 1)}, "order_too_many", "persons"),
        ({"persons": ("x" * 2049,)}, "order_location", "persons"),
        ({"territory": ("Germany",)}, "no_such_country", "territory"),
        ({"territory": ("de",)}, "no_such_country", "territory"),
        ({"country": "*"}, "no_such_country", "country"),
        ({"country": "XX"}, "no_such_country", "country"),
        ({"language": "English"}, "invalid_language", "language"),
        ({"gag_until": later(days=3)}, "gag_without_basis", "gag_basis"),
        ({"gag_basis": "§ 1"}, "gag_without_end", "gag_until"),
        ({"gag_basis": "§ 1", "gag_until": later(days=400)}, "gag_too_long", "gag_until"),
    ],
)
def test_what_no_order_can_be_is_refused(change: dict[str, object], code: str, field: str) -> None:
    with pytest.raises(BadInput) as caught:
        check_order(but(**change))
    assert (caught.value.code, caught.value.field) == (code, field)


def test_what_can_be_stored_is_trimmed_and_otherwise_as_it_was_said() -> None:
    assert check_order(but(authority=" Landgericht Beispielstadt \n")) == VALID
    gagged = but(gag_basis="§ 101a StPO", gag_until=later(days=30))
    assert check_order(gagged) == gagged
    assert check_order(but(country=None, language="")).country is None


def effect(order: Order, territory: list[str], until: datetime | None = None) -> None:
    check_effect(order, checklist(order, languages={"en"}), territory, until, NOW)


def test_an_order_has_effect_in_its_own_country() -> None:
    effect(VALID, ["DE"])
    effect(VALID, ["DE"], later(days=1))
    effect(but(territory=("DE", "FR")), ["DE"])


@pytest.mark.parametrize(
    ("order", "territory"),
    [
        (VALID, ["FR"]),
        (VALID, ["DE", "FR"]),
        (VALID, []),
        (but(territory=("DE", "FR")), ["FR"]),
        (but(territory=("FR",)), ["DE"]),
        (but(territory=("FR",)), ["FR"]),
    ],
)
def test_an_order_for_the_whole_world_holds_nowhere_else(order: Order, territory: list[str]) -> None:
    with pytest.raises(Conflict) as caught:
        effect(order, territory)
    assert caught.value.code == "order_beyond_territory"


def test_an_order_without_a_legal_basis_has_no_effect() -> None:
    with pytest.raises(Conflict) as caught:
        effect(but(legal_basis=""), ["DE"])
    assert (caught.value.code, "legal_basis" in caught.value.detail) == ("order_not_valid", True)


def test_nothing_is_given_effect_that_is_over_already() -> None:
    for end in (datetime(2020, 1, 1, tzinfo=UTC), NOW):
        with pytest.raises(BadInput) as caught:
            effect(VALID, ["DE"], end)
        assert caught.value.code == "order_end_in_the_past"
    effect(VALID, ["DE"], later(days=1))


def test_a_gag_ends_on_its_date() -> None:
    gagged = but(gag_basis="§ 101a StPO", gag_until=later(days=30))
    assert is_gagged(gagged, later(days=29))
    assert not is_gagged(gagged, later(days=30))
    assert not is_gagged(VALID, NOW)
