"""Sentences and their places, for any text; and no request, whatever is in it, is a fault of ours."""

import json
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from ombud.model import BadInput
from ombud.web.doors.akismet.door import AkismetDoor
from ombud.web.doors.call import pairs
from ombud.web.doors.openai.errors import answer_to as openai_answer
from ombud.web.doors.openai.requests import read_posts
from ombud.web.doors.perspective.errors import answer_to as perspective_answer
from ombud.web.doors.perspective.requests import read_analysis, read_suggestion
from ombud.web.doors.perspective.spans import MOST_SENTENCES, in_utf16, sentences, utf16_length

TEXTS = st.text() | st.lists(st.sampled_from([*'ab.!?… \n\r\t🙂。」”’)"', "e.g. ", "3.14"]), max_size=400).map("".join)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(
    [
        "comment", "text", "type", "context", "entries", "requestedAttributes", "TOXICITY", "FLIRTATION",
        "scoreThreshold", "attributeScores", "summaryScore", "spanScores", "score", "value", "begin", "languages", "en",
        "input", "image_url", "url", "model", "PLAIN_TEXT", "articleAndParentComment", "article", "doNotStore",
        "clientToken", "sessionId",
    ]
)  # fmt: skip
DOCUMENTS = st.recursive(
    PLAIN | NAMES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=20,
)
BODIES = st.binary() | DOCUMENTS.map(lambda document: json.dumps(document).encode()) | st.text().map(str.encode)


@given(TEXTS)
def test_sentences_lie_in_order_and_hold_all_that_is_no_space(text: str) -> None:
    spans = sentences(text)
    assert len(spans) <= MOST_SENTENCES
    ends = [0, *(place for span in spans for place in span), len(text)]
    assert ends == sorted(ends)
    assert all(begin < end for begin, end in spans)
    outside = "".join(text[a:b] for a, b in zip(ends[::2], ends[1::2], strict=True))
    assert not outside.strip()
    assert all(text[begin:end] == text[begin:end].strip() for begin, end in spans)


@given(TEXTS)
def test_places_are_those_of_utf16(text: str) -> None:
    spans = sentences(text)
    units = text.encode("utf-16-le")
    assert utf16_length(text) == len(units) // 2
    for (begin, end), (first, last) in zip(spans, in_utf16(text, spans), strict=True):
        assert units[2 * first : 2 * last].decode("utf-16-le") == text[begin:end]


@given(BODIES)
def test_whatever_is_sent_is_read_or_refused(body: bytes) -> None:
    for read, told in (
        (read_analysis, perspective_answer),
        (read_suggestion, perspective_answer),
        (read_posts, openai_answer),
    ):
        try:
            read(body)
        except BadInput as error:
            answer = told(error)
            assert answer.status == 400
            shown: Any = msgspec.json.decode(answer.body)
            assert shown["error"]["message"]


@given(BODIES)
def test_whatever_is_sent_as_a_form_is_a_dict_or_refused(body: bytes) -> None:
    try:
        assert all(isinstance(value, str) for value in pairs(body).values())
    except BadInput as error:
        answer = AkismetDoor.refuse(None, error)  # type: ignore[arg-type]  # it looks at the error alone
        assert answer.status == 400
        assert all(b"\n" not in value and value.isascii() for _, value in answer.headers)
