"""The column types both databases share: what sorts, compares and round-trips the same way in each."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, Dialect, Integer, LargeBinary, Text
from sqlalchemy.dialects.postgresql import TEXT
from sqlalchemy.types import TypeDecorator, TypeEngine

from ombud.model import BadInput

__all__ = ["Blob", "Moment", "Serial", "Words", "from_micros", "micros", "words"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def micros(moment: datetime) -> int:
    """Microseconds since 1970, UTC. Raises BadInput for a time without a zone: it names no moment."""
    try:
        return (moment - _EPOCH) // _MICROSECOND
    except TypeError as error:
        raise BadInput("time_without_zone", f"{moment} has no time zone", advice="Give it one; UTC is best.") from error


def from_micros(value: int) -> datetime:
    """The UTC time that many microseconds after 1970."""
    return _EPOCH + value * _MICROSECOND


def words(text: str) -> str:
    """The text itself. Raises BadInput for U+0000, which PostgreSQL cannot keep: so SQLite does not either."""
    if "\0" in text:
        raise BadInput("null_character", "a text holds the character U+0000", advice="Send it without.")
    return text


def _moment(value: int | None) -> datetime | None:
    return None if value is None else from_micros(value)


class Moment(TypeDecorator[datetime]):
    """A time as an integer: SQLite has no type for one, and text forms neither sort nor compare everywhere alike."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - its shape
        return None if value is None else micros(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[int | None], datetime | None]:  # noqa: ARG002 - its shape
        return _moment  # itself: what the base class wraps around it is asked for every value of every row


class Words(TypeDecorator[str]):
    """Text that sorts by code point, whatever the server's locale."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        return TEXT(collation="C") if dialect.name == "postgresql" else Text()

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - its shape
        return None if value is None else words(value)


class Blob(LargeBinary):
    """Bytes, handed to the driver as they are: both take them without a wrapper."""

    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> None:  # noqa: ARG002 - its shape
        return None

    def result_processor(self, dialect: Dialect, coltype: object) -> None:  # noqa: ARG002 - its shape
        return None


Serial = BigInteger().with_variant(Integer, "sqlite")
"""A growing number: 64 bits in both; SQLite's row number goes by the name INTEGER only."""
