"""What is to be moderated: a text, a list of texts, or the parts of one post."""

from typing import Any

import msgspec

from ombud.pipeline import MAX_SCORED_BYTES
from ombud.web.doors.openai.errors import Refusal
from ombud.web.doors.reading import json_of

__all__ = ["MAX_INPUTS", "MAX_TOTAL", "Post", "read_posts"]

MAX_INPUTS = 500
MAX_TOTAL = 1024 * 1024
"""Characters of all texts together."""

_INPUT = "input"
_WHAT = "a string, an array of strings, or an array of objects of type text or image_url"


class Post(msgspec.Struct, frozen=True):
    """One result is owed for it. `images` counts the pictures in it, which nobody looks at."""

    text: str
    images: int = 0


def read_posts(body: bytes) -> list[Post]:
    """The posts of a request. Raises Refusal, and BadInput (``not_json``).

    ``model`` may be any string: what scores here has a name of its own, which is in the answer.
    """
    document = json_of(body)
    if not isinstance(document, dict):
        raise Refusal("invalid_type", "The request must be a JSON object.")
    if not isinstance(document.get("model") or "", str):
        raise _wrong("model", "a string", document["model"])
    if document.get(_INPUT) is None:
        raise Refusal("missing_required_parameter", "Missing required parameter: 'input'.", field=_INPUT)
    posts = _posts(document[_INPUT])
    if any(len(post.text.encode()) > MAX_SCORED_BYTES for post in posts):
        raise Refusal("string_above_max_length", f"A text has at most {MAX_SCORED_BYTES} bytes.", field=_INPUT)
    if sum(len(post.text) for post in posts) > MAX_TOTAL:
        raise Refusal("string_above_max_length", f"The texts have at most {MAX_TOTAL} characters.", field=_INPUT)
    return posts


def _posts(given: Any) -> list[Post]:
    if isinstance(given, str):
        return [Post(given)]
    if not isinstance(given, list):
        raise _wrong(_INPUT, _WHAT, given)
    if not given:
        raise Refusal("empty_array", "Invalid 'input': empty array. Expected at least one element.", field=_INPUT)
    if len(given) > MAX_INPUTS:
        raise Refusal(
            "array_above_max_length", f"Invalid 'input': array too long. Expected at most {MAX_INPUTS} elements.",
            field=_INPUT,
        )  # fmt: skip
    if all(isinstance(one, str) for one in given):
        return [Post(one) for one in given]
    return [_parts(given)]


def _parts(given: list[Any]) -> Post:
    texts: list[str] = []
    images = 0
    for i, part in enumerate(given):
        place = f"{_INPUT}[{i}]"
        if not isinstance(part, dict):
            raise _wrong(place, _WHAT, part)
        kind = part.get("type")
        if kind == "text":
            texts.append(_text(part.get("text"), f"{place}.text"))
        elif kind == "image_url":
            picture = part.get("image_url")
            if not isinstance(picture, dict):
                raise _wrong(f"{place}.image_url", "an object", picture)
            _text(picture.get("url"), f"{place}.image_url.url")
            images += 1
        else:
            raise Refusal(
                "invalid_value", f"Invalid value for '{place}.type'. Supported values are: 'text' and 'image_url'.",
                field=f"{place}.type",
            )  # fmt: skip
    if not texts:
        raise Refusal(
            "image_not_supported",
            "Images are not judged by this server, and there is nothing else in the input.",
            field=_INPUT,
        )
    return Post("\n".join(texts), images)


def _text(value: Any, place: str) -> str:
    if not isinstance(value, str):
        raise _wrong(place, "a string", value)
    return value


def _wrong(place: str, wanted: str, value: object) -> Refusal:
    names = {
        dict: "an object",
        list: "an array",
        bool: "a boolean",
        int: "an integer",
        float: "a number",
        str: "a string",
    }
    got = names.get(type(value), "null")
    return Refusal(
        "invalid_type", f"Invalid type for '{place}': expected {wanted}, but got {got} instead.", field=place
    )
