"""`ombud receipt verify`: what a person can check by themselves."""

import json
from pathlib import Path

from ombud.ledger import Ed25519Signer, pack_receipts
from tests.support.cli import Call, Log


def _kept(tmp_path: Path, data: bytes, name: str = "mine.tlog-proof") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def test_a_receipt_says_in_plain_words_what_it_proves(call: Call, log: Log, tmp_path: Path) -> None:
    code, said, _ = call("receipt", "verify", _kept(tmp_path, log.receipts[1]), "--key", log.vkey)
    assert code == 0
    assert "PROVEN" in said
    assert "On 2026-11-22 at 10:00:00 UTC it was decided by a machine: hold, on item post-1." in said
    assert "harassment/threats" in said
    assert "entry 1 of the public log example.org/log, under its signed head of 5 entries" in said


def test_a_human_decision_says_so_and_gives_their_words(call: Call, log: Log, tmp_path: Path) -> None:
    _, said, _ = call("receipt", "verify", _kept(tmp_path, log.receipts[4]), "--key", log.vkey)
    assert "by a human: restore" in said
    assert "It replaces decision dec_1." in said
    assert "In their own words: It was a joke." in said


def test_a_zip_proves_every_receipt_in_it(call: Call, log: Log, tmp_path: Path) -> None:
    names = ("policy", "first", "appeal", "outcome", "second")
    archive = pack_receipts(dict(zip(names, log.receipts, strict=True)))
    code, said, _ = call("receipt", "verify", _kept(tmp_path, archive, "all.zip"), "--key", log.vkey)
    assert code == 0
    assert said.count(": PROVEN") == 5
    assert "An appeal against decision dec_1 was filed on 2026-11-23 at 08:30:00 UTC." in said
    assert "was decided by a human on 2026-11-24 at 12:00:00 UTC: overturn." in said
    assert "The policy version sha256:abc was published on 2026-11-20 at 09:00:00 UTC." in said


def test_an_altered_receipt_is_not_proven(call: Call, log: Log, tmp_path: Path) -> None:
    broken = log.receipts[1].replace(b"index 1", b"index 2")
    code, said, _ = call("receipt", "verify", _kept(tmp_path, broken), "--key", log.vkey)
    assert code == 1
    assert "NOT PROVEN" in said
    assert "[proof_fails]" in said


def test_one_bad_receipt_does_not_hide_the_good_ones(call: Call, log: Log, tmp_path: Path) -> None:
    bad, good = _kept(tmp_path, b"hello", "bad.tlog-proof"), _kept(tmp_path, log.receipts[1])
    code, said, _ = call("receipt", "verify", bad, good, "--key", log.vkey)
    assert code == 1
    assert "bad.tlog-proof: NOT PROVEN" in said
    assert "mine.tlog-proof: PROVEN" in said


def test_another_logs_key_proves_nothing(call: Call, log: Log, tmp_path: Path) -> None:
    other = Ed25519Signer("example.org/log", bytes(32)).vkey
    code, said, _ = call("receipt", "verify", _kept(tmp_path, log.receipts[1]), "--key", other)
    assert code == 1
    assert "NOT PROVEN" in said


def test_a_key_that_is_none_is_at_fault_and_not_the_receipt(call: Call, log: Log, tmp_path: Path) -> None:
    code, said, complaint = call("receipt", "verify", _kept(tmp_path, log.receipts[1]), "--key", "nonsense")
    assert (code, said) == (1, "")
    assert "[vkey_malformed]" in complaint


def test_json_gives_the_record_and_its_place(call: Call, log: Log, tmp_path: Path) -> None:
    _, said, _ = call("receipt", "verify", _kept(tmp_path, log.receipts[1]), "--key", log.vkey, "--json")
    proven = json.loads(said)
    assert proven["ok"] is True
    assert proven["record"]["measure"] == "hold"
    assert (proven["index"], proven["size"], proven["log"]) == (1, 5, "example.org/log")


def test_json_gives_the_fault_of_a_bad_one(call: Call, log: Log, tmp_path: Path) -> None:
    code, said, _ = call("receipt", "verify", _kept(tmp_path, b"x"), "--key", log.vkey, "--json")
    assert code == 1
    assert json.loads(said)["error"]["code"] == "receipt_malformed"


def test_a_file_that_is_not_there_is_wrong_usage(call: Call, log: Log) -> None:
    code, _, complaint = call("receipt", "verify", "nowhere.tlog-proof", "--key", log.vkey)
    assert code == 2
    assert "nowhere.tlog-proof" in complaint
