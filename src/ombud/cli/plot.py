"""Reliability as a picture: what was said beside what came true. SVG, written by hand, light and dark."""

from collections.abc import Sequence
from html import escape

from ombud.signals.tuning import Bin

__all__ = ["reliability_svg"]

_SIDE = 320
_MARGIN = 48
_STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#222}.axis{stroke:#767676;fill:none}.even{stroke:#767676;"
    "stroke-dasharray:4 4}.before{stroke:#b45309;fill:none}.after{stroke:#1d4ed8;fill:none}circle.before{fill:#b45309}"
    "rect.after{fill:#1d4ed8;stroke:none}@media (prefers-color-scheme:dark){text{fill:#eee}.before{stroke:#fbbf24}"
    ".after{stroke:#93c5fd}circle.before{fill:#fbbf24}rect.after{fill:#93c5fd}}"
)


def reliability_svg(signal: str, before: Sequence[Bin], after: Sequence[Bin]) -> str:
    """Two curves in one square: round marks before, square marks after, the diagonal is where they should be."""
    size = _SIDE + 2 * _MARGIN
    title = f"Reliability of {escape(signal)}, before and after calibration"
    told = "; ".join(
        f"{name}: " + ", ".join(f"{one.value:.2f} came true {one.share:.2f}" for one in bins)
        for name, bins in (("before", before), ("after", after))
    )
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size + 24}" role="img">',
            f"<title>{title}</title><desc>{told}</desc>",
            f"<style>{_STYLE}</style>",
            f'<rect class="axis" x="{_MARGIN}" y="{_MARGIN}" width="{_SIDE}" height="{_SIDE}"/>',
            f'<line class="even" x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}"/>',
            *(_tick(share / 4) for share in range(5)),
            _curve("before", before),
            _curve("after", after),
            *(f'<circle class="before" cx="{_x(b.value)}" cy="{_y(b.share)}" r="4"/>' for b in before),
            *(
                f'<rect class="after" x="{_x(b.value) - 4:.1f}" y="{_y(b.share) - 4:.1f}" width="8" height="8"/>'
                for b in after
            ),
            f'<text x="{_MARGIN}" y="20">{title}</text>',
            f'<text x="{_MARGIN}" y="38">● before   ■ after   - - as it should be</text>',
            f'<text x="{size / 2}" y="{size + 8}" text-anchor="middle">what it said</text>',
            f'<text transform="translate(14 {size / 2}) rotate(-90)" text-anchor="middle">share that came true</text>',
            "</svg>\n",
        ]
    )


def _x(value: float) -> float:
    return round(_MARGIN + value * _SIDE, 1)


def _y(share: float) -> float:
    return round(_MARGIN + (1 - share) * _SIDE, 1)


def _tick(at: float) -> str:
    return (
        f'<text x="{_x(at)}" y="{_MARGIN + _SIDE + 18}" text-anchor="middle">{at:g}</text>'
        f'<text x="{_MARGIN - 6}" y="{_y(at) + 4}" text-anchor="end">{at:g}</text>'
    )


def _curve(name: str, bins: Sequence[Bin]) -> str:
    points = " ".join(f"{_x(one.value)},{_y(one.share)}" for one in bins)
    return f'<polyline class="{name}" points="{points}"/>'
