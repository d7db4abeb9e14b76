"""An auditor takes every decision of the sample community and looks for what DSA Art. 17(3) asks for; and for names."""

import html
import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest
from litestar.testing import TestClient

from ombud.model import Measure, Statement, restricts, to_plain
from ombud.ports import DecisionView
from ombud.process.tdb import validate
from ombud.web import create_app
from ombud.wiring import Ombud
from tests.support.community import moderate, open_sample
from tests.support.server import SECRET, Receiver

_DONE = {
    Measure.LABEL: "A note was added. The post stays up.",
    Measure.WARN: "A warning. The post stays up.",
    Measure.LIMIT: "The post stays up and is shown to fewer people.",
    Measure.AGE_GATE: "The post is shown to adults only.",
    Measure.GEO_RESTRICT: "The post is not shown in some countries.",
    Measure.HOLD: "The post is not shown to others for now.",
    Measure.REMOVE: "The post was taken down. It is kept, so that it can be put back.",
    Measure.SUSPEND: "The account was suspended.",
}
_WHO = {
    "fully": "A machine, by the published rules",
    "partially": "A machine found it, and a person decided",
    "not": "A person",
}
_CAME_UP = {
    "rules": "The published rules are held against every new post, by a machine",
    "report": "Somebody reported it",
    "review": "A reviewer came across it",
    "appeal": "It was looked at again because of an appeal",
    "order": "An order from outside this community; it is in the public register",
}
_GROUND = {
    "law": "The law, and the rules of this community",
    "rules": "The rules of this community",
    "order": "An order from outside this community",
}
_ELSEWHERE = ("Digital Services Act, Article 21", "A court can always decide.")
_PUBLIC = (
    "/", "/policy", "/transparency", "/ledger", "/detectors", "/register/orders", "/register/orders.json", "/order",
    "/report", "/openapi.json", "/metrics", "/ledger/checkpoint",
)  # fmt: skip
_LEAST = 25  # decisions; fewer, and the audit has looked at nothing much


class Community(msgspec.Struct):
    """The sample community after a day's work: each restriction, and its notice as its author saw it then."""

    ombud: Ombud
    client: TestClient[Any]
    restrictions: list[DecisionView]
    pages: dict[str, str]
    withheld: set[str]
    paths: list[str]
    messages: list[str]


@pytest.fixture(scope="module")
def community(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Community]:
    folder = tmp_path_factory.mktemp("community")
    with Receiver() as platform:
        ombud = open_sample(folder / "data", webhook_url=platform.url, webhook_secret=SECRET)
        with TestClient(create_app(ombud), raise_server_exceptions=False) as client:
            pages: dict[str, str] = {}
            done = moderate(ombud, lambda: _look(ombud, client, pages))
            views = restrictions_of(ombud)
            while ombud.sequencer.run_once():
                pass
            while sum(courier.run_once() for courier in ombud.telling.couriers):
                pass
            messages = [body.decode() for body in platform.taken.values()]
            yield Community(ombud, client, views, pages, _withheld(ombud, views), done.paths, messages)
        ombud.close()


def restrictions_of(ombud: Ombud) -> list[DecisionView]:
    """Every decision on the record that restricts."""
    posts = (Path(sys.modules["ombud"].__path__[0]) / "starter" / "community" / "posts.jsonl").read_bytes().splitlines()
    items = [msgspec.json.decode(line)["item"]["id"] for line in posts]
    with ombud.store.read() as unit:
        return [view for item in items for view in unit.records.of_item(item) if restricts(view.decision.measure)]


def _withheld(ombud: Ombud, views: list[DecisionView]) -> set[str]:
    """Decisions that a ground of the law forbids to tell, or makes pointless."""
    with ombud.store.read() as unit:
        notices = unit.notices.of_decisions([view.decision.id for view in views])
        grounds = unit.notices.withheld([notice.id for notice in notices.values()])
    return {one.decision for one in grounds.values()}


def _look(ombud: Ombud, client: TestClient[Any], pages: dict[str, str]) -> None:
    """What the newest restriction of each item looks like to its author, when it is new."""
    newest = {view.decision.item: view.decision.id for view in restrictions_of(ombud)}
    for decision in newest.values():
        url = ombud.notices.url(decision)
        assert url is not None, decision
        answer = client.get(f"{urlsplit(url).path}?lang=en")
        if answer.status_code == 200:
            pages.setdefault(decision, _words(answer.text))


def _words(page: str) -> str:
    """What is read aloud of a page."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def _said(words: str) -> str:
    return re.sub(r"\s+", " ", words).strip()


def test_the_sample_has_every_kind_of_restriction(community: Community) -> None:
    assert len(community.restrictions) >= _LEAST
    statements = [view.statement for view in community.restrictions if view.statement]
    assert len(statements) == len(community.restrictions), "a restriction without reasons"
    assert {one.measure for one in statements} == set(_DONE)
    assert {one.automated for one in statements} == set(_WHO)
    assert {one.detection for one in statements} >= {"rules", "report", "appeal", "order"}
    assert any(one.until for one in statements)
    assert {_ground(one) for one in statements} == set(_GROUND)
    assert {(_ground(one), one.automated) for one in statements} >= {
        (ground, who) for ground in ("law", "rules") for who in ("fully", "partially")
    }


def test_every_fact_is_in_every_statement(community: Community) -> None:
    for view in community.restrictions:
        statement, decision = view.statement, view.decision
        assert statement is not None
        assert (statement.decision, statement.measure, statement.at) == (decision.id, decision.measure, decision.at)
        assert (statement.until, statement.territory) == (decision.ends_at, decision.countries)  # (a)
        assert statement.facts or any(one.quotes for one in statement.cited), decision  # (b)
        assert statement.detection in _CAME_UP, decision  # (b), (c)
        assert statement.automated in _WHO, decision  # (c)
        if statement.detection == "order":
            assert "§ 1004 BGB" in statement.facts  # (d)
        else:
            assert statement.cited, decision  # (e)
            assert all(one.title and one.text for one in statement.cited), decision
        laws = [one.law for one in statement.cited if one.law is not None]
        assert all(law.ground and law.why for law in laws), decision  # (d)
        assert list(decision.legal_grounds) == list(dict.fromkeys(law.ground for law in laws)), decision


def test_every_fact_is_on_every_page(community: Community) -> None:
    told = [view for view in community.restrictions if view.decision.id in community.pages]
    assert len(told) >= _LEAST
    for view in told:
        assert view.statement is not None
        page = community.pages[view.decision.id]
        missing = [one for one in _asked(view.statement) if one not in page]
        assert missing == [], (view.decision.id, view.decision.measure)
        assert "Send the appeal" in page or "Your appeal" in page  # the way was there, or it was taken


def _ground(statement: Statement) -> str:
    """Whether it is restricted as illegal (d), as against the policy alone (e), or by an order."""
    if statement.detection == "order":
        return "order"
    return "law" if any(one.law for one in statement.cited) else "rules"


def _asked(statement: Statement) -> list[str]:
    """The words that have to be on the page, Art. 17(3)(a) to (f)."""
    words = [_DONE[statement.measure], "For how long", _WHO[statement.automated], _CAME_UP[statement.detection]]
    words += ["Until" if statement.until else "For how long", "Germany" if statement.territory else "Everywhere"]
    words += [_said(part) for part in statement.facts.split("\n") if part.strip()]
    words += [_GROUND[_ground(statement)], *(_said(one.title) for one in statement.cited)]
    words += [_said(words) for one in statement.cited if one.law for words in (one.law.ground, one.law.why)]
    words += [
        _said(part).removesuffix("…") for one in statement.cited for quote in one.quotes for part in _shown(quote)
    ]
    return [*words, *_ELSEWHERE]


def _shown(quote: str) -> list[str]:
    """What hides between letters is shown by its name, so the letters around it stand apart."""
    return "".join(letter if letter.isprintable() else "\0" for letter in quote).split("\0")


def test_what_has_no_page_has_a_ground_that_the_law_makes(community: Community) -> None:
    later = {view.decision.replaces for view in community.restrictions}
    silent = {
        view.decision.id for view in community.restrictions if view.decision.id not in community.pages
    } - later  # what was decided anew before anybody looked is on the page of the next decision
    assert silent <= community.withheld


def test_everything_is_in_what_a_person_takes_away(community: Community) -> None:
    everything: dict[str, dict[str, Any]] = {}
    for person in {view.statement.person for view in community.restrictions if view.statement}:
        assert person is not None
        told = _everything(community, person)
        for item in told["items"]:
            assert item["redress"]["court"] is True
            assert item["redress"]["out_of_court"]
            assert item["redress"]["appeal"]["page"].startswith("http")
            everything |= {one["decision"]["id"]: one["statement"] for one in item["decisions"] if one["statement"]}
    told_of = {view.decision.id for view in community.restrictions} - community.withheld
    assert set(everything) == told_of
    for view in community.restrictions:
        if view.decision.id in told_of:
            assert everything[view.decision.id] == msgspec.json.decode(msgspec.json.encode(to_plain(view.statement)))


def _everything(community: Community, person: str) -> dict[str, Any]:
    path = urlsplit(community.ombud.persons.url(person)).path
    answer: dict[str, Any] = community.client.get(f"{path}/everything.json").json()
    return answer


def test_the_public_database_would_take_every_one(community: Community) -> None:
    taken = 0
    for view in community.restrictions:
        assert view.statement is not None
        told = community.ombud.public_record(view.decision, view.event, view.statement)
        if told is None:
            assert (
                view.statement.measure is Measure.WARN or view.statement.labels or view.statement.detection == "order"
            )
            continue
        plain = msgspec.json.decode(msgspec.json.encode(told))
        assert validate(plain) == [], view.decision.id
        illegal = plain["decision_ground"] == "DECISION_GROUND_ILLEGAL_CONTENT"
        assert illegal == bool(view.decision.legal_grounds), view.decision.id
        for law in view.decision.legal_grounds:
            assert law in plain["illegal_content_legal_ground"]
        taken += 1
    assert taken >= _LEAST


def test_every_receipt_holds(community: Community, tmp_path: Path) -> None:
    files = []
    for view in community.restrictions:
        file = tmp_path / f"{view.decision.id}.tlog-proof"
        file.write_bytes(community.ombud.receipts.receipt(view.decision.id))
        files.append(str(file))
    command = [sys.executable, "-m", "ombud.cli", "receipt", "verify", *files, "--json"]
    done = subprocess.run([*command, "--key", community.ombud.signer.vkey], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    proven = [msgspec.json.decode(line) for line in done.stdout.splitlines()]
    assert [one["ok"] for one in proven] == [True] * len(files)
    assert {one["record"]["id"] for one in proven} == {view.decision.id for view in community.restrictions}


def test_nobody_who_works_there_is_named_anywhere(community: Community) -> None:
    users = community.ombud.accounts.users()
    with community.ombud.store.read() as unit:
        outsiders = {view.by for view in community.restrictions if view.by}
        assert all(unit.people.user(one) for one in outsiders)
    names = {name for user in users for name in (user.id, user.name)} | outsiders
    assert len(names) >= 8
    read = 0
    for where, text in _everything_that_is_read(community):
        read += 1
        assert [name for name in names if name.casefold() in text.casefold()] == [], where
    assert read > 100
    assert len(community.messages) > _LEAST


def _everything_that_is_read(community: Community) -> Iterator[tuple[str, str]]:
    """Each page that is found from the public ones and from everybody's links, each file, each message."""
    todo = [*_PUBLIC, *community.paths]
    for view in community.restrictions:
        url = community.ombud.notices.url(view.decision.id)
        assert url is not None
        todo.append(urlsplit(url).path)
        todo.append(f"/v1/items/{view.decision.item}/tombstone")
        todo.append(f"/tombstone?item={view.decision.item}")
    for person in sorted({view.statement.person or "" for view in community.restrictions if view.statement}):
        path = urlsplit(community.ombud.persons.url(person)).path
        todo += [path, f"{path}/everything.json", f"{path}/everything.zip"]
    seen: set[str] = set()
    while todo:
        path = todo.pop()
        if path in seen or path.startswith("/console"):
            continue
        seen.add(path)
        answer = community.client.get(path)
        yield from ((f"{path} {name}", text) for name, text in _texts(answer.content))
        if "text/html" in answer.headers["content-type"]:
            found = re.findall(r'href="(/[^"#?]*)', answer.text)
            todo += [html.unescape(link) for link in found if not link.startswith("/static")]
    yield from (("a webhook", message) for message in community.messages)


def _texts(content: bytes) -> Iterator[tuple[str, str]]:
    """What a file says; of an archive, what each file in it does."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        yield "", content.decode("utf-8", "replace")
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            yield name, archive.read(name).decode("utf-8", "replace")
