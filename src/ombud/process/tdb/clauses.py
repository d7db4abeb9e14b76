"""What clauses are about, in the words of the DSA Transparency Database.

They are that database's own, so they stand beside the policy: a table by clause id. A clause that is in no table is a
violation of the terms and conditions, which is true of every clause. On which law a clause relies is no matter of the
database: the clause says it itself, in its `law` block.
"""

from collections.abc import Mapping

import msgspec

from ombud.model import BadInput
from ombud.process.tdb.payload import Category
from ombud.process.tdb.vocabulary import CATEGORIES

__all__ = ["OTHER", "STARTER", "read_categories"]

OTHER = Category("STATEMENT_CATEGORY_OTHER_VIOLATION_TC")


def _starter(category: str, *keywords: str) -> Category:
    return Category(f"STATEMENT_CATEGORY_{category}", tuple(f"KEYWORD_{keyword}" for keyword in keywords))


STARTER: Mapping[str, Category] = {
    "safety/threats": _starter("VIOLENCE"),
    "safety/attacks": _starter("VIOLENCE", "COORDINATED_HARM"),
    "safety/minors": _starter("PROTECTION_OF_MINORS"),
    "respect/harassment": _starter("CYBER_VIOLENCE", "CYBER_HARASSMENT"),
    "respect/hate": _starter("ILLEGAL_OR_HARMFUL_SPEECH", "HATE_SPEECH"),
    "respect/unwanted-sexual": _starter("CYBER_VIOLENCE", "CYBER_HARASSMENT"),
    "privacy/private-information": _starter("DATA_PROTECTION_AND_PRIVACY_VIOLATIONS"),
    "privacy/intimate-images": _starter("CYBER_VIOLENCE", "NON_CONSENSUAL_IMAGE_SHARING"),
    "honesty/scams": _starter("SCAMS_AND_FRAUD"),
    "honesty/impersonation": _starter("SCAMS_AND_FRAUD", "IMPERSONATION_ACCOUNT_HIJACKING"),
    "honesty/illegal-goods": _starter("UNSAFE_AND_PROHIBITED_PRODUCTS", "PROHIBITED_PRODUCTS"),
    "honesty/adult-offers": _starter("OTHER_VIOLATION_TC", "ADULT_SEXUAL_MATERIAL"),
    "care/self-harm": _starter("SELF_HARM"),
    "care/rumours-health": _starter("RISK_FOR_PUBLIC_SECURITY", "RISK_PUBLIC_HEALTH"),
    "care/rumours-public": _starter(
        "NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS", "MISINFORMATION_DISINFORMATION"
    ),
}
"""The clauses of the starter policy."""


def read_categories(text: bytes) -> dict[str, Category]:
    """A table as JSON: ``{"safety/threats": {"category": "STATEMENT_CATEGORY_VIOLENCE", "keywords": []}}``.

    Raises BadInput (``tdb_categories_invalid``) when it is not one, or says what the database does not know.
    """
    try:
        table = msgspec.json.decode(text, type=dict[str, Category])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _invalid(f"the table of categories cannot be read: {error}") from error
    for clause, one in table.items():
        if one.category not in CATEGORIES:
            raise _invalid(f"{clause}: the database has no category {one.category!r}")
        if wrong := set(one.keywords) - CATEGORIES[one.category]:
            raise _invalid(f"{clause}: {min(wrong)!r} is no keyword of {one.category}")
        if len(set(one.keywords)) < len(one.keywords):
            raise _invalid(f"{clause}: a keyword is there twice")
    return table


def _invalid(detail: str) -> BadInput:
    return BadInput(
        "tdb_categories_invalid",
        detail,
        advice="The names are those of the DSA Transparency Database; `docs/transparency-database.md` shows a table. A "
        "legal ground stands in the policy, in the clause's `law` block.",
        field="tdb_categories",
    )
