"""A statement of reasons as the DSA Transparency Database takes it."""

from collections.abc import Callable, Mapping

import msgspec

__all__ = ["Category", "Payload", "Provider"]


class Payload(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The database's own field names, and those of its fields that a decision of ours can fill.

    What does not apply is left out when it is written as JSON: not every field may be null there. Dates are
    ``YYYY-MM-DD``.
    """

    decision_visibility: tuple[str, ...] = ()
    decision_account: str | None = None
    decision_ground: str
    decision_ground_reference_url: str | None = None
    illegal_content_legal_ground: str | None = None
    illegal_content_explanation: str | None = None
    incompatible_content_ground: str | None = None
    incompatible_content_explanation: str | None = None
    category: str
    category_addition: tuple[str, ...] = ()
    category_specification: tuple[str, ...] = ()
    territorial_scope: tuple[str, ...] = ()
    content_type: tuple[str, ...]
    content_type_other: str | None = None
    content_language: str | None = None
    content_date: str
    application_date: str
    end_date_visibility_restriction: str | None = None
    end_date_account_restriction: str | None = None
    decision_facts: str
    source_type: str
    automated_detection: str
    automated_decision: str
    puid: str


class Category(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a clause is about, in the database's words. Whether that is illegal, and by which law, the clause says."""

    category: str
    keywords: tuple[str, ...] = ()


class Provider(msgspec.Struct, frozen=True):
    """Who restricts: what holds for every statement of one provider.

    `public_url` is where its policy is published; `categories` says what its clauses are about, by clause id;
    `redact` takes personal data out of a text.
    """

    public_url: str
    categories: Mapping[str, Category]
    redact: Callable[[str], str]
