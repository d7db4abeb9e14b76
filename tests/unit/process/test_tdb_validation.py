"""The DSA Transparency Database's own rules, case by case, and where ours are stricter."""

import json
from pathlib import Path
from typing import Any

import pytest

from ombud.process.tdb import validate

VECTORS = Path(__file__).parents[4] / "shared" / "conformance" / "dsa-tdb" / "vectors.json"
CASES: list[dict[str, Any]] = json.loads(VECTORS.read_text("utf-8")) if VECTORS.exists() else []
DROPPED = {
    "account_null_string", "category_kw_mismatch", "category_spec_null", "category_spec_other_nokw",
    "end_before_start", "illegal_plus_incompat_fields", "lang_null", "other_id", "puid_int", "puid_nl", "scope_null",
    "unknown_field", "url_ftp", "vis_empty_acct", "vis_null_acct", "vis_null_in_array", "voluntary_identity",
}  # fmt: skip
"""What the database takes and then drops, repairs or misreads, and we do not send."""

GOOD: dict[str, Any] = {
    "decision_visibility": ["DECISION_VISIBILITY_CONTENT_DISABLED"],
    "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
    "incompatible_content_ground": "Do not threaten people",
    "incompatible_content_explanation": "Saying that you will hurt somebody is not allowed.",
    "category": "STATEMENT_CATEGORY_VIOLENCE",
    "content_type": ["CONTENT_TYPE_TEXT"],
    "content_date": "2026-11-22",
    "application_date": "2026-11-22",
    "decision_facts": "Automated rules found it.",
    "source_type": "SOURCE_VOLUNTARY",
    "automated_detection": "Yes",
    "automated_decision": "AUTOMATED_DECISION_FULLY",
    "puid": "abc",
}


def test_the_database_s_cases_are_there() -> None:
    if not CASES:
        pytest.skip(f"no conformance data: {VECTORS} is absent")
    assert len(CASES) == 55


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_the_database_s_verdict_is_ours_to_the_field(case: dict[str, Any]) -> None:
    refused = [error.field for error in validate(case["payload"]) if not error.stricter]
    assert sorted(refused) == case["error_fields"]
    assert bool(refused) is not case["accepted"]


@pytest.mark.parametrize("case", [case for case in CASES if case["accepted"]], ids=lambda case: str(case["name"]))
def test_what_the_database_would_only_repair_is_refused_by_us_alone(case: dict[str, Any]) -> None:
    assert bool(validate(case["payload"])) is (case["name"] in DROPPED)


def test_a_good_one_is_good() -> None:
    assert validate(GOOD, str) == []


@pytest.mark.parametrize(
    ("given", "field", "stricter"),
    [
        ({"category": ["STATEMENT_CATEGORY_VIOLENCE"]}, "category", False),
        ({"category": "STATEMENT_CATEGORY_NOT_SPECIFIED_ORDER"}, "category", False),
        ({"category": "STATEMENT_CATEGORY_PORNOGRAPHY_OR_SEXUALIZED_CONTENT"}, "category", False),
        ({"content_type": [None]}, "content_type", False),
        ({"content_type": [[]]}, "content_type", False),
        ({"content_date": "2026-02-30"}, "content_date", False),
        ({"content_date": 20261122}, "content_date", False),
        ({"content_date": "२०२६-११-२२"}, "content_date", False),
        ({"content_id": "1234567890123"}, "content_id.EAN-13", False),
        ({"content_language": "XX"}, "content_language", False),
        ({"puid": True}, "puid", False),
        ({"puid": "bücher"}, "puid", False),
        ({"puid": " "}, "puid", False),
        ({"decision_facts": {"a": []}}, "decision_facts", False),
        ({"decision_ground_reference_url": "https://x.org/" + "a" * 500}, "decision_ground_reference_url", False),
        ({"territorial_scope": ["DE", "DE"]}, "territorial_scope", True),
        ({"territorial_scope": []}, "territorial_scope", True),
        ({"category_addition": ["STATEMENT_CATEGORY_VIOLENCE"]}, "category_addition", True),
        ({"decision_facts": " spaced"}, "decision_facts", True),
        ({"content_language": "null"}, "content_language", False),
        ({"account_type": "null"}, "account_type", True),
        ({"decision_facts": "Call 020 7946 0018"}, "decision_facts", True),
        ({"end_date_account_restriction": "2026-11-21"}, "end_date_account_restriction", True),
        ({"nested": [[[]]]}, "nested", True),
        ({"decision_ground_reference_url": "ftp://x.org/a"}, "decision_ground_reference_url", True),
    ],
)
def test_what_is_wrong_is_said_by_field(given: dict[str, Any], field: str, stricter: bool) -> None:
    found = validate({**GOOD, **given}, lambda text: text.replace("020 7946 0018", "[phone]"))
    assert [(error.field, error.stricter) for error in found] == [(field, stricter)]
    assert found[0].why


def test_keywords_may_belong_to_any_of_the_categories() -> None:
    more = {
        **GOOD,
        "category_addition": ["STATEMENT_CATEGORY_SELF_HARM"],
        "category_specification": ["KEYWORD_SUICIDE", "KEYWORD_OTHER"],
        "category_specification_other": "something else",
    }
    assert validate(more) == []


def test_whether_it_would_be_illegal_too_is_said_of_what_the_policy_forbids_alone() -> None:
    illegal = {
        **{name: value for name, value in GOOD.items() if not name.startswith("incompatible")},
        "decision_ground": "DECISION_GROUND_ILLEGAL_CONTENT",
        "illegal_content_legal_ground": "A law",
        "illegal_content_explanation": "It forbids this.",
    }
    assert validate(GOOD | {"incompatible_content_illegal": "No"}) == validate(illegal) == []
    (error,) = validate(illegal | {"incompatible_content_illegal": "Yes"})
    assert (error.field, error.stricter) == ("incompatible_content_illegal", True)


@pytest.mark.parametrize("deep", ["decision_ground_reference_url", "category", "puid", "content_type", "unknown"])
def test_no_depth_of_nesting_breaks_the_check(deep: str) -> None:
    nest: list[Any] = []
    for _ in range(100_000):
        nest = [nest]
    assert {error.field for error in validate({**GOOD, deep: nest})} == {deep}
    while nest:  # taken apart by hand: freeing it at once would recurse as deep
        nest = nest.pop()


@pytest.mark.parametrize("hostile", [None, 1, "x", [], [GOOD], True])
def test_what_is_no_object_is_said_to_be_none(hostile: object) -> None:
    assert [error.field for error in validate(hostile)] == [""]
