"""The pages of leads and admins, and everybody's own account."""

import re
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest

from ombud.model import Role, Task, TaskState, User
from ombud.pipeline import SCOPES
from ombud.wiring import Ombud

SignedIn = Callable[[str], httpx.Client]
PASSWORD = "a long enough password"


@pytest.fixture
def parked(ombud: Ombud) -> str:
    """A message that was given up on."""
    now = ombud.clock.now()
    task = Task(
        id="msg_1",
        topic="webhook",
        subject="dec_1",
        payload=b'{"type":"decision.made"}',
        created_at=now,
        due_at=now - timedelta(minutes=1),
    )
    with ombud.store.write() as unit:
        unit.outbox.put([task])
        unit.outbox.park(task.id, "500 <b>Internal</b>")
    return task.id


def users_of(ombud: Ombud) -> dict[str, Role]:
    return {user.name: user.role for user in ombud.accounts.users()}


@pytest.mark.parametrize(
    ("name", "open_pages"),
    [("ada", 0), ("lea", 1), ("ann", 3)],
)
def test_each_role_sees_its_own_pages_and_is_told_why_not_the_others(
    signed_in: SignedIn, name: str, open_pages: int
) -> None:
    browser = signed_in(name)

    answers = [browser.get(f"/console/{page}") for page in ("deliveries", "users", "keys")]

    assert [answer.status_code for answer in answers] == [200] * open_pages + [403] * (3 - open_pages)
    assert all("Not for your role" in answer.text for answer in answers if answer.status_code == 403)


def test_a_reviewer_cannot_do_by_hand_what_the_pages_do_not_offer(
    signed_in: SignedIn, person: Callable[[str], User], parked: str, ombud: Ombud
) -> None:
    person("ada")
    browser = signed_in("ada")

    assert browser.post(f"/console/deliveries/{parked}/resend").status_code == 403
    assert browser.post("/console/users", data={"name": "x", "role": "admin", "password": PASSWORD}).status_code == 403
    assert browser.post("/console/users/role", data={"name": "ada", "role": "admin"}).status_code == 403
    assert users_of(ombud)["ada"] is Role.REVIEWER


def test_a_parked_message_is_listed_with_its_reason_and_sent_again(
    signed_in: SignedIn, parked: str, ombud: Ombud
) -> None:
    browser = signed_in("lea")
    page = browser.get("/console/deliveries").text
    assert "decision.made" in page
    assert "500 &lt;b&gt;Internal" in page

    assert browser.post(f"/console/deliveries/{parked}/resend").status_code == 303

    with ombud.store.read() as unit:
        assert [task.id for task in unit.outbox.page(TaskState.WAITING)] == [parked]
    assert browser.get("/console/deliveries?show=waiting").status_code == 200
    assert "Nothing has been delivered" in browser.get("/console/deliveries?show=done").text


def test_sending_again_what_does_not_exist_is_not_found(signed_in: SignedIn) -> None:
    assert signed_in("lea").post("/console/deliveries/msg_none/resend").status_code == 404


def test_an_admin_adds_somebody_who_can_sign_in(signed_in: SignedIn, stranger: httpx.Client, ombud: Ombud) -> None:
    form = {"name": "new", "role": "lead", "password": PASSWORD}

    assert signed_in("ann").post("/console/users", data=form).status_code == 303

    assert users_of(ombud)["new"] is Role.LEAD
    assert stranger.post("/console/sign-in", data=form).status_code == 303


@pytest.mark.parametrize(
    ("change", "status"),
    [({"name": "ada"}, 409), ({"password": "short"}, 422), ({"role": "emperor"}, 422), ({"name": " "}, 422)],
)
def test_a_user_that_cannot_be_added_is_explained(
    signed_in: SignedIn, person: Callable[[str], User], change: dict[str, str], status: int
) -> None:
    person("ada")
    form = {"name": "new", "role": "lead", "password": PASSWORD} | change

    answer = signed_in("ann").post("/console/users", data=form)

    assert answer.status_code == status
    assert PASSWORD not in answer.text


def test_an_admin_changes_roles_but_not_their_own(
    signed_in: SignedIn, person: Callable[[str], User], ombud: Ombud
) -> None:
    person("ada")
    browser = signed_in("ann")

    assert browser.post("/console/users/role", data={"name": "ada", "role": "lead"}).status_code == 303
    assert browser.post("/console/users/role", data={"name": "ann", "role": "reviewer"}).status_code == 403
    assert browser.post("/console/users/role", data={"name": "nobody", "role": "lead"}).status_code == 404

    assert users_of(ombud)["ada"] is Role.LEAD
    assert users_of(ombud)["ann"] is Role.ADMIN


def test_an_admin_gives_a_new_password_to_whoever_lost_theirs(
    signed_in: SignedIn, person: Callable[[str], User], stranger: httpx.Client
) -> None:
    person("ada")
    browser = signed_in("ann")
    form = {"name": "ada", "password": "another long password"}

    assert browser.post("/console/users/password", data=form).status_code == 303
    assert browser.post("/console/users/password", data=form | {"name": "nobody"}).status_code == 404

    assert stranger.post("/console/sign-in", data=form).status_code == 303


def test_an_admin_disables_somebody_who_is_out_at_once(
    signed_in: SignedIn, stranger: httpx.Client, ombud: Ombud
) -> None:
    ada, ann = signed_in("ada"), signed_in("ann")
    assert "Disable for good" in ann.get("/console/users").text

    assert ann.post("/console/users/disable", data={"name": "ada"}).cookies["ombud-said"] == "user-disabled"

    assert ada.get("/console").status_code == 303
    assert stranger.post("/console/sign-in", data={"name": "ada", "password": PASSWORD}).status_code == 403
    page = ann.get("/console/users").text
    assert '<span class="tag">disabled</span>' in page
    assert "Disable for good" not in page
    assert "You are alone here" in page


def test_nobody_disables_themself_or_above_their_role(signed_in: SignedIn, ombud: Ombud) -> None:
    ann, lea = signed_in("ann"), signed_in("lea")

    assert ann.post("/console/users/disable", data={"name": "ann"}).status_code == 403
    assert ann.post("/console/users/disable", data={"name": "nobody"}).status_code == 404
    assert lea.post("/console/users/disable", data={"name": "ann"}).status_code == 403

    assert [user.disabled_at for user in ombud.accounts.users()] == [None, None]


def test_a_new_password_shows_everybody_else_out_who_sat_at_this_account(
    signed_in: SignedIn, person: Callable[[str], User]
) -> None:
    here, elsewhere = signed_in("ada"), signed_in("ada")
    form = {"current": PASSWORD, "new": "an even longer password", "again": "an even longer password"}

    assert here.post("/console/account/password", data=form).status_code == 303

    assert here.get("/console").status_code == 200
    assert elsewhere.get("/console").status_code == 303


def test_the_secret_of_a_key_is_shown_once(signed_in: SignedIn, ombud: Ombud) -> None:
    browser = signed_in("ann")

    made = browser.post("/console/keys", data={"name": "forum", "scope:events:write": "yes"})

    secret = "ombud_" + made.text.split("ombud_")[1].split("<")[0]
    key = ombud.accounts.key_of(secret)
    assert key is not None
    assert key.scopes == ("events:write",)
    assert secret not in browser.get("/console/keys").text

    browser.post(f"/console/keys/{key.id}/revoke")
    assert ombud.accounts.key_of(secret) is None


def test_what_a_key_may_do_is_said_in_words_of_its_own_and_little_is_chosen_beforehand(signed_in: SignedIn) -> None:
    page = signed_in("ann").get("/console/keys").text
    words = re.findall(r"<span>([^<]*) <span class=\"mono soft\">([^<]*)</span>", page)
    assert {scope for _, scope in words} == set(SCOPES)
    assert len({said for said, _ in words}) == len(SCOPES)
    assert all(said for said, _ in words)
    assert re.findall(r'name="scope:([^"]*)" value="yes" checked', page) == ["events:write", "decisions:read"]


def test_a_key_needs_a_name_and_something_it_may_do(signed_in: SignedIn) -> None:
    browser = signed_in("ann")

    assert browser.post("/console/keys", data={"name": "forum"}).status_code == 422
    assert browser.post("/console/keys", data={"name": "", "scope:events:write": "yes"}).status_code == 422
    assert browser.post("/console/keys/key_none/revoke").status_code == 404


def test_comfort_is_kept_in_cookies_that_last(signed_in: SignedIn) -> None:
    browser = signed_in("ada")
    assert "shortcut-help" in browser.get("/console").text

    answer = browser.post("/console/account/comfort", data={"veil": "yes"})

    assert sorted(cookie.partition(";")[0] for cookie in answer.headers.get_list("set-cookie")) == [
        "ombud-said=comfort-saved",
        "ombud-shortcuts=off",
        "ombud-veil=on",
    ]
    assert "shortcut-help" not in browser.get("/console").text


def test_a_new_password_needs_the_old_one_and_renews_the_session(signed_in: SignedIn, stranger: httpx.Client) -> None:
    browser = signed_in("ada")
    new = "an even longer password"
    before = browser.cookies["ombud-session"]

    def change(current: str, again: str = new, wanted: str = new) -> int:
        form = {"current": current, "new": wanted, "again": again}
        return browser.post("/console/account/password", data=form).status_code

    assert change("not it") == 422
    assert change(PASSWORD, again="something else") == 422
    assert change(PASSWORD, wanted="short", again="short") == 422
    assert change(PASSWORD) == 303

    assert browser.cookies["ombud-session"] != before
    assert browser.get("/console/account").status_code == 200
    assert stranger.post("/console/sign-in", data={"name": "ada", "password": PASSWORD}).status_code == 403
    assert stranger.post("/console/sign-in", data={"name": "ada", "password": new}).status_code == 303


def test_a_field_that_is_wrong_names_its_hint_and_what_is_wrong_with_it(signed_in: SignedIn) -> None:
    form = {"name": "new", "role": "reviewer", "password": "short"}
    page = signed_in("ann").post("/console/users", data=form).text
    assert 'aria-invalid="true" aria-describedby="password-hint password-error"' in page
    assert page.count('id="password-hint"') == page.count('id="password-error"') == 1
