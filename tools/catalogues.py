"""Brings the catalogues up to date with what the templates and letters say; ``--check`` only says whether they are.

Whatever people read is written in English in `src/ombud/web/templates` (``_()``, ``ngettext()``) and in
`src/ombud/process` (``N_()``), and translated in `src/ombud/languages/locale/CODE.po`. What is new gets an empty place
in each of them, what nobody says any more is taken out. The console is in English only, so it is not in them.
"""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from ombud.languages import LANGUAGES

SOURCES = Path(__file__).parent.parent / "src" / "ombud"
LOCALE = SOURCES / "languages" / "locale"
SOURCE = LOCALE / "ombud.pot"
_JINJA = {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}
_WIDTH = 100


def main() -> int:
    """The command line: 1 when ``--check`` finds a catalogue out of date; what is not translated is counted."""
    wanted = said()
    files = {SOURCE: _written(_source(wanted))}
    for code in LANGUAGES[1:]:
        path = LOCALE / f"{code}.po"
        catalogue = updated(wanted, path, code)
        missing = sum(not _is_translated(message) for message in catalogue if message.id)
        if missing:
            print(f"{path.name}: {missing} of {len(catalogue)} are not translated", file=sys.stderr)
        files[path] = _written(catalogue)
    stale = [path for path, body in files.items() if not path.is_file() or path.read_bytes() != body]
    if "--check" not in sys.argv[1:]:
        for path in stale:
            path.write_bytes(files[path])
        return 0
    for path in stale:
        print(f"{path.name} is out of date: run tools/catalogues.py", file=sys.stderr)
    return 1 if stale else 0


def said() -> list[tuple[str, ...]]:
    """Every message, singular and plural where it has one, in alphabetical order."""
    found: dict[str, tuple[str, ...]] = {}
    for message in _extracted():
        forms = (message,) if isinstance(message, str) else tuple(message)
        if len(forms) >= len(found.get(forms[0], ())):
            found[forms[0]] = forms
    return [found[first] for first in sorted(found)]


def _extracted() -> Iterator[str | tuple[str, ...]]:
    templates = extract_from_dir(
        str(SOURCES / "web" / "templates"), method_map=[("**.html", "jinja2")], options_map={"**.html": _JINJA}
    )
    yield from (message for name, _, message, _, _ in templates if not name.startswith("console"))
    letters = extract_from_dir(str(SOURCES / "process"), method_map=[("**.py", "python")], keywords={"N_": None})
    yield from (message for _, _, message, _, _ in letters)


def updated(wanted: list[tuple[str, ...]], path: Path, code: str) -> Catalog:
    """The catalogue at `path` with exactly the `wanted` messages, and the translations that it had of them."""
    before = read_po(BytesIO(path.read_bytes()), locale=code) if path.is_file() else Catalog(locale=code)
    after = Catalog(locale=code, header_comment=before.header_comment if path.is_file() else f"# {code}", fuzzy=False)
    for forms in wanted:
        had = before.get(forms[0])
        plural = len(forms) > 1
        kept = had.string if had is not None and isinstance(had.string, str) is not plural else None
        after.add(_id(forms), kept or (("",) * after.num_plurals if plural else ""), auto_comments=(),
                  user_comments=had.user_comments if had is not None else ())  # fmt: skip
    return after


def _source(wanted: list[tuple[str, ...]]) -> Catalog:
    source = Catalog(fuzzy=False)
    for forms in wanted:
        source.add(_id(forms))
    return source


def _id(forms: tuple[str, ...]) -> str | tuple[str, str]:
    return forms[0] if len(forms) == 1 else (forms[0], forms[1])


def _is_translated(message: Message) -> bool:
    forms = message.string or ()
    return bool(forms) and all((forms,) if isinstance(forms, str) else forms)


def _written(catalogue: Catalog) -> bytes:
    """A header that says nothing of when or by whom: the same messages make the same bytes."""
    body = BytesIO()
    write_po(body, catalogue, width=_WIDTH, no_location=True, omit_header=True, sort_output=False)
    if catalogue.locale is None:
        return body.getvalue()
    plural = f"nplurals={catalogue.num_plurals}; plural={catalogue.plural_expr};"
    head = [
        *(line for line in catalogue.header_comment.splitlines() if line),
        'msgid ""', 'msgstr ""', f'"Language: {catalogue.locale}\\n"', '"Content-Type: text/plain; charset=utf-8\\n"',
        '"Content-Transfer-Encoding: 8bit\\n"', f'"Plural-Forms: {plural}\\n"',
    ]  # fmt: skip
    return ("\n".join(head) + "\n\n").encode() + body.getvalue()


if __name__ == "__main__":
    sys.exit(main())
