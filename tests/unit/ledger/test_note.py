"""Signed notes: known good ones of others, our own, and everything that is not one."""

import pytest

from ombud.ledger import Ed25519Signer, make_vkey, parse_note, parse_vkey, sign_note, verify_note
from ombud.ledger.note import MAX_NOTE_BYTES
from ombud.model import BadInput, TooLarge

# The example that the documentation of Go's golang.org/x/mod/sumdb/note verifies.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETERS_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PETERS_LINE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
PETERS_NOTE = f"{PETERS_TEXT}\n{PETERS_LINE}"

SIGNER = Ed25519Signer("log.example/a", bytes(32))
OTHER = Ed25519Signer("log.example/b", bytes([1]) * 32)
NOTE = sign_note("hello\n", SIGNER)
LINE = NOTE.split("\n\n")[1]


def test_a_note_that_somebody_elses_program_signed_verifies() -> None:
    assert verify_note(PETERS_NOTE, PETER) == PETERS_TEXT


def test_a_note_of_ours_verifies_with_our_key_alone() -> None:
    assert verify_note(NOTE, SIGNER.vkey) == "hello\n"
    with pytest.raises(BadInput) as caught:
        verify_note(NOTE, OTHER.vkey)
    assert caught.value.code == "wrong_key"


def test_signatures_of_others_are_passed_over() -> None:
    witnessed = sign_note("hello\n", OTHER) + LINE
    assert verify_note(witnessed, SIGNER.vkey) == "hello\n"
    assert len(parse_note(witnessed).signatures) == 2


def test_one_bad_signature_of_the_known_key_spoils_the_note() -> None:
    bad = sign_note("another text\n", SIGNER).split("\n\n")[1]
    with pytest.raises(BadInput) as caught:
        verify_note(NOTE + bad, SIGNER.vkey)
    assert caught.value.code == "bad_signature"


def test_a_key_with_the_same_name_is_another_key() -> None:
    impostor = Ed25519Signer(SIGNER.name, bytes([2]) * 32)
    with pytest.raises(BadInput) as caught:
        verify_note(sign_note("hello\n", impostor), SIGNER.vkey)
    assert caught.value.code == "wrong_key"


def test_the_text_may_have_empty_lines() -> None:
    assert verify_note(sign_note("a\n\nb\n\n— x\n", SIGNER), SIGNER.vkey) == "a\n\nb\n\n— x\n"


@pytest.mark.parametrize(
    "note",
    [
        "", "\n", "\n\n", "hello\n", "hello\n\n", NOTE[:-1], NOTE + "\n", NOTE.replace("\n\n", "\n"),
        NOTE.replace("—", "-"), NOTE.replace("— ", "—"), NOTE.replace("hello", "hel\x00lo"),
        NOTE.replace("hello", "hel\rlo"),
        NOTE.replace("hello", "hel\x7flo"), NOTE.replace("hello", "hel\ud800lo"), "hello\n\n— log.example/a AAAAAA==\n",
        "hello\n\n— log.example/a\n",
        "hello\n\n—  AAAAAAA=\n", "hello\n\n— a b AAAAAAA=\n", "hello\n\n— a+b AAAAAAA=\n",
        "hello\n\n— a\u2003b AAAAAAA=\n", NOTE + LINE.replace("=", ""), NOTE + "junk\n",
    ],
)  # fmt: skip
def test_what_is_not_a_note_is_refused(note: str) -> None:
    with pytest.raises(BadInput) as caught:
        verify_note(note, SIGNER.vkey)
    assert caught.value.code == "note_malformed"


def test_a_note_has_bounds() -> None:
    assert len(parse_note("hello\n\n" + LINE * 64).signatures) == 64
    for note in ("hello\n\n" + LINE * 65, "ä" * (MAX_NOTE_BYTES // 2) + "\n\n" + LINE):
        with pytest.raises(TooLarge) as caught:
            parse_note(note)
        assert caught.value.code == "note_too_large"


@pytest.mark.parametrize("text", ["", "no newline at its end", "a\tb\n", "\ud800\n"])
def test_what_cannot_be_a_note_is_not_signed(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        sign_note(text, SIGNER)
    assert caught.value.code == "note_malformed"


def test_a_verifier_key_reads_back_as_it_was_written() -> None:
    key = parse_vkey("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")
    assert (key.name, key.key_id.hex()) == ("sum.golang.org", "033de0ae")
    assert make_vkey(key.name, key.public) == "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"


@pytest.mark.parametrize(
    "vkey",
    [
        "", "+", "++", PETER + "\n", " " + PETER, PETER.replace("PeterNeumann", "PeterNewman"),
        PETER.replace("c7", "C7"),
        PETER.replace("+ARpc", "+AhpC"), PETER.replace("+ARpc", "+ARpd"), PETER[:-1], PETER + "=", "x+00000000+AQ==",
        "\ud800" + PETER, "a" * 256 + PETER[12:],
    ],
)  # fmt: skip
def test_what_is_not_a_verifier_key_is_refused(vkey: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_vkey(vkey)
    assert caught.value.code == "vkey_malformed"


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "a\u00a0b", "\ud800", "x" * 256])
def test_a_name_that_a_note_could_not_hold_names_no_key(name: str) -> None:
    with pytest.raises(BadInput) as caught:
        Ed25519Signer(name, bytes(32))
    assert caught.value.code == "key_name"


def test_a_public_key_has_32_bytes() -> None:
    with pytest.raises(BadInput) as caught:
        make_vkey("a", bytes(31))
    assert caught.value.code == "vkey_malformed"
