"""Checking a whole log: when it is sound, and the first thing that is wrong when it is not."""

from collections.abc import Callable
from typing import Any

import pytest

from ombud.ledger import EMPTY_ROOT, Ed25519Signer, Fault, Head, append, sign_checkpoint, sign_note, verify_log
from ombud.model import BadInput

LogOf = Callable[[int], Any]


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 600])
def test_a_sound_log_is_found_sound(size: int, log_of: LogOf) -> None:
    log = log_of(size)
    report = verify_log(log.files.get, log.vkey)
    assert report.ok
    assert (report.size, report.root) == (size, log.head.root)


def test_entries_are_counted_by_type_and_day(log: Any) -> None:
    log.grow(3, "decision", "2026-11-22")
    log.grow(2, "decision", "2026-11-23")
    log.grow(1, "appeal_filed", "2026-11-23")
    report = verify_log(log.files.get, log.vkey)
    assert report.counts == {"decision": {"2026-11-22": 3, "2026-11-23": 2}, "appeal_filed": {"2026-11-23": 1}}


def test_a_log_that_only_grew_agrees_with_what_was_seen_before(log: Any) -> None:
    seen = [log.head]
    for count in (1, 1, 254, 1, 300):
        log.grow(count)
        seen.append(log.head)
    assert all(verify_log(log.files.get, log.vkey, head).ok for head in seen)


def test_progress_is_told_up_to_the_end(log_of: LogOf) -> None:
    told: list[tuple[int, int]] = []
    log = log_of(600)
    verify_log(log.files.get, log.vkey, progress=lambda done, of: told.append((done, of)))
    assert told == [(256, 600), (512, 600), (600, 600)]


def fault_of(log: Any, known: Head | None = None) -> Fault:
    report = verify_log(log.files.get, log.vkey, known)
    assert not report.ok
    assert report.fault is not None
    return report.fault


def test_without_a_checkpoint_there_is_no_log(log: Any) -> None:
    del log.files["checkpoint"]
    assert fault_of(log) == Fault("checkpoint_missing", "the log has no checkpoint", "checkpoint")
    assert verify_log(log.files.get, log.vkey).size == 0
    assert verify_log(log.files.get, log.vkey).root == b""


def test_a_checkpoint_by_another_key_is_not_believed(log: Any) -> None:
    other = Ed25519Signer(log.signer.name, bytes([1]) * 32)
    log.files["checkpoint"] = sign_checkpoint(log.head, other).encode()
    assert fault_of(log).code == "wrong_key"
    log.files["checkpoint"] = b"\xff"
    assert fault_of(log).code == "note_malformed"
    log.files["checkpoint"] = sign_note("three\nwild\nlines\n", log.signer).encode()
    assert fault_of(log).code == "checkpoint_malformed"


def test_a_key_that_is_none_is_the_callers_mistake(log: Any) -> None:
    with pytest.raises(BadInput):
        verify_log(log.files.get, "not a key")


def test_a_missing_file_is_named(log_of: LogOf) -> None:
    log = log_of(600)
    for path in [path for path in log.files if path != "checkpoint"]:
        data = log.files.pop(path)
        fault = fault_of(log)
        assert (fault.code, fault.path) == ("tile_missing", path)
        log.files[path] = data


def test_a_changed_entry_is_found_where_it_stands(log_of: LogOf) -> None:
    log = log_of(300)
    path = "tile/entries/001.p/44"
    log.files[path] = log.files[path].replace(b"2026-11-22", b"2026-11-21", 1)
    fault = fault_of(log)
    assert (fault.code, fault.path, fault.index) == ("tile_altered", "tile/0/001.p/44", 256)


def test_an_entry_that_says_more_than_it_may_is_found(log: Any) -> None:
    log.grow(2)
    leaf = b'{"commit":"' + b"A" * 43 + b'=","period":"2026-11-22","person":"u-1","type":"decision","v":1}'
    files, root = append(log.files.get, 2, [leaf])
    log.files |= files
    log.head = Head(log.signer.name, 3, root)
    log.sign()
    fault = fault_of(log)
    assert (fault.code, fault.path, fault.index) == ("entry_malformed", "tile/entries/000.p/3", 2)


def test_a_changed_tile_is_found_on_every_level(log_of: LogOf) -> None:
    log = log_of(600)
    for path, index in [("tile/0/001", 511), ("tile/0/002.p/88", 599), ("tile/1/000.p/2", 256)]:
        good = log.files[path]
        log.files[path] = good[:-1] + bytes([good[-1] ^ 1])
        fault = fault_of(log)
        assert (fault.code, fault.path, fault.index) == ("tile_altered", path, index)
        log.files[path] = good


def test_a_signed_root_that_is_not_that_of_the_entries_is_found(log: Any) -> None:
    log.grow(3)
    log.head = Head(log.signer.name, 3, bytes(32))
    log.sign()
    assert fault_of(log).code == "root_differs"


def test_a_log_that_lost_entries_is_found_out(log_of: LogOf) -> None:
    assert fault_of(log_of(5), known=log_of(6).head).code == "log_shrank"


def test_a_log_that_was_rewritten_is_found_out(log: Any, log_of: LogOf) -> None:
    log.grow(6, period="2026-11-20")
    honest = log_of(5)
    fault = fault_of(log, known=honest.head)
    assert (fault.code, fault.path) == ("log_rewritten", "tile/entries/000.p/6")
    assert fault_of(log_of(5), known=Head(honest.head.origin, 0, bytes(32))).code == "log_rewritten"


def test_a_head_of_another_log_is_not_compared(log: Any) -> None:
    assert fault_of(log, known=Head("elsewhere.example", 0, EMPTY_ROOT)).code == "wrong_log"
