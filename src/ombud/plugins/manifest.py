"""What a plug-in's ``plugin.toml`` may say. Everything in it has a type, bounds, and a default where one is safe."""

import math
import re
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from ombud.model import BadInput

__all__ = [
    "Breaker",
    "Budget",
    "Cache",
    "Endpoint",
    "EndpointSignal",
    "Manifest",
    "Onnx",
    "OnnxSignal",
    "read_manifest",
]

_NAME = re.compile(r"[a-z][a-z0-9_]{0,47}")
_LABEL = re.compile(r"[a-z][a-z0-9_-]{0,31}")
_OURS = frozenset(("model", "messages", "response_format", "stream", "n", "tools", "input"))
_NOT_PLAIN = re.compile(r"[\x00-\x1f\x7f]")

_UP_TO_A_DAY = Meta(gt=0, le=86_400)

Doc = Annotated[str, Meta(min_length=1, max_length=300)]
Calibration = tuple[float, float]


class OnnxSignal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`output` is a column of the model's output; `calibration` as in `scores.calibrated`."""

    doc: Doc
    output: Annotated[int, Meta(ge=0, lt=4096)] = 0
    calibration: Calibration = (1.0, 0.0)


class EndpointSignal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of a chat endpoint: the `clause` it judges by, and what each label that may be answered is worth. Of a moderation
    endpoint: the `category` that it reads."""

    doc: Doc
    clause: str = ""
    labels: dict[str, Annotated[float, Meta(ge=0, le=1)]] = msgspec.field(
        default_factory=lambda: {"violates": 1.0, "allowed": 0.0}
    )
    category: str = ""
    calibration: Calibration = (1.0, 0.0)


class Onnx(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="onnx", tag_field="kind"):
    """A model in the folder. `languages` are ISO 639 codes, empty for any; `network_output` the name of the output,
    empty for the first; `reads` the text as written or in its normal form."""

    signals: Annotated[dict[str, OnnxSignal], Meta(min_length=1, max_length=64)]
    languages: Annotated[tuple[str, ...], Meta(max_length=200)] = ()
    activation: Literal["sigmoid", "softmax", "none"] = "sigmoid"
    reads: Literal["raw", "normal"] = "raw"
    max_tokens: Annotated[int, Meta(ge=1, le=4096)] = 128
    threads: Annotated[int, Meta(ge=1, le=16)] = 1
    network_output: str = ""


class Budget(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many calls may be made, of this process, in any minute and any 24 hours."""

    per_minute: Annotated[int, Meta(ge=1, le=1_000_000)] = 60
    per_day: Annotated[int, Meta(ge=1, le=100_000_000)] = 5_000


class Breaker(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """After so many `failures` in a row nobody is asked for `rest` seconds; then one call tries again."""

    failures: Annotated[int, Meta(ge=1, le=1_000)] = 5
    rest: Annotated[float, _UP_TO_A_DAY] = 30.0


class Cache(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many answers are remembered; 0 for none."""

    entries: Annotated[int, Meta(ge=0, le=1_000_000)] = 10_000


class Endpoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="endpoint", tag_field="kind"):
    """Somebody else's model, asked over HTTP. `timeout` in seconds bounds a whole call. At most `max_characters` of a
    text are sent. `request` goes beside what we send, for a chat in the place of
    `wire.USUAL`. The key is in the environment variable `key_env` or in the file
    `key_file`, or there is none."""

    base_url: str
    model: Annotated[str, Meta(min_length=1, max_length=200)]
    signals: Annotated[dict[str, EndpointSignal], Meta(min_length=1, max_length=64)]
    api: Literal["chat", "moderation"] = "chat"
    key_env: str = ""
    key_file: str = ""
    allow_http: bool = False
    timeout: Annotated[float, Meta(gt=0, le=60)] = 3.0
    max_characters: Annotated[int, Meta(ge=1, le=65_536)] = 4_000
    redact: bool = True
    response_format: Literal["json_schema", "json_object", "none"] = "json_schema"
    request: dict[str, str | int | float | bool] | None = None
    budget: Budget = Budget()
    breaker: Breaker = Breaker()
    cache: Cache = Cache()


Manifest = Onnx | Endpoint


def read_manifest(data: bytes) -> Manifest:
    """Raises BadInput (``plugin_invalid``), saying which key is wrong and how."""
    try:
        manifest: Manifest = msgspec.toml.decode(data, type=Onnx | Endpoint)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise _wrong(str(error)) from error
    for name, signal in manifest.signals.items():
        _check_name(name)
        if not all(map(math.isfinite, signal.calibration)):
            raise _wrong(f"signals.{name}.calibration is not two numbers")
    if isinstance(manifest, Endpoint):
        _check_endpoint(manifest)
    return manifest


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise _wrong(f"{name[:60]!r} is no name of a signal: small letters, digits and _, at most 48, a letter first")


def _check_endpoint(manifest: Endpoint) -> None:
    if manifest.key_env and manifest.key_file:
        raise _wrong("key_env and key_file are both there: the key is in one place")
    request = manifest.request or {}
    for key in request:
        if key in _OURS:
            raise _wrong(f"request.{key} is what Ombud itself sends")
    for number in request.values():
        if isinstance(number, float) and not math.isfinite(number):
            raise _wrong("a number in `request` is not finite")
    for name, signal in manifest.signals.items():
        _check_asked(name, signal, manifest.api)


def _check_asked(name: str, signal: EndpointSignal, api: str) -> None:
    wanted, other = ("clause", "category") if api == "chat" else ("category", "clause")
    asked: dict[str, Any] = {"clause": signal.clause, "category": signal.category}
    if not asked[wanted] or asked[other]:
        raise _wrong(f"signals.{name} needs a `{wanted}` and no `{other}`: the api is {api}")
    if _NOT_PLAIN.search(asked[wanted]) or len(asked[wanted]) > 200:
        raise _wrong(f"signals.{name}.{wanted} is not a plain name")
    if len(signal.labels) < 2 or not all(map(_LABEL.fullmatch, signal.labels)):
        raise _wrong(f"signals.{name}.labels needs two or more labels of small letters")


def _wrong(why: str) -> BadInput:
    return BadInput("plugin_invalid", f"plugin.toml: {why}", advice="See docs/plugins.md for what may stand in it.")
