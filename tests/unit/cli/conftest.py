"""The real command, as a process of its own and as a function call."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ombud.cli import main
from ombud.ledger import Ed25519Signer, Head, append, commit, issue_receipt, public_entry, sign_checkpoint
from ombud.model import Entry, canonical
from tests.support.cli import Call, Log, Shell


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Run ``ombud ...`` as a user would, in an empty folder with no settings of its own."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("OMBUD_")}

    def run(*arguments: str | Path, stdin: bytes = b"", **more: str) -> "subprocess.CompletedProcess[bytes]":
        command = [sys.executable, "-m", "ombud.cli", *map(str, arguments)]
        return subprocess.run(
            command, input=stdin, capture_output=True, cwd=tmp_path, env={**clean, **more}, timeout=120, check=False
        )

    return run


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Run ``ombud ...`` in this process: (exit code, stdout, stderr)."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("OMBUD_")]:
        monkeypatch.delenv(name)

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


_HELD = {
    "id": "dec_1", "item": "post-1", "event": "evt-1", "measure": "hold", "policy": "sha256:abc",
    "actor": {"kind": "automation"}, "at": "2026-11-22T10:00:00Z", "matches": [{"clause": "harassment/threats"}],
}  # fmt: skip
_RESTORED = {
    "id": "dec_2", "item": "post-1", "event": "evt-2", "measure": "restore", "policy": "sha256:abc",
    "actor": {"kind": "human", "pseudonym": "B"}, "at": "2026-11-24T12:00:00Z", "replaces": "dec_1",
    "reason": "It was a joke.",
}  # fmt: skip
_HEARD = {"appeal": "apl_1", "outcome": "overturn", "reasons": "It was a joke.", "at": "2026-11-24T12:00:00Z"}
RECORDS: list[tuple[str, dict[str, object]]] = [
    ("policy_version", {"version": "sha256:abc", "name": "basics", "published_at": "2026-11-20T09:00:00+00:00"}),
    ("decision", {**_HELD}),
    ("appeal_filed", {"id": "apl_1", "decision": "dec_1", "filed_at": "2026-11-23T08:30:00Z"}),
    ("appeal_decided", {**_HEARD}),
    ("decision", {**_RESTORED}),
]


@pytest.fixture
def log(tmp_path: Path) -> Log:
    folder = tmp_path / "log"
    signer = Ed25519Signer("example.org/log", bytes(range(32)))
    salts = [bytes([number]) * 32 for number in range(len(RECORDS))]
    entries = [
        Entry(
            id=f"entry_{index}", type=kind, period="2026-11-22", record=canonical(record), salt=salt,
            commit=commit(salt, canonical(record)), index=index,
        )
        for index, ((kind, record), salt) in enumerate(zip(RECORDS, salts, strict=True))
    ]  # fmt: skip
    files, root = append(lambda _: None, 0, [public_entry(entry) for entry in entries])
    note = sign_checkpoint(Head("example.org/log", len(entries), root), signer)
    files["checkpoint"] = note.encode()
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return Log(folder, signer.vkey, [issue_receipt(files.get, entry, note) for entry in entries])
