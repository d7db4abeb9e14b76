"""``ombud serve``: the whole of Ombud in one process, or several beside PostgreSQL."""

import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click
import msgspec
import uvicorn
from litestar import Litestar
from uvicorn.importer import import_from_string
from uvicorn.supervisors import Multiprocess

from ombud.cli.demo import Demo
from ombud.cli.folder import occupy
from ombud.cli.logs import configure_logs
from ombud.cli.opening import configure, open_shared
from ombud.cli.options import IN_FORCE, data_option, model_option, plugins_option, policy_option
from ombud.cli.patience import Patient
from ombud.model import SystemFault
from ombud.wiring import Config, Ombud, calm_collector

__all__ = ["serve", "worker_app"]

_APPLICATION = "ombud.web:create_app"
"""The web edge by name, as ASGI servers name applications: the two edges do not import each other."""

_GRACE_S = 10
_BACKLOG = 2048
_PORT = click.IntRange(0, 65535)


@click.command()
@click.option("--host", envvar="OMBUD_HOST", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    envvar="OMBUD_PORT",
    type=click.IntRange(0, 65535),
    default=8400,
    show_default=True,
    help="0 takes any free port.",
)
@data_option
@policy_option(IN_FORCE)
@plugins_option
@model_option
@click.option("--demo", is_flag=True, help="Let a sample community flow through, with people to sign in as.")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Processes; more than one need PostgreSQL.",
)
def serve(host: str, port: int, data: Path, policy: Path | None, demo: bool, workers: int) -> None:
    """Serve the API, the console, the portal and the public pages.

    Everything is kept in the --data directory, or in the PostgreSQL that OMBUD_DATABASE_URL names. Listens on this
    machine only, unless --host says otherwise: put a reverse proxy that speaks TLS in front of it.

    \b
    Examples:
      ombud serve --demo
      ombud serve --data /var/lib/ombud --policy /etc/ombud/policy
      OMBUD_DATABASE_URL=postgresql:///ombud ombud serve --workers 4
    """
    with ExitStack() as stack:
        stack.enter_context(occupy(data))
        listening = stack.enter_context(_listen(host, port))
        port = listening.getsockname()[1]
        config = configure(data, policy, host=host, port=port, demo=demo)
        if workers > 1 and not config.store_url.startswith("postgresql"):
            raise click.UsageError(
                "--workers needs PostgreSQL: SQLite has one writer, and windows are counted in one process."
                " Set OMBUD_DATABASE_URL, or leave --workers out."
            )
        community = stack.enter_context(Demo(config)) if demo else None
        if community:
            config = community.config
        if workers > 1:
            _serve_many(config, community, listening, workers)
        else:
            _serve_one(config, community, listening)


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), backlog=_BACKLOG)
    except OSError as error:
        raise SystemFault(
            "cannot_listen",
            f"cannot listen on {host}:{port}: {error.strerror or error}",
            advice="stop the program that uses the port, or choose another one with --port",
        ) from error


def _serve_one(config: Config, community: Demo | None, listening: socket.socket) -> None:
    signal.signal(signal.SIGTERM, _end)
    ombud = Ombud.open(config)
    calm_collector()
    server = uvicorn.Server(_settings(_application(ombud)))
    try:
        with _asked_to_end(server):
            ombud.start()
            _welcome(config, community, ombud)
            server.run(sockets=[listening])
    finally:
        if community:
            community.stop()
        ombud.stop()
    click.echo("stopped")


@contextmanager
def _asked_to_end(server: uvicorn.Server) -> Iterator[None]:
    """Ctrl-C and SIGTERM ask the server to end, and interrupt nothing: an exception that strikes while a module is
    being imported leaves the import's lock behind, and a thread that wants the same module would wait for ever.
    """

    def end(_signal: int, _frame: object) -> None:
        server.should_exit = True

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _serve_many(config: Config, community: Demo | None, listening: socket.socket, workers: int) -> None:
    """Each process builds its own Ombud from the same environment; the first one, here, only prepares the database."""
    with open_shared(config) as ombud:
        _welcome(config, community, ombud)
    os.environ.update(_as_environment(config))
    settings = _settings("ombud.cli.serve:worker_app", workers=workers, factory=True)
    Multiprocess(settings, sockets=[listening]).run()


def worker_app() -> Litestar:
    """The application of one of several worker processes."""
    configure_logs()
    ombud = Ombud.open(Config.from_env())
    calm_collector()
    ombud.start()
    app = _application(ombud)
    app.on_shutdown.append(ombud.stop)
    return app


def _as_environment(config: Config) -> dict[str, str]:
    """A configuration in the form in which the worker processes read it."""
    values = msgspec.structs.asdict(config)
    return {f"OMBUD_{name.upper()}": str(value) for name, value in values.items() if value is not None}


def _application(ombud: Ombud) -> Litestar:
    create_app: Callable[[Ombud], Litestar] = import_from_string(_APPLICATION)
    return create_app(ombud)


def _settings(app: Litestar | str, *, workers: int = 1, factory: bool = False) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        factory=factory,
        workers=workers,
        loop="uvloop",
        http=Patient,
        ws="none",
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=False,  # whom to believe about addresses is a setting: see ombud.web.network
        timeout_graceful_shutdown=_GRACE_S,
    )


def _end(_signal: int, _frame: object) -> None:
    """SIGTERM before the server runs or after it: leave through every `finally`."""
    raise SystemExit(0)


def _welcome(config: Config, community: Demo | None, ombud: Ombud) -> None:
    url = config.url
    lines = [f"Ombud is serving on {url}", ""]
    if community:
        community.begin(ombud)
        lines += community.links()
    lines += [
        f"  console       {url}/console",
        f"  policy        {url}/policy",
        f"  transparency  {url}/transparency",
        f"  ledger key    {ombud.signer.vkey}",
        "",
        "Ctrl-C stops it.",
    ]
    click.echo("\n".join(lines))
