"""Small signs for style sheets: arrows, ticks and crosses in a theme's colours.

Style sheets can only refer to files, so each sign is written once per colour, as SVG, into the user's cache.
"""

import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

import platformdirs

from playground.spec.atomic import replace

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
def _spare() -> Path:
    """A folder for signs that cannot be written into the cache."""
    return Path(tempfile.mkdtemp(prefix="descent-marks-"))


@cache
def mark(shape: str, color: str, width: float = 1.6) -> str:
    """Write a sign to a file, and return its path as style sheets need it.

    Args:
        shape: ``down``, ``up``, ``right``, ``left``, ``tick``, ``minus``, ``cross`` or ``float``.
        color: ``#RRGGBB``.
        width: Width of the stroke, in sixteenths of the sign's side.
    """
    name = f"{shape}-{color.lstrip('#')}-{width:g}.svg"
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="{_SHAPES[shape]}" fill="none" '
        f'stroke="{color}" stroke-width="{width}" stroke-linecap="round" stroke-linejoin="round"/></svg>\n'
    )
    try:
        file = platformdirs.user_cache_path("descent", appauthor=False) / "marks" / name
        return _written(file, picture).as_posix()
    except OSError:  # a full or read-only home
        return _without_cache(name, picture)


def _without_cache(name: str, picture: str) -> str:
    """Write a sign into a temporary folder; an empty path, and no sign, where that is full too."""
    try:
        return _written(_spare() / name, picture).as_posix()
    except OSError:
        return ""


def _written(file: Path, picture: str) -> Path:
    """Write a picture unless its file holds it."""
    content = picture.encode()
    with suppress(FileNotFoundError):
        if file.read_bytes() == content:
            return file
    file.parent.mkdir(parents=True, exist_ok=True)
    replace(file, content)
    return file
