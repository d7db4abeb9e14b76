"""Measures with an end and a way back, and strikes."""

from alembic import op

from ombud.store.migrations.due_process.building import (
    arrows,
    check,
    index,
    key,
    moment,
    number,
    refers,
    run_script,
    words,
)  # fmt: skip

__all__ = ["upgrade"]


def upgrade() -> None:
    """What a restriction counts against its author, and which machine may give back what."""
    op.create_table(
        "strikes",
        words("id"), words("person"), words("decision"), words("item"), words("clause"), number("weight"),
        moment("at"), moment("until"),
        key("strikes", "id"),
        refers("strikes", "decision", "decisions.id"),
        check("strikes", "weight", "weight BETWEEN 1 AND 100"),
        check("strikes", "until", "until > at"),
    )  # fmt: skip
    index("strikes", "person")
    index("strikes", "item")
    arrows(
        "measure",
        ("", "begin", "in_force"),
        ("in_force", "acknowledge", "acknowledged"),
        ("in_force", "expire", "expired"),
        ("in_force", "lift", "lifted"),
        ("in_force", "replace", "replaced"),
        ("acknowledged", "expire", "expired"),
        ("acknowledged", "lift", "lifted"),
        ("acknowledged", "replace", "replaced"),
    )
    arrows(
        "strike", ("", "count", "counted"), ("counted", "expire", "expired"), ("counted", "reverse", "reversed"),
    )  # fmt: skip
    run_script("measures")
