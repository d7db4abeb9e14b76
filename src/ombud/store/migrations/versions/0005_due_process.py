"""Due process: reports, notices, measures, strikes, appeals and orders, step by step; corrections wait once."""

from ombud.store.migrations.due_process import (
    appeals,
    corrections,
    counts,
    inquiries,
    measures,
    notices,
    orders,
    people,
    reports,
    steps,
)
from ombud.store.migrations.due_process.building import always

revision = "0005"
down_revision = "0004"

_PARTS = (steps, notices, measures, orders, inquiries, appeals, people, reports, corrections, counts)


def upgrade() -> None:
    """Each noun's tables, and what may follow what; all of it stands in `due_process`."""
    for part in _PARTS:
        part.upgrade()
    always()
