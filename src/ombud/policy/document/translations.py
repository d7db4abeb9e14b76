"""A policy's clauses in other languages: the same ids in files such as ``safety.de.md``, for people to read.

They are words and nothing else: what runs stands in the policy's own documents, and so does what counts. A translation
names the digest of the words it was made from (``{#threats from=3f2a91c07b1d}``). When the clause says something else
by now, the translation is out of date and nobody is shown it, until somebody has read it against the clause again.
"""

import hashlib
from collections.abc import Mapping

from ombud.model import ClauseText, Law
from ombud.policy.document.law import law_of
from ombud.policy.document.source import ClauseSource, Source, language_of, read_source, read_translation
from ombud.policy.problems import Place, Report

__all__ = ["check_translations", "digest_of", "translations_of"]

_DIGITS = 12

Found = dict[str, ClauseSource]
"""The clauses of one language by id."""


def digest_of(clause: ClauseSource) -> str:
    """What stands for a clause's words: SHA-256 of section, title and prose, and of its law where it has one, 12
    hexadecimal digits. Where the lines are broken changes nothing."""
    law = law_of(clause, Report({}))
    parts = (clause.section, clause.title, clause.text, *((law.ground, law.why) if law else ()))
    words = "\n".join(" ".join(part.split()) for part in parts)
    return hashlib.sha256(words.encode()).hexdigest()[:_DIGITS]


def translations_of(files: Mapping[str, str]) -> dict[str, dict[str, ClauseText]]:
    """What a policy on record says in other languages: clauses by language and id, without those out of date.

    What is wrong with them, publishing has said.
    """
    report = Report(files)
    own = _own(read_source(files, report))
    return {
        code: {
            name: ClauseText(name, clause.section, clause.title, clause.text, law_of(clause, report))
            for name, clause in clauses.items()
            if name in own and clause.made_from == digest_of(own[name])
        }
        for code, clauses in _read(files, report).items()
    }


def check_translations(files: Mapping[str, str], source: Source, language: str, report: Report) -> None:
    """Report what is wrong: clauses that the policy does not have, what would run, what is missing or out of date."""
    own = _own(source)
    for code, clauses in _read(files, report).items():
        places = [clause.place for clause in clauses.values()]
        first = places[0] if places else Place(_first(files, code), 1)
        if code == language:
            report.error(
                first,
                f"`{code}` is the policy's own language",
                "Put these words into the policy itself, or name the file by the language that they are in.",
                code="translated_into_itself",
            )
        for clause in clauses.values():
            _check(clause, own.get(clause.id), code, report)
        missing = sorted(own.keys() - clauses.keys())
        if missing:
            report.warning(
                first,
                f"{len(missing)} of {len(own)} clauses have no words in `{code}`: {', '.join(missing[:5])}",
                "Whoever reads that language is shown those in the policy's own.",
                code="not_translated",
            )


def _check(clause: ClauseSource, original: ClauseSource | None, code: str, report: Report) -> None:
    law = law_of(clause, report)
    if original is None:
        report.warning(
            clause.place,
            f"the policy has no clause `{clause.id}`",
            "Give the heading the id that it has there, and the section above it the same: `# Title {#section}`.",
            code="translates_nothing",
        )
        return
    _same_law(clause, law, law_of(original, Report({})), code, report)
    now, name = digest_of(original), clause.id.rpartition("/")[2]
    if clause.made_from != now:
        changed = f"the clause `{clause.id}` says something else by now than what `{code}` was made from"
        unknown = f"nothing says which words of the clause `{clause.id}` this was made from"
        report.warning(
            clause.place,
            changed if clause.made_from else unknown,
            f"Read it against the clause, then end its heading with `{{#{name} from={now}}}`. Nobody is shown it until "
            "then.",
            code="translation_out_of_date",
        )


def _same_law(clause: ClauseSource, law: Law | None, original: Law | None, code: str, report: Report) -> None:
    """A translation says on which law the clause relies if the clause does, and of no other."""
    if law is None and original is not None and not clause.of_kind("law"):
        report.warning(
            clause.place,
            f"the law of the clause `{clause.id}` is not in `{code}`",
            "Add a `law` block with its `ground` and `why`. Until then people read both as the policy has them.",
            code="not_translated",
        )
    elif law is not None and original is None:
        report.warning(
            clause.of_kind("law")[0].place,
            f"the clause `{clause.id}` relies on no law",
            "Remove the block, or give the clause itself one: only what the policy says counts.",
            code="translates_nothing",
        )


def _first(files: Mapping[str, str], code: str) -> str:
    return min(name for name in files if language_of(name) == code)


def _own(source: Source) -> Found:
    return {clause.id: clause for clause in source.clauses if clause.real}


def _read(files: Mapping[str, str], report: Report) -> dict[str, Found]:
    found: dict[str, Found] = {}
    for name in sorted(files):
        code = language_of(name)
        if code is not None:
            _add(found.setdefault(code, {}), code, read_translation(name, files[name], report), report)
    return found


def _add(clauses: Found, code: str, some: list[ClauseSource], report: Report) -> None:
    for clause in some:
        if clause.real and clause.id in clauses:
            first = clauses[clause.id].place
            report.error(
                clause.place,
                f"the clause `{clause.id}` exists already in `{code}`",
                f"The first one is at {first.file}:{first.line}.",
                code="duplicate_clause",
            )
        elif clause.real:
            clauses[clause.id] = clause
