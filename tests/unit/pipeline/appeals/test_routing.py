"""Who hears an appeal: nobody who had a part in it, and whoever reads its language."""

import pytest

from ombud.model import BadInput, Conflict, Forbidden, NotFound, Outcome, Role, User
from ombud.wiring import Ombud
from tests.support.appealing import held, holder, judged, person, run, state_of
from tests.support.clock import SetClock


def test_an_appeal_goes_to_somebody_who_had_no_part_in_it(ombud: Ombud, ana: User, ben: User) -> None:
    token = held(ombud, 1)
    judged(ombud, 1, ana)
    appeal = ombud.appeals.file(token, "I did not shout.")
    assert holder(ombud, appeal.id) == ben.id
    assert state_of(ombud, appeal.id) == "assigned"


def test_it_goes_to_whoever_reads_the_language_and_knows_the_clause(ombud: Ombud, ana: User, ben: User) -> None:
    ombud.routing.set_skills("ana", "de, en", "")
    ombud.routing.set_skills("ben", "ar,de", "calm")
    arabic = ombud.appeals.file(held(ombud, 1, lang="ar"), "لا")
    german = ombud.appeals.file(held(ombud, 2, lang="de-AT"), "Nein.")
    nobody = ombud.appeals.file(held(ombud, 3, lang="zh"), "不")
    assert [holder(ombud, one.id) for one in (arabic, german, nobody)] == [ben.id, ben.id, None]
    ombud.routing.take(nobody.id, ana)
    assert holder(ombud, nobody.id) == ana.id


def test_it_goes_to_whoever_reads_what_the_person_writes_not_only_the_post(ombud: Ombud, ana: User, ben: User) -> None:
    """Somebody appeals in Arabic against what was done to a post in English: an answer in English would be none."""
    cyn = person(ombud, "cyn")
    ombud.routing.set_skills("ana", "en", "calm")
    ombud.routing.set_skills(ben.name, "ar", "")
    ombud.routing.set_skills("cyn", "ar, en", "")
    on_an_arabic_page = ombud.appeals.file(held(ombud, 1, lang="en"), "لا", reads="ar")
    in_arabic = "كنت أقتبس رسالة وصلتني، ولم أهدد أحدا."
    from_a_program = ombud.appeals.file(held(ombud, 2, lang="en"), in_arabic, language="ar-EG")
    in_english = "I was quoting a letter that somebody had sent to me."
    on_a_borrowed_phone = ombud.appeals.file(held(ombud, 3, lang="en"), in_english, reads="ar")
    ombud.contacts.put("u-4", None, "ar")
    told_by_the_platform = ombud.appeals.file(held(ombud, 4, lang="en", author="u-4"), "لا")
    assert holder(ombud, on_an_arabic_page.id) == cyn.id
    assert holder(ombud, from_a_program.id) == cyn.id
    assert holder(ombud, on_a_borrowed_phone.id) == ana.id
    assert holder(ombud, told_by_the_platform.id) == cyn.id
    with pytest.raises(BadInput, match="no language code"):
        ombud.appeals.file(held(ombud, 5), "No.", language="<script>")


def test_who_lets_it_lie_loses_it_to_the_next(ombud: Ombud, clock: SetClock, ana: User, ben: User) -> None:
    appeal = ombud.appeals.file(held(ombud, 1), "No.")
    first = holder(ombud, appeal.id)
    clock.turn(days=2)
    run(ombud)
    assert {first, holder(ombud, appeal.id)} == {ana.id, ben.id}


def test_nobody_hears_what_somebody_else_has_before_them(ombud: Ombud, clock: SetClock, ana: User, ben: User) -> None:
    appeal = ombud.appeals.file(held(ombud, 1), "No.")
    has, other = (ana, ben) if holder(ombud, appeal.id) == ana.id else (ben, ana)
    with pytest.raises(Conflict, match="Somebody else has this"):
        ombud.appeals.hear(appeal.id, other, Outcome.OVERTURN, "Right.")
    with pytest.raises(Forbidden, match="do not have"):
        ombud.routing.give_back(appeal.id, other)
    ombud.routing.give_back(appeal.id, has)
    assert holder(ombud, appeal.id) == other.id
    clock.turn(days=2, seconds=1)
    ombud.routing.take(appeal.id, has)
    ombud.appeals.hear(appeal.id, has, Outcome.OVERTURN, "Right.")
    assert state_of(ombud, appeal.id) == "overturned"


def test_who_had_a_part_in_it_can_do_nothing_in_its_appeal(ombud: Ombud, ana: User, ben: User) -> None:
    token = held(ombud, 1)
    judged(ombud, 1, ana)
    appeal = ombud.appeals.file(token, "No.", urgency="journalism", claim="It is about today.")
    ombud.routing.give_back(appeal.id, ben)
    assert holder(ombud, appeal.id) is None
    for attempt in (
        lambda: ombud.routing.take(appeal.id, ana),
        lambda: ombud.routing.judge_claim(appeal.id, ana, "", urgent=True),
        lambda: ombud.appeals.hear(appeal.id, ana, Outcome.UPHOLD, "It shouts."),
    ):
        with pytest.raises(Forbidden) as caught:
            attempt()
        assert caught.value.code == "same_reviewer"


def test_whoever_confirmed_or_advised_without_deciding_is_out_too(ombud: Ombud, clock: SetClock, ben: User) -> None:
    token = held(ombud, 1)
    lead = person(ombud, "lea", Role.LEAD)
    with ombud.store.write() as unit:
        for _ in range(2):
            unit.appeal_files.involve("post-1", "", lead.id, "led", clock.now())
    appeal = ombud.appeals.file(token, "No.")
    assert holder(ombud, appeal.id) == ben.id
    ombud.routing.give_back(appeal.id, ben)
    with pytest.raises(Forbidden) as caught:
        ombud.appeals.hear(appeal.id, lead, Outcome.OVERTURN, "Right.")
    assert caught.value.code == "same_reviewer"


def test_languages_and_clauses_are_checked(ombud: Ombud, ana: User) -> None:
    assert ana.name == "ana"
    for languages, knows in (("german", ""), ("d3", ""), ("", "x" * 81), ("", " ".join(map(str, range(41))))):
        with pytest.raises(BadInput):
            ombud.routing.set_skills("ana", languages, knows)
    with pytest.raises(NotFound):
        ombud.routing.set_skills("nobody", "de", "")
