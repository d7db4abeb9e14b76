"""Who should hear an appeal: somebody who had no part in it, reads its language, knows its clause, and has time.

Santa Clara Principles 2.0: appeals are heard by people not involved before, who know the language and the context.
"""

from collections.abc import Collection, Mapping

from ombud.model import BadInput, Skills, Waiting

__all__ = ["check_skills", "suited"]

_MOST = 40
_LONGEST = 80


def suited(
    waiting: Waiting,
    reviewers: Collection[str],
    skills: Mapping[str, Skills],
    loads: Mapping[str, int],
    touched: Collection[str],
) -> list[str]:
    """User ids, who suits best first. Those who said what they read, and do not read this, are not given it.

    `touched` are all who had a part in it, and whoever just had it and let the time go by.
    """
    found = [one for one in reviewers if one not in touched and _reads(skills.get(one), waiting.language) is not None]
    return sorted(
        found,
        key=lambda one: (
            _reads(skills.get(one), waiting.language),
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


def _knows(skills: Skills | None, clauses: Collection[str]) -> bool:
    known = set(skills.knows) if skills is not None else set()
    return any(clause in known or clause.partition("/")[0] in known for clause in clauses)


def check_skills(user: str, languages: str, knows: str) -> Skills:
    """What somebody typed, with commas or spaces between. Raises BadInput (``bad_language``, ``bad_clause``)."""
    spoken, known = _names(languages, "languages"), _names(knows, "knows")
    for one in spoken:
        if not (one.isascii() and one.isalpha() and 2 <= len(one) <= 3):  # BCP 47 primary tags
            raise BadInput(
                "bad_language",
                f"{one[:_LONGEST]!r} is no language code.",
                advice="Write de, ar, zh.",
                field="languages",
            )
    return Skills(user, tuple(one.lower() for one in spoken), known)


def _names(text: str, field: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(text.replace(",", " ").split()))
    if len(names) > _MOST or any(len(one) > _LONGEST or not one.isprintable() for one in names):
        raise BadInput("bad_clause", f"At most {_MOST} names of at most {_LONGEST} characters.", field=field)
    return names
