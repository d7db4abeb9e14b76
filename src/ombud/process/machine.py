"""State machines as data: what may follow what, in one table that the code, the database and the drawings share.

The database holds the same arrows and refuses a step that none of them allows, so that no bug here, and nobody with a
connection of their own, brings a process where it must not be.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

import msgspec

from ombud.model import Conflict, ProcessState, ProcessStep

__all__ = ["BEGINNING", "Machine"]

BEGINNING = ""
"""The state before the first step."""


class Machine(msgspec.Struct, frozen=True):
    """`arrows` maps a state and a move to the state after it; `titles` says what a state means, in a few words."""

    kind: str
    arrows: Mapping[tuple[str, str], str]
    titles: Mapping[str, str]

    @property
    def states(self) -> tuple[str, ...]:
        """Every state that can be reached, in the order in which the arrows name them."""
        return tuple(dict.fromkeys(self.arrows.values()))

    def moves(self, state: str) -> tuple[str, ...]:
        """What can happen in a state; nothing where the process is over."""
        return tuple(move for at, move in self.arrows if at == state)

    def is_over(self, state: str) -> bool:
        """Whether nothing comes after it."""
        return not self.moves(state)

    def after(self, state: str, move: str) -> str:
        """The state that a move leads to. Raises Conflict (``process_wrong_step``) where there is no such arrow."""
        found = self.arrows.get((state, move))
        if found is None:
            where = self.titles.get(state, state) if state else "not there yet"
            raise Conflict(
                "process_wrong_step",
                f"This {self.kind} is {where}: “{move}” is not possible.",
                advice="Somebody may have been faster. Look at it again.",
            )
        return found

    def step(
        self,
        before: ProcessState | None,
        subject: str,
        move: str,
        at: datetime,
        *,
        role: str,
        by: str | None = None,
        note: str = "",
        due: datetime | None = None,
        entry: str | None = None,
    ) -> ProcessStep:
        """The step that `move` is, after `before` (None: the first). Raises Conflict (``process_wrong_step``)."""
        return ProcessStep(
            kind=self.kind,
            subject=subject,
            n=before.n + 1 if before else 1,
            move=move,
            state=self.after(before.state if before else BEGINNING, move),
            at=at,
            role=role,
            by=by,
            note=note,
            due=due,
            entry=entry,
        )

    def diagram(self) -> Iterator[str]:
        """The machine as a Mermaid state diagram, line by line."""
        yield "stateDiagram-v2"
        for state in self.states:
            yield f"    {state}: {self.titles[state]}"
        for (state, move), after in self.arrows.items():
            yield f"    {state or '[*]'} --> {after}: {move}"
        for state in self.states:
            if self.is_over(state):
                yield f"    {state} --> [*]"
