"""Somebody from outside hears it where nobody else is there."""

from datetime import timedelta

import pytest

from ombud.model import BadInput, Conflict, Forbidden, Measure, NotFound, Outcome, Role, User
from ombud.wiring import Ombud
from tests.support.appealing import held, holder, judged, run, state_of
from tests.support.clock import SetClock

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
