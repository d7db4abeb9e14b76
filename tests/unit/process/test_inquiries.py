"""Whose data an order asks for, and what they read about it."""

import unicodedata
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombud.languages import tongue
from ombud.model import BadInput, Conflict, Order, OrderFrom, OrderKind, ProcessStep
from ombud.process.inquiries import OUTCOMES, inquiry_letter, is_inquiry, readable, unnamed, who_is_told

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def order(
    kind: OrderKind = OrderKind.INFORMATION, persons: tuple[str, ...] = ("anna", " Bob Example ", "anna")
) -> Order:
    return Order(
        id="o-1", kind=kind, sender=OrderFrom.COURT, authority="Landgericht", country="DE", reference="3 O 17/26",
        legal_basis="§ 101 UrhG", reasons="Anna and Bob Example shared it.", asked="Who is anna?", locations=(),
        territory=("DE",), language="en", redress="", contact="", received_at=datetime(2026, 11, 1, tzinfo=UTC),
        persons=persons,
    )  # fmt: skip


def test_an_order_to_act_and_one_that_names_nobody_ask_for_nobody_s_data() -> None:
    assert is_inquiry(order())
    assert is_inquiry(order(OrderKind.INFORMAL))
    assert not is_inquiry(order(OrderKind.ACT))
    assert not is_inquiry(order(persons=()))
    assert who_is_told(order(OrderKind.ACT), None) == ()


def test_without_further_word_the_names_are_the_accounts_each_once() -> None:
    assert who_is_told(order(), None) == ("anna", "Bob Example")
    assert who_is_told(order(persons=("a" * 600, "anna")), None) == ("anna",), "no account is so long"


def test_whoever_looked_says_whose_accounts_they_are() -> None:
    assert who_is_told(order(), {" u-1 ": "anna", "u-2": "anna"}) == ("u-1", "u-2")


def test_somebody_whom_the_order_does_not_name_is_not_told() -> None:
    with pytest.raises(Conflict) as error:
        who_is_told(order(), {"u-1": "eve"})
    assert error.value.code == "order_somebody_else"


@pytest.mark.parametrize("account", ["", "  ", "u" * 513])
def test_an_account_has_an_id(account: str) -> None:
    with pytest.raises(BadInput) as error:
        who_is_told(order(), {account: "anna"})
    assert error.value.code == "person_invalid"


def test_names_and_accounts_are_left_out_of_words() -> None:
    assert unnamed(order(), "ANNA, bob example and Annabel (u-1)", ["u-1"]) == "[…], […] and Annabel ([…])"
    assert readable(order(), lambda words: unnamed(order(), words)).asked == "Who is […]?"


@pytest.mark.parametrize(
    ("name", "words", "left"),
    [
        ("王小明", "请提供王小明的资料。", "请提供[…]的资料。"),
        ("김철수", "김철수의 주소", "[…]의 주소"),
        ("أحمد", "بيانات لأحمد", "بيانات ل[…]"),
        ("Müller", "Frau Müllers Adresse, nicht die der Müllerburg", "Frau […] Adresse, nicht die der Müllerburg"),
        ("Владимир Петров", "адрес Владимира Петрова", "адрес […]"),
        ("Ana García", "Ana  García, ana\n\u00a0garcía and Ana Garci\u0301a", "[…], […] and […]"),
        ("Jose\u0301", "José", "[…]"),
        ("Straße", "STRASSE, straße, Strasse", "[…], […], […]"),
        ("Weiss", "Weiß", "[…]"),
        ("Ana G", "_Ana G_ but not Ana Gil", "_[…]_ but not Ana Gil"),
        ("u-2", "u-2 and u-21", "[…] and u-21"),
        ("@ana", "Who is @ana?", "Who is […]?"),
        ("  ", "Nobody  is named.", "Nobody  is named."),
    ],
    ids=lambda value: value[:12],
)
def test_a_name_is_left_out_however_it_is_written(name: str, words: str, left: str) -> None:
    assert unnamed(order(persons=(name,)), words) == left


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_no_name_stays_between_blanks_whatever_it_is_made_of(name: str, before: str, after: str) -> None:
    hidden = unnamed(order(persons=(name,)), f"{before} {name} {after}")
    wanted = unicodedata.normalize("NFC", name).strip()
    assert not wanted or wanted not in hidden.split(" ") or wanted in "[…]"


@pytest.mark.parametrize(("state", "note"), [("answered", "Their address."), ("refused", ""), ("withdrawn", "")])
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_letter_says_who_asked_for_what_and_what_was_done(state: str, note: str, lang: str) -> None:
    answer = ProcessStep("order", "o-1", 3, "answer", state, NOW, role="lead", by="lea", note=note)
    letter = inquiry_letter(order(), answer, "https://ombud.example/inquiry/x", tongue(lang), delayed=False)
    text = "\n".join(letter.paragraphs)
    for said in ("Landgericht (DE)", "Who is anna?", "§ 101 UrhG", note, tongue(lang).say(OUTCOMES[state])):
        assert said in text
    assert letter.paragraphs[-1] == "https://ombud.example/inquiry/x"
    assert "lea" not in text.split()


def test_no_word_of_what_came_without_an_order_is_sent_to_anybody() -> None:
    informal = msgspec.structs.replace(order(OrderKind.INFORMAL), country=None, asked="We know where you live.")
    answer = ProcessStep("order", "o-1", 3, "refuse", "refused", NOW, role="lead", by="lea", note="No.")
    text = "\n".join(inquiry_letter(informal, answer, "u", tongue("en"), delayed=False).paragraphs)
    assert "without an order" in text
    assert "What we answered: No." in text
    for theirs in (informal.authority, informal.asked, informal.legal_basis, informal.reasons):
        assert theirs not in text


def test_the_letter_names_a_country_only_where_there_is_one_and_a_late_one_says_why() -> None:
    late = msgspec.structs.replace(order(), country=None, gag_until=NOW, reasons="")
    answer = ProcessStep("order", "o-1", 3, "answer", "answered", NOW, role="lead", by="lea")
    text = "\n".join(inquiry_letter(late, answer, "u", tongue("en"), delayed=True).paragraphs)
    assert "Landgericht." in text
    assert tongue("en").day(NOW) in text
    on_time = "\n".join(inquiry_letter(late, answer, "u", tongue("en"), delayed=False).paragraphs)
    assert tongue("en").day(NOW) not in on_time
