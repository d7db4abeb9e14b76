"""The translations: nothing left out, nothing left over, and every placeholder in its place."""

import re
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import ombud.web

WEB = Path(ombud.web.__file__).parent
OPTIONS = {"**.html": {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}}
REFRESH = (
    "run: pybabel extract -F src/ombud/web/locale/babel.cfg --no-location --omit-header --sort-output "
    "-o src/ombud/web/locale/ombud.pot src/ombud/web/templates"
)


def said(*, console: bool = True) -> set[str]:
    """Every message in the templates, with those of the console or without; plural forms by their singular."""
    found = extract_from_dir(str(WEB / "templates"), method_map=[("**.html", "jinja2")], options_map=OPTIONS)
    return {
        message if isinstance(message, str) else message[0]
        for name, _, message, _, _ in found
        if console or not name.startswith("console")
    }


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as source:
        return read_po(source)


def by_id(messages: Catalog) -> dict[str, object]:
    return {m.id if isinstance(m.id, str) else m.id[0]: m.string for m in messages if m.id}


@pytest.fixture(scope="module")
def german() -> Catalog:
    return catalogue(WEB / "locale" / "de" / "LC_MESSAGES" / "ombud.po")


def test_the_source_catalogue_holds_exactly_what_the_templates_say() -> None:
    assert set(by_id(catalogue(WEB / "locale" / "ombud.pot"))) == said(), REFRESH


def test_german_is_complete_for_everything_outside_the_console(german: Catalog) -> None:
    shared = said(console=False)
    translated = by_id(german)
    assert shared <= set(translated)
    assert all(translated[message] for message in shared)


def test_german_holds_nothing_that_nobody_says_any_more(german: Catalog) -> None:
    assert set(by_id(german)) <= said()


def test_placeholders_are_the_same_in_both_languages(german: Catalog) -> None:
    for message in german:
        if not message.id:
            continue
        assert placeholders(message.string) == placeholders(message.id), message.id


def placeholders(text: object) -> set[str]:
    """Those of a message, or of the last of its plural forms."""
    last = text if isinstance(text, str) else list(text)[-1] if isinstance(text, list | tuple) else ""
    return set(re.findall(r"%\(\w+\)s|\{\w+\}", last))
