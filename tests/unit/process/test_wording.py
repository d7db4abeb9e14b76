"""The letters: everything is in them, in its own direction, and whatever somebody wrote stays what it is."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from ombud.languages import LANGUAGES, tongue
from ombud.model import Actor, Cited, ClauseText, Decision, Law, Measure, Statement, restricts
from ombud.process import SUPPORT, restored_letter, statement_letter

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ENGLISH, ARABIC = tongue("en"), tongue("ar")
SAID = Statement(
    id="stm_1", decision="dec_1", item="post-1", person="u-1", measure=Measure.REMOVE,
    cited=(Cited("safety/threats", "No threats", "Do not.", ("will kill you", "tonight")),),
    facts="You named her street.", automated="partially", detection="rules", policy="sha256:0", language="en", at=NOON,
)  # fmt: skip
FREE = Decision(
    id="dec_2", event="e", item="post-1", measure=Measure.RESTORE, policy="sha256:0", actor=Actor(kind="human"),
    at=NOON, reason="Because.",
)  # fmt: skip
RESTRICTING = [measure for measure in Measure if restricts(measure)]


def said(**more: object) -> Statement:
    return msgspec.structs.replace(SAID, **more)


@pytest.mark.parametrize("measure", RESTRICTING)
def test_a_letter_says_what_why_who_and_where_to_turn(measure: Measure) -> None:
    text = statement_letter(said(measure=measure), "https://x/n", ENGLISH).text
    for words in ("“No threats”", "“will kill you”, “tonight”", "You named her street.", "a person decided"):
        assert words in text
    assert "appeal until 22 May 2027" in text
    assert text.endswith("on your own page:\n\nhttps://x/n")


def test_where_and_for_how_long_are_said() -> None:
    reach = said(measure=Measure.GEO_RESTRICT, territory=("DE", "fr", "xk"), until=NOON + timedelta(days=30))
    text = statement_letter(reach, "u", ENGLISH).text
    assert "This holds in: Germany, France and Kosovo. It ends by itself on 22 December 2026." in text
    assert "no end date" in statement_letter(said(measure=Measure.SUSPEND), "u", ENGLISH).text
    assert "no end date" not in statement_letter(said(measure=Measure.HOLD), "u", ENGLISH).text


@pytest.mark.parametrize(
    ("detection", "words"), [("report", "reported it"), ("review", "a reviewer saw it"), ("order", "public register")]
)
def test_it_says_how_it_came_up(detection: str, words: str) -> None:
    assert words in statement_letter(said(detection=detection), "u", ENGLISH).text


def test_what_an_appeal_led_to_is_not_offered_for_appeal_again() -> None:
    text = statement_letter(said(detection="appeal"), "u", ENGLISH).text
    assert "answer to your appeal" in text
    assert "dispute body or a court" in text
    assert "appeal until" not in text


def test_a_clause_without_quotes_and_a_decision_without_reasons_leave_no_gap() -> None:
    bare = said(cited=(Cited("a/b", "No threats", ""),), facts="")
    assert statement_letter(bare, "u", ENGLISH).paragraphs[1] == "The rule: “No threats”."
    assert "The reasons" not in statement_letter(bare, "u", ENGLISH).text


def test_a_rule_is_named_in_the_person_s_language_where_the_policy_has_it() -> None:
    german = {"safety/threats": ClauseText("safety/threats", "Sicherheit", "Keine Drohungen", "Nicht.")}
    assert "Keine Drohungen" in statement_letter(SAID, "u", tongue("de"), german).text
    assert "No threats" in statement_letter(SAID, "u", tongue("fr"), {}).text


def test_what_is_restricted_as_illegal_names_the_law_and_why() -> None:
    law = Law("Directive 2011/93/EU, Art. 5", "It is a crime to share it.")
    illegal = said(cited=(Cited("safety/threats", "No threats", "Do not.", ("tonight",), law),))
    assert statement_letter(illegal, "u", ENGLISH).paragraphs[1] == (
        "The rule: “No threats”. This is not only our rule, it is the law: “Directive 2011/93/EU, Art. 5”. Why it is "
        "illegal: It is a crime to share it. The words that it is about: “tonight”"
    )
    assert "the law" not in statement_letter(SAID, "u", ENGLISH).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_law_is_named_in_the_person_s_language_where_the_policy_has_it(language: str) -> None:
    voice, law = tongue(language), Law("GROUND", "WHY")
    illegal = said(cited=(Cited("safety/threats", "No threats", "Do not.", (), law),))
    text = statement_letter(illegal, "u", voice).text
    assert "GROUND" in text
    assert "WHY" in text
    assert ("it is the law" in text) == (language == "en")
    known = {"safety/threats": ClauseText("safety/threats", "S", "T", "t", Law("GRUND", "DARUM"))}
    text = statement_letter(illegal, "u", voice, known).text
    assert "GRUND" in text
    assert "GROUND" not in text


def test_somebody_in_despair_is_offered_help_before_anything_else() -> None:
    letter = statement_letter(said(measure=Measure.LABEL, labels=(SUPPORT,)), "https://x/n", ENGLISH)
    assert letter.text.startswith("Your post is up, and nothing is held against you.")
    assert "112" in letter.text
    assert "The rule" not in letter.text
    assert letter.subject == "About your post"


@pytest.mark.parametrize(
    ("undone", "subject", "words"),
    [
        (Measure.HOLD, "Your post is back", "is back as it was"),
        (Measure.LABEL, "About your post", "up all the time"),
        (Measure.SUSPEND, "About your account", "works again"),
    ],
)
def test_good_news_says_what_is_true(undone: Measure, subject: str, words: str) -> None:
    letter = restored_letter(FREE, undone, "u", ENGLISH)
    assert letter.subject == subject
    assert words in letter.text
    assert "The reasons: Because." in letter.text


def test_the_end_of_an_order_says_what_it_ends_and_promises_no_more() -> None:
    letter = restored_letter(FREE, Measure.GEO_RESTRICT, "u", ENGLISH, lifted=True)
    assert letter.subject == "About your post"
    assert "because of an order is undone" in letter.text
    assert "back as it was" not in letter.text


def test_what_ran_out_says_so_and_what_nobody_explained_says_nothing() -> None:
    clock = msgspec.structs.replace(FREE, reason=None, actor=Actor(kind="automation"))
    assert "time for which it held is over" in restored_letter(clock, Measure.REMOVE, "u", ENGLISH).text
    assert "over" not in restored_letter(msgspec.structs.replace(FREE, reason=None), Measure.REMOVE, "u", ENGLISH).text


def test_what_a_machine_noted_in_english_is_said_in_the_persons_language() -> None:
    clock = msgspec.structs.replace(FREE, reason="It was for 7 days.", actor=Actor(kind="automation"))
    unheard = msgspec.structs.replace(clock, reason=None, appeal="apl_1")
    for decision, words in ((clock, "The time for which it held"), (unheard, "Nobody heard your appeal in time.")):
        english, arabic = (restored_letter(decision, Measure.REMOVE, "u", voice) for voice in (ENGLISH, ARABIC))
        assert words in english.text
        assert not any("a" <= letter <= "z" for letter in "".join(arabic.paragraphs[:-1]))


def test_what_somebody_wrote_cannot_turn_the_letter_round_or_break_its_lines() -> None:
    cited = (Cited("a/b", "No\u202ethreats\n\nSubject: x", "", ("kill\u200byou {title}",)),)
    text = statement_letter(said(cited=cited, facts="{days}\r\nBcc: x"), "u", ENGLISH).text
    assert "\u202e" not in text
    assert "\r" not in text
    assert "“No threats Subject: x”" in text
    assert "“kill you {title}”" in text
    assert "{days} Bcc: x" in text


def test_words_of_another_direction_keep_it_to_themselves() -> None:
    quoted = said(cited=(Cited("a/b", "No threats", "", ("سأقتلك",)),))
    assert "\u2068سأقتلك\u2069" in statement_letter(quoted, "u", ENGLISH).text
    assert "\u2068No threats\u2069" in statement_letter(SAID, "u", ARABIC).text
    assert "\u2068" not in statement_letter(SAID, "u", ENGLISH).text
