"""Plug-ins that ask an endpoint, against a real server in a process of its own, well and unwell."""

import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openai
import pytest
from openai.types.chat import ChatCompletionMessageParam

from ombud.intake import normalise
from ombud.model import BadInput, ClauseText, Signal
from ombud.plugins import EndpointPlugin, examine
from ombud.plugins.endpoint.wire import prompt
from tests.support.openai_server import EndpointServer
from tests.support.plugins import Copies
from tests.support.server import Server

KEY = "sk-only-here"
CLAUSES = {"safety/threats": ClauseText("safety/threats", "Safety", "Do not threaten people", "No threats, please.")}
THREAT = "I will break your legs tonight"
KIND = "What a lovely garden you have"

Opened = Callable[..., EndpointPlugin]


@pytest.fixture(scope="module")
def serving() -> Iterator[EndpointServer]:
    with EndpointServer(KEY) as server:
        yield server


@pytest.fixture
def server(serving: EndpointServer) -> EndpointServer:
    serving.fail()
    return serving


@pytest.fixture
def opened(server: EndpointServer, tmp_path: Path) -> Iterator[Opened]:
    """The example with changes, asking the server."""
    open_ones: list[EndpointPlugin] = []
    key = tmp_path / "key"
    key.write_text(KEY + "\n")

    def made(*changes: tuple[str, str], key_file: Path = key, url: str = server.url) -> EndpointPlugin:
        copies = Copies(tmp_path / "plugins")
        lines = ("redact = true", f'redact = true\nkey_file = "{key_file}"'), ("http://127.0.0.1:8600/v1", url)
        copies.of("threat_guard", *lines, *changes)
        (found,) = examine(copies.folder)
        assert found.fault is None, found.fault
        assert isinstance(found.plugin, EndpointPlugin)
        open_ones.append(found.plugin)
        return found.plugin

    yield made
    for plugin in open_ones:
        plugin.close()


def _ask(plugin: EndpointPlugin, text: str = THREAT, name: str = "threat_guard") -> Signal:
    return plugin.signal(name, text, CLAUSES)


def test_the_model_is_asked_with_the_clause_and_its_answer_is_the_signal(
    opened: Opened, server: EndpointServer
) -> None:
    plugin = opened()
    said = [_ask(plugin, text) for text in (THREAT, KIND)]
    assert [(one.value, one.abstained) for one in said] == [(1.0, None), (0.0, None)]
    assert all(one.version.startswith(f"{plugin.version}+model:") for one in said)
    first = server.asked()[0]
    assert first["path"] == "/v1/chat/completions"
    assert first["body"]["messages"] == [
        {"role": "system", "content": prompt(CLAUSES["safety/threats"], ("violates", "allowed"))},
        {"role": "user", "content": THREAT.lower()},
    ]


def test_openai_s_own_client_sends_the_same(opened: Opened, server: EndpointServer) -> None:
    _ask(opened())
    (ours,) = server.asked()
    server.fail()
    messages: list[ChatCompletionMessageParam] = ours["body"]["messages"]
    with openai.OpenAI(api_key=KEY, base_url=server.url, max_retries=0) as client:
        answer = client.chat.completions.create(
            model="ombud-text", messages=messages, temperature=0, max_tokens=1024,
            response_format=ours["body"]["response_format"],
        )  # fmt: skip
        assert answer.choices[0].message.content == '{"label": "violates"}'
        assert [one.id for one in client.models.list()] == ["ombud-text"]
        (theirs,) = server.asked()
        moderated = client.moderations.create(model="ombud-text", input=THREAT)
    assert moderated.results[0].category_scores.violence > 0.5
    assert (theirs["path"], theirs["body"]) == (ours["path"], ours["body"])
    assert theirs["headers"]["authorization"] == ours["headers"]["authorization"]
    assert theirs["headers"]["content-type"] == ours["headers"]["content-type"]


def test_categories_of_a_moderation_are_signals_and_one_call_gives_them_all(
    opened: Opened, server: EndpointServer
) -> None:
    plugin = opened(
        ('api = "chat"', 'api = "moderation"'), ('clause = "safety/threats"\n', 'category = "violence"\n'),
        ("labels = {", '[signals.guard_hate]\ndoc = "d"\ncategory = "hate"\nlabels = {'),
    )  # fmt: skip
    threat, hate = _ask(plugin), _ask(plugin, name="guard_hate")
    assert isinstance(threat.value, float)
    assert threat.value > 0.5
    assert isinstance(hate.value, float)
    assert hate.value < 0.5
    assert [one["body"] for one in server.asked()] == [{"model": "ombud-text", "input": THREAT.lower()}]
    server.fail('score {"hate": 0.25, "violence": 7}')
    other = "Another post"
    assert _ask(plugin, other).abstained == "unclear"
    assert _ask(plugin, other, "guard_hate").value == 0.25


def test_another_ombud_is_such_an_endpoint(opened: Opened, scoring_server: tuple[Server, str], tmp_path: Path) -> None:
    running, key = scoring_server
    (tmp_path / "other").write_text(key)
    plugin = opened(
        ('api = "chat"', 'api = "moderation"'), ('clause = "safety/threats"\n', 'category = "violence"\n'),
        key_file=tmp_path / "other", url=f"http://127.0.0.1:{running.port}/v1",
    )  # fmt: skip
    threat, kind = _ask(plugin), _ask(plugin, KIND)
    assert isinstance(threat.value, float)
    assert isinstance(kind.value, float)
    assert threat.value > 0.5 > kind.value


def test_the_same_text_is_asked_once_also_in_disguise(opened: Opened, server: EndpointServer) -> None:
    plugin = opened()
    for text in (THREAT, THREAT.upper(), "I will br3ak your l\u200begs tonight", KIND, THREAT):
        _ask(plugin, text)
    assert len(server.asked()) == 2


def test_another_clause_is_another_question(opened: Opened, server: EndpointServer) -> None:
    plugin = opened()
    _ask(plugin)
    changed = {"safety/threats": ClauseText("safety/threats", "Safety", "Do not threaten people", "Not in jest.")}
    plugin.signal("threat_guard", THREAT, changed)
    assert len(server.asked()) == 2


def test_without_its_clause_nobody_is_asked(opened: Opened, server: EndpointServer) -> None:
    assert opened().signal("threat_guard", THREAT, {}).abstained == "no_clause"
    assert server.asked() == []


@pytest.mark.parametrize("text", ["", " \n", "\U0001f600!!", "\u200b"])
def test_what_is_no_text_is_not_sent(opened: Opened, server: EndpointServer, text: str) -> None:
    assert _ask(opened(), text).abstained == "not_text"
    assert server.asked() == []


def test_personal_data_does_not_reach_the_server_unless_it_is_let(opened: Opened, server: EndpointServer) -> None:
    _ask(opened(), "Write to jo.doe@example.org")
    assert server.asked()[0]["body"]["messages"][1]["content"] == "write to [email]"


def test_it_reaches_the_server_where_the_operator_says_so(opened: Opened, server: EndpointServer) -> None:
    _ask(opened(("redact = true", "redact = false")), "Write to jo.doe@example.org")
    assert server.asked()[0]["body"]["messages"][1]["content"] == "write to jo.doe@example.org"


@pytest.mark.parametrize(
    ("fault", "reason", "counts"),
    [
        ("slow 1.5", "timeout", True),
        ("drip", "timeout", True),
        ("status 500", "unavailable", True),
        ("status 429", "unavailable", True),
        ("status 404", "unavailable", True),
        ("elsewhere http://127.0.0.1:9/", "unavailable", True),
        ("status 400", "unclear", False),
        ("huge 300000", "unclear", True),
        ("nested 200000", "unclear", True),
        ("raw <html>Bad gateway</html>", "unclear", True),
        ("raw ", "unclear", True),
        ('say "I think it is fine."', "unclear", False),
        ('say "{\\"label\\": \\"no\\"}"', "unclear", False),
        ("say null", "unclear", False),
    ],
)
def test_whatever_goes_wrong_the_signal_abstains_in_time_and_is_asked_again(
    opened: Opened, server: EndpointServer, fault: str, reason: str, counts: bool
) -> None:
    plugin = opened(("timeout = 2.0", "timeout = 0.5"), ("failures = 5", "failures = 1"))
    server.fail(fault)
    before = time.monotonic()
    assert _ask(plugin) == Signal(plugin.version, abstained=reason)
    assert time.monotonic() - before < 30  # "drip" would go on for ten seconds, a dead server for ever
    server.fail()
    again = _ask(plugin)
    assert again.abstained == ("unavailable" if counts else None)
    assert len(server.asked()) == (0 if counts else 1)


def test_the_breaker_opens_and_closes_again(opened: Opened, server: EndpointServer) -> None:
    plugin = opened(("failures = 5", "failures = 2"), ("rest = 30", "rest = 0.3"))
    server.fail("status 500")
    assert {_ask(plugin, f"post {number}").abstained for number in range(5)} == {"unavailable"}
    assert len(server.asked()) == 2
    server.fail()
    time.sleep(0.35)
    assert [_ask(plugin, f"post {number}").abstained for number in range(3)] == [None, None, None]
    assert len(server.asked()) == 3


def test_a_text_that_is_refused_says_nothing_of_the_endpoint(opened: Opened, server: EndpointServer) -> None:
    plugin = opened(("failures = 5", "failures = 2"))
    told = []
    for number, fault in enumerate(("status 500", "status 400", "status 500", "status 400")):
        server.fail(fault)
        told.append(_ask(plugin, f"post {number}").abstained)
    assert told == ["unavailable", "unclear", "unavailable", "unavailable"]
    assert server.asked() == [], "the second failure in a row has opened the breaker"


def test_a_spent_budget_abstains_and_what_is_known_costs_nothing(opened: Opened, server: EndpointServer) -> None:
    plugin = opened(("per_minute = 60", "per_minute = 3"))
    said = [_ask(plugin, f"post {number}").abstained for number in (1, 2, 3, 4, 5, 1, 2)]
    assert said == [None, None, None, "budget", "budget", None, None]
    assert len(server.asked()) == 3


def test_trying_out_does_not_take_from_the_budget_of_deciding(opened: Opened) -> None:
    plugin = opened(("per_minute = 60", "per_minute = 1"))
    other = plugin.apart()
    assert [_ask(plugin).abstained, _ask(plugin, KIND).abstained] == [None, "budget"]
    assert _ask(other).abstained is None
    other.close()


def test_a_wrong_key_is_an_unavailable_endpoint_and_the_key_is_in_no_log(
    opened: Opened, server: EndpointServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("sk-somebody-else")
    plugin = opened(key_file=wrong)
    assert _ask(plugin).abstained == "unavailable"
    logged = capsys.readouterr()
    assert "it answered 401" in logged.out + logged.err
    assert "sk-somebody-else" not in logged.out + logged.err
    assert THREAT.lower() not in logged.out + logged.err


def test_nobody_there_is_unavailable_at_once(opened: Opened) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # bound and not listening: connections are refused
        plugin = opened(url=f"http://127.0.0.1:{held.getsockname()[1]}/v1")
        assert _ask(plugin).abstained == "unavailable"
        assert plugin.models() == "unavailable"


def test_a_server_that_ends_and_comes_back_is_asked_again(opened: Opened, tmp_path: Path) -> None:
    with EndpointServer(KEY) as short:
        plugin = opened(("failures = 5", "failures = 9"), url=short.url)
        assert _ask(plugin).abstained is None
        short.stop()
        assert _ask(plugin, KIND).abstained == "unavailable"


def test_it_says_which_models_it_has(opened: Opened) -> None:
    assert opened().models() == ["ombud-text"]


@pytest.mark.parametrize(("fault", "said"), [("raw <html>", "unclear"), ("status 500", "unavailable")])
def test_it_may_not_say_which_models_it_has(opened: Opened, server: EndpointServer, fault: str, said: str) -> None:
    server.fail(fault)
    assert opened().models() == said


def test_a_call_under_way_is_given_up_when_it_closes(opened: Opened, server: EndpointServer) -> None:
    plugin = opened(("timeout = 2.0", "timeout = 30.0"))
    server.fail("slow 20")
    with ThreadPoolExecutor(1) as pool:
        call = pool.submit(_ask, plugin)
        while not server.asked():
            time.sleep(0.01)
        plugin.close()
        assert call.result().abstained == "unavailable"
    server.fail()
    assert _ask(plugin).value == 1.0


def test_where_nobody_is_to_be_asked_only_what_is_known_is_said(opened: Opened, server: EndpointServer) -> None:
    plugin = opened()
    assert plugin.signal("threat_guard", THREAT, CLAUSES, ask=False).abstained == "not_asked"
    _ask(plugin)
    assert plugin.signal("threat_guard", THREAT, CLAUSES, ask=False).value == 1.0
    assert len(server.asked()) == 1


def test_texts_are_scored_one_after_the_other(opened: Opened) -> None:
    found = opened().score([normalise(THREAT), normalise(KIND)], lambda: CLAUSES)
    assert [one["threat_guard"].value for one in found] == [1.0, 0.0]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("http://guard.example/v1", "plain text"),
        ("ftp://127.0.0.1/v1", "base_url"),
        ("https://user:secret@guard.example/v1", "base_url"),
        ("https://guard.example/v1?key=1", "base_url"),
        ("https://", "base_url"),
        ("https://guard.example:port/v1", "base_url"),
        ("", "base_url"),
    ],
)
def test_an_address_that_gives_something_away_is_refused(tmp_path: Path, change: str, told: str) -> None:
    copies = Copies(tmp_path)
    copies.of("threat_guard", ("http://127.0.0.1:8600/v1", change))
    (found,) = examine(copies.folder)
    assert isinstance(found.fault, BadInput)
    assert told in found.fault.detail
    assert "secret" not in found.fault.detail


def test_a_key_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    copies = Copies(tmp_path)
    copies.of("threat_guard", ("redact = true", f'redact = true\nkey_file = "{tmp_path}/none"'))
    (found,) = examine(copies.folder)
    assert found.fault is not None
    assert found.fault.code == "plugin_key_missing"
    assert f"{tmp_path}/none" in found.fault.detail


@pytest.mark.parametrize("key", ["", " \n", "two\nlines", "\x00", "x" * 5000])
def test_a_key_that_is_none_is_refused_and_not_repeated(tmp_path: Path, key: str) -> None:
    copies = Copies(tmp_path)
    copies.of("threat_guard", ("redact = true", 'redact = true\nkey_env = "GUARD"'))
    (found,) = examine(copies.folder, {"GUARD": key})
    assert found.fault is not None
    assert found.fault.code == "plugin_key_missing"
    assert not key.strip() or key not in found.fault.detail
