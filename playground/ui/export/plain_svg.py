"""SVG of Qt made plainer: strokes that must not be scaled are written in pixels of the picture.

Qt writes a line of a chart in the chart's coordinates, with a matrix and ``vector-effect="non-scaling-stroke"``.
Browsers understand that; many other programs draw the lines as wide as the matrix makes them. So the matrix is done
here, to the numbers, and nothing is left to understand. Texts have their width written down: in another font, where a
reader lacks the window's, they are neither cut nor do they run into each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

Matrix = tuple[float, float, float, float, float, float]

_LEAF = re.compile(r"<g\b([^>]*)>([^<]*(?:<(?!g\b|/g>)[^<]*)*)</g>")
"""A group without groups inside."""
_TRANSFORM = re.compile(r'transform="matrix\(([^)]*)\)"')
_SHAPE = re.compile(r"<(?:path|polyline|polygon|line|rect|ellipse|circle)\b[^>]*?/>")
_FAMILY = re.compile(r'font-family="([^",]*)"')
_TEXT = re.compile(r"<text\b([^>]*?)\s*>([^<]*)</text>")
_FACE = re.compile(r'font-family="([^",]*)[^"]*" font-size="([\d.]+)" font-weight="(\d+)"')
_STEADY = 'vector-effect="non-scaling-stroke"'
_PAIR = re.compile(r"(-?[\d.]+(?:e[-+]?\d+)?)[ ,](-?[\d.]+(?:e[-+]?\d+)?)")
_POINTS = re.compile(r'\b(d|points)="([^"]*)"')
_BOX = re.compile(r'\b(x|y|width|height|cx|cy|rx|ry|r|x1|y1|x2|y2)="(-?[\d.e+-]+)"')


_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that no XML may contain, e.g. from the name of a lane."""


WidthOf = Callable[[str, float, int, str], float]
"""Width of a text in pixels, of a family, a size in pixels and a weight."""


def plain(svg: str, width_of: WidthOf | None = None) -> str:
    """The same picture without strokes that ask not to be scaled, and with families to fall back to.

    Args:
        svg: As Qt writes it.
        width_of: Measures texts; None leaves their widths to the reader.
    """
    made = _LEAF.sub(_group, _NOT_XML.sub("�", svg))
    if width_of is not None:
        made = _TEXT.sub(lambda found: _with_width(found, width_of), made)
    return _FAMILY.sub(_with_fallback, made)


def _with_width(found: re.Match[str], width_of: WidthOf) -> str:
    """A text that is as wide in every font as it is in the window's."""
    head, text = found.groups()
    face = _FACE.search(head)
    words = unescape(text)
    if face is None or len(words.strip()) < 2:
        return found.group()
    width = width_of(face[1], float(face[2]), int(face[3]), words)
    return f'<text{head} textLength="{width:.2f}" lengthAdjust="spacingAndGlyphs">{text}</text>'


def _with_fallback(found: re.Match[str]) -> str:
    """A family that a reader may not have is followed by one that everybody has."""
    return f'font-family="{found[1]}, {"monospace" if "Mono" in found[1] else "sans-serif"}"'


def _group(found: re.Match[str]) -> str:
    head, body = found.groups()
    transform = _TRANSFORM.search(head)
    if transform is None or _STEADY not in body or 'fill="url' in head:
        return found.group()
    matrix = matrix_of(transform.group(1))
    rest = _TRANSFORM.sub("", head)
    shapes = _SHAPE.sub(lambda shape: _shape(shape.group(), matrix, transform.group()), body)
    others = re.sub(r"<(image|text|use)\b", rf"<\1 {transform.group()}", shapes)
    return f"<g{rest}>{others}</g>"


def matrix_of(text: str) -> Matrix:
    """Return the six numbers of a ``matrix(...)``."""
    a, b, c, d, e, f = (float(part) for part in text.split(","))
    return a, b, c, d, e, f


def _shape(shape: str, matrix: Matrix, transform: str) -> str:
    tag = shape[1 : shape.index(" ")]
    if _STEADY not in shape:
        return shape.replace(f"<{tag}", f"<{tag} {transform}", 1)
    shape = shape.replace(f" {_STEADY}", "")
    if tag in {"path", "polyline", "polygon"}:
        return _POINTS.sub(lambda at: f'{at[1]}="{moved(at[2], matrix)}"', shape)
    return _BOX.sub(lambda at: f'{at[1]}="{_edge(at[1], float(at[2]), matrix)}"', _upright(shape, matrix))


def moved(points: str, matrix: Matrix) -> str:
    """Points or a path with a matrix done to its numbers."""
    return _PAIR.sub(_mover(matrix), points)


def _mover(matrix: Matrix) -> Callable[[re.Match[str]], str]:
    a, b, c, d, e, f = matrix

    def move(pair: re.Match[str]) -> str:
        x, y = float(pair[1]), float(pair[2])
        return f"{a * x + c * y + e:.2f},{b * x + d * y + f:.2f}"

    return move


def _upright(shape: str, matrix: Matrix) -> str:
    """A rectangle named by the corner that is at the upper left after an axis was turned round."""
    a, _, _, d, _, _ = matrix
    numbers = {name: float(value) for name, value in _BOX.findall(shape)}
    for place, length, factor in (("x", "width", a), ("y", "height", d)):
        if factor < 0 and length in numbers:
            corner = numbers[place] + numbers[length]
            shape = re.sub(rf'\b{place}="[^"]*"', f'{place}="{corner!r}"', shape, count=1)
    return shape


def _edge(name: str, value: float, matrix: Matrix) -> str:
    a, _, _, d, e, f = matrix
    across = name in {"x", "width", "cx", "rx", "r", "x1", "x2"}
    factor, offset = (a, e) if across else (d, f)
    if name in {"width", "height", "rx", "ry", "r"}:
        return f"{abs(factor) * value:.2f}"
    return f"{factor * value + offset:.2f}"
