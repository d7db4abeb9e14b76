"""From the options of a command to a running Ombud, and back to a closed one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ombud.cli.folder import occupy
from ombud.model import NotFound
from ombud.wiring import Config, Ombud

__all__ = ["configure", "open_alone", "open_kept", "open_shared"]


def configure(data: Path, policy: Path | None = None, **more: Any) -> Config:
    """What the environment says, under what was said on the command line."""
    return Config.from_env(data=data, policy=policy, **more)


@contextmanager
def open_shared(config: Config) -> Iterator[Ombud]:
    """Beside a running server: for commands that write a line or two, the first ones of an installation maybe."""
    config.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    ombud = Ombud.open(config)
    try:
        yield ombud
    finally:
        ombud.close()


@contextmanager
def open_kept(config: Config) -> Iterator[Ombud]:
    """Beside a running server: for commands that only make sense where something is kept already.

    Raises NotFound elsewhere: a mistyped directory must not become an installation of its own, with keys of its own.
    """
    if not (config.data / "keys").is_dir():
        raise NotFound(
            "no_data_here",
            f"nothing is kept in {config.data}",
            advice="name the directory of your installation with --data, or in OMBUD_DATA",
        )
    with open_shared(config) as ombud:
        yield ombud


@contextmanager
def open_alone(config: Config) -> Iterator[Ombud]:
    """As the only process in the data directory: for commands that decide, since windows live in one process.

    Raises Conflict when another process is at work there.
    """
    with occupy(config.data), open_shared(config) as ombud:
        yield ombud
