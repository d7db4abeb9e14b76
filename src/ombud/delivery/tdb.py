"""Files statements of reasons in the DSA Transparency Database (schema 2, ``/api/v1``), a hundred at a time.

A batch is taken as a whole or not at all. When it is not, the database says whose fault it is: those are put aside, and
the others are sent again at once. The name of a statement (``puid``) is unique there for ever, so that sending one
twice is harmless: the second time it is there already.
"""

import asyncio
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

import httpx
import msgspec

from ombud.delivery.outgoing import address, excerpt, is_here, trusted, why
from ombud.model import BadInput
from ombud.ports.registry import Deferred, Filed, Rejected

__all__ = ["MOST_AT_ONCE", "TransparencyDatabase"]

MOST_AT_ONCE = 100
_MOST_READ = 2 * 1024 * 1024  # bytes: a hundred statements, each with something wrong in every field
_LONGEST_WAIT = 24 * 3600.0
_TOKEN = re.compile(r"[!-~]{1,500}")
_NAMED = re.compile(r"statement_([0-9]{1,3})")

Outcome = Filed | Rejected | Deferred
Batch = tuple[int, ...]
"""Which of the statements: their places in what was asked."""


class _Named(msgspec.Struct):
    puid: str


class _Answer(msgspec.Struct):
    status: int
    said: str
    errors: dict[str, Any]
    retry_after: str | None


class TransparencyDatabase:
    """`ports.Registry`. `timeout` in seconds bounds each request.

    The token goes to this address and nowhere else: redirects are not followed, proxies named in the environment not
    used, and an answer that repeats it is not repeated. Raises BadInput (``tdb_url_invalid``, ``tdb_token_invalid``).
    """

    def __init__(self, url: str, token: str, *, timeout: float = 30) -> None:
        self._url = _check_url(url)
        self._token = _check_token(token)
        self._timeout = timeout
        self._trusted = trusted()

    def file(self, statements: Sequence[bytes]) -> list[Outcome]:
        """What became of each, in their order. Never raises."""
        return asyncio.run(self._file(statements))

    async def _file(self, statements: Sequence[bytes]) -> list[Outcome]:
        outcomes: dict[int, Outcome] = {}
        places = range(len(statements))
        batches = [tuple(places[i : i + MOST_AT_ONCE]) for i in reversed(range(0, len(statements), MOST_AT_ONCE))]
        async with self._client() as client:
            while batches:
                batch = batches.pop()
                settled, rest = await self._send(client, batch, statements)
                outcomes |= settled
                batches += rest
                halt = next((one for one in settled.values() if isinstance(one, Deferred)), None)
                if halt is not None:  # whatever it is, it is not about these statements: the others wait as well
                    outcomes |= {place: halt for other in batches for place in other}
                    break
        return [outcomes[place] for place in places]

    def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            verify=self._trusted,
            timeout=None,  # noqa: S113 (each request is bounded as a whole instead)
            follow_redirects=False,
            trust_env=False,
            headers={
                "accept": "application/json",
                "accept-encoding": "identity",
                "authorization": f"Bearer {self._token}",
                "content-type": "application/json",
                "user-agent": "Ombud",
            },
        )

    async def _send(
        self, client: httpx.AsyncClient, batch: Batch, statements: Sequence[bytes]
    ) -> tuple[dict[int, Outcome], list[Batch]]:
        """What is settled now, and what has to be sent again, in which batches."""
        body = b'{"statements":[' + b",".join(statements[place] for place in batch) + b"]}"
        answer = await self._ask(client, "POST", "/api/v1/statements", body)
        if isinstance(answer, Deferred):
            return dict.fromkeys(batch, answer), []
        if answer.status == HTTPStatus.CREATED:
            return dict.fromkeys(batch, Filed()), []
        if answer.status == HTTPStatus.UNPROCESSABLE_ENTITY:
            return await self._apart(client, batch, statements, answer)
        if answer.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return _halved(batch, answer)
        return dict.fromkeys(batch, _deferred(answer)), []

    async def _apart(
        self, client: httpx.AsyncClient, batch: Batch, statements: Sequence[bytes], answer: _Answer
    ) -> tuple[dict[int, Outcome], list[Batch]]:
        """Nothing of the batch was taken: put those aside that it was because of."""
        settled: dict[int, Outcome] = {}
        for name, errors in answer.errors.items():
            number = _NAMED.fullmatch(name)
            if number and int(number[1]) < len(batch):
                settled[batch[int(number[1])]] = Rejected(self._in_words(errors))
        if not settled and "puid" in answer.errors:
            puids = {place: msgspec.json.decode(statements[place], type=_Named).puid for place in batch}
            listed = answer.errors.get("existing_puids")
            named = {one for one in listed if isinstance(one, str)} if isinstance(listed, list) else set()
            there = named.intersection(puids.values()) or await self._existing(client, puids.values())
            if isinstance(there, Deferred):
                return dict.fromkeys(batch, there), []
            settled = {place: Filed(already=True) for place, puid in puids.items() if puid in there}
        if not settled:
            return _halved(batch, answer)
        rest = tuple(place for place in batch if place not in settled)
        return settled, [rest] if rest else []

    async def _existing(self, client: httpx.AsyncClient, puids: Iterable[str]) -> set[str] | Deferred:
        """Which of them are there: 302 says yes, 404 no."""
        there = set()
        for puid in puids:
            answer = await self._ask(client, "GET", f"/api/v1/statement/existing-puid/{puid}")
            if isinstance(answer, Deferred):
                return answer
            if answer.status == HTTPStatus.FOUND:
                there.add(puid)
            elif answer.status != HTTPStatus.NOT_FOUND:
                return _deferred(answer)
        return there

    async def _ask(self, client: httpx.AsyncClient, method: str, path: str, body: bytes = b"") -> _Answer | Deferred:
        try:
            async with (
                asyncio.timeout(self._timeout),
                client.stream(method, self._url + path, content=body) as response,
            ):
                said = b"" if response.status_code == HTTPStatus.CREATED else await _beginning(response)
        except (TimeoutError, httpx.HTTPError, OSError, ValueError) as error:
            return Deferred(why(error, self._timeout))
        return _Answer(
            status=response.status_code,
            said=self._excerpt(said.decode("utf-8", "replace")),
            errors=_errors(said),
            retry_after=response.headers.get("retry-after"),
        )

    def _in_words(self, errors: object) -> str:
        """``puid: The puid format is invalid.``"""
        fields = errors.items() if isinstance(errors, dict) else [("", errors)]
        return self._excerpt("; ".join(f"{name}: {_first(said)}" for name, said in fields))

    def _excerpt(self, said: str) -> str:
        return excerpt(said.replace(self._token, "[token]"))


async def _beginning(response: httpx.Response) -> bytes:
    said = b""
    async for chunk in response.aiter_raw():
        said += chunk
        if len(said) > _MOST_READ:
            break
    return said


def _errors(said: bytes) -> dict[str, Any]:
    """What the database finds wrong, by statement or field; nothing where it does not say it as it should."""
    try:
        body = msgspec.json.decode(said)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    errors = body.get("errors") if isinstance(body, dict) else None
    return errors if isinstance(errors, dict) else {}


def _first(said: object) -> str:
    one = said[0] if isinstance(said, list) and said else said
    return one if isinstance(one, str) else "not taken"


def _halved(batch: Batch, answer: _Answer) -> tuple[dict[int, Outcome], list[Batch]]:
    """Whose fault it is was not said, or all of them are too much: ask for each half."""
    if len(batch) == 1:
        return {batch[0]: Rejected(_refusal(answer))}, []
    half = len(batch) // 2
    return {}, [batch[half:], batch[:half]]


def _deferred(answer: _Answer) -> Deferred:
    wait = _seconds(answer.retry_after) if answer.retry_after else None
    return Deferred(_refusal(answer), wait)


def _refusal(answer: _Answer) -> str:
    return f"the database answered {answer.status}" + (f": {answer.said}" if answer.said else "")


def _seconds(retry_after: str) -> float | None:
    """RFC 9110, 10.2.3: a number of seconds, or a date. At least a second, at most a day."""
    if retry_after.isascii() and retry_after.isdigit():
        seconds = float(retry_after[:9])
    else:
        try:
            seconds = (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds()
        except (ValueError, TypeError, OverflowError):  # no date, or one without a time zone
            return None
    return min(max(seconds, 1.0), _LONGEST_WAIT)


def _check_url(url: str) -> str:
    parsed = address(url)
    if parsed is None or (parsed.scheme == "http" and not is_here(parsed.host)) or parsed.query or parsed.fragment:
        raise BadInput(
            "tdb_url_invalid",
            "the address of the DSA Transparency Database is not a full https address",
            advice="Give its beginning, such as https://transparency.dsa.ec.europa.eu, without /api/v1.",
            field="tdb_url",
        )
    return url.rstrip("/")


def _check_token(token: str) -> str:
    """The token itself, without repeating it where it is none."""
    if not _TOKEN.fullmatch(token):
        raise BadInput(
            "tdb_token_invalid",
            "the token for the DSA Transparency Database is not one line of visible ASCII characters",
            advice="Put the token, and nothing else, into the file that OMBUD_TDB_TOKEN_FILE names.",
            field="tdb_token_file",
        )
    return token
