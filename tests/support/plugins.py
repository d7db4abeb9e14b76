"""Copies of the example plug-ins, with something changed."""

import shutil
from collections.abc import Callable
from pathlib import Path

from ombud.model import Arrival

__all__ = ["EXAMPLES", "Copies", "Post"]

EXAMPLES = Path(__file__).parents[2] / "examples" / "plugins"

Post = Callable[..., Arrival]


class Copies:
    """Lie in `folder`, as in an installation."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def of(self, example: str, *changes: tuple[str, str], name: str = "") -> Path:
        """``of("question", ("a", "b"))``: the example with `b` where its plugin.toml has `a`."""
        made = self.folder / (name or example)
        made.mkdir(parents=True)
        for path in (EXAMPLES / example).iterdir():
            shutil.copy(path, made)
        toml = made / "plugin.toml"
        text = toml.read_text("utf-8")
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new)
        toml.write_text(text, "utf-8")
        return made
