"""What could run and still must not be published."""

import pytest

from tests.support.policies import document, problems

EXAMPLES = "```examples\nviolates: money\nallows: hello\n```\n"
TEXT = document("item.text.contains('money')", after=EXAMPLES)


def found(text: str, **files: str) -> list[tuple[str, str, str, int]]:
    return [(one.severity, one.code, one.file, one.line) for one in problems(text, **files)]


def line_of(words: str, text: str = TEXT) -> int:
    return next(number for number, line in enumerate(text.split("\n"), 1) if words in line)


@pytest.mark.parametrize("character", [*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"])
@pytest.mark.parametrize("words", ["Do no harm", "Do not."])
def test_what_turns_the_text_around_is_an_error_where_people_read(words: str, character: str) -> None:
    at = line_of(words)
    assert ("error", "turned_text", "policy.md", at) in found(TEXT.replace(words, f"{words[:4]}{character}{words[4:]}"))


def clauses(*headings: str) -> str:
    return document("true", after=EXAMPLES) + "".join(f"\n{one}\n\nDo not.\n" for one in headings)


@pytest.mark.parametrize("title", ["Do no harm", "do  NO harm", "Ｄｏ no harm"])
def test_two_clauses_of_one_section_are_not_called_the_same(title: str) -> None:
    text = clauses(f"## {title} {{#other}}")
    assert ("error", "duplicate_title", "policy.md", line_of("#other", text)) in found(text)
    assert "duplicate_title" not in {code for _, code, *_ in found(clauses("# Rest", f"## {title} {{#other}}"))}


def test_two_sections_are_not_called_the_same_and_one_has_one_title() -> None:
    twice = clauses("# Harm {#more}", "## Other {#other}")
    assert ("error", "duplicate_title", "policy.md", line_of("#other", twice)) in found(twice)
    both = clauses("# Hurt {#harm}", "## Other {#other}")
    assert ("error", "duplicate_section", "policy.md", line_of("#other", both)) in found(both)
    again = clauses("# Harm", "## Other {#other}", "# harm", "## Third {#third}")
    assert not {code for _, code, *_ in found(again)} & {"duplicate_title", "duplicate_section"}


def test_what_is_no_clause_yet_is_not_compared() -> None:
    assert {code for kind, code, *_ in found(clauses("## Do no harm")) if kind == "error"} == {"bad_clause_id"}


def test_in_examples_and_lists_it_may_be_needed() -> None:
    assert found(TEXT.replace("violates: money", "violates: money\u202e")) == [
        ("warning", "unseen_character", "policy.md", line_of("violates"))
    ]
    listed = document("in_list(item.text, 'bad')", head="lists:\n  bad: bad.txt\n", after=EXAMPLES)
    assert ("warning", "unseen_character", "bad.txt", 2) in found(listed, **{"bad.txt": "money\nx\u202ey\n"})


def test_characters_without_width_are_a_warning_and_joiners_are_not() -> None:
    assert found(TEXT.replace("Do not.", "Do\u200b not.")) == [
        ("warning", "unseen_character", "policy.md", line_of("Do not."))
    ]
    assert found(TEXT.replace("Do not.", "Do\u200c\u200d not.")) == []
