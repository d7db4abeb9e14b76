"""Passwords that a person can type from a sheet of paper."""

import secrets

__all__ = ["new_password"]

_LETTERS = "abcdefghjkmnpqrstvwxyz23456789"  # none that look alike


def new_password() -> str:
    """Four groups of five, 98 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))
