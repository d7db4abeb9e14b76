"""Sets the sample platform up beside Ombud: its book, its web site, its key, and the posts that its members write."""

import base64
import secrets
import threading
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from types import TracebackType
from typing import Any, Self

import msgspec

from ombud.cli.demo.book import Book
from ombud.cli.demo.people import Person, introduce
from ombud.cli.demo.sender import Sender
from ombud.cli.demo.site import Site
from ombud.wiring import Config, Ombud

__all__ = ["Demo"]

_NEWEST_MEMBER = timedelta(hours=2)


class Demo:
    """The sample platform. `config` is Ombud's configuration, with its webhooks pointed here unless they had an aim."""

    def __init__(self, config: Config) -> None:
        self._book = Book(config.data / "demo-community.db")
        secret = self._book.setting("webhook_secret")
        if secret is None:
            secret = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
            self._book.keep("webhook_secret", secret)
        self._site = Site((config.port + 1) % 65536, self._book, secret, config.url)
        self._sheet = config.data / "demo-sign-in.txt"
        self._people: list[Person] = []
        self._sender: Sender | None = None
        self.config = config
        if config.webhook_url is None:
            self.config = msgspec.structs.replace(
                config, webhook_url=f"{self._site.url}/webhooks", webhook_secret=secret
            )

    def __enter__(self) -> Self:
        threading.Thread(target=self._site.serve_forever, name="sample-site", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self._site.shutdown()
        self._site.server_close()
        self._book.close()

    def begin(self, ombud: Ombud) -> None:
        """Introduce the people, and let the members write."""
        self._people = introduce(ombud, self._sheet)
        self._sender = Sender(self._book, _samples(datetime.now(UTC)), self.config.url, self._key(ombud))
        self._sender.start()

    def stop(self) -> None:
        """No more posts. What Ombud still has to say can still arrive."""
        if self._sender is not None:
            self._sender.stop()
            self._sender = None

    def links(self) -> list[str]:
        """What to print: where to look, and who to be."""
        width = max(len(one.name) for one in self._people)
        return [
            f"  community     {self._site.url}    what the members see",
            *(f"  sign in as    {one.name:<{width}}  {one.password}  ({one.role})" for one in self._people),
            f"                (kept in {self._sheet})",
        ]

    def _key(self, ombud: Ombud) -> str:
        secret = self._book.setting("key")
        if secret is None or ombud.accounts.key_of(secret) is None:
            _, secret = ombud.accounts.add_key("sample community", ("events:write", "decisions:read"))
            self._book.keep("key", secret)
        return secret


def _samples(now: datetime) -> list[dict[str, Any]]:
    """The posts that ship with the package, in the order they are written.

    Members are as old as they were when the posts were collected: whoever had just joined then has just joined `now`.
    """
    lines = (files("ombud.starter") / "community" / "posts.jsonl").read_bytes().splitlines()
    samples = [msgspec.json.decode(line, type=dict[str, Any]) for line in lines if line.strip()]
    joined = [datetime.fromisoformat(sample["author"]["created_at"]) for sample in samples]
    later = now - max(joined) - _NEWEST_MEMBER
    for sample, at in zip(samples, joined, strict=True):
        sample["author"]["created_at"] = (at + later).isoformat(timespec="seconds").replace("+00:00", "Z")
    return samples
