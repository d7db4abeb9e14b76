"""``ombud ledger``: check a public log from the outside, as anybody may."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import httpx
import msgspec

from ombud.cli.options import JSON
from ombud.cli.show import printable, progress
from ombud.ledger import Head, LogReport, Reader, open_checkpoint, verify_log
from ombud.model import BadInput, NotFound, SystemFault

__all__ = ["folder_reader", "ledger"]

_LARGEST_FILE = 20 * 1024 * 1024  # a full bundle of 256 entries of 64 KiB has less
_LARGEST_NOTE = 64 * 1024
_TIMEOUT_S = 30.0


@click.group()
def ledger() -> None:
    """The public log that every decision is committed to.

    \b
    Example:
      ombud ledger verify https://ombud.example.org/ledger --key "$VKEY"
    """


@ledger.command()
@click.argument("log", metavar="URL|DIR")
@click.option("--key", "vkey", required=True, metavar="VKEY", help="The log's verifier key, from a place you trust.")
@click.option(
    "--known", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
    help="A checkpoint saved earlier: also shows that the log has only grown since.",
)  # fmt: skip
@JSON
@click.pass_context
def verify(ctx: click.Context, log: str, vkey: str, known: Path | None, as_json: bool) -> None:
    """Check a whole log: its signed head, every entry, every tile.

    The log is read from a web address or a folder. Nothing but the key is taken on trust: all hashes are computed again
    from the entries. Exits with 1 when something does not hold, and says what and where.

    \b
    Examples:
      ombud ledger verify http://127.0.0.1:8400/ledger --key "$VKEY"
      ombud ledger verify data/ledger --key "$VKEY" --known checkpoint-of-last-month
    """
    seen = open_checkpoint(_small_text(known), vkey) if known else None
    with _reader(log) as read, progress() as bar:
        task = bar.add_task("checking the log", total=None, note="")
        report = verify_log(
            read, vkey, seen, progress=lambda done, total: bar.update(task, completed=done, total=total)
        )
    if report.fault and report.fault.code == "checkpoint_missing":
        raise _no_log(log)
    _say(report, seen, as_json=as_json)
    ctx.exit(0 if report.ok else 1)


def _no_log(log: str) -> NotFound:
    """Nothing was checked, so nothing may be said about whether a log holds: it is the address that is wrong."""
    address = log.rstrip("/")
    missing = "there is no checkpoint, which every log has from its first entry on"
    advice = missing if address.endswith("/ledger") else f"{missing}; did you mean {address}/ledger?"
    return NotFound("no_log_here", f"there is no log at this address: {log}", advice=advice)


def _small_text(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(_LARGEST_NOTE).decode("utf-8", "replace")


@contextmanager
def _reader(log: str) -> Iterator[Reader]:
    if not log.startswith(("http://", "https://")):
        folder = Path(log)
        if not folder.is_dir():
            raise BadInput("no_such_log", f"{log} is neither a web address nor a folder")
        yield folder_reader(folder)
        return
    try:
        with httpx.Client(timeout=_TIMEOUT_S, trust_env=False) as client:
            yield lambda path: _fetch(client, f"{log.rstrip('/')}/{path}")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise SystemFault(
            "log_unreachable", f"the log at {log} cannot be read: {error}", advice="try again, or check the address"
        ) from error


def folder_reader(folder: Path) -> Reader:
    """Reads the files of a log from a folder; what is missing is None, what is far too large is cut."""

    def read(path: str) -> bytes | None:
        try:
            with (folder / path).open("rb") as file:
                return file.read(_LARGEST_FILE)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None

    return read


def _fetch(client: httpx.Client, url: str) -> bytes | None:
    with client.stream("GET", url) as answer:
        if answer.status_code == httpx.codes.NOT_FOUND:
            return None
        answer.raise_for_status()
        body = bytearray()
        for piece in answer.iter_bytes():
            body += piece
            if len(body) > _LARGEST_FILE:
                raise httpx.HTTPError(f"{url} is larger than any file of a log may be")
        return bytes(body)


def _say(report: LogReport, known: Head | None, *, as_json: bool) -> None:
    if as_json:
        click.echo(msgspec.json.encode({
            "ok": report.ok, "origin": report.head.origin if report.head else None, "size": report.size,
            "root": report.root.hex(), "counts": report.counts, "fault": report.fault,
        }))  # fmt: skip
        return
    if report.fault:
        where = "" if report.fault.index is None else f", entry {report.fault.index}"
        click.echo(f"THE LOG DOES NOT HOLD: {printable(report.fault.detail)}")
        click.echo(f"  in {report.fault.path}{where} [{report.fault.code}]")
        return
    origin = printable(report.head.origin) if report.head else ""
    click.echo(f"The log {origin} holds: {report.size} entries, all under its signed root {report.root.hex()[:16]}…")
    for kind, days in sorted(report.counts.items()):
        click.echo(f"  {sum(days.values()):>8}  {kind.replace('_', ' ')}  ({min(days)} to {max(days)})")
    if known:
        click.echo(f"  It has only grown since the {known.size} entries of the checkpoint you kept.")
