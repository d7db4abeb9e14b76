"""Appeals from filing to their end, under a clock that the test sets: every stage real."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from ombud.model import BadInput, Conflict, Forbidden, Lane, Measure, NotFound, Outcome, Role, User, Waiting
from ombud.pipeline import Origin, from_decisions
from ombud.process import MAX_EVIDENCE
from ombud.process.reports import Told
from ombud.wiring import Ombud
from tests.support.appealing import held, judged, open_community, person, state_of
from tests.support.clock import SetClock
from tests.support.server import SECRET


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def ombud(tmp_path: Path, clock: SetClock) -> Iterator[Ombud]:
    one = open_community(tmp_path, clock)
    yield one
    one.close()


@pytest.fixture
def ana(ombud: Ombud) -> User:
    return person(ombud, "ana")


@pytest.fixture
def ben(ombud: Ombud) -> User:
    return person(ombud, "ben")


@pytest.fixture
def ada(ombud: Ombud) -> User:
    return person(ombud, "ada", Role.ADMIN)


def waiting(ombud: Ombud, appeal: str) -> Waiting:
    with ombud.store.read() as unit:
        found = unit.board.get(appeal)
    assert found is not None
    return found


def holder(ombud: Ombud, appeal: str) -> str | None:
    return waiting(ombud, appeal).holder


def newest(ombud: Ombud, item: str = "post-1") -> tuple[str, str]:
    with ombud.store.read() as unit:
        decision = unit.records.latest([item])[item].decision
    return str(decision.measure), decision.actor.kind


def run(ombud: Ombud) -> None:
    while ombud.deadlines.run_once():
        pass


# ── routing ──────────────────────────────────────────────────────────────────────────────────────────────────────────
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


# ── evidence, taking it back, the wrong person ───────────────────────────────────────────────────────────────────────
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


# ── the expedited lane ───────────────────────────────────────────────────────────────────────────────────────────────
def test_what_cannot_wait_has_a_shorter_target_once_somebody_has_confirmed_it(
    ombud: Ombud, clock: SetClock, ana: User
) -> None:
    slow = ombud.appeals.file(held(ombud, 1), "No.")
    fast = ombud.appeals.file(held(ombud, 2), "No.", urgency="elections", claim="The vote is on Sunday.")
    assert waiting(ombud, fast.id).lane is Lane.CLAIMED
    ombud.routing.judge_claim(fast.id, ana, "", urgent=True)
    now = waiting(ombud, fast.id)
    assert (now.lane, now.target) == (Lane.EXPEDITED, clock.now() + timedelta(days=2))
    with ombud.store.read() as unit:
        assert [one.appeal for one in unit.board.page(10)] == [fast.id, slow.id]
        counts = unit.appeal_files.counts(clock.now())
    assert (counts["urgent"], counts["expedited"]) == (1, 1)
    with pytest.raises(Conflict):
        ombud.routing.judge_claim(fast.id, ana, "", urgent=True)


def test_a_claim_is_turned_down_with_reasons(ombud: Ombud, ana: User) -> None:
    appeal = ombud.appeals.file(held(ombud, 1), "No.", urgency="safety", claim="I am afraid.")
    with pytest.raises(BadInput):
        ombud.routing.judge_claim(appeal.id, ana, " ", urgent=False)
    ombud.routing.judge_claim(appeal.id, ana, "It is about a cake.", urgent=False)
    assert waiting(ombud, appeal.id).lane is Lane.NORMAL


@pytest.mark.parametrize(("urgency", "claim"), [("now", "x"), ("safety", " "), ("safety", "x" * 2001)])
def test_a_claim_names_a_ground_and_a_reason(ombud: Ombud, urgency: str, claim: str) -> None:
    token = held(ombud, 1)
    with pytest.raises(BadInput):
        ombud.appeals.file(token, "No.", urgency=urgency, claim=claim)


# ── the clock ────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_what_nobody_heard_in_time_is_given_back_by_itself(ombud: Ombud, clock: SetClock, ana: User) -> None:
    token = held(ombud, 1)
    judged(ombud, 1, ana)
    appeal = ombud.appeals.file(token, "No.")
    for _ in range(13):
        clock.turn(days=1)
        run(ombud)
    assert newest(ombud) == ("remove", "human")
    clock.turn(days=1)
    run(ombud)
    assert newest(ombud) == ("restore", "automation")
    assert state_of(ombud, appeal.id) == "lapsed_restored"
    with ombud.store.read() as unit:
        moves = [step.move for step in unit.processes.steps("appeal", appeal.id)]
        assert unit.appeals.pending() == []
        assert unit.appeal_files.counts(clock.now() - timedelta(days=30))["lapsed"] == 1
        assert unit.board.count() == 0
    assert moves == ["file", "remind", "remind", "remind", "restore"]


def test_what_was_given_back_stays_back_when_the_rules_look_again(ombud: Ombud, clock: SetClock) -> None:
    token = held(ombud, 1)
    ombud.appeals.file(token, "No.")
    for _ in range(15):
        clock.turn(days=1)
        run(ombud)
    payload = (
        b'{"id": "evt-again", "type": "item.reported", "author": {"id": "u-1"},'
        b' "item": {"id": "post-1", "kind": "post", "text": "hey you"}}'
    )
    ombud.decider.decide([payload], "api")
    assert newest(ombud) == ("allow", "automation")
    with pytest.raises(Conflict) as caught:
        ombud.appeals.file(token, "And again.")
    assert caught.value.code == "nothing_to_appeal"


def test_the_gravest_is_not_put_back_unheard_and_that_is_counted(ombud: Ombud, clock: SetClock, ana: User) -> None:
    token = held(ombud, 1, "a bomb")
    judged(ombud, 1, ana)
    appeal = ombud.appeals.file(token, "It was a cake.")
    for _ in range(30):
        clock.turn(days=1)
        run(ombud)
    assert newest(ombud) == ("remove", "human")
    assert state_of(ombud, appeal.id) == "overdue"
    with ombud.store.read() as unit:
        counts = unit.appeal_files.counts(clock.now() - timedelta(days=60))
    assert (counts["excepted"], counts["lapsed"]) == (1, 0)
    ben = person(ombud, "ben")
    ombud.appeals.hear(appeal.id, ben, Outcome.OVERTURN, "A cake it was.")
    assert state_of(ombud, appeal.id) == "overturned"


def test_a_clock_that_jumps_ahead_costs_a_day_and_no_hearing(ombud: Ombud, clock: SetClock, ana: User) -> None:
    token = held(ombud, 1)
    appeal = ombud.appeals.file(token, "No.")
    clock.turn(days=4000)
    run(ombud)
    assert newest(ombud) == ("hold", "automation")
    clock.turn(days=-4000)
    assert ombud.appeal_clock.mend() == 1
    assert ombud.appeal_clock.mend() == 0
    clock.turn(days=7)
    run(ombud)
    ombud.routing.take(appeal.id, ana)
    ombud.appeals.hear(appeal.id, ana, Outcome.OVERTURN, "Right.")
    assert newest(ombud) == ("restore", "human")


def test_a_server_that_slept_past_the_deadline_tells_people_first(ombud: Ombud, clock: SetClock, ana: User) -> None:
    appeal = ombud.appeals.file(held(ombud, 1), "No.")
    clock.turn(days=20)
    run(ombud)
    assert state_of(ombud, appeal.id) in ("filed", "assigned")
    clock.turn(hours=23)
    run(ombud)
    assert newest(ombud)[0] == "hold"
    clock.turn(hours=1)
    run(ombud)
    assert newest(ombud)[0] == "restore"
    assert ana.name == "ana"


@pytest.mark.parametrize(("target", "deadline"), [(0, 14), (15, 14), (7, 31), (7, 0)])
def test_appeals_are_answered_within_what_the_law_allows(
    tmp_path: Path, clock: SetClock, target: int, deadline: int
) -> None:
    with pytest.raises(BadInput) as caught:
        open_community(tmp_path, clock, appeal_target_days=target, appeal_deadline_days=deadline)
    assert caught.value.code == "bad_appeal_times"


# ── somebody from outside ────────────────────────────────────────────────────────────────────────────────────────────
PLEDGE = {"not_decided": True, "not_inviter": True, "no_ties": True}


def test_a_community_of_one_asks_somebody_from_outside(ombud: Ombud, clock: SetClock, ada: User) -> None:
    token = held(ombud, 1)
    judged(ombud, 1, ada)
    appeal = ombud.appeals.file(token, "No.")
    assert holder(ombud, appeal.id) is None
    invitation = ombud.outside.invite(appeal.id, ada)
    link = invitation.url.rpartition("/")[2]
    seen = ombud.outside.open(link)
    assert (seen.state, seen.appeal.appeal.text) == ("invited", "No.")
    with pytest.raises(Forbidden) as early:
        ombud.appeals.hear_outside(invitation.outsider.user, Outcome.OVERTURN, "Right.")
    assert early.value.code == "not_a_reviewer"
    with pytest.raises(BadInput):
        ombud.outside.accept(link, {**PLEDGE, "no_ties": False})
    ombud.outside.accept(link, PLEDGE)
    decision = ombud.appeals.hear_outside(invitation.outsider.user, Outcome.PARTLY, "Loud, not grave.", Measure.LABEL)
    assert str(decision.actor.pseudonym).startswith("o-")
    assert state_of(ombud, appeal.id) == "partly_overturned"
    assert state_of(ombud, invitation.outsider.user, "outside_review") == "heard"
    assert ombud.outside.open(link).state == "heard"
    with ombud.store.read() as unit:
        assert unit.appeal_files.counts(clock.now() - timedelta(days=1))["outside"] == 1
    assert [user.name for user in ombud.accounts.users()] == ["ada"]
    with pytest.raises((Conflict, Forbidden)):
        ombud.appeals.hear_outside(invitation.outsider.user, Outcome.OVERTURN, "Again.")


def test_whoever_invites_does_not_hear_it(ombud: Ombud, ada: User) -> None:
    appeal = ombud.appeals.file(held(ombud, 1), "No.")
    assert holder(ombud, appeal.id) == ada.id
    ombud.outside.invite(appeal.id, ada)
    assert holder(ombud, appeal.id) is None
    with pytest.raises(Forbidden) as caught:
        ombud.appeals.hear(appeal.id, ada, Outcome.UPHOLD, "It shouts.")
    assert caught.value.code == "same_reviewer"


def test_a_link_that_was_taken_back_declined_or_is_too_old_leads_nowhere(
    ombud: Ombud, clock: SetClock, ada: User, ben: User
) -> None:
    appeal = ombud.appeals.file(held(ombud, 1), "No.")
    with pytest.raises(Forbidden):
        ombud.outside.invite(appeal.id, ben)
    first = ombud.outside.invite(appeal.id, ada)
    with pytest.raises(Conflict):
        ombud.outside.invite(appeal.id, ada)
    with pytest.raises(Forbidden):
        ombud.outside.revoke(first.outsider.user, ben)
    ombud.outside.revoke(first.outsider.user, ada)
    clock.turn(minutes=1)
    second = ombud.outside.invite(appeal.id, ada)
    ombud.outside.decline(second.url.rpartition("/")[2])
    clock.turn(minutes=1)
    third = ombud.outside.invite(appeal.id, ada)
    ombud.outside.accept(third.url.rpartition("/")[2], PLEDGE)
    clock.turn(days=7, seconds=1)
    with pytest.raises(Forbidden):
        ombud.appeals.hear_outside(third.outsider.user, Outcome.UPHOLD, "It shouts.")
    run(ombud)
    assert [one.state for one in ombud.outside.of(appeal.id)] == ["expired", "declined", "revoked"]
    for url in (first.url, second.url, third.url, "/review/guess"):
        with pytest.raises(NotFound) as caught:
            ombud.outside.open(url.rpartition("/")[2])
        assert caught.value.code == "no_such_invitation"
    with pytest.raises(NotFound):
        ombud.outside.revoke("out_nobody", ada)
    with pytest.raises(NotFound):
        ombud.appeals.hear_outside("out_nobody", Outcome.UPHOLD, "No.")


def test_an_invitation_to_what_is_over_leads_nowhere(ombud: Ombud, ada: User) -> None:
    token = held(ombud, 1)
    appeal = ombud.appeals.file(token, "No.")
    link = ombud.outside.invite(appeal.id, ada).url.rpartition("/")[2]
    ombud.appeals.withdraw(token)
    with pytest.raises(NotFound):
        ombud.outside.open(link)
    with pytest.raises(Conflict):
        ombud.outside.invite(appeal.id, ada)


def test_nobody_signs_in_as_somebody_from_outside(ombud: Ombud, ada: User) -> None:
    appeal = ombud.appeals.file(held(ombud, 1), "No.")
    user = ombud.outside.invite(appeal.id, ada).outsider.user
    for attempt in (
        lambda: ombud.accounts.set_password(user, "correct horse battery"),
        lambda: ombud.accounts.set_role(user, Role.ADMIN),
        lambda: ombud.accounts.sign_in(user, "!"),
    ):
        with pytest.raises((Forbidden, Conflict)):
            attempt()
    with pytest.raises(NotFound):
        ombud.routing.set_skills(user, "de", "")


# ── what comes of it ─────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("outcome", "lighter", "upheld"),
    [(Outcome.UPHOLD, None, 1), (Outcome.PARTLY, Measure.LABEL, 1), (Outcome.OVERTURN, None, 0)],
)
def test_an_outcome_counts_for_the_precision_of_the_rule(
    ombud: Ombud, ana: User, ben: User, outcome: Outcome, lighter: Measure | None, upheld: int
) -> None:
    """Right in part means that the rule was right, and the measure too hard."""
    token = held(ombud, 1)
    judged(ombud, 1, ana)
    appeal = ombud.appeals.file(token, "No.")
    ombud.appeals.hear(appeal.id, ben, outcome, "So it is.", lighter)
    with ombud.store.read() as unit:
        assert unit.statistics.judged() == {"hey": (1, upheld)}


def test_whoever_reported_it_is_told_that_somebody_else_saw_it_otherwise(tmp_path: Path, clock: SetClock) -> None:
    one = open_community(tmp_path / "told", clock, webhook_url="http://127.0.0.1:9/", webhook_secret=SECRET)
    try:
        ana, ben = person(one, "ana"), person(one, "ben")
        token = held(one, 1)
        told = Told(item="post-1", clause="calm/shouting", explanation="It shouts.", good_faith=True)
        report = one.reports.file(told, Origin(reporter="u-9"))
        judged(one, 1, ana)
        appeal = one.appeals.file(token, "No.")
        one.appeals.hear(appeal.id, ben, Outcome.OVERTURN, "It whispers.")
        with one.store.read() as unit:
            sent = [msgspec.json.decode(task.payload) for task in unit.outbox.about(report.report.id)]
        undone = [message["data"] for message in sent if message["type"] == "report.undone"]
        assert [(data["outcome"], data["reasons"]) for data in undone] == [("overturn", "It whispers.")]
    finally:
        one.close()


def test_outcomes_are_labels_to_learn_from(ombud: Ombud, clock: SetClock, ana: User, ben: User) -> None:
    for number, (outcome, lighter) in enumerate(
        [(Outcome.UPHOLD, None), (Outcome.PARTLY, Measure.LABEL), (Outcome.OVERTURN, None)], 1
    ):
        token = held(ombud, number, f"hey you {number}")
        judged(ombud, number, ana)
        appeal = ombud.appeals.file(token, "No.")
        ombud.appeals.hear(appeal.id, ben, outcome, "So it is.", lighter)
        clock.turn(minutes=1)
    with ombud.store.read() as unit:
        labels = from_decisions(unit, {"shouting": {"calm/shouting"}}, clock.turn(days=1), lambda _: None)
    assert [(one.text, one.said) for one in labels] == [
        ("hey you 1", {"shouting": True}), ("hey you 2", {"shouting": True}), ("hey you 3", {"shouting": False}),
    ]  # fmt: skip


def test_what_lapsed_says_nothing_about_the_rule(ombud: Ombud, clock: SetClock) -> None:
    ombud.appeals.file(held(ombud, 1), "No.")
    for _ in range(15):
        clock.turn(days=1)
        run(ombud)
    with ombud.store.read() as unit:
        assert unit.statistics.judged() == {}


# ── disputes ─────────────────────────────────────────────────────────────────────────────────────────────────────────
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
