"""A policy's clauses in other languages: the same ids in files such as ``safety.de.md``, for people to read.

They are words and nothing else: what runs stands in the policy's own documents, and so does what counts.
"""

from collections.abc import Mapping

from ombud.model import ClauseText
from ombud.policy.document.source import Source, language_of, read_translation
from ombud.policy.problems import Place, Report

__all__ = ["check_translations", "translations_of"]

Translated = dict[str, dict[str, ClauseText]]
"""Clauses by language and id."""


def translations_of(files: Mapping[str, str]) -> Translated:
    """What a policy on record says in other languages; what is wrong with it, publishing has said."""
    return _read(files, Report(files))[0]


def check_translations(files: Mapping[str, str], source: Source, language: str, report: Report) -> None:
    """Report what is wrong: clauses that the policy does not have, what would run, and what is missing."""
    own = {clause.id for clause in source.clauses if clause.real}
    found, places = _read(files, report)
    for code, clauses in found.items():
        first = next((place for (where, _), place in places.items() if where == code), Place(_first(files, code), 1))
        if code == language:
            report.error(
                first,
                f"`{code}` is the policy's own language",
                "Put these words into the policy itself, or name the file by the language that they are in.",
                code="translated_into_itself",
            )
        for name in sorted(clauses.keys() - own):
            report.error(
                places[code, name],
                f"the policy has no clause `{name}`",
                "Give the heading the id that it has there, and the section above it the same: `# Title {#section}`.",
                code="translates_nothing",
            )
        missing = sorted(own - clauses.keys())
        if missing:
            report.warning(
                first,
                f"{len(missing)} of {len(own)} clauses have no words in `{code}`: {', '.join(missing[:5])}",
                "Whoever reads that language is shown those in the policy's own.",
                code="not_translated",
            )


def _first(files: Mapping[str, str], code: str) -> str:
    return min(name for name in files if language_of(name) == code)


def _read(files: Mapping[str, str], report: Report) -> tuple[Translated, dict[tuple[str, str], Place]]:
    found: Translated = {}
    places: dict[tuple[str, str], Place] = {}
    for name in sorted(files):
        code = language_of(name)
        if code is None:
            continue
        clauses = found.setdefault(code, {})
        for clause in read_translation(name, files[name], report):
            if not clause.real:
                continue
            if clause.id in clauses:
                report.error(
                    clause.place,
                    f"the clause `{clause.id}` exists already in `{code}`",
                    f"The first one is at {places[code, clause.id].file}:{places[code, clause.id].line}.",
                    code="duplicate_clause",
                )
                continue
            clauses[clause.id] = ClauseText(clause.id, clause.section, clause.title, clause.text)
            places[code, clause.id] = clause.place
    return found, places
