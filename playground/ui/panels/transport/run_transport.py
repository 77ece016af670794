"""The bar across the top: play, step, reset, speed; how far the run is and how well it does."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from playground.engine.events.run import (
    BestRestored,
    DataLoading,
    Evaluated,
    Event,
    Preparing,
    Progress,
    RunState,
    Started,
)
from playground.ui.panels.transport.buttons import IconButton, PlayButton
from playground.ui.panels.transport.figures import Figure, clock
from playground.ui.panels.transport.speed_box import Speed, SpeedBox
from playground.ui.panels.transport.state_chip import StateChip
from playground.ui.style.theme import ThemeHub
from playground.ui.widgets.parts_label import PartsLabel
from playground.ui.widgets.plain_text import plain_label

SPEEDS: tuple[Speed, ...] = (
    ("full", "Full speed", None),
    ("5000", "5,000 steps/s", 5000.0),
    ("1000", "1,000 steps/s", 1000.0),
    ("100", "100 steps/s", 100.0),
    ("20", "20 steps/s", 20.0),
    ("5", "5 steps/s", 5.0),
    ("1", "1 step/s", 1.0),
)
EDGES, SPACE, BETWEEN = 44, 6, 10
"""Margins and gaps in pixels: of the bar, between its parts, and between words."""
POSITION = 108
"""Room in pixels for the epoch."""
LEAST = 640
WHOLE = 1000
"""Value of the progress bar at the end of a run."""
NOTABLE_WAITING = 0.05
"""Share of the time from which waiting for data is shown."""
AVERAGED = " ⌀"
"""Behind the caption of a number that belongs to the averaged weights."""


class RunTransport(QWidget):
    """Buttons, state, progress, losses and metrics."""

    play_clicked = Signal()
    step_clicked = Signal()
    epoch_clicked = Signal()
    reset_clicked = Signal()
    new_seed_clicked = Signal()
    restart_clicked = Signal()
    cancel_clicked = Signal()
    speed_changed = Signal(object)
    """Steps per second, None for full speed."""

    def __init__(self, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._started: Started | None = None
        self._best: int | None = None
        self._trained = False
        self._facts: list[str] = []
        self.setProperty("role", "panel")
        self.reset = IconButton(hub, "skip-previous", "Reset to the same initial weights", self)
        self.step = IconButton(hub, "debug-step-over", "One step", self)
        self.play = PlayButton(hub, "Play or pause", self)
        self.epoch = IconButton(hub, "skip-next", "One epoch", self)
        self.new_seed = IconButton(hub, "dice-5-outline", "New seed: different initial weights", self)
        self.speed = SpeedBox(SPEEDS, "full", "Training speed; slow speeds are for watching", self)
        self.restart = QPushButton("Restart with changes", self)
        self.restart.setToolTip("The project was edited after this run began")
        self.restart.hide()
        self.cancel = QPushButton("Cancel", self)
        self.cancel.setToolTip("Stop preparing this run")
        self.cancel.hide()
        self.chip = StateChip(hub, self)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setRange(0, WHOLE)
        self.facts = PartsLabel(self)
        self.device = plain_label("", self)
        self.device.setProperty("role", "caption")
        self.numbers = {
            "train_loss": Figure("Training loss", 9, self),
            "validation_loss": Figure("Validation loss", 9, self),
            "train_metric": Figure("Training accuracy", 7, self),
            "validation_metric": Figure("Validation accuracy", 7, self),
        }
        numbers = self.numbers
        self._by_importance: tuple[QWidget, ...] = (
            numbers["validation_loss"],
            numbers["validation_metric"],
            numbers["train_loss"],
            numbers["train_metric"],
            self.device,
        )
        self._arrange()
        self._connect()
        self.clear()

    def _connect(self) -> None:
        for button, signal in (
            (self.reset, self.reset_clicked),
            (self.step, self.step_clicked),
            (self.play, self.play_clicked),
            (self.epoch, self.epoch_clicked),
            (self.new_seed, self.new_seed_clicked),
            (self.restart, self.restart_clicked),
            (self.cancel, self.cancel_clicked),
        ):
            button.clicked.connect(signal)
        self.speed.speed_changed.connect(self.speed_changed)

    def _arrange(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(SPACE)
        layout.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)  # ``_fit`` finds what has room
        for widget in (self.reset, self.step, self.play, self.epoch, self.new_seed):
            layout.addWidget(widget)
        layout.addWidget(self.speed)
        layout.addSpacing(8)
        line = QWidget(self)
        line.setFixedHeight(max(self.chip.minimumHeight(), self.restart.sizeHint().height()))
        words = QHBoxLayout(line)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(BETWEEN)
        row: tuple[tuple[QWidget, int], ...] = (
            (self.chip, 0),
            (self.restart, 0),
            (self.cancel, 0),
            (self.facts, 1),
            (self.device, 0),
        )
        for part, stretch in row:
            words.addWidget(part, stretch, Qt.AlignmentFlag(0) if stretch else Qt.AlignmentFlag.AlignVCenter)
        middle = QVBoxLayout()
        middle.setSpacing(4)
        middle.addWidget(line)
        middle.addWidget(self.progress)
        layout.addLayout(middle, 1)
        layout.addSpacing(12)
        for number in self.numbers.values():
            layout.addWidget(number, 0, Qt.AlignmentFlag.AlignVCenter)
            layout.addSpacing(8)

    def _fit(self) -> None:
        """Show as many numbers as there is room for beside the state and the position of the run."""
        buttons = (self.reset, self.step, self.play, self.epoch, self.new_seed)
        used = EDGES + sum(button.width() + SPACE for button in buttons) + POSITION
        used += max(self.speed.minimumWidth(), self.speed.sizeHint().width()) + SPACE
        used += max(self.chip.minimumWidth(), self.chip.sizeHint().width())
        for extra in (self.restart, self.cancel):
            used += 0 if extra.isHidden() else extra.sizeHint().width() + BETWEEN
        for widget in self._by_importance:
            used += widget.sizeHint().width() + BETWEEN + 2 * SPACE
            if widget.isHidden() is not (used > self.width()):
                widget.setVisible(used <= self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: another width."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Qt: the least size, without the numbers; a tool bar hides what has no room for this."""
        return QSize(LEAST, super().minimumSizeHint().height())

    def show_state(self, state: RunState, *, stale: bool, play_waits: bool = False) -> None:
        """Show what the run is doing.

        Args:
            state: What it does.
            stale: Whether the project was edited since the run began.
            play_waits: Whether it will train once it is prepared.
        """
        self.play.show_running(running=state is RunState.RUNNING or play_waits)
        self.chip.show_state(state, stale=stale)
        self.restart.setVisible(stale)
        self._fit()

    def clear(self) -> None:
        """Show no run."""
        self._started, self._best, self._trained = None, None, False
        self.show_preparing("")
        self.progress.setValue(0)
        self.facts.say()
        for number in self.numbers.values():
            number.value.setText("–")

    def show_begun(self) -> None:
        """Show that another run is built: numbers of one that has trained are gone."""
        if self._trained:
            self.clear()

    def show_preparing(
        self, words: str, share: float | None = None, seconds_left: float | None = None
    ) -> None:
        """Show what takes its time before the run can begin; empty for nothing. A button cancels that."""
        self._show_doing("Preparing…" if words else "")
        busy = bool(words) and share is None
        self.progress.setRange(0, 0 if busy else WHOLE)  # without an end, the bar moves to and fro
        if share is not None:
            self.progress.setValue(round(WHOLE * share))
        if words:
            left = [] if seconds_left is None else [f"{clock(seconds_left)} left"]
            self.facts.say(words if share is None else f"{words} {share:.0%}", *left)

    def _show_doing(self, word: str) -> None:
        self.chip.show_doing(word)
        self.cancel.setVisible(bool(word))
        self._fit()

    def consume(self, events: Sequence[Event]) -> None:
        """Show the newest of these events."""
        for event in events:
            match event:
                case DataLoading():
                    self._on_loading(event)
                case Preparing():
                    self.show_preparing(event.doing, event.share, event.seconds_left)
                case Started():
                    self._on_started(event)
                case Evaluated():
                    self._on_evaluated(event)
                case BestRestored():
                    self._best = event.best_step
                    self._on_evaluated(event.evaluation)
                case Progress():
                    self._on_progress(event)
                case _:
                    pass

    def _on_loading(self, event: DataLoading) -> None:
        """Show how far files are loaded; a button cancels that."""
        self.progress.setRange(0, WHOLE)
        self._show_doing("Loading")
        self.progress.setValue(round(WHOLE * event.share))
        left = [] if event.seconds_left is None else [f"{clock(event.seconds_left)} left"]
        self.facts.say(f"loading {event.name} {event.share:.0%}", *left)

    def _on_started(self, event: Started) -> None:
        self.clear()
        self._started = event
        accuracy = event.metric == "accuracy"
        self.numbers["train_metric"].caption.setText("Training accuracy" if accuracy else "Training R²")
        self.numbers["validation_metric"].caption.setText(
            "Validation accuracy" if accuracy else "Validation R²"
        )
        self.device.setText(event.device)
        self.device.setToolTip(f"Trains on {event.device}, seed {event.seed}")
        self._facts = self._position(0.0, 0, event.total_steps)
        self.facts.say(*self._facts)

    def _position(self, epoch: float, step: int, total: int) -> list[str]:
        assert self._started is not None
        epochs = max(1, round(total / self._started.steps_per_epoch))
        return [f"epoch {int(epoch):,}/{epochs:,}", f"step {step:,}"]

    def _on_progress(self, event: Progress) -> None:
        if self._started is None:
            return
        self._trained = event.step > 0
        self.progress.setValue(round(WHOLE * min(1.0, event.step / max(1, event.total_steps))))
        facts = self._position(event.epoch, event.step, event.total_steps)
        if event.steps_per_second:
            speed = f"{event.steps_per_second:,.0f}"
            facts.append(f"{speed} step/s" if speed == "1" else f"{speed} steps/s")
        if event.waiting >= NOTABLE_WAITING:
            facts.append(f"{event.waiting:.0%} waiting for data")
        if event.seconds_left is not None:
            facts.append(f"{clock(event.seconds_left)} left")
        if self._best is not None:
            facts.append(f"best at step {self._best:,}")
        self.facts.say(*facts)

    def _on_evaluated(self, event: Evaluated) -> None:
        if not self.cancel.isHidden():
            self.show_preparing("")
            self.facts.say(*self._facts)
        accuracy = self._started is None or self._started.metric == "accuracy"
        self.numbers["train_loss"].show_number(event.train_loss)
        self.numbers["validation_loss"].show_number(event.validation_loss)
        show = Figure.show_share if accuracy else Figure.show_r2
        show(self.numbers["train_metric"], event.train_metric)
        show(self.numbers["validation_metric"], event.validation_metric)
        for figure in self.numbers.values():
            figure.setToolTip("Computed with the averaged weights" if event.averaged else "")
            figure.caption.setText(
                figure.caption.text().removesuffix(AVERAGED) + (AVERAGED if event.averaged else "")
            )
