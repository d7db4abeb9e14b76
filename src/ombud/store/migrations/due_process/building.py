"""What the files beside this one build their tables from."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

__all__ = [
    "always",
    "arrows",
    "blob",
    "check",
    "index",
    "key",
    "moment",
    "number",
    "refers",
    "run_script",
    "unique",
    "words",
]

_HERE = Path(__file__).parent


def words(name: str, *, null: bool = False) -> sa.Column[str]:
    """Text that sorts by code point in both databases."""
    kind = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return sa.Column(name, kind, nullable=null)


def moment(name: str, *, null: bool = False) -> sa.Column[int]:
    """Microseconds since 1970."""
    return sa.Column(name, sa.BigInteger(), nullable=null)


def number(name: str, *, null: bool = False) -> sa.Column[int]:
    """An integer that the program counts itself."""
    return sa.Column(name, sa.BigInteger(), nullable=null, autoincrement=False)


def blob(name: str, *, null: bool = False) -> sa.Column[bytes]:
    """Bytes."""
    return sa.Column(name, sa.LargeBinary(), nullable=null)


def key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    """The primary key."""
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def unique(table: str, *columns: str) -> sa.UniqueConstraint:
    """No two rows alike in these."""
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    """A foreign key: `to` is ``table.column``."""
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"))


def check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    """A CHECK, as it is said in ``ombud.store.tables``."""
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def index(table: str, *columns: str) -> None:
    """An index over these columns."""
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))


def arrows(kind: str, *triples: tuple[str, str, str]) -> None:
    """What may follow what in one machine: (state, move, state after it). A test holds this to `ombud.process`."""
    table = sa.table("process_arrows", *map(sa.column, ("kind", "state", "move", "next")))
    op.bulk_insert(table, [dict(zip(("kind", "state", "move", "next"), (kind, *one), strict=True)) for one in triples])


def always() -> None:
    """Every trigger holds in PostgreSQL's replication too; SQLite knows no other kind."""
    if op.get_bind().dialect.name == "postgresql":
        run_script("always")


def run_script(name: str) -> None:
    """The triggers in ``NAME.DIALECT.sql`` beside this file, one statement a paragraph."""
    dialect = op.get_bind().dialect.name
    for paragraph in (_HERE / f"{name}.{dialect}.sql").read_text(encoding="utf-8").split("\n\n"):
        op.get_bind().exec_driver_sql(paragraph)
