"""The sequencer: gives what was committed its place in the public log, in batches, outside the hot path.

The database decides first: indexes and the signed head are stored in one transaction. The files that everybody reads
follow from it, tiles first, the checkpoint last; after a crash they are brought up to the stored head again.
"""

import msgspec

from ombud.ledger import Head, append, open_checkpoint, public_entry, sign_checkpoint
from ombud.model import Checkpoint, Entry, SystemFault
from ombud.pipeline.background.worker import Worker
from ombud.ports import Blobs, Clock, Randomness, Signer, Store

__all__ = ["CHECKPOINT", "MERGE_DELAY_SECONDS", "Sequencer"]

CHECKPOINT = "checkpoint"
MERGE_DELAY_SECONDS = 60 * 60
"""How late an entry may appear in the log at most. It is published; later than that is proof against us."""
_BATCH = 4096
_GATHER = 2.0
_PAUSE = 30.0


class Sequencer:
    """One per log."""

    def __init__(self, store: Store, blobs: Blobs, signer: Signer, clock: Clock, randomness: Randomness) -> None:
        self._store = store
        self._blobs = blobs
        self._signer = signer
        self._clock = clock
        self._randomness = randomness
        self.worker = Worker("sequencer", self.run_once, lambda: _PAUSE, gather=_GATHER)

    def run_once(self) -> int:
        """Sequence what waits, at most one batch. Returns how many entries got their place."""
        self.catch_up()
        with self._store.write() as unit:
            entries = unit.ledger.unsequenced(_BATCH)
            if not entries:
                return 0
            head = unit.ledger.head()
            size = head.size if head else 0
            placed = [msgspec.structs.replace(entry, index=size + i) for i, entry in enumerate(self._shuffled(entries))]
            files, checkpoint = self._grow(size, placed, head.root if head else None)
            unit.ledger.sequence([(entry.id, entry.index or 0) for entry in placed], checkpoint)
        self._publish(files, checkpoint)
        return len(placed)

    def catch_up(self) -> None:
        """Bring the files up to the stored head. Raises SystemFault (``ledger_ahead``, ``ledger_damaged``)."""
        with self._store.read() as unit:
            head = unit.ledger.head()
            published = self._published()
            if published > (head.size if head else 0):
                raise SystemFault(
                    "ledger_ahead",
                    f"the published log has {published} entries, the database knows {head.size if head else 0}",
                    advice="The database is older than the log: restore the newest backup. Nothing was signed.",
                )
            while head is not None and published < head.size:
                end = min(head.size, published + _BATCH)
                leaves = [public_entry(entry) for entry in unit.ledger.range(published, end)]
                files, root = append(self._blobs.read, published, leaves)
                if end == head.size and root != head.root:
                    raise SystemFault("ledger_damaged", "the entries in the database do not lead to the signed root")
                self._write(files)
                published = end
                if published == head.size:
                    self._blobs.write(CHECKPOINT, head.note.encode())

    def _published(self) -> int:
        note = self._blobs.read(CHECKPOINT)
        return open_checkpoint(note.decode(), self._signer.vkey).size if note is not None else 0

    def _shuffled(self, entries: list[Entry]) -> list[Entry]:
        """In an order that says nothing about who was judged when: ids sort by age, the log must not."""
        return sorted(entries, key=lambda _: self._randomness.bytes(8))

    def _grow(self, size: int, placed: list[Entry], root: bytes | None) -> tuple[dict[str, bytes], Checkpoint]:
        files, grown = append(self._blobs.read, size, [public_entry(entry) for entry in placed], root=root)
        head = Head(origin=self._signer.name, size=size + len(placed), root=grown)
        note = sign_checkpoint(head, self._signer)
        return files, Checkpoint(size=head.size, root=grown, note=note, at=self._clock.now())

    def _publish(self, files: dict[str, bytes], checkpoint: Checkpoint) -> None:
        """Tiles first, then the head; never a smaller one than another process has published meanwhile."""
        self._write(files)
        if self._published() < checkpoint.size:
            self._blobs.write(CHECKPOINT, checkpoint.note.encode())

    def _write(self, files: dict[str, bytes]) -> None:
        for path, data in files.items():
            self._blobs.write(path, data)
        for path in files:
            if ".p/" not in path:  # the tile is full: its partial versions have served
                self._blobs.discard(path + ".p")
