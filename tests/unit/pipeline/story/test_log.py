"""The log, its key and its files when something of them is lost."""

import shutil
from pathlib import Path

import pytest

from ombud.ledger import verify_log
from ombud.model import SystemFault
from ombud.wiring import Config, Ombud
from tests.support.story import decide, event


def test_a_lost_signing_key_is_not_replaced_in_silence(tmp_path: Path) -> None:
    config = Config(data=tmp_path / "data")
    first = Ombud.open(config)
    first.sequencer.run_once()
    first.close()
    (tmp_path / "data" / "keys" / "ledger.seed").unlink()
    with pytest.raises(SystemFault) as refused:
        Ombud.open(config)
    assert refused.value.code == "not_the_log_s_key"


def test_the_log_s_files_are_written_again_from_the_record(tmp_path: Path) -> None:
    config = Config(data=tmp_path / "data")
    ombud = Ombud.open(config)
    decide(ombud, event(1, "hello"))
    ombud.sequencer.run_once()
    before = ombud.blobs.read("checkpoint")
    shutil.rmtree(tmp_path / "data" / "ledger")
    ombud.sequencer.catch_up()
    assert ombud.blobs.read("checkpoint") == before
    assert verify_log(ombud.blobs.read, ombud.signer.vkey).fault is None
    ombud.close()


def test_an_older_database_beside_a_newer_log_is_refused(tmp_path: Path) -> None:
    Ombud.open(Config(data=tmp_path / "old")).close()
    shutil.copytree(tmp_path / "old", tmp_path / "new")
    new = Ombud.open(Config(data=tmp_path / "new"))
    decide(new, event(1, "hello"))
    new.sequencer.run_once()
    new.close()
    shutil.copytree(tmp_path / "new" / "ledger", tmp_path / "old" / "ledger", dirs_exist_ok=True)
    old = Ombud.open(Config(data=tmp_path / "old"))
    with pytest.raises(SystemFault) as refused:
        old.sequencer.run_once()
    assert refused.value.code == "ledger_ahead"
    old.close()
