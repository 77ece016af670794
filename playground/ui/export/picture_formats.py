"""Pictures as PNG, SVG and PDF files, as pixels, and on the clipboard."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QMimeData, QPoint, QRect, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
)
from PySide6.QtSvg import QSvgGenerator

from playground.ui.export.composition import Composition
from playground.ui.export.pictures import write
from playground.ui.export.plain_svg import plain
from playground.ui.export.svg_clips import marking, placed
from playground.ui.style.theme import Theme

SCALES = (1, 2, 3, 4)
"""Pixels of a PNG for one on the screen, along each side."""
PER_INCH = 96
"""Pixels of the screen in an inch of a vector file."""

LINES, COPIED = "image/svg+xml", "descentPicture"
"""Type of a copied picture's lines, and the clipboard's property that says that one was copied."""


def save_picture(picture: Composition, theme: Theme, path: Path, *, scale: int = 2) -> None:
    """Write a picture as SVG, PDF or PNG, by the file's ending.

    Args:
        picture: Plots that can be seen.
        theme: Colours of the ground and of words.
        path: Ends with ``.svg``, ``.pdf`` or ``.png``.
        scale: Of a PNG, pixels for one on the screen.

    Raises:
        CannotExport: When it cannot be written; an old file is untouched.
    """
    match path.suffix.lower():
        case ".svg":
            content = svg(picture, theme)
        case ".pdf":
            content = pdf(picture, theme)
        case _:
            content = png(picture, theme, scale)
    write(path, content)


def copy_picture(picture: Composition, theme: Theme, *, scale: int = 2) -> None:
    """Put a picture on the clipboard, as pixels and as SVG; a program that pastes it takes what it can."""
    data = QMimeData()
    data.setImageData(image(picture, theme, scale))
    data.setData(LINES, svg(picture, theme))
    QGuiApplication.clipboard().setMimeData(data)
    QGuiApplication.clipboard().setProperty(COPIED, True)


def leave_pixels() -> None:
    """Leave only the pixels of a copied picture; call before the program ends.

    Qt frees the clipboard after Python has ended, and crashes on contents that Python has made.
    """
    clipboard = QGuiApplication.clipboard()
    held = clipboard.mimeData()
    if clipboard.property(COPIED) and held.hasImage() and held.hasFormat(LINES):
        clipboard.setImage(clipboard.image())


def png(picture: Composition, theme: Theme, scale: float = 2) -> bytes:
    """Return a picture as a PNG file."""
    return _bytes(lambda buffer: image(picture, theme, scale).save(buffer, "PNG"))  # type: ignore[call-overload]


def image(picture: Composition, theme: Theme, scale: float = 2) -> QImage:
    """Return a picture as pixels, ``scale`` of them for one on the screen, along each side."""
    size, scale = picture.size(theme), scale * picture.type_size
    if scale < 1:  # Qt draws no widget smaller than it is
        large = image(picture, theme, 2 / picture.type_size)
        smooth = Qt.TransformationMode.SmoothTransformation
        return large.scaled(size * scale, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
    made = QImage(size * scale, QImage.Format.Format_RGB32)
    made.setDevicePixelRatio(scale)
    made.fill(theme.panel)
    painter = QPainter(made)
    try:
        picture.paint(painter, theme)
    finally:
        painter.end()
    return made


def svg(picture: Composition, theme: Theme) -> bytes:
    """Return a picture as an SVG file: lines and texts stay such, only filled grounds are pixels."""
    size = picture.size(theme)
    paper = size * picture.type_size

    def draw(buffer: QBuffer) -> None:
        area = QRect(QPoint(), size)
        generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)  # the older version knows no clipping
        generator.setOutputDevice(buffer)
        generator.setResolution(PER_INCH)
        generator.setSize(paper)
        generator.setViewBox(area)
        generator.setTitle(picture.heading.title or picture.title)
        painter = QPainter(generator)
        try:
            painter.fillRect(area, QColor(theme.panel))
            with marking(picture.plots):
                picture.paint(painter, theme)
        finally:
            painter.end()

    in_pixels = f'width="{paper.width()}" height="{paper.height()}"'
    drawn = plain(placed(_bytes(draw).decode()), _width_of)
    return re.sub(r'width="[\d.]+mm" height="[\d.]+mm"', in_pixels, drawn, count=1).encode()


def _width_of(family: str, size: float, weight: int, text: str) -> float:
    font = QFont(family)
    font.setPixelSize(round(size))
    font.setWeight(QFont.Weight(weight))
    return QFontMetricsF(font).horizontalAdvance(text)


def pdf(picture: Composition, theme: Theme) -> bytes:
    """Return a picture as a PDF file of one page of its size, with fonts embedded."""
    size, factor = picture.size(theme), picture.type_size

    def draw(buffer: QBuffer) -> None:
        writer = QPdfWriter(buffer)
        inches = QSizeF(size * factor) / PER_INCH
        page = QPageSize(inches, QPageSize.Unit.Inch, "", QPageSize.SizeMatchPolicy.ExactMatch)
        writer.setPageLayout(QPageLayout(page, QPageLayout.Orientation.Portrait, QMarginsF()))
        writer.setResolution(PER_INCH)
        writer.setTitle(picture.heading.title or picture.title)
        writer.setCreator("Descent")
        painter = QPainter(writer)
        painter.scale(factor, factor)
        try:
            painter.fillRect(QRect(QPoint(), size), QColor(theme.panel))
            picture.paint(painter, theme)
        finally:
            painter.end()

    return _bytes(draw)


def _bytes(draw: Callable[[QBuffer], object]) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    draw(buffer)
    buffer.close()
    return bytes(buffer.data().data())
