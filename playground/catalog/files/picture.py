"""One picture file as numbers."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from playground.catalog.kinds import DataProblem

if TYPE_CHECKING:
    from PIL import Image

SUFFIXES = frozenset(
    {
        ".png",
        ".apng",
        ".jpg",
        ".jpeg",
        ".jpe",
        ".jfif",
        ".webp",
        ".bmp",
        ".dib",
        ".gif",
        ".tif",
        ".tiff",
        ".ppm",
        ".pgm",
        ".pbm",
        ".pnm",
        ".tga",
        ".jp2",
        ".j2k",
        ".avif",
        ".ico",
        ".pcx",
        ".qoi",
        ".sgi",
        ".dds",
    }
)
"""Suffixes of files that count as pictures; what is in them decides how they are read."""
FORMATS = (
    "PNG",
    "JPEG",
    "MPO",
    "WEBP",
    "BMP",
    "DIB",
    "GIF",
    "TIFF",
    "PPM",
    "TGA",
    "JPEG2000",
    "AVIF",
    "ICO",
    "PCX",
    "QOI",
    "SGI",
    "DDS",
)
"""Formats as Pillow calls them; none of them starts another program."""

Background = Literal["white", "black", "grey"]

SIXTEEN_BITS = 65_535.0


def read_image(
    path: Path, shape: tuple[int, int, int], background: Background = "white"
) -> NDArray[np.float32]:
    """A picture as ``(channels, height, width)`` in 0..1: its middle in the wanted proportion, scaled.

    Args:
        path: The file.
        shape: Wanted channels, height and width.
        background: What shows through where the picture is transparent.

    Raises:
        DataProblem: When it cannot be read.
    """
    from PIL import Image, ImageOps  # noqa: PLC0415 - imported only where there are pictures

    channels, height, width = shape
    mode = "RGB" if channels == 3 else "L"
    try:
        with Image.open(path, formats=_formats()) as picture:
            if picture.width * picture.height > (Image.MAX_IMAGE_PIXELS or 0):
                raise DataProblem(
                    f"{path.parent.name}/{path.name} has {picture.width} × {picture.height} pixels, too many."
                )
            picture.draft(mode, (2 * width, 2 * height))
            turned = _opaque(ImageOps.exif_transpose(picture), mode, background)
            scale = min(turned.width / width, turned.height / height)
            across, down = max(1, round(width * scale)), max(1, round(height * scale))
            left, top = (turned.width - across) // 2, (turned.height - down) // 2
            middle = turned.crop((left, top, left + across, top + down))
            pixels: NDArray[Any] = np.asarray(middle.resize((width, height)), np.float32) / 255
    except DataProblem:
        raise
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        raise DataProblem(f"{path.parent.name}/{path.name} is not a picture that can be read.") from None
    if pixels.ndim == 3:
        return np.moveaxis(pixels, 2, 0)
    return np.repeat(pixels[None], channels, 0)


@cache
def _formats() -> tuple[str, ...]:
    """Those of the formats that this Pillow was built with."""
    from PIL import Image  # noqa: PLC0415

    Image.init()
    return tuple(name for name in FORMATS if name in Image.OPEN)


def _opaque(picture: Image.Image, mode: str, background: Background) -> Image.Image:
    """The picture in colour or grey with levels 0..255, laid on a background where it is transparent."""
    from PIL import Image  # noqa: PLC0415

    if picture.mode in {"I", "F"} or picture.mode.startswith("I;"):
        return _eight_bits(picture)
    if picture.has_transparency_data:
        paper = Image.new("RGBA", picture.size, background)
        return Image.alpha_composite(paper, picture.convert("RGBA")).convert(mode)
    return picture.convert(mode)


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Grey levels of more than eight bits, scaled to 0..255; converting the mode would clip them at 255.

    Whole levels are of 16 bits unless one is larger; broken ones are in 0..1 unless one is larger.
    """
    from PIL import Image  # noqa: PLC0415

    levels = np.asarray(picture, np.float32)
    most = float(levels.max(initial=0))
    if not np.isfinite(levels).all():
        raise ValueError
    if picture.mode == "F":
        full = next((full for full in (1.0, 255.0, SIXTEEN_BITS) if most <= full), most)
    else:
        full = SIXTEEN_BITS if most <= SIXTEEN_BITS else 2.0**31
    return Image.fromarray(np.clip(levels, 0, None) * np.float32(255 / full))
