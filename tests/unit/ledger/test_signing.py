"""The signing key against RFC 8032, section 7.1, test 2."""

import pytest

from ombud.ledger import Ed25519Signer, parse_vkey
from ombud.model import BadInput

SEED = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
PUBLIC = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
SIGNATURE = bytes.fromhex(
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)


def test_the_key_signs_as_the_standard_says() -> None:
    signer = Ed25519Signer("log.example", SEED)
    assert signer.sign(b"\x72") == SIGNATURE
    assert parse_vkey(signer.vkey).public == PUBLIC
    assert signer.name == "log.example"


def test_the_key_does_not_show_its_secret() -> None:
    signer = Ed25519Signer("log.example", SEED)
    assert SEED.hex() not in repr(signer) + str(vars(signer))


@pytest.mark.parametrize("seed", [b"", bytes(31), bytes(33)])
def test_a_seed_of_another_length_is_refused(seed: bytes) -> None:
    with pytest.raises(BadInput) as caught:
        Ed25519Signer("log.example", seed)
    assert caught.value.code == "seed_length"
