"""What was fitted here: what is in force, how well it did, who did it, and one button back."""

from collections.abc import Callable

import httpx
import pytest

from ombud.intake import normalise
from ombud.model import Tuning, User
from ombud.pipeline import Calibrator, Labelled, Learner
from ombud.signals.thresholds import Flags
from ombud.signals.tuning import suffixes
from ombud.wiring import Ombud
from tests.support.labels import garden

SignedIn = Callable[[str], httpx.Client]
LABELS = [Labelled(text, {"spam": yes}, "en") for text, yes in garden(200)]


@pytest.fixture
def learnt(ombud: Ombud) -> Tuning:
    made = Learner(ombud.signals.untuned(), normalise, ombud.clock, lambda _: None).learn("spam", LABELS, [])
    assert made.better
    ombud.tunings.put_in_force(made.tuning, "furniture <b>season</b>")
    ombud.signals.retune()
    return made.tuning


@pytest.fixture
def calibrated(ombud: Ombud, person: Callable[[str], User]) -> Tuning:
    made = Calibrator(ombud.signals.untuned(), normalise, ombud.clock, lambda _: None, Flags()).fit("spam", LABELS, [])
    ombud.tunings.put_in_force(made.tuning, "", person("lea"))
    ombud.signals.retune()
    return made.tuning


def test_before_anything_was_fitted_the_page_says_how_it_is_done(signed_in: SignedIn) -> None:
    page = signed_in("ada").get("/console/signals").text
    assert "every signal is as it ships" in page
    assert "ombud calibrate" in page


def test_what_is_in_force_stands_there_with_its_numbers_its_picture_and_who_did_it(
    signed_in: SignedIn, calibrated: Tuning
) -> None:
    page = signed_in("ada").get("/console/signals").text
    for words in (f"cal:{calibrated.id}", "calibrated", "Off by, before", "<bdi>lea</bdi>", calibrated.base, ">60<",
                  "<polyline", "Came true", 'role="img"'):  # fmt: skip
        assert words in page, words
    assert "<style" not in page
    assert " style=" not in page
    assert "Take it back" not in page  # a reviewer looks, and changes nothing


def test_what_was_learnt_shows_how_it_was_judged(signed_in: SignedIn, learnt: Tuning) -> None:
    page = signed_in("lea").get("/console/signals").text
    for words in (
        f"head:{learnt.id}",
        "Order (AUC), after",
        "Surprise in nats, after",
        "furniture &lt;b&gt;season",
        "the operator",
    ):
        assert words in page, words
    assert "<polyline" not in page


@pytest.mark.parametrize("name", ["lea", "ann"])
def test_a_lead_or_an_admin_goes_back_with_one_button_and_it_applies_at_once(
    signed_in: SignedIn, learnt: Tuning, ombud: Ombud, name: str, person: Callable[[str], User]
) -> None:
    browser = signed_in(name)
    answer = browser.post("/console/signals/head/spam/back", data={"seen": learnt.id, "reason": "it took every shop"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/signals")
    assert ombud.tunings.in_force() == []
    assert suffixes(ombud.signals.scorer.model.score([normalise("sofas")], ["en"])[0]["spam"].version) == []
    step = ombud.tunings.history()[0].step
    assert (step.by, step.role, step.reason) == (
        person(name).id,
        {"lea": "lead", "ann": "admin"}[name],
        "it took every shop",
    )
    page = browser.get("/console/signals").text
    assert "as it ships" in page
    assert "Taken back." in page
    assert f"head:{learnt.id}" in page  # what was in force before


def test_nobody_takes_back_what_they_have_not_seen(signed_in: SignedIn, learnt: Tuning, ombud: Ombud) -> None:
    browser = signed_in("lea")
    assert browser.post("/console/signals/head/spam/back", data={"seen": "0123456789ab"}).status_code == 409
    assert browser.post("/console/signals/cal/spam/back", data={"seen": learnt.id}).status_code == 409
    assert browser.post("/console/signals/magic/spam/back", data={"seen": learnt.id}).status_code == 422
    assert browser.post("/console/signals/head/spam/back", data={"reason": "x" * 501}).status_code == 422
    assert [one.id for one in ombud.tunings.in_force()] == [learnt.id]


def test_a_reviewer_takes_nothing_back(signed_in: SignedIn, learnt: Tuning, ombud: Ombud) -> None:
    assert signed_in("ada").post("/console/signals/head/spam/back", data={"seen": learnt.id}).status_code == 403
    assert [one.id for one in ombud.tunings.in_force()] == [learnt.id]


def test_what_was_made_for_another_version_is_said_not_to_apply(
    signed_in: SignedIn, calibrated: Tuning, learnt: Tuning
) -> None:
    """The calibration was fitted before the head: what it was made for is there no more."""
    page = signed_in("ada").get("/console/signals").text
    assert page.count("It was made for another version") == 1
    assert f"cal:{calibrated.id}" in page
    assert f"head:{learnt.id}" in page
