"""Random conditions through lexer, parser, checker, compiler and evaluator: ``python -m tests.fuzz.cel --seconds 60``.

Whatever comes in, only our own errors may come out, every run ends, and what the checker knew must not change what
comes out: each expression runs with the types of its variables known and with none known, and both must agree.
"""

import argparse
import json
import math
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from random import Random
from types import FrameType
from typing import Any

from ombud.model import BadInput
from ombud.policy.cel.notation import read_value, write_value
from ombud.policy.cel.parser import parse
from ombud.policy.cel.syntax import Node
from ombud.policy.cel.types import BOOL, BYTES, DOUBLE, DURATION, DYN, INT, STRING, TIMESTAMP, UINT, list_of, map_of
from ombud.policy.cel.values import INT_MAX, INT_MIN, UINT_MAX, Duration, EvaluationError, Map, Timestamp, Uint, Value
from ombud.policy.checking.checker import check_expression
from ombud.policy.checking.environment import Environment, Field
from ombud.policy.checking.uses import Checked, Lexicon
from ombud.policy.engine.compiler import Condition, compile_conditions
from ombud.policy.expression import Bound
from ombud.policy.problems import Fault
from tests.fuzz.grammar import VARIABLES, expression, mutated

__all__ = ["Fuzz", "Hang", "main"]

_TYPES = {
    "int": INT, "uint": UINT, "double": DOUBLE, "bool": BOOL, "string": STRING, "bytes": BYTES,
    "list_int": list_of(INT), "list_string": list_of(STRING), "map": map_of(STRING, INT), "timestamp": TIMESTAMP,
    "duration": DURATION, "dyn": DYN,
}  # fmt: skip
_INTS = (0, 1, -1, 2, 7, INT_MAX, INT_MIN, 2**53 + 1, 1000)
_STRINGS = ("", "a", "b", "aé😀", "2026-11-22T10:00:00Z", "1h", "42", "-1.5", "true", "[a-z]+", "(", "x" * 300, "UTC")
_POOLS: dict[str, tuple[Value, ...]] = {
    "int": _INTS,
    "uint": tuple(map(Uint, (0, 1, 7, UINT_MAX, 2**63))),
    "double": (0.0, -0.0, 1.0, 2.5, math.inf, -math.inf, math.nan, 2.0**53, 2.0**63, 1e-320, 1e308),
    "bool": (True, False),
    "string": _STRINGS,
    "bytes": (b"", b"a", b"\xff", "é".encode()),
    "list_int": ([], [1], [1, 2, 3], [INT_MAX, INT_MIN, 0], list(range(20))),
    "list_string": ([], ["a"], ["a", "b", ""], ["é", "42"]),
    "map": (Map([]), Map([("a", 1)]), Map([("a", INT_MAX), ("b", -1), ("", 0)])),
    "timestamp": tuple(map(Timestamp, (0, 1, -1, 253402300799999999999, -62135596800000000000, 17 * 10**17 + 9))),
    "duration": tuple(map(Duration, (0, 1, -1, 2**63 - 1, 90_000_000_000, -1_500_000_000))),
    "dyn": (
        None, True, 1, Uint(1), 1.0, math.nan, "a", b"a", [], [1, "a", None], [[1], [2.0, [3]]],
        Map([("a", [1.0]), (1, None)]), Timestamp(0), Duration(1),
    ),
}  # fmt: skip
_KNOWN = {name: _TYPES[kind] for name, kind in VARIABLES.items()}


class Hang(Exception):
    """A run took longer than anything may."""


class Disagreement(Exception):
    """Two ways of running the same expression gave two answers."""


class Fuzz:
    """One run. `counts` are executions by stage; `seconds` is how long one input may take at most."""

    def __init__(self, seed: int, *, seconds: float = 10.0) -> None:
        self.counts: Counter[str] = Counter()
        self._random = Random(seed)
        self._seconds = seconds
        self._environments = {known: _environment(known=known) for known in (True, False)}
        self._corpus = [expression(self._random) for _ in range(50)]

    def one(self) -> None:
        """One input through every stage. Raises what should not have come out; its text is in the message."""
        text = self._text()
        signal.setitimer(signal.ITIMER_REAL, self._seconds)
        try:
            self._run(text)
        except BaseException as error:
            error.add_note(f"expression: {text!r}")
            raise
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def _text(self) -> str:
        random = self._random
        if random.random() < 0.6:
            return mutated(random, random.choice(self._corpus))
        text = expression(random, depth=random.randint(1, 5))
        self._corpus[random.randrange(len(self._corpus))] = text
        return text

    def _run(self, text: str) -> None:
        self.counts["parsed"] += 1
        try:
            root = parse(text)
        except Fault as fault:
            if not (0 <= fault.start <= fault.end and fault.message):
                raise Disagreement("a fault that points nowhere") from fault
            return
        typed, faults = self._check(root, known=True)
        if any(fault.code == "has_of_no_field" for fault in faults):
            return  # refused whether types are asked or not
        loose, _ = self._check(root, known=False)
        conditions = compile_conditions([(typed, root), (loose, root)])
        self.counts["compiled"] += 2
        for _ in range(self._random.choice((2, 10, 30))):
            bindings = {name: self._random.choice(_POOLS[kind]) for name, kind in VARIABLES.items()}
            first, second = (self._outcome(condition, bindings) for condition in conditions)
            # An error may differ in what it says, since another side of an `&&` may have been asked first.
            if not faults and first != second:
                raise Disagreement(f"{first} with types, {second} without, for {bindings}")

    def _check(self, root: Node, *, known: bool) -> tuple[Checked, list[Fault]]:
        self.counts["checked"] += 1
        return check_expression(root, self._environments[known], Lexicon())

    def _outcome(self, condition: Condition, bindings: Mapping[str, Value]) -> str:
        self.counts["evaluated"] += 1
        try:
            noted = write_value(condition(Bound(bindings)))
        except EvaluationError:
            return "error"
        except BadInput as error:
            return error.code
        if write_value(read_value(noted)) != noted:
            raise Disagreement(f"{noted} does not survive being read")
        return json.dumps(noted)


def _environment(*, known: bool) -> Environment:
    return Environment(
        {name: Field(name, kind if known else DYN, f"e.binding({name!r})", "") for name, kind in _KNOWN.items()}
    )


def _hang(_number: int, _frame: FrameType | None) -> None:
    raise Hang


def guarded(run: Callable[[], Any]) -> Any:
    """`run` while an alarm is set for what does not end."""
    before = signal.signal(signal.SIGALRM, _hang)
    try:
        return run()
    finally:
        signal.signal(signal.SIGALRM, before)


def main(arguments: list[str] | None = None) -> int:
    """Fuzz for a while and print what was done as JSON. 1 when something was found; it is on stderr."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=60.0)
    options.add_argument("--seed", type=int, default=0)
    chosen = options.parse_args(arguments)
    fuzz = Fuzz(chosen.seed)
    findings: Counter[str] = Counter()
    end = time.monotonic() + chosen.seconds

    def run() -> None:
        while time.monotonic() < end:
            try:
                fuzz.one()
            except (Exception, Hang) as error:  # noqa: BLE001  whatever comes out is the finding
                name = type(error).__name__
                findings[name] += 1
                if findings[name] <= 5:
                    sys.stderr.write("\n  ".join([name, str(error), *getattr(error, "__notes__", ())]) + "\n")

    with suppress(KeyboardInterrupt):
        guarded(run)
    sys.stdout.write(json.dumps({"seed": chosen.seed, **fuzz.counts, "findings": findings}) + "\n")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
