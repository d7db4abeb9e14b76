"""The Merkle tree of RFC 6962, section 2.1, with SHA-256, and the checking of its two proofs.

An inclusion proof shows that an entry is in the log; a consistency proof that a log only grew. The checking follows
RFC 9162, sections 2.1.3.2 and 2.1.4.2.
"""

import hashlib
from collections.abc import Sequence

from ombud.ledger._strict import is_hash, is_size
from ombud.model import BadInput

__all__ = ["EMPTY_ROOT", "Frontier", "leaf_hash", "node_hash", "verify_consistency", "verify_inclusion"]

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of one entry's bytes."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """The root of a growing list of leaf hashes, in memory that grows with the logarithm of its length."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []  # one complete subtree per set bit of `size`, the largest first

    def push(self, leaf: bytes) -> None:
        """Add the next leaf hash."""
        carry = self.size
        while carry & 1:
            leaf = node_hash(self._peaks.pop(), leaf)
            carry >>= 1
        self._peaks.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """The tree's root over all leaves so far."""
        if not self._peaks:
            return EMPTY_ROOT
        root = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            root = node_hash(peak, root)
        return root


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Check that the leaf hash stands at `index` of the log with `size` entries and that root.

    Raises BadInput (``proof_fails``) when it does not.
    """
    if not (is_size(size) and 0 <= index < size and all(map(is_hash, (leaf, root, *proof)))):
        raise _fails("its index, size or hashes are impossible")
    node, last = index, size - 1
    for sibling in proof:
        if last == 0:
            raise _fails("it is too long")
        if node & 1 or node == last:
            leaf = node_hash(sibling, leaf)
            node, last = _skip_missing(node, last)
        else:
            leaf = node_hash(leaf, sibling)
        node, last = node >> 1, last >> 1
    if last != 0:
        raise _fails("it is too short")
    if leaf != root:
        raise _fails("it leads to another root")


def verify_consistency(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Check that the log with `new` entries begins with the log that had `old` of them.

    Raises BadInput (``proof_fails``) when that is not shown. Every log begins with the empty one.
    """
    if not (is_size(new) and 0 <= old <= new and all(map(is_hash, (old_root, new_root, *proof)))):
        raise _fails("its sizes or hashes are impossible")
    if old in (0, new):
        expected = EMPTY_ROOT if old == 0 else new_root
        if proof or old_root != expected:
            raise _fails("these two states of the log differ")
        return
    path = list(proof) if old & (old - 1) else [old_root, *proof]  # a complete old tree is its own first node
    if not path or _fold(old, new, path) != (old_root, new_root):
        raise _fails("it leads to other roots")


def _fold(old: int, new: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The roots of both trees as the path has them, or None when its length is wrong."""
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    old_hash = new_hash = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if node & 1 or node == last:
            old_hash, new_hash = node_hash(sibling, old_hash), node_hash(sibling, new_hash)
            node, last = _skip_missing(node, last)
        else:
            new_hash = node_hash(new_hash, sibling)
        node, last = node >> 1, last >> 1
    return (old_hash, new_hash) if last == 0 else None


def _skip_missing(node: int, last: int) -> tuple[int, int]:
    """Climb past the levels at the right edge where there is no sibling."""
    while node and not node & 1:
        node, last = node >> 1, last >> 1
    return node, last


def _fails(why: str) -> BadInput:
    return BadInput("proof_fails", f"the proof does not hold: {why}")
