"""Learning from a community's own decisions: a local head, which comes into force only if it does better here."""

from collections.abc import Callable, Sequence

import msgspec

from ombud.model import Text, Tuning, TuningKind, tuning_id
from ombud.pipeline.learning.labels import Labelled
from ombud.pipeline.learning.samples import MIDDLE, Sampler, Scale, must_not_be_reversed, must_suffice, worse
from ombud.ports import Clock, TextScorer
from ombud.signals.tuning import Interval, Tuned, TunedScorer, auc, bootstrap, fit_head, interval, log_loss, logit

__all__ = ["Learner", "Learnt"]

_MAY_BE_WORSE_IN = 0.05


class Learnt(msgspec.Struct, frozen=True):
    """A local head and what it does to the labels that it did not learn from, against what is in force.

    `loss_before` and `loss_after` are nats per label; `gain` the difference, `worse_in` the share of paired resamples
    in which it is below 0. `order` is the AUC afterwards, `order_gain` how much it rises.
    """

    tuning: Tuning
    scale: Scale
    auc_before: float
    order: Interval
    loss_before: float
    loss_after: float
    gain: float
    worse_in: float
    order_gain: Interval

    @property
    def better(self) -> bool:
        """Whether it may come into force: less surprised by what people decided later, able to put texts in order, and
        no worse at it. Without the second, labels made by chance would teach the signal to be sure of nothing."""
        less_surprised = self.gain > 0 and self.worse_in <= _MAY_BE_WORSE_IN
        return less_surprised and self.order.low > MIDDLE and self.order_gain.high >= 0


class Learner:
    """Learns; puts nothing in force."""

    def __init__(
        self, model: TextScorer, normalise: Callable[[str], Text], clock: Clock, moved: Callable[[int], None]
    ) -> None:
        self._model = model
        self._clock = clock
        self._sampler = Sampler(normalise, moved)

    def learn(self, name: str, labels: Sequence[Labelled], in_force: Sequence[Tuning]) -> Learnt:
        """A head that was fitted to the earlier labels, always anew from the model as it ships.

        Raises BadInput: what `must_suffice` raises, and ``labels_reversed`` where people say no to what the model is
        sure of, and yes to the rest.
        """
        sample = self._sampler.sample(self._model, labels, name)
        must_suffice(sample, name)
        must_not_be_reversed(sample, name)
        fitted, yes = sample.fitted, sample.yes
        normals = [text.normal for text in sample.texts[:fitted]]
        head = fit_head(normals, logit(sample.values[:fitted]), yes[:fitted])
        tuning = self._tuning(name, sample.version, head.body())
        later = sample._replace(
            texts=sample.texts[fitted:], langs=sample.langs[fitted:], values=sample.values[fitted:], yes=yes[fitted:]
        )
        before = self._sampler.again(TunedScorer(self._model, Tuned(in_force)), later, name)
        after = self._sampler.again(TunedScorer(self._model, Tuned([tuning])), later, name)
        gain, worse_in = worse(before, after, later.yes)
        auc_before, auc_after = auc(before, later.yes), auc(after, later.yes)
        order = bootstrap(len(later.yes), lambda drawn: auc(after[drawn], later.yes[drawn]))
        gained = bootstrap(
            len(later.yes),
            lambda drawn: auc(after[drawn], later.yes[drawn]) - auc(before[drawn], later.yes[drawn]),
        )
        made = Learnt(
            tuning=tuning,
            scale=sample.scale,
            auc_before=auc_before,
            order=interval(auc_after, order),
            loss_before=float(log_loss(before, later.yes).mean()),
            loss_after=float(log_loss(after, later.yes).mean()),
            gain=gain,
            worse_in=worse_in,
            order_gain=interval(auc_after - auc_before, gained),
        )
        return msgspec.structs.replace(made, tuning=_with_report(made))

    def _tuning(self, name: str, base: str, body: bytes) -> Tuning:
        kind = TuningKind.HEAD
        return Tuning(tuning_id(kind, name, base, body), kind, name, base, body, b"", self._clock.now())


def _with_report(made: Learnt) -> Tuning:
    """What was measured, kept beside what was learnt."""
    report = {name: getattr(made, name) for name in made.__struct_fields__ if name != "tuning"}
    return msgspec.structs.replace(made.tuning, report=msgspec.json.encode(report))
