"""One network out of several that began as the same one: the mean of their weights costs no more than one of them."""

from collections.abc import Sequence

import torch

from training.encoder.network import Encoder

__all__ = ["averaged"]


def averaged(models: Sequence[Encoder]) -> Encoder:
    """The first of them, changed into the mean of all."""
    states = [model.state_dict() for model in models]
    models[0].load_state_dict({name: torch.stack([state[name] for state in states]).mean(0) for name in states[0]})
    return models[0]
