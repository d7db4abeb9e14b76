"""What the platform may say of how somebody can be reached: one address that mail can go to, and a language."""

import re
import unicodedata
from datetime import datetime

from ombud.model import BadInput, Contact

__all__ = ["check_address", "check_contact"]

MAX_PERSON = 512  # code points of a platform's own id
_MAX_ADDRESS = 254  # RFC 5321, 4.5.3.1.3
_MAX_LOCAL = 64
_NOT_LOCAL = frozenset('<>()[],;:\\"@')
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")


def check_contact(person: str, email: str | None, language: str | None, at: datetime) -> Contact:
    """A contact, its address with the domain as it is asked for (IDNA), its language as a tag (BCP 47).

    Raises BadInput: ``person_invalid``, ``contact_empty``, ``email_invalid``, ``language_invalid``. What is wrong is
    not repeated: it may be somebody's address all the same.
    """
    if not person or len(person) > MAX_PERSON:
        raise BadInput("person_invalid", f"A person's id has 1 to {MAX_PERSON} characters.", field="person")
    if not email and not language:
        raise BadInput(
            "contact_empty", "Neither an address nor a language is given.",
            advice="Give one of them, or delete the contact.",
        )  # fmt: skip
    if language and not _TAG.fullmatch(language):
        raise BadInput(
            "language_invalid", "This is not a language tag.", advice="Write it like pt-BR or ar.", field="language"
        )
    address = check_address(email) if email else None
    return Contact(person, address, language.replace("_", "-") if language else None, at)


def check_address(email: str) -> str:
    """An address with its domain as it is asked for (IDNA). Raises BadInput (``email_invalid``)."""
    local, at, domain = email.strip().rpartition("@")
    asked = _domain(domain) if at else None
    wrong = not local or len(local) > _MAX_LOCAL or local[0] == "." or local[-1] == "." or ".." in local
    odd = any(letter in _NOT_LOCAL or unicodedata.category(letter)[0] in "CZ" for letter in local)
    if wrong or odd or asked is None or len(local) + 1 + len(asked) > _MAX_ADDRESS:
        raise BadInput(
            "email_invalid", "This is not an address that mail can be sent to.",
            advice="Write it like ana@example.org, without a name beside it.", field="email",
        )  # fmt: skip
    return f"{local}@{asked}"


def _domain(domain: str) -> str | None:
    try:
        ascii_form = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    labels = ascii_form.split(".")
    return ascii_form if len(labels) > 1 and all(map(_LABEL.fullmatch, labels)) else None
