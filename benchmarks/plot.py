"""Lines over two logarithmic axes, as SVG, with nothing to install."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 350, 260, 48, 30, 36, 40
COLOURS = ("#c2410c", "#1d4ed8", "#0e7490", "#4d7c0f", "#7e22ce", "#be185d", "#57534e", "#a16207")

Points = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Panel:
    """One diagram: lines by name, each with its points (both values above 0), by rising x."""

    title: str
    lines: Mapping[str, Points]


def drawn(panels: Sequence[Panel], below: str) -> str:
    """Panels side by side with one legend beneath; `below` names the x axis."""
    names = list(dict.fromkeys(name for panel in panels for name in panel.lines))
    colours = {name: COLOURS[number % len(COLOURS)] for number, name in enumerate(names)}
    whole = WIDTH * len(panels)
    parts = [_diagram(panel, colours, below, WIDTH * number) for number, panel in enumerate(panels)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" viewBox="0 0 {whole} {HEIGHT + 30}"',
            ' font-family="sans-serif" font-size="11">',
            f'<rect width="{whole}" height="{HEIGHT + 30}" fill="white"/>',
            *parts,
            *_legend(colours, whole),
            "</svg>\n",
        ]
    )


def _diagram(panel: Panel, colours: Mapping[str, str], below: str, x: int) -> str:
    points = [point for line in panel.lines.values() for point in line]
    across, up = _decades([point[0] for point in points]), _decades([point[1] for point in points])

    def place(point: tuple[float, float]) -> tuple[float, float]:
        right = (math.log10(point[0]) - across[0]) / (across[-1] - across[0])
        above = (math.log10(point[1]) - up[0]) / (up[-1] - up[0])
        return LEFT + right * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - above * (HEIGHT - TOP - BOTTOM)

    parts = [f'<g transform="translate({x} 0)">', f'<text x="{LEFT}" y="18" font-weight="bold">{panel.title}</text>']
    for power in across:
        at, bottom = place((10.0**power, 10.0 ** up[0]))
        parts.append(f'<path d="M{at:.1f} {TOP}V{bottom:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{at:.1f}" y="{bottom + 14:.1f}" text-anchor="middle">{10.0**power:,.0f}</text>')
    for power in up:
        left, at = place((10.0 ** across[0], 10.0**power))
        parts.append(f'<path d="M{left:.1f} {at:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="{left - 5:.1f}" y="{at + 4:.1f}" text-anchor="end">{10.0**power:,g}</text>')
    parts.append(f'<text x="{(WIDTH + LEFT) / 2}" y="{HEIGHT - 8}" text-anchor="middle">{escape(below)}</text>')
    for name, line in panel.lines.items():
        placed = [place(point) for point in line]
        path = "M" + "L".join(f"{right:.1f} {above:.1f}" for right, above in placed)
        parts.append(f'<path d="{path}" fill="none" stroke="{colours[name]}" stroke-width="2"/>')
        parts += (f'<circle cx="{r:.1f}" cy="{a:.1f}" r="3" fill="{colours[name]}"/>' for r, a in placed)
    return "\n".join([*parts, "</g>"])


def _legend(colours: Mapping[str, str], whole: int) -> Iterator[str]:
    for number, (name, colour) in enumerate(colours.items()):
        x = LEFT + number * (whole - LEFT) / len(colours)
        yield f'<circle cx="{x:.0f}" cy="{HEIGHT + 12}" r="4" fill="{colour}"/>'
        yield f'<text x="{x + 8:.0f}" y="{HEIGHT + 16}">{escape(name)}</text>'


def _decades(values: Sequence[float]) -> range:
    """Powers of ten from below the least value to above the greatest."""
    first = math.floor(math.log10(min(values)))
    return range(first, max(first + 1, math.ceil(math.log10(max(values)))) + 1)
