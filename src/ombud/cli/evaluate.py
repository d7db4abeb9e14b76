"""``ombud policy eval``: what a condition comes to, tried out by itself."""

import sys
from typing import Any

import click
import msgspec

from ombud.cli.lines import Lines, open_lines
from ombud.cli.options import SOURCE
from ombud.cli.show import printable
from ombud.policy import Question, answer, value_of

__all__ = ["evaluate"]


def _binding(_context: click.Context, _parameter: click.Parameter, texts: tuple[str, ...]) -> dict[str, Any]:
    bindings = {}
    for text in texts:
        name, separator, body = text.partition("=")
        if not name or not separator:
            raise click.BadParameter(f"`{text}` is not written as NAME=JSON")
        try:
            bindings[name] = msgspec.json.decode(body)
        except (msgspec.DecodeError, RecursionError) as error:
            raise click.BadParameter(f'`{body[:60]}` is not JSON; a text is written "..."') from error
    return bindings


@click.command("eval")
@click.argument("what", metavar="EXPR|FILE|-", default="-")
@click.option(
    "--bind", "bindings", multiple=True, metavar="NAME=JSON", callback=_binding,
    help="A variable of EXPR and its value. Can be given again.",
)  # fmt: skip
@click.option(
    "--json", "as_json", is_flag=True, help="Read JSON Lines from FILE or stdin, write one line of JSON for each."
)
@click.pass_context
def evaluate(ctx: click.Context, what: str, bindings: dict[str, Any], *, as_json: bool) -> None:
    """Evaluate an expression of the condition language, CEL, by itself: no event, no policy.

    With --json, each line is {"expr": ..., "bindings": {"x": {"int": "1"}}, "types": {"x": "primitive: INT64"},
    "unchecked": false}, all but "expr" optional, and is answered at once with {"value": {"int": "2"}} or
    {"error": "..."}. 64-bit integers are strings, bytes base64, maps lists of pairs; "unchecked" runs without the type
    checker. A line that is no such object becomes an error in its place; the rest goes on, and the exit code is 1.

    \b
    Examples:
      ombud policy eval 'size(text) > 3 && text.startsWith("ab")' --bind text='"abcd"'
      echo '{"expr": "x + 1", "bindings": {"x": {"int": "41"}}}' | ombud policy eval --json
    """
    if not as_json:
        if what == "-":
            raise click.UsageError("give the expression, or --json and lines of JSON")
        click.echo(printable(value_of(what, bindings)))
        return
    if bindings:
        raise click.UsageError('--bind goes with EXPR; with --json, a line brings its own "bindings"')
    with open_lines(SOURCE.convert(what, None, ctx)) as lines:
        ctx.exit(1 if _answer_all(lines) else 0)


def _answer_all(lines: Lines) -> int:
    """How many lines asked nothing. Each answer is flushed: whoever asks may wait for it before asking again."""
    unreadable = 0
    decoder = msgspec.json.Decoder(Question)
    for number, line in lines:
        try:
            said = answer(decoder.decode(line))
        except (msgspec.DecodeError, RecursionError) as error:
            unreadable += 1
            said = {"error": f"line {number} is no question: {error}"}
        sys.stdout.buffer.write(msgspec.json.encode(said) + b"\n")
        sys.stdout.buffer.flush()
    return unreadable
