"""Whatever is sent to any address that the API describes, none answers with a fault of its own.

Schemathesis makes the requests up from the description: some that fit it, and some that do not. The server is real.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import status_code_conformance

from ombud.web.api import describe
from ombud.web.doors.described import paths, schemas, security
from tests.support.server import Server, make_key

DESCRIPTION = json.loads(describe(paths(), schemas(), security()))
EVERY = [
    found.ok() for found in schemathesis.openapi.from_dict(DESCRIPTION).get_all_operations() if isinstance(found, Ok)
]


@pytest.fixture(scope="module")
def open_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    """A server of these tests' own, since they write, and a key that may do everything."""
    data = tmp_path_factory.mktemp("openapi") / "data"
    key = make_key(data, ("events:write", "decisions:read", "score"))
    with Server(data) as server:
        yield server, key


def test_every_address_is_tried() -> None:
    assert {(one.path, one.method) for one in EVERY} == {
        (path, method) for path, methods in DESCRIPTION["paths"].items() for method in methods
    }


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda mode: mode.value)
@pytest.mark.parametrize("operation", EVERY, ids=lambda operation: operation.label)
def test_no_address_answers_with_a_fault(
    open_server: tuple[Server, str], operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode
) -> None:
    server, key = open_server
    where = f"http://127.0.0.1:{server.port}"

    @settings(
        max_examples=20, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode), key_in=st.sampled_from(("header", "query", "form", "")))
    def ask(case: Case[Any], key_in: str) -> None:
        if key_in == "form" and isinstance(case.body, dict) and case.media_type and "form" in case.media_type:
            case.body = {**case.body, "api_key": key, "blog": "http://blog.example", "user_ip": "192.0.2.7"}
        answer = case.call(
            base_url=where,
            headers={"Authorization": f"Bearer {key}"} if key_in == "header" else None,
            params={"key": key} if key_in == "query" else None,
            timeout=30,
        )
        try:
            case.validate_response(answer, checks=[not_a_server_error, status_code_conformance])
        except FailureGroup as failures:
            raise AssertionError("\n".join(str(one) for one in failures.exceptions)) from failures

    try:
        ask()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE, "no request fits the description"  # else: there is nothing to get wrong
