"""A small program that receives Ombud's webhooks. Copy it, and put your own platform where the comments say so.

    RECEIVER_SECRET=whsec_... python receiver.py --port 8500 --database received.sqlite

It needs Python 3.11 and `pip install standardwebhooks`. Four things matter, and each is a few lines below:

1. Verify the signature over the bytes as they came, before you read anything into them.
2. Remember each `webhook-id` in the same transaction as its effect: the same message may come again, hours later even,
   and must not do anything twice.
3. Messages may overtake each other: a decision that is older than the one you know changes nothing.
4. Answer 2xx when it is done, anything else when it is not. Ombud tries again for 24 hours.
"""

import argparse
import os
import sqlite3
import sys
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

LARGEST_BODY = 1024 * 1024
SECONDS_TO_WAIT = 10

TABLES = """
CREATE TABLE IF NOT EXISTS seen (webhook_id TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS posts (item TEXT PRIMARY KEY, measure TEXT NOT NULL, decision TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS inbox (notice TEXT PRIMARY KEY, person TEXT NOT NULL, text TEXT NOT NULL, url TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS appeals (appeal TEXT PRIMARY KEY, outcome TEXT NOT NULL, reasons TEXT NOT NULL);
"""


# ── your platform goes here ──────────────────────────────────────────────────────────────────────────────────────────
def decision_made(db: sqlite3.Connection, data: dict[str, Any]) -> None:
    """A rule or a reviewer has decided something about a post."""
    apply_measure(db, data["item"], data["measure"], data["id"])


def notice_created(db: sqlite3.Connection, data: dict[str, Any]) -> None:
    """Somebody is to be told why. Show them the text, or mail it; the link leads to their way to appeal."""
    db.execute(
        "INSERT OR REPLACE INTO inbox VALUES (?, ?, ?, ?)",
        (data["notice"], data["person"], data["text"], data["url"]),
    )


def appeal_decided(db: sqlite3.Connection, data: dict[str, Any]) -> None:
    """Somebody else has heard an appeal. `measure` is what holds from now on: `restore` puts the post back."""
    db.execute("INSERT OR REPLACE INTO appeals VALUES (?, ?, ?)", (data["appeal"], data["outcome"], data["reasons"]))
    apply_measure(db, data["item"], data["measure"], data["decision"])


def apply_measure(db: sqlite3.Connection, item: str, measure: str, decision: str) -> None:
    """Hide, label, limit or put back the post. Ids of decisions sort by age, and the newest one holds."""
    db.execute(
        "INSERT INTO posts VALUES (?, ?, ?) ON CONFLICT (item) DO UPDATE "
        "SET measure = excluded.measure, decision = excluded.decision WHERE excluded.decision >= posts.decision",
        (item, measure, decision),
    )


ACTIONS: dict[str, Callable[[sqlite3.Connection, dict[str, Any]], None]] = {
    "decision.made": decision_made,
    "notice.created": notice_created,
    "appeal.decided": appeal_decided,
}


# ── what every receiver needs ────────────────────────────────────────────────────────────────────────────────────────
class Receiver(ThreadingHTTPServer):
    """Holds the secret and knows the database. Each request opens its own connection: SQLite does the rest."""

    def __init__(self, port: int, secret: str, database: str) -> None:
        self.webhook = Webhook(secret)
        self.database = database
        with self.open_database() as db:
            db.executescript(TABLES)
        db.close()
        super().__init__(("127.0.0.1", port), Handler)

    def open_database(self) -> sqlite3.Connection:
        return sqlite3.connect(self.database, timeout=SECONDS_TO_WAIT, isolation_level="IMMEDIATE")

    def take(self, webhook_id: str, message: dict[str, Any]) -> bool:
        """Apply a message once. False when it was here before. All of it happens, or none of it."""
        db = self.open_database()
        try:
            with db:  # one transaction
                if not db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (webhook_id,)).rowcount:
                    return False
                action = ACTIONS.get(message["type"])
                if action:  # a type that we do not know is no error: there will be more of them
                    action(db, message["data"])
                return True
        finally:
            db.close()


class Handler(BaseHTTPRequestHandler):
    server: Receiver
    timeout = SECONDS_TO_WAIT  # nobody may hold a connection open by sending slowly
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        length = self.headers.get("content-length", "")
        if not (length.isascii() and length.isdigit() and len(length) < 9) or int(length) > LARGEST_BODY:
            self.answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "say how long the body is, and keep it short")
            return
        body = self.rfile.read(int(length))
        try:
            message = self.server.webhook.verify(body, dict(self.headers.items()))
        except (WebhookVerificationError, ValueError):
            self.answer(HTTPStatus.UNAUTHORIZED, "the signature does not hold")
            return
        try:
            fresh = self.server.take(self.headers["webhook-id"], message)
        except sqlite3.OperationalError as error:
            self.answer(HTTPStatus.SERVICE_UNAVAILABLE, f"not stored, please send it again: {error}")
        except (KeyError, TypeError, sqlite3.Error) as error:
            self.answer(HTTPStatus.BAD_REQUEST, f"not a message that this program understands: {error!r}")
        else:
            self.answer(HTTPStatus.OK, "done" if fresh else "was done before")

    def answer(self, status: HTTPStatus, text: str) -> None:
        body = (text + "\n").encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        if status != HTTPStatus.OK:
            self.send_header("Connection", "close")  # the body may not have been read
        self.end_headers()
        self.wfile.write(body)


def main() -> None:
    parser = argparse.ArgumentParser(description="Receives Ombud's webhooks.")
    parser.add_argument("--port", type=int, default=8500, help="0 takes any free port")
    parser.add_argument("--database", default="received.sqlite")
    arguments = parser.parse_args()
    secret = os.environ.get("RECEIVER_SECRET", "")
    if not secret:
        sys.exit("Set RECEIVER_SECRET to the secret that Ombud signs with (whsec_...).")
    with Receiver(arguments.port, secret, arguments.database) as server:
        print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print("stopped")


if __name__ == "__main__":
    main()
