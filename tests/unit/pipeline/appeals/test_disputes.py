"""Disputes before certified bodies."""

import pytest

from ombud.model import BadInput, Conflict, NotFound, User
from ombud.wiring import Ombud
from tests.support.appealing import held, judged


def test_a_dispute_is_opened_decided_and_done_or_left_undone_for_reasons(ombud: Ombud, ana: User) -> None:
    held(ombud, 1)
    decision = judged(ombud, 1, ana)
    body = ombud.disputes.add_body("Streitstelle", "https://example.org", "de, en", "speech")
    dispute = ombud.disputes.open(decision, body.id, "AS-1", ana)
    with pytest.raises(BadInput):
        ombud.disputes.move(dispute.id, "reverse", " ", ana)
    with pytest.raises(Conflict):
        ombud.disputes.move(dispute.id, "implement", "Done.", ana)
    ombud.disputes.move(dispute.id, "reverse", "The body says it was a quote.", ana)
    ombud.disputes.move(dispute.id, "decline", "The person asked us not to.", ana)
    (view,) = ombud.disputes.page()
    assert (view.state.state, view.body.name, [step.move for step in view.steps]) == (
        "declined", "Streitstelle", ["open", "reverse", "decline"],
    )  # fmt: skip
    assert ombud.disputes.counts() == {"declined": 1}
    ombud.disputes.remove_body(body.id)
    assert ombud.disputes.bodies() == []
    for attempt in (
        lambda: ombud.disputes.open(decision, body.id, "AS-2", ana),
        lambda: ombud.disputes.open("dec_none", body.id, "AS-2", ana),
        lambda: ombud.disputes.remove_body(body.id),
        lambda: ombud.disputes.move("dsp_none", "reverse", "x", ana),
    ):
        with pytest.raises(NotFound):
            attempt()


@pytest.mark.parametrize(
    ("name", "url"),
    [("", "https://a"), ("x", "http://a"), ("x", "https://"), ("x", "https://[::1"), ("x\n", "javascript:")],
)
def test_a_body_has_a_name_and_a_safe_address(ombud: Ombud, name: str, url: str) -> None:
    with pytest.raises(BadInput):
        ombud.disputes.add_body(name, url, "de", "speech")
