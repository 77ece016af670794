"""Save plots as a picture: which ones, below which words, in which format, how large."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QLabel, QLineEdit, QWidget

from playground.ui.export.composition import TYPE_SIZES, Composition, Heading, groups
from playground.ui.export.picture_formats import SCALES, copy_picture, image, save_picture
from playground.ui.export.sheet import SavePlace, Sheet, tried
from playground.ui.style.theme import ThemeHub

FORMATS = {".png": "PNG, pixels", ".svg": "SVG, lines and text", ".pdf": "PDF, lines and text"}
KINDS = {".png": "Pictures", ".svg": "Vector pictures", ".pdf": "PDF files"}
PREVIEW = 420, 300


class PictureDialog(Sheet):
    """Shows plots as they will be in the file.

    Args:
        plots: Those that can be saved; at least one.
        first: The one that is meant.
        heading: What stands above, until it is edited.
        place: Where files go.
        hub: Colours.
        parent: Over which it opens.
    """

    def __init__(
        self,
        plots: Sequence[QWidget],
        first: QWidget,
        heading: Heading,
        place: SavePlace,
        hub: ThemeHub,
        parent: QWidget,
    ) -> None:
        super().__init__("Save picture", parent)
        self._groups, self._hub, self._place = groups(plots), hub, place
        self.saved = ""
        self.preview = QLabel(self)
        self.preview.setFixedSize(*PREVIEW)
        self.preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.column.addWidget(self.preview)
        self.plot, self.format, self.scale, self.type_size = (QComboBox(self) for _ in range(4))
        self.title, self.line = QLineEdit(heading.title, self), QLineEdit(heading.line, self)
        self._fill(first)
        for words, field in (
            ("Plot", self.plot),
            ("Title", self.title),
            ("Below it", self.line),
            ("Size of type", self.type_size),
            ("Format", self.format),
            ("Scale", self.scale),
        ):
            self.form.addRow(words, field)
        self.copy = self.buttons.addButton("Copy", QDialogButtonBox.ButtonRole.ActionRole)
        self.copy.setToolTip("Put the picture on the clipboard")
        self.finish()
        for box in (self.plot, self.format, self.scale, self.type_size):
            box.currentIndexChanged.connect(self._show)
        for line in (self.title, self.line):
            line.textChanged.connect(self._show)
        self.go.clicked.connect(self._save)
        self.copy.clicked.connect(self._copy)
        self._show()

    def _fill(self, first: QWidget) -> None:
        for group in self._groups:
            self.plot.addItem(Composition(*group).title)
        self.plot.setCurrentIndex(self._groups.index((first,)))
        for ending, words in FORMATS.items():
            self.format.addItem(words, ending)
        for scale in SCALES:
            self.scale.addItem(f"{scale} ×", scale)
        self.scale.setCurrentIndex(SCALES.index(2))
        for size in TYPE_SIZES:
            self.type_size.addItem(f"{size:.0%}", size)

    @property
    def picture(self) -> Composition:
        """What will be saved."""
        plots = self._groups[self.plot.currentIndex()]
        heading = Heading(self.title.text(), self.line.text())
        return Composition(*plots, heading=heading, type_size=self.type_size.currentData())

    def _show(self) -> None:
        picture, theme, ratio = self.picture, self._hub.theme, self.devicePixelRatioF()
        size = picture.size(theme) * picture.type_size
        fit = min(PREVIEW[0] / size.width(), PREVIEW[1] / size.height())
        drawn = QPixmap.fromImage(image(picture, theme, fit * ratio))
        drawn.setDevicePixelRatio(ratio)
        self.preview.setPixmap(drawn)
        vector = self.format.currentData() != ".png"
        self.form.setRowVisible(self.scale, not vector)
        scale = 1 if vector else self.scale.currentData()
        unit = "units; any size without loss" if vector else "pixels"
        self.words.setText(f"{size.width() * scale:,} × {size.height() * scale:,} {unit}")

    def _copy(self) -> None:
        copy_picture(self.picture, self._hub.theme, scale=self.scale.currentData())
        self.words.setText("The picture is on the clipboard.")

    def _save(self) -> None:
        ending, picture, theme = self.format.currentData(), self.picture, self._hub.theme
        path = self._place.ask(self, "Save picture", picture.title, ending, KINDS[ending])
        if path is None:
            return
        scale = self.scale.currentData()
        if tried(self, "Save picture", lambda: save_picture(picture, theme, path, scale=scale)):
            self.saved = path.name
            self.accept()
