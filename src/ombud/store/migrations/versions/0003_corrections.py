"""Corrections that come in at the doors. Frozen: a change to the schema is a new file beside this one."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """One table. It is a queue of suggestions, not part of the record: nothing refers to it, and rows may go."""
    op.create_table(
        "corrections",
        _words("id"), _words("text"), _words("lang", null=True),
        sa.Column("labels", sa.LargeBinary(), nullable=False),
        _words("door"), _words("api_key"), _words("community", null=True),
        sa.Column("at", sa.BigInteger(), nullable=False), _words("state"), _words("judged_by", null=True),
        sa.Column("judged_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
        sa.ForeignKeyConstraint(["api_key"], ["api_keys.id"], name=op.f("fk_corrections_api_key")),
        sa.ForeignKeyConstraint(["judged_by"], ["users.id"], name=op.f("fk_corrections_judged_by")),
        sa.CheckConstraint("state IN ('waiting', 'accepted', 'rejected')", name=op.f("ck_corrections_state")),
        sa.CheckConstraint("(state = 'waiting') = (judged_at IS NULL)", name=op.f("ck_corrections_judged")),
    )  # fmt: skip
    op.create_index(op.f("ix_corrections_at"), "corrections", ["at"])
    op.create_index(op.f("ix_corrections_state_id"), "corrections", ["state", "id"])


def _words(name: str, *, null: bool = False) -> sa.Column[str]:
    kind = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return sa.Column(name, kind, nullable=null)
