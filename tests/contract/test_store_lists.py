"""Many texts as one value of a question: whatever is in them, and however many there are, each is found as itself."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ombud.model import BadInput
from ombud.ports import Store
from tests.support.records import POLICY, sealed

HOSTILE = ('a"b', "x'y", "\\", "\\u0041", "{a,b}", "NULL", "null", "[1]", "1", "ä\u2028\u202e😀", "\ud7ff", "%", "a,b")
NEAR = ("A", "a", "a ", " a", "1.0", "true", "x''y", "%%", "{a}")


@pytest.fixture
def kept(store: Store) -> Store:
    """A post for each hostile name."""
    with store.write() as unit:
        unit.policies.add(POLICY)
        unit.records.append([sealed(f"d{n}", item) for n, item in enumerate(HOSTILE)])
    return store


def test_each_name_finds_its_own_post_and_no_other(kept: Store) -> None:
    with kept.read() as unit:
        found = unit.records.latest([*HOSTILE, *NEAR])
        assert {item: one.decision.item for item, one in found.items()} == dict(zip(HOSTILE, HOSTILE, strict=True))
        assert unit.records.latest([]) == {}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
    )
)
def test_no_other_text_finds_anything(kept: Store, names: list[str]) -> None:
    with kept.read() as unit:
        assert set(unit.records.latest(names)) == set(names).intersection(HOSTILE)


def test_more_names_than_a_database_takes_values_in_one_question(kept: Store) -> None:
    with kept.read() as unit:
        assert set(unit.records.latest([*(f"none-{n}" for n in range(70_000)), "NULL"])) == {"NULL"}
        assert unit.cases.named([f"none-{n}" for n in range(70_000)]) == {}


def test_a_name_that_no_database_can_hold_is_refused(kept: Store) -> None:
    with kept.read() as unit, pytest.raises(BadInput):
        unit.records.latest(["a", "b\0c"])
