"""A policy's clauses in other languages: words for people, by the same ids, and nothing that runs."""

import pytest

from ombud.model import Ground
from ombud.policy import Problem, check, compile_policy, translations_of
from ombud.policy.beginnings import new_clause
from ombud.policy.merging import merge_files
from ombud.policy.outline import alone, outline
from tests.support.policies import matcher
from tests.support.publishing import GERMAN, TEXT


def found(files: dict[str, str]) -> list[Problem]:
    return check(files, catalogue={}, matcher=matcher())


def codes(translation: str, name: str = "policy.de.md") -> list[str]:
    return [one.code for one in found({"policy.md": TEXT, name: translation})]


def test_clauses_are_there_in_both_languages_and_rules_once() -> None:
    portuguese = "# Calma {#calm}\n\n## Gentil {#kind from=7dd7407fa310}\n"
    files = {"policy.md": TEXT, "policy.de.md": GERMAN, "policy.pt-BR.md": portuguese}
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
        (GERMAN.replace("{#kind ", "{#kindly "), "translates_nothing"),
        (GERMAN.replace("# Ruhe {#calm}", "# Ruhe"), "translates_nothing"),
        (GERMAN + "```rule\nid: x\nwhen: true\nthen: hold\n```\n", "runs_in_translation"),
        (GERMAN + "```examples\nviolates: x\n```\n", "runs_in_translation"),
        ("---\npolicy: x\n---\n" + GERMAN, "second_front_matter"),
        (GERMAN + "## Noch einmal {#kind}\n\nNett.\n", "duplicate_clause"),
        (GERMAN.replace("=7dd7407fa310", "=7dd7407fa31"), "bad_clause_id"),
        (GERMAN.replace("=7dd7407fa310", "=7dd7407fa311"), "translation_out_of_date"),
        (GERMAN.replace(" from=7dd7407fa310", ""), "translation_out_of_date"),
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


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("Please be kind.", "Please be kind, always."),
        ("## Be kind", "## Be kinder"),
        ("# Calm\n", "# Calmer {#calm}\n"),
    ],
)
def test_a_translation_whose_original_changed_is_shown_to_nobody(was: str, now: str) -> None:
    files = {"policy.md": TEXT.replace(was, now), "policy.de.md": GERMAN}
    assert "calm/kind" not in translations_of(files)["de"]
    assert {one.severity for one in found(files) if one.code == "translation_out_of_date"} == {"warning"}


def test_what_is_said_about_it_is_what_makes_it_right() -> None:
    changed = TEXT.replace("Please be kind.", "Please be kind, always.")
    (old,) = found({"policy.md": changed, "policy.de.md": GERMAN})
    assert old.line == 7
    braces = old.advice.partition("`")[2].partition("`")[0]
    again = GERMAN.replace("{#kind from=7dd7407fa310}", braces)
    assert again != GERMAN
    assert found({"policy.md": changed, "policy.de.md": again}) == []
    assert "calm/kind" in translations_of({"policy.md": changed, "policy.de.md": again})["de"]


def test_where_lines_are_broken_makes_no_translation_old() -> None:
    broken = {"policy.md": TEXT.replace("Please be kind.", "Please\nbe  kind."), "policy.de.md": GERMAN}
    assert set(translations_of(broken)["de"]) == {"calm/shouting", "calm/kind"}


def test_only_a_translation_says_what_it_was_made_from() -> None:
    assert "bad_clause_id" in [
        one.code for one in found({"policy.md": TEXT.replace("{#kind}", "{#kind from=7dd7407fa310}")})
    ]


def test_a_translation_of_a_clause_that_is_gone_is_left_out() -> None:
    files = {"policy.md": TEXT.partition("## Be kind")[0], "policy.de.md": GERMAN}
    assert set(translations_of(files)["de"]) == {"calm/shouting"}
    assert [(one.code, one.severity) for one in found(files)] == [("translates_nothing", "warning")]


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


# ── where a policy is edited ─────────────────────────────────────────────────────────────────────────────────────────
def test_a_translation_is_edited_as_one_file_and_a_clause_is_the_policys_own() -> None:
    files = {"policy.ar.md": GERMAN, "policy.md": TEXT}
    assert [(one.kind, one.id, one.file) for one in outline(files)] == [
        ("translation", "policy.ar.md", "policy.ar.md"),
        ("top", "", "policy.md"),
        ("section", "calm", "policy.md"),
        ("clause", "calm/shouting", "policy.md"),
        ("clause", "calm/kind", "policy.md"),
    ]


def test_a_clause_can_be_looked_at_without_its_translations() -> None:
    files = {"policy.de.md": GERMAN, "policy.md": TEXT}
    some = [one for one in outline(files) if one.id == "calm/kind"]
    by_itself = alone(files, some)
    assert by_itself["policy.de.md"].strip() == ""
    assert [one.code for one in found(by_itself)] == ["not_translated"]


def test_a_new_clause_is_begun_in_the_policy_itself() -> None:
    files = {"policy.md": TEXT, "policy.zh.md": GERMAN}
    for section in ("calm", "Something new"):
        changed, _ = new_clause(files, section, "Be brief")
        assert changed["policy.zh.md"] == GERMAN
        assert "## Be brief {#be-brief}" in changed["policy.md"]


def test_two_changes_of_a_translation_go_together_clause_by_clause() -> None:
    mine = GERMAN.replace("Schreie nicht.", "Bitte schreie nicht.")
    theirs = GERMAN.replace("from=7dd7407fa310}\n\nSei nett.", "from=7dd7407fa311}\n\nBitte sei nett.")
    merged = merge_files({"policy.de.md": GERMAN}, {"policy.de.md": mine}, {"policy.de.md": theirs})
    assert merged.clashes == ()
    assert merged.files["policy.de.md"] == theirs.replace("Schreie nicht.", "Bitte schreie nicht.")
