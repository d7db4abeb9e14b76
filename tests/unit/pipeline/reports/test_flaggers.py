"""Trusted flaggers, and the register of them."""

import pytest

from ombud.model import BadInput, Conflict, Forbidden, Measure, NotFound, User
from ombud.pipeline import Origin
from ombud.process.reports import Told
from ombud.wiring import Ombud
from tests.support.reporting import KIND, judge, post, report


def test_a_trusted_flagger_comes_first_and_is_in_the_register(ombud: Ombud, ana: User) -> None:
    flagger, key = ombud.flaggers.appoint("Safe Net", "Coordinator of Ireland")
    assert ombud.flaggers.by_key(key) == flagger
    post(ombud)
    post(ombud, "2")
    report(ombud, item="post-2")
    told = Told(item="post-1", clause=KIND, explanation="Unkind.", good_faith=True)
    ombud.reports.file(told, Origin(flagger=flagger))
    with ombud.store.read() as unit:
        assert [view.case.item for view in unit.cases.queue()] == ["post-1", "post-2"]
    judge(ombud, ana, Measure.REMOVE)
    [view] = ombud.flaggers.register()
    assert (view.standing.filed, view.standing.answered, view.standing.right) == (1, 1, 1)
    assert 0.2 < view.interval[0] < 0.21

    ombud.flaggers.move(flagger.id, "suspend", "It is looked into.")
    with pytest.raises(Forbidden):
        ombud.flaggers.by_key(key)
    with pytest.raises(Forbidden) as caught:
        ombud.reports.file(told, Origin(flagger=flagger))
    assert caught.value.code == "not_trusted"
    ombud.flaggers.move(flagger.id, "reinstate")
    ombud.flaggers.move(flagger.id, "remove", "It asked us to.")
    with pytest.raises(Conflict):
        ombud.flaggers.move(flagger.id, "reinstate")


def test_a_register_is_kept_in_order(ombud: Ombud) -> None:
    flagger, _ = ombud.flaggers.appoint("Safe Net", "Coordinator")
    with pytest.raises(Conflict):
        ombud.flaggers.appoint("safe net", "Coordinator")
    for name in ("", " ", "a\nb", "x" * 201):
        with pytest.raises(BadInput):
            ombud.flaggers.appoint(name, "Coordinator")
    with pytest.raises(BadInput):
        ombud.flaggers.move(flagger.id, "suspend", " ")
    with pytest.raises(NotFound):
        ombud.flaggers.move("flg_no", "suspend", "Why.")
    with pytest.raises(Forbidden):
        ombud.flaggers.by_key("flagger_no")
    ombud.flaggers.move(flagger.id, "remove", "Gone.")
    ombud.flaggers.appoint("Safe Net", "Coordinator")
