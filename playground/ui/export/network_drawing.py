"""The network as a file: SVG and TikZ as text, PNG and PDF from the SVG."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgRenderer

from playground.build.report import Report
from playground.exchange.drawing import drawing
from playground.exchange.svg import FONT, svg
from playground.exchange.tikz import tikz
from playground.spec.destinations import write_file
from playground.spec.project import Project

ENDINGS = {"svg": ".svg", "pdf": ".pdf", "png": ".png", "tikz": ".tex"}
"""By format."""
SCALE = 2
"""Pixels of a PNG for one of the canvas."""
LARGEST = 16_000
"""Pixels of a PNG along its longer side."""
PER_INCH = 96


def write_drawing(project: Project, report: Report, path: str | os.PathLike[str], kind: str = "") -> None:
    """Write the network as drawn on the canvas, on white.

    Args:
        project: The project; it may have problems.
        report: Its analysis.
        path: Of the file; ``-`` is standard output.
        kind: A key of ``ENDINGS``; by default the one that the file's ending says, else SVG.

    Raises:
        FileProblem: When the file cannot be written.
    """
    ending = Path(path).suffix.lower()
    kind = kind or next((key for key, each in ENDINGS.items() if each == ending), "svg")
    network = drawing(project, report)
    if kind == "tikz":
        write_file(path, tikz(network).encode())
        return
    lines = svg(network)
    if kind == "svg":
        write_file(path, lines.encode())
        return
    own = lines.replace(FONT, FONT.split(",")[0]).encode()  # Qt takes the whole list for one font
    write_file(path, _pdf(own) if kind == "pdf" else _png(own))


def _png(lines: bytes) -> bytes:
    renderer = QSvgRenderer(lines)
    size = renderer.defaultSize()
    scale = min(SCALE, LARGEST / max(1, size.width(), size.height()))
    image = QImage(size * scale, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def _pdf(lines: bytes) -> bytes:
    renderer, buffer = QSvgRenderer(lines), QBuffer()
    size = QSizeF(renderer.defaultSize())
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    page = QPageSize(size / PER_INCH, QPageSize.Unit.Inch, "", QPageSize.SizeMatchPolicy.ExactMatch)
    writer.setPageLayout(QPageLayout(page, QPageLayout.Orientation.Portrait, QMarginsF()))
    writer.setResolution(PER_INCH)
    writer.setCreator("Descent")
    painter = QPainter(writer)
    renderer.render(painter, QRectF(0, 0, size.width(), size.height()))
    painter.end()
    buffer.close()
    return bytes(buffer.data().data())
