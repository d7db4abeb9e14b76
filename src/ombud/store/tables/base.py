"""What every table shares: the metadata, its names for constraints, and how a column is held to a few values."""

from enum import StrEnum

from sqlalchemy import MetaData

__all__ = ["metadata", "one_of"]

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
