"""A strip of training pictures, above what augmentation makes of them."""

from __future__ import annotations

import torch
from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from playground.arrays import Singles
from playground.build.data.loading import load_some
from playground.catalog.kinds import DataProblem
from playground.engine.data.augmentation import augmented_batch
from playground.engine.runtime.rng import RandomStream
from playground.spec.augmentation import AugmentSpec
from playground.spec.data import DataSpec
from playground.ui.plots.chart.sample_image import sample_image
from playground.ui.runs.lookup import Lookup

PICTURES = 6
"""Number of pictures side by side."""
READ = 24
"""Samples that are read for them."""
GAP = 4
HEIGHT = 64
"""Height of a picture in pixels."""
PICTURE_AXES = 4
"""Axes of a batch of pictures."""


NO_PICTURES = "Augmentation needs pictures."
MIXUP_ALONE = (
    "Augmentation: mixup blends pairs of samples of a batch, and their targets, after preprocessing."
)


class PictureRows(QWidget):
    """Original pictures above changed ones."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.images: list[list[QImage]] = []
        self.setAccessibleName("Training pictures, and below them what augmentation makes of them")

    def sizeHint(self) -> QSize:
        """Qt: two rows of square pictures."""
        return QSize(PICTURES * (HEIGHT + GAP), 2 * HEIGHT + GAP)

    def minimumSizeHint(self) -> QSize:
        """Qt: as high as two rows."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: paint."""
        del event
        painter = QPainter(self)
        for row, images in enumerate(self.images):
            for column, image in enumerate(images):
                painter.drawImage(
                    QRectF(column * (HEIGHT + GAP), row * (HEIGHT + GAP), HEIGHT, HEIGHT), image
                )
        painter.end()


class AugmentationStrip(QWidget):
    """Shows some pictures and their changes; a button draws other ones.

    It reads data in a thread, and only while augmentation is on.
    """

    shown = Signal()
    """Other pictures are shown."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._lookup = Lookup(self)
        self._data: DataSpec | None = None
        self._spec = AugmentSpec()
        self._raw: Singles | None = None
        self._roll = 0
        self.rows = PictureRows(self)
        self.again = QPushButton("Draw again", self)
        self.again.setAutoDefault(False)
        self.again.setToolTip("Show other random changes of the same pictures")
        self.again.clicked.connect(self._on_again)
        self.note = QLabel(self)
        self.note.setProperty("role", "muted")
        self.note.setWordWrap(True)
        words = QVBoxLayout()
        words.addWidget(self.note)
        words.addWidget(self.again, alignment=Qt.AlignmentFlag.AlignLeft)
        words.addStretch(1)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        line.addWidget(self.rows)
        line.addLayout(words, 1)
        self.hide()

    def show_choice(self, data: DataSpec, spec: AugmentSpec) -> None:
        """Show what a choice does to pictures of these data; nothing where it does nothing."""
        if (data, spec) == (self._data, self._spec):
            return
        if data != self._data:
            self._raw = None
        self._data, self._spec = data, spec
        self.setVisible(spec.on)
        self._lookup.drop()
        if spec.on:
            self._start()

    @Slot()
    def _on_again(self) -> None:
        self._roll += 1
        self._start()

    def drop(self) -> None:
        """Forget what has not been read."""
        self._lookup.drop()

    def _start(self) -> None:
        """Read pictures and change them in a thread: training may hold torch's generators for a while."""
        data, spec, raw, roll = self._data, self._spec, self._raw, self._roll
        assert data is not None

        def change() -> tuple[Singles, Singles]:
            found = load_some(data, READ).raw_train[:PICTURES] if raw is None else raw
            if found.ndim != PICTURE_AXES:
                raise DataProblem(NO_PICTURES if spec.needs_pictures else MIXUP_ALONE)
            with RandomStream(roll, torch.device("cpu")).active():
                classes = torch.zeros(len(found), dtype=torch.int64)
                return found, augmented_batch(torch.from_numpy(found), classes, spec, classes=1)[0].numpy()

        self._lookup.start(change, self._on_changed, self._on_refused)

    def _on_refused(self, words: str) -> None:
        self.rows.hide()
        self.again.hide()
        self.note.setText(words)
        self.shown.emit()

    def _on_changed(self, found: tuple[Singles, Singles]) -> None:
        self._raw = found[0]
        self.rows.show()
        self.again.show()
        self.rows.images = [[sample_image(each) for each in part] for part in found]
        self.note.setText("Augmentation: training pictures, and random changes of them, before preprocessing")
        self.rows.update()
        self.shown.emit()
