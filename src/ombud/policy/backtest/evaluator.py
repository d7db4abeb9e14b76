"""Which conditions hold for which past events: columns where they are exact, the live engine for the rest."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from ombud.model import Arrival, SystemFault, Text
from ombud.policy.backtest.conditions import Condition, Conditions
from ombud.policy.backtest.inputs import Input
from ombud.policy.backtest.past import attribute_column, event_of, observed_of, signals_of, text_of
from ombud.policy.backtest.program import Program, translate
from ombud.policy.backtest.recorded import SeenDetectors, SeenHistory
from ombud.policy.cel.values import EvaluationError
from ombud.policy.checking.domain import fold
from ombud.policy.checking.environment import BUILT_IN
from ombud.policy.checking.lookback import asked_by
from ombud.policy.checking.uses import FieldUse, TextHit
from ombud.policy.engine.compiler import compile_conditions
from ombud.ports import UNKNOWN, Asked, Detectors, History, Matcher, MatcherFactory

__all__ = ["Evaluator", "Installation"]

_SIGNAL_TYPES: Mapping[str, tuple[type, Any]] = {
    "bool": (bool, pl.Boolean),
    "int": (int, pl.Int64),
    "double": (float, pl.Float64),
    "string": (str, pl.String),
}


class Installation:
    """What the events of the past are judged with: as `compile_policy` takes it, and a history to note them in.

    `history` makes one that remembers what it is asked.
    """

    def __init__(
        self,
        *,
        detectors: Detectors,
        matcher: MatcherFactory,
        normalise: Callable[[str], Text],
        normal_form: str,
        history: Callable[[Asked], History],
        fingerprint: Callable[[Arrival], int] | None = None,
    ) -> None:
        self.detectors = detectors
        self.matcher = matcher
        self.normalise = normalise
        self.normal_form = normal_form
        self.history = history
        self.fingerprint = fingerprint


class Evaluator:
    """Evaluates some of `conditions` (by place; all of them unless `places` says which) over frames, in their order."""

    def __init__(self, conditions: Conditions, installation: Installation, places: Iterable[int] | None = None) -> None:
        chosen = range(len(conditions.all)) if places is None else places
        self.conditions: dict[int, Condition] = {place: conditions.all[place] for place in chosen}
        self.looks_back = any(one.looks_back for one in self.conditions.values())
        self.matcher = _matcher(conditions, self.conditions.values(), installation)
        self._installation = installation
        self._history = installation.history(asked_by(one.checked for one in self.conditions.values()))
        self._programs: dict[tuple[tuple[str, str], ...], Program] = {}
        self._compiled: dict[int, Callable[[Any], Any]] = {}
        self._attributes = {
            use.field.path
            for condition in self.conditions.values()
            for use in condition.checked.uses.values()
            if isinstance(use, FieldUse) and use.field.path not in BUILT_IN
        }

    def fired(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Beside ``seq`` a boolean column for each condition, named by its place: where it holds."""
        frame = self._with_attributes(frame)
        program = self._program(frame)
        frame = frame.with_columns(self._cheap(frame, program.cheap))
        live: list[pl.Series] = []
        if program.live or program.costly:
            frame, live = self._costly(frame, program)
        tests = [test.fill_null(value=False).alias(str(place)) for place, test in program.tests.items()]
        return frame.with_columns(live).lazy().with_columns(tests).select("seq", *map(str, self.conditions)).collect()

    def _program(self, frame: pl.DataFrame) -> Program:
        schema = tuple((name, str(kind)) for name, kind in frame.schema.items())
        found = self._programs.get(schema)
        if found is None:
            found = self._programs[schema] = translate(self.conditions, frame.schema)
        return found

    # ── attributes that are not columns of this frame ────────────────────────────────────────────────────────────
    def _with_attributes(self, frame: pl.DataFrame) -> pl.DataFrame:
        missing = sorted(self._attributes.difference(frame.columns))
        if not missing:
            return frame
        events = [event_of(body, "") for body in frame["body"]]
        columns = (attribute_column(path, events) for path in missing)
        return frame.with_columns(column for column in columns if column is not None)

    # ── inputs that every event has ──────────────────────────────────────────────────────────────────────────────
    def _cheap(self, frame: pl.DataFrame, wanted: Sequence[Input]) -> list[pl.Series]:
        made = self._hits(frame, [one for one in wanted if one.kind == "hit"])
        made += [self._beside(frame, one) for one in wanted if one.kind != "hit"]
        return made

    def _hits(self, frame: pl.DataFrame, wanted: Sequence[Input]) -> list[pl.Series]:
        """One pass over each text finds everything that is looked for in it."""
        if not wanted:
            return []
        rows_of: dict[str, list[int]] = {one.key: [] for one in wanted}
        seen: dict[str, list[str]] = {}
        for row, text in enumerate(texts(frame, self._installation)):
            keys = seen.get(text.raw)
            if keys is None:
                keys = seen[text.raw] = [key for key in self.matcher.find(text) if key in rows_of]
            for key in keys:
                rows_of[key].append(row)
        return [pl.Series(one.name, _flags(rows_of[one.key], frame.height)) for one in wanted]

    def _beside(self, frame: pl.DataFrame, wanted: Input) -> pl.Series:
        """A test of another text than the item's own, made once for each different one."""
        values = frame[wanted.source or ""]
        test = self._test_of(wanted)
        known = {value: None if value is None else test(value) for value in values.unique()}
        return pl.Series(wanted.name, [known[value] for value in values], dtype=pl.Boolean)

    def _test_of(self, wanted: Input) -> Callable[[str], bool]:
        if wanted.kind == "aside":
            return lambda text: wanted.key in self.matcher.find(self._installation.normalise(text))
        return lambda text: (text if wanted.exact else fold(text)) in wanted.entries

    # ── what has to be asked event by event ──────────────────────────────────────────────────────────────────────
    def _costly(self, frame: pl.DataFrame, program: Program) -> tuple[pl.DataFrame, list[pl.Series]]:
        masks = {one.name: where for one, where in program.costly.items()}
        masks |= {f"live/{place}": where for place, where in program.live.items()}
        return self._walk(frame, program, frame.lazy().with_columns(**masks).select(list(masks)).collect())

    def _walk(self, frame: pl.DataFrame, program: Program, where: pl.DataFrame) -> tuple[pl.DataFrame, list[pl.Series]]:
        asked = {one: where[one.name].to_list() for one in program.costly}
        live = {place: where[f"live/{place}"].to_list() for place in program.live}
        values: dict[Input, list[Any]] = {one: [None] * frame.height for one in asked}
        fired: dict[int, list[bool]] = {place: [False] * frame.height for place in live}
        everybody = program.looks_back
        wanted = where.select(pl.any_horizontal(pl.all())).to_series().to_list()
        for row, one in enumerate(_rows(frame, self._installation, None if everybody else wanted)):
            if one is None:
                continue
            arrival, signals, observed = one
            if everybody:
                self._history.note(arrival)
            if not wanted[row]:
                continue
            detectors = SeenDetectors(self._installation.detectors, signals_of(signals))
            history = SeenHistory(self._history, observed_of(observed))
            for question, mask in asked.items():
                if mask[row]:
                    values[question][row] = self._ask(question, arrival, detectors, history)
            self._ask_live(
                [place for place, mask in live.items() if mask[row]], fired, row, arrival, detectors, history
            )
        columns = [pl.Series(one.name, found, dtype=self._dtype(one), strict=True) for one, found in values.items()]
        return frame.with_columns(columns), [pl.Series(str(place), found) for place, found in fired.items()]

    def _ask(self, wanted: Input, arrival: Arrival, detectors: Detectors, history: History) -> Any:
        event = arrival.event
        if wanted.kind == "signal":
            value = detectors.measure(wanted.key, arrival, history).value
            expected, _ = _SIGNAL_TYPES[detectors.catalogue[wanted.key].type]
            if value is not None and type(value) is not expected:
                raise SystemFault(
                    "signal_type", f"the signal {wanted.key} gave {type(value).__name__}, not {expected.__name__}"
                )
            return value
        if wanted.kind == "copies":
            fingerprint = self._installation.fingerprint
            return (
                None if fingerprint is None else _known(history.copies(fingerprint(arrival), wanted.window, event.at))
            )
        who = event.item if wanted.subject == "item" else event.author
        if who is None:
            return 0
        name = f"{wanted.subject}:{who.id}"
        if wanted.kind == "count":
            return _known(history.count(name, wanted.key, wanted.window, event.at))
        return _known(history.distinct(name, wanted.key, wanted.source or "", wanted.window, event.at))

    def _dtype(self, wanted: Input) -> Any:
        if wanted.kind != "signal":
            return pl.Int64
        return _SIGNAL_TYPES[self._installation.detectors.catalogue[wanted.key].type][1]

    def _ask_live(
        self, places: Sequence[int], fired: Mapping[int, list[bool]], row: int,
        arrival: Arrival, detectors: Detectors, history: History,
    ) -> None:  # fmt: skip
        begun: dict[int, Any] = {}
        for place in places:
            condition = self.conditions[place]
            policy = condition.policy
            evaluation = begun.get(id(policy))
            if evaluation is None:
                evaluation = begun[id(policy)] = policy.begin(arrival, detectors, history)
            try:
                fired[place][row] = bool(self._live(place, condition)(evaluation))
            except EvaluationError:
                fired[place][row] = False  # a rule without a value never fires

    def _live(self, place: int, condition: Condition) -> Callable[[Any], Any]:
        found = self._compiled.get(place)
        if found is None:
            checked = condition.policy.conditions[condition.position]
            found = self._compiled[place] = compile_conditions([(checked, checked.root)])[0]
        return found


def _known(answer: int) -> int | None:
    return None if answer == UNKNOWN else answer


def texts(frame: pl.DataFrame, installation: Installation) -> Iterator[Text]:
    """The texts of a frame; those in an older normal form are brought into today's."""
    raws, normals, offsets = frame["item.text"].to_list(), frame["normal"].to_list(), frame["offsets"]
    current = (frame["normal_form"] == installation.normal_form).all()
    if not current:
        return (installation.normalise(raw) for raw in raws)
    if offsets.null_count() == frame.height:
        return map(Text, raws, normals)
    return map(text_of, raws, normals, offsets.to_list())


def _rows(
    frame: pl.DataFrame, installation: Installation, wanted: Sequence[bool] | None
) -> Iterator[tuple[Arrival, bytes | None, bytes | None] | None]:
    """The arrivals of a frame with what was recorded of them; None for those that nobody asks for."""
    bodies, signals, observed = (frame[name].to_list() for name in ("body", "signals", "observed"))
    for row, text in enumerate(texts(frame, installation)):
        if wanted is not None and not wanted[row]:
            yield None
        else:
            yield Arrival(event_of(bodies[row], text.raw), text), signals[row], observed[row]


def _flags(rows: list[int], height: int) -> "np.typing.NDArray[np.bool_]":
    flags = np.zeros(height, dtype=np.bool_)
    flags[rows] = True
    return flags


def _matcher(conditions: Conditions, chosen: Iterable[Condition], installation: Installation) -> Matcher:
    """One matcher of what the chosen conditions look for."""
    needed = {use.key for condition in chosen for use in condition.checked.uses.values() if isinstance(use, TextHit)}
    return installation.matcher(
        [one for one in conditions.lexicon.term_sets if one.key in needed],
        [one for one in conditions.lexicon.patterns if one.key in needed],
    )
