"""Compiling databases for the scanning engine: in a limited process of its own, and kept on disk."""

from importlib.util import find_spec

from ombud.ports import DatabaseBuilder, Shelf
from ombud.scanning.limits import Limits

__all__ = ["Limits", "database_builder"]


def database_builder(shelf: Shelf | None = None, limits: Limits | None = None) -> DatabaseBuilder | None:
    """A builder that keeps what it makes on the `shelf`, if there is one.

    None where the library is not installed: it is not built for every machine.
    """
    if find_spec("hyperscan") is None:
        return None
    from ombud.scanning.builder import Builder
    from ombud.scanning.cache import Cache

    return Builder(Cache(shelf) if shelf else None, limits or Limits())
