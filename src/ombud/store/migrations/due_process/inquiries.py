"""Whose data was asked for, and that they are told."""

from alembic import op

from ombud.store.migrations.due_process.building import (
    arrows,
    blob,
    index,
    key,
    moment,
    run_script,
    unique,
    words,
)

__all__ = ["upgrade"]


def upgrade() -> None:
    """Who is told of which order, and how that goes on."""
    op.create_table(
        "inquiries",
        words("id"), words("order_id"), words("person"), blob("token_hash"), moment("at"), moment("until", null=True),
        key("inquiries", "id"), unique("inquiries", "order_id", "person"), unique("inquiries", "token_hash"),
    )  # fmt: skip
    index("inquiries", "person")
    arrows(
        "inquiry",
        ("", "create", "created"), ("", "withhold", "withheld"), ("withheld", "release", "created"),
        ("created", "send", "sent"), ("created", "read", "read"),
        ("sent", "deliver", "delivered"), ("sent", "fail", "undeliverable"), ("sent", "read", "read"),
        ("delivered", "read", "read"),
        ("undeliverable", "send", "sent"), ("undeliverable", "deliver", "delivered"), ("undeliverable", "read", "read"),
    )  # fmt: skip
    run_script("inquiries")
