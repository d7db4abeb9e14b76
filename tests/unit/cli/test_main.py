"""The command as a whole: help, exit codes, and what it says when something is wrong."""

import errno
from collections.abc import Iterator

import click
import pytest

from ombud.cli import main as cli_main
from ombud.cli.main import ombud
from ombud.cli.show import printable
from ombud.model import BadInput, Conflict, OmbudError, SystemFault
from tests.support.cli import Call, Shell


def _commands(command: click.Command, context: click.Context) -> Iterator[click.Context]:
    yield context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from _commands(below, click.Context(below, info_name=name, parent=context))


COMMANDS = list(_commands(ombud, click.Context(ombud, info_name="ombud")))


@pytest.mark.parametrize("context", COMMANDS, ids=lambda context: context.command_path)
def test_the_help_of_every_command_has_an_example_of_itself(context: click.Context) -> None:
    words = context.command.get_help(context)
    assert "Example" in words
    assert words.count(context.command_path) >= 2  # once in the usage line, once in the example


def test_the_commands_are_those_that_were_promised() -> None:
    promised = (
        "serve decide ingest score replay policy ledger receipt user key doctor policy:check policy:test policy:explain"
        " policy:publish ledger:verify receipt:verify user:add user:role user:disable user:list key:add key:revoke"
        " key:list policy:diff policy:eval policy:export policy:fmt policy:rollback policy:versions history"
        " history:export history:forget correction correction:list correction:accept correction:reject"
        " statement calibrate calibrate:back calibrate:list learn learn:back learn:list person person:link"
        " user:set flagger flagger:add flagger:list flagger:remove"
    )
    found = {context.command_path.removeprefix("ombud").strip().replace(" ", ":") for context in COMMANDS}
    assert found - {""} == set(promised.split())


def test_the_list_of_commands_says_what_each_says_of_itself(call: Call) -> None:
    listed = " ".join(call("--help")[1].split())
    for context in COMMANDS:
        if context.parent is not None and context.parent.parent is None:
            assert context.command.help is not None
            first, _, _ = " ".join(context.command.help.split()).partition(". ")
            assert f"{context.info_name} {first}" in listed


def test_without_a_command_it_shows_its_help_and_calls_that_wrong_usage(call: Call) -> None:
    code, _, said = call()
    assert code == 2
    assert "serve" in said


def test_an_unknown_command_is_wrong_usage(call: Call) -> None:
    code, _, complaint = call("obey")
    assert code == 2
    assert "obey" in complaint


def test_it_tells_its_version(call: Call) -> None:
    assert call("--version")[1].startswith("ombud, version ")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (BadInput("bad", "It is bad.", advice="Mend it."), 1),
        (Conflict("taken", "It is taken.", advice="Mend it."), 1),
        (SystemFault("gone", "It is gone.", advice="Mend it."), 3),
        (OSError(errno.ENOSPC, "No space left on device"), 3),
        (RuntimeError("a bug"), 3),
        (KeyboardInterrupt(), 130),
        (click.UsageError("No."), 2),
    ],
)
def test_every_kind_of_failure_has_its_exit_code(
    error: BaseException, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    @click.command()
    def fail() -> None:
        raise error

    monkeypatch.setattr(ombud, "get_command", lambda *_: fail)
    assert cli_main(["fail"]) == code
    if isinstance(error, OmbudError):
        said = capsys.readouterr().err
        assert error.detail in said
        assert "Mend it." in said
        assert f"[{error.code}]" in said


def test_a_reader_that_has_had_enough_is_no_error(shell: Shell) -> None:
    result = shell("--version")
    assert result.returncode == 0
    assert result.stderr == b""


def test_what_people_wrote_cannot_drive_the_terminal() -> None:
    assert printable("a\x1b[2Jb\u202ec\nd") == "a\ufffd[2Jb\ufffdc\nd"
