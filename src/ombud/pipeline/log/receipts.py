"""Receipts: what a person keeps, to prove later that the record of what was done to them is in the public log."""

from ombud.ledger import issue_receipt, pack_receipts
from ombud.model import Conflict, NotFound
from ombud.pipeline.log.sequencer import CHECKPOINT
from ombud.pipeline.telling.hidden import without_hidden
from ombud.ports import Blobs, Store, Unit

__all__ = ["Receipts", "outcome_entry"]


def outcome_entry(appeal_id: str) -> str:
    """The ledger entry of an appeal's outcome."""
    return "out_" + appeal_id.removeprefix("apl_")


class Receipts:
    """Issues receipts from the published files."""

    def __init__(self, store: Store, blobs: Blobs) -> None:
        self._store = store
        self._blobs = blobs

    def receipt(self, entry_id: str) -> bytes:
        """One entry's ``.tlog-proof``. Raises NotFound, or Conflict (``not_yet_sequenced``) until it is in the log."""
        with self._store.read() as unit:
            return self._issue(unit, entry_id)

    def receipts_of(self, decision_id: str) -> bytes:
        """A zip of the receipts of everything on record about the decision's item: decisions, appeals, outcomes.

        Raises NotFound, Conflict (``not_yet_sequenced``).
        """
        with self._store.read() as unit:
            return pack_receipts(
                {entry_id: self._issue(unit, entry_id) for entry_id in self._entries(unit, decision_id)}
            )

    def _entries(self, unit: Unit, decision_id: str) -> list[str]:
        view = unit.records.decision(decision_id)
        if view is None:
            raise NotFound("no_such_decision", f"No decision {decision_id} is on the record.")
        entries = []
        for one in without_hidden(unit, unit.records.of_item(view.decision.item)):
            entries.append(one.decision.id)
            appeal = unit.appeals.of_decision(one.decision.id)
            if appeal is not None:
                entries.append(appeal.appeal.id)
                if appeal.outcome is not None:
                    entries.append(outcome_entry(appeal.appeal.id))
        return entries

    def _issue(self, unit: Unit, entry_id: str) -> bytes:
        entry = unit.ledger.entry(entry_id)
        if entry is None:
            raise NotFound("no_such_entry", f"No entry {entry_id} is on the record.")
        note = self._blobs.read(CHECKPOINT)
        if note is None:
            raise Conflict("not_yet_sequenced", "The public log has not begun yet.", advice="Ask again in a minute.")
        return issue_receipt(self._blobs.read, entry, note.decode())
