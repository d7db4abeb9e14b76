"""Logs: one line an event on standard error, for people on a terminal and as JSON for everything else.

A traceback shows where something happened, never the values of variables: those hold posts, keys and people's links.
"""

import sys

import structlog

__all__ = ["configure_logs"]


def configure_logs() -> None:
    """Set up logging for this process."""
    terminal = sys.stderr.isatty()
    shown: list[structlog.typing.Processor] = (
        [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
        if terminal
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *shown,
        ],
        logger_factory=_to_stderr,
    )


def _to_stderr(*_: object) -> structlog.PrintLogger:
    """Whatever standard error is by then: what a command prints is for the next one in the pipe."""
    return structlog.PrintLogger(sys.stderr)
