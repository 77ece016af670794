"""The row that moves through the steps: play, single steps, a slider, the speed."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QToolButton, QWidget

from playground.ui.style.icons import icon
from playground.ui.style.theme import Theme, ThemeHub
from playground.ui.widgets.jump_slider import JumpSlider

SPEEDS = (
    ("½ / s", 0.5),
    ("1 / s", 1.0),
    ("2 / s", 2.0),
    ("10 / s", 10.0),
    ("60 / s", 60.0),
)
"""Titles and steps per second."""
READABLE = 20.0
"""Steps per second from which nobody reads what they do."""


class StepControls(QWidget):
    """Asks for other places among the steps."""

    wanted = Signal(int)
    """A place to go to."""
    paused = Signal()
    """Steps do not follow each other any more."""

    def __init__(self, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._at, self._turn, self._count = 0, 0, 0
        self._buttons: dict[str, QToolButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(4)
        self.start = self._button("skip-previous", "To the start: no value is computed yet (Home)")
        self.back = self._button("step-backward", "One step back (Left)")
        self.play = self._button("play", "Play (Space)")
        self.forward = self._button("step-forward", "One step forward (Right)")
        self.turn = self._button(
            "arrow-u-left-bottom", "To the turn: all values are known, the way back begins"
        )
        self.end = self._button("skip-next", "To the end: all derivatives are known (End)")
        for button in self._buttons.values():
            row.addWidget(button)
        self.slider = JumpSlider(Qt.Orientation.Horizontal, self)
        self.slider.setAccessibleName("Step")
        self.place = QLabel(self)
        self.place.setProperty("role", "muted")
        self.place.setMinimumWidth(150)
        self.speed = QComboBox(self)
        self.speed.setAccessibleName("Speed")
        self.speed.setToolTip("Steps per second while playing")
        for title, rate in SPEEDS:
            self.speed.addItem(title, rate)
        self.speed.setCurrentIndex(1)
        self.speed.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.speed.setMinimumContentsLength(5)
        row.addWidget(self.slider, 1)
        row.addWidget(self.place)
        row.addWidget(self.speed)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_tick)
        self.start.clicked.connect(lambda: self.go(0))
        self.back.clicked.connect(lambda: self.go(self._at - 1))
        self.forward.clicked.connect(lambda: self.go(self._at + 1))
        self.turn.clicked.connect(lambda: self.go(self._turn))
        self.end.clicked.connect(lambda: self.go(self._count))
        self.play.clicked.connect(self.toggle)
        self.slider.valueChanged.connect(self._on_slider_moved)
        self.speed.currentIndexChanged.connect(self._on_speed_chosen)
        self._hub = hub
        hub.changed.connect(self._paint)
        self._paint(hub.theme)

    def _button(self, name: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setToolTip(tip)
        button.setAccessibleName(tip.split(" (", maxsplit=1)[0].split(":", maxsplit=1)[0])
        button.setIconSize(QSize(18, 18))
        button.setFixedSize(30, 28)
        self._buttons[name] = button
        return button

    def set_narrow(self, *, narrow: bool) -> None:
        """Leave out what there is no room for in a narrow dock."""
        for part in (self.place, self.turn, self.slider):
            part.setVisible(not narrow)

    @property
    def playing(self) -> bool:
        """Whether steps follow each other by themselves."""
        return self._timer.isActive()

    @property
    def racing(self) -> bool:
        """Whether steps follow each other too fast to be read."""
        return self.playing and float(self.speed.currentData()) > READABLE

    def show_place(self, at: int, turn: int, count: int) -> None:
        """Show where among the steps one is.

        Args:
            at: Steps that are done.
            turn: How many of all are forward.
            count: Number of all.
        """
        self._at, self._turn, self._count = at, turn, count
        self.slider.blockSignals(True)
        self.slider.setRange(0, count)
        self.slider.setValue(at)
        self.slider.blockSignals(False)
        if at <= turn:
            self.place.setText(f"Forward {at} of {turn}")
        else:
            self.place.setText(f"Backward {at - turn} of {count - turn}")
        for button, enabled in (
            (self.start, at > 0),
            (self.back, at > 0),
            (self.forward, at < count),
            (self.turn, at != turn),
            (self.end, at < count),
            (self.play, count > 0),
        ):
            button.setEnabled(enabled)
        if at >= count:
            self.pause()

    def go(self, to: int) -> None:
        """Ask for a place; playing ends."""
        self.pause()
        self.wanted.emit(max(0, min(to, self._count)))

    def step(self, by: int) -> None:
        """Ask for a place some steps on."""
        self.go(self._at + by)

    @Slot()
    def toggle(self) -> None:
        """Play or pause; from the end it plays the way back again."""
        if self.playing:
            self.pause()
            return
        if not self._count:
            return
        if self._at >= self._count:
            self.wanted.emit(self._turn if self._turn < self._count else 0)
        self._timer.start(self._pause_ms)
        self._show_playing()

    def pause(self) -> None:
        """Stop playing."""
        if self.playing:
            self._timer.stop()
            self._show_playing()
            self.paused.emit()

    @property
    def _pause_ms(self) -> int:
        return round(1000 / float(self.speed.currentData()))

    @Slot()
    def _on_tick(self) -> None:
        self.wanted.emit(self._at + 1)

    @Slot(int)
    def _on_slider_moved(self, value: int) -> None:
        self.go(value)

    @Slot()
    def _on_speed_chosen(self) -> None:
        if self.playing:
            self._timer.start(self._pause_ms)

    def _paint(self, theme: Theme) -> None:
        for name, button in self._buttons.items():
            button.setIcon(icon(name, theme))
        self._show_playing()

    def _show_playing(self) -> None:
        self.play.setIcon(icon("pause" if self.playing else "play", self._hub.theme))
        self.play.setToolTip("Pause (Space)" if self.playing else "Play (Space)")
