"""What several conditions compute alike is computed once per event."""

from ombud.policy.engine.sharing import Shared, once


class Event:
    """An event that remembers what was computed for it."""

    def __init__(self) -> None:
        self.done: dict[object, object] = {}


def test_a_part_that_is_asked_for_twice_becomes_a_function() -> None:
    shared = Shared()
    conditions = [f"({shared.marked('costly(e)')} > {i})" for i in range(2)]
    assert [shared.resolved(text) for text in conditions] == ["(once(e, shared_0) > 0)", "(once(e, shared_0) > 1)"]
    assert shared.functions() == ["def shared_0(e):\n    return costly(e)\n"]


def test_a_part_that_is_asked_for_once_stays_where_it_is() -> None:
    shared = Shared()
    outer = shared.marked(f"outer({shared.marked('inner(e)')})")
    assert shared.resolved(outer) == "outer(inner(e))"
    assert shared.functions() == []


def test_a_part_of_a_shared_part_is_shared_too() -> None:
    shared = Shared()
    inner = [shared.marked("inner(e)") for _ in range(2)]
    outer = [shared.marked(f"outer({one})") for one in inner]
    assert {shared.resolved(one) for one in outer} == {"once(e, shared_1)"}
    assert shared.functions()[1] == "def shared_1(e):\n    return outer(once(e, shared_0))\n"


def test_equal_constants_of_one_type_have_one_name() -> None:
    shared = Shared()
    assert shared.constant(frozenset("ab")) == shared.constant(frozenset("ba"))
    assert shared.constant(1) != shared.constant(True)


def test_a_value_is_computed_once_also_when_it_is_nothing() -> None:
    asked = []

    def compute(event: object) -> None:
        asked.append(event)

    event = Event()
    assert [once(event, compute) for _ in range(3)] == [None] * 3
    assert len(asked) == 1
