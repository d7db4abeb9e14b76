"""What the documents tell people to type is typed here; what they say about the command line is held against it.

A fenced ``sh`` or ``console`` block whose info string says ``runnable`` is run. The blocks of a page share a folder
and run in order. In a ``console`` block, lines after a ``$ command`` are what it must print; ``...`` is anything.
"""

import fnmatch
import os
import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *(ROOT / "docs").rglob("*.md")])
_FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?P<target>[^)#\s]+)(?:#[^)\s]*)?\)")
_LONGEST_README = 120


class Step(msgspec.Struct, frozen=True):
    """One command of a page and, for a console block, what it must print."""

    command: str
    expected: str | None = None


def _steps(page: Path) -> list[Step]:
    steps = []
    for fence in _FENCE.finditer(page.read_text("utf-8")):
        kind, *marks = fence["info"].split() or [""]
        if "runnable" not in marks:
            continue
        if kind == "console":
            commands = re.split(r"^\$ ", fence["body"], flags=re.MULTILINE)[1:]
            steps += [Step(*command.partition("\n")[::2]) for command in commands]
        else:
            steps.append(Step(fence["body"]))
    return steps


RUNNABLE = [page for page in PAGES if _steps(page)]


def _name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", RUNNABLE, ids=_name)
def test_what_a_page_says_to_type_works(page: Path, tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OMBUD_")}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    (tmp_path / "examples").symlink_to(ROOT / "examples")  # pages about them speak of a checkout
    for step in _steps(page):
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", step.command], cwd=tmp_path, env=environment, capture_output=True,
            text=True, timeout=300, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{step.command}\n{done.stdout}\n{done.stderr}"
        if step.expected is not None:
            wanted = re.sub(r"([\[\]*?])", r"[\1]", step.expected.strip()).replace("...", "*")
            assert fnmatch.fnmatchcase(done.stdout.strip(), wanted), f"{step.command}\nprinted\n{done.stdout}"


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_links_within_the_repository_lead_somewhere(page: Path) -> None:
    text = _FENCE.sub("", page.read_text("utf-8"))
    targets = [link["target"] for link in _LINK.finditer(text) if ":" not in link["target"]]
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_the_reference_of_the_command_line_is_what_help_says() -> None:
    checked = subprocess.run(
        [sys.executable, ROOT / "tools" / "cli_reference.py", "--check"], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr


def test_the_readme_is_short_enough_to_be_read() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= _LONGEST_README
