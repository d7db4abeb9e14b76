"""The people one can sign in as in a demonstration, with passwords made up at the first start."""

import os
from pathlib import Path

import msgspec

from ombud.cli.passwords import new_password
from ombud.model import Role
from ombud.wiring import Ombud

__all__ = ["Person", "introduce"]

_CAST = (("robin", Role.REVIEWER), ("sasha", Role.REVIEWER), ("lee", Role.LEAD), ("ash", Role.ADMIN))
_HEAD = """\
# Made by `ombud serve --demo`, to try Ombud out. These people are not for a place where real people write.
"""


class Person(msgspec.Struct, frozen=True):
    """Somebody to sign in as."""

    name: str
    role: Role
    password: str


def introduce(ombud: Ombud, sheet: Path) -> list[Person]:
    """Make the users that are missing, and keep names and passwords in `sheet` (mode 600) for the next start."""
    written = _read(sheet)
    known = {user.name: user for user in ombud.accounts.users()}
    people = []
    for name, role in _CAST:
        password = written.get(name) or new_password()
        if name not in known:
            ombud.accounts.add_user(name, role, password)
        elif name not in written:  # the sheet was lost
            ombud.accounts.set_password(known[name].id, password)
        people.append(Person(name, role, password))
    _write(sheet, people)
    return people


def _read(sheet: Path) -> dict[str, str]:
    if not sheet.exists():
        return {}
    rows = (line.split() for line in sheet.read_text("utf-8").splitlines() if not line.startswith("#"))
    return {row[0]: row[2] for row in rows if len(row) == 3}


def _write(sheet: Path, people: list[Person]) -> None:
    descriptor = os.open(sheet, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(_HEAD)
        file.writelines(f"{one.name}  {one.role}  {one.password}\n" for one in people)
