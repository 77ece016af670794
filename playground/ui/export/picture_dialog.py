"""Save a plot as a picture: which one, in which format, how large."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QComboBox, QLabel, QWidget

from playground.ui.export.pictures import SCALES, image, save_picture, size_of, slug, title_of
from playground.ui.export.sheet import Sheet, ask_file, tried
from playground.ui.style.theme import ThemeHub

FORMATS = {".png": "PNG, pixels", ".svg": "SVG, lines and text"}
KINDS = {".png": "Pictures", ".svg": "Vector pictures"}
PREVIEW = 420, 300


class PictureDialog(Sheet):
    """Shows a plot as it will be in the file.

    Args:
        plots: Those that can be saved; at least one.
        first: The one that is meant.
        hub: Colours.
        parent: Over which it opens.
    """

    def __init__(self, plots: Sequence[QWidget], first: QWidget, hub: ThemeHub, parent: QWidget) -> None:
        super().__init__("Save picture", parent)
        self._plots, self._hub = list(plots), hub
        self.preview = QLabel(self)
        self.preview.setFixedSize(*PREVIEW)
        self.preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.column.addWidget(self.preview)
        self.plot, self.format, self.scale = QComboBox(self), QComboBox(self), QComboBox(self)
        for plot in self._plots:
            self.plot.addItem(title_of(plot))
        self.plot.setCurrentIndex(self._plots.index(first))
        for ending, words in FORMATS.items():
            self.format.addItem(words, ending)
        for scale in SCALES:
            self.scale.addItem(f"{scale} ×", scale)
        self.scale.setCurrentIndex(SCALES.index(2))
        self.form.addRow("Plot", self.plot)
        self.form.addRow("Format", self.format)
        self.form.addRow("Scale", self.scale)
        self.finish()
        for box in (self.plot, self.format, self.scale):
            box.currentIndexChanged.connect(self._show)
        self.go.clicked.connect(self._save)
        self._show()

    @property
    def chosen(self) -> QWidget:
        """The plot that will be saved."""
        return self._plots[self.plot.currentIndex()]

    def _show(self) -> None:
        plot, theme, ratio = self.chosen, self._hub.theme, self.devicePixelRatioF()
        size = size_of(plot, theme)
        fit = min(PREVIEW[0] / size.width(), PREVIEW[1] / size.height())
        drawn = QPixmap.fromImage(image(plot, theme, fit * ratio))
        drawn.setDevicePixelRatio(ratio)
        self.preview.setPixmap(drawn)
        vector = self.format.currentData() == ".svg"
        self.form.setRowVisible(self.scale, not vector)
        scale = 1 if vector else self.scale.currentData()
        unit = "units; any size without loss" if vector else "pixels"
        self.words.setText(f"{size.width() * scale:,} × {size.height() * scale:,} {unit}")

    def _save(self) -> None:
        ending = self.format.currentData()
        path = ask_file(self, "Save picture", slug(title_of(self.chosen)), ending, KINDS[ending])
        if path is None:
            return
        scale = self.scale.currentData()
        if tried(self, "Save picture", lambda: save_picture(self.chosen, self._hub.theme, path, scale=scale)):
            self.accept()
