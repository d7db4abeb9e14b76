"""Whatever people write, a plug-in has an answer, and nothing it sends is more than it says."""

from functools import partial
from pathlib import Path

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from ombud.intake import normalise
from ombud.model import ClauseText
from ombud.plugins import OnnxPlugin, examine
from ombud.plugins.endpoint.outgoing import outgoing
from ombud.plugins.endpoint.wire import NotAnAnswer, chat_answer, chat_request, moderation_answer, prompt
from ombud.plugins.manifest import Endpoint, EndpointSignal
from ombud.signals.personal_data import find
from ombud.signals.personal_data.kinds import PERSONAL

ANYTHING = st.text(st.characters(codec=None, exclude_categories=()), max_size=200)
"""Every plane, unassigned code points and lone surrogates too."""
LABELS = {"violates": 1.0, "allowed": 0.0}
ENDPOINT = Endpoint("http://127.0.0.1/v1", "m", {"a": EndpointSignal("d", clause="a/b")})
SYSTEM = prompt(ClauseText("a/b", "A", "B", "C"), tuple(LABELS))

QUESTION = next(
    one.plugin
    for one in examine(Path(__file__).parents[2] / "examples" / "plugins")
    if isinstance(one.plugin, OnnxPlugin)
)


@given(st.lists(st.tuples(ANYTHING, st.sampled_from(["en", "de", None, "", "EN_us"])), max_size=8))
@settings(max_examples=60)
def test_a_model_gives_each_text_a_score_or_a_reason(given_texts: list[tuple[str, str | None]]) -> None:
    scored = QUESTION.score([normalise(text) for text, _ in given_texts], [lang for _, lang in given_texts])
    assert len(scored) == len(given_texts)
    for one in scored:
        signal = one["question"]
        assert (signal.value is None) != (signal.abstained is None)
        assert signal.value is None or (isinstance(signal.value, float) and 0 <= signal.value <= 1)


@given(ANYTHING, st.integers(1, 300))
def test_what_is_sent_is_short_enough_can_be_sent_and_gives_nobody_away(text: str, most: int) -> None:
    sent = outgoing(text, most=most, redacted=True)
    assert len(sent) <= most
    assert not {"<", ">"} & set(sent)
    asked = msgspec.json.decode(chat_request(ENDPOINT, SYSTEM, sent, tuple(LABELS)))
    assert [message["content"] for message in asked["messages"]] == [SYSTEM, sent]
    assert [one for one in find(outgoing(text, most=10_000, redacted=True)) if one.kind in PERSONAL] == []


@given(st.binary(max_size=300))
def test_bytes_are_an_answer_that_was_offered_or_none(body: bytes) -> None:
    for read in (partial(chat_answer, body, LABELS, "a"), partial(moderation_answer, body)):
        try:
            answer = read()
        except NotAnAnswer:
            continue
        assert answer is None or all(0 <= score <= 1 for score in answer.values.values())


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(max_size=9),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["label", "x"]), inner),
    )
)
def test_only_the_label_alone_is_an_answer(content: object) -> None:
    body = msgspec.json.encode({"choices": [{"message": {"content": msgspec.json.encode(content).decode()}}]})
    answer = chat_answer(body, LABELS, "a")
    assert (answer is not None) == (content in ({"label": "violates"}, {"label": "allowed"}))
