"""The public log: salted commitments in a Merkle tree, signed heads, and receipts that people keep.

`tiles` writes and proves, `checkpoint` signs, `receipt` is what a person gets, `audit` is what everybody may do.
"""

from ombud.ledger.archive import pack_receipts, verify_receipts
from ombud.ledger.audit import Fault, LogReport, verify_log
from ombud.ledger.checkpoint import Head, format_checkpoint, open_checkpoint, parse_checkpoint, sign_checkpoint
from ombud.ledger.commitment import PublicEntry, commit, open_entry, parse_public_entry, public_entry
from ombud.ledger.merkle import EMPTY_ROOT, leaf_hash, node_hash, verify_consistency, verify_inclusion
from ombud.ledger.note import make_vkey, parse_note, parse_vkey, sign_note, verify_note
from ombud.ledger.receipt import Receipt, format_receipt, issue_receipt, parse_receipt, verify_receipt
from ombud.ledger.signing import Ed25519Signer
from ombud.ledger.tiles import (
    Reader,
    append,
    bundle_path,
    consistency_proof,
    inclusion_proof,
    tile_path,
    tree_root,
)  # fmt: skip

__all__ = [
    "EMPTY_ROOT",
    "Ed25519Signer",
    "Fault",
    "Head",
    "LogReport",
    "PublicEntry",
    "Reader",
    "Receipt",
    "append",
    "bundle_path",
    "commit",
    "consistency_proof",
    "format_checkpoint",
    "format_receipt",
    "inclusion_proof",
    "issue_receipt",
    "leaf_hash",
    "make_vkey",
    "node_hash",
    "open_checkpoint",
    "open_entry",
    "pack_receipts",
    "parse_checkpoint",
    "parse_note",
    "parse_public_entry",
    "parse_receipt",
    "parse_vkey",
    "public_entry",
    "sign_checkpoint",
    "sign_note",
    "tile_path",
    "tree_root",
    "verify_consistency",
    "verify_inclusion",
    "verify_log",
    "verify_note",
    "verify_receipt",
    "verify_receipts",
]
