"""The bar across the top: play, step, reset, speed; how far the run is and how well it does."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.app.document import Document
from playground.engine.events.run import (
    BestRestored,
    DataLoading,
    Evaluated,
    Event,
    Progress,
    RunState,
    Started,
)
from playground.ui.forms.choice_box import ChoiceBox
from playground.ui.style.icons import icon
from playground.ui.style.theme import Theme, ThemeHub, blend
from playground.ui.widgets.parts_label import PartsLabel

SPEEDS: tuple[tuple[str, str, float | None], ...] = (
    ("full", "Full speed", None),
    ("5000", "5,000 steps/s", 5000.0),
    ("1000", "1,000 steps/s", 1000.0),
    ("100", "100 steps/s", 100.0),
    ("20", "20 steps/s", 20.0),
    ("5", "5 steps/s", 5.0),
    ("1", "1 step/s", 1.0),
)
WORDS = {
    RunState.READY: "Ready",
    RunState.RUNNING: "Running",
    RunState.PAUSED: "Paused",
    RunState.FINISHED: "Finished",
    RunState.DIVERGED: "Diverged",
    RunState.FAILED: "Failed",
}


WORTH_TELLING = 0.05
"""Share of the time from which waiting for data is told."""
AVERAGED = " ⌀"
"""Behind the caption of a number that belongs to the averaged weights."""


def clock(seconds: float) -> str:
    """Minutes and seconds, or hours: ``0:14``, ``1:02:03``."""
    whole = round(seconds)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def short(loss: float) -> str:
    """A loss in at most nine characters: ``0.2571``, ``0.000632``, ``2.372e+04``."""
    return f"{loss:.4g}" if not 0 < abs(loss) < 0.001 else f"{loss:.3g}"


class Number(QWidget):
    """A caption over a value in figures of one width, so that nothing jumps."""

    def __init__(self, caption: str, characters: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.caption = QLabel(caption, self)
        self.caption.setProperty("role", "caption")
        self.value = QLabel("–", self)
        self.value.setProperty("role", "number")
        # A fixed size: new figures ten times a second must not lay out the whole window anew.
        self.value.setFixedSize(characters * 9 + 4, 20)
        layout.addWidget(self.caption)
        layout.addWidget(self.value)


class TransportBar(QWidget):
    """Buttons, state, progress and the numbers a class room wants to see."""

    play_clicked = Signal()
    step_clicked = Signal()
    epoch_clicked = Signal()
    reset_clicked = Signal()
    new_seed_clicked = Signal()
    restart_clicked = Signal()
    fix_clicked = Signal()
    speed_changed = Signal(object)
    """Steps per second, None for full speed."""

    def __init__(self, document: Document, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._hub = document, hub
        self._state, self._stale = RunState.READY, False
        self._started: Started | None = None
        self._best: int | None = None
        self._reading = False
        self.setProperty("role", "panel")
        self.reset = self._tool("Reset to the same initial weights (Ctrl+R)", self.reset_clicked)
        self.step = self._tool("One step (Ctrl+→)", self.step_clicked)
        self.play = self._tool("Play or pause (Ctrl+P)", self.play_clicked)
        self.play.setProperty("role", "primary")
        self.play.setFixedSize(64, 36)
        self.play.setIconSize(QSize(22, 22))
        self.epoch = self._tool("One epoch (Ctrl+Shift+→)", self.epoch_clicked)
        self.new_seed = self._tool("New seed: other initial weights", self.new_seed_clicked)
        self.speed = ChoiceBox(self)
        self.speed.offer_words((key, title) for key, title, _ in SPEEDS)
        self.speed.show_key("full")
        self.speed.setToolTip("How fast it trains; slow speeds are for watching")
        self.speed.setAccessibleName("Speed")
        self.speed.setFixedWidth(116)
        self.speed.chosen.connect(self._tell_speed)
        self.restart = QPushButton("Restart with changes", self)
        self.restart.setToolTip("The project was edited since this run began")
        self.restart.clicked.connect(self.restart_clicked)
        self.restart.hide()
        self.fix = QPushButton(self)
        self.fix.clicked.connect(self.fix_clicked)
        self.fix.hide()
        self.chip = QLabel(self)
        self.chip.setProperty("role", "chip")
        self.chip.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.chip.setMinimumSize(84, 24)
        self.message = QLabel(self)
        self.message.setProperty("role", "danger")
        self.message.setWordWrap(True)
        self.message.hide()
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setRange(0, 1000)
        self.facts = PartsLabel(self)
        self.device = QLabel(self)
        self.device.setProperty("role", "caption")
        self.numbers = {
            "train_loss": Number("Training loss", 9, self),
            "validation_loss": Number("Validation loss", 9, self),
            "train_metric": Number("Training accuracy", 7, self),
            "validation_metric": Number("Validation accuracy", 7, self),
        }
        self._arrange()
        hub.changed.connect(self._restyle)
        self._restyle(hub.theme)
        self.clear()

    def _tool(self, tip: str, signal: SignalInstance) -> QToolButton:
        button = QToolButton(self)
        button.setToolTip(tip)
        button.setAccessibleName(tip.split(" (", maxsplit=1)[0])
        button.setIconSize(QSize(18, 18))
        button.setFixedSize(36, 36)
        button.clicked.connect(signal)
        return button

    def _arrange(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(6)
        for widget in (self.reset, self.step, self.play, self.epoch, self.new_seed):
            layout.addWidget(widget)
        layout.addWidget(self.speed)
        layout.addSpacing(8)
        words = QHBoxLayout()
        words.setSpacing(10)
        row: tuple[tuple[QWidget, int], ...] = (
            (self.chip, 0),
            (self.restart, 0),
            (self.fix, 0),
            (self.facts, 1),
            (self.device, 0),
        )
        for part, stretch in row:
            words.addWidget(part, stretch, Qt.AlignmentFlag(0) if stretch else Qt.AlignmentFlag.AlignVCenter)
        middle = QVBoxLayout()
        middle.setSpacing(4)
        middle.addLayout(words)
        middle.addWidget(self.message)
        middle.addWidget(self.progress)
        layout.addLayout(middle, 1)
        layout.addSpacing(12)
        for number in self.numbers.values():
            layout.addWidget(number, 0, Qt.AlignmentFlag.AlignVCenter)
            layout.addSpacing(8)

    def _restyle(self, theme: Theme) -> None:
        for button, name in (
            (self.reset, "skip-previous"),
            (self.step, "debug-step-over"),
            (self.epoch, "skip-next"),
            (self.new_seed, "dice-5-outline"),
        ):
            button.setIcon(icon(name, theme))
        self._show_play()
        self._show_chip()

    def _show_play(self) -> None:
        running = self._state is RunState.RUNNING
        self.play.setIcon(icon("pause" if running else "play", self._hub.theme, self._hub.theme.accent_text))
        self.play.setAccessibleName("Pause" if running else "Play")

    def _show_chip(self) -> None:
        theme = self._hub.theme
        color = {
            RunState.RUNNING: theme.success,
            RunState.FINISHED: theme.accent,
            RunState.PAUSED: theme.muted,
            RunState.READY: theme.muted,
        }.get(self._state, theme.danger)
        word = "Reading" if self._reading else WORDS[self._state]
        if self._stale:
            color, word = theme.warning, f"{word} · edited since"
        self.chip.setText(word)
        self.chip.setStyleSheet(
            f"background: {blend(theme.panel, color, 0.16)}; color: {blend(color, theme.text, 0.35)};"
        )

    def show_state(self, state: RunState, *, stale: bool, message: str = "", fix: str = "") -> None:
        """Show what the run is doing.

        Args:
            state: Of the run.
            stale: The project was edited since the run began.
            message: Why it diverged, failed or was refused; empty hides it.
            fix: What a button offers to do about it; empty for no button.
        """
        self._state, self._stale = state, stale
        self._reading = self._reading and state is RunState.READY
        self._show_play()
        self._show_chip()
        self.restart.setVisible(stale)
        self.message.setText(message)
        self.message.setToolTip(message)
        self.message.setVisible(bool(message))
        self.progress.setVisible(not message)
        self.fix.setText(fix)
        self.fix.setToolTip(f"{fix} and begin anew" if fix else "")
        self.fix.setVisible(bool(fix))

    def clear(self) -> None:
        """Forget the numbers of the run before."""
        self._started, self._best = None, None
        self._reading = False
        self._show_chip()
        self.progress.setValue(0)
        self.facts.say()
        for number in self.numbers.values():
            number.value.setText("–")

    def consume(self, events: Sequence[Event]) -> None:
        """Show the newest of these events."""
        for event in events:
            match event:
                case DataLoading():
                    self._read(event)
                case Started():
                    self._begin(event)
                case Evaluated():
                    self._evaluated(event)
                case BestRestored():
                    self._best = event.best_step
                    self._evaluated(event.evaluation)
                case Progress():
                    self._progressed(event)
                case _:
                    pass

    def _read(self, event: DataLoading) -> None:
        """Files are read; to reset is to give that up."""
        self._reading = True
        self._show_chip()
        self.progress.setValue(round(1000 * event.share))
        left = [] if event.seconds_left is None else [f"{clock(event.seconds_left)} left"]
        self.facts.say(f"reading {event.name} {event.share:.0%}", *left)

    def _begin(self, event: Started) -> None:
        self.clear()
        self._started = event
        accuracy = event.metric == "accuracy"
        self.numbers["train_metric"].caption.setText("Training accuracy" if accuracy else "Training R²")
        self.numbers["validation_metric"].caption.setText(
            "Validation accuracy" if accuracy else "Validation R²"
        )
        self.device.setText(event.device)
        self.device.setToolTip(f"Trains on {event.device}, seed {event.seed}")
        self.facts.say(*self._place(0.0, 0, event.total_steps))

    def _place(self, epoch: float, step: int, total: int) -> list[str]:
        assert self._started is not None
        epochs = max(1, round(total / self._started.steps_per_epoch))
        return [f"epoch {int(epoch):,}/{epochs:,}", f"step {step:,}"]

    def _progressed(self, event: Progress) -> None:
        if self._started is None:
            return
        self.progress.setValue(round(1000 * min(1.0, event.step / max(1, event.total_steps))))
        facts = self._place(event.epoch, event.step, event.total_steps)
        if event.steps_per_second:
            facts.append(f"{event.steps_per_second:,.0f} steps/s")
        if event.waiting >= WORTH_TELLING:
            facts.append(f"{event.waiting:.0%} waiting for data")
        if event.seconds_left is not None:
            facts.append(f"{clock(event.seconds_left)} left")
        if self._best is not None:
            facts.append(f"best at step {self._best:,}")
        self.facts.say(*facts)

    def _evaluated(self, event: Evaluated) -> None:
        accuracy = self._started is None or self._started.metric == "accuracy"
        self.numbers["train_loss"].value.setText(short(event.train_loss))
        self.numbers["validation_loss"].value.setText(short(event.validation_loss))
        for name, value in (
            ("train_metric", event.train_metric),
            ("validation_metric", event.validation_metric),
        ):
            self.numbers[name].value.setText(f"{value:.1%}" if accuracy else f"{value:.3f}")
        for number in self.numbers.values():
            number.setToolTip("Of the averaged weights" if event.averaged else "")
            number.caption.setText(
                number.caption.text().removesuffix(AVERAGED) + (AVERAGED if event.averaged else "")
            )

    def _tell_speed(self, key: str) -> None:
        self.speed_changed.emit(next(rate for name, _, rate in SPEEDS if name == key))
