"""``ombud policy publish``, ``rollback``, ``versions`` and ``export``: what is in force, and what was."""

from pathlib import Path

import click
import msgspec

from ombud.cli.opening import configure, open_kept, open_shared
from ombud.cli.options import FOLDER, JSON, data_option, model_option, plugins_option
from ombud.cli.show import printable
from ombud.model import BadInput, Conflict, NotFound, Publication
from ombud.pipeline import find_version, must_pass
from ombud.wiring import STARTER_POLICY, Ombud, policy_from, read_policy_files, run_examples

__all__ = ["export", "publish", "rollback", "versions"]

_HOW = {"start": "with the server's start", "publish": "published", "rollback": "brought back", "unstated": "published"}
_reason = click.option(
    "--reason", "-m", required=True, metavar="TEXT", help="Why, in a sentence. Everybody can read it beside the change."
)


@click.command()
@click.argument("folder", metavar="[DIR]", type=FOLDER, default=STARTER_POLICY)
@_reason
@click.option(
    "--onto", metavar="VERSION|current", help="The version that the folder began as; refused if another is in force."
)
@data_option
@plugins_option
@model_option
def publish(folder: Path, reason: str, onto: str | None, data: Path) -> None:
    """Publish a policy: from now on it is the one that runs, and everybody can read it.

    The version is named by the hash of its files, kept for good, and entered in the public log. A running server takes
    it up within seconds. A policy with an error, or with an example that fails, is not published. What was decided in
    the console is not undone unasked: then --onto is needed.

    \b
    Examples:
      ombud policy publish my-rules --reason "Shorteners hide where a link leads." --data data
      ombud policy publish my-rules --reason "No raffles." --onto 3f9a0c
    """
    files = read_policy_files(folder)
    config = configure(data)
    plugins = config.plugin_folder
    report = run_examples(policy_from(files, plugins=plugins), plugins=plugins)
    if not report.passed:
        if any(not example.passed for clause in report.clauses for example in clause.examples):
            click.echo(printable(report.as_text()), err=True)
        must_pass(report)
    with open_shared(config) as ombud:
        version = ombud.publisher.publish(files, reason, _named(ombud, onto))
    click.echo(f"in force: {printable(version.title)}, {version.version}")


@click.command()
@click.argument("version", metavar="[VERSION]", required=False)
@_reason
@data_option
def rollback(version: str | None, reason: str, data: Path) -> None:
    """Put an earlier version back in force: the one before, or the one that is named.

    VERSION is as `ombud policy versions` shows it, or an unmistakable beginning of it. Without one, a version that was
    rolled back before is passed over: asked twice, it goes back two versions, never forward again. That it came back is
    on the record and in the public log, like every publication; a running server takes it up within seconds.

    \b
    Examples:
      ombud policy rollback --reason "The new rule held half of the recipes."
      ombud policy rollback 3f9a0c --reason "Back to the rules of spring."
    """
    with open_kept(configure(data)) as ombud:
        left = _named(ombud, "current")
        found = ombud.publisher.roll_back(version, reason, onto=left)
    click.echo(f"in force again: {printable(found.title)}, {found.version}\nno longer: {left}")


def _named(ombud: Ombud, version: str | None) -> str | None:
    """The whole name of a version; None where none is meant."""
    if version is None:
        return None
    with ombud.store.read() as unit:
        if version != "current":
            return find_version(unit, version)
        current = unit.policies.current()
    return current.version if current else None


@click.command()
@data_option
@JSON
def versions(data: Path, as_json: bool) -> None:
    """List what was in force, newest first: since when, how it came about, by which role, and why.

    \b
    Example:
      ombud policy versions --data data
    """
    with open_kept(configure(data)) as ombud, ombud.store.read() as unit:
        found = unit.policies.publications()
    if as_json:
        click.echo(msgspec.json.encode([_plain(one, in_force=one is found[0]) for one in found]))
        return
    for one in found:
        click.echo(_line(one, in_force=one is found[0]))


def _plain(one: Publication, *, in_force: bool) -> dict[str, object]:
    return {
        "version": one.version, "at": one.at.isoformat(), "how": one.how, "role": one.role, "reason": one.reason,
        "written_by": one.written_by, "approved_by": one.approved_by, "in_force": in_force,
    }  # fmt: skip


def _line(one: Publication, *, in_force: bool) -> str:
    who = f"written by: {one.written_by}, approved by: {one.approved_by}" if one.draft else f"by: {one.role}"
    lines = [
        f"{one.version}{'  (in force)' if in_force else ''}",
        f"  {one.at:%Y-%m-%d %H:%M} UTC, {_HOW[one.how]}, {who}",
    ]
    return "\n".join([*lines, f"  {printable(one.reason)}"] if one.reason else lines)


@click.command()
@click.argument("version", metavar="VERSION|current")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--replace", is_flag=True, help="Write over files of the same name that say something else.")
@data_option
def export(version: str, folder: Path, replace: bool, data: Path) -> None:
    """Write the files of a version into a folder: the same files, whoever wrote them and wherever.

    What was written in the console so gets into git, or into the folder that a server is started with. Nothing is
    written over without --replace, and nothing is ever removed: files that are no part of the version are named.

    \b
    Examples:
      ombud policy export current my-rules --replace
      ombud policy export 3f9a0c old-rules
    """
    with open_kept(configure(data)) as ombud, ombud.store.read() as unit:
        found = unit.policies.current() if version == "current" else unit.policies.get(find_version(unit, version))
    if found is None:
        raise NotFound("no_such_policy", "no policy has been published here")
    _must_not_lose(folder, found.files, replace=replace)
    for name, text in found.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    click.echo(f"{len(found.files)} files in {folder}: {printable(found.title)}, {found.version}")
    for name in sorted(read_policy_files(folder).keys() - found.files.keys()):
        click.echo(f"  {printable(name)} is no part of this version: remove it before you publish from here")


def _must_not_lose(folder: Path, files: dict[str, str], *, replace: bool) -> None:
    inside = folder.resolve()
    for name, text in files.items():
        path = (folder / name).resolve()
        if not path.is_relative_to(inside):
            raise BadInput("path_outside", f"{name!r} would lie outside of {folder}")
        if not replace and path.exists() and path.read_bytes() != text.encode():
            raise Conflict(
                "would_overwrite",
                f"{path} says something else",
                advice="name another folder, or write over it with --replace and look at the difference in git",
            )
