"""Who should hear an appeal: somebody who had no part in it, reads its language, knows its clause, and has time.

Santa Clara Principles 2.0: appeals are heard by people not involved before, who know the language and the context.
"""

from collections.abc import Collection, Mapping

from ombud.model import BadInput, Skills, Waiting

__all__ = ["check_language", "check_skills", "suited"]

_MOST = 40
_LONGEST = 80


def suited(
    waiting: Waiting,
    reviewers: Collection[str],
    skills: Mapping[str, Skills],
    loads: Mapping[str, int],
    touched: Collection[str],
) -> list[str]:
    """User ids, who suits best first: reads what the person writes and what they posted, knows the clause, has time.

    Those who said what they read, and do not read what the person writes, are not given it.

    `touched` are all who had a part in it, and whoever just had it and let the time go by.
    """
    found = [one for one in reviewers if one not in touched and _reads(skills.get(one), waiting.language) is not None]
    return sorted(
        found,
        key=lambda one: (
            _reads(skills.get(one), waiting.language),
            _understands(skills.get(one), waiting.post_language),
            not _knows(skills.get(one), waiting.clauses),
            loads.get(one, 0),
            one,
        ),
    )


def _reads(skills: Skills | None, language: str) -> int | None:
    """0 for yes, 1 for perhaps, None for no."""
    if skills is None or not skills.languages or not language:
        return 1
    return 0 if language in skills.languages else None


def _understands(skills: Skills | None, language: str) -> int:
    """The same, where no is no reason against it: a post can be explained or translated, a person wants an answer."""
    reads = _reads(skills, language)
    return 2 if reads is None else reads


def _knows(skills: Skills | None, clauses: Collection[str]) -> bool:
    known = set(skills.knows) if skills is not None else set()
    return any(clause in known or clause.partition("/")[0] in known for clause in clauses)


def check_skills(user: str, languages: str, knows: str) -> Skills:
    """What somebody typed, with commas or spaces between. Raises BadInput (``bad_language``, ``bad_clause``)."""
    spoken, known = _names(languages, "languages"), _names(knows, "knows")
    return Skills(user, tuple(_primary(one, "languages") for one in spoken), known)


def check_language(tag: str | None) -> str:
    """The language of a tag (BCP 47) in small letters, without its region; empty for none. Raises BadInput
    (``bad_language``)."""
    code = (tag or "").partition("-")[0]
    return _primary(code, "language") if code else ""


def _primary(code: str, field: str) -> str:
    if not (code.isascii() and code.isalpha() and 2 <= len(code) <= 3):  # BCP 47 primary tags
        raise BadInput(
            "bad_language", f"{code[:_LONGEST]!r} is no language code.", advice="Write de, ar, zh.", field=field
        )
    return code.lower()


def _names(text: str, field: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(text.replace(",", " ").split()))
    if len(names) > _MOST or any(len(one) > _LONGEST or not one.isprintable() for one in names):
        raise BadInput("bad_clause", f"At most {_MOST} names of at most {_LONGEST} characters.", field=field)
    return names
