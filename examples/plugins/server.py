"""A small server that speaks OpenAI's wire format, with Ombud's own text model behind it.

    python server.py --port 8600 [--key SECRET]

It stands in for vLLM, llama.cpp, Ollama or a hosted service while you try a plug-in out: ``GET /v1/models``,
``POST /v1/chat/completions`` and ``POST /v1/moderations``, on this machine only. As a chat it reads which harm the rule
in the system message is about, and judges the user's message by the head of the model for that.
"""

import argparse
import json
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

from ombud.intake import normalise
from ombud.signals.text import TextModel

MODEL = "ombud-text"
MOST_BYTES = 1 << 20
HEADS = {
    "threat": "threat", "harass": "harassment", "insult": "insult", "slur": "identity_hate", "spam": "spam",
    "scam": "scam", "sexual": "sexual", "swear": "profanity",
}  # fmt: skip
CATEGORIES = {
    "harassment": "harassment", "harassment/threatening": "threat", "hate": "identity_hate", "sexual": "sexual",
    "violence": "threat",
}  # fmt: skip


class Judge:
    """The model behind the wire."""

    def __init__(self) -> None:
        self._model = TextModel()

    def scores(self, text: str) -> dict[str, float]:
        """Every head of the model; 0 where it abstains."""
        normal = normalise(text)
        signals = self._model.score([normal], self._model.tell([normal]))[0]
        return {name: one.value if isinstance(one.value, float) else 0.0 for name, one in signals.items()}

    def violates(self, rule: str, text: str) -> bool:
        """Whether the text does what the rule is about."""
        heads = [head for word, head in HEADS.items() if word in rule.lower()] or ["toxic"]
        scores = self.scores(text)
        return max(scores[head] for head in heads) >= 0.5


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # an answer in one piece: in two, the second waits until the first is acknowledged
    key: ClassVar[str] = ""
    judge: ClassVar[Judge]

    def do_GET(self) -> None:
        if self.permitted():
            self.answer(
                200, {"object": "list", "data": [{"id": MODEL, "object": "model", "created": 0, "owned_by": ""}]}
            )

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        if length > MOST_BYTES:
            return self.refuse(413, "The request is too large.")
        try:
            asked = json.loads(self.rfile.read(length))
            answer = self.respond(asked)
        except (ValueError, KeyError, TypeError, IndexError, AttributeError):
            return self.refuse(400, "The request is not what this endpoint takes.")
        if self.permitted():
            self.answer(200, answer)
        return None

    def respond(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The body of the answer. Raises what a body of another shape makes Python raise."""
        if self.path.endswith("/chat/completions"):
            return chat(self.judge, asked)
        if self.path.endswith("/moderations"):
            return moderation(self.judge, asked)
        raise ValueError(self.path)

    def permitted(self) -> bool:
        """Whether the key is the right one; else that is the answer."""
        if self.key and self.headers.get("authorization") != f"Bearer {self.key}":
            self.refuse(401, "Incorrect API key provided.")
            return False
        return True

    def refuse(self, status: int, why: str) -> None:
        """An error as OpenAI writes it."""
        self.answer(status, {"error": {"message": why, "type": "invalid_request_error", "param": None, "code": None}})

    def answer(self, status: int, body: dict[str, Any]) -> None:
        """Send it."""
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class names it so
        """What people write is nobody's log entry."""


def chat(judge: Judge, asked: dict[str, Any]) -> dict[str, Any]:
    """``/chat/completions``: the last user message, judged by the system message."""
    said = {message["role"]: message["content"] for message in asked["messages"]}
    label = labels(asked)[0 if judge.violates(said["system"], said["user"]) else -1]
    message = {"role": "assistant", "content": json.dumps({"label": label}), "refusal": None}
    return {
        "id": "chatcmpl-0", "object": "chat.completion", "created": 0, "model": MODEL,
        "choices": [{"index": 0, "finish_reason": "stop", "logprobs": None, "message": message}],
        "usage": {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0},
    }  # fmt: skip


def labels(asked: dict[str, Any]) -> Sequence[str]:
    """What may be answered: the worst comes first, as the schema has it."""
    if "response_format" not in asked:
        return ("violates", "allowed")
    allowed: list[str] = asked["response_format"]["json_schema"]["schema"]["properties"]["label"]["enum"]
    return allowed


def moderation(judge: Judge, asked: dict[str, Any]) -> dict[str, Any]:
    """``/moderations``: one text, or several."""
    texts = [asked["input"]] if isinstance(asked["input"], str) else list(asked["input"])
    results = []
    for text in texts:
        scores = judge.scores(text)
        found = {category: scores[head] for category, head in CATEGORIES.items()}
        flags = {category: score >= 0.5 for category, score in found.items()}
        results.append({"flagged": any(flags.values()), "categories": flags, "category_scores": found})
    return {"id": "modr-0", "model": MODEL, "results": results}


def serve(handler: type[Handler], arguments: Sequence[str] | None = None) -> None:
    """Until somebody ends it."""
    parser = argparse.ArgumentParser(description="An OpenAI-compatible endpoint with Ombud's text model behind it.")
    parser.add_argument("--port", type=int, default=8600)
    parser.add_argument("--key", default="")
    options = parser.parse_args(arguments)
    handler.key, handler.judge = options.key, Judge()
    with ThreadingHTTPServer(("127.0.0.1", options.port), handler) as server:
        print(f"http://127.0.0.1:{server.server_address[1]}/v1", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    serve(Handler)
