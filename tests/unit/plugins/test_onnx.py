"""Plug-ins that bring a model along: real ones, run by the real runtime."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer
from tokenizers.processors import TemplateProcessing

from ombud.intake import normalise
from ombud.model import BadInput, NotFound, Signal
from ombud.plugins import OnnxPlugin, examine
from ombud.signals import Windows
from tests.support.plugins import EXAMPLES, Copies, Post

Made = Callable[..., bytes]


def _opened(copies: Copies) -> OnnxPlugin:
    (found,) = examine(copies.folder)
    assert found.fault is None, found.fault
    assert isinstance(found.plugin, OnnxPlugin)
    return found.plugin


def _fault(copies: Copies) -> str:
    (found,) = examine(copies.folder)
    assert isinstance(found.fault, BadInput)
    assert found.fault.code == "plugin_invalid"
    return found.fault.detail


def _asked(plugin: OnnxPlugin, post: Post, text: str, lang: str | None = None) -> Signal:
    return plugin.measure("question", post(text, lang), Windows())


def model(
    logits: list[float], *, rows: int | str = "texts", length: int | str = "tokens", kind: int = TensorProto.INT64,
    flat: bool = False, name: str = "input_ids", extra: str = "",
) -> bytes:  # fmt: skip
    """A model that gives the same row for every text, times one and whatever the tokens are, times nothing."""
    tokens = [name, *([extra] if extra else [])]
    row = numpy_helper.from_array(np.array(logits, np.float32), "row")
    nodes = [
        helper.make_node("Cast", [name], ["numbers"], to=TensorProto.FLOAT),
        helper.make_node("ReduceMean", ["numbers"], ["mean"], axes=[1], keepdims=0 if flat else 1),
        helper.make_node("Mul", ["mean", "nothing"], ["none"]),
        helper.make_node("Add", ["none", "row"], ["logits"]),
    ]
    nothing = numpy_helper.from_array(np.array([0], np.float32), "nothing")
    graph = helper.make_graph(
        nodes, "test", [helper.make_tensor_value_info(one, kind, [rows, length]) for one in tokens],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, None)], [row, nothing],
    )  # fmt: skip
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    return bytes(made.SerializeToString())


def _with(copies: Copies, image: bytes, *changes: tuple[str, str]) -> Copies:
    folder = copies.of("question", *changes)
    (folder / "model.onnx").write_bytes(image)
    return copies


def test_the_example_knows_a_question_from_a_statement(copies: Copies, post: Post) -> None:
    copies.of("question")
    plugin = _opened(copies)
    asks, says = (_asked(plugin, post, text, "en") for text in ("Where can I find a doctor?", "I found a doctor."))
    assert isinstance(asks.value, float)
    assert isinstance(says.value, float)
    assert asks.value > 0.9
    assert says.value < 0.1
    assert asks.version == says.version == plugin.version
    assert plugin.version.startswith("onnx+sha256:")


def test_the_example_is_what_its_program_makes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, EXAMPLES / "build_question.py", tmp_path], check=True)
    for name in ("model.onnx", "tokenizer.json"):
        assert (tmp_path / name).read_bytes() == (EXAMPLES / "question" / name).read_bytes(), name


def test_a_text_scores_the_same_alone_and_among_others(copies: Copies) -> None:
    copies.of("question")
    plugin = _opened(copies)
    texts = [normalise(text) for text in ("why", "A plain line.", "Is it? " * 40, "", "so what now then, friends?")]
    langs = ["en"] * len(texts)
    together = plugin.score(texts, langs)
    assert together == [plugin.score([text], ["en"])[0] for text in texts]


@pytest.mark.parametrize(
    ("text", "lang", "reason"),
    [
        ("???", None, "not_text"),
        ("", "en", "not_text"),
        ("Warum ist das Tor heute den ganzen Tag geschlossen?", None, "language"),
        ("Where is it?", "pt-BR", "language"),
        ("xqz", None, "unsure_language"),
    ],
)
def test_it_says_nothing_about_what_it_does_not_know(
    copies: Copies, post: Post, text: str, lang: str | None, reason: str
) -> None:
    copies.of("question")
    plugin = _opened(copies)
    assert _asked(plugin, post, text, lang) == Signal(plugin.version, abstained=reason)


def test_a_declared_language_is_believed_with_its_region(copies: Copies, post: Post) -> None:
    copies.of("question")
    assert _asked(_opened(copies), post, "why", "en-GB").value is not None


def test_without_languages_it_judges_any(copies: Copies, post: Post) -> None:
    copies.of("question", ('languages = ["en"]\n', ""))
    assert _asked(_opened(copies), post, "Warum?").value is not None


def test_one_computation_serves_all_rules_about_an_event(copies: Copies, post: Post) -> None:
    copies.of("question")
    plugin, arrival = _opened(copies), post("Is it open today?")
    first = plugin.measure("question", arrival, Windows())
    assert plugin.measure("question", arrival, Windows()) is first


@pytest.mark.parametrize(
    ("activation", "logits", "column", "score"),
    [
        ("sigmoid", [0.0, 2.0], 1, 0.880797),
        ("softmax", [0.0, 2.0, 0.0], 1, 0.786986),
        ("none", [0.0, 0.25], 1, 0.25),
        ("sigmoid", [-3e38], 0, 0.0),
        ("softmax", [3e38, 0.0], 0, 1.0),
    ],
)
def test_the_activation_makes_scores_of_the_output(
    copies: Copies, post: Post, activation: str, logits: list[float], column: int, score: float
) -> None:
    changes = ('activation = "sigmoid"', f'activation = "{activation}"'), ("output = 0", f"output = {column}")
    _with(copies, model(logits), *changes)
    assert _asked(_opened(copies), post, "Is it?", "en").value == pytest.approx(score)


@pytest.mark.parametrize(
    ("activation", "logits"),
    [("sigmoid", [np.nan]), ("softmax", [np.inf, 0.0]), ("softmax", [np.nan, 0.0]), ("none", [1.5]), ("none", [-0.1])],
)
def test_what_is_no_score_is_an_abstention(copies: Copies, post: Post, activation: str, logits: list[float]) -> None:
    _with(copies, model(logits), ('activation = "sigmoid"', f'activation = "{activation}"'))
    assert _asked(_opened(copies), post, "Is it?", "en").abstained == "bad_output"


@pytest.mark.parametrize(("rows", "length"), [(1, "tokens"), ("texts", 16), (2, 16), (4, "tokens")])
def test_models_that_take_a_fixed_number_are_given_it(copies: Copies, rows: int | str, length: int | str) -> None:
    _with(copies, model([1.0], rows=rows, length=length))
    texts = [normalise(f"Is it {'so ' * number}?") for number in range(9)]
    scores = [one["question"].value for one in _opened(copies).score(texts, ["en"] * 9)]
    assert scores == [pytest.approx(0.731059)] * 9


def test_models_that_count_in_32_bits_are_fed_so(copies: Copies, post: Post) -> None:
    _with(copies, model([0.0], kind=TensorProto.INT32))
    assert _asked(_opened(copies), post, "Is it?", "en").value == 0.5


@pytest.mark.parametrize(
    ("image", "told"),
    [
        (b"", "model.onnx"),
        (b"not a model", "model.onnx"),
        (model([1.0], kind=TensorProto.FLOAT), "float"),
        (model([1.0], name="input_ids", extra="pixels"), "pixels"),
        (model([1.0], flat=True), "one row"),
    ],
)
def test_a_model_of_another_shape_is_refused(copies: Copies, image: bytes, told: str) -> None:
    assert told in _fault(_with(copies, image))


def test_a_column_that_is_not_there_is_refused(copies: Copies) -> None:
    copies.of("question", ("output = 0", "output = 1"))
    assert "1 columns" in _fault(copies)


def test_an_output_that_is_not_there_is_refused(copies: Copies) -> None:
    copies.of("question", ("max_tokens = 64", 'max_tokens = 64\nnetwork_output = "scores"'))
    assert "scores" in _fault(copies)


@pytest.mark.parametrize("image", [b"", b"{}", b"\xff", b'{"model": 1}'])
def test_a_tokenizer_that_is_none_is_refused(copies: Copies, image: bytes) -> None:
    (copies.of("question") / "tokenizer.json").write_bytes(image)
    assert "tokenizer.json" in _fault(copies)


def test_a_tokenizer_that_needs_all_the_room_for_its_own_marks_is_refused(copies: Copies) -> None:
    path = copies.of("question", ("max_tokens = 64", "max_tokens = 2")) / "tokenizer.json"
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.post_processor = TemplateProcessing(single="[pad] $A [pad]", special_tokens=[("[pad]", 0)])
    tokenizer.save(str(path))
    assert "max_tokens is 2" in _fault(copies)


def test_a_tokenizer_that_fills_up_is_kept_from_it(copies: Copies, post: Post) -> None:
    path = copies.of("question") / "tokenizer.json"
    filling = Tokenizer.from_file(str(path))
    plain = _asked(_opened(copies), post, "why", "en")
    filling.enable_padding(length=32, pad_id=0, pad_token="[pad]")
    filling.save(str(path))
    assert _asked(_opened(copies), post, "why", "en").value == plain.value


def test_a_model_that_fails_at_a_text_says_nothing_about_it(
    copies: Copies, post: Post, capsys: pytest.CaptureFixture[str]
) -> None:
    path = copies.of("question") / "tokenizer.json"
    described = json.loads(path.read_text("utf-8"))
    described["model"]["vocab"]["why"] = 9999  # a row that the model does not have
    path.write_text(json.dumps(described), "utf-8")
    plugin = _opened(copies)
    assert _asked(plugin, post, "why", "en") == Signal(plugin.version, abstained="bad_output")
    assert _asked(plugin, post, "when", "en").value is not None
    logged = capsys.readouterr()
    assert "plugin_model_failed" in logged.out + logged.err


def test_the_normal_form_is_read_where_that_was_asked_for(copies: Copies, post: Post) -> None:
    copies.of("question", ("max_tokens = 64", 'max_tokens = 64\nreads = "normal"'))
    plain, disguised = (_asked(_opened(copies), post, text, "en") for text in ("why now", "w\u200bhy n0w"))
    assert plain.value == disguised.value


def test_a_calibration_moves_the_scores_and_nothing_else(copies: Copies, post: Post) -> None:
    _with(copies, model([0.0]), ("output = 0", "output = 0\ncalibration = [2.0, -1.0]"))
    assert _asked(_opened(copies), post, "Is it?", "en").value == pytest.approx(0.268941)


def test_without_the_extra_it_says_what_to_install(copies: Copies, monkeypatch: pytest.MonkeyPatch) -> None:
    copies.of("question")
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    (found,) = examine(copies.folder)
    assert isinstance(found.fault, NotFound)
    assert (found.fault.code, found.fault.advice) == ("extra_missing", "pip install 'ombud[full]'")
