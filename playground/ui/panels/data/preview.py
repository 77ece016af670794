"""A preview of the chosen data: points, a line, images, tokens, or two columns of a table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from playground.arrays import Floats
from playground.build.data.facts import being_read, info_of
from playground.build.data.loading import Data, is_plane, load_data, load_some
from playground.catalog.kinds import DATASETS, DataInfo, DataProblem, RawData, UnknownEntry
from playground.spec.data import DataSpec
from playground.ui.panels.data.thumbnails import target_colors
from playground.ui.panels.data.token_rows import ROWS, TokenRows
from playground.ui.runs.lookup import Lookup
from playground.ui.style.lane_colors import class_color
from playground.ui.style.theme import Theme, ThemeHub, blend
from playground.ui.widgets.plain_text import plain_label
from playground.ui.widgets.sketch import Series, Sketch

SHOWN = 400
"""Points drawn of each split."""
IMAGES = 24
COLUMNS = 8


class ImageGrid(QWidget):
    """Images with their labels in a grid of eight columns."""

    def __init__(self, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._images: list[QImage] = []
        self._labels: list[str] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_images(self, raw: RawData, info: DataInfo) -> None:
        """Show the first images ``(n, channels, h, w)`` in 0..1."""
        self._images = [_image(x) for x in raw.x[:IMAGES]]
        self._labels = [info.class_names[int(y)] for y in raw.y[:IMAGES]]
        self.updateGeometry()
        self.update()

    def _cell(self) -> float:
        return self.width() / COLUMNS

    def sizeHint(self) -> QSize:
        """Rows of square images with a line of text each."""
        rows = -(-max(1, len(self._images)) // COLUMNS)
        return QSize(280, rows * 50)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: paint the grid."""
        painter = QPainter(self)
        font = QFont(self.font())
        font.setPixelSize(9)
        painter.setFont(font)
        painter.setPen(QColor(self._hub.theme.muted))
        side = self._cell() - 4
        for place, (image, label) in enumerate(zip(self._images, self._labels, strict=True)):
            x, y = place % COLUMNS * self._cell(), place // COLUMNS * 50
            painter.drawImage(QRectF(x, y, min(side, 36), min(side, 36)), image)
            painter.drawText(QRectF(x, y + 36, side, 12), Qt.AlignmentFlag.AlignLeft, label)


def _image(x: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> QImage:
    """Convert to an image: in colour with three channels, else their mean."""
    levels = np.rint(np.clip(x if len(x) == 3 else x.mean(0, keepdims=True), 0, 1) * 255)
    pixels = np.ascontiguousarray(np.moveaxis(levels, 0, 2).astype(np.uint8))
    height, width, channels = pixels.shape
    form = QImage.Format.Format_RGB888 if channels == 3 else QImage.Format.Format_Grayscale8
    return QImage(pixels.data, width, height, channels * width, form).copy()


def _left_out(info: DataInfo) -> str:
    return f" Left out: {info.left_out}." if info.left_out else ""


@dataclass(frozen=True)
class _Preview:
    """What the preview shows of a choice of data.

    Attributes:
        spec: The choice.
        info: What the data are.
        raw: The first images or sequences of tokens.
        data: Points and rows, split.
    """

    spec: DataSpec
    info: DataInfo
    raw: RawData | None = None
    data: Data | None = None


def _load_preview(spec: DataSpec) -> _Preview:
    """Load what the preview shows; raises DataProblem and UnknownEntry."""
    dataset, info = DATASETS.of(spec.dataset), info_of(spec.dataset)
    if info.token_names:
        return _Preview(spec, info, dataset.load_some(ROWS, spec.seed))
    if len(info.shape) == 3:
        return _Preview(spec, info, dataset.load_some(IMAGES))
    if len(info.shape) == 2:
        return _Preview(spec, info)
    return _Preview(spec, info, data=load_some(spec, SHOWN) if dataset.large else load_data(spec))


class DataPreview(QWidget):
    """Picture and counts of the data of a project."""

    def __init__(self, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._spec: DataSpec | None = None
        self._lookup = Lookup(self)
        self.sketch = Sketch(hub, self, height=232)
        self.images = ImageGrid(hub, self)
        self.tokens = TokenRows(hub, self)
        self.words = plain_label("", self)
        self.words.setProperty("role", "caption")
        self.words.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        self._pictures = (self.sketch, self.images, self.tokens)
        for widget in (*self._pictures, self.words):
            layout.addWidget(widget)
        hub.changed.connect(self._restyle)

    def _restyle(self, _theme: Theme) -> None:
        spec, self._spec = self._spec, None
        if spec is not None:
            self.show_data(spec)

    def show_data(self, spec: DataSpec) -> None:
        """Show the data of a choice, or why they are unavailable; large files are shown once read."""
        if spec == self._spec:
            return
        self._spec = spec
        self._lookup.drop()
        try:
            if DATASETS.of(spec.dataset).large:
                self._show_only(None)
                self.words.setText(f"{being_read(spec.dataset)} …")
                self._lookup.start(lambda: _load_preview(spec), self._show, self._show_failure)
            else:
                self._show(_load_preview(spec))
        except (DataProblem, UnknownEntry) as problem:
            self._show_failure(str(problem))

    @property
    def reading(self) -> bool:
        """Whether the data are still being read."""
        return self._lookup.busy

    def _show_failure(self, words: str) -> None:
        self._spec = None
        self._show_only(None)
        self.words.setText(words)

    def _show(self, seen: _Preview) -> None:
        if seen.data is not None:
            self._show_points(seen.data)
        elif seen.raw is None:
            self._show_only(None)
            steps, features = seen.info.shape
            self.words.setText(
                f"{seen.info.samples or 0:,} sequences of {steps} steps with {features} features."
            )
        elif seen.info.token_names:
            self._show_tokens(seen.raw, seen.info, seen.spec)
        else:
            self._show_images(seen.raw, seen.info, seen.spec)

    def _show_only(self, picture: QWidget | None) -> None:
        for each in self._pictures:
            each.setVisible(each is picture)

    def _show_tokens(self, raw: RawData, info: DataInfo, spec: DataSpec) -> None:
        self._show_only(self.tokens)
        self.tokens.show_tokens(raw, info)
        total = info.samples or len(raw.x)
        held = round(total * spec.validation)
        self.words.setText(
            f"{total - held:,} training and {held:,} validation sequences of {info.shape[0]} tokens, "
            f"from a vocabulary of {len(info.token_names)}, in {info.targets} classes: "
            f"{', '.join(info.class_names)}. The first {len(raw.x)} are shown."
        )

    def _show_images(self, raw: RawData, info: DataInfo, spec: DataSpec) -> None:
        self._show_only(self.images)
        self.images.show_images(raw, info)
        _, height, width = info.shape
        total = info.samples or len(raw.x)
        held = round(total * spec.validation) if info.validation is None else info.validation
        self.words.setText(
            f"{total - held:,} training and {held:,} validation images of {height} × {width} pixels "
            f"in {info.targets} classes. The first {min(len(raw.x), IMAGES)} are shown.{_left_out(info)}"
        )

    def _show_points(self, data: Data) -> None:
        self._show_only(self.sketch)
        info = data.info
        plane, line = is_plane(info), info.shape == (1,)
        x_label, y_label = self._axis_names(data)
        self.sketch.show_series(self._series(data), x_label, y_label, equal=plane)
        counts = (
            f"{len(data.x_train):,} training (full colour) and {len(data.x_val):,} validation points (pale)"
        )
        if info.samples and info.samples > len(data.x_train) + len(data.x_val):
            counts += f" out of the first {len(data.x_train) + len(data.x_val):,} of {info.samples:,} samples"
        if plane and not info.class_names:
            counts += f". Colours: {info.target_name} below zero orange, above zero blue"
        if plane or line:
            self.words.setText(f"{counts}.")
            return
        kind = (
            f"{info.targets} classes: {', '.join(info.class_names)}" if info.class_names else info.target_name
        )
        names = ", ".join(info.feature_names)
        self.words.setText(f"{counts}, {len(info.feature_names)} columns ({names}). Target: {kind}.")

    @staticmethod
    def _axis_names(data: Data) -> tuple[str, str]:
        info = data.info
        if info.shape == (1,):
            return "x", "y"
        if is_plane(info):
            return "x₁", "x₂"
        if info.class_names:
            return info.feature_names[0], info.feature_names[1]
        return info.feature_names[min(2, info.shape[0] - 1)], info.target_name

    def _series(self, data: Data) -> list[Series]:
        series: list[Series] = []
        for raw, y, fade in ((data.raw_val, data.y_val, 0.6), (data.raw_train, data.y_train, 0.0)):
            points, targets = raw[:SHOWN], y[:SHOWN].numpy()
            if is_plane(data.info):
                series += self._colored(points, target_colors(targets, data.info, self._hub.theme), fade)
            elif data.info.class_names:
                for number in range(data.info.targets):
                    mine = targets == number
                    up = points[:, 1] if points.shape[1] > 1 else targets
                    series.append(self._dots(points[mine, 0], up[mine], number, fade))
            else:
                column = min(2, data.info.shape[0] - 1)
                series.append(self._dots(points[:, column], targets[:, 0], 0, fade))
        return series

    def _colored(self, points: Floats, colors: list[str], fade: float) -> list[Series]:
        """Points of the plane, a series for each colour."""
        panel, taken = self._hub.theme.panel, np.array(colors)
        return [
            Series(
                points[taken == color, 0], points[taken == color, 1], blend(color, panel, fade), points=True
            )
            for color in sorted(set(colors))
        ]

    def _dots(self, x: Floats, y: Floats, number: int, fade: float) -> Series:
        theme = self._hub.theme
        color = blend(class_color(theme, number), theme.panel, fade)
        return Series(x, y, color, points=True)
