"""The sample platform's own web server: the community page, members' inboxes, and the door for Ombud's webhooks."""

import json
import re
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from urllib.parse import unquote

import jinja2
import structlog
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from ombud.cli.demo.book import Book, Letter

__all__ = ["Site"]

_SHOWN = 200
_LONGEST_BODY = 1 << 20
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'"
)
_FILES = {"/style.css": "text/css; charset=utf-8", "/live.js": "text/javascript; charset=utf-8"}
_log = structlog.get_logger("ombud.demo")


class Site(ThreadingHTTPServer):
    """Serves on `port` of 127.0.0.1. `ombud_url` is where the console and the policy are."""

    daemon_threads = True

    def __init__(self, port: int, book: Book, webhook_secret: str, ombud_url: str) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.book = book
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.ombud_url = ombud_url
        self.webhook = Webhook(webhook_secret)
        self.pages = jinja2.Environment(
            loader=jinja2.PackageLoader("ombud.cli.demo", "pages"), autoescape=True, undefined=jinja2.StrictUndefined
        )
        self.files = {path: (files("ombud.cli.demo") / "pages" / path[1:]).read_bytes() for path in _FILES}


class _Handler(BaseHTTPRequestHandler):
    server: Site
    protocol_version = "HTTP/1.1"
    timeout = 30  # seconds; a client that says nothing does not hold a thread for ever

    def log_message(self, *_: object) -> None:
        """Say nothing: the terminal belongs to the links that `ombud serve` prints."""

    # ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────
    def do_GET(self) -> None:
        book = self.server.book
        if self.path == "/":
            self._page("community.html", posts=book.posts(_SHOWN), counts=book.counts(), letters=book.inbox_sizes())
        elif self.path in _FILES:
            self._answer(HTTPStatus.OK, self.server.files[self.path], _FILES[self.path])
        elif self.path == "/favicon.ico":
            self._answer(HTTPStatus.NO_CONTENT)
        elif found := re.fullmatch(r"/people/([^/?]+)", self.path):
            person = unquote(found[1])
            posts, inbox = book.posts(_SHOWN, author=person), book.inbox(person)
            if posts or inbox:
                self._page("person.html", posts=posts, inbox=inbox, name=posts[0].name if posts else person)
            else:
                self._answer(HTTPStatus.NOT_FOUND, b"nobody by that name\n", "text/plain")
        else:
            self._answer(HTTPStatus.NOT_FOUND, b"no such page\n", "text/plain")

    # ── webhooks ─────────────────────────────────────────────────────────────────────────────────────────────────────
    def do_POST(self) -> None:
        length = self.headers.get("content-length", "")
        if self.path != "/webhooks" or not length.isdigit() or int(length) > _LONGEST_BODY:
            self.close_connection = True
            self._answer(HTTPStatus.BAD_REQUEST, b"not a webhook\n", "text/plain")
            return
        body = self.rfile.read(int(length))
        try:
            self.server.webhook.verify(body, dict(self.headers.items()), json_parse=False)
            message = json.loads(body)
        except (WebhookVerificationError, ValueError):
            self._answer(HTTPStatus.UNAUTHORIZED, b"the signature does not hold\n", "text/plain")
            return
        self._hear(message["type"], message["data"], message["timestamp"])
        self._answer(HTTPStatus.NO_CONTENT)

    def _hear(self, kind: str, data: dict[str, str], at: str) -> None:
        """Apply the decision, pass on the notice. Hearing the same message twice changes nothing: both have ids."""
        book = self.server.book
        if kind == "decision.made":
            book.decided(data["item"], data["measure"], ", ".join(data.get("labels", ())), data["at"])
        elif kind == "notice.created":
            letter = Letter(data["notice"], data["item"], data["measure"], data["text"], data["url"], at)
            book.deliver(data["person"], letter)
        elif kind != "appeal.decided":  # that one says nothing new: a `decision.made` and a notice go with it
            # a platform ignores what it does not know, so that Ombud may learn to say more
            _log.info("demo_ignored_webhook", kind=kind)

    # ── answering ────────────────────────────────────────────────────────────────────────────────────────────────────
    def _page(self, template: str, /, **values: object) -> None:
        html = self.server.pages.get_template(template).render(ombud=self.server.ombud_url, **values)
        self._answer(HTTPStatus.OK, html.encode("utf-8", "replace"), "text/html; charset=utf-8")

    def _answer(self, status: HTTPStatus, body: bytes = b"", kind: str = "") -> None:
        self.send_response(status)
        if kind:
            self.send_header("Content-Type", kind)
        if status != HTTPStatus.NO_CONTENT:
            self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", _POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
