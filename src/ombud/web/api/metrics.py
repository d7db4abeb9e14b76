"""The numbers that Prometheus reads: counted here since this process started, or asked of the store when it looks."""

from collections.abc import Iterator, Mapping

import msgspec
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from ombud.pipeline import Decided, Decider, Refused
from ombud.ports import Clock, Store

__all__ = ["Metrics"]

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


_PROCESSES = {
    "notice": "Notices to people, by where they are on their way.",
    "appeal": "Appeals, by where they are.",
    "report": "Reports by people, by where they are.",
    "order": "Orders and other demands, by where they are.",
}


class _Fired(msgspec.Struct, frozen=True):
    rule: str


class _Said(msgspec.Struct, frozen=True):
    abstained: str | None = None


class _Measured(msgspec.Struct, frozen=True):
    measure: str
    shadow: tuple[_Fired, ...] = ()
    signals: dict[str, _Said] = {}


_MEASURE = msgspec.json.Decoder(_Measured)


class Metrics:
    """One registry per application, so that two in one process do not count into each other."""

    def __init__(self, store: Store, decider: Decider, clock: Clock) -> None:
        self._registry = CollectorRegistry(auto_describe=False)
        self._decisions = Counter(
            "ombud_decisions", "Events that were decided, once each.", ["measure"], registry=self._registry
        )
        self._shadow = Counter(
            "ombud_shadow_matches", "Events on which a rule in shadow mode would have acted, by rule.", ["rule"],
            registry=self._registry,
        )  # fmt: skip
        self._abstained = Counter(
            "ombud_signals_abstained", "Times that a rule asked for a signal that could not say, by signal and why.",
            ["signal", "reason"], registry=self._registry,
        )  # fmt: skip
        self._refused = Counter(
            "ombud_refused", "Events that were refused, by the code of the error.", ["code"], registry=self._registry
        )
        self._latency = Histogram(
            "ombud_decision_seconds", "From an event read to its decision durable.", buckets=_BUCKETS,
            registry=self._registry,
        )  # fmt: skip
        self._doors = Counter(
            "ombud_door_answers", "Answers in place of other services, by service and HTTP status.", ["door", "status"],
            registry=self._registry,
        )  # fmt: skip
        self._registry.register(_Stored(store, clock))
        self._registry.register(_Remembered(decider))

    def answered(self, answer: Decided | Refused, seconds: float) -> None:
        """Count one answer of the decider. A decision that had been made before is no second one."""
        self._latency.observe(seconds)
        if isinstance(answer, Decided):
            if answer.duplicate:
                return
            made = _MEASURE.decode(answer.record)
            self._decisions.labels(made.measure).inc()
            for fired in made.shadow:  # as many labels as there are rules: the policy's author bounds them
                self._shadow.labels(fired.rule).inc()
            for signal, said in made.signals.items():  # signals and their reasons are the installation's own
                if said.abstained is not None:
                    self._abstained.labels(signal, said.abstained).inc()
        else:
            self._refused.labels(answer.error.code).inc()

    def passed(self, door: str, status: int) -> None:
        """Count one answer of a door to what knows other services only."""
        self._doors.labels(door, str(status)).inc()

    def render(self) -> bytes:
        """Everything in Prometheus' text format."""
        return generate_latest(self._registry)


class _Stored(Collector):
    """What waits in the store: asked for at every scrape, since other processes work on it, too."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def collect(self) -> Iterator[GaugeMetricFamily]:
        with self._store.read() as unit:
            outbox, cases = unit.outbox.counts(), unit.cases.counts()
            overdue = unit.processes.overdue(self._clock.now())
            states = {kind: unit.processes.counts(kind) for kind in _PROCESSES}
            waiting, head = unit.ledger.waiting(), unit.ledger.head()
        yield _gauge("ombud_outbox_tasks", "Effects to bring about, by state.", "state", outbox)
        for kind, text in _PROCESSES.items():
            yield _gauge(f"ombud_{kind}s", text, "state", states[kind])
        yield _gauge("ombud_deadlines_overdue", "What the clock should have acted on, by what it is.", "kind", overdue)
        yield _gauge("ombud_cases_open", "Cases that wait for a person, by queue.", "queue", cases)
        yield GaugeMetricFamily("ombud_ledger_waiting", "Entries that are not in the log yet.", value=waiting)
        yield GaugeMetricFamily("ombud_ledger_size", "Entries in the log.", value=head.size if head else 0)


class _Remembered(Collector):
    """What this process remembers of the past for rules that count."""

    def __init__(self, decider: Decider) -> None:
        self._decider = decider

    def collect(self) -> Iterator[GaugeMetricFamily]:
        windows = self._decider.windows
        yield GaugeMetricFamily("ombud_windows_held", "Times and fingerprints held in memory.", value=windows.held)
        yield GaugeMetricFamily(
            "ombud_windows_forgotten", "Subjects and items forgotten because there were too many.",
            value=windows.forgotten,
        )  # fmt: skip


def _gauge(name: str, text: str, label: str, values: Mapping[str, int]) -> GaugeMetricFamily:
    gauge = GaugeMetricFamily(name, text, labels=[label])
    for value, count in sorted(values.items()):
        gauge.add_metric([value], count)
    return gauge
