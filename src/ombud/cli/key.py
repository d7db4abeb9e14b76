"""``ombud key``: what platforms sign their requests with."""

from pathlib import Path

import click
import msgspec

from ombud.cli.opening import configure, open_kept, open_shared
from ombud.cli.options import JSON, data_option
from ombud.cli.show import output, printable, table
from ombud.pipeline import SCOPES

__all__ = ["key"]


@click.group()
def key() -> None:
    """API keys of platforms. Ombud keeps only their hashes.

    \b
    Example:
      ombud key add forum --scope events:write --scope decisions:read
    """


@key.command()
@click.argument("name")
@click.option(
    "--scope", "scopes", type=click.Choice(SCOPES), multiple=True, required=True,
    help="What it opens; may be repeated.",
)  # fmt: skip
@JSON
@data_option
def add(name: str, scopes: tuple[str, ...], data: Path, as_json: bool) -> None:
    """Make a key for the platform NAME and print its secret, once.

    \b
    Example:
      ombud key add forum --scope events:write --scope decisions:read
    """
    with open_shared(configure(data)) as ombud:
        made, secret = ombud.accounts.add_key(name, scopes)
    if as_json:
        click.echo(msgspec.json.encode({"id": made.id, "name": made.name, "scopes": made.scopes, "secret": secret}))
        return
    click.echo(f"{made.id}  {', '.join(made.scopes)}", err=True)
    click.echo("The secret is shown this once:", err=True)
    click.echo(secret)


@key.command()
@click.argument("key_id")
@data_option
def revoke(key_id: str, data: Path) -> None:
    """Revoke a key, by its id: from now on it opens nothing.

    \b
    Example:
      ombud key revoke key_01m7x3s9k2v4b6n8q0r2t4w6y8
    """
    with open_kept(configure(data)) as ombud:
        ombud.accounts.revoke_key(key_id)
    click.echo(f"revoked {key_id}")


@key.command("list")
@JSON
@data_option
def list_keys(data: Path, as_json: bool) -> None:
    """List the keys, revoked ones too. Secrets are not kept and cannot be shown.

    \b
    Example:
      ombud key list
    """
    with open_kept(configure(data)) as ombud:
        keys = ombud.accounts.keys()
    if as_json:
        rows = [
            {"id": one.id, "name": one.name, "scopes": one.scopes, "since": one.created_at, "revoked": one.revoked_at}
            for one in keys
        ]
        click.echo(msgspec.json.encode(rows))
        return
    shown = table("Keys", "id", "name", "scopes", "since", "revoked")
    for one in keys:
        revoked = f"{one.revoked_at:%Y-%m-%d}" if one.revoked_at else ""
        shown.add_row(one.id, printable(one.name), " ".join(one.scopes), f"{one.created_at:%Y-%m-%d}", revoked)
    output().print(shown)
