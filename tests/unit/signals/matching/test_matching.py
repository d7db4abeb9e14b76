"""Finding a policy's words and patterns where they were written."""

import pytest

from ombud.intake import normalise
from ombud.model import BadInput, Text
from ombud.ports import CannotLookFor, MatcherFactory, Pattern, TermSet
from ombud.signals.matching.needles import MAX_LETTERS, MAX_TERMS


def found(build: MatcherFactory, text: str, *terms: str, exact: bool = False) -> list[str]:
    spans = build([TermSet("t", terms, exact)], []).find(normalise(text)).get("t", ())
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("text", "term", "shown"),
    [
        ("I will kill you", "kill", ["kill"]),
        ("KILL, kill; kill_it", "Kill", ["KILL", "kill", "kill"]),
        ("overkill skilled kills kill2", "kill", []),
        ("k1ll k.i.l.l k\u200bill", "kill", ["k1ll", "k.i.l.l", "k\u200bill"]),
        ("send me the seed   phrase", "seed phrase", ["seed   phrase"]),
        ("c++ and :) :)", ":)", [":)", ":)"]),
        ("你是个傻逼吧", "傻逼", ["傻逼"]),
        ("ไอ้บ้าเอ๊ย", "บ้า", ["บ้า"]),
        ("バカじゃないの", "バカ", ["バカ"]),
        ("это сука, а не сукача", "сука", ["сука"]),
        ("किताब किताबें", "किताब", ["किताब"]),
        ("日本abc語", "abc", ["abc"]),
        ("کلاه‌بردار", "کلاه‌بردار", ["کلاه‌بردار"]),
        ("naïve cafe\u0301", "café", ["cafe\u0301"]),
        ("xxx but not x", "xxx", ["xxx"]),
    ],
)
def test_a_term_is_found_as_a_word_of_its_own(text: str, term: str, shown: list[str], build: MatcherFactory) -> None:
    assert found(build, text, term) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("good", ["good"]),
        ("goood", ["goood"]),
        ("gooooooood", ["gooooooood"]),
        ("god", []),
        ("gggod", []),
        ("agoood gooods", []),
        ("killllll", []),
    ],
)
def test_a_doubled_letter_is_recognised_when_stretched_and_not_when_single(
    text: str, shown: list[str], build: MatcherFactory
) -> None:
    assert found(build, text, "good") == shown


def test_each_of_several_doubled_letters_may_be_stretched(build: MatcherFactory) -> None:
    for text in ("bookkeeper", "boookkeeper", "bookkkkeeper", "bookkeeeper", "boookkkeeeper"):
        assert found(build, text, "bookkeeper") == [text]
    assert found(build, "bokeper", "bookkeeper") == []


def test_every_character_has_its_say_about_word_ends(build: MatcherFactory) -> None:
    beside = "".join(map(chr, range(0x3400, 0x3400 + 5000)))
    assert found(build, " ".join(f"{char}kill" for char in beside), "kill", exact=True) == ["kill"] * 100


def test_overlapping_terms_are_all_found(build: MatcherFactory) -> None:
    matcher = build([TermSet("a", ("hot deal", "deal")), TermSet("b", ("deal now", "deal"))], [])
    assert matcher.find(normalise("hot deal now")) == {"a": ((0, 8), (4, 8)), "b": ((4, 8), (4, 12))}


def test_a_term_listed_twice_is_found_once(build: MatcherFactory) -> None:
    assert found(build, "a deal", "deal", "Deal", "d\u200beal") == ["deal"]


def test_exact_terms_read_the_text_letter_by_letter(build: MatcherFactory) -> None:
    assert found(build, "AIDS aids A1DS", "AIDS", exact=True) == ["AIDS"]


def test_nothing_found_is_an_empty_mapping(build: MatcherFactory) -> None:
    matcher = build([TermSet("t", ("kill",))], [Pattern("p", "[0-9]{9}")])
    assert matcher.find(normalise("a quiet day")) == {}
    assert build([], []).find(normalise("a quiet day")) == {}


def test_a_flood_of_hits_is_shown_in_part(build: MatcherFactory) -> None:
    assert len(found(build, "kill " * 500, "kill")) == 100


@pytest.mark.parametrize("term", ["", "  ", "\u200b"])
def test_a_term_of_nothing_is_refused(term: str, build: MatcherFactory) -> None:
    with pytest.raises(BadInput) as caught:
        build([TermSet("t", (term,))], [])
    assert caught.value.code == "term_empty"


@pytest.mark.parametrize("term", ["x" * 1_001, "x" * 2_000_000, "\ufdfa" * 999])
def test_a_term_of_more_than_a_thousand_characters_is_refused(term: str, build: MatcherFactory) -> None:
    with pytest.raises(CannotLookFor, match="and 1,000 are allowed") as caught:
        build([TermSet("t", ("good",)), TermSet("u", (term,))], [])
    assert (caught.value.code, [key for key, _ in caught.value.faults]) == ("term_too_long", ["u"])
    assert len(caught.value.detail) < 200


def test_a_term_of_a_thousand_characters_is_found(build: MatcherFactory) -> None:
    assert len(found(build, "x" * 10 + " " + "ab" * 500, "ab" * 500)) == 1


def test_all_that_cannot_be_looked_for_is_said_at_once(build: MatcherFactory) -> None:
    terms = [TermSet("t", ("",)), TermSet("u", ("good",)), TermSet("v", ("\ud800",), exact=True)]
    with pytest.raises(CannotLookFor) as caught:
        build(terms, [Pattern("p", "("), Pattern("q", "a"), Pattern("r", "b(")])
    assert [key for key, _ in caught.value.faults] == ["p", "r", "t", "v"]


@pytest.mark.parametrize("number", [3, 50])
def test_of_many_patterns_that_cannot_be_used_the_first_are_named(number: int, build: MatcherFactory) -> None:
    with pytest.raises(CannotLookFor) as caught:
        build([TermSet(f"t{i}", ("",)) for i in range(number)], [Pattern(f"p{i}", "(") for i in range(number)])
    assert len(caught.value.faults) == 2 * min(number, 20)


@pytest.mark.parametrize("terms", [1, 9_000_000])
def test_too_much_in_all_lists_is_laid_to_the_largest(terms: int, build: MatcherFactory) -> None:
    large = tuple(f"{i}" for i in range(250_000)) if terms == 1 else ("x" * terms,)
    with pytest.raises(CannotLookFor) as caught:
        build([TermSet("t", ("one",)), TermSet("u", large)], [])
    assert (caught.value.code, [key for key, _ in caught.value.faults]) == ("list_too_long", ["u"])


def test_a_hundred_thousand_terms_find_the_few_that_are_there(build: MatcherFactory) -> None:
    terms = tuple(f"term{chr(97 + i % 26)}{i}" for i in range(100_000))
    hits = build([TermSet("many", terms), TermSet("one", ("terma26",))], []).find(normalise("a terma26 and termb1"))
    assert hits == {"many": ((2, 9), (14, 20)), "one": ((2, 9),)}


def test_patterns_read_the_normal_form_and_show_the_words_as_written(build: MatcherFactory) -> None:
    text = "W1N a FR\u200bEE phone, win a free car"
    hits = build([], [Pattern("p", r"win a free \w+"), Pattern("q", "lottery")]).find(normalise(text))
    assert {key: [text[start:end] for start, end in spans] for key, spans in hits.items()} == {
        "p": ["W1N a FR\u200bEE phone", "win a free car"]
    }


def test_exact_patterns_read_the_text_as_written(build: MatcherFactory) -> None:
    hits = build([], [Pattern("caps", "[A-Z]{4}", exact=True), Pattern("any", "(?i)abcd", exact=True)])
    assert hits.find(normalise("x ABCD abcd")) == {"caps": ((2, 6),), "any": ((2, 6), (7, 11))}


def test_a_pattern_that_matches_nothing_at_all_hits_without_a_place(build: MatcherFactory) -> None:
    assert build([], [Pattern("p", "z*")]).find(normalise("abc")) == {"p": ()}


@pytest.mark.parametrize("regex", ["(", "(?=a)", r"(a)\1", "a{2000}", "\ud800", r"a\C", r"\\\C"])
def test_a_pattern_that_re2_refuses_is_refused_in_our_words(
    regex: str, build: MatcherFactory, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(BadInput) as caught:
        build([], [Pattern("p", regex)])
    assert caught.value.code == "regex_invalid"
    assert caught.value.detail.isprintable()
    assert capfd.readouterr().err == ""


def test_patterns_without_a_literal_piece_are_tried_all_the_same(build: MatcherFactory) -> None:
    patterns = [Pattern("digits", "[0-9]{4}", exact=True), Pattern("word", "abc", exact=True)]
    assert build([], patterns).find(normalise("year 2026")) == {"digits": ((5, 9),)}


def test_a_pattern_made_to_explode_takes_linear_time(build: MatcherFactory) -> None:
    assert build([], [Pattern("p", "(a*)*b")]).find(normalise("ab" + "ac" * 20_000))["p"][0] == (0, 2)


def test_half_a_surrogate_pair_is_nobodys_letter(build: MatcherFactory) -> None:
    matcher = build([TermSet("t", ("b",), exact=True)], [Pattern("p", "[?]b", exact=True)])
    assert matcher.find(Text("\ud800b b", "", None)) == {"t": ((1, 2), (3, 4)), "p": ((0, 2),)}
    with pytest.raises(BadInput) as caught:
        build([TermSet("t", ("\ud800",))], [])
    assert caught.value.code == "term_invalid"


def test_the_same_key_may_stand_for_terms_and_patterns_of_both_kinds(build: MatcherFactory) -> None:
    sets = [TermSet("k", ("one",)), TermSet("k", ("Two",), exact=True)]
    matcher = build(sets, [Pattern("k", "thre+"), Pattern("k", "Four", exact=True)])
    assert matcher.find(normalise("One Two three Four")) == {"k": ((0, 3), (4, 7), (8, 13), (14, 18))}
    assert matcher.find(normalise("one two four")) == {"k": ((0, 3),)}


def test_what_hit_is_known_before_anybody_asks_where(build: MatcherFactory) -> None:
    found = build([TermSet("t", ("one",))], [Pattern("p", "two"), Pattern("q", "three")]).find(normalise("one two"))
    assert set(found.keys()) == set(found) == {"t", "p"}
    assert ("p" in found, "q" in found, len(found), bool(found)) == (True, False, 2, True)
    assert found["p"] is found["p"]
    with pytest.raises(KeyError):
        found["q"]


def test_lists_beyond_what_can_be_held_are_refused_at_once(build: MatcherFactory) -> None:
    with pytest.raises(BadInput, match="terms together") as caught:
        build([TermSet("t", ("word",) * (MAX_TERMS + 1))], [])
    assert caught.value.code == "list_too_long"
    with pytest.raises(BadInput, match="characters") as caught:
        build([TermSet("t", ("x" * MAX_LETTERS, "y"))], [])
    assert caught.value.code == "list_too_long"


def test_letters_that_fold_into_ascii_from_outside_are_found_and_taken_for_no_others(build: MatcherFactory) -> None:
    patterns = [
        Pattern("folded", "(?i)mask", exact=True),
        Pattern("plain", "mask", exact=True),
        Pattern("not", "ma[^s]k", exact=True),
        Pattern("itself", "ma\u017f", exact=True),
    ]
    matcher = build([TermSet("t", ("mask",), exact=True)], patterns)
    assert matcher.find(Text("Ma\u017f\u212a", "")) == {"folded": ((0, 4),)}
    assert matcher.find(Text("ma\u017fk", "")) == {"folded": ((0, 4),), "not": ((0, 4),), "itself": ((0, 3),)}
    assert matcher.find(Text("mask", "")) == {"t": ((0, 4),), "folded": ((0, 4),), "plain": ((0, 4),)}
