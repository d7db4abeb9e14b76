"""``ombud receipt``: what a person holds in their hand, checked and put in plain words."""

from pathlib import Path
from typing import Any

import click
import msgspec

from ombud.cli.options import JSON
from ombud.cli.show import printable
from ombud.ledger import Receipt, open_checkpoint, parse_vkey, verify_receipts
from ombud.model import BadInput, OmbudError

__all__ = ["receipt"]

_LARGEST = 17 * 1024 * 1024  # one byte past every limit is refused by what reads it


@click.group()
def receipt() -> None:
    """Receipts: a person's proof that something is on the record.

    \b
    Example:
      ombud receipt verify decision.tlog-proof --key "$VKEY"
    """


@receipt.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", "vkey", required=True, metavar="VKEY", help="The log's verifier key, from a place you trust.")
@JSON
@click.pass_context
def verify(ctx: click.Context, files: tuple[Path, ...], vkey: str, as_json: bool) -> None:
    """Verify receipts (.tlog-proof, or a .zip of them) and say what they prove.

    Needs no network and no account: only the log's public key. Exits with 1 when one does not hold.

    \b
    Examples:
      ombud receipt verify decision.tlog-proof --key "$VKEY"
      ombud receipt verify my-post.zip --key "$VKEY" --json
    """
    parse_vkey(vkey)  # a key that is none says nothing about a receipt
    failed = False
    for path in files:
        try:
            receipts = verify_receipts(_bounded(path), vkey)
        except BadInput as error:
            failed = True
            _say_fault(path, error, as_json=as_json)
            continue
        for name, one in receipts.items():
            _say_proven(f"{path}/{name}" if name else str(path), one, vkey, as_json=as_json)
    ctx.exit(1 if failed else 0)


def _bounded(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_LARGEST)


def _say_fault(path: Path, error: OmbudError, *, as_json: bool) -> None:
    if as_json:
        click.echo(msgspec.json.encode({"file": str(path), "ok": False, "error": error.describe()}))
        return
    inside = f" ({printable(error.field)})" if error.field else ""
    click.echo(f"{path}{inside}: NOT PROVEN")
    click.echo(f"  {printable(error.detail)} [{error.code}]")
    if error.advice:
        click.echo(f"  {error.advice}")


def _say_proven(name: str, proven: Receipt, vkey: str, *, as_json: bool) -> None:
    head = open_checkpoint(proven.checkpoint, vkey)
    record = _record(proven)
    if as_json:
        click.echo(msgspec.json.encode({
            "file": name, "ok": True, "type": proven.type, "record": record, "index": proven.index,
            "log": head.origin, "size": head.size, "root": head.root.hex(),
        }))  # fmt: skip
        return
    click.echo(f"{printable(name)}: PROVEN")
    for line in _in_words(proven.type, record):
        click.echo(f"  {printable(line)}")
    click.echo(
        f"  It is entry {proven.index} of the public log {printable(head.origin)}, under its signed head of "
        f"{head.size} entries. Nobody can take it back without breaking the log."
    )


def _record(proven: Receipt) -> dict[str, Any]:
    """The record as data. It is proven to be what was logged, which does not make it well-formed."""
    try:
        return msgspec.json.decode(proven.record, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError):
        return {}


def _in_words(kind: str, record: dict[str, Any]) -> list[str]:
    """What a record says, for somebody who has never seen JSON. Lines; fields that are missing are left out."""
    if kind == "decision":
        return _decision_in_words(record)
    if kind == "appeal_filed":
        return [f"An appeal against decision {record.get('decision')} was filed on {_when(record)}."]
    if kind == "appeal_decided":
        return [
            f"The appeal {record.get('appeal')} was decided by a human on {_when(record)}: {record.get('outcome')}.",
            f"Reasons: {record.get('reasons', '')}",
        ]
    if kind == "signal_tuned":
        return _tuning_in_words(record)
    return _policy_in_words(record)


def _tuning_in_words(record: dict[str, Any]) -> list[str]:
    """What was fitted to a community's own decisions, and came into force or was taken back."""
    what = "learnt" if record.get("kind") == "head" else "calibrated"
    now = f"{record.get('kind')}:{record['tuning']} is in force" if record.get("tuning") else "it is as it ships"
    how = "was taken back" if record.get("how") == "back" else "came into force"
    lines = [f"What signal {record.get('signal')} had {what} {how} on {_when(record)}, by the {record.get('role')}."]
    lines.append(f"From then on {now}.")
    if record.get("content"):
        lines.append(f"Its content: {record['content']}, made for {record.get('base')}")
    return lines


def _policy_in_words(record: dict[str, Any]) -> list[str]:
    lines = [f"The policy version {record.get('version')} was published on {_when(record)}."]
    if record.get("how") == "rollback":
        lines = [f"The earlier policy version {record.get('version')} was brought back on {_when(record)}."]
    if record.get("previous"):
        lines.append(f"Before it, {record['previous']} was in force.")
    if record.get("reason"):
        lines.append(f"In their own words: {record['reason']}")
    return lines


def _decision_in_words(record: dict[str, Any]) -> list[str]:
    actor = record.get("actor") or {}
    who = "by a machine" if actor.get("kind") == "automation" else "by a human"
    lines = [f"On {_when(record)} it was decided {who}: {record.get('measure')}, on item {record.get('item')}."]
    if clauses := [match.get("clause") for match in record.get("matches") or ()]:
        lines.append(f"Clauses: {', '.join(dict.fromkeys(map(str, clauses)))}")
    lines.append(f"Policy: {record.get('policy')}")
    if record.get("replaces"):
        lines.append(f"It replaces decision {record['replaces']}.")
    if record.get("reason"):
        lines.append(f"In their own words: {record['reason']}")
    return lines


def _when(record: dict[str, Any]) -> str:
    at = str(record.get("at") or record.get("filed_at") or record.get("published_at") or "an unknown date")
    return f"{at[:10]} at {at[11:19]} UTC" if "T" in at else at
