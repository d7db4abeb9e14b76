"""Our CEL against the language's own conformance cases, through the same door as everybody's questions."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from ombud.policy.expression import Question, answer

SUITE = Path(__file__).parents[4] / "shared" / "conformance" / "cel"
CASES = {
    "basic": 27,
    "comparisons": 166,
    "conversions": 56,
    "fp_math": 16,
    "integer_math": 29,
    "lists": 21,
    "logic": 16,
    "macros": 14,
    "parse": 94,
    "string": 24,
    "timestamps": 40,
}
"""How many there are in each file: all have to pass."""

MISWRITTEN = {
    "parse/bytes_literals/triple_single_quoted_unescaped_punctuation",
    "parse/bytes_literals/triple_double_quoted_unescaped_punctuation",
}
r"""Two cases whose value is not what their text says.

Their literal holds a bare ``?``, and the value wants ``\?``, two bytes. The cases were converted from protobuf's text
format, where ``\?`` in quotation marks stands for ``?``; the conversion left that one escape as it was, in every text
and every value. Where both sides have it (``b" \\ \\? "`` beside `` \ \? ``) they still agree; these two have it in the
value only. `unescaped` ends the conversion: with it all cases agree as they stand in the specification's own suite.
"""


def cases(name: str) -> list[dict[str, Any]]:
    file = SUITE / f"{name}.json"
    if not file.is_file():
        pytest.skip(f"the conformance cases are not at {file}")
    found: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return found


def unescaped(noted: Any) -> Any:
    r"""An expression or a value of the suite with the escape ``\?`` of the text format read as ``?``."""
    match noted:
        case str():
            return noted.replace(r"\?", "?")
        case {"bytes": body}:
            return {"bytes": base64.b64encode(base64.b64decode(body).replace(rb"\?", b"?")).decode()}
        case {"string": body}:
            return {"string": unescaped(body)}
        case {"list": body}:
            return {"list": [unescaped(item) for item in body]}
        case _:
            return noted


def disagreements(found: list[dict[str, Any]]) -> dict[str, str]:
    """Names of the cases that fail, with what they gave."""
    failing = {}
    for case in found:
        given = answer(
            Question(case["expr"], case.get("bindings", {}), case.get("types", {}), case.get("unchecked", False))
        )
        if ("error" in given) != ("error" in case) or given.get("value") != case.get("value"):
            failing[case["name"]] = f"{case['expr']} gave {given}"
    return failing


@pytest.mark.parametrize("name", sorted(CASES))
def test_every_conformance_case_passes(name: str) -> None:
    found = cases(name)
    assert len(found) == CASES[name]
    failing = disagreements(found)
    assert failing.keys() <= MISWRITTEN, failing


@pytest.mark.parametrize("name", sorted(CASES))
def test_every_case_passes_once_the_text_format_is_read_to_its_end(name: str) -> None:
    whole = [
        {**case, "expr": unescaped(case["expr"])} | ({"value": unescaped(case["value"])} if "value" in case else {})
        for case in cases(name)
    ]
    assert disagreements(whole) == {}
