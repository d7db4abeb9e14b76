"""The command group, and the one place where errors become exit codes."""

import errno
import io
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module

import click

from ombud import __version__
from ombud.cli.show import problem
from ombud.model import OmbudError, SystemFault

__all__ = ["INPUT_AT_FAULT", "SYSTEM_AT_FAULT", "WRONG_USAGE", "main", "ombud"]

INPUT_AT_FAULT = 1
WRONG_USAGE = 2
SYSTEM_AT_FAULT = 3
_INTERRUPTED = 130  # 128 + SIGINT, as shells count

_COMMANDS = {
    "serve": "Serve the API, the console, the portal and the public pages.",
    "decide": "Decide events, JSON Lines in, JSON Lines out, in order.",
    "ingest": "Decide and store a file of events, JSON Lines, plain or gzip.",
    "score": "Score texts: one line in, one line of JSON out, in order.",
    "calibrate": "Fit a signal to your own community, from about 200 of its own labels.",
    "learn": "Let a signal learn from your reviewers' decisions and the corrections they accepted.",
    "replay": "Derive decisions again from what they were made of, and compare the bytes.",
    "statement": "Print what the DSA Transparency Database is told of a decision.",
    "policy": "Policies: the published rules, in Markdown.",
    "history": "What was decided, as Parquet files under `history` in the data folder, one folder a day.",
    "ledger": "The public log that every decision is committed to.",
    "receipt": "Receipts: a person's proof that something is on the record.",
    "user": "Users of the console: reviewers, leads and admins.",
    "key": "API keys of platforms.",
    "flagger": "Trusted flaggers: organisations whose reports come first.",
    "person": "People's own pages: everything about one person, for that person.",
    "correction": "Corrections that clients have sent in.",
    "doctor": "Look an installation over: one line per check, with advice where something is not well.",
}
"""Every command with the first sentence of its help, so that listing them does not load them. A test compares."""


class _OnDemand(click.Group):
    """A group whose commands are modules of this package, imported when they are asked for.

    Checking a policy or a receipt must not wait for a web framework and a database library to load.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  the signature is click's
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002  click's signature
        if name not in _COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"ombud.cli.{name}"), name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command. `ombud decide | head`: when the reader has had enough, that is no error."""
        from ombud.cli.logs import configure_logs  # loads structlog, which listing the commands does without

        configure_logs()
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  click's
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_OnDemand, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="ombud")
def ombud() -> None:
    """Content moderation that answers to people.

    Posts come in, the community's own published rules decide, and every restriction explains itself: to the person
    it falls on, to the reviewer who confirms it, and to the public that wants to check.

    Exit codes: 0 done, 1 the input is at fault, 2 wrong usage, 3 the system is at fault,
    130 stopped with Ctrl-C.

    \b
    Example:
      ombud serve --demo
    """


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; `arguments` default to the process's own. Returns the exit code."""
    _write_anything()
    try:
        result = ombud.main(args=arguments, prog_name="ombud", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return _INTERRUPTED
    except OmbudError as error:
        _say(error)
        return SYSTEM_AT_FAULT if isinstance(error, SystemFault) else INPUT_AT_FAULT
    except OSError as error:
        return _system_said_no(error)
    except Exception:  # noqa: BLE001  the last resort: a bug must not look like a fault in the input (exit code 1)
        traceback.print_exc()
        click.echo("ombud: this is a bug in Ombud. Please report it with the lines above.", err=True)
        return SYSTEM_AT_FAULT
    return result if isinstance(result, int) else 0


def _write_anything() -> None:
    """On a terminal that does not speak UTF-8, letters that it lacks are written as ``\\u...``."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _say(error: OmbudError) -> None:
    if error.code == "policy_invalid":
        from ombud.cli.check import show_errors  # whoever raised it has loaded the checker already

        show_errors(error)
    else:
        problem(error)


def _system_said_no(error: OSError) -> int:
    """A full disk, a missing right: what the operating system refused."""
    where = f": {error.filename}" if error.filename else ""
    problem(
        SystemFault("system_refused", f"{error.strerror or error}{where}", advice=_ADVICE.get(error.errno or 0, ""))
    )
    return SYSTEM_AT_FAULT


_ADVICE = {
    errno.ENOSPC: "make room on the disk and run the same command again; what was acknowledged is stored",
    errno.EACCES: "run it as the user who owns that file, or choose another directory",
    errno.EADDRINUSE: "stop the other program, or choose another --port",
    errno.EROFS: "choose a directory that can be written to",
}
