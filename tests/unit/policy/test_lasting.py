"""How long, where, and how many strikes: what a policy may say about a measure, and what becomes of it."""

import pytest

from ombud.model import COUNTRIES, Measure, StrikeTerms, Threshold
from ombud.policy import changes
from ombud.policy.document.lasting import seconds_of, written_length
from ombud.policy.formatting import format_policy
from tests.support.policies import build, document, problems

TERMS = "strikes:\n  expires: 90d\n  threshold: 6 suspend for 30d\n  threshold: 3 suspend for 7d\n  threshold: 2 warn\n"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("30m", 1_800), ("12h", 43_200), ("7d", 604_800), ("2w", 1_209_600), ("90 d", 7_776_000), ("3650d", 315_360_000)],
)
def test_a_length_of_time_is_a_number_and_a_letter(text: str, seconds: int) -> None:
    assert seconds_of(text) == seconds
    assert seconds_of(written_length(seconds)) == seconds


@pytest.mark.parametrize("text", ["", "7", "d", "0d", "1.5d", "-1d", "7D", "3651d", "7d 2h", "99999w", "١d"])
def test_anything_else_is_none(text: str) -> None:
    assert seconds_of(text) is None


def test_a_rule_says_how_long_and_where() -> None:
    (rule,) = build(document(rule="id: r\nthen: geo_restrict\nwhere: [FR, DE, FR]\nfor: 2w")).rules
    assert (rule.lasts, rule.where, rule.strikes) == (1_209_600, ("DE", "FR"), 0)
    (rule,) = build(document(rule="id: r\nthen: hold")).rules
    assert (rule.lasts, rule.where) == (None, ())


def test_countries_are_officially_assigned_codes() -> None:
    assert len(COUNTRIES) == 249
    assert {"DE", "GB", "CN", "PS", "TW"} <= COUNTRIES
    assert not {"UK", "EU", "XK", "de"} & COUNTRIES


def test_the_front_matter_says_what_strikes_lead_to_fewest_first() -> None:
    policy = build(document(head=TERMS, rule="id: r\nthen: remove\nstrikes: 2"))
    assert policy.strikes == StrikeTerms(
        7_776_000,
        (
            Threshold(2, Measure.WARN),
            Threshold(3, Measure.SUSPEND, 604_800),
            Threshold(6, Measure.SUSPEND, 2_592_000),
        ),
    )
    assert policy.rules[0].strikes == 2


def test_a_policy_without_strikes_has_none() -> None:
    assert build(document()).strikes is None


def test_what_is_known_of_strikes_is_kept_where_a_line_is_wrong() -> None:
    found = problems(document(head="strikes:\n  expires: soon\n  threshold: 3 suspend\n"))
    assert [problem.code for problem in found if problem.severity == "error"] == ["bad_length"]


def test_the_wrong_country_is_pointed_at() -> None:
    (found,) = [
        one for one in problems(document(rule="id: r\nthen: geo_restrict\nwhere: [DE, fr]")) if one.severity == "error"
    ]
    assert (found.code, found.column, found.width) == ("unknown_country", 13, 2)


def test_they_have_one_form() -> None:
    text = document(head=TERMS.replace("expires: 90d", "expires:   90d"),
                    rule="where: [DE,FR]\nfor: 7d\nstrikes: 1\nid: r\nthen: geo_restrict")  # fmt: skip
    written = format_policy({"policy.md": text})["policy.md"]
    assert "  expires: 90d\n" in written
    lines = written.splitlines()
    assert lines[lines.index("id: r") + 2 :][:4] == ["then: geo_restrict", "for: 7d", "where: [DE, FR]", "strikes: 1"]


def test_what_changes_about_them_is_said() -> None:
    before = {"policy.md": document(head=TERMS, rule="id: r\nthen: geo_restrict\nwhere: DE\nfor: 7d\nstrikes: 1")}
    after = {"policy.md": document(head=TERMS.replace("3 suspend for 7d", "3 suspend").replace("90d", "30d"),
                                   rule="id: r\nthen: geo_restrict\nwhere: DE FR\nfor: 36h\nstrikes: 2")}  # fmt: skip
    found = changes(before, after)
    assert [(one.key, one.old, one.new) for one in found.header] == [
        ("strikes.expires", "90d", "30d"),
        ("strikes.threshold 3", "suspend for 7d", "suspend"),
    ]
    (clause,) = found.clauses
    (rule,) = clause.rules
    assert [(one.key, one.old, one.new) for one in rule.parts] == [
        ("for", "7d", "36h"),
        ("where", "DE", "DE, FR"),
        ("strikes", "1", "2"),
    ]
