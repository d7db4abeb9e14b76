"""What the sample platform remembers: its posts, what became of them, and its members' inboxes.

It is a database of its own, as a real platform's is: Ombud never looks in here, and this never looks into Ombud.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

__all__ = ["Book", "Letter", "Post"]

_TABLES = """
create table if not exists posts (
    id text primary key, author text not null, name text not null, text text not null, at text not null,
    event blob not null, sent integer not null default 0,
    measure text not null default 'unknown', labels text not null default '', decided text not null default '',
    put_back integer not null default 0
);
create table if not exists letters (
    id text primary key, person text not null, item text not null, measure text not null, text text not null,
    url text not null, at text not null
);
create table if not exists settings (name text primary key, value text not null);
"""


class Post(msgspec.Struct, frozen=True):
    """A post and what became of it. `measure` is ``unknown`` until Ombud has answered."""

    id: str
    author: str
    name: str
    text: str
    at: str
    measure: str
    labels: str
    put_back: bool


class Letter(msgspec.Struct, frozen=True):
    """A notice in a member's inbox, with their own link to the reasons and the appeal."""

    id: str
    item: str
    measure: str
    text: str
    url: str
    at: str


class Book:
    """One SQLite file, one connection, one lock: a sample community is small."""

    def __init__(self, path: Path) -> None:
        path.touch(mode=0o600, exist_ok=True)  # it holds the key and the webhook secret
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.executescript(_TABLES)

    def close(self) -> None:
        """Nothing is buffered: every change was committed when it was made."""
        with self._lock:
            self._db.close()

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._db.execute("begin immediate")
            try:
                yield self._db
            except BaseException:
                self._db.execute("rollback")
                raise
            self._db.execute("commit")

    def _rows(self, query: str, *values: str | int) -> list[tuple[str, ...]]:
        with self._lock:
            return self._db.execute(query, values).fetchall()

    # ── settings ─────────────────────────────────────────────────────────────────────────────────────────────────────
    def setting(self, name: str) -> str | None:
        """The API key and the webhook secret that this platform was given."""
        rows = self._rows("select value from settings where name = ?", name)
        return rows[0][0] if rows else None

    def keep(self, name: str, value: str) -> None:
        """Keep a setting."""
        with self._change() as db:
            db.execute("insert or replace into settings values (?, ?)", (name, value))

    # ── posting ──────────────────────────────────────────────────────────────────────────────────────────────────────
    def write(self, post: Post, event: bytes) -> None:
        """Keep a post with the exact event to send, before it is sent: sent again, it must be the same bytes."""
        with self._change() as db:
            db.execute(
                "insert or ignore into posts (id, author, name, text, at, event) values (?, ?, ?, ?, ?, ?)",
                (post.id, post.author, post.name, post.text, post.at, event),
            )

    def known(self) -> set[str]:
        """Ids of the posts that were written."""
        return {row[0] for row in self._rows("select id from posts")}

    def unsent(self) -> list[tuple[str, bytes]]:
        """(id, event) of posts that Ombud has not answered yet, oldest first."""
        with self._lock:
            return self._db.execute("select id, event from posts where not sent order by at, id").fetchall()

    def answered(self, post_id: str) -> None:
        """Ombud has this post: it need not be sent again."""
        with self._change() as db:
            db.execute("update posts set sent = 1 where id = ?", (post_id,))

    # ── what Ombud says ──────────────────────────────────────────────────────────────────────────────────────────────
    def decided(self, post_id: str, measure: str, labels: str, at: str) -> None:
        """Apply a decision. Messages may overtake each other: the newest decision counts, whenever it arrives."""
        with self._change() as db:
            db.execute(
                "update posts set measure = ?, labels = ?, decided = ?, put_back = (? = 'restore')"
                " where id = ? and decided <= ?",
                (measure, labels, at, measure, post_id, at),
            )

    def deliver(self, person: str, letter: Letter) -> None:
        """Put a notice into a member's inbox, once."""
        with self._change() as db:
            db.execute(
                "insert or ignore into letters values (?, ?, ?, ?, ?, ?, ?)",
                (letter.id, person, letter.item, letter.measure, letter.text, letter.url, letter.at),
            )

    # ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────
    def posts(self, limit: int, author: str = "") -> list[Post]:
        """Newest first; of one author, or of everybody."""
        with self._lock:
            rows = self._db.execute(
                "select id, author, name, text, at, measure, labels, put_back from posts"
                " where ? in ('', author) order by at desc, id desc limit ?",
                (author, limit),
            ).fetchall()
        return [
            msgspec.convert(dict(zip(Post.__struct_fields__, row, strict=True)), Post, strict=False) for row in rows
        ]

    def counts(self) -> dict[str, int]:
        """Posts by measure."""
        with self._lock:
            return dict(self._db.execute("select measure, count(*) from posts group by measure").fetchall())

    def inbox(self, person: str) -> list[Letter]:
        """Newest first."""
        rows = self._rows(
            "select id, item, measure, text, url, at from letters where person = ? order by at desc, id desc", person
        )
        return [Letter(*row) for row in rows]

    def inbox_sizes(self) -> dict[str, int]:
        """How many letters each member has."""
        with self._lock:
            return dict(self._db.execute("select person, count(*) from letters group by person").fetchall())
