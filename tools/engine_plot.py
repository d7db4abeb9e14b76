"""Draws docs/images/engine.svg: what one event costs, against the number of rules.

    python -m bench.mixes --json | python tools/engine_plot.py

Reads one JSON object a line. The other two curves were measured elsewhere: Osprey 1.1.0 and one Python closure per
rule, on the dense mix, on the same kind of machine.
"""

import json
import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

OUT = Path(__file__).resolve().parent.parent / "docs" / "images" / "engine.svg"
OTHERS: dict[str, list[tuple[float, float]]] = {
    "Osprey 1.1.0": [(10, 537), (100, 65), (1_000, 4.1)],
    "one closure per rule": [(10, 37_483), (100, 5_318), (1_000, 549)],
}
WIDTH, HEIGHT = 760, 430
LEFT, RIGHT, TOP, BOTTOM = 84, 190, 24, 56
RULES = (10, 10_000)
MICROSECONDS = (1, 1_000_000)
TOLD = (
    "Both axes are logarithmic. Ombud grows from about ten microseconds at 10 rules to some tens or hundreds at "
    "10,000; the two others grow in step with the rules."
)

LIGHT = {"a": "#1257a8", "b": "#0a7a5c", "c": "#8a5a00", "d": "#a3243b", "ink": "#1c2733", "grid": "#d5dce3"}
DARK = {"a": "#7db4f5", "b": "#5fd0ae", "c": "#e0b25c", "d": "#f08a9c", "ink": "#dfe7ef", "grid": "#39434e"}


def _colours(of: dict[str, str]) -> str:
    marks = " ".join(f".{mark} {{ stroke: {of[mark]}; fill: {of[mark]} }}" for mark in "abcd")
    return f"text {{ fill: {of['ink']} }} .grid {{ stroke: {of['grid']} }} {marks}"


STYLE = f"""
{_colours(LIGHT)}
@media (prefers-color-scheme: dark) {{ {_colours(DARK)} }}
text {{ font: 13px system-ui, sans-serif }}
text[class] {{ stroke: none }}
path[class] {{ fill: none; stroke-width: 2.5 }}
"""


def _x(rules: float) -> float:
    share = math.log10(rules / RULES[0]) / math.log10(RULES[1] / RULES[0])
    return LEFT + share * (WIDTH - LEFT - RIGHT)


def _y(microseconds: float) -> float:
    share = math.log10(microseconds / MICROSECONDS[0]) / math.log10(MICROSECONDS[1] / MICROSECONDS[0])
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)


def _time(microseconds: float) -> str:
    for unit, size in (("s", 1_000_000), ("ms", 1_000)):
        if microseconds >= size:
            return f"{microseconds / size:g} {unit}"
    return f"{microseconds:g} µs"


def _grid() -> list[str]:
    lines = []
    for power in range(7):
        y = _y(10**power)
        lines.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        lines.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{_time(10**power)}</text>')
    for power in range(1, 5):
        x = _x(10**power)
        lines.append(f'<line class="grid" y1="{TOP}" y2="{HEIGHT - BOTTOM}" x1="{x:.1f}" x2="{x:.1f}"/>')
        lines.append(f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{10**power:,}</text>')
    middle = (LEFT + WIDTH - RIGHT) / 2
    lines.append(f'<text x="{middle}" y="{HEIGHT - 12}" text-anchor="middle">rules</text>')
    return lines


def _curve(name: str, mark: str, points: Sequence[tuple[float, float]]) -> list[str]:
    """`points` are rules and events per CPU second."""
    places = [(_x(rules), _y(1_000_000 / rate)) for rules, rate in points]
    lines = [f'<path class="{mark}" d="M{" L".join(f"{x:.1f},{y:.1f}" for x, y in places)}"/>']
    lines += [f'<circle class="{mark}" cx="{x:.1f}" cy="{y:.1f}" r="4"/>' for x, y in places]
    x, y = places[-1]
    return [*lines, f'<text class="{mark}" x="{x + 12:.1f}" y="{y + 4:.1f}">{name}</text>']


def drawing(rows: Sequence[dict[str, Any]]) -> str:
    """The whole picture."""
    curves: dict[str, list[tuple[float, float]]] = {
        f"Ombud, {mix}": [(row["rules"], row["events_per_cpu_s"]) for row in rows if row["mix"] == mix]
        for mix in ("dense", "wide")
    }
    named = zip("abcd", (curves | OTHERS).items(), strict=True)
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="t d">',
            '<title id="t">CPU time for one event against the number of rules</title>',
            f'<desc id="d">{TOLD}</desc>',
            f"<style>{STYLE}</style>",
            *_grid(),
            *(part for mark, (name, points) in named for part in _curve(name, mark, points)),
            "</svg>\n",
        )
    )


if __name__ == "__main__":
    OUT.write_text(drawing([json.loads(line) for line in sys.stdin if line.strip()]), encoding="utf-8")
    print(OUT)
