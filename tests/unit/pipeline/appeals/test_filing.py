"""What somebody who appeals may add, take back, and not reach."""

import pytest

from ombud.model import BadInput, Conflict, NotFound, Outcome, User
from ombud.process import MAX_EVIDENCE
from ombud.wiring import Ombud
from tests.support.appealing import held, judged, state_of


def test_evidence_is_kept_in_order_and_hostile_links_are_refused(ombud: Ombud) -> None:
    token = held(ombud, 1)
    appeal = ombud.appeals.file(token, "No.", links=["https://example.org/a?b=<script>", ""])
    ombud.appeals.add_evidence(token, "<b>and this</b>", ["http://example.org"])
    ombud.appeals.add_evidence(token, "", ["https://example.org/2"])
    with ombud.store.read() as unit:
        kept = unit.appeal_files.evidence(appeal.id)
    assert [(one.n, one.text, one.links) for one in kept] == [
        (1, "", ("https://example.org/a?b=<script>",)),
        (2, "<b>and this</b>", ("http://example.org",)),
        (3, "", ("https://example.org/2",)),
    ]
    for link in (
        "javascript:alert(1)",
        "https://",
        "https://a b",
        "http://[::1",
        "https://a\u202eb",
        "https://a/" + "x" * 2000,
    ):
        with pytest.raises(BadInput) as caught:
            ombud.appeals.add_evidence(token, "x", [link])
        assert caught.value.code == "bad_link"
    with pytest.raises(BadInput):
        ombud.appeals.add_evidence(token, "x", [f"https://a/{n}" for n in range(6)])
    with pytest.raises(BadInput):
        ombud.appeals.add_evidence(token, " ", [])
    for _ in range(MAX_EVIDENCE - 3):
        ombud.appeals.add_evidence(token, "more")
    with pytest.raises(Conflict) as full:
        ombud.appeals.add_evidence(token, "more")
    assert full.value.code == "enough_evidence"


def test_an_appeal_that_is_taken_back_is_over_for_good(ombud: Ombud, ben: User) -> None:
    token = held(ombud, 1)
    appeal = ombud.appeals.file(token, "No.")
    ombud.appeals.withdraw(token)
    assert state_of(ombud, appeal.id) == "withdrawn"
    for attempt in (
        lambda: ombud.appeals.withdraw(token),
        lambda: ombud.appeals.file(token, "Again."),
        lambda: ombud.appeals.add_evidence(token, "x"),
        lambda: ombud.appeals.hear(appeal.id, ben, Outcome.OVERTURN, "Right."),
        lambda: ombud.routing.take(appeal.id, ben),
    ):
        with pytest.raises(Conflict):
            attempt()
    with ombud.store.read() as unit:
        assert unit.appeals.pending() == []
    judged(ombud, 1, ben)


def test_the_wrong_person_cannot_appeal(ombud: Ombud) -> None:
    held(ombud, 1, author="u-1")
    for token in ("", "x", "\udcff", "../../etc"):
        with pytest.raises(NotFound):
            ombud.appeals.file(token, "No.")
    for who, item in (("u-2", "post-1"), ("u-1", "post-9"), ("", "post-1")):
        with pytest.raises(NotFound):
            ombud.appeals.file_for(who, item, "No.")
    assert ombud.appeals.file_for("u-1", "post-1", "No.").item == "post-1"
