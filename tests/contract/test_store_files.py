"""Files: who may read them, and that two writers never share a draft."""

import os
import stat
import threading
from pathlib import Path

import pytest

from ombud.model import SystemFault
from ombud.store import FolderBlobs, open_store
from tests.support.records import POLICY


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(params=[0o000, 0o022, 0o077])
def umask(request: pytest.FixtureRequest) -> object:
    """Whatever the operator's is."""
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


@pytest.mark.usefixtures("umask")
def test_only_we_can_read_the_database_even_in_an_open_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    store = open_store(f"sqlite:///{tmp_path / 'ombud.db'}")
    with store.write() as unit:
        unit.policies.add(POLICY)
        files = {path.name: mode(path) for path in tmp_path.iterdir()}
    store.close()
    assert files == {"ombud.db": 0o600, "ombud.db-wal": 0o600, "ombud.db-shm": 0o600}


def test_a_database_that_is_there_keeps_the_mode_it_was_given(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ombud.db'}"
    open_store(url).close()
    (tmp_path / "ombud.db").chmod(0o640)
    open_store(url).close()
    assert mode(tmp_path / "ombud.db") == 0o640


def test_a_database_that_cannot_be_created_is_a_system_fault(tmp_path: Path) -> None:
    with pytest.raises(SystemFault) as caught:
        open_store(f"sqlite:///{tmp_path / ('x' * 300)}")
    assert caught.value.code == "store_unavailable"


@pytest.mark.usefixtures("umask")
def test_everybody_can_read_the_ledger(tmp_path: Path) -> None:
    FolderBlobs(tmp_path).write("checkpoint", b"head")
    assert mode(tmp_path / "checkpoint") == 0o644


def test_writers_at_the_same_time_leave_one_whole_file_and_no_draft(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    whole = [bytes([n]) * 100_000 for n in range(8)]
    threads = [threading.Thread(target=blobs.write, args=("tile/0/000", data)) for data in whole]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert blobs.read("tile/0/000") in whole
    assert [path.name for path in (tmp_path / "tile" / "0").iterdir()] == ["000"]


def test_somebody_elses_draft_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "checkpoint.new").write_bytes(b"theirs")
    FolderBlobs(tmp_path).write("checkpoint", b"ours")
    assert (tmp_path / "checkpoint.new").read_bytes() == b"theirs"
    assert (tmp_path / "checkpoint").read_bytes() == b"ours"


def test_a_write_that_fails_leaves_no_draft(tmp_path: Path) -> None:
    (tmp_path / "checkpoint").mkdir()
    with pytest.raises(SystemFault) as caught:
        FolderBlobs(tmp_path).write("checkpoint", b"head")
    assert caught.value.code == "files_unavailable"
    assert [path.name for path in tmp_path.iterdir()] == ["checkpoint"]
