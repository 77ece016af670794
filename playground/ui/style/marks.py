"""The small signs that a style sheet needs as files: arrows, ticks and crosses in the colours of a theme.

Style sheets can only name files, so each sign is written once per colour, as SVG, into the user's cache.
"""

import tempfile
from functools import cache
from pathlib import Path

import platformdirs

_SHAPES = {
    "down": "M3.5 6l4.5 4.5L12.5 6",
    "up": "M3.5 10.5L8 6l4.5 4.5",
    "right": "M6 3.5l4.5 4.5L6 12.5",
    "left": "M10.5 3.5L6 8l4.5 4.5",
    "tick": "M3.5 8.5l3 3 6-6.5",
    "minus": "M4 8h8",
    "cross": "M4.5 4.5l7 7m0-7l-7 7",
    "float": "M6.5 4.5h5v5h-5z M4.5 7v4.5h4.5",
}


@cache
def _folder() -> Path:
    wish = platformdirs.user_cache_path("descent", appauthor=False) / "marks"
    try:
        wish.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=wish):
            return wish
    except OSError:
        return Path(tempfile.mkdtemp(prefix="descent-marks-"))


@cache
def mark(shape: str, color: str, width: float = 1.6) -> str:
    """The path of a sign's file as a style sheet writes it.

    Args:
        shape: ``down``, ``up``, ``right``, ``left``, ``tick``, ``minus``, ``cross`` or ``float``.
        color: ``#RRGGBB``.
        width: Of the stroke, in sixteenths of the sign's side.
    """
    file = _folder() / f"{shape}-{color.lstrip('#')}-{width:g}.svg"
    file.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="{_SHAPES[shape]}" fill="none" '
        f'stroke="{color}" stroke-width="{width}" stroke-linecap="round" stroke-linejoin="round"/></svg>\n',
        encoding="utf-8",
    )
    return file.as_posix()
