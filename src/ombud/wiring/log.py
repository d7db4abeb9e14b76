"""The key of the public log, and what keeps one log from becoming two."""

from ombud.ledger import Ed25519Signer, open_checkpoint
from ombud.model import BadInput, SystemFault
from ombud.ports import Signer, Store
from ombud.wiring.config import Config
from ombud.wiring.world import secret_in

__all__ = ["VKEY_FILE", "open_signer"]

VKEY_FILE = "ledger.vkey"
"""Where the log's public key is kept in the data folder, for `ombud ledger verify` and `ombud receipt verify`."""


def open_signer(config: Config, store: Store) -> Ed25519Signer:
    """What signs the log of this store; its public key is left in the data folder.

    Raises SystemFault when the log was begun under another key or name, or the key cannot be read.
    """
    signer = Ed25519Signer(config.origin, secret_in(config.data / "keys" / "ledger.seed"))
    _must_be_the_same_log(store, signer)
    (config.data / VKEY_FILE).write_text(signer.vkey + "\n", encoding="utf-8")
    return signer


def _must_be_the_same_log(store: Store, signer: Signer) -> None:
    """Signing on under another key or name would make it two logs."""
    with store.read() as unit:
        head = unit.ledger.head()
    if head is None:
        return
    try:
        open_checkpoint(head.note, signer.vkey)
    except BadInput as error:
        raise SystemFault(
            "not_the_log_s_key",
            f"The log on record was signed by another key or under another name ({error.detail}).",
            advice="Put keys/ledger.seed back from a backup, and OMBUD_ORIGIN as it was.",
        ) from error
