"""What a platform and everybody may read: decisions, receipts, the log, and how the process is doing."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from ombud.ledger import verify_receipt
from ombud.web.doors.entrance import Entrance
from ombud.wiring import Ombud

Client = TestClient[Litestar]
Send = Callable[..., dict[str, Any]]
Eventually = Callable[[Callable[[], Any]], Any]


def test_a_decision_is_read_byte_for_byte(platform: Client, decided: Send, ombud: Ombud) -> None:
    decision = decided("I will break your legs")
    answer = platform.get(f"/v1/decisions/{decision['id']}")
    with ombud.store.read() as unit:
        view = unit.records.decision(decision["id"])
    assert view is not None
    assert answer.content == view.record


def test_all_decisions_about_an_item_come_oldest_first(platform: Client, removed: dict[str, Any]) -> None:
    found = platform.get(f"/v1/items/{removed['item']}/decisions").json()
    assert [one["measure"] for one in found] == ["hold", "remove"]
    assert found[1]["replaces"] == removed["id"]


@pytest.mark.parametrize("item", ["https://forum.example/a?b=c#d", "a/b?c", "..", "über uns"])
def test_an_item_is_asked_for_by_any_id(platform: Client, decided: Send, item: str) -> None:
    decision = decided("I will break your legs", item)
    found = platform.get("/v1/items/decisions", params={"id": item}).json()
    assert [one["id"] for one in found] == [decision["id"]]


def test_asking_for_an_item_without_its_id_is_refused(platform: Client) -> None:
    answer = platform.get("/v1/items/decisions")
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_request")


def test_an_item_nobody_has_heard_of_has_no_decisions(platform: Client) -> None:
    assert platform.get("/v1/items/nothing/decisions").json() == []


@pytest.mark.parametrize("path", ["/v1/decisions/dec_nothing", "/v1/decisions/dec_nothing/receipt"])
def test_what_is_not_on_the_record_is_not_found(platform: Client, path: str) -> None:
    answer = platform.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "path", ["/v1/decisions/x", "/v1/decisions/x/receipt", "/v1/items/x/decisions", "/v1/items/decisions?id=x"]
)
def test_reading_needs_a_key_for_reading(client: Client, ombud: Ombud, path: str) -> None:
    _, secret = ombud.accounts.add_key("writer", ("events:write",))
    assert client.get(path).status_code == 401
    assert client.get(path, headers={"authorization": f"Bearer {secret}"}).status_code == 403


def test_a_receipt_proves_the_decision_with_the_public_key_alone(
    platform: Client, decided: Send, ombud: Ombud, eventually: Eventually
) -> None:
    decision = decided("I will break your legs")
    answer = eventually(lambda: platform.get(f"/v1/decisions/{decision['id']}/receipt"))
    assert answer.headers["content-disposition"] == f'attachment; filename="{decision["id"]}.tlog-proof"'
    assert verify_receipt(answer.content, ombud.signer.vkey).record == _record(platform, decision["id"])


def _record(platform: Client, decision_id: str) -> bytes:
    return platform.get(f"/v1/decisions/{decision_id}").content


def test_the_log_is_served_as_static_files(client: Client, decided: Send, eventually: Eventually) -> None:
    decided("hello")
    checkpoint = eventually(lambda: client.get("/ledger/checkpoint"))
    size = int(checkpoint.text.splitlines()[1])
    assert checkpoint.headers["cache-control"] == "no-cache"
    assert checkpoint.headers["content-type"] == "text/plain; charset=utf-8"
    tile = client.get(f"/ledger/tile/0/000.p/{size}")
    assert tile.status_code == 200
    assert len(tile.content) == 32 * size
    assert "immutable" not in tile.headers["cache-control"]
    assert client.get(f"/ledger/tile/entries/000.p/{size}").status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "0/0", "0/000.p/0", "0/000.p/256", "64/000", "x/000", "0/x1/000", "entries/../../../keys/ledger.seed",
        "..%2f..%2fkeys%2fledger.seed", "0/000/", "0//000", "entries/000.new", "0/000.p/007",
    ],
)  # fmt: skip
def test_nothing_but_tiles_is_served_from_the_logs_folder(
    client: Client, decided: Send, name: str, eventually: Eventually
) -> None:
    decided("hello")
    eventually(lambda: client.get("/ledger/checkpoint"))
    assert client.get(f"/ledger/tile/{name}").status_code == 404


def test_a_tile_that_does_not_exist_yet_is_not_found(client: Client) -> None:
    assert client.get("/ledger/tile/0/x001/000").json()["code"] == "not_in_the_log"


def test_the_process_says_that_it_lives_and_can_work(client: Client) -> None:
    assert client.get("/healthz").text == "ok\n"
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json()["ready"] is True


def test_without_its_database_it_says_that_it_cannot_work(client: Client, ombud: Ombud, tmp_path: Any) -> None:
    ombud.store.close()
    (tmp_path / "data" / "ombud.db").unlink()
    (tmp_path / "data" / "ombud.db").mkdir()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["ready"] is False
    assert answer.json()["store"] != "ok"


def test_numbers_for_prometheus_count_what_was_decided_and_refused(platform: Client) -> None:
    good = {"id": "e1", "type": "item.created", "item": {"id": "p1", "kind": "post", "text": "I will break your legs"}}
    platform.post("/v1/events", json=good)
    platform.post("/v1/events", json={})
    numbers = platform.get("/metrics").text
    assert 'ombud_decisions_total{measure="hold"} 1.0' in numbers
    assert 'ombud_refused_total{code="missing_field"} 1.0' in numbers
    assert "ombud_decision_seconds_count 2.0" in numbers
    assert "ombud_ledger_waiting" in numbers
    assert 'ombud_cases_open{queue="threats"} 1.0' in numbers


def test_an_event_that_is_sent_again_is_not_counted_again(platform: Client) -> None:
    item = {"id": "p1", "kind": "post", "text": "I will break your legs"}
    for times in (1, 2, 3):
        platform.post("/v1/events", json={"id": "e1", "type": "item.created", "item": item})
        numbers = platform.get("/metrics").text
        assert 'ombud_decisions_total{measure="hold"} 1.0' in numbers
        assert f"ombud_decision_seconds_count {times}.0" in numbers


def test_the_api_describes_every_address_that_it_has(client: Client) -> None:
    document = json.loads(client.get("/openapi.json").content)
    described = {(path, method) for path, methods in document["paths"].items() for method in methods}
    served = {
        (route.path.replace(":str", "").replace(":path", ""), method.lower())
        for route in client.app.routes
        for method in getattr(route, "methods", ())
        if route.path.startswith(("/v1/", "/ledger/", "/healthz", "/readyz", "/metrics", "/openapi"))
    }
    doors = client.app.asgi_handler
    assert isinstance(doors, Entrance)
    served |= {(path, method.lower()) for path, method in doors.addresses}
    assert described == {(path, method) for path, method in served if method not in ("head", "options")}


def test_every_schema_that_the_description_refers_to_is_in_it(client: Client) -> None:
    text = client.get("/openapi.json").text
    known = json.loads(text)["components"]["schemas"]
    referred = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert referred <= set(known)
