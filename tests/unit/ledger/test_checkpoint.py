"""The signed head of the log."""

import pytest

from ombud.ledger import (
    EMPTY_ROOT,
    Ed25519Signer,
    Head,
    format_checkpoint,
    open_checkpoint,
    parse_checkpoint,
    sign_checkpoint,
    sign_note,
)
from ombud.model import BadInput

SIGNER = Ed25519Signer("log.example/a", bytes(32))
HEAD = Head("log.example/a", 20852163, bytes(range(32)))
TEXT = "log.example/a\n20852163\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"


def test_a_checkpoint_is_three_lines() -> None:
    assert format_checkpoint(HEAD) == TEXT
    assert parse_checkpoint(TEXT) == HEAD


def test_a_signed_checkpoint_opens_with_the_logs_key() -> None:
    assert open_checkpoint(sign_checkpoint(HEAD, SIGNER), SIGNER.vkey) == HEAD


def test_a_log_signs_only_for_itself() -> None:
    with pytest.raises(BadInput) as caught:
        sign_checkpoint(Head("log.example/b", 0, EMPTY_ROOT), SIGNER)
    assert caught.value.code == "wrong_log"


def test_a_checkpoint_of_another_log_under_this_key_is_refused() -> None:
    note = sign_note(TEXT.replace("example/a", "example/b"), SIGNER)
    with pytest.raises(BadInput) as caught:
        open_checkpoint(note, SIGNER.vkey)
    assert caught.value.code == "wrong_log"


@pytest.mark.parametrize(
    "text",
    [
        "", "\n\n\n", TEXT[:-1], TEXT + "extension\n", TEXT + "\n", TEXT.replace("20852163", "020852163"),
        TEXT.replace("20852163", "-1"), TEXT.replace("20852163", "+1"), TEXT.replace("20852163", ""),
        TEXT.replace("20852163", "٢"), TEXT.replace("20852163", "9223372036854775808"), TEXT.replace("20852163", "0"),
        TEXT.replace("20852163", "1" * 5000), TEXT.replace("h8=", "h9="), TEXT.replace("AAEC", ""),
        TEXT.replace("log.example/a", ""), "log.example/a\n1\n\n",
    ],
)  # fmt: skip
def test_what_is_not_a_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_checkpoint(text)
    assert caught.value.code == "checkpoint_malformed"


@pytest.mark.parametrize(
    "head",
    [
        Head("", 1, bytes(32)), Head("a\nb", 1, bytes(32)), Head("a", -1, bytes(32)), Head("a", 2**63, bytes(32)),
        Head("a", 1, bytes(31)), Head("a", 0, bytes(32)),
    ],
)  # fmt: skip
def test_a_head_that_cannot_be_is_not_written(head: Head) -> None:
    with pytest.raises(BadInput) as caught:
        format_checkpoint(head)
    assert caught.value.code == "checkpoint_malformed"


def test_the_largest_log_can_be_named() -> None:
    head = Head("a", 2**63 - 1, bytes(32))
    assert parse_checkpoint(format_checkpoint(head)) == head
