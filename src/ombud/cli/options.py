"""The options that several commands share, so that they read the same everywhere."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from ombud.wiring import MODELS

__all__ = ["FOLDER", "IN_FORCE", "JSON", "SOURCE", "data_option", "model_option", "plugins_option", "policy_option"]

IN_FORCE = "the policy that was published last, at first the starter policy"

Decorated = Callable[..., Any]


def data_option(command: Decorated) -> Decorated:
    """``--data``: where an embedded installation keeps everything."""
    return click.option(
        "--data",
        type=click.Path(file_okay=False, path_type=Path),
        default=Path("data"),
        envvar="OMBUD_DATA",
        show_default=True,
        show_envvar=True,
        help="The directory that holds the record, the ledger and its signing key.",
    )(command)


def policy_option(default: str = "the starter policy that ships with Ombud") -> Callable[[Decorated], Decorated]:
    """``--policy``: which rules; `default` says which they are when it is not given."""
    return click.option(
        "--policy",
        type=click.Path(file_okay=False, exists=True, path_type=Path),
        default=None,
        envvar="OMBUD_POLICY",
        show_envvar=True,
        help=f"A policy folder. Default: {default}.",
    )


def model_option(command: Decorated) -> Decorated:
    """``--model``: which model of texts. It goes into the environment, as ``--plugins`` does."""
    return click.option(
        "--model",
        type=click.Choice(MODELS),
        envvar=_MODEL,
        show_envvar=True,
        expose_value=False,
        callback=lambda ctx, _, model: _into_the_environment(ctx, _MODEL, model),
        help=f"The model of texts that signals come from. Default: {MODELS[0]}.",
    )(command)


def plugins_option(command: Decorated) -> Decorated:
    """``--plugins``: signals from outside. It goes into the environment, so that what the command starts has it too."""
    return click.option(
        "--plugins",
        type=click.Path(file_okay=False, exists=True, path_type=Path),
        envvar=_PLUGINS,
        show_envvar=True,
        expose_value=False,
        callback=lambda ctx, _, folder: _into_the_environment(ctx, _PLUGINS, folder and str(folder.resolve())),
        help="The directory that holds the plug-ins. Default: `plugins` in the data directory.",
    )(command)


_PLUGINS, _MODEL = "OMBUD_PLUGINS", "OMBUD_MODEL"


def _into_the_environment(ctx: click.Context, name: str, value: str | None) -> None:
    """For as long as the command runs."""
    if value is None:
        return
    before = os.environ.get(name)

    def restore() -> None:
        os.environ.pop(name)
        if before is not None:
            os.environ[name] = before

    os.environ[name] = value
    ctx.call_on_close(restore)


JSON = click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")


class _Folder(click.ParamType[Path]):
    """A folder, there or not. The empty word is none: it would be the folder that one happens to stand in."""

    name = "directory"
    _path = click.Path(file_okay=False, path_type=Path)

    def convert(self, value: str | Path, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        if not str(value):
            self.fail("the name of the folder is empty; write `.` for the current one", param, ctx)
        return Path(str(self._path.convert(value, param, ctx)))


FOLDER = _Folder()


class _Source(click.ParamType[str]):
    """A readable file, or ``-`` for stdin."""

    name = "file"
    _path = click.Path(exists=True, dir_okay=False, readable=True, allow_dash=True)

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return str(self._path.convert(value, param, ctx))


SOURCE = _Source()
