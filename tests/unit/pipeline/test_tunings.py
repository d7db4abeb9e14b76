"""What is in force, one on top of the other; and labels from corrections and decisions."""

import hashlib
from datetime import timedelta
from types import SimpleNamespace
from typing import cast

import msgspec
import pytest

from ombud.ledger import verify_receipt
from ombud.model import Conflict, Correction, OmbudError, Role, Tuning, TuningKind, User, tuning_id
from ombud.pipeline import CompiledPolicy, clauses_of, from_corrections
from ombud.signals.tuning import Calibration
from ombud.wiring import Ombud
from tests.support.publishing import PASSWORD
from tests.support.records import NOW


def tuning(shift: float, signal: str = "spam") -> Tuning:
    body, kind = Calibration(1.0, shift).body(), TuningKind.CALIBRATION
    return Tuning(tuning_id(kind, signal, "m-1", body), kind, signal, "m-1", body, b"{}", NOW)


def in_force(ombud: Ombud) -> list[str]:
    return [one.id for one in ombud.tunings.in_force()]


def test_going_back_takes_one_away_each_time_down_to_the_model_as_it_ships(ombud: Ombud) -> None:
    first, second, third = tuning(1), tuning(2), tuning(3)
    for one in (first, second):
        ombud.tunings.put_in_force(one, "more")
    assert ombud.tunings.back(first.kind, "spam") == first.id
    ombud.tunings.put_in_force(third, "other")
    assert in_force(ombud) == [third.id]
    assert ombud.tunings.back(first.kind, "spam") == first.id
    assert ombud.tunings.back(first.kind, "spam", "it was worse") is None
    assert in_force(ombud) == []
    with pytest.raises(Conflict) as caught:
        ombud.tunings.back(first.kind, "spam")
    assert caught.value.code == "nothing_to_take_back"
    told = ombud.tunings.history(first.kind)
    assert [one.now for one in told] == [True, *[False] * 5]
    assert (told[0].step.reason, told[0].tuning) == ("it was worse", None)
    assert ombud.tunings.history(TuningKind.HEAD) == []


def test_one_that_was_taken_back_can_come_again_and_twice_in_a_row_cannot(ombud: Ombud) -> None:
    ombud.tunings.put_in_force(tuning(1), "")
    with pytest.raises(Conflict) as caught:
        ombud.tunings.put_in_force(tuning(1), "")
    assert caught.value.code == "in_force_already"
    ombud.tunings.back(TuningKind.CALIBRATION, "spam")
    ombud.tunings.put_in_force(tuning(1), "")
    assert in_force(ombud) == [tuning(1).id]


def test_signals_do_not_mind_each_other_and_a_step_names_who_took_it(ombud: Ombud, lea: User) -> None:
    ombud.tunings.put_in_force(tuning(1), "", lea)
    ombud.tunings.put_in_force(tuning(1, "toxic"), "", lea)
    ombud.tunings.back(TuningKind.CALIBRATION, "spam", by=lea)
    assert in_force(ombud) == [tuning(1, "toxic").id]
    assert {one.step.by for one in ombud.tunings.history(TuningKind.CALIBRATION)} == {lea.id}
    assert ombud.tunings.named([tuning(1).id, "0123"]) == [tuning(1)]


def test_each_change_is_in_the_public_log_by_content_and_role_and_names_nobody(ombud: Ombud, lea: User) -> None:
    ombud.tunings.put_in_force(tuning(1), "Call me on +44 7911 123456, lea", lea)
    ombud.tunings.back(TuningKind.CALIBRATION, "spam", "it was worse", lea)
    while ombud.sequencer.run_once():
        pass
    said = []
    for one in ombud.tunings.history():
        receipt = verify_receipt(ombud.receipts.receipt(one.step.entry), ombud.signer.vkey)
        assert receipt.type == "signal_tuned"
        assert lea.id.encode() not in receipt.record
        said.append(msgspec.json.decode(receipt.record))
        said[-1].pop("at")
    content = f"sha256:{hashlib.sha256(tuning(1).body).hexdigest()}"
    plain = {"kind": "cal", "signal": "spam", "role": "lead"}
    assert said == [
        {**plain, "seq": 2, "how": "back", "tuning": None, "base": None, "content": None},
        {**plain, "seq": 1, "how": "fitted", "tuning": tuning(1).id, "base": "m-1", "content": content},
    ]


def test_who_looked_at_another_one_takes_nothing_back(ombud: Ombud) -> None:
    ombud.tunings.put_in_force(tuning(1), "")
    ombud.tunings.put_in_force(tuning(2), "")
    with pytest.raises(Conflict) as caught:
        ombud.tunings.back(TuningKind.CALIBRATION, "spam", seen=tuning(1).id)
    assert caught.value.code == "tuning_moved_on"
    assert ombud.tunings.back(TuningKind.CALIBRATION, "spam", seen=tuning(2).id) == tuning(1).id


def test_a_reviewer_changes_nothing(ombud: Ombud) -> None:
    ron = ombud.accounts.add_user("ron", Role.REVIEWER, PASSWORD)
    with pytest.raises(OmbudError):
        ombud.tunings.put_in_force(tuning(1), "", ron)
    assert in_force(ombud) == []


def test_corrections_are_labels_from_one_half_on_in_the_order_of_their_time() -> None:
    def correction(text: str, minutes: int, **labels: float) -> Correction:
        return Correction(f"cor-{text}", text, labels, "akismet", "key", NOW + timedelta(minutes=minutes))

    found = from_corrections(
        [correction("b", 2, spam=0.0, rude=1.0), correction("a", 1, spam=0.9), correction("c", 3, rude=1.0)], ("spam",)
    )
    assert [(one.text, dict(one.said)) for one in found] == [("a", {"spam": True}), ("b", {"spam": False}), ("c", {})]


def test_the_clauses_of_a_signal_are_those_that_read_it_and_those_of_its_name() -> None:
    rule = SimpleNamespace(clause="respect/hate", when="signal.identity_hate > 0.9 && signal.toxic > 0.5")
    policy = SimpleNamespace(rules=(rule,), clauses=("respect/hate", "honesty/spam"))
    found = clauses_of(cast("CompiledPolicy", policy), ("toxic", "spam", "scam"))
    assert found == {"toxic": {"respect/hate"}, "spam": {"honesty/spam"}, "scam": set()}
