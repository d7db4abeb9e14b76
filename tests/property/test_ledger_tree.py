"""The log as files against the definitions of RFC 6962, read aloud in Python."""

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ombud.ledger import (
    append,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    tree_root,
    verify_consistency,
    verify_inclusion,
)
from ombud.ledger.merkle import Frontier
from ombud.model import BadInput

LARGEST = 300


# ── RFC 6962, section 2.1, as it is written ──────────────────────────────────────────────────────────────────────────
def mth(entries: Sequence[bytes]) -> bytes:
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\x00" + entries[0]).digest()
    k = split(len(entries))
    return hashlib.sha256(b"\x01" + mth(entries[:k]) + mth(entries[k:])).digest()


def path(m: int, entries: Sequence[bytes]) -> list[bytes]:
    if len(entries) == 1:
        return []
    k = split(len(entries))
    if m < k:
        return [*path(m, entries[:k]), mth(entries[k:])]
    return [*path(m - k, entries[k:]), mth(entries[:k])]


def subproof(m: int, entries: Sequence[bytes], whole: bool) -> list[bytes]:
    if m == len(entries):
        return [] if whole else [mth(entries)]
    k = split(len(entries))
    if m <= k:
        return [*subproof(m, entries[:k], whole), mth(entries[k:])]
    return [*subproof(m - k, entries[k:], False), mth(entries[:k])]


def split(n: int) -> int:
    """The largest power of two smaller than n."""
    k = 1
    while k * 2 < n:
        k *= 2
    return k


# ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
def nothing(path: str) -> bytes | None:
    return None


def entries_of(size: int) -> list[bytes]:
    return [b"entry %d" % n for n in range(size)]


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """Every file that a log has published on its way to 300 entries, one at a time."""
    every: dict[str, bytes] = {}
    for size, entry in enumerate(entries_of(LARGEST)):
        every |= append(every.get, size, [entry])[0]
    return every


@pytest.fixture(scope="module")
def roots() -> list[bytes]:
    frontier = Frontier()
    found = [frontier.root()]
    for entry in entries_of(LARGEST):
        frontier.push(leaf_hash(entry))
        found.append(frontier.root())
    return found


def test_every_root_is_that_of_the_definition(files: dict[str, bytes], roots: list[bytes]) -> None:
    for size in range(LARGEST + 1):
        assert roots[size] == tree_root(files.get, size) == mth(entries_of(size))


@pytest.mark.slow
def test_consistency_holds_between_any_two_sizes(files: dict[str, bytes], roots: list[bytes]) -> None:
    for new in range(LARGEST + 1):
        for old in range(new + 1):
            verify_consistency(old, roots[old], new, roots[new], consistency_proof(files.get, old, new))


@given(data=st.data())
@settings(max_examples=60)
def test_consistency_holds_with_no_other_root(data: st.DataObject, files: dict[str, bytes], roots: list[bytes]) -> None:
    new = data.draw(st.integers(1, LARGEST))
    old = data.draw(st.integers(1, new))
    proof = consistency_proof(files.get, old, new)
    for wrong_old, wrong_new in ((roots[old - 1], roots[new]), (roots[old], roots[new - 1])):
        with pytest.raises(BadInput):
            verify_consistency(old, wrong_old, new, wrong_new, proof)


@given(data=st.data())
@settings(max_examples=60)
def test_proofs_are_those_of_the_definition(data: st.DataObject, files: dict[str, bytes]) -> None:
    size = data.draw(st.integers(1, LARGEST))
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    assert inclusion_proof(files.get, index, size) == path(index, entries_of(size))
    assert consistency_proof(files.get, old, size) == subproof(old, entries_of(size), True)


@given(data=st.data())
@settings(max_examples=60)
def test_every_inclusion_proof_holds_at_its_place_alone(
    data: st.DataObject, files: dict[str, bytes], roots: list[bytes]
) -> None:
    size = data.draw(st.integers(1, LARGEST))
    index = data.draw(st.integers(0, size - 1))
    leaf, proof = leaf_hash(b"entry %d" % index), inclusion_proof(files.get, index, size)
    verify_inclusion(leaf, index, size, proof, roots[size])
    elsewhere = data.draw(st.integers(0, LARGEST))
    if elsewhere != index:
        with pytest.raises(BadInput):
            verify_inclusion(leaf, elsewhere, size, proof, roots[size])


@given(batches=st.lists(st.integers(0, 400), max_size=6))
@settings(max_examples=30, deadline=None)
def test_adding_in_any_batches_makes_the_same_log_as_adding_at_once(batches: list[int]) -> None:
    total = sum(batches)
    at_once, root = append(nothing, 0, entries_of(total))
    files: dict[str, bytes] = {}
    size, grown = 0, tree_root(nothing, 0)
    for batch in batches:
        added, grown = append(files.get, size, entries_of(total)[size : size + batch], root=grown)
        files |= added
        size += batch
    assert grown == root
    assert {name: files[name] for name in at_once} == at_once


@given(data=st.data(), size=st.integers(65_500, 65_600))
@settings(max_examples=3, deadline=None)
def test_it_holds_across_the_third_level_of_tiles(data: st.DataObject, size: int) -> None:
    entries = entries_of(size)
    files, root = append(nothing, 0, entries)
    assert root == mth(entries)
    old = data.draw(st.integers(65_300, size))
    verify_consistency(old, mth(entries[:old]), size, root, consistency_proof(files.get, old, size))
    index = data.draw(st.integers(0, size - 1))
    verify_inclusion(leaf_hash(entries[index]), index, size, inclusion_proof(files.get, index, size), root)
