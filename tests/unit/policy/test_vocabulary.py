"""What an editor offers, and what new clauses and lists begin with."""

import pytest

from ombud.model import ATTRIBUTE_TYPES
from ombud.policy.beginnings import PLACEHOLDERS, new_clause, new_list
from ombud.policy.document.counting import STRIKE_KEYS
from ombud.policy.document.rules import RULE_KEYS
from ombud.policy.vocabulary import Vocabulary, Word, vocabulary
from tests.support.policies import Detectors, build, document, problems

HEAD = "requires: [author.created_at]\nattributes:\n  author.karma: int?\nlists:\n  words: words.txt\n"
TEXT = document("in_list(item.text, 'words')", head=HEAD, after="```examples\nviolates: a\nallows: b\n```\n")
FILES = {"policy.md": TEXT, "words.txt": "a\n"}


@pytest.fixture
def known() -> Vocabulary:
    return vocabulary(FILES, Detectors().catalogue)


def named(words: tuple[Word, ...], name: str) -> Word:
    return next(word for word in words if word.name == name)


def test_fields_have_a_type_and_a_doc_and_say_whether_they_may_be_missing(known: Vocabulary) -> None:
    assert all(word.doc and word.type for word in known.fields)
    assert named(known.fields, "item.text").type == "string"
    assert not named(known.fields, "item.text").optional
    assert named(known.fields, "item.lang").optional
    assert not named(known.fields, "author.age").optional
    assert named(known.fields, "author.karma").optional
    assert named(known.fields, "link.domain").type == "string"


def test_signals_and_lists_are_those_of_this_installation_and_policy(known: Vocabulary) -> None:
    assert named(known.signals, "signal.threat").doc == "how much of a threat"
    assert known.lists == (Word("words", "", "list", values=("1",)),)


def test_every_function_has_a_doc_and_an_example_that_compiles(known: Vocabulary) -> None:
    for word in known.functions:
        assert word.doc
        tested = word.example.replace('"list"', '"words"')
        assert build(document(f"({tested}) == ({tested})", head=HEAD), **{"words.txt": "a"}).rules[0].id == "r"


def test_every_key_of_a_rule_has_a_doc_and_its_values(known: Vocabulary) -> None:
    assert [word.name for word in known.rule_keys] == list(RULE_KEYS)
    assert all(word.doc for word in known.rule_keys)
    assert named(known.rule_keys, "severity").values == ("low", "medium", "high", "critical")
    assert "7d" in named(known.rule_keys, "for").values
    assert [word.name for word in known.example_keys][:3] == ["violates", "allows", "author.age"]
    assert named(known.fields, "event.type").values == ("item.created", "item.edited", "item.reported")


def test_the_front_matter_is_offered_as_it_is_written(known: Vocabulary) -> None:
    assert [word.name for word in known.header_keys] == [
        "policy",
        "title",
        "language",
        "requires",
        "attributes",
        "lists",
        "strikes",
    ]
    assert all(word.doc and word.example for word in known.header_keys)
    assert [word.name for word in known.strike_keys] == list(STRIKE_KEYS)
    assert all(word.doc for word in known.strike_keys)
    assert "author.created_at" in named(known.header_keys, "requires").values
    assert [word.name for word in known.attribute_types] == list(ATTRIBUTE_TYPES)
    assert all(word.doc for word in (*known.attribute_types, *known.records))
    assert known.list_files == ("words.txt",)
    for word in known.attribute_types:
        for record in known.records:
            own = HEAD.replace("author.karma: int?", f"{record.name}own: {word.name}?")
            assert build(document("true", head=own), **{"words.txt": "a"}).schema.attributes[0].type == word.name


def test_ids_queues_and_labels_are_those_of_the_whole_policy() -> None:
    rule = "id: mine\nthen: label\nlabel: support\nqueue: threats"
    files = {"a.md": document("true", rule=rule), "b.md": "```rule\nid: half\nqueue: later\nid:\n```\n"}
    known = vocabulary(files, {})
    assert known.rules == ("half", "mine")
    assert known.queues == ("later", "threats")
    assert known.labels == ("support",)


def test_what_an_example_may_say_is_offered_as_it_is_written(known: Vocabulary) -> None:
    given = "\n".join(word.example for word in known.example_keys if word.example)
    text = TEXT.replace("violates: a", f"violates: a\n{given}", 1)
    assert given in text
    assert build(text, **{"words.txt": "a"}).rules[0].id == "r"


def test_a_policy_that_is_half_written_has_a_vocabulary_too() -> None:
    assert vocabulary({"a.md": "---\nnonsense"}, {}).fields


# ── beginnings ───────────────────────────────────────────────────────────────────────────────────────────────────────
def filled(files: dict[str, str]) -> str:
    """The policy after its author wrote something in place of all that a new clause begins with."""
    text = files["policy.md"]
    for number, words in enumerate(PLACEHOLDERS):
        text = text.replace(words, "false" if words.startswith("mentions") else f"Own words {number}.")
    return text


def test_a_new_clause_stands_at_the_end_of_its_section_and_can_be_checked(known: Vocabulary) -> None:
    two = {**FILES, "policy.md": TEXT + "\n# Spam\n\n## No spam {#spam}\n\nNo.\n"}
    files, clause = new_clause(two, "harm", "Be kind to everybody")
    assert clause == "harm/be-kind-to-everybody"
    assert files["policy.md"].index("{#be-kind-to-everybody}") < files["policy.md"].index("# Spam")
    found = [one for one in problems(files["policy.md"], **{"words.txt": "a"}) if one.severity == "error"]
    assert [one.code for one in found] == ["unfinished"] * 4
    assert build(filled(files), **{"words.txt": "a"}).clauses[clause].title == "Be kind to everybody"


def test_a_new_clause_gets_a_name_and_a_rule_that_nobody_has() -> None:
    files, clause = new_clause(FILES, "harm", "Harm")
    assert clause == "harm/harm-2"
    again, other = new_clause(files, "harm", "Привет")
    assert other == "harm/clause-1"
    third, last = new_clause(again, "harm", "不要发广告")
    assert last == "harm/clause-2"
    assert {other, last} < build(filled(third), **{"words.txt": "a"}).clauses.keys()


def test_a_section_that_is_not_there_yet_is_begun() -> None:
    files, clause = new_clause(FILES, "Good manners", "Say hello")
    assert clause == "good-manners/say-hello"
    assert "\n# Good manners {#good-manners}\n\n## Say hello {#say-hello}\n" in files["policy.md"]
    assert clause in build(filled(files), **{"words.txt": "a"}).clauses


def test_a_section_is_found_by_its_title_too() -> None:
    begun, _ = new_clause(FILES, "Сила слова", "Say hello")
    files, clause = new_clause(begun, "сила слова", "Say goodbye")
    assert clause == "section-1/say-goodbye"
    assert files["policy.md"].count("# Сила слова {#section-1}") == 1


def test_a_new_list_is_declared_at_the_top() -> None:
    files, path = new_list(FILES, "Bad words")
    assert path == "lists/bad-words.txt"
    assert "lists:\n  bad-words: lists/bad-words.txt\n  words: words.txt\n" in files["policy.md"]
    assert files[path].startswith("# Bad words.")
    first = {"a.md": "# No front matter\n", "policy.md": document("true")}
    declared, _ = new_list(first, "Words")
    assert "language: en\nlists:\n  words: lists/words.txt\n---\n" in declared["policy.md"]
    assert new_list({"a.md": "x"}, "w")[0]["a.md"] == "x"
