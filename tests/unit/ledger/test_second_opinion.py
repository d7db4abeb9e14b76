"""Our log, checked by somebody else's program: the code behind Go's checksum database (golang.org/x/mod/sumdb).

It needs Debian's golang-go and golang-golang-x-mod-dev, and is skipped where these are not installed.
"""

import base64
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ombud.ledger import issue_receipt, public_entry

SOURCE = Path(__file__).parents[2] / "support" / "gocheck"
LIBRARY = Path("/usr/share/gocode")

Check = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def gocheck(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The checking program, built from its one file without any download."""
    go = shutil.which("go")
    if go is None or not (LIBRARY / "src/golang.org/x/mod/sumdb/note").is_dir():
        pytest.skip("no second opinion on the ledger: apt-get install golang-go golang-golang-x-mod-dev")
    built = tmp_path_factory.mktemp("gocheck") / "gocheck"
    offline = {"GO111MODULE": "off", "GOPATH": str(LIBRARY), "GOCACHE": str(built.parent / "cache"), "GOFLAGS": ""}
    subprocess.run([go, "build", "-o", str(built), "."], cwd=SOURCE, env=os.environ | offline, check=True, timeout=300)
    return built


@pytest.fixture
def check(gocheck: Path) -> Check:
    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [gocheck, *arguments], capture_output=True, text=True, timeout=60, check=False
        )  # fmt: skip

    return run


def published(log: Any, folder: Path) -> Path:
    for path, data in log.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 700])
def test_it_accepts_signature_root_inclusion_and_consistency(size: int, log: Any, check: Check, tmp_path: Path) -> None:
    log.grow(size // 2 + 1)
    old = log.head
    log.grow(size - old.size)
    folder = published(log, tmp_path)
    assert check("checkpoint", folder, log.vkey).stdout == f"{size}\n"
    assert check("root", folder, log.vkey).stdout == base64.b64encode(log.head.root).decode() + "\n"
    for index in {0, size // 2, size - 1}:
        found = check("inclusion", folder, log.vkey, str(index))
        assert (found.stderr, found.stdout) == ("", public_entry(log.entries[index]).decode() + "\n")
    root = base64.b64encode(old.root).decode()
    assert check("consistency", folder, log.vkey, str(old.size), root).stdout == "consistent\n"


def test_it_accepts_our_receipts(log_of: Callable[[int], Any], check: Check, tmp_path: Path) -> None:
    log = log_of(300)
    file = tmp_path / "some.tlog-proof"
    for entry in log.entries[::100]:
        file.write_bytes(issue_receipt(log.files.get, entry, log.checkpoint))
        leaf = base64.b64encode(public_entry(entry)).decode()
        assert check("receipt", file, log.vkey, leaf).stdout == "included\n"
    assert check("receipt", file, log.vkey, "AAAA").returncode == 1


def test_it_refuses_what_we_refuse(log_of: Callable[[int], Any], check: Check, tmp_path: Path) -> None:
    log = log_of(300)
    folder = published(log, tmp_path)
    assert check("checkpoint", folder, log.vkey.replace("small", "large")).returncode == 1
    assert check("consistency", folder, log.vkey, "5", base64.b64encode(bytes(32)).decode()).returncode == 1
    tile = folder / "tile/0/001.p/44"
    tile.write_bytes(bytes(len(tile.read_bytes())))
    assert check("root", folder, log.vkey).returncode == 1
    assert check("inclusion", folder, log.vkey, "299").returncode == 1
