"""The starter policy in other languages: every clause, in each that people are spoken to in, none out of date."""

import re
from collections.abc import Mapping
from functools import cache

import pytest

from ombud.languages import LANGUAGES
from ombud.model import ClauseText
from ombud.policy import translations_of
from ombud.wiring.config import STARTER_POLICY
from ombud.wiring.folder import read_policy_files
from ombud.wiring.policies import check_policy, policy_from

OTHERS = LANGUAGES[1:]
PARAGRAPHS = re.compile(r"\n\s*\n")


@cache
def starter() -> tuple[Mapping[str, ClauseText], Mapping[str, Mapping[str, ClauseText]]]:
    files = read_policy_files(STARTER_POLICY)
    return policy_from(files).clauses, translations_of(files)


def test_every_clause_is_there_in_every_language_made_from_the_words_that_it_has_now() -> None:
    clauses, worded = starter()
    assert {code: set(found) for code, found in worded.items()} == {code: set(clauses) for code in OTHERS}


def test_nothing_is_wrong_with_the_files() -> None:
    assert check_policy(read_policy_files(STARTER_POLICY)) == []


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_says_as_much_as_the_clause_in_as_many_steps(code: str) -> None:
    clauses, worded = starter()
    for name, clause in clauses.items():
        theirs = worded[code][name]
        assert len(PARAGRAPHS.split(theirs.text)) == len(PARAGRAPHS.split(clause.text)), name
        assert theirs.text.count("**") == clause.text.count("**"), name
        least, most = (0.2, 0.6) if code == "zh" else (0.6, 1.6)
        assert least < len(theirs.text) / len(clause.text) < most, name


@pytest.mark.parametrize("code", OTHERS)
def test_nothing_is_left_in_english_or_in_another_script(code: str) -> None:
    clauses, worded = starter()
    for name, clause in clauses.items():
        theirs = worded[code][name]
        assert clause.title not in (theirs.title, theirs.text)
        assert not re.search(r"\b(the|and|you|not|is)\b", theirs.text), name
        if code in ("zh", "ar"):
            assert not re.search("[a-z]", f"{theirs.section} {theirs.title} {theirs.text}"), name


@pytest.mark.parametrize("code", OTHERS)
def test_a_section_has_one_name_in_each_language(code: str) -> None:
    _, worded = starter()
    named = {(name.partition("/")[0], clause.section) for name, clause in worded[code].items()}
    assert len(named) == len({section for section, _ in named})


def test_chinese_lines_are_not_broken_inside_a_sentence() -> None:
    """A line end in Markdown is a space on the page, and Chinese has none between its words."""
    _, worded = starter()
    broken = [name for name, clause in worded["zh"].items() if re.search(r"[^\n]\n[^\n]", clause.text)]
    assert broken == []
