"""Notices in the store: each on its way, or withheld on one of three grounds, and never quietly anything else."""

import msgspec
import pytest

from ombud.model import Conflict, Contact, Ground, OmbudError, ProcessStep, Sealed, Withholding
from ombud.ports import Store
from ombud.process.notices import NOTICE
from tests.support.raw import Raw
from tests.support.records import NOW, entry, later, sealed


def told(one: Sealed) -> Sealed:
    assert one.notice
    step = NOTICE.step(None, one.notice.id, "create", one.decision.at, role="automation")
    return msgspec.structs.replace(one, steps=(step,))


def untold(one: Sealed, ground: Ground, until_days: int | None = None) -> Sealed:
    assert one.notice
    until = None if until_days is None else later(days=until_days)
    kept = entry(f"wth-{one.notice.id}", kind="notice_withheld")
    step = NOTICE.step(None, one.notice.id, "withhold", NOW, role="automation", entry=kept.id, due=until)
    why = Withholding(one.notice.id, one.decision.id, ground, "rule-1", NOW, until)
    return msgspec.structs.replace(one, entries=(*one.entries, kept), withheld=why, steps=(step,))


def move(store: Store, subject: str, what: str, **more: object) -> None:
    with store.write() as unit:
        before = unit.processes.state("notice", subject)
        step = NOTICE.step(before, subject, what, later(days=1), role="clock")
        unit.processes.take([msgspec.structs.replace(step, **more)])


def test_a_notice_goes_its_way_and_is_found_by_decision_person_and_state(published: Store) -> None:
    with published.write() as unit:
        unit.records.append([told(sealed("1")), told(sealed("2", "post-2"))])
    move(published, "ntc-1", "send")
    move(published, "ntc-1", "fail")
    with published.read() as unit:
        assert unit.processes.counts("notice") == {"created": 1, "undeliverable": 1}
        assert unit.notices.untold("u-1", 9) == ["ntc-1", "ntc-2"]
        assert [one.id for one in unit.notices.of_person("u-1")] == ["ntc-2", "ntc-1"]
        assert set(unit.notices.of_decisions(["dec-1", "dec-2", "dec-3"])) == {"dec-1", "dec-2"}
        assert set(unit.notices.get(["ntc-2", "ntc-3"])) == {"ntc-2"}
        assert unit.notices.of_decisions([]) == unit.notices.get([]) == {}
        assert unit.notices.withheld([]) == {}
    move(published, "ntc-1", "deliver")
    move(published, "ntc-1", "read")
    with pytest.raises(Conflict):
        move(published, "ntc-1", "read")


def test_what_is_withheld_is_counted_by_its_ground_and_a_gag_ends(published: Store) -> None:
    with published.write() as unit:
        unit.records.append([untold(sealed("1"), Ground.BULK_DECEPTION)])
        unit.records.append([untold(sealed("2", "post-2"), Ground.LEGAL_GAG, 1)])
        unit.ledger.put([entry("rel-2", kind="notice_released")])
    with published.write() as unit:
        assert [one.subject for one in unit.processes.due("notice", later(days=1), 9)] == ["ntc-2"]
        assert unit.notices.withheld_by(NOW)["legal_gag"] == (1, 0)
        assert unit.notices.withheld(["ntc-1"])["ntc-1"].basis == "rule-1"
    move(published, "ntc-2", "release", entry="rel-2")
    with published.read() as unit:
        assert unit.notices.withheld_by(NOW) == {"bulk_deception": (1, 0), "child_abuse": (0, 0), "legal_gag": (1, 1)}
        assert unit.notices.withheld_by(later(days=2)) == dict.fromkeys(map(str, Ground), (0, 0))


def test_a_notice_with_a_ground_cannot_begin_as_if_it_had_none(published: Store) -> None:
    with pytest.raises(Conflict), published.write() as unit:
        unit.records.append(
            [msgspec.structs.replace(untold(sealed("1"), Ground.CHILD_ABUSE), steps=told(sealed("1")).steps)]
        )


def test_nothing_is_withheld_without_its_ground_or_outside_the_ledger(published: Store) -> None:
    whole = untold(sealed("1"), Ground.CHILD_ABUSE)
    bare = msgspec.structs.replace(whole.steps[0], entry=None)
    for broken in (msgspec.structs.replace(whole, withheld=None), msgspec.structs.replace(whole, steps=(bare,))):
        with pytest.raises(Conflict), published.write() as unit:
            unit.records.append([broken])


@pytest.mark.parametrize(("ground", "days"), [(Ground.LEGAL_GAG, None), (Ground.CHILD_ABUSE, 3)])
def test_a_gag_has_an_end_and_the_other_grounds_have_none(published: Store, ground: Ground, days: int | None) -> None:
    with pytest.raises(OmbudError), published.write() as unit:
        unit.records.append([untold(sealed("1"), ground, days)])


def test_who_has_been_told_cannot_be_untold(published: Store) -> None:
    with published.write() as unit:
        unit.records.append([told(sealed("1"))])
    why = Withholding("ntc-1", "dec-1", Ground.CHILD_ABUSE, "rule-1", NOW)
    with pytest.raises(OmbudError), published.write() as unit:
        unit.records.append([msgspec.structs.replace(sealed("2", "post-2"), withheld=why)])


@pytest.mark.parametrize("ground", [Ground.BULK_DECEPTION, Ground.CHILD_ABUSE])
def test_the_clock_lets_nothing_go_that_has_no_date(published: Store, ground: Ground) -> None:
    with published.write() as unit:
        unit.records.append([untold(sealed("1"), ground)])
        unit.ledger.put([entry("rel-1", kind="notice_released")])
    with pytest.raises(Conflict):
        move(published, "ntc-1", "release", entry="rel-1")
    move(published, "ntc-1", "release", entry="rel-1", role="operator")


def test_the_clock_lets_a_gag_go_not_a_moment_early_and_in_the_ledger(published: Store) -> None:
    with published.write() as unit:
        unit.records.append([untold(sealed("1"), Ground.LEGAL_GAG, 2)])
        unit.ledger.put([entry("rel-1", kind="notice_released")])
    for broken in ({"entry": "rel-1"}, {"at": later(days=2)}):
        with pytest.raises(Conflict):
            move(published, "ntc-1", "release", **broken)
    move(published, "ntc-1", "release", entry="rel-1", at=later(days=2))


@pytest.mark.parametrize(
    "sql", ["UPDATE notice_withholdings SET ground = 'child_abuse'", "DELETE FROM notice_withholdings"]
)
def test_why_somebody_was_not_told_is_never_changed(published: Store, raw: Raw, sql: str) -> None:
    with published.write() as unit:
        unit.records.append([untold(sealed("1"), Ground.BULK_DECEPTION)])
    raw.refused("append_only", sql)


def test_a_step_is_about_a_notice_that_there_is(published: Store) -> None:
    with pytest.raises(Conflict), published.write() as unit:
        unit.processes.take([ProcessStep("notice", "ntc-no", 1, "create", "created", NOW, "automation")])


def test_a_contact_is_told_changed_and_forgotten(published: Store) -> None:
    ana = Contact("u-1", "ana@example.org", "ar", NOW)
    with published.write() as unit:
        unit.contacts.put(ana)
        unit.contacts.put(msgspec.structs.replace(ana, email=None))
        assert unit.contacts.get("u-1") == msgspec.structs.replace(ana, email=None)
        assert unit.contacts.of([]) == {}
        assert unit.contacts.of(["u-1", "u-2"]) == {"u-1": msgspec.structs.replace(ana, email=None)}
        assert unit.contacts.forget("u-1")
        assert not unit.contacts.forget("u-1")
        assert unit.contacts.get("u-1") is None


def test_a_contact_says_something(published: Store) -> None:
    with pytest.raises(OmbudError), published.write() as unit:
        unit.contacts.put(Contact("u-1", None, None, NOW))
