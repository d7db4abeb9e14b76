"""Values and types outside an expression: what is read, what is written, what is neither."""

import math
from typing import Any

import pytest

from ombud.model import BadInput, TooLarge
from ombud.policy.cel.notation import literal, read_type, read_value, write_value
from ombud.policy.cel.types import (
    BOOL,
    BYTES,
    DOUBLE,
    DURATION,
    DYN,
    INT,
    NULL,
    STRING,
    TIMESTAMP,
    TYPE,
    UINT,
    Type,
    list_of,
    map_of,
)
from ombud.policy.cel.values import Duration, Map, Timestamp, TypeValue, Uint, Value, type_name

NOTED: list[tuple[dict[str, Any], Value]] = [
    ({"null": None}, None),
    ({"bool": True}, True),
    ({"int": "-9223372036854775808"}, -(2**63)),
    ({"uint": "5"}, Uint(5)),
    ({"double": 1.5}, 1.5),
    ({"double": "inf"}, math.inf),
    ({"double": "-inf"}, -math.inf),
    ({"string": "é"}, "é"),
    ({"bytes": "AP8="}, b"\x00\xff"),
    ({"list": [{"int": "1"}, {"null": None}]}, [1, None]),
    ({"duration": "1.5s"}, Duration(15 * 10**8)),
    ({"timestamp": "1970-01-01T00:00:01Z"}, Timestamp(10**9)),
    ({"type": "int"}, TypeValue("int")),
    ({"list": []}, []),
]


@pytest.mark.parametrize(("noted", "value"), NOTED)
def test_a_value_is_read_and_written(noted: dict[str, Any], value: Value) -> None:
    assert read_value(noted) == value
    assert type_name(read_value(noted)) == type_name(value)
    assert write_value(value) == noted


def test_maps_are_lists_of_pairs() -> None:
    noted = {"map": [[{"string": "a"}, {"int": "1"}], [{"bool": True}, {"list": []}]]}
    found = read_value(noted)
    assert isinstance(found, Map)
    assert (found["a"], found[True]) == (1, [])
    assert write_value(found) == noted
    assert literal(found) == '{"a": 1, true: []}'


def test_not_a_number_is_read_and_written() -> None:
    assert math.isnan(read_value({"double": "nan"}))
    assert write_value(math.nan) == {"double": "nan"}
    assert literal(math.nan) == 'double("nan")'


def test_whole_numbers_may_stand_without_quotation_marks() -> None:
    assert read_value({"int": 5}) == 5
    assert read_value({"double": 5}) == 5.0
    assert type(read_value({"double": 5})) is float


UNREADABLE: list[object] = [
    None,
    1,
    "a",
    [],
    {},
    {"int": "1", "uint": "1"},
    {"int": "1.5"},
    {"int": ""},
    {"int": True},
    {"int": 1.0},
    {"int": "9223372036854775808"},
    {"int": "9" * 50_000},
    {"uint": "-1"},
    {"uint": "18446744073709551616"},
    {"double": "1.5"},
    {"double": True},
    {"double": None},
    {"double": 10**400},
    {"string": 1},
    {"bytes": "?"},
    {"bytes": "é"},
    {"bytes": 1},
    {"bool": "true"},
    {"bool": 1},
    {"null": False},
    {"list": {}},
    {"list": [1]},
    {"map": {}},
    {"map": [1]},
    {"map": [[{"int": "1"}]]},
    {"map": [[{"double": 1.0}, {"int": "1"}]]},
    {"duration": "x"},
    {"duration": 1},
    {"map": [[{"int": "1"}, {"int": "1"}], [{"uint": "1"}, {"int": "1"}]]},
    {"timestamp": "x"},
    {"type": 1},
    {"object": {}},
]


@pytest.mark.parametrize("noted", UNREADABLE, ids=lambda noted: str(noted)[:40])
def test_what_is_no_value_is_refused(noted: object) -> None:
    with pytest.raises(BadInput):
        read_value(noted)


def test_a_value_nested_too_deep_is_refused() -> None:
    noted: dict[str, Any] = {"int": "1"}
    for _ in range(150):
        noted = {"list": [noted]}
    with pytest.raises(TooLarge):
        read_value(noted)


TYPES = {
    "primitive: BOOL": BOOL,
    "primitive: INT64": INT,
    "primitive: UINT64": UINT,
    "primitive: DOUBLE": DOUBLE,
    "primitive: STRING": STRING,
    "  primitive:BYTES ": BYTES,
    "null: NULL_VALUE": NULL,
    "dyn {}": DYN,
    "dyn { }": DYN,
    "wrapper: INT64": DYN,
    'type_param: "T"': DYN,
    "type { }": TYPE,
    "type { dyn { } }": TYPE,
    "well_known: TIMESTAMP": TIMESTAMP,
    "well_known: DURATION": DURATION,
    "well_known: ANY": DYN,
    'message_type: "google.protobuf.Duration"': DURATION,
    'message_type: "google.protobuf.Timestamp"': TIMESTAMP,
    'message_type: "google.protobuf.Int64Value"': DYN,
    'message_type: "google.protobuf.Struct"': map_of(STRING, DYN),
    'message_type: "google.protobuf.ListValue"': list_of(DYN),
    "list_type { elem_type { primitive: INT64 } }": list_of(INT),
    "list_type{elem_type{dyn{}}}": list_of(DYN),
    "list_type { }": list_of(DYN),
    "map_type { key_type { primitive: STRING }\n value_type { list_type { elem_type { primitive: INT64 } } } }": map_of(
        STRING, list_of(INT)
    ),
    "map_type { value_type { primitive: INT64 } key_type { primitive: STRING } }": map_of(STRING, INT),
}


@pytest.mark.parametrize(("text", "kind"), TYPES.items())
def test_a_type_is_read(text: str, kind: Type) -> None:
    assert read_type(text) == kind


NO_TYPES = [
    "",
    "int",
    "primitive",
    "primitive:",
    "primitive: FLOAT",
    "primitive: {}",
    "primitive { }",
    "wrapper: X",
    "well_known: X",
    'message_type: "a.B"',
    "list_type: INT64",
    "list_type { elem_type: INT64 }",
    "list_type { elem_type { primitive: INT64 }",
    "}",
    "list_type { elem_type { dyn {} } elem_type { dyn {} } }",
    "primitive: INT64 }",
    "primitive: INT64 primitive: INT64",
    "{ }",
    "null: X",
    "function { }",
    'abstract_type { name: "x" }',
    "primitive ; INT64",
    ": x",
    "dyn: {",
    "list_type { }" * 2,
]


@pytest.mark.parametrize("text", NO_TYPES)
def test_what_is_no_type_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_type(text)
    assert caught.value.code == "bad_type"


def test_a_type_nested_too_deep_is_refused() -> None:
    with pytest.raises(TooLarge):
        read_type("list_type { elem_type { " * 2000)
