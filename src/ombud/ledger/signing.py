"""The log's signing key, made from 32 secret bytes that somebody else keeps."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ombud.ledger.note import make_vkey
from ombud.model import BadInput

__all__ = ["SEED_BYTES", "Ed25519Signer"]

SEED_BYTES = 32


class Ed25519Signer:
    """Signs for the log called `name` (ports.Signer, RFC 8032). Raises BadInput (``seed_length``, ``key_name``)."""

    def __init__(self, name: str, seed: bytes) -> None:
        if len(seed) != SEED_BYTES:
            raise BadInput("seed_length", f"a signing key is made from {SEED_BYTES} secret bytes, not {len(seed)}")
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self._name = name
        self._vkey = make_vkey(name, self._key.public_key().public_bytes_raw())

    @property
    def name(self) -> str:
        return self._name

    @property
    def vkey(self) -> str:
        return self._vkey

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)
