"""Reports through the form and the API: a receipt at once, the answer on the same page, and no way round either."""

import re
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from ombud.languages import LANGUAGES
from ombud.model import Measure, Outcome, Role, User
from ombud.web.network import seen_by
from ombud.web.reporting import LAW
from ombud.wiring import Config, Ombud

Client = TestClient[Litestar]
Send = Callable[..., dict[str, Any]]
PAGE = {"accept": "text/html"}
HTML = "<script>alert(1)</script>"
GOOD = {"item": "p1", "clause": "harassment/threats", "explanation": "This is about me.", "good_faith": "yes"}


@pytest.fixture
def ana(ombud: Ombud) -> User:
    return ombud.accounts.add_user("ana", Role.REVIEWER, "a long enough password")


@pytest.fixture
def ben(ombud: Ombud) -> User:
    return ombud.accounts.add_user("ben", Role.REVIEWER, "a long enough password")


def send(client: Client, path: str | None = None, **form: str | None) -> Any:
    fields = {name: value for name, value in (GOOD | form).items() if value is not None}
    return client.post(path or "/report", data=fields, headers=PAGE, follow_redirects=False)


def filed(client: Client, **form: str | None) -> str:
    answer = send(client, **form)
    assert answer.status_code == 303, answer.text
    path: str = answer.headers["location"]
    return path


def judge(ombud: Ombud, user: User, measure: Measure, item: str = "p1") -> None:
    with ombud.store.read() as unit:
        case = unit.cases.open_of([item])[item]
    clauses = () if measure is Measure.ALLOW else ("harassment/threats",)
    ombud.review.judge(case.id, case.version, user, measure, "Reasons.", clauses, reply="It is a <b>quotation</b>.")


def test_a_report_is_filed_without_an_account_and_answered_on_its_page(
    client: Client, ombud: Ombud, decided: Send, ana: User
) -> None:
    decided("I know you")
    form = client.get("/report?item=p1", headers=PAGE)
    assert form.status_code == 200
    assert 'value="p1"' in form.text
    assert "Do not threaten people" in form.text
    path = filed(client)
    receipt = client.get(path, headers=PAGE)
    assert "We have your report" in receipt.text
    assert receipt.headers["x-robots-tag"] == "noindex, nofollow, noarchive"
    assert receipt.headers["cache-control"] == "no-store"
    judge(ombud, ana, Measure.ALLOW)
    answer = client.get(path, headers=PAGE).text
    for words in ("Nothing is done about what you reported", "It is a &lt;b&gt;quotation&lt;/b&gt;.", "A person",
                  "Did we get this wrong?", "Article 21"):  # fmt: skip
        assert words in answer
    assert "ana" not in re.sub(r"<[^>]+>", " ", answer).split()


def test_the_answer_can_be_objected_to_once(client: Client, ombud: Ombud, decided: Send, ana: User, ben: User) -> None:
    decided("I know you")
    path = filed(client)
    assert client.post(path, data={"text": "Too early."}, headers=PAGE).status_code == 409
    judge(ombud, ana, Measure.ALLOW)
    empty = client.post(path, data={"text": " "}, headers=PAGE)
    assert (empty.status_code, "Please write a sentence" in empty.text) == (422, True)
    sent = client.post(path, data={"text": f"It is. {HTML}"}, headers=PAGE)
    assert "Somebody else will look at it again" in sent.text
    assert HTML not in sent.text
    assert "The answer before that:" not in sent.text
    assert client.post(path, data={"text": "Again."}, headers=PAGE).status_code == 409
    view = ombud.reports.by_token(path.rpartition("/")[2])
    assert view is not None
    ombud.complaints.hear(view.report.id, ben, Outcome.UPHOLD, "It is fine.")
    page = client.get(path, headers=PAGE).text
    assert "The answer stays." in page
    for words in ("It is fine.", "The answer before that:", "It is a &lt;b&gt;quotation&lt;/b&gt;."):
        assert words in page


def test_what_was_right_says_what_was_done_and_when_it_is_undone(
    client: Client, ombud: Ombud, decided: Send, ana: User, ben: User
) -> None:
    decision = decided("I know you")
    path = filed(client)
    judge(ombud, ana, Measure.REMOVE)
    page = client.get(path, headers=PAGE).text
    assert "You were right" in page
    assert "The post was taken down." in page
    with ombud.store.read() as unit:
        latest = unit.records.latest(["p1"])["p1"].decision
    url = ombud.notices.url(latest.id)
    assert url is not None
    appeal = ombud.appeals.file(url.rpartition("/")[2], "It was a quotation.")
    ombud.appeals.hear(appeal.id, ben, Outcome.OVERTURN, "So it was.")
    page = client.get(path, headers=PAGE).text
    for words in (
        "What you reported was looked at again",
        "It stays.",
        "Do not threaten people",
        "a court can look",
    ):
        assert words in page
    assert "So it was." not in page
    assert "Nach einem Widerspruch" in client.get(path, headers=PAGE, params={"lang": "de"}).text
    assert decision["item"] == "p1"


def test_who_waited_while_an_appeal_was_heard_reads_the_outcome_in_their_language_and_can_object(
    client: Client, ombud: Ombud, decided: Send, ana: User, ben: User
) -> None:
    decided("I know you")
    filed(client)
    judge(ombud, ana, Measure.REMOVE)
    with ombud.store.read() as unit:
        latest = unit.records.latest(["p1"])["p1"].decision
    url = ombud.notices.url(latest.id)
    assert url is not None
    appeal = ombud.appeals.file(url.rpartition("/")[2], "It was a quotation.")
    path = filed(client, clause=LAW, law="StGB 185")
    ombud.appeals.hear(appeal.id, ben, Outcome.OVERTURN, "Your illness explains it.")
    page = client.get(path, headers=PAGE, params={"lang": "de"}).text
    assert "Nach einem Widerspruch" in page
    assert "illness" not in page
    token = path.rpartition("/")[2].partition("?")[0]
    ombud.reports.complain(token, "It is illegal.")
    cai = ombud.accounts.add_user("cai", Role.REVIEWER, "correct horse battery")
    ombud.complaints.hear(_report_of(ombud, token), cai, Outcome.UPHOLD, "It is not.")
    page = client.get(path, headers=PAGE, params={"lang": "de"}).text
    assert page.count("Nach einem Widerspruch") == 1
    assert "After an appeal" not in page


def _report_of(ombud: Ombud, token: str) -> str:
    view = ombud.reports.by_token(token)
    assert view is not None
    return view.report.id


def test_a_machine_that_repeats_an_answer_says_that_it_is_one(
    client: Client, ombud: Ombud, decided: Send, ana: User
) -> None:
    decided("I know you")
    filed(client)
    judge(ombud, ana, Measure.ALLOW)
    page = client.get(filed(client), headers=PAGE).text
    assert "A machine repeated what was decided before" in page
    assert "It is a &lt;b&gt;quotation&lt;/b&gt;." in page
    assert "Did we get this wrong?" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_and_the_receipt_are_in_every_language(client: Client, decided: Send, language: str) -> None:
    decided("I know you")
    form = client.get(f"/report?lang={language}", headers=PAGE)
    assert f'lang="{language}"' in form.text
    path = send(client, f"/report?lang={language}").headers["location"]
    assert f'lang="{language}"' in client.get(path, headers=PAGE).text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"item": ""}, "item"),
        ({"item": "x" * 300}, "item"),
        ({"item": "p1\x00"}, "item"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "https://[::1"}, "url"),
        ({"clause": ""}, "clause"),
        ({"clause": "no/such"}, "clause"),
        ({"clause": LAW}, "clause"),
        ({"clause": LAW, "law": "x" * 501}, "law"),
        ({"explanation": "\u200b \u2800"}, "explanation"),
        ({"explanation": "x" * 5001}, "explanation"),
        ({"good_faith": None}, "good_faith"),
        ({"name": "x" * 201}, "name"),
        ({"name": "a\r\nBcc: all@example.org"}, "name"),
        ({"email": "a@example.org\r\nBcc: all@example.org"}, "email"),
        ({"email": "a@example.org, b@example.org"}, "email"),
        ({"email": "nobody"}, "email"),
        ({"email": "a@" + "b" * 260 + ".org"}, "email"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    client: Client, ombud: Ombud, decided: Send, wrong: dict[str, str | None], field: str
) -> None:
    decided("I know you")
    answer = send(client, **wrong)
    assert answer.status_code in (413, 422)
    assert f'id="{field}-error"' in answer.text
    assert 'aria-invalid="true"' in answer.text or field == "url"
    if "explanation" not in wrong:
        assert "This is about me." in answer.text
    with ombud.store.read() as unit:
        assert unit.processes.counts("report") == {}


def test_html_in_every_field_is_text(client: Client, ombud: Ombud, decided: Send) -> None:
    decided("I know you")
    evil = dict.fromkeys(("explanation", "law", "name"), HTML)
    path = filed(client, clause=LAW, **evil)
    for page in (client.get(path, headers=PAGE).text, send(client, email=HTML, clause=HTML, item=HTML, **evil).text):
        assert "<script>alert" not in page
    assert "<script>alert" not in client.get("/report", params={"item": f'"><{HTML}'}, headers=PAGE).text


def test_a_law_can_be_named_instead_of_a_rule(client: Client, ombud: Ombud, decided: Send) -> None:
    decided("I know you")
    path = filed(client, clause=LAW, law="StGB § 241, Germany")
    assert "StGB § 241, Germany" in client.get(path, headers=PAGE).text


def test_an_id_that_nobody_sent_is_told_what_to_do(client: Client) -> None:
    answer = send(client, item="p404")
    assert answer.status_code == 404
    assert "give the address of its page instead" in answer.text
    assert "https://forum.example/9" in client.get(filed(client, item="https://forum.example/9"), headers=PAGE).text


def test_a_guessed_link_leads_nowhere(client: Client, decided: Send) -> None:
    decided("I know you")
    path = filed(client)
    for wrong in (path[:-1], path + "A", "/report/x", "/report/as/flagger_x", "/report/%00"):
        assert client.get(wrong, headers=PAGE).status_code in (401, 404)
        assert client.post(wrong, data={"text": "x"}, headers=PAGE).status_code in (401, 404)


def test_a_page_of_another_site_cannot_send_the_form(client: Client, decided: Send) -> None:
    decided("I know you")
    answer = client.post("/report", data=GOOD, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403


def test_one_network_is_slowed_down_and_nobody_else(client: Client, ombud: Ombud, decided: Send) -> None:
    decided("I know you")
    answers = [client.post("/v1/reports", json=GOOD | {"good_faith": True}).status_code for _ in range(25)]
    assert answers == [201] * 20 + [429] * 5
    refused = send(client)
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0
    assert "Nothing of this one was kept" in refused.text
    assert "This is about me." in refused.text
    problem = client.post("/v1/reports", json=GOOD | {"good_faith": True})
    assert problem.headers["retry-after"]
    assert problem.json()["code"] == "too_many_requests"
    _, secret = ombud.accounts.add_key("platform", ("events:write",))
    passed = client.post("/v1/reports", json=GOOD | {"good_faith": True}, headers={"authorization": f"Bearer {secret}"})
    assert passed.status_code == 201


def test_the_api_answers_with_a_receipt(platform: Client, ombud: Ombud, decided: Send) -> None:
    decided("I know you")
    body = GOOD | {"good_faith": True, "reporter": "u-7", "language": "de"}
    answer = platform.post("/v1/reports", json=body)
    assert answer.status_code == 201
    told = answer.json()
    assert told["status"] == "in_review"
    assert told["url"].endswith(told["token"])
    assert told["reporter"].startswith("rp-")
    with ombud.store.read() as unit:
        report = unit.reports.get(told["id"])
    assert report is not None
    assert (report.language, report.network, report.platform is not None) == ("de", None, True)
    assert "u-7" not in str(msgspec.structs.asdict(report))


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"[]", 422),
        (b"\xff", 400),
        (b"{" * 60_000, 400),
        (b'{"explanation": 1, "good_faith": true}', 422),
        (b'{"explanation": "x", "good_faith": "yes"}', 422),
        (b'{"explanation": "x", "good_faith": true, "is_admin": true}', 422),
        (b'{"explanation": "x", "good_faith": true}', 422),
        (b'{"explanation": "' + b"x" * 1_000_000 + b'"}', 413),
        (
            b'{"item": "p1", "clause": "harassment/threats", "explanation": "x", "good_faith": true, "reporter": "u"}',
            422,
        ),
        (b'{"item": "p1", "clause": "harassment/threats", "explanation": "\\ud800", "good_faith": true}', 400),
    ],
)
def test_bad_bodies_are_refused_with_a_problem(client: Client, decided: Send, body: bytes, status: int) -> None:
    decided("I know you")
    answer = client.post("/v1/reports", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_key_that_is_none_is_refused(client: Client) -> None:
    for secret, status in (("ombud_no", 401), ("flagger_no", 401)):
        answer = client.post(
            "/v1/reports", json=GOOD | {"good_faith": True}, headers={"authorization": f"Bearer {secret}"}
        )
        assert answer.status_code == status
    assert client.post("/v1/reports", content=b"a=b").status_code == 415


def test_a_trusted_flagger_reports_with_its_key_or_its_address(client: Client, ombud: Ombud, decided: Send) -> None:
    decided("I know you")
    flagger, key = ombud.flaggers.appoint(f"Safe {HTML}", "Coordinator")
    form = client.get(f"/report/as/{key}", headers=PAGE)
    assert "trusted flagger" in form.text
    assert HTML not in form.text
    assert send(client, f"/report/as/{key}").status_code == 303
    assert send(client, f"/report/as/{key}", explanation="").status_code == 422
    answer = client.post("/v1/reports", json=GOOD | {"good_faith": True}, headers={"authorization": f"Bearer {key}"})
    assert answer.status_code == 201
    with ombud.store.read() as unit:
        assert unit.reports.flagger_standings()[flagger.id].filed == 2
    register = client.get("/register/flaggers", headers=PAGE)
    assert register.status_code == 200
    assert HTML not in register.text
    assert "Coordinator" in register.text
    ombud.flaggers.move(flagger.id, "remove", "It ended.")
    assert client.get(f"/report/as/{key}", headers=PAGE).status_code == 403


@pytest.mark.parametrize(
    ("peer", "forwarded", "seen"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "1.2.3.4, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "198.51.100.1, 10.0.0.5", "198.51.100.1"),
        ("127.0.0.1", "not an address", "127.0.0.1"),
        ("127.0.0.1", "1.2.3.4, garbage, 10.0.0.5", "10.0.0.5"),
        ("::ffff:127.0.0.1", "[2001:db8::1]", "2001:db8::1"),
        ("testclient", "198.51.100.1", "testclient"),
        ("127.0.0.1", ",".join(["127.0.0.1"] * 50), "127.0.0.1"),
    ],
)
def test_only_a_trusted_proxy_is_believed_about_where_somebody_is(peer: str, forwarded: str, seen: str) -> None:
    trusted = Config(trusted_proxies="127.0.0.1, 10.0.0.0/8").proxies
    assert seen_by(trusted, peer, forwarded) == seen
