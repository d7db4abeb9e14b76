"""Compiling databases for the scanning engine: in a limited process of its own, and kept on disk."""

from importlib.util import find_spec
from pathlib import Path

from ombud.ports import DatabaseBuilder
from ombud.scanning.limits import Limits

__all__ = ["Limits", "database_builder"]


def database_builder(cache: Path | None = None, limits: Limits | None = None) -> DatabaseBuilder | None:
    """A builder that keeps what it makes in the folder `cache`, if one is named.

    None where the library is not installed: it is not built for every machine.
    """
    if find_spec("hyperscan") is None:
        return None
    from ombud.scanning.builder import Builder
    from ombud.scanning.cache import Cache

    return Builder(Cache(cache) if cache else None, limits or Limits())
