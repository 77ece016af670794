"""A network as an SVG file, in plain text."""

from __future__ import annotations

from html import escape

from playground.exchange.colors import INK, LINE, PAPER, QUIET, color_of
from playground.exchange.drawing import LINE as HEIGHT
from playground.exchange.drawing import PAD, WIDTH, Box, Drawing

FONT = "Inter, Helvetica, Arial, sans-serif"
MOST_LETTERS = 22
"""Letters of a line that fit into a box."""


def svg(network: Drawing) -> str:
    """Write boxes and wires."""
    size = f'width="{network.width:g}" height="{network.height:g}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {network.width:g} {network.height:g}">',
        f"<title>{_text(network.title)}</title>",
        f'<rect {size} fill="{PAPER}"/>',
        f'<g fill="none" stroke="{LINE}" stroke-width="1.5">',
        *(_wire(source, target) for source, target in network.wires),
        "</g>",
        *(line for box in network.boxes for line in _box(box)),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _wire(source: Box, target: Box) -> str:
    """A curve that leaves and arrives level, with a small head."""
    (x0, y0), (x1, y1) = source.exit, target.entry
    reach = max(24.0, abs(x1 - x0) / 2)
    curve = f"M {x0:g} {y0:g} C {x0 + reach:g} {y0:g} {x1 - reach:g} {y1:g} {x1:g} {y1:g}"
    head = f"M {x1 - 6:g} {y1 - 4:g} L {x1:g} {y1:g} L {x1 - 6:g} {y1 + 4:g}"
    return f'<path d="{curve} {head}"/>'


def _box(box: Box) -> list[str]:
    color = color_of(box.group)
    frame = f'x="{box.left:g}" y="{box.top:g}" width="{WIDTH:g}" height="{box.height:g}" rx="8"'
    bar = f'x="{box.left:g}" y="{box.top + PAD:g}" width="4" height="{box.height - 2 * PAD:g}" rx="2"'
    x, y = box.left + 14, box.top + PAD + 0.75 * HEIGHT
    found = [
        f'<rect {frame} fill="{color}" fill-opacity="0.08" stroke="{color}" stroke-width="1"/>',
        f'<rect {bar} fill="{color}"/>',
        _line(box.title, x, y, f'font-size="13" font-weight="600" fill="{INK}"'),
    ]
    look = f'font-size="11" fill="{QUIET}"'
    return found + [_line(words, x, y + k * HEIGHT, look) for k, words in enumerate(box.lines, 1)]


def _line(words: str, x: float, y: float, look: str) -> str:
    return f'<text x="{x:g}" y="{y:g}" font-family="{FONT}" {look}>{_text(words)}</text>'


def _text(words: str) -> str:
    """A line that fits, without characters that XML forbids."""
    shown = "".join(letter if letter.isprintable() else "�" for letter in words)
    return escape(shown if len(shown) <= MOST_LETTERS else shown[: MOST_LETTERS - 1] + "…")
