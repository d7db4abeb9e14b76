"""The tree of RFC 6962 against published test values, and proofs that must not hold."""

import hashlib

import pytest

from ombud.ledger import EMPTY_ROOT, leaf_hash, node_hash, verify_consistency, verify_inclusion
from ombud.ledger.merkle import Frontier
from ombud.model import BadInput

# The eight entries, and the roots over the first 1 to 8 of them, that Certificate Transparency implementations share.
ENTRIES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [leaf_hash(bytes.fromhex(entry)) for entry in ENTRIES]
ROOT3 = bytes.fromhex(ROOTS[2])
PROOF_OF_0_IN_3 = [LEAVES[1], LEAVES[2]]


def test_a_growing_tree_has_the_published_roots() -> None:
    frontier = Frontier()
    assert frontier.root() == EMPTY_ROOT == hashlib.sha256(b"").digest()
    for leaf, root in zip(LEAVES, ROOTS, strict=True):
        frontier.push(leaf)
        assert frontier.root().hex() == root
    assert frontier.size == 8


def test_a_node_and_a_leaf_with_the_same_bytes_have_different_hashes() -> None:
    assert leaf_hash(LEAVES[0] + LEAVES[1]) != node_hash(LEAVES[0], LEAVES[1])


def test_an_inclusion_proof_holds_for_its_leaf_and_place() -> None:
    verify_inclusion(LEAVES[0], 0, 3, PROOF_OF_0_IN_3, ROOT3)
    verify_inclusion(LEAVES[2], 2, 3, [bytes.fromhex(ROOTS[1])], ROOT3)
    verify_inclusion(LEAVES[0], 0, 1, [], LEAVES[0])


@pytest.mark.parametrize(
    ("leaf", "index", "size", "proof"),
    [
        (LEAVES[1], 0, 3, PROOF_OF_0_IN_3),
        (LEAVES[0], 1, 3, PROOF_OF_0_IN_3),
        (LEAVES[0], 0, 3, PROOF_OF_0_IN_3[:1]),
        (LEAVES[0], 0, 3, [*PROOF_OF_0_IN_3, LEAVES[3]]),
        (LEAVES[0], 0, 3, PROOF_OF_0_IN_3[::-1]),
        (LEAVES[0], 0, 5, PROOF_OF_0_IN_3),
        (LEAVES[0], 3, 3, PROOF_OF_0_IN_3),
        (LEAVES[0], -1, 3, PROOF_OF_0_IN_3),
        (LEAVES[0], 0, 2**63, PROOF_OF_0_IN_3),
        (LEAVES[0], 0, 3, [LEAVES[1], b"short"]),
        (b"", 0, 3, PROOF_OF_0_IN_3),
    ],
)
def test_an_inclusion_proof_holds_for_nothing_else(leaf: bytes, index: int, size: int, proof: list[bytes]) -> None:
    with pytest.raises(BadInput) as caught:
        verify_inclusion(leaf, index, size, proof, ROOT3)
    assert caught.value.code == "proof_fails"


ROOT2 = bytes.fromhex(ROOTS[1])


def test_a_consistency_proof_holds_between_its_two_states() -> None:
    verify_consistency(2, ROOT2, 3, ROOT3, [LEAVES[2]])
    verify_consistency(3, ROOT3, 3, ROOT3, [])
    verify_consistency(0, EMPTY_ROOT, 3, ROOT3, [])
    verify_consistency(0, EMPTY_ROOT, 0, EMPTY_ROOT, [])


@pytest.mark.parametrize(
    ("old", "old_root", "new", "new_root", "proof"),
    [
        (2, ROOT3, 3, ROOT3, [LEAVES[2]]),
        (2, ROOT2, 3, ROOT2, [LEAVES[2]]),
        (2, ROOT2, 3, ROOT3, []),
        (2, ROOT2, 3, ROOT3, [LEAVES[2], LEAVES[2]]),
        (2, ROOT2, 4, ROOT3, [LEAVES[2], LEAVES[2], LEAVES[2]]),
        (1, ROOT2, 3, ROOT3, [LEAVES[2]]),
        (3, ROOT2, 3, ROOT3, []),
        (3, ROOT3, 3, ROOT3, [LEAVES[0]]),
        (0, ROOT2, 3, ROOT3, []),
        (0, EMPTY_ROOT, 3, ROOT3, [LEAVES[0]]),
        (3, ROOT3, 2, ROOT2, []),
        (-1, ROOT2, 3, ROOT3, []),
        (2, ROOT2, 2**63, ROOT3, [LEAVES[2]]),
        (2, b"", 3, ROOT3, [LEAVES[2]]),
    ],
)
def test_a_consistency_proof_holds_for_nothing_else(
    old: int, old_root: bytes, new: int, new_root: bytes, proof: list[bytes]
) -> None:
    with pytest.raises(BadInput) as caught:
        verify_consistency(old, old_root, new, new_root, proof)
    assert caught.value.code == "proof_fails"
