"""Film a plot while the race plays: size, pace and range; then frame by frame, and a file at the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

import numpy as np
from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QCloseEvent, QImage
from PySide6.QtWidgets import QComboBox, QLineEdit, QProgressBar, QWidget

from playground.engine.events.run import Event, RunState, StateChanged
from playground.ui.export.composition import TYPE_SIZES, Composition, Heading, groups
from playground.ui.export.film import (
    WAITING,
    Film,
    FilmDone,
    FilmFailed,
    FilmJob,
    Frame,
    Frames,
    video_problem,
)
from playground.ui.export.picture_formats import image
from playground.ui.export.sheet import SavePlace, Sheet, complain
from playground.ui.runs.runner import Runner
from playground.ui.style.theme import ThemeHub
from playground.ui.widgets.spin_box import DecimalSpinBox, SpinBox

WIDTHS = (480, 640, 800, 1080, 1280, 1920)
WIDTH, FPS, SECONDS = 800, 20, 7
"""What is suggested."""
MOST_FRAMES = 3000
TURN_MS = 5
FORMATS = {".gif": "GIF, loops anywhere", ".mp4": "MP4, small and sharp"}


@dataclass(frozen=True)
class Reel:
    """What can be played.

    Attributes:
        steps: Steps that can be shown.
        position: The step that is shown now, and again afterwards.
        seek: Shows a step.
        heading: What stands above the step that is shown.
    """

    steps: int
    position: int
    seek: Callable[[int], object]
    heading: Callable[[], Heading]


class AnimationDialog(Sheet):
    """Renders one frame in each event, so that the window lives on; a worker thread writes them.

    Args:
        plots: Those that can be filmed; at least one.
        reel: What is played.
        place: Where files go.
        hub: Colours.
        parent: Over which it opens.
    """

    def __init__(
        self, plots: Sequence[QWidget], reel: Reel, place: SavePlace, hub: ThemeHub, parent: QWidget
    ) -> None:
        super().__init__("Save animation", parent)
        self._groups, self._reel, self._place, self._hub = groups(plots), reel, place, hub
        self._runner: Runner | None = None
        self._frames: Frames = Queue()
        self._left: list[int] = []
        self.saved: tuple[Path, int] | None = None
        self._make_fields()
        self.progress = QProgressBar(self)
        self.progress.hide()
        self.finish()
        self.column.insertWidget(self.column.count() - 1, self.progress)
        self._turn = QTimer(self)
        self._turn.setInterval(TURN_MS)
        self._turn.timeout.connect(self._next)
        self.go.clicked.connect(self._ask)
        self._show()

    def _make_fields(self) -> None:
        steps = self._reel.steps
        self.plot, self.format, self.width_box, self.type_size = (QComboBox(self) for _ in range(4))
        for group in self._groups:
            self.plot.addItem(Composition(*group).title)
        self.title = QLineEdit(self._reel.heading().title, self)
        for size in TYPE_SIZES:
            self.type_size.addItem(f"{size:.0%}", size)
        for ending, words in FORMATS.items():
            self.format.addItem(words, ending)
        for width in WIDTHS:
            self.width_box.addItem(f"{width:,} pixels", width)
        self.width_box.setCurrentIndex(WIDTHS.index(WIDTH))
        self.fps, self.first, self.last = SpinBox(self), SpinBox(self), SpinBox(self)
        self.fps.setRange(1, 50)
        self.fps.setValue(FPS)
        for box, value in ((self.first, 0), (self.last, steps)):
            box.setRange(0, steps)
            box.setGroupSeparatorShown(True)
            box.setValue(value)
        self.speed = DecimalSpinBox(self)
        self.speed.setRange(0.1, 1e6)
        self.speed.setDecimals(1)
        self.speed.setGroupSeparatorShown(True)
        self.speed.setValue(max(1.0, steps / SECONDS))
        for words, field in (
            ("Plot", self.plot), ("Title", self.title), ("Size of type", self.type_size),
            ("Format", self.format), ("Width", self.width_box),
            ("Frames per second", self.fps), ("Steps per second", self.speed),
            ("From step", self.first), ("To step", self.last),
        ):  # fmt: skip
            self.form.addRow(words, field)
        self.title.textChanged.connect(self._show)
        for chooser in (self.plot, self.format, self.width_box, self.type_size):
            chooser.currentIndexChanged.connect(self._show)
        for number in (self.fps, self.first, self.last, self.speed):
            number.lineEdit().setTextMargins(5, 0, 0, 0)  # as in other fields; a style sheet has no say here
            number.valueChanged.connect(self._show)

    # --- what will be filmed ---------------------------------------------------------------------

    @property
    def picture(self) -> Composition:
        """What is filmed, at the step that is shown."""
        plots = self._groups[self.plot.currentIndex()]
        heading = Heading(self.title.text(), self._reel.heading().line)
        return Composition(*plots, heading=heading, type_size=self.type_size.currentData())

    @property
    def film(self) -> Film:
        """As the fields say."""
        width = self.width_box.currentData()
        return Film(width, self.fps.value(), self.speed.value(), self.first.value(), self.last.value())

    @property
    def problem(self) -> str:
        """Why this cannot be filmed; empty when it can."""
        film = self.film
        if film.last <= film.first:
            return "The last step must come after the first."
        if len(film.steps) > MOST_FRAMES:
            return f"This makes {len(film.steps):,} frames, but at most {MOST_FRAMES:,} are possible: raise the speed."
        return video_problem() if self.format.currentData() == ".mp4" else ""

    @Slot()
    def _show(self) -> None:
        film, size = self.film, self.picture.size(self._hub.theme)
        height = round(film.width * size.height() / size.width())
        words = f"{film.width:,} × {height:,} pixels, {len(film.steps):,} frames, {film.seconds:.1f} s"
        self.words.setText(self.problem or words)
        self.go.setEnabled(not self.problem)

    # --- filming ---------------------------------------------------------------------------------

    def _ask(self) -> None:
        ending = self.format.currentData()
        path = self._place.ask(self, "Save animation", self.picture.title, ending, "Animations")
        if path is not None:
            self.record(path)

    def record(self, path: Path) -> None:
        """Begin to film into a file."""
        film = self.film
        steps = film.steps
        sampled = [film.first, (film.first + film.last) // 2, film.last] if path.suffix == ".gif" else []
        self._left = [*sampled, *steps]
        self._frames = Queue()
        inks = [color for _, color in self.picture.names]
        inks += [self._hub.theme.panel, self._hub.theme.muted, self._hub.theme.text, "#FFFFFF"]
        frames = self._frames
        self._runner = Runner(lambda control: FilmJob(path, film, frames, inks, control), 0, self)
        self._path = path
        self.progress.setRange(0, len(self._left))
        self.progress.show()
        self._lock(locked=True)
        self._runner.start()
        self._turn.start()

    @Slot()
    def _next(self) -> None:
        """Render a frame if the writer keeps up, and hear what it says."""
        runner = self._runner
        if runner is None:
            return
        over = runner.isFinished()
        for event in runner.mailbox.take():
            self._hear(event)
        if over:
            self._end()
        elif self._left and self._frames.qsize() < WAITING:
            self._frames.put(self._frame(self._left.pop(0)))
            if not self._left:
                self._frames.put(None)
                self.words.setText("Writing the file…")
            self.progress.setValue(self.progress.maximum() - len(self._left))

    def _frame(self, step: int) -> Frame:
        self._reel.seek(step)
        picture, theme = self.picture, self._hub.theme
        width = picture.size(theme).width() * picture.type_size
        return pixels(image(picture, theme, self.width_box.currentData() / width))

    def _hear(self, event: Event) -> None:
        if isinstance(event, FilmDone):
            self.saved = self._path, event.size
        elif isinstance(event, FilmFailed) or (
            isinstance(event, StateChanged) and event.state is RunState.FAILED
        ):
            complain(self, "Save animation", event.message)

    def _end(self) -> None:
        self._stop()
        if self.saved is not None:
            self.accept()

    def _stop(self) -> None:
        """End the thread; the race is where it was."""
        self._turn.stop()
        runner, self._runner = self._runner, None
        if runner is not None:
            runner.control.stop()
            runner.wait()
            runner.deleteLater()
            self._reel.seek(self._reel.position)
            self.progress.hide()
            self._lock(locked=False)
            self._show()

    def _lock(self, *, locked: bool) -> None:
        for row in range(self.form.rowCount()):
            item = self.form.itemAt(row, self.form.ItemRole.FieldRole)
            field = item.widget() if item is not None else None
            if field is not None:
                field.setEnabled(not locked)
        self.go.setEnabled(not locked)

    def reject(self) -> None:
        """Qt: cancelled. While it films, only that ends."""
        if self._runner is not None:
            self._stop()
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt: the window's own button."""
        self._stop()
        super().closeEvent(event)


def pixels(picture: QImage) -> Frame:
    """The colours of a picture, ``(height, width, 3)``."""
    plain = picture.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return rows[:, : 3 * plain.width()].reshape(plain.height(), plain.width(), 3).copy()
