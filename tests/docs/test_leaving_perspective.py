"""The guide for those who leave Perspective, done as it says: on another port, and with the package there already."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.server import Server

GUIDE = (Path(__file__).parents[2] / "docs" / "leaving-perspective.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
SHELL = [body for kind, body in BLOCKS if kind == "sh"]
PYTHON = [body for kind, body in BLOCKS if kind == "python"]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A shell in an empty folder, with nothing set."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("OMBUD_")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {**clean, "PATH": path, "HERE": str(tmp_path_factory.mktemp("guide"))}


@pytest.fixture(scope="module")
def served(environment: dict[str, str]) -> Iterator[tuple[Server, str]]:
    """After the first step: the server, and the key that the command printed."""
    add, serve = SHELL[1].strip().splitlines()
    assert serve == "ombud serve"
    made = subprocess.run(
        add.split(), cwd=environment["HERE"], env=environment, capture_output=True, text=True, check=True
    )
    with Server(Path(environment["HERE"]) / "data") as server:
        yield server, made.stdout.strip()


def at(server: Server, text: str) -> str:
    assert "127.0.0.1:8400" in text
    return text.replace("127.0.0.1:8400", f"127.0.0.1:{server.port}")


def test_the_first_step_is_a_fresh_environment_and_one_package() -> None:
    assert SHELL[0].splitlines() == ["python3 -m venv ombud", ". ombud/bin/activate", "pip install ombud"]


def test_the_code_of_the_guide_scores_against_us(served: tuple[Server, str], environment: dict[str, str]) -> None:
    server, key = served
    code = f"API_KEY = {key!r}\n" + at(server, "\n".join(PYTHON)) + "\nclient.close()\n"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    scores = dict(line.split() for line in done.stdout.splitlines())
    assert list(scores) == ["TOXICITY", "INSULT", "THREAT"]
    assert float(scores["TOXICITY"]) > 0.5


def test_the_request_by_hand_is_answered(served: tuple[Server, str], environment: dict[str, str]) -> None:
    server, key = served
    set_key, _, command = at(server, SHELL[2]).partition("\n")
    assert set_key == "API_KEY=ombud_..."
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", f"API_KEY={key}\n{command}"],
        env=environment,
        capture_output=True,
        check=True,
    )
    assert 0 <= json.loads(done.stdout)["attributeScores"]["TOXICITY"]["summaryScore"]["value"] < 0.5


def test_a_file_of_comments_is_scored(environment: dict[str, str]) -> None:
    here = Path(environment["HERE"])
    (here / "comments.txt").write_text("You are a stupid idiot.\nThank you for the photos.\n", "utf-8")
    subprocess.run(["bash", "-euc", SHELL[3]], cwd=here, env=environment, check=True)
    lines = (here / "scores.jsonl").read_text("utf-8").splitlines()
    rude, kind = (json.loads(line)["signals"]["toxic"]["value"] for line in lines)
    assert rude > kind


def test_the_guide_is_a_page() -> None:
    assert len(GUIDE.splitlines()) <= 100
