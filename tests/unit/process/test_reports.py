"""What makes a report, and where its case stands in the queue."""

from datetime import timedelta

import pytest

from ombud.languages import tongue
from ombud.model import Actor, BadInput, Cited, Conflict, Decision, Measure, Standing, TooLarge
from ombud.process.flaggers import check_named
from ombud.process.misuse import check_pause, is_misuse
from ombud.process.report_letters import (
    DONE,
    MILDER,
    STAYS,
    answer_letter,
    receipt_letter,
    repeated_letter,
    undone_letter,
)
from ombud.process.reports import Told, accuracy, check_report, is_address, urgency
from tests.support.records import NOW

CLAUSES = ["calm/kind"]


def told(**changes: object) -> Told:
    given: dict[str, object] = {
        "item": "p1", "clause": "calm/kind", "explanation": " Unkind. ", "good_faith": True
    } | changes  # fmt: skip
    return Told(**given)  # type: ignore[arg-type]  # the tests give what the fields take


def test_a_report_is_trimmed() -> None:
    assert check_report(told(name=" Robin ", email=" r@example.org "), CLAUSES) == Told(
        item="p1", clause="calm/kind", explanation="Unkind.", good_faith=True, name="Robin", email="r@example.org"
    )


@pytest.mark.parametrize("place", ["https://a.example/x?y#z", "http://[::1]:8400/", "https://a.example/ä"])
def test_addresses_are_addresses(place: str) -> None:
    assert is_address(place)
    assert check_report(told(item=place), CLAUSES).item == place


@pytest.mark.parametrize(
    "place",
    [
        "",
        "a",
        "ftp://a.example/",
        "https://",
        "https://a b/",
        "https://[::1/",
        "javascript:alert(1)",
        "https://a.example/\n",
        "https://a.example/" + "x" * 2000,
    ],
)
def test_other_things_are_none(place: str) -> None:
    assert not is_address(place)


@pytest.mark.parametrize(
    ("changes", "kind", "code"),
    [
        ({"item": ""}, BadInput, "location_missing"),
        ({"item": "", "url": "ftp://x"}, BadInput, "bad_location"),
        ({"item": "x" * 257}, BadInput, "bad_location"),
        ({"item": "a\u202eb"}, BadInput, "bad_location"),
        ({"clause": ""}, BadInput, "category_missing"),
        ({"law": "Art. 1"}, BadInput, "category_missing"),
        ({"clause": "no/such"}, BadInput, "no_such_clause"),
        ({"clause": "", "law": "x" * 501}, TooLarge, "report_too_long"),
        ({"explanation": "\u200b"}, BadInput, "report_empty"),
        ({"explanation": "x" * 5001}, TooLarge, "report_too_long"),
        ({"good_faith": False}, BadInput, "good_faith_missing"),
        ({"name": "a\nb"}, BadInput, "bad_name"),
        ({"name": "x" * 201}, BadInput, "bad_name"),
        ({"email": "a@b"}, BadInput, "bad_email"),
        ({"email": "a@example.org\nBcc: b@example.org"}, BadInput, "bad_email"),
        ({"email": "a@" + ".".join(["b" * 60] * 5)}, BadInput, "bad_email"),
    ],
)
def test_what_is_wrong_has_a_code_and_a_field(changes: dict[str, object], kind: type[BadInput], code: str) -> None:
    with pytest.raises(kind) as caught:
        check_report(told(**changes), CLAUSES)
    assert caught.value.code == code
    assert caught.value.field


@pytest.mark.parametrize(
    ("known", "networks", "flagged", "illegal", "place"),
    [
        ([], 1, False, False, "medium"),
        ([], 5, False, False, "high"),
        ([], 1, True, False, "high"),
        ([], 1, False, True, "high"),
        ([], 5, True, True, "critical"),
        ([Standing(5, 5, 4)], 1, False, False, "high"),
        ([Standing(5, 5, 1)], 1, False, False, "low"),
        ([Standing(5, 5, 1), Standing(4, 4, 0)], 1, False, False, "medium"),
        ([Standing(5, 5, 1)], 1, True, False, "high"),
        ([Standing(5, 5, 3)], 1, False, False, "medium"),
    ],
)
def test_the_place_in_the_queue_follows_the_formula(
    known: list[Standing], networks: int, flagged: bool, illegal: bool, place: str
) -> None:
    assert urgency("medium", known, networks=networks, flagged=flagged, illegal=illegal) == place


def test_few_reports_say_nothing_about_who_makes_them() -> None:
    assert accuracy(Standing(4, 4, 4)) is None
    assert accuracy(Standing(10, 8, 6)) == 0.75


def test_misuse_is_a_matter_of_number_and_of_share() -> None:
    assert not is_misuse(Standing(2, 2, 0, 2))
    assert is_misuse(Standing(6, 6, 3, 3))
    assert not is_misuse(Standing(7, 7, 4, 3))


def test_a_pause_needs_misuse_and_a_near_end() -> None:
    misuse = Standing(3, 3, 0, 3)
    check_pause(misuse, NOW, NOW + timedelta(days=90))
    with pytest.raises(Conflict):
        check_pause(Standing(3, 3, 3), NOW, NOW + timedelta(days=1))
    for days in (0, 91):
        with pytest.raises(BadInput):
            check_pause(misuse, NOW, NOW + timedelta(days=days))


def test_a_flagger_has_a_name_that_can_be_read() -> None:
    assert check_named(" Safe Net ", "name", "Who?") == "Safe Net"
    for name in ("", "\u2800", "a\nb", "x" * 201):
        with pytest.raises(BadInput):
            check_named(name, "name", "Who?")


def test_letters_end_with_the_link_and_hold_the_reasons() -> None:
    url, voice = "https://ombud.example/report/x", tongue("en")
    assert receipt_letter(url, voice).paragraphs[-1] == url
    for state in ("acted_on", "refused", "unfounded", "closed"):
        letter = answer_letter(state, "Because.", url, voice)
        assert letter.paragraphs[1] == "The reasons: Because."
        assert letter.paragraphs[-1] == url
        assert "\n" not in letter.subject


@pytest.mark.parametrize("kind", ["human", "automation"])
def test_what_was_decided_before_is_said_with_its_day_and_the_reasons_that_there_are(kind: str) -> None:
    url = "https://ombud.example/report/x"
    before = Decision(
        id="dec_1", event="e", item="post-1", measure=Measure.ALLOW, policy="sha256:0", actor=Actor(kind=kind), at=NOW,
    )  # fmt: skip
    letter = repeated_letter("refused", before, "A \u202ejoke.", url, tongue("en"))
    assert letter.paragraphs[1].startswith("A person decided" if kind == "human" else "A machine decided")
    assert tongue("en").day(NOW) in letter.paragraphs[1]
    assert "The reasons: A joke." in letter.paragraphs
    assert letter.paragraphs[-1] == url
    plain = repeated_letter("refused", before, "", url, tongue("en"))
    assert len(plain.paragraphs) == 4


def test_what_nobody_gave_reasons_for_is_said_in_the_reporters_language() -> None:
    letter = answer_letter("acted_on", DONE, "u", tongue("ar"))
    assert not any("a" <= one <= "z" for one in "".join(letter.paragraphs[:-1]))


@pytest.mark.parametrize("what", [STAYS, MILDER])
def test_who_was_right_at_first_reads_what_an_appeal_changed_under_which_rule_and_who_else_can_help(what: str) -> None:
    url, voice = "https://ombud.example/report/x", tongue("de")
    letter = undone_letter(what, [Cited(clause="a/b", title="Kind \u202ewords", text="")], url, voice)
    said, rule, further, _, last = letter.paragraphs
    assert said == voice.say(what) != what
    assert "Kind words" in rule
    assert "Gericht" in further
    assert last == url
