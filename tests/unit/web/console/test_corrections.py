"""Corrections that others sent: looked at by a person, hostile until proven otherwise."""

from collections.abc import Callable

import httpx
import pytest

from ombud.model import Correction, CorrectionState, User
from ombud.wiring import Ombud

SignedIn = Callable[[str], httpx.Client]
HOSTILE = "<script>alert(1)</script> ‮you\u200b idiot https://evil.example"


@pytest.fixture
def sent(ombud: Ombud) -> Callable[..., Correction]:
    """A correction through a door, with a key of its own."""
    key, _ = ombud.accounts.add_key("forum", ("score",))

    def send(text: str = HOSTILE, **labels: float) -> Correction:
        return ombud.corrections.take(
            text, labels or {"spam": 1.0}, door="akismet", key=key.id, lang="en", community="<i>pets</i>"
        )

    return send


def states(ombud: Ombud) -> dict[str, int]:
    with ombud.store.read() as unit:
        return dict(unit.corrections.counts())


def test_where_nothing_waits_the_page_says_so(signed_in: SignedIn) -> None:
    assert "No correction waits" in signed_in("ada").get("/console/corrections").text
    assert "no more corrections on this page" in signed_in("ada").get("/console/corrections?page=2").text


def test_what_somebody_sent_is_shown_as_text_covered_and_with_what_the_signal_says_now(
    signed_in: SignedIn, sent: Callable[..., Correction]
) -> None:
    sent(spam=1.0, toxic=0.25)
    browser = signed_in("ada")
    open_ = browser.get("/console/corrections").text
    browser.post("/console/account/comfort", data={"veil": "yes", "shortcuts": "yes"})
    page = browser.get("/console/corrections").text
    assert '<details class="veil">' not in open_
    assert '<details class="veil">' in page
    assert page.count('aria-keyshortcuts="v"') == 1
    for shown in (open_, page):
        must_be_harmless(shown)


def must_be_harmless(page: str) -> None:
    assert "<script>alert" not in page
    assert "<i>pets" not in page
    assert 'href="https://evil.example' not in page
    assert "\u202e" not in page
    assert "&lt;script&gt;" in page
    assert "toxic says" in page
    assert "from the akismet door" in page


@pytest.mark.parametrize(("outcome", "state"), [("accept", "accepted"), ("reject", "rejected")])
def test_a_reviewer_accepts_or_rejects_and_is_on_the_record(
    signed_in: SignedIn,
    sent: Callable[..., Correction],
    ombud: Ombud,
    person: Callable[[str], User],
    outcome: str,
    state: str,
) -> None:
    one = sent()
    browser = signed_in("ada")
    answer = browser.post(f"/console/corrections/{one.id}", data={"outcome": outcome})
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/corrections")
    assert states(ombud) == {state: 1}
    with ombud.store.read() as unit:
        judged = unit.corrections.get(one.id)
    assert judged is not None
    assert (judged.judged_by, judged.state) == (person("ada").id, CorrectionState(state))
    assert state.capitalize() in browser.get("/console/corrections").text


def test_who_comes_too_late_is_told_and_changes_nothing(
    signed_in: SignedIn, sent: Callable[..., Correction], ombud: Ombud
) -> None:
    one = sent()
    ada, ben = signed_in("ada"), signed_in("ben")
    ada.post(f"/console/corrections/{one.id}", data={"outcome": "reject"})
    answer = ben.post(f"/console/corrections/{one.id}", data={"outcome": "accept"})
    assert answer.status_code == 409
    assert states(ombud) == {"rejected": 1}
    assert ben.post("/console/corrections/cor_0", data={"outcome": "accept"}).status_code == 404
    assert ben.post(f"/console/corrections/{one.id}", data={"outcome": "perhaps"}).status_code == 422


def test_pages_hold_twenty_and_only_the_first_one_has_the_keys(
    signed_in: SignedIn, sent: Callable[..., Correction]
) -> None:
    for number in range(23):
        sent(f"Text number {number}.")
    browser = signed_in("ada")
    first, second = (browser.get(f"/console/corrections?page={page}").text for page in (1, 2))
    assert (first.count("<blockquote"), second.count("<blockquote")) == (20, 3)
    assert "23 wait to be looked at" in first
    for key in "ar":
        assert first.count(f'aria-keyshortcuts="{key}"') == 1
    assert first.index("Text number 0.") < first.index("Text number 10.")  # those of one millisecond in any order


def test_strangers_see_nothing(stranger: httpx.Client, sent: Callable[..., Correction]) -> None:
    one = sent()
    assert stranger.get("/console/corrections").status_code == 303
    assert stranger.post(f"/console/corrections/{one.id}", data={"outcome": "accept"}).status_code == 303


def test_what_was_sent_more_than_once_stands_there_once_with_its_number(
    signed_in: SignedIn, sent: Callable[..., Correction]
) -> None:
    sent("A kind word about your tomatoes.")
    assert "×" not in signed_in("ada").get("/console/corrections").text
    sent("A kind word about your tomatoes.")
    sent("A kind word about your tomatoes.")
    page = signed_in("ada").get("/console/corrections").text
    assert page.count("A kind word about your tomatoes.") == 1
    assert "<li>3 ×</li>" in page
