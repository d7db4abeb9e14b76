"""How the two models' opinions become one calibrated score."""

import msgspec
import numpy as np
import numpy.typing as npt

__all__ = ["Blend"]

_SURE = 1e-6

Doubles = npt.NDArray[np.float64]


class Blend(msgspec.Struct, frozen=True):
    """One line for each signal: ``logit = encoder * e + default * d + shift``, of the encoder's logit e and the default
    model's calibrated logit d. Fitted on the mixture that card.md states (logistic stacking: Wolpert 1992)."""

    names: tuple[str, ...]
    encoder: tuple[float, ...]
    default: tuple[float, ...]
    shift: tuple[float, ...]

    def logits(self, encoder: npt.NDArray[np.float32], default: Doubles) -> Doubles:
        """`encoder` logits and `default` scores from 0 to 1, both (texts, signals) in the order of `names`."""
        sure = np.clip(default, _SURE, 1 - _SURE)
        mixed: Doubles = encoder * np.array(self.encoder) + np.log(sure / (1 - sure)) * np.array(self.default)
        mixed += np.array(self.shift)
        return mixed
