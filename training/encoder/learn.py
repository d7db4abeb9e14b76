"""Fine-tuning: masked labels, all heads at once, in batches of about the same number of tokens."""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional
from torch.nn.utils import clip_grad_norm_

from training.corpus import HEADS
from training.encoder.examples import Example, pad
from training.encoder.network import Encoder

__all__ = ["Stage", "batches", "learn", "predict"]

_TOKENS: Final = 2560
"""A batch has at most so many, padding included."""
_WINDOW: Final = 4096
"""Within so many texts, those of like length go together."""
_WARMING: Final = 120
_BODY_RATE: Final = 7e-5
_HEADS_RATE: Final = 1e-3
_SOFTENING: Final = 0.015
"""Labels are 0.015 and 0.985: raters err, and a logit that knows no bounds cannot be calibrated."""
_HEAD_WEIGHTS: Final = {"severe": 0.7, "insult": 0.7, "threat": 1.2, "sexual": 1.2, "profanity": 0.7, "harassment": 0.7,
                        "self_harm": 1.2}  # fmt: skip
_USUAL_LABELS: Final = 3.0
_SAVED_EVERY: Final = 600.0


class Stage(NamedTuple):
    """One pass over the examples. The rate of learning goes in a line from `begin` to `end` times the full one."""

    name: str
    examples: Sequence[Example]
    begin: float
    end: float


def batches(examples: Sequence[Example], rng: Random) -> Iterator[list[Example]]:
    """Every example once, in random order."""
    shuffled = list(examples)
    rng.shuffle(shuffled)
    for at in range(0, len(shuffled), _WINDOW):
        window = sorted(shuffled[at : at + _WINDOW], key=lambda example: len(example.ids))
        packed: list[list[Example]] = [[]]
        for example in window:
            if packed[-1] and (len(packed[-1]) + 1) * len(example.ids) > _TOKENS:
                packed.append([])
            packed[-1].append(example)
        rng.shuffle(packed)
        yield from packed


def learn(model: Encoder, stage: Stage, seed: int, folder: Path) -> None:
    """Changes the model. Leaves ``<stage>.pt`` in `folder` every ten minutes and at the end; goes on from there."""
    plan = list(batches(stage.examples, Random(f"{stage.name} {seed}")))
    optimiser = _optimiser(model)
    file = folder / f"{stage.name}.pt"
    done = 0
    if file.exists():
        state = torch.load(file, weights_only=True)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        done = state["done"]
    torch.manual_seed(seed)
    saved, began, loss, tokens = time.monotonic(), time.monotonic(), 0.0, 0
    for step in range(done, len(plan)):
        rate = stage.begin + (stage.end - stage.begin) * step / len(plan)
        step_loss, step_tokens = _step(model, optimiser, plan[step], rate * min(1.0, (step + 1) / _WARMING))
        loss, tokens = loss * 0.98 + step_loss * 0.02 if step > done else step_loss, tokens + step_tokens
        if step % 50 == 0:
            speed = tokens / (time.monotonic() - began)
            print(f"{stage.name} {step}/{len(plan)} loss {loss:.3f} {speed:.0f} tokens/s", flush=True)
        if time.monotonic() - saved > _SAVED_EVERY or step == len(plan) - 1:
            part = file.with_suffix(".part")
            torch.save({"model": model.state_dict(), "optimiser": optimiser.state_dict(), "done": step + 1}, part)
            part.replace(file)
            saved = time.monotonic()


def _optimiser(model: Encoder) -> torch.optim.Optimizer:
    """The table of words stays as it is: what is rare in our texts would keep its old place among what moved."""
    model.words.weight.requires_grad_(False)
    body = [p for name, p in model.named_parameters() if not name.startswith(("heads.", "words."))]
    groups = [{"params": body, "full": _BODY_RATE}, {"params": list(model.heads.parameters()), "full": _HEADS_RATE}]
    return torch.optim.AdamW(groups, lr=_BODY_RATE, weight_decay=0.01, fused=True)


def _step(model: Encoder, optimiser: torch.optim.Optimizer, batch: list[Example], rate: float) -> tuple[float, int]:
    for group in optimiser.param_groups:
        group["lr"] = group["full"] * rate
    ids = torch.from_numpy(pad(batch))
    labels = torch.from_numpy(np.stack([example.labels for example in batch]))
    weights = torch.from_numpy(np.stack([example.weights for example in batch]))
    model.train()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits = model(ids)
    loss = _loss(logits.float(), labels, weights)
    optimiser.zero_grad()
    torch.autograd.backward(loss)
    clip_grad_norm_(model.parameters(), 1.0)
    optimiser.step()
    return loss.item(), ids.numel()


def _loss(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    """The labels that are known, weighted; about the same size whether a batch says much or little of each text."""
    known = ~labels.isnan()
    soft = labels.nan_to_num() * (1 - 2 * _SOFTENING) + _SOFTENING
    each = functional.binary_cross_entropy_with_logits(logits, soft, reduction="none")
    weight = known * weights * torch.tensor([_HEAD_WEIGHTS.get(head, 1.0) for head in HEADS])
    return (each * weight).sum() / (weight.sum() / _USUAL_LABELS + 0.3 * len(labels))


def predict(model: Encoder, examples: Sequence[Example]) -> NDArray[np.float32]:
    """Logits (texts, heads), in order."""
    model.eval()
    out = np.zeros((len(examples), len(HEADS)), np.float32)
    order = sorted(range(len(examples)), key=lambda i: len(examples[i].ids))
    with torch.no_grad():
        for at in range(0, len(order), 32):
            some = order[at : at + 32]
            out[some] = model(torch.from_numpy(pad([examples[i] for i in some]))).numpy()
    return out
