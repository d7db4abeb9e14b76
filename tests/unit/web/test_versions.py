"""What everybody may read about versions: why, by which roles, what changed, and the proof."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from ombud.ledger import verify_receipt
from ombud.model import Role
from ombud.wiring import Ombud
from tests.support.raw import raw_connection

Client = TestClient[Litestar]
Eventually = Callable[[Callable[[], Any]], Any]


def publish(ombud: Ombud, *edits: tuple[str, str], reason: str = "To be <b>clearer</b>.") -> str:
    files = dict(ombud.policy.files)
    for old, new in edits:
        assert old in files["policy.md"]
        files["policy.md"] = files["policy.md"].replace(old, new)
    return ombud.publisher.publish(files, reason).version


def test_a_version_says_why_it_came_and_by_whom(client: Client, ombud: Ombud) -> None:
    first = client.get("/policy").text
    assert "put in force with the server's start, by the operator" in first
    assert "What changed" not in first
    version = publish(ombud, ("Saying that", "Writing that"))
    for path in ("/policy", f"/policy/{version}"):
        page = client.get(path).text
        assert "To be &lt;b&gt;clearer&lt;/b&gt;." in page
        assert "published by the operator" in page


def test_what_changed_is_told_in_words(client: Client, ombud: Ombud) -> None:
    publish(
        ombud, ("Saying that", "Writing that"), ("queue: threats", "queue: urgent"), ("I broke my leg", "My leg broke")
    )
    page = client.get("/policy").text
    assert "Saying </del>" in page
    assert "Writing </ins>" in page
    assert "urgent</ins>" in page
    assert "Examples that came" in page
    german = client.get("/policy", headers={"accept-language": "de"}).text
    assert "Was sich geändert hat" in german
    assert "vom Betreiber veröffentlicht" in german


def test_of_a_withheld_rule_only_that_it_changed_is_public(client: Client, ombud: Ombud) -> None:
    version = publish(ombud, ('mentions(item.text, "cheap pills")', 'mentions(item.text, "cheap pills", "sesame")'))
    pages = [client.get(path).text for path in ("/policy", f"/policy/{version}")]
    for page in pages:
        assert "That it changed, is." in page
        assert "sesame" not in page
        assert "mentions(item.text, &#34;cheap" not in page


def test_a_change_of_layout_alone_is_called_that(client: Client, ombud: Ombud) -> None:
    publish(ombud, ("# Spam", "# Spam\n"))
    assert "Only how it is written down." in client.get("/policy").text


def test_the_proof_of_a_publication_can_be_taken_home(client: Client, ombud: Ombud, eventually: Eventually) -> None:
    version = publish(ombud, ("Saying that", "Writing that"))
    answer = eventually(lambda: client.get(f"/policy/{version}/receipt"))
    receipt = verify_receipt(answer.content, ombud.signer.vkey)
    assert receipt.type == "policy_version"
    assert version.encode() in receipt.record
    assert f'filename="policy-{version[7:19]}.tlog-proof"' in answer.headers["content-disposition"]
    assert client.get("/policy/sha256:0/receipt").status_code == 404
    assert client.get("/policy/sha256:0").status_code == 404


def test_each_time_that_a_version_came_into_force_is_told_and_proven(
    client: Client, ombud: Ombud, eventually: Eventually
) -> None:
    first = ombud.policy.version
    assert "Each time this version came into force" not in client.get("/policy").text
    second = publish(ombud, ("Saying that", "Writing that"), reason="Clearer.")
    ombud.publisher.roll_back(
        first, "It was <i>misread</i>.", ombud.accounts.add_user("Lea", Role.LEAD, "long enough it is")
    )
    page = client.get(f"/policy/{first}").text
    table = page[page.index("<table") : page.index("</table>")]
    assert "Each time this version came into force" in table
    assert "an earlier version, brought back by a lead" in table
    assert "It was &lt;i&gt;misread&lt;/i&gt;." in table
    assert "put in force with the server's start, by the operator" in table
    assert "Clearer." not in table
    for seq, reason in ((3, b"misread"), (1, b'"reason":""')):
        assert f'href="/policy/{first}/receipt/{seq}"' in table
        answer = eventually(partial(client.get, f"/policy/{first}/receipt/{seq}"))
        receipt = verify_receipt(answer.content, ombud.signer.vkey)
        assert reason in receipt.record
        assert f'filename="policy-{first[7:19]}-{seq}.tlog-proof"' in answer.headers["content-disposition"]
    assert client.get(f"/policy/{first}/receipt/2").status_code == 404  # the other version's
    assert client.get(f"/policy/{second}/receipt/2").status_code in (200, 409)


def test_a_version_from_before_reasons_were_kept_has_no_proof_to_offer(client: Client, ombud: Ombud) -> None:
    """As the upgrade from the first schema leaves it."""
    version = ombud.policy.version
    with raw_connection(ombud.config.store_url) as raw:
        raw.run("DROP TRIGGER publications_update")
        raw.run("UPDATE publications SET how = 'unstated', entry = NULL")
    assert client.get(f"/policy/{version}/receipt").status_code == 404
    assert "Receipt from the public log" not in client.get(f"/policy/{version}").text


@pytest.mark.parametrize("role", [Role.LEAD, Role.ADMIN])
def test_people_are_told_by_their_roles_and_never_by_name(client: Client, ombud: Ombud, role: Role) -> None:
    before = ombud.policy.version
    publish(ombud, ("Saying that", "Writing that"))
    somebody = ombud.accounts.add_user("Xanthippe", role, "a long enough password")
    ombud.publisher.roll_back(before, "It was misread.", somebody)
    page = client.get("/policy").text
    assert f"an earlier version, brought back by {'a lead' if role is Role.LEAD else 'an admin'}" in page
    assert "Xanthippe" not in page
