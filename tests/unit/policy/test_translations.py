"""A policy's clauses in other languages: words for people, by the same ids, and nothing that runs."""

import pytest

from ombud.model import Ground
from ombud.policy import Problem, check, compile_policy, translations_of
from tests.support.policies import matcher
from tests.support.publishing import TEXT

GERMAN = "# Ruhe {#calm}\n\n## Nicht schreien {#shouting}\n\nSchreie nicht.\n\n## Sei nett {#kind}\n\nSei nett.\n"


def found(files: dict[str, str]) -> list[Problem]:
    return check(files, catalogue={}, matcher=matcher())


def codes(translation: str, name: str = "policy.de.md") -> list[str]:
    return [one.code for one in found({"policy.md": TEXT, name: translation})]


def test_clauses_are_there_in_both_languages_and_rules_once() -> None:
    files = {"policy.md": TEXT, "policy.de.md": GERMAN, "policy.pt-BR.md": "# Calma {#calm}\n\n## Gentil {#kind}\n"}
    worded = translations_of(files)
    assert set(worded) == {"de", "pt-BR"}
    clause = worded["de"]["calm/shouting"]
    assert (clause.title, clause.text, clause.section) == ("Nicht schreien", "Schreie nicht.", "Ruhe")
    policy = compile_policy(files, catalogue={}, matcher=matcher())
    assert [rule.id for rule in policy.rules] == ["hey", "unkind"]
    assert policy.clauses["calm/shouting"].title == "No shouting"


def test_a_whole_translation_is_fine_and_changes_the_version() -> None:
    assert codes(GERMAN) == []
    without, having = (
        compile_policy(files, catalogue={}, matcher=matcher()).version
        for files in ({"policy.md": TEXT}, {"policy.md": TEXT, "policy.de.md": GERMAN})
    )
    assert without != having


@pytest.mark.parametrize("name", ["policy.v2.md", "notes.german.md", "de.md"])
def test_only_a_language_in_the_name_makes_a_translation(name: str) -> None:
    assert translations_of({"policy.md": TEXT, name: GERMAN}) == {}


@pytest.mark.parametrize(
    ("translation", "code"),
    [
        (GERMAN.replace("{#kind}", "{#kindly}"), "translates_nothing"),
        (GERMAN.replace("# Ruhe {#calm}", "# Ruhe"), "translates_nothing"),
        (GERMAN + "```rule\nid: x\nwhen: true\nthen: hold\n```\n", "runs_in_translation"),
        (GERMAN + "```examples\nviolates: x\n```\n", "runs_in_translation"),
        ("---\npolicy: x\n---\n" + GERMAN, "second_front_matter"),
        (GERMAN + "## Noch einmal {#kind}\n\nNett.\n", "duplicate_clause"),
        (GERMAN + "## Ohne Kennung\n\nNett.\n", "bad_clause_id"),
        ("", "not_translated"),
    ],
)
def test_what_is_wrong_with_a_translation_is_said(translation: str, code: str) -> None:
    assert code in codes(translation)


def test_what_is_missing_is_named_and_forbids_nothing() -> None:
    (missing,) = found({"policy.md": TEXT, "policy.de.md": GERMAN.partition("## Sei")[0]})
    assert (missing.code, missing.severity, missing.file) == ("not_translated", "warning", "policy.de.md")
    assert "calm/kind" in missing.message


def test_nothing_is_translated_into_its_own_language() -> None:
    assert "translated_into_itself" in codes(GERMAN, "policy.en.md")


# ── whom a rule leaves untold ────────────────────────────────────────────────────────────────────────────────────────
def test_a_rule_may_name_one_of_the_grounds_that_rules_can_have() -> None:
    text = TEXT.replace("then: hold\n", "then: hold\nuntold: bulk_deception\n", 1)
    policy = compile_policy({"policy.md": text}, catalogue={}, matcher=matcher())
    assert [rule.untold for rule in policy.rules] == [Ground.BULK_DECEPTION, None]


@pytest.mark.parametrize("ground", ["legal_gag", "spam", "yes"])
def test_no_rule_can_gag_or_make_up_a_ground(ground: str) -> None:
    text = TEXT.replace("then: hold\n", f"then: hold\nuntold: {ground}\n", 1)
    assert [one.code for one in found({"policy.md": text})] == ["unknown_value"]


@pytest.mark.parametrize("measure", ["label", "warn"])
def test_what_only_speaks_to_people_cannot_be_kept_from_them(measure: str) -> None:
    text = TEXT.replace("then: hold\n", f"then: {measure}\nuntold: child_abuse\n", 1)
    assert "useless_key" in [one.code for one in found({"policy.md": text})]
