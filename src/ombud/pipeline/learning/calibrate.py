"""Calibrating a signal on a community's own labels: fitted on the earlier ones, judged by the later ones."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import msgspec
import numpy as np
import numpy.typing as npt

from ombud.decisions import wilson
from ombud.model import PLATFORM_EVENTS, Text, Tuning, TuningKind, tuning_id
from ombud.pipeline.learning.labels import Labelled
from ombud.pipeline.learning.samples import Sampler, Scale, must_not_be_reversed, must_suffice, must_tell_apart, worse
from ombud.ports import Clock, TextScorer, Unit
from ombud.signals.thresholds import Flags
from ombud.signals.tuning import (
    Bin,
    Calibration,
    Interval,
    Tuned,
    TunedScorer,
    bootstrap,
    calibration_error,
    fit_calibration,
    interval,
    reliability,
)

__all__ = ["LEAST_TRAFFIC", "Advice", "Calibrated", "Calibrator", "FlagMoved", "Traffic", "recent_traffic"]

_THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.92, 0.95, 0.98)
_RECENT = 2000
LEAST_TRAFFIC = 50
"""Posts on record, below which nothing is said of what a day brings."""

_LEAST_SPAN = timedelta(hours=1)

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class Traffic(msgspec.Struct, frozen=True):
    """Posts as they come in here, and how many a day do."""

    texts: list[tuple[str, str | None]]
    a_day: float


class Advice(msgspec.Struct, frozen=True):
    """What a threshold would do here. `flagged` labelled texts reach it, `right` of them rightly; `low` and `high` are
    the 95 % Wilson interval of the share that is right; `found` is the share of all yes that reach it. `a_day` is how
    many posts of a day would, and `expected` the share of them that would be right by what they were said to be; None
    where too little traffic is on record, and where none of it reaches the threshold."""

    threshold: float
    flagged: int
    right: int
    low: float
    high: float
    found: float
    a_day: float | None
    expected: float | None


class FlagMoved(msgspec.Struct, frozen=True):
    """What becomes of the doors' flag of this signal: the same threshold before the calibration and after it, told on
    the labels that it was not fitted to."""

    before: Advice
    after: Advice


class Calibrated(msgspec.Struct, frozen=True):
    """A calibration and what it does to the labels that it was not fitted to. `gain` is how much less it is surprised
    by one of them, in nats; `worse_in` the share of resamples in which it is more surprised."""

    tuning: Tuning
    calibration: Calibration
    scale: Scale
    error_before: Interval
    error_after: Interval
    bins_before: list[Bin]
    bins_after: list[Bin]
    gain: float
    worse_in: float
    advice: list[Advice]
    flag: FlagMoved | None = None

    @property
    def better(self) -> bool:
        """Whether it may come into force."""
        return self.gain > 0


def recent_traffic(unit: Unit) -> Traffic | None:
    """The last posts on record. None where there are too few to tell what a day brings."""
    page = unit.records.after(max(0, unit.records.place() - _RECENT), _RECENT)
    events = [event for _, event in page if event.type == PLATFORM_EVENTS[0] and event.item.text]
    if len(events) < LEAST_TRAFFIC:
        return None
    span = max(max(one.at for one in events) - min(one.at for one in events), _LEAST_SPAN)
    return Traffic([(one.item.text, one.item.lang) for one in events], len(events) / (span / timedelta(days=1)))


class Calibrator:
    """Fits; puts nothing in force."""

    def __init__(
        self,
        model: TextScorer,
        normalise: Callable[[str], Text],
        clock: Clock,
        moved: Callable[[int], None],
        flags: Flags,
    ) -> None:
        """`flags` are those of the doors."""
        self._model = model
        self._normalise = normalise
        self._clock = clock
        self._sampler = Sampler(normalise, moved)
        self._flags = flags

    def fit(
        self, name: str, labels: Sequence[Labelled], in_force: Sequence[Tuning], traffic: Traffic | None = None
    ) -> Calibrated:
        """A calibration of what the model and the local head in force say. Raises what `must_suffice`,
        `must_not_be_reversed` and `must_tell_apart` raise."""
        heads = [one for one in in_force if one.kind is TuningKind.HEAD]
        sample = self._sampler.sample(TunedScorer(self._model, Tuned(heads)), labels, name)
        must_suffice(sample, name)
        must_not_be_reversed(sample, name)
        must_tell_apart(sample, name)
        fitted = sample.fitted
        found = fit_calibration(sample.values[:fitted], sample.yes[:fitted])
        before = self._sampler.again(TunedScorer(self._model, Tuned(in_force)), sample, name)[fitted:]
        after, yes = found.apply(sample.values[fitted:]), sample.yes[fitted:]
        gain, worse_in = worse(before, after, yes)
        daily = self._daily(name, heads, traffic)
        now = daily if len(heads) == len(in_force) else self._daily(name, in_force, traffic)
        made = Calibrated(
            tuning=self._tuning(name, sample.version, found),
            calibration=found,
            scale=sample.scale,
            error_before=_error(before, yes),
            error_after=_error(after, yes),
            bins_before=reliability(before, yes),
            bins_after=reliability(after, yes),
            gain=gain,
            worse_in=worse_in,
            advice=[
                _advise(threshold, found.apply(sample.values), sample.yes, _calibrated(found, daily), traffic)
                for threshold in _THRESHOLDS  # over all labels: two numbers hardly change the scale, and no order
            ],
        )
        threshold = self._flags.threshold(name, sample.version)
        if threshold is not None:
            was = _advise(threshold, before, yes, now, traffic)
            moved = FlagMoved(
                msgspec.structs.replace(was, expected=None),  # those scores are the ones that are not believed
                _advise(threshold, after, yes, _calibrated(found, daily), traffic),
            )
            made = msgspec.structs.replace(made, flag=moved)
        return msgspec.structs.replace(made, tuning=_with_report(made))

    def _tuning(self, name: str, base: str, found: Calibration) -> Tuning:
        body, kind = found.body(), TuningKind.CALIBRATION
        return Tuning(tuning_id(kind, name, base, body), kind, name, base, body, b"", self._clock.now())

    def _daily(self, name: str, tunings: Sequence[Tuning], traffic: Traffic | None) -> Floats | None:
        """What the traffic's posts get; NaN where the model abstains."""
        if traffic is None:
            return None
        texts = [self._normalise(text) for text, _ in traffic.texts]
        langs = [lang for _, lang in traffic.texts]
        values, _, _ = self._sampler.score(TunedScorer(self._model, Tuned(tunings)), texts, langs, name)
        return np.array([np.nan if value is None else value for value in values])


def _calibrated(found: Calibration, daily: Floats | None) -> Floats | None:
    return None if daily is None else np.where(np.isnan(daily), np.nan, found.apply(np.nan_to_num(daily)))


def _advise(threshold: float, values: Floats, yes: Bools, daily: Floats | None, traffic: Traffic | None) -> Advice:
    reached = values >= threshold
    flagged, right = int(reached.sum()), int((reached & yes).sum())
    low, high = wilson(flagged, right)
    a_day = expected = None
    if daily is not None and traffic is not None:
        there = daily[daily >= threshold]  # which NaN is not
        a_day = len(there) / len(daily) * traffic.a_day
        expected = float(there.mean()) if len(there) else None
    return Advice(threshold, flagged, right, low, high, right / max(1, int(yes.sum())), a_day, expected)


def _error(values: Floats, yes: Bools) -> Interval:
    """Resamples of few labels are further off by chance alone: that much on the mean is taken off each."""
    value = calibration_error(values, yes)
    resampled = bootstrap(len(yes), lambda drawn: calibration_error(values[drawn], yes[drawn]))
    return interval(value, np.maximum(resampled - (resampled.mean() - value), 0))


def _with_report(made: Calibrated) -> Tuning:
    """What was measured, kept beside what was fitted."""
    report = {
        "slope": made.calibration.slope,
        "shift": made.calibration.shift,
        "scale": made.scale,
        "error_before": made.error_before,
        "error_after": made.error_after,
        "bins_before": made.bins_before,
        "bins_after": made.bins_after,
        "gain": made.gain,
        "worse_in": made.worse_in,
    }
    return msgspec.structs.replace(made.tuning, report=msgspec.json.encode(report))
