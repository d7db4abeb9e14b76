"""What the DSA Transparency Database is told about a decision, and what it is not."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from ombud.model import Actor, Author, BadInput, Cited, Decision, Event, Item, Law, Match, Measure, Statement
from ombud.process.tdb import STARTER, Provider, payload_of, puid_of, read_categories, validate
from ombud.wiring import STARTER_POLICY, policy_from, read_policy_files

AT = datetime(2026, 11, 22, 10, tzinfo=UTC)
PROVIDER = Provider("https://forum.example", STARTER, str)
EVENT = Event(
    id="evt-1",
    type="item.created",
    at=AT,
    item=Item(id="post-77", kind="post", text="I will find you, Anna", lang="en-GB", created_at=AT.replace(day=21)),
    author=Author(id="u-4711", name="Bruno Beispiel"),
)
DECISION = Decision(
    id="dec_1",
    event="evt-1",
    item="post-77",
    measure=Measure.HOLD,
    policy="sha256:abc",
    actor=Actor(kind="automation"),
    at=AT,
    matches=(Match(clause="safety/threats", rule="threat-to-hurt", then=Measure.HOLD, spans=((0, 15),)),),
    statement="stm_1",
)
LAW = Law("Section 241 of a criminal code", "Threatening somebody with a crime is one.")
THREATS = Cited("safety/threats", "Do not threaten people", "Do not say that you will hurt somebody.", ("I will find",))
STATEMENT = Statement(
    id="stm_1", decision="dec_1", item="post-77", person="u-4711", measure=Measure.HOLD, cited=(THREATS,),
    facts="Bruno wrote to Anna", automated="fully", detection="rules", policy="sha256:abc", language="en", at=AT,
)  # fmt: skip

change = msgspec.structs.replace


def told(
    decision: Decision = DECISION, event: Event = EVENT, statement: Statement = STATEMENT, **more: Any
) -> dict[str, Any]:
    """The payload as it is sent."""
    payload = payload_of(decision, event, statement, more.pop("provider", PROVIDER), **more)
    assert payload is not None
    plain: dict[str, Any] = json.loads(msgspec.json.encode(payload))
    assert validate(plain, PROVIDER.redact) == []
    return plain


def measured(measure: Measure, **more: Any) -> dict[str, Any]:
    return told(change(DECISION, measure=measure), statement=change(STATEMENT, measure=measure, **more))


def test_a_hold_by_a_machine_is_told_in_full_and_nothing_else() -> None:
    assert told() == {
        "decision_visibility": ["DECISION_VISIBILITY_CONTENT_DISABLED"],
        "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
        "decision_ground_reference_url": "https://forum.example/policy/sha256:abc#safety.threats",
        "incompatible_content_ground": "Do not threaten people (safety/threats)",
        "incompatible_content_explanation": "Do not say that you will hurt somebody.",
        "category": "STATEMENT_CATEGORY_VIOLENCE",
        "content_type": ["CONTENT_TYPE_TEXT"],
        "content_language": "EN",
        "content_date": "2026-11-21",
        "application_date": "2026-11-22",
        "decision_facts": (
            "What was judged: post. It is hidden until a person has looked at it. Automated rules of the published "
            "policy found it. Rules: threat-to-hurt. It falls under “Do not threaten people” (safety/threats). "
            "The decision was taken by automated means alone."
        ),
        "source_type": "SOURCE_VOLUNTARY",
        "automated_detection": "Yes",
        "automated_decision": "AUTOMATED_DECISION_FULLY",
        "puid": puid_of("dec_1"),
    }


def test_nothing_of_the_person_is_told() -> None:
    by_hand = change(DECISION, actor=Actor(kind="human", pseudonym="r-9"), reason="Bruno wrote to Anna")
    said = json.dumps(told(by_hand, statement=change(STATEMENT, automated="partially")))
    for private in ("Bruno", "Anna", "u-4711", "post-77", "evt-1", "dec_1", "stm_1", "r-9", "I will find"):
        assert private not in said


def test_the_name_in_the_database_is_stable_and_leads_nowhere() -> None:
    assert puid_of("dec_1") == puid_of("dec_1") != puid_of("dec_2")
    assert re.fullmatch("[0-9a-f]{64}", puid_of("dec_1"))


@pytest.mark.parametrize(
    ("measure", "visibility"),
    [
        (Measure.LABEL, "LABELLED"),
        (Measure.LIMIT, "DEMOTED"),
        (Measure.AGE_GATE, "AGE_RESTRICTED"),
        (Measure.GEO_RESTRICT, "DISABLED"),
        (Measure.HOLD, "DISABLED"),
        (Measure.REMOVE, "REMOVED"),
    ],
)
def test_what_is_done_to_a_post_is_a_restriction_of_its_visibility(measure: Measure, visibility: str) -> None:
    plain = measured(measure)
    assert plain["decision_visibility"] == [f"DECISION_VISIBILITY_CONTENT_{visibility}"]
    assert "decision_account" not in plain


def test_a_suspension_is_a_restriction_of_the_account_until_it_ends() -> None:
    plain = measured(Measure.SUSPEND, until=AT.replace(month=12))
    assert plain["decision_account"] == "DECISION_ACCOUNT_SUSPENDED"
    assert plain["end_date_account_restriction"] == "2026-12-22"
    assert not plain.keys() & {"decision_visibility", "end_date_visibility_restriction"}


def test_a_restriction_ends_when_it_ends_and_never_before_it_began() -> None:
    assert measured(Measure.LIMIT, until=AT.replace(year=2027))["end_date_visibility_restriction"] == "2027-11-22"
    assert measured(Measure.LIMIT, until=AT.replace(year=2021))["end_date_visibility_restriction"] == "2026-11-22"


@pytest.mark.parametrize("measure", [Measure.ALLOW, Measure.RESTORE, Measure.WARN])
def test_what_restricts_nothing_is_not_told(measure: Measure) -> None:
    assert payload_of(change(DECISION, measure=measure), EVENT, STATEMENT, PROVIDER) is None


def test_an_offer_of_help_is_not_told() -> None:
    offered = change(STATEMENT, labels=("support",))
    assert payload_of(change(DECISION, measure=Measure.LABEL), EVENT, offered, PROVIDER) is None


def test_what_an_order_led_to_is_not_told_there() -> None:
    assert payload_of(DECISION, EVENT, change(STATEMENT, detection="order"), PROVIDER) is None


def test_territory_is_named_where_it_lies_in_the_area_and_nothing_is_told_where_none_does() -> None:
    assert told(territory={"DE", "US", "AT"})["territorial_scope"] == ["AT", "DE"]
    assert payload_of(DECISION, EVENT, STATEMENT, PROVIDER, territory={"US"}) is None


@pytest.mark.parametrize(
    ("kind", "content", "other"),
    [
        ("comment", "CONTENT_TYPE_TEXT", None),
        ("image", "CONTENT_TYPE_IMAGE", None),
        ("video", "CONTENT_TYPE_VIDEO", None),
        ("link", "CONTENT_TYPE_OTHER", "link"),
        ("account", "CONTENT_TYPE_OTHER", "account"),
    ],
)
def test_the_kind_of_item_is_told(kind: str, content: str, other: str | None) -> None:
    plain = told(event=change(EVENT, item=change(EVENT.item, kind=kind)))
    assert (plain["content_type"], plain.get("content_type_other")) == ([content], other)


def test_a_language_the_database_does_not_know_is_left_out_and_so_is_none() -> None:
    for lang in ("tlh", None):
        assert "content_language" not in told(event=change(EVENT, item=change(EVENT.item, lang=lang)))


def test_a_date_that_the_database_does_not_hold_becomes_the_nearest() -> None:
    old = change(EVENT, item=change(EVENT.item, created_at=AT.replace(year=1990)))
    assert told(event=old)["content_date"] == "2000-01-01"
    assert told(change(DECISION, at=AT.replace(year=2040)))["application_date"] == "2038-01-01"
    assert told(event=change(EVENT, item=change(EVENT.item, created_at=None)))["content_date"] == "2026-11-22"


def test_a_person_who_decided_is_told_as_nobody_in_particular() -> None:
    assert measured(Measure.REMOVE, automated="partially")["automated_decision"] == "AUTOMATED_DECISION_PARTIALLY"
    plain = measured(Measure.REMOVE, automated="not", detection="appeal")
    assert plain["automated_decision"] == "AUTOMATED_DECISION_NOT_AUTOMATED"
    assert (plain["automated_detection"], plain["source_type"]) == ("No", "SOURCE_VOLUNTARY")


def test_a_report_is_a_notice_where_the_clause_is_about_what_is_illegal() -> None:
    reported = change(EVENT, type="item.reported")
    plain = told(event=reported)
    assert (plain["source_type"], plain["automated_detection"]) == ("SOURCE_TYPE_OTHER_NOTIFICATION", "No")
    illegal = change(STATEMENT, cited=(change(THREATS, law=LAW),))
    plain = told(event=reported, statement=illegal)
    assert plain["source_type"] == "SOURCE_ARTICLE_16"
    assert plain["decision_ground"] == "DECISION_GROUND_ILLEGAL_CONTENT"
    assert plain["illegal_content_legal_ground"] == "Section 241 of a criminal code"
    assert plain["illegal_content_explanation"] == "Threatening somebody with a crime is one."
    assert not [name for name in plain if name.startswith("incompatible")]


def test_several_laws_stand_behind_each_other_each_once_and_no_longer_than_the_database_takes() -> None:
    other = Law("x" * 490, "y" * 2000)
    cited = tuple(Cited(f"a/{n}", "T", "t", law=law) for n, law in enumerate((None, LAW, other, LAW)))
    plain = told(statement=change(STATEMENT, cited=cited))
    assert plain["illegal_content_legal_ground"].startswith("Section 241 of a criminal code; xxx")
    assert len(plain["illegal_content_legal_ground"]) <= 500
    assert len(plain["illegal_content_explanation"]) <= 2000
    assert plain["illegal_content_explanation"].count("Threatening") == 1


def test_whoever_knows_more_about_the_source_may_say_so() -> None:
    assert told(source="SOURCE_TRUSTED_FLAGGER")["source_type"] == "SOURCE_TRUSTED_FLAGGER"


def test_of_several_clauses_the_one_that_the_measure_stands_on_comes_first() -> None:
    spam = Cited("honesty/impersonation", "Do not pretend", "Do not.")
    decision = change(
        DECISION,
        matches=(Match(clause=spam.clause, rule="pretends", then=Measure.LIMIT, withheld=True), *DECISION.matches),
    )
    plain = told(decision, statement=change(STATEMENT, cited=(spam, THREATS)))
    assert plain["category"] == "STATEMENT_CATEGORY_VIOLENCE"
    assert plain["category_addition"] == ["STATEMENT_CATEGORY_SCAMS_AND_FRAUD"]
    assert plain["category_specification"] == ["KEYWORD_IMPERSONATION_ACCOUNT_HIJACKING"]
    assert "Rules: (not public), threat-to-hurt." in plain["decision_facts"]


def test_a_decision_without_a_clause_stands_on_the_policy() -> None:
    plain = told(change(DECISION, matches=()), statement=change(STATEMENT, cited=()))
    assert plain["category"] == "STATEMENT_CATEGORY_OTHER_VIOLATION_TC"
    assert plain["decision_ground_reference_url"] == "https://forum.example/policy/sha256:abc"
    assert plain["incompatible_content_ground"] == "The published policy"
    assert "Rules:" not in plain["decision_facts"]


def test_a_clause_of_many_words_is_cut_and_without_personal_data_all_the_same() -> None:
    def redact(text: str) -> str:
        return text.replace("12345", "[number]")

    long = change(THREATS, text="Call 12345. " * 300)
    plain = told(statement=change(STATEMENT, cited=(long,)), provider=change(PROVIDER, redact=redact))
    assert plain["incompatible_content_explanation"].startswith("Call [number]. Call")
    assert plain["incompatible_content_explanation"].endswith("…")
    assert len(plain["incompatible_content_explanation"]) <= 2000


def test_a_clause_without_words_is_explained_by_its_title() -> None:
    plain = told(statement=change(STATEMENT, cited=(change(THREATS, text="\n"),)))
    assert plain["incompatible_content_explanation"] == "Do not threaten people (safety/threats)"


@pytest.mark.parametrize("url", ["", "forum", "https://" + "x" * 500])
def test_an_address_that_nobody_can_open_is_left_out(url: str) -> None:
    assert "decision_ground_reference_url" not in told(provider=change(PROVIDER, public_url=url))


def test_the_table_of_the_starter_policy_names_its_clauses_and_says_what_the_database_knows() -> None:
    clauses = policy_from(read_policy_files(STARTER_POLICY)).clauses
    assert STARTER.keys() <= clauses.keys()
    assert clauses.keys() - STARTER.keys() == {"honesty/spam"}
    assert read_categories(msgspec.json.encode(STARTER)) == STARTER


@pytest.mark.parametrize(
    "table",
    [
        b"",
        b"\xff",
        b"[]",
        b'{"a/b": {}}',
        b'{"a/b": {"category": "VIOLENCE"}}',
        b'{"a/b": {"category": "STATEMENT_CATEGORY_VIOLENCE", "keywords": ["KEYWORD_NUDITY"]}}',
        b'{"a/b": {"category": "STATEMENT_CATEGORY_VIOLENCE", "keywords": ["KEYWORD_OTHER", "KEYWORD_OTHER"]}}',
        b'{"a/b": {"category": "STATEMENT_CATEGORY_VIOLENCE", "legal_ground": "it stands in the policy"}}',
        b"[" * 100_000,
    ],
)
def test_a_table_that_the_database_would_not_understand_is_refused(table: bytes) -> None:
    with pytest.raises(BadInput) as refused:
        read_categories(table)
    assert refused.value.code == "tdb_categories_invalid"
