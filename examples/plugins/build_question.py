"""Makes the model of the plug-in in question/: is this a question?

    python build_question.py question

A word-level tokenizer and a linear model over words and the first word, fitted to the sentences below by plain gradient
descent, and written as ONNX. No chance is involved: the same file comes out every time. Needs numpy, onnx, tokenizers.
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers
from tokenizers.models import WordLevel

QUESTIONS = """\
Where can I buy seeds in March?
Does anybody know why my tomatoes split?
What is the best soil for roses
how do you keep slugs away from lettuce
Is it too late to plant garlic?
Are there any gardens open on Sunday?
Can I water them at noon
Could somebody show me how to graft?
Why are the leaves yellow
Who wants to share an order?
When do you prune yours?
which fertiliser do you use
Has anyone tried growing melons here?
Have you seen the new rules?
Do bees like lavender
Did it rain at your place?
Will this survive the frost?
Would you move it into the shade?
Should I repot it now
Anyone up for a walk on Saturday?
You really think that works?
So the meeting is on Monday?
How much does it cost?
how long until they flower
Am I doing this wrong?
Is this a weed or a flower
What happened to the pond?
Where did everybody go
Why would you cut it that short?
Can you send me a picture?
"""
STATEMENTS = """\
I bought seeds in March.
My tomatoes split again this year
The best soil for roses is loam.
We keep slugs away with copper tape
It is too late to plant garlic.
There are gardens open on Sunday.
I water them at noon
Somebody showed me how to graft.
The leaves are yellow
We share an order with the neighbours.
You prune yours when it is dry.
That is what I use
Nobody grows melons here.
I have seen the new rules.
Bees like lavender
It did rain at our place.
This will survive the frost.
I would move it into the shade
You should repot it now
See you on Saturday!
I really think that works.
The meeting is on Monday.
It costs far too much.
They flower in June
I am doing this wrong.
This is a flower, not a weed
The pond froze.
Everybody went home
Cut it that short and it comes back.
Here is a picture!
What a garden!
How lovely they are
"""
UNKNOWN, PAD = "[unknown]", "[pad]"
STEPS, RATE, DECAY = 3000, 0.5, 0.002

Floats = npt.NDArray[np.float32]


def main(folder: Path) -> None:
    """Write ``tokenizer.json`` and ``model.onnx``."""
    texts = QUESTIONS.splitlines() + STATEMENTS.splitlines()
    wanted = np.array([1.0] * len(QUESTIONS.splitlines()) + [0.0] * len(STATEMENTS.splitlines()))
    tokenizer = make_tokenizer(texts)
    tokens = [tokenizer.encode(text).ids for text in texts]
    words, first, bias = fit(tokens, wanted, tokenizer.get_vocab_size())
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "model.onnx").write_bytes(as_onnx(words, first, bias))


def make_tokenizer(texts: list[str]) -> Tokenizer:
    """Words and signs, in small letters; every word of the sentences has a number."""
    words = pre_tokenizers.Split(Regex(r"\w+|[^\w\s]"), behavior="removed", invert=True)
    seen = sorted({word for text in texts for word, _ in words.pre_tokenize_str(text.lower())})
    vocabulary = {word: number for number, word in enumerate([PAD, UNKNOWN, *seen])}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token=UNKNOWN))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = words
    return tokenizer


def fit(tokens: list[list[int]], wanted: npt.NDArray[np.float64], size: int) -> tuple[Floats, Floats, Floats]:
    """Weights of words anywhere, weights of the first word, and the constant: logistic regression."""
    rows = np.zeros((len(tokens), 2 * size + 1))
    for row, ids in zip(rows, tokens, strict=True):
        row[ids] = 1.0
        row[size + ids[0]] = 1.0
        row[-1] = 1.0
    weights = np.zeros(2 * size + 1)
    for _ in range(STEPS):
        scores = 1 / (1 + np.exp(-rows @ weights))
        weights -= RATE * (rows.T @ (scores - wanted) / len(rows) + DECAY * weights)
    weights[:2] = weights[size : size + 2] = 0.0  # what was never seen says nothing
    rounded = np.round(weights, 3).astype(np.float32)  # so that a last bit on another machine makes no difference
    return rounded[:size, None], rounded[size:-1, None], rounded[-1:]


def as_onnx(words: Floats, first: Floats, bias: Floats) -> bytes:
    """``input_ids`` and ``attention_mask`` (texts, tokens) in, ``logits`` (texts, 1) out."""
    constants: dict[str, npt.NDArray[Any]] = {
        "words": words, "first": first, "bias": bias, "zero": np.array([0], np.int64),
        "one": np.array([1], np.int64), "last": np.array([-1], np.int64),
    }  # fmt: skip
    nodes = [
        helper.make_node("Gather", ["words", "input_ids"], ["weights"]),
        helper.make_node("Cast", ["attention_mask"], ["there"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["there", "last"], ["mask"]),
        helper.make_node("Mul", ["weights", "mask"], ["counted"]),
        helper.make_node("ReduceSum", ["counted", "one"], ["anywhere"], keepdims=0),
        helper.make_node("Slice", ["input_ids", "zero", "one", "one"], ["begins"]),
        helper.make_node("Gather", ["first", "begins"], ["first_weights"]),
        helper.make_node("ReduceSum", ["first_weights", "one"], ["at_first"], keepdims=0),
        helper.make_node("Add", ["anywhere", "at_first"], ["both"]),
        helper.make_node("Add", ["both", "bias"], ["logits"]),
    ]
    graph = helper.make_graph(
        nodes, "question",
        [helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "tokens"])
         for name in ("input_ids", "attention_mask")],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["texts", 1])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )  # fmt: skip
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9, producer_name="ombud")
    return bytes(model.SerializeToString(deterministic=True))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
