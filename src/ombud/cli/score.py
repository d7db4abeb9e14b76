"""``ombud score``: what the models of texts say. Nothing is decided, nothing is stored, no server is needed."""

import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

import click
import msgspec

from ombud.cli.lines import open_lines
from ombud.cli.options import SOURCE, plugins_option, policy_option
from ombud.cli.show import progress
from ombud.model import BadInput, OmbudError
from ombud.pipeline import Refused, Scorer, ScoreRequest
from ombud.wiring import DEFAULT_MODEL, MODELS, open_scorer, with_plugins

__all__ = ["score"]

_CHUNK = 256
_TELLING = 0.5
"""Below this a score says nothing that could be pointed at."""


class _Line(msgspec.Struct):
    text: str
    lang: str | None = None


@click.command()
@click.argument("source", metavar="[FILE|-]", type=SOURCE, default="-")
@click.option(
    "--model",
    type=click.Choice(MODELS),
    default=DEFAULT_MODEL,
    show_default=True,
    envvar="OMBUD_MODEL",
    help="Which model.",
)
@click.option(
    "--spans/--no-spans", default=True, show_default=True, help="Where in the text what speaks for it stands."
)
@plugins_option
@policy_option()
@click.pass_context
def score(ctx: click.Context, source: str, model: str, policy: Path | None, *, spans: bool) -> None:
    """Score texts: one line in, one line of JSON out, in order.

    Lines are texts, or JSON Lines with "text" and, where it is known, "lang"; the first line says which. Each signal
    has a value from 0 to 1 and the version of the model, or says why it abstained: not_text, too_short, language,
    unsure_language, far_from_training. Spans are given from 0.5 on, in characters of the text. An empty line is an
    empty text. A line that cannot be scored becomes {"error": {...}, "line": N} in its place, and the exit code is 1.
    Input may be gzip.

    Plug-ins score beside the model; one that goes by a clause takes it from --policy.

    \b
    Examples:
      echo 'you utter walnut' | ombud score
      ombud score comments.txt > scores.jsonl
      echo '{"text":"Guten Morgen zusammen","lang":"de"}' | ombud score --no-spans
    """
    scorer = with_plugins(open_scorer(model), policy)
    errors = 0
    reader: _Texts | None = None
    watched = nullcontext() if sys.stdout.isatty() else progress()
    with open_lines(source, blank=True) as lines, watched as bar:
        task = bar.add_task("scoring", total=lines.size, note="") if bar else None
        for chunk in lines.batches(_CHUNK):
            reader = reader or _Texts(next((line for _, line in chunk if line), b""), spans=spans)
            written, refused = _scored(scorer, reader, chunk)
            sys.stdout.buffer.write(written)
            errors += refused
            if bar and task is not None:
                bar.update(task, completed=lines.bytes_read, note=f"{lines.number} lines")
    sys.stdout.buffer.flush()
    ctx.exit(1 if errors else 0)


class _Texts:
    """Makes requests of lines: of JSON Lines when the first line is a JSON object with a text in it."""

    def __init__(self, first: bytes, *, spans: bool) -> None:
        self._spans = spans
        try:
            msgspec.json.decode(first, type=_Line)
        except (msgspec.DecodeError, UnicodeDecodeError):
            self._json = False
        else:
            self._json = True

    def request(self, line: bytes) -> ScoreRequest:
        """Raises BadInput (``not_utf8``, ``bad_line``)."""
        try:
            if not self._json or not line:
                return ScoreRequest(line.decode("utf-8"), explain=self._spans, explain_from=_TELLING)
            read = msgspec.json.decode(line, type=_Line)
        except UnicodeDecodeError as error:
            raise BadInput("not_utf8", "The line is not UTF-8.", advice="Save the file as UTF-8.") from error
        except msgspec.DecodeError as error:
            raise BadInput(
                "bad_line", str(error), advice='Write {"text": "..."} on every line, as on the first.'
            ) from error
        return ScoreRequest(read.text, read.lang, explain=self._spans, explain_from=_TELLING)


def _scored(scorer: Scorer, reader: _Texts, chunk: Sequence[tuple[int, bytes]]) -> tuple[bytes, int]:
    """Output lines, and how many of them are errors."""
    out: list[bytes] = [b""] * len(chunk)
    requests: list[ScoreRequest] = []
    places: list[int] = []
    errors = 0
    for i, (number, line) in enumerate(chunk):
        try:
            requests.append(reader.request(line))
            places.append(i)
        except OmbudError as error:
            out[i] = _error(error, number)
            errors += 1
    for i, answer in zip(places, scorer.score(requests), strict=True):
        if isinstance(answer, Refused):
            out[i] = _error(answer.error, chunk[i][0])
            errors += 1
        else:
            out[i] = msgspec.json.encode({"signals": answer.signals})
    return b"".join(line + b"\n" for line in out), errors


def _error(error: OmbudError, number: int) -> bytes:
    return msgspec.json.encode({"error": error.describe(), "line": number})
