"""What tables share: the metadata, its names, how a column is held to a few values, and indexes over some rows."""

from enum import StrEnum

from sqlalchemy import Index, MetaData, text

__all__ = ["metadata", "one_of", "partial"]

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def one_of(column: str, names: type[StrEnum] | tuple[str, ...]) -> str:
    """The SQL of a CHECK that a column holds one of these."""
    return f"{column} IN ({', '.join(repr(str(name)) for name in names)})"


def partial(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index over the rows of which the SQL in `where` is true, in both databases."""
    return Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))
