"""The law on which a clause calls something illegal: what it says, and what is wrong with it."""

import pytest

from ombud.model import Law
from ombud.policy import Problem, changes, check, compile_policy, translations_of
from ombud.policy.document.law import law_of
from ombud.policy.document.source import read_source
from ombud.policy.document.translations import digest_of
from ombud.policy.formatting import format_policy
from ombud.policy.outline import outline
from ombud.policy.pieces import pieces
from ombud.policy.problems import Report
from tests.support.policies import matcher
from tests.support.publishing import GERMAN, TEXT

LAW = """```law
ground: Directive 2011/93/EU,
  Art. 5
why: Whoever shares it commits a crime.
```

"""
NEXT = "## Be kind {#kind}"
LAWFUL = TEXT.replace(NEXT, LAW + NEXT)
GERMAN_LAW = "```law\nground: Richtlinie 2011/93/EU, Art. 5\nwhy: Wer es teilt, macht sich strafbar.\n```\n\n"


def problems(text: str, **more: str) -> list[Problem]:
    return check({"policy.md": text, **more}, catalogue={}, matcher=matcher())


def codes(text: str, **more: str) -> list[str]:
    return [one.code for one in problems(text, **more)]


def digest(text: str) -> str:
    source = read_source({"policy.md": text}, Report({}))
    return digest_of(next(one for one in source.clauses if one.id == "calm/shouting"))


def german(law: str = "") -> str:
    """The translation, made from the words and the law that the clause has now."""
    return GERMAN.replace(f"from={digest(TEXT)}", f"from={digest(LAWFUL)}").replace(
        "Schreie nicht.\n", f"Schreie nicht.\n\n{law}"
    )


def test_a_clause_names_its_law_and_what_is_illegal_by_it() -> None:
    assert NEXT in TEXT
    assert codes(LAWFUL) == []
    clauses = compile_policy({"policy.md": LAWFUL}, catalogue={}, matcher=matcher()).clauses
    assert clauses["calm/shouting"].law == Law("Directive 2011/93/EU, Art. 5", "Whoever shares it commits a crime.")
    assert "Directive" not in clauses["calm/shouting"].text
    assert clauses["calm/kind"].law is None


@pytest.mark.parametrize(
    ("block", "code"),
    [
        (LAW + LAW, "second_law"),
        ("```law\nground: x\n```\n", "missing_key"),
        ("```law\nwhy: x\n```\n", "missing_key"),
        ("```law\nground:\nwhy: x\n```\n", "missing_key"),
        ("```law\nground: x\nwhy: y\nground: z\n```\n", "duplicate_key"),
        ("```law\ngrounds: x\nground: x\nwhy: y\n```\n", "unknown_key"),
        (f"```law\nground: {'x' * 501}\nwhy: y\n```\n", "law_too_long"),
        (f"```law\nground: x\nwhy: {'y' * 2001}\n```\n", "law_too_long"),
        ("```laws\nground: x\nwhy: y\n```\n", "unknown_block"),
        ("```legal\nground: x\nwhy: y\n```\n", "unknown_block"),
        ("```statute\nground: x\nwhy: y\n```\n", "unknown_block"),
        ("```law\nground: x\nwhy: y\n", "unclosed_block"),
        ("```law\nground: x\nwhy: read \u202eyb\n```\n", "turned_text"),
    ],
)
def test_what_is_wrong_with_a_law_is_said(block: str, code: str) -> None:
    assert code in codes(TEXT.replace(NEXT, block + NEXT))


def test_as_long_as_the_public_register_takes_is_not_too_long() -> None:
    block = f"```law\nground: {'x' * 500}\nwhy: {'y' * 2000}\n```\n"
    assert codes(TEXT.replace(NEXT, block + NEXT)) == []


def test_a_block_of_another_language_is_no_law() -> None:
    assert codes(TEXT.replace(NEXT, "```lua\nprint(1)\n```\n" + NEXT)) == []


def test_a_law_stands_under_a_clause() -> None:
    assert "block_outside_clause" in codes(TEXT.replace("# Calm", LAW + "# Calm", 1))


def test_a_law_is_translated_and_is_part_of_the_words_it_was_made_from() -> None:
    assert codes(LAWFUL, **{"policy.de.md": german(GERMAN_LAW)}) == []
    worded = translations_of({"policy.md": LAWFUL, "policy.de.md": german(GERMAN_LAW)})
    law = worded["de"]["calm/shouting"].law
    assert law == Law("Richtlinie 2011/93/EU, Art. 5", "Wer es teilt, macht sich strafbar.")
    assert codes(LAWFUL.replace("a crime", "an offence"), **{"policy.de.md": german(GERMAN_LAW)}) == [
        "translation_out_of_date"
    ]


def test_a_translation_without_the_law_says_so_and_one_with_another_law_too() -> None:
    assert codes(LAWFUL, **{"policy.de.md": german()}) == ["not_translated"]
    assert codes(LAWFUL, **{"policy.de.md": german("```law\nground: x\n```\n\n")}) == ["missing_key"]
    lawless = GERMAN.replace("Schreie nicht.\n", f"Schreie nicht.\n\n{GERMAN_LAW}")
    assert codes(TEXT, **{"policy.de.md": lawless}) == ["translates_nothing"]


def test_a_law_has_one_form_and_is_a_piece_of_its_clause() -> None:
    mixed = TEXT.replace(NEXT, "```law\nwhy:   it is\nground:  Art. 1\n```\n\n" + NEXT)
    assert "```law\nground: Art. 1\nwhy: it is\n```" in format_policy({"policy.md": mixed})["policy.md"]
    text = next(one.text for one in outline({"policy.md": LAWFUL}) if one.id == "calm/shouting")
    found = pieces(text)
    assert found is not None
    assert found.texts["law", ""] == LAW.rstrip() + "\n"
    assert pieces(text + LAW) is None


def test_what_changes_in_a_law_is_said_in_its_own_words() -> None:
    change = changes({"policy.md": TEXT}, {"policy.md": LAWFUL}).clauses[0]
    assert [(one.key, one.old) for one in change.law] == [("ground", ""), ("why", "")]
    assert change.reworded
    other = changes({"policy.md": LAWFUL}, {"policy.md": LAWFUL.replace("a crime", "an offence")}).clauses[0]
    assert [(one.key, one.new) for one in other.law] == [("why", "Whoever shares it commits an offence.")]
    assert changes({"policy.md": LAWFUL}, {"policy.md": LAWFUL.replace("EU,\n  Art", "EU, Art")}).clauses == ()


def test_a_clause_without_blocks_has_no_law() -> None:
    clause = read_source({"policy.md": TEXT}, Report({})).clauses[-1]
    assert law_of(clause, Report({})) is None
