"""The quick way to a decision's bytes gives the canonical ones."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from ombud.decisions import record_bytes
from ombud.model import Actor, Decision, Match, Measure, Signal, canonical, to_plain

_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_spans = st.lists(st.tuples(st.integers(0, 9), st.integers(10, 99)), max_size=3).map(tuple)
_values = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | _text | st.floats(0, 1)
_signals = st.dictionaries(_text, st.builds(Signal, version=_text, value=_values, spans=_spans), max_size=3)
_matches = st.lists(
    st.builds(
        Match, clause=_text, rule=_text, then=st.sampled_from(list(Measure)), spans=_spans, label=st.none() | _text,
        min_precision=st.none() | st.floats(0, 1),
    ),
    max_size=3,
).map(tuple)  # fmt: skip
decisions = st.builds(
    Decision, id=_text, event=_text, item=_text, measure=st.sampled_from(list(Measure)), policy=_text,
    actor=st.builds(Actor, kind=_text, pseudonym=st.none() | _text),
    at=st.datetimes(min_value=datetime(2000, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - the zone is given beside it
    matches=_matches, shadow=_matches, signals=_signals,
    observed=st.dictionaries(_text, st.integers(0, 9), max_size=3), reason=st.none() | _text,
)  # fmt: skip


@given(decisions)
def test_record_bytes_are_canonical(decision: Decision) -> None:
    assert record_bytes(decision) == canonical(to_plain(decision))
