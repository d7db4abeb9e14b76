"""Whoever asks for scores at the same moment shares a round, and nobody waits behind a heap."""

import asyncio
import threading
from collections.abc import Callable, Sequence

import pytest

from ombud.model import BadInput, OmbudError, Signal, SystemFault
from ombud.pipeline import Refused, Scored, ScoreRequest
from ombud.web.api.keys import Keys
from ombud.web.doors import scores
from ombud.web.doors.scores import A_ROUND, LARGEST_BATCH, LARGEST_LENGTH, SharedScores
from ombud.web.doors.scoring import Scoring, model_header
from ombud.wiring import Ombud

Answers = list[Scored | Refused]


class Rounds:
    """Scores a text as its length, and remembers what was asked together. The first round waits to be let go. A letter
    takes `pace` seconds, on a clock of its own."""

    def __init__(self, pace: float = 0.0) -> None:
        self.pace = pace
        self.now = 0.0
        self.seen: list[list[str]] = []
        self.begun = threading.Event()
        self.go = threading.Event()

    def score(self, requests: Sequence[ScoreRequest]) -> Answers:
        self.seen.append([one.text for one in requests])
        self.begun.set()
        if len(self.seen) == 1:
            assert self.go.wait(10)
        self.now += self.pace * sum(len(one.text) for one in requests)
        return [Scored({"length": Signal("v", len(one.text))}) for one in requests]


def shared(rounds: Rounds) -> SharedScores:
    return SharedScores(rounds.score, lambda: rounds.now)


def ask(texts: Sequence[str]) -> list[ScoreRequest]:
    return [ScoreRequest(text) for text in texts]


def lengths(scored: Sequence[Scored]) -> list[object]:
    return [one.signals["length"].value for one in scored]


async def everybody(rounds: Rounds, *callers: Sequence[str]) -> list[list[object]]:
    """Asks for the first, and for all the others while that round is under way."""
    scores = shared(rounds)
    first = asyncio.ensure_future(scores.ask(ask(callers[0])))
    await asyncio.to_thread(rounds.begun.wait, 10)
    others = [asyncio.ensure_future(scores.ask(ask(texts))) for texts in callers[1:]]
    await asyncio.sleep(0)
    rounds.go.set()
    return [lengths(scored) for scored in await asyncio.gather(first, *others)]


def test_what_comes_in_during_a_round_goes_through_the_model_together() -> None:
    rounds = Rounds()
    callers = [["a"], ["bb"], ["ccc", "dddd"], []]
    answers = asyncio.run(everybody(rounds, *callers))
    assert answers == [[1], [2], [3, 4], []]
    assert rounds.seen == [["a"], ["bb", "ccc", "dddd"]]


def test_who_asks_for_one_does_not_wait_behind_five_hundred() -> None:
    rounds = Rounds()
    many = ["m" * (i + 1) for i in range(500)]
    answers = asyncio.run(everybody(rounds, ["a"], many, ["quick"]))
    assert answers == [[1], list(range(1, 501)), [5]]
    assert rounds.seen[1][:3] == ["quick", *many[:2]]
    assert max(map(len, rounds.seen)) <= LARGEST_BATCH


def test_a_round_has_only_so_many_characters() -> None:
    rounds = Rounds()
    long = ["x" * 40_000] * 5
    asyncio.run(everybody(rounds, ["a"], long))
    assert [len(one) for one in rounds.seen] == [1, 2, 2, 1]
    assert LARGEST_LENGTH < 80_000


def test_who_asks_for_one_does_not_wait_behind_texts_that_fill_every_round() -> None:
    rounds = Rounds()
    asyncio.run(everybody(rounds, ["a"], ["x" * LARGEST_LENGTH] * 16, ["quick"]))
    assert "quick" in rounds.seen[1]


def test_many_quick_ones_leave_a_quarter_of_the_round_to_the_others() -> None:
    rounds = Rounds()
    asyncio.run(everybody(rounds, ["a"], ["x" * 1_000] * 64, *[["q" * 8_000]] * 20))
    quick = sum(text.startswith("q") for text in rounds.seen[1])
    assert (quick, len(rounds.seen[1]) - quick) == (7, 9)
    asyncio.run(everybody(slow := Rounds(1.0), ["a"], ["x"] * 64, ["q"] * 2))
    assert slow.seen[1] == ["q", "x"]


def test_a_slow_model_has_short_rounds() -> None:
    """So that whoever comes meanwhile does not wait for a minute's work of somebody else's."""
    rounds = Rounds(pace=0.0001)
    texts = ["x" * 1_000] * 60
    asyncio.run(everybody(rounds, ["y" * 2_000], texts))
    lengths = [sum(map(len, one)) for one in rounds.seen[1:]]
    assert sum(lengths) == 60_000
    assert max(lengths[1:]) * rounds.pace <= 2 * A_ROUND


def test_who_hangs_up_takes_nothing_from_the_others_and_costs_nothing_more() -> None:
    rounds = Rounds()
    scores = shared(rounds)

    async def play() -> list[object]:
        leaving = [asyncio.ensure_future(scores.ask(ask(texts))) for texts in (["gone"], ["never read"] * 9)]
        await asyncio.to_thread(rounds.begun.wait, 10)
        staying = asyncio.ensure_future(scores.ask(ask(["here"])))
        for one in leaving:
            one.cancel()
        await asyncio.sleep(0)
        rounds.go.set()
        return lengths(await staying)

    assert asyncio.run(play()) == [4]
    assert rounds.seen[1:] == [["here"]]


@pytest.mark.parametrize(
    ("score", "code"),
    [
        (lambda requests: [Refused(BadInput("text_too_long", "No."))] * len(requests), "text_too_long"),
        (lambda requests: [requests[1]], "internal"),
    ],
)
def test_what_the_scorer_refuses_and_what_nobody_foresaw_are_told(
    score: Callable[[Sequence[ScoreRequest]], Answers], code: str
) -> None:
    with pytest.raises(OmbudError) as caught:
        asyncio.run(SharedScores(score).ask(ask(["a"])))
    assert caught.value.code == code


def test_too_many_at_once_are_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scores, "MOST_WAITING", 3)
    with pytest.raises(SystemFault) as caught:
        asyncio.run(SharedScores(lambda _: []).ask(ask(["a"] * 4)))
    assert caught.value.code == "overloaded"


def test_the_version_names_all_that_had_a_part_in_the_scores(ombud: Ombud) -> None:
    scoring = Scoring(ombud.signals.scorer, Keys(ombud.accounts, "127.0.0.1"))
    tuned = Scored({"toxic": Signal("m+cal:1", 0.5), "insult": Signal("m", 0.5), "threat": Signal("m", abstained="x")})
    assert scoring.version([tuned]) == "m, m+cal:1"
    assert scoring.version([Scored({})]) == ombud.signals.scorer.model.version
    assert model_header("m+cal:ü") == (b"x-ombud-model", b"m+cal:?")
