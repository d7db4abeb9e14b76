"""What several conditions compute alike is computed once per event, by the first that needs it."""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

__all__ = ["Shared", "once"]

# Stands in written Python for a part that may be shared. Literals go through repr, which leaves no NUL as it is.
_MARK = "\0{}\0"
_MARKED = re.compile("\0([0-9]+)\0")


class Shared:
    """The parts of one module that cost something, each by its Python text."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._texts: list[str] = []
        self._asked: Counter[int] = Counter()
        self._constants: dict[tuple[type, Any], str] = {}

    def constant(self, value: Any) -> str:
        """The one name of a constant: what is equal has to be written alike to be recognised."""
        return self._constants.setdefault((type(value), value), f"k{len(self._constants)}")

    def marked(self, text: str) -> str:
        """What is written in place of a part."""
        number = self._numbers.setdefault(text, len(self._texts))
        if number == len(self._texts):
            self._texts.append(text)
        self._asked[number] += 1
        return _MARK.format(number)

    def resolved(self, text: str) -> str:
        """`text` with a call in place of every part that is asked for more than once, and the others as they were."""
        return _MARKED.sub(self._part, text)

    def functions(self) -> list[str]:
        """The definitions of what is called, in an order in which each finds those that it calls itself."""
        return [
            f"def shared_{number}(e):\n    return {self.resolved(text)}\n"
            for number, text in enumerate(self._texts)
            if self._asked[number] > 1
        ]

    def _part(self, mark: re.Match[str]) -> str:
        number = int(mark[1])
        if self._asked[number] > 1:
            return f"once(e, shared_{number})"
        return self.resolved(self._texts[number])


def once(evaluation: Any, compute: Callable[[Any], Any]) -> Any:
    """The value of a shared part for this event. One that has no value raises, and is tried again by the next."""
    done: dict[Callable[[Any], Any], Any] = evaluation.done
    if compute not in done:
        done[compute] = compute(evaluation)
    return done[compute]
