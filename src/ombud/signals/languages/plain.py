"""What the model reads of a text in normal form: no markup, no signs of emphasis inside words."""

import numpy as np

from ombud.signals.languages.embedder import READ
from ombud.signals.text.markup import unmarked

__all__ = ["plain"]

_EMPHASIS = dict.fromkeys(map(ord, "*_~"))
_NOTHING = ord("'")


def plain(normal: str) -> str:
    """The beginning of the text, tags and emphasis out, entities and flags as the letters that they stand for."""
    begun = normal[:READ]
    codes = np.frombuffer(begun.encode("utf-32-le", "surrogatepass"), "<u4")
    changed = unmarked(begun, codes)
    kept = changed[(changed == codes) | (changed != _NOTHING)]
    text: str = kept.astype("<u4").tobytes().decode("utf-32-le", "replace")
    return text.translate(_EMPHASIS)
