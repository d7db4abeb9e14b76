"""Where users want to be told that appeals wait."""

from alembic import op

from ombud.store.migrations.due_process.building import key, moment, refers, words

__all__ = ["upgrade"]


def upgrade() -> None:
    """Nobody has said it yet."""
    op.create_table(
        "reviewer_addresses",
        words("user_id"), words("email"), moment("told_at", null=True),
        key("reviewer_addresses", "user_id"), refers("reviewer_addresses", "user_id", "users.id"),
    )  # fmt: skip
