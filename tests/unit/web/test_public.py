"""What anybody may read: the policy, the numbers, the log, the register of orders."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from ombud.ledger import verify_receipt
from ombud.model import Tuning, TuningKind, tuning_id
from ombud.signals.cards import Card, Measured, Mistake, Table
from ombud.web.public.figures import figures
from ombud.wiring import Ombud

Client = TestClient[Litestar]
Send = Callable[..., dict[str, Any]]


def test_the_start_page_leads_everywhere(client: Client) -> None:
    text = client.get("/").text
    for path in ("/policy", "/transparency", "/ledger", "/detectors", "/register/orders", "/console"):
        assert f'href="{path}"' in text


def test_the_policy_is_shown_in_its_own_words_with_examples_and_effects(client: Client, ombud: Ombud) -> None:
    text = client.get("/policy").text
    for words in (
        "Test policy",
        "Saying that you will <strong>hurt</strong> somebody is not allowed.",
        "I broke my leg",
        "The post is held. Only a person may take it down.",
        "mentions(item.text, &#34;break your legs&#34;)",
        "A note is added to the post. It stays up, in full.",
        ombud.policy.version,
    ):
        assert words in text


def test_a_withheld_threshold_is_said_to_be_withheld(client: Client) -> None:
    text = client.get("/policy").text
    assert "When exactly it applies is not public" in text
    assert "mentions(item.text, &#34;cheap pills&#34;)" not in text


def test_examples_that_are_whole_events_show_their_text(client: Client) -> None:
    assert "cheap pills &lt;script&gt;alert(1)&lt;/script&gt;" in client.get("/policy").text


def test_clauses_are_found_by_their_own_name_and_by_the_name_in_statements(client: Client) -> None:
    text = client.get("/policy").text
    assert 'id="harassment.threats"' in text
    assert 'id="threats"' in text
    assert 'href="#pills"' in text


def test_an_older_version_stays_readable_and_says_that_it_is_old(client: Client, ombud: Ombud) -> None:
    old = ombud.policy.version
    changed = {name: text.replace("Test policy", "New policy") for name, text in ombud.policy.files.items()}
    new = ombud.publisher.publish(changed, "A test.").version
    assert "New policy" in client.get("/policy").text
    text = client.get(f"/policy/{old}").text
    assert "Test policy" in text
    assert "This is an older version." in text
    assert "These were once the rules" in text
    assert "what runs" not in text
    assert f'href="/policy/{new}"' in text
    assert "This is an older version." not in client.get(f"/policy/{new}").text


def test_a_version_that_never_was_is_not_found(client: Client) -> None:
    assert client.get("/policy/sha256:0000").status_code == 404


def test_before_the_first_decision_the_numbers_page_says_so(client: Client) -> None:
    text = client.get("/transparency").text
    assert "Nothing has been decided yet." in text


def test_the_numbers_page_tells_no_small_number(client: Client, decided: Send, ombud: Ombud) -> None:
    for number in range(7):
        decided("I will break your legs", f"a{number}")
    for number in range(3):
        decided("cheap pills", f"b{number}")
    text = client.get("/transparency").text
    assert "about 10" in text
    assert "fewer than 5" in text
    assert ">7<" in text
    assert ">3<" not in text
    assert "Do not threaten people" in text
    assert ombud.signer.vkey in text
    assert f"ombud ledger verify {ombud.config.url}/ledger --key" in text


def test_the_log_is_explained_and_names_its_key(
    client: Client, decided: Send, ombud: Ombud, eventually: Callable[[Callable[[], Any]], Any]
) -> None:
    decided("hello")
    eventually(lambda: client.get("/ledger/checkpoint"))
    text = client.get("/ledger").text
    assert ombud.signer.vkey in text
    assert "60 minutes" in text
    assert "/ledger/checkpoint" in text


def test_the_register_of_orders_is_honestly_empty(client: Client) -> None:
    assert "There has been none so far." in client.get("/register/orders").text


def test_every_detector_has_a_card_that_anybody_may_read(client: Client, ombud: Ombud) -> None:
    listed = client.get("/detectors").text
    assert {card.name for card in ombud.signals.cards} >= {"language", "personal_data", "shouting"}
    for card in ombud.signals.cards:
        assert f'href="/detectors/{quote(card.name)}"' in listed
        page = client.get(f"/detectors/{quote(card.name)}").text
        assert f"<h1><bdi>{card.name}</bdi></h1>" in page
        assert "<strong>Measures</strong>" in page
        assert "<strong>Not for</strong>" in page


def test_what_was_measured_stands_on_the_card_with_what_measures_it_again(client: Client, ombud: Ombud) -> None:
    table = Table(
        "Right and wrong", ("group", "AUC", "texts"), (("<women>", 0.8765, 1200), ("men", None, 3)), "On ours."
    )
    measured = Measured("m-1", "make model", (table,), (Mistake("Not <b>you</b>‮!", "insult", "nothing"),))
    ombud.signals.cards = (Card("mine", "**Measures** it.\n\nMore.", measured), Card("none", "**Measures** nothing."))
    page = client.get("/detectors/mine").text
    for words in ("m-1", "make model", "Right and wrong", "&lt;women&gt;", "0.876", "1,200", "not measured", "On ours.",
                  "Not &lt;b&gt;you&lt;/b&gt;", "It says: insult. Right would be: nothing."):  # fmt: skip
        assert words in page
    assert "\u202e" not in page
    assert "Measured" not in client.get("/detectors/none").text
    assert "More." not in client.get("/detectors").text


def test_what_was_fitted_here_stands_on_the_card_of_its_signal_with_its_receipt(client: Client, ombud: Ombud) -> None:
    body, kind = b'{"shift":1.0,"slope":1.0}', TuningKind.CALIBRATION
    made = Tuning(tuning_id(kind, "spam", "m-1", body), kind, "spam", "m-1", body, b"{}", ombud.clock.now())
    ombud.tunings.put_in_force(made, "said by Ada Lovelace")
    ombud.tunings.back(kind, "spam")
    page = client.get("/detectors/spam%20and%20scam").text
    for words in ("Fitted to this community", f"cal:{made.id}", "m-1", "as it ships", "taken back", "the operator"):
        assert words in page
    assert "Ada Lovelace" not in page
    assert "Fitted" not in client.get("/detectors/shouting").text
    while ombud.sequencer.run_once():
        pass
    for seq in (1, 2):
        got = client.get(f"/detectors/spam%20and%20scam/receipt/{seq}")
        assert verify_receipt(got.content, ombud.signer.vkey).type == "signal_tuned"
    assert client.get("/detectors/spam%20and%20scam/receipt/3").status_code == 404
    assert client.get("/detectors/shouting/receipt/1").status_code == 404


def test_the_list_of_detectors_says_which_model_measures(client: Client, ombud: Ombud) -> None:
    assert ombud.signals.model_version in client.get("/detectors").text


def test_a_detector_that_is_none_is_not_found(client: Client) -> None:
    assert client.get("/detectors/x").status_code == 404


PATHS = ["/", "/policy", "/transparency", "/ledger", "/detectors", "/detectors/language", "/register/orders"]


@pytest.mark.parametrize("path", PATHS)
def test_german_readers_read_german(client: Client, path: str) -> None:
    answer = client.get(path, headers={"accept-language": "de-DE,de;q=0.9"})
    assert answer.headers["content-language"] == "de"
    assert answer.headers["vary"] == "Accept-Language"
    assert '<html lang="de" dir="ltr">' in answer.text
    assert "Zum Inhalt springen" in answer.text


def test_counts_are_added_up_by_measure_and_by_clause() -> None:
    found = figures(
        [("allow", "automation", "", 100), ("hold", "automation", "a/b", 8), ("hold", "automation", "a/c", 6)], {}
    )
    assert (found.total, found.rounded) == (114, False)
    assert [(row.name, row.machine, row.person) for row in found.measures] == [("allow", 100, 0), ("hold", 14, 0)]
    assert [row.name for row in found.clauses] == ["a/b", "a/c"]


def test_a_small_cell_is_hidden_and_cannot_be_found_by_subtraction() -> None:
    found = figures([("allow", "automation", "", 101), ("remove", "human", "a/b", 4)], {})
    assert (found.total, found.rounded) == (105, True)
    assert found.measures[1].person is None
    assert found.measures[1].machine == 0


@pytest.mark.parametrize(
    ("appeals", "share"),
    [
        ({}, None),
        ({"uphold": 12, "overturn": 6}, 1 / 3),
        ({"uphold": 12, "partly": 6}, 1 / 3),
        ({"uphold": 12, "overturn": 4}, None),
        ({"uphold": 0, "overturn": 5}, 1.0),
    ],
)
def test_the_share_of_right_appeals_is_told_when_it_gives_nobody_away(
    appeals: dict[str, int], share: float | None
) -> None:
    assert figures([], appeals).overturned == share


def test_whether_anybody_appealed_is_known() -> None:
    assert not figures([], {}).appealed
    assert figures([], {"pending": 1}).appealed
