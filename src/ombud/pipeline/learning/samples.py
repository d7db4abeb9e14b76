"""Labels with the values that a model gives their texts, split in time: earlier ones to fit, later ones to judge by."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from ombud.model import BadInput, Text
from ombud.pipeline.learning.labels import Labelled
from ombud.ports import TextScorer
from ombud.signals.tuning import Interval, auc, bootstrap, interval, log_loss

__all__ = [
    "LEAST",
    "LEAST_OF_EACH",
    "MIDDLE",
    "Sample",
    "Sampler",
    "Scale",
    "must_not_be_reversed",
    "must_suffice",
    "must_tell_apart",
    "worse",
]

LEAST = 100
"""Labels. With fewer, the held-out part could not tell better from worse. About 200 are enough to be of use."""
LEAST_OF_EACH = 20
"""Of either kind: who has only ever said yes has not said what a no is."""

MIDDLE = 0.5
"""The AUC of an order that says nothing."""

_LEAST_HELD_OUT = 5
_HELD_OUT = 0.3
_BATCH = 256

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class Scale(msgspec.Struct, frozen=True):
    """How many labels there were, how many of them yes; how many were held out; of how many texts the model could not
    say anything; and how many more labels were of a text that was labelled again later."""

    labels: int
    yes: int
    held_out: int
    abstained: int
    repeated: int = 0


class Sample(NamedTuple):
    """One signal of labelled texts, oldest label first. All values are of the same `version`."""

    texts: list[Text]
    langs: list[str | None]
    values: Floats
    yes: Bools
    version: str
    abstained: int
    repeated: int

    @property
    def fitted(self) -> int:
        """How many come first and are fitted to. The rest is judged by."""
        return len(self.yes) - int(len(self.yes) * _HELD_OUT)

    @property
    def scale(self) -> Scale:
        """Its numbers."""
        return Scale(len(self.yes), int(self.yes.sum()), len(self.yes) - self.fitted, self.abstained, self.repeated)


class Sampler:
    """Scores texts in batches, so that a progress bar can move."""

    def __init__(self, normalise: Callable[[str], Text], moved: Callable[[int], None]) -> None:
        self._normalise = normalise
        self._moved = moved

    def sample(self, model: TextScorer, labels: Sequence[Labelled], name: str) -> Sample:
        """What the model gives the texts that were labelled for this signal; those that it abstains on, left out.

        A text counts once, as it was labelled last: a hundred copies tell no more than one, and some of them would be
        among those that are fitted to and some among those that are judged by. What the model reads alike is one text.
        """
        known = [one for one in labels if name in one.said]
        texts = [self._normalise(one.text) for one in known]
        once = sorted({text.normal: i for i, text in enumerate(texts)}.values())
        repeated = len(known) - len(once)
        known, texts = [known[i] for i in once], [texts[i] for i in once]
        values, versions, langs = self.score(model, texts, [one.lang for one in known], name)
        kept = [i for i, value in enumerate(values) if value is not None]
        version = next((versions[i] for i in kept), model.version)
        return Sample(
            [texts[i] for i in kept], [langs[i] for i in kept],
            np.array([values[i] for i in kept], np.float64),
            np.array([known[i].said[name] for i in kept], bool), version, len(known) - len(kept), repeated,
        )  # fmt: skip

    def score(
        self, model: TextScorer, texts: Sequence[Text], langs: Sequence[str | None], name: str
    ) -> tuple[list[float | None], list[str], list[str | None]]:
        """For each text the value, its version, and the language it was read as."""
        values: list[float | None] = []
        versions: list[str] = []
        read: list[str | None] = []
        for begin in range(0, len(texts), _BATCH):
            batch = texts[begin : begin + _BATCH]
            told = model.tell(batch)
            read += [lang or one for lang, one in zip(langs[begin : begin + _BATCH], told, strict=True)]
            for signals in model.score(batch, read[begin:]):
                signal = signals[name]
                values.append(signal.value if isinstance(signal.value, float) else None)
                versions.append(signal.version)
            self._moved(len(batch))
        return values, versions, read

    def again(self, model: TextScorer, sample: Sample, name: str) -> Floats:
        """What another model gives the same texts."""
        values, _, _ = self.score(model, sample.texts, sample.langs, name)
        return np.array([np.nan if value is None else value for value in values], np.float64)


def must_suffice(sample: Sample, name: str) -> None:
    """Raises BadInput (``too_few_labels``, ``one_sided_labels``)."""
    yes, no = int(sample.yes.sum()), int((~sample.yes).sum())
    silent = f" (the model abstained on {sample.abstained} more)" if sample.abstained else ""
    silent += f" ({sample.repeated} more are of texts that were labelled again)" if sample.repeated else ""
    if yes + no < LEAST:
        raise BadInput(
            "too_few_labels", f"{name}: there are {yes + no} labels{silent}, and fewer than {LEAST} tell too little.",
            advice="About 200 are good. Judge some more cases in the console, or add lines to the file.",
        )  # fmt: skip
    if min(yes, no) < LEAST_OF_EACH:
        raise BadInput(
            "one_sided_labels",
            f"{name}: {yes} labels say yes and {no} say no{silent}; it takes {LEAST_OF_EACH} of each.",
            advice="Add texts of the other kind: for a no, posts that somebody reported and you let stand.",
        )
    last = sample.yes[sample.fitted :]
    if min(int(last.sum()), int((~last).sum())) < _LEAST_HELD_OUT:
        raise BadInput(
            "one_sided_labels",
            f"{name}: of the last {len(last)} labels, which are held out to judge by, {int(last.sum())} say yes.",
            advice=f"It takes {_LEAST_HELD_OUT} of each among them. If the file is sorted by label, shuffle it.",
        )


def must_not_be_reversed(sample: Sample, name: str) -> None:
    """Raises BadInput (``labels_reversed``). Labels held out cannot tell: they were turned round with the rest."""
    found = _order(sample)
    if found.high < MIDDLE:
        raise BadInput(
            "labels_reversed",
            f"{name}: the labels say no where the model says yes, and yes where it says no (AUC {found.value:.2f}).",
            advice="Look at who made them: nothing can be made of labels that are turned round.",
        )


def must_tell_apart(sample: Sample, name: str) -> None:
    """Raises BadInput (``labels_unrelated``). Where values say nothing of the labels, the best that a calibration can
    do is to give every text the same value; and that would even be judged better, on labels held out."""
    found = _order(sample)
    if found.low <= MIDDLE:
        raise BadInput(
            "labels_unrelated",
            f"{name}: the model cannot tell these labels' yes from their no (AUC {found.value:.2f}, and"
            f" {found.low:.2f} to {found.high:.2f} at 95 %), so that every text would get the same value.",
            advice=f"See that they are about {name}; `ombud learn` can teach it what you mean by that.",
        )


def _order(sample: Sample) -> Interval:
    resampled = bootstrap(len(sample.yes), lambda drawn: auc(sample.values[drawn], sample.yes[drawn]))
    return interval(auc(sample.values, sample.yes), resampled)


def worse(before: Floats, after: Floats, yes: Bools) -> tuple[float, float]:
    """How much less surprised `after` is by the labels, nats per label; and the share of paired resamples in which it
    is more surprised."""
    gained = log_loss(before, yes) - log_loss(after, yes)
    resampled = bootstrap(len(yes), lambda drawn: float(gained[drawn].mean()))
    return float(gained.mean()), float((resampled < 0).mean())
