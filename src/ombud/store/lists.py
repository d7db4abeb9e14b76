"""A list as one value of a statement: compiled once, however long it is, and no value of it is looked at in Python."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import BindParameter, Boolean, ColumnElement, Dialect, Text, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeDecorator, TypeEngine

from ombud.store.columns import words

__all__ = ["a_list", "listed"]


class _Texts(TypeDecorator[Collection[str]]):
    """Texts: an array in PostgreSQL, JSON in SQLite. Raises BadInput for U+0000, as `Words` does."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return ARRAY(Text()) if dialect.name == "postgresql" else Text()

    def process_bind_param(self, value: Collection[str] | None, dialect: Dialect) -> Any:
        texts = list(value or ())
        words("".join(texts))
        return texts if dialect.name == "postgresql" else json.dumps(texts, ensure_ascii=False)


class _Listed(FunctionElement[bool]):
    """A column, and the list that its value is looked for in."""

    type = Boolean()
    inherit_cache = True

    def self_group(self, against: OperatorType | None = None) -> "_Listed":  # noqa: ARG002 - its shape
        """As it is: a comparison, of which SQLite is not asked whether it ``= 1``."""
        return self


@compiles(_Listed)
def _in_sqlite(element: _Listed, compiler: SQLCompiler, **how: Any) -> str:
    column, texts = (compiler.process(one, **how) for one in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({texts}))"  # noqa: S608 - a column's name, and a bound value


@compiles(_Listed, "postgresql")
def _in_postgresql(element: _Listed, compiler: SQLCompiler, **how: Any) -> str:
    column, texts = (compiler.process(one, **how) for one in element.clauses)
    return f"{column} = ANY ({texts})"


def a_list(name: str) -> BindParameter[Collection[str]]:
    """The place of a list in a statement that is kept; its texts come with each question, under this name."""
    return bindparam(name, type_=_Texts())


def listed(column: ColumnElement[Any], texts: Collection[str] | BindParameter[Collection[str]]) -> ColumnElement[bool]:
    """Whether a column of words is one of these texts. Of none it is not."""
    many = texts if isinstance(texts, BindParameter) else bindparam(None, texts, type_=_Texts(), unique=True)
    return _Listed(column, many)
