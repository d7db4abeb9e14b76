"""``ombud user``: who may sign in to the console."""

import sys
from pathlib import Path

import click
import msgspec

from ombud.cli.opening import configure, open_kept, open_shared
from ombud.cli.options import JSON, data_option
from ombud.cli.passwords import new_password
from ombud.cli.show import output, printable, table
from ombud.model import BadInput, Role

__all__ = ["user"]

_LONGEST = 1024
_ROLE = click.Choice([str(role) for role in Role])


@click.group()
def user() -> None:
    """Users of the console: reviewers, leads and admins.

    \b
    Example:
      ombud user add robin --role reviewer
    """


@user.command()
@click.argument("name")
@click.option(
    "--role", type=_ROLE, required=True, help="What they may do: judge; see deliveries too; manage users too."
)
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of stdin.")
@click.option("--generate", is_flag=True, help="Make up a password and print it, once.")
@data_option
def add(name: str, role: str, password_stdin: bool, generate: bool, data: Path) -> None:
    """Add the user NAME. Asks for the password, unless told where it comes from.

    \b
    Examples:
      ombud user add robin --role reviewer
      ombud user add sasha --role lead --generate
      pass show ombud/ash | ombud user add ash --role admin --password-stdin
    """
    if password_stdin and generate:
        raise click.UsageError("--password-stdin and --generate exclude each other")
    password = new_password() if generate else _asked(from_stdin=password_stdin)
    with open_shared(configure(data)) as ombud:
        made = ombud.accounts.add_user(name, Role(role), password)
    click.echo(f"added {made.role} {made.name}")
    if generate:
        click.echo(f"password, shown this once: {password}")


def _asked(*, from_stdin: bool) -> str:
    if from_stdin:
        given = sys.stdin.readline(_LONGEST + 1).rstrip("\r\n")
        if not given:
            raise BadInput("no_password", "stdin held no password", advice="pipe it in as the first line")
        return given
    if not sys.stdin.isatty():
        raise click.UsageError("there is no terminal to ask for a password: give --password-stdin or --generate")
    answer: str = click.prompt("Password (12 characters or more)", hide_input=True, confirmation_prompt=True)
    return answer


@user.command()
@click.argument("name")
@click.argument("new_role", type=_ROLE)
@data_option
def role(name: str, new_role: str, data: Path) -> None:
    """Give the user NAME another role.

    \b
    Example:
      ombud user role robin lead
    """
    with open_kept(configure(data)) as ombud:
        ombud.accounts.set_role(name, Role(new_role))
    click.echo(f"{name} is now {new_role}")


@user.command("set")
@click.argument("name")
@click.option("--languages", default=None, help="The languages they read, as codes: de,ar.")
@click.option("--knows", default=None, help="The clauses or sections they know well: harassment,spam/link-flood.")
@data_option
def set_skills(name: str, languages: str | None, knows: str | None, data: Path) -> None:
    """Say what the user NAME reads and knows well, so that appeals find them. What is not given stays.

    \b
    Example:
      ombud user set robin --languages de,ar --knows harassment
    """
    if languages is None and knows is None:
        raise click.UsageError("give --languages, --knows or both")
    with open_kept(configure(data)) as ombud:
        skills = ombud.routing.set_skills(name, languages, knows)
    read = ", ".join(skills.languages) or "any language"
    click.echo(f"{printable(name)} reads {read}" + (f" and knows {', '.join(skills.knows)}" if skills.knows else ""))


@user.command()
@click.argument("name")
@data_option
def disable(name: str, data: Path) -> None:
    """Lock the user NAME (or an id) out for good, at once. What they decided stays on record.

    \b
    Example:
      ombud user disable robin
    """
    with open_kept(configure(data)) as ombud:
        gone = ombud.accounts.disable_user(name)
    click.echo(f"{printable(gone.name)} is disabled, and signed out everywhere")


@user.command("list")
@JSON
@data_option
def list_users(data: Path, as_json: bool) -> None:
    """List the users and their roles.

    \b
    Example:
      ombud user list --json
    """
    with open_kept(configure(data)) as ombud:
        users = ombud.accounts.users()
    if as_json:
        rows = [
            {"name": one.name, "role": one.role, "since": one.created_at, "disabled": one.disabled_at} for one in users
        ]
        click.echo(msgspec.json.encode(rows))
        return
    shown = table("Users", "name", "role", "since", "disabled")
    for one in users:
        disabled = f"{one.disabled_at:%Y-%m-%d}" if one.disabled_at else ""
        shown.add_row(printable(one.name), str(one.role), f"{one.created_at:%Y-%m-%d}", disabled)
    output().print(shown)
