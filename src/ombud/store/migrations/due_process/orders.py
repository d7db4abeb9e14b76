"""Demands from outside."""

from alembic import op

from ombud.store.migrations.due_process.building import (
    arrows,
    blob,
    check,
    index,
    key,
    moment,
    number,
    refers,
    run_script,
    unique,
    words,
)

__all__ = ["upgrade"]


def upgrade() -> None:
    """What came in, what it led to, and what may follow what."""
    op.create_table(
        "orders",
        words("id"), number("n"), words("kind"), words("sender"), words("country", null=True), blob("token_hash"),
        blob("body"), moment("received_at"),
        key("orders", "id", "n"), unique("orders", "token_hash", "n"),
        check("orders", "kind", "kind IN ('act', 'information', 'informal')"),
        check("orders", "sender", "sender IN ('state', 'court', 'company')"),
    )  # fmt: skip
    op.create_table(
        "order_actions",
        words("decision"), words("order_id"), words("item"), words("location"), moment("at"),
        key("order_actions", "decision", "order_id"), refers("order_actions", "decision", "decisions.id"),
    )  # fmt: skip
    for column in ("order_id", "item"):
        index("order_actions", column)
    op.create_table(
        "order_waits",
        words("order_id"), words("item"), words("location"), words("under"), moment("at"),
        key("order_waits", "order_id", "item"), refers("order_waits", "under", "decisions.id"),
    )  # fmt: skip
    index("order_waits", "item")
    arrows(
        "order",
        ("", "receive", "received"),
        ("received", "find_incomplete", "incomplete"),
        ("received", "acknowledge", "acknowledged"),
        ("received", "refuse", "refused"),
        ("received", "withdraw", "withdrawn"),
        ("incomplete", "complete", "received"),
        ("incomplete", "refuse", "refused"),
        ("incomplete", "withdraw", "withdrawn"),
        ("acknowledged", "give_effect", "in_effect"),
        ("acknowledged", "answer", "answered"),
        ("acknowledged", "refuse", "refused"),
        ("acknowledged", "withdraw", "withdrawn"),
        ("in_effect", "end", "ended"),
        ("in_effect", "lift", "lifted"),
    )
    run_script("orders")
