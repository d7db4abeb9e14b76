"""A real PostgreSQL server of our own: a fresh data directory, a free port on loopback, stopped and gone afterwards."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

__all__ = ["Server", "Unavailable", "running_server"]

_INSTALL = Path(__file__).parents[2] / "tools" / "install-postgresql.sh"


class Unavailable(Exception):
    """There is no PostgreSQL here, and it could not be installed. The message is one line."""


class Server:
    """A running server. Databases are made from templates, so that a migrated one costs milliseconds."""

    def __init__(self, binaries: Path, data: Path, port: int) -> None:
        self.binaries = binaries
        self.data = data
        self.port = port
        self._made = 0

    def url(self, database: str = "postgres") -> str:
        """The address of one of its databases."""
        return f"postgresql://ombud@127.0.0.1:{self.port}/{database}"

    def create(self, template: str = "template0") -> str:
        """A fresh database, a copy of `template`; its name."""
        self._made += 1
        name = f"test_{self._made}"
        self._sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected."""
        self._sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def start(self) -> None:
        """Start, or start again, and wait until it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.data}"
        _run([self.binaries / "pg_ctl", "-D", self.data, "-l", self.data / "log", "-w", "-o", options, "start"])

    def stop(self) -> None:
        """Stop at once, connections or not; what was committed stays."""
        _run([self.binaries / "pg_ctl", "-D", self.data, "-w", "-m", "fast", "stop"])

    def _sql(self, statement: str) -> None:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def running_server() -> Iterator[Server]:
    """Raises Unavailable."""
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="ombud-pg-"))
    try:
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(folder, account.pw_uid, account.pw_gid)
        data = folder / "data"
        _run(
            [
                binaries / "initdb",
                "-D",
                data,
                "-U",
                "ombud",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
            ]
        )
        server = Server(binaries, data, _free_port())
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


def _binaries() -> Path:
    found = _find()
    if found is None:
        done = subprocess.run([_INSTALL], capture_output=True, text=True, check=False)
        found = _find()
        if found is None:
            raise Unavailable(done.stderr.strip() or "NOT CHECKED: PostgreSQL (no server here)")
    return found


def _find() -> Path | None:
    """The newest version's programs: Debian keeps them out of PATH."""
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4].split(".")[0])
    )
    if versions:
        return versions[-1].parent
    on_path = shutil.which("initdb")
    return None if on_path is None else Path(on_path).parent


def _run(command: list[str | Path]) -> None:
    """As an unprivileged user: PostgreSQL refuses to run as root."""
    user = "postgres" if os.geteuid() == 0 else None
    # Not captured through pipes: the server would inherit them, and reading would wait for its end.
    with tempfile.TemporaryFile() as output:
        groups = None if user is None else ()
        done = subprocess.run(
            command, user=user, group=user, extra_groups=groups, cwd="/", stdin=subprocess.DEVNULL,
            stdout=output, stderr=output, check=False,
        )  # fmt: skip
        if done.returncode != 0:
            output.seek(0)
            raise RuntimeError(f"{command[0]} failed: {output.read().decode(errors='replace')}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
