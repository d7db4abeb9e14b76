"""The `ombud` command: thin over `wiring`. It reads arguments and files, shows results, and chooses the exit code."""

from ombud.cli.main import main

__all__ = ["main"]
