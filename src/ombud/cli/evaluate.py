"""``ombud policy eval``: what a condition comes to, tried out by itself."""

import json
import math
import sys
from typing import Any

import click
import msgspec

from ombud.cli.check import show_problems
from ombud.cli.lines import Lines, open_lines
from ombud.cli.options import SOURCE
from ombud.cli.show import printable
from ombud.model import BadInput
from ombud.policy import ExpressionInvalid, Question, answer, value_of

__all__ = ["evaluate"]


_MOST_DIGITS = 20  # a sign and those of a 64-bit number
_KEYS = Question.__struct_fields__


def _binding(_context: click.Context, _parameter: click.Parameter, texts: tuple[str, ...]) -> dict[str, Any]:
    bindings = {}
    for text in texts:
        name, separator, body = text.partition("=")
        if not name or not separator:
            raise click.BadParameter(f"`{text}` is not written as NAME=JSON")
        try:
            bindings[name] = json.loads(body, parse_int=_integer, parse_float=_double, parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            raise click.BadParameter(f'`{body[:60]}` is not JSON; a text is written "..."') from error
    return bindings


def _integer(digits: str) -> int:
    if len(digits) > _MOST_DIGITS or not -(2**63) <= (value := int(digits)) < 2**63:
        raise click.BadParameter(f"`{digits[:60]}` is too large: an int goes from -2^63 to 2^63 - 1; write it as 1e20")
    return value


def _double(digits: str) -> float:
    value = float(digits)
    if math.isinf(value):
        raise click.BadParameter(f"`{digits[:60]}` is too large: a double goes to about 1.8e308")
    return value


def _no_number(word: str) -> float:
    raise ValueError(word)


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
        try:
            click.echo(printable(value_of(what, bindings)))
        except ExpressionInvalid as error:
            show_problems([error.problem], err=True)
            ctx.exit(1)
        return
    if bindings:
        raise click.UsageError('--bind goes with EXPR; with --json, a line brings its own "bindings"')
    with open_lines(SOURCE.convert(what, None, ctx)) as lines:
        ctx.exit(1 if _answer_all(lines) else 0)


def _answer_all(lines: Lines) -> int:
    """How many lines asked nothing. Each answer is flushed: whoever asks may wait for it before asking again."""
    unreadable = 0
    for number, line in lines:
        try:
            said = answer(_question(line))
        except BadInput as error:
            unreadable += 1
            said = {"error": f"line {number} is {error.detail}"}
        sys.stdout.buffer.write(msgspec.json.encode(said) + b"\n")
        sys.stdout.buffer.flush()
    return unreadable


def _question(line: bytes) -> Question:
    """Raises BadInput, which goes on from "line 1 is"."""
    try:
        asked = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput("not_json", 'no JSON; it must look like {"expr": "1 + 2"}') from error
    unknown = [key for key in asked if key not in _KEYS] if isinstance(asked, dict) else []
    if unknown:
        raise BadInput("unknown_key", f"no question: there is no key `{unknown[0][:60]}`, only {', '.join(_KEYS)}")
    try:
        return msgspec.convert(asked, Question)
    except msgspec.ValidationError as error:
        raise BadInput(
            "no_question",
            'no question: that is an object with "expr", a text, and perhaps "bindings", an object, "types", an object'
            ' of texts, and "unchecked", true or false',
        ) from error
