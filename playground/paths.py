"""The location of the files shipped with Descent: fonts, examples and small data sets."""

from pathlib import Path


def asset(*parts: str) -> Path:
    """Path of a shipped file or folder, e.g. ``asset("examples", "spiral.descent")``.

    Works from an installed package (assets inside it) and from a source tree (assets beside it).
    """
    inside = Path(__file__).parent / "assets"
    root = inside if inside.is_dir() else Path(__file__).parent.parent / "assets"
    return root.joinpath(*parts)
