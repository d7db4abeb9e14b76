"""A notice says all of it: what was decided before too, in which language what is, why an appeal comes in its turn."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from ombud.model import Lane, Measure, Outcome, Role, User
from ombud.wiring import Ombud

Client = TestClient[Litestar]
Send = Callable[..., dict[str, Any]]
Link = Callable[[dict[str, Any]], str]
PAGE = {"accept": "text/html"}
PASSWORD = "correct horse battery"


@pytest.fixture
def ben(ombud: Ombud) -> User:
    return ombud.accounts.add_user("ben", Role.REVIEWER, PASSWORD)


def read(client: Client, path: str, **headers: str) -> str:
    answer = client.get(path, headers=PAGE | headers)
    assert answer.status_code == 200, answer.text
    return answer.text


def appealed(client: Client, path: str, **more: str) -> None:
    sent = {"text": "It is a joke.", **more}
    assert client.post(path, data=sent, follow_redirects=False).status_code == 303


def board(ombud: Ombud) -> Any:
    with ombud.store.read() as unit:
        (waiting,) = unit.board.page(5)
    return waiting


def test_what_was_decided_before_stays_there_with_all_its_reasons(
    client: Client, removed: dict[str, Any], link: Link, ombud: Ombud, ben: User
) -> None:
    path = link(removed)
    appeal = ombud.appeals.file(path.rpartition("/")[2], "I was quoting.")
    ombud.appeals.hear(appeal.id, ben, Outcome.PARTLY, "Half of it was a quotation.", Measure.LIMIT)
    text = read(client, path)
    assert "Your post is shown to fewer people" in text
    before = text.partition('id="earlier"')[2].partition("</section>")[0]
    assert len(re.findall("<details>", before)) >= 2  # the removal, and the hold before it
    for words in (
        "taken down, ",
        "on hold, ",
        "This is a &lt;b&gt;threat&lt;/b&gt;.",
        "The post was taken down.",
        "A machine found it, and a person decided",
        "Do not threaten people",
        "break your legs",
        "Everywhere",
    ):
        assert words in before
    assert "Somebody else heard your appeal. The post stays up and is shown to fewer people." in text
    assert "unless an appeal changes it" not in text  # it has been heard


def test_words_in_another_language_say_in_which(client: Client, decided: Send, link: Link) -> None:
    path = link(decided("I will break your legs", lang="en"))
    assert '<blockquote class="quote" lang="en"><bdi class="said">I will <mark>' in read(client, path + "?lang=ar")
    unknown = link(decided("I will break your legs", "p2"))
    assert '<blockquote class="quote"><bdi class="said">I will <mark>' in read(client, unknown)


def test_an_appeal_is_in_the_language_of_its_page(client: Client, decided: Send, link: Link, ombud: Ombud) -> None:
    path = link(decided("I will break your legs", lang="en"))
    reads = re.search(r'name="reads" value="(\w+)"', read(client, path + "?lang=ar"))
    assert reads is not None
    appealed(client, path + "?lang=ar", reads=reads[1])
    assert (board(ombud).language, board(ombud).post_language) == ("ar", "en")


def test_a_language_that_nobody_speaks_here_is_no_language(
    client: Client, decided: Send, link: Link, ombud: Ombud
) -> None:
    appealed(client, link(decided("I will break your legs", lang="en")), reads="<script>")
    assert board(ombud).language == "en"


def test_why_it_can_wait_is_read_by_whoever_said_that_it_cannot(
    client: Client, decided: Send, link: Link, ombud: Ombud, ben: User
) -> None:
    path = link(decided("I will break your legs"))
    appealed(client, path, urgency="safety", claim="I am afraid.")
    assert "Somebody will look at that first" in read(client, path)
    ombud.routing.judge_claim(board(ombud).appeal, ben, "Nobody is <b>near</b> you.", urgent=False)
    assert board(ombud).lane is Lane.NORMAL
    text = read(client, path)
    assert "found that it can, for these reasons:" in text
    assert "Nobody is &lt;b&gt;near&lt;/b&gt; you." in text


@pytest.mark.parametrize(
    ("sent", "at", "words"),
    [
        ({"text": "", "links": ""}, "more", "Please write a sentence"),
        ({"text": "Look here.", "links": "javascript:alert(1)"}, "more-links", "A link begins with "),
        ({"text": "x" * 2001, "links": ""}, "more", "Yours has 2,001"),
    ],
)
def test_more_that_cannot_be_taken_comes_back_at_its_field_with_what_was_typed(
    client: Client, decided: Send, link: Link, sent: dict[str, str], at: str, words: str
) -> None:
    path = link(decided("I will break your legs"))
    appealed(client, path)
    answer = client.post(f"{path}/evidence", data=sent, headers=PAGE)
    assert answer.status_code == 422
    assert '<html lang="en"' in answer.text
    assert "<title>Error: " in answer.text
    assert '<details class="no-print" open>' in answer.text
    wrong = re.search(rf'id="{at}-error" role="alert">(.*?)</p>', answer.text, re.DOTALL)
    assert wrong is not None
    assert words in wrong[1]
    assert re.search(rf'<textarea id="{at}"[^>]*aria-invalid="true"', answer.text)
    assert answer.text.count("aria-invalid") == 1
    assert sent["text"] in answer.text
    assert sent["links"] in answer.text


def test_more_that_comes_too_late_is_said_to_and_shown_once_more(
    client: Client, decided: Send, link: Link, ombud: Ombud
) -> None:
    path = link(decided("I will break your legs"))
    appealed(client, path)
    ombud.appeals.withdraw(path.rpartition("/")[2])
    answer = client.post(f"{path}/evidence?lang=de", data={"text": "<i>see</i>", "links": ""}, headers=PAGE)
    assert answer.status_code == 409
    assert '<html lang="de"' in answer.text
    assert "Es kann nichts mehr hinzugefügt werden." in answer.text
    assert "&lt;i&gt;see&lt;/i&gt;" in answer.text


def test_there_is_room_for_so_much_and_that_is_said(client: Client, decided: Send, link: Link) -> None:
    path = link(decided("I will break your legs"))
    appealed(client, path)
    for n in range(10):
        assert client.post(f"{path}/evidence", data={"text": f"See {n}."}, follow_redirects=False).status_code == 303
    answer = client.post(f"{path}/evidence", data={"text": "And this."}, headers=PAGE)
    assert answer.status_code == 409
    assert "You have added as much as can be read." in answer.text
    assert "And this." in answer.text


@pytest.mark.parametrize(
    ("more", "at"),
    [
        ({"links": "javascript:alert(1)"}, "first-links"),
        ({"urgency": "safety"}, "claim"),
        ({"urgency": "tomorrow", "claim": "x"}, "urgency"),
        ({"text": " "}, "text"),
    ],
)
def test_what_is_wrong_is_said_at_its_own_field(
    client: Client, decided: Send, link: Link, more: dict[str, str], at: str
) -> None:
    path = link(decided("I will break your legs"))
    answer = client.post(path, data={"text": "My words.", **more}, headers=PAGE)
    assert answer.status_code == 422
    assert f'id="{at}-error" role="alert"' in answer.text
    assert re.search(
        rf'<(textarea|select) id="{at}"[^>]*aria-describedby="[^"]*{at}-error" aria-invalid="true"', answer.text
    )
    assert answer.text.count("aria-invalid") == 1
