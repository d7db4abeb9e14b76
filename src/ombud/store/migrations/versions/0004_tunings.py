"""Calibrations and local heads, and when each came into force. Frozen: a change is a new file beside this one."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Two tables that only grow: decisions name what is in them, and have to find it again."""
    op.create_table(
        "tunings",
        _words("id"), _words("kind"), _words("signal"), _words("base"),
        sa.Column("body", sa.LargeBinary(), nullable=False), sa.Column("report", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tunings")),
        sa.UniqueConstraint("id", "kind", "signal", name=op.f("uq_tunings_id_kind_signal")),
        sa.CheckConstraint("kind IN ('head', 'cal')", name=op.f("ck_tunings_kind")),
    )  # fmt: skip
    op.create_table(
        "tuning_steps",
        sa.Column("seq", sa.BigInteger(), nullable=False, autoincrement=False),
        _words("kind"), _words("signal"), _words("tuning", null=True), _words("how"),
        sa.Column("at", sa.BigInteger(), nullable=False), _words("reason"), _words("role"),
        _words("by_user", null=True), _words("entry"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_tuning_steps")),
        sa.UniqueConstraint("entry", name=op.f("uq_tuning_steps_entry")),
        sa.ForeignKeyConstraint(["by_user"], ["users.id"], name=op.f("fk_tuning_steps_by_user")),
        sa.ForeignKeyConstraint(["entry"], ["entries.id"], name=op.f("fk_tuning_steps_entry")),
        sa.ForeignKeyConstraint(
            ["tuning", "kind", "signal"], ["tunings.id", "tunings.kind", "tunings.signal"],
            name=op.f("fk_tuning_steps_tuning_kind_signal"),
        ),
        sa.CheckConstraint("kind IN ('head', 'cal')", name=op.f("ck_tuning_steps_kind")),
        sa.CheckConstraint("how IN ('fitted', 'back')", name=op.f("ck_tuning_steps_how")),
        sa.CheckConstraint("role IN ('operator', 'lead', 'admin')", name=op.f("ck_tuning_steps_role")),
        sa.CheckConstraint("how = 'back' OR tuning IS NOT NULL", name=op.f("ck_tuning_steps_fitted")),
    )  # fmt: skip
    dialect = op.get_bind().dialect.name
    script = Path(__file__).with_name(f"0004_tunings.{dialect}.sql").read_text(encoding="utf-8")
    for paragraph in script.split("\n\n"):
        op.get_bind().exec_driver_sql(paragraph)


def _words(name: str, *, null: bool = False) -> sa.Column[str]:
    kind = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return sa.Column(name, kind, nullable=null)
