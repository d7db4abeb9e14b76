"""A short pass of the fuzzer, the same in every run. The long ones are started by hand: see `cel`."""

import pytest

from tests.fuzz.cel import Fuzz, guarded


@pytest.mark.parametrize("seed", range(4))
def test_random_conditions_end_with_a_value_or_with_an_error_of_ours(seed: int) -> None:
    fuzz = Fuzz(seed)

    def run() -> None:
        for _ in range(1500):
            fuzz.one()

    guarded(run)
    assert fuzz.counts["parsed"] == 1500
    assert fuzz.counts["evaluated"] > 5000
