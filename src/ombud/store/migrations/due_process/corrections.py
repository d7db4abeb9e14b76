"""Corrections that the same client sends twice wait once."""

import sqlalchemy as sa
from alembic import op

from ombud.store.migrations.due_process.building import blob

__all__ = ["upgrade"]


def upgrade() -> None:
    """Those that were there before have no digest, and wait as they did."""
    op.add_column("corrections", blob("digest", null=True))
    op.add_column("corrections", sa.Column("times", sa.BigInteger(), server_default=sa.text("1"), nullable=False))
    waiting = sa.text("state = 'waiting'")
    op.create_index(op.f("uq_corrections_waiting"), "corrections", ["api_key", "digest"], unique=True,
                    sqlite_where=waiting, postgresql_where=waiting)  # fmt: skip
