"""The bar of a race: play, step, and where the race stands."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from playground.engine.events.run import RunState
from playground.ui.panels.transport.buttons import IconButton, PlayButton
from playground.ui.panels.transport.speed_box import Speed, SpeedBox
from playground.ui.style.theme import ThemeHub
from playground.ui.widgets.elided_label import ElidedLabel
from playground.ui.widgets.jump_slider import JumpSlider
from playground.ui.widgets.steady_label import SteadyLabel

SPEEDS: tuple[Speed, ...] = (
    ("end", "To the end", None),
    ("2000", "2,000 steps/s", 2000.0),
    ("500", "500 steps/s", 500.0),
    ("200", "200 steps/s", 200.0),
    ("50", "50 steps/s", 50.0),
    ("10", "10 steps/s", 10.0),
    ("1", "1 step/s", 1.0),
)
STATES = {
    None: "Preparing",
    RunState.READY: "Ready",
    RunState.RUNNING: "Running",
    RunState.PAUSED: "Paused",
    RunState.FINISHED: "Finished",
    RunState.FAILED: "Cannot race",
}


@dataclass(frozen=True)
class TransportKind:
    """What the bar of a kind of race offers.

    Attributes:
        first: Tool tip of the button that returns to the start.
        forth: Tool tip of the button for one step.
        played: Whether the race is computed ahead and then played: one step back, a loop, a speed, and a slider to any
            step in place of a bar of the progress.
    """

    first: str
    forth: str
    played: bool


ON_SURFACE = TransportKind("Show the start", "One step", played=True)
ON_NETWORK = TransportKind(
    "Restart with the same weights and batches", "One step for every lane", played=False
)


class RaceTransport(QWidget):
    """Buttons, where the race stands in words, and the slider or the progress below them."""

    first_clicked = Signal()
    play_clicked = Signal()
    stepped = Signal(int)
    """By how many steps."""
    sought = Signal(int)
    """The step to show."""
    speed_changed = Signal(object)
    """Steps per second, None for at once."""
    loop_changed = Signal(bool)

    def __init__(self, kind: TransportKind, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.first = IconButton(hub, "skip-previous", kind.first, self)
        self.back = IconButton(hub, "step-backward", "One step back", self)
        self.play = PlayButton(hub, "Play or pause", self)
        self.forth = IconButton(hub, "step-forward", kind.forth, self)
        self.loop = IconButton(hub, "repeat", "Loop (starts over at the end)", self)
        self.loop.setCheckable(True)
        self.speed = SpeedBox(SPEEDS, "200", "Playback speed", self)
        self.state = QLabel(self)
        self.state.setProperty("role", "section")
        self.message = ElidedLabel("muted", self)
        self.facts = SteadyLabel(self)
        self.facts.setProperty("role", "mono")
        self.facts.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.slider = JumpSlider(Qt.Orientation.Horizontal, self)
        self.slider.setAccessibleName("Step")
        self.slider.setToolTip("Drag to any step")
        self.progress = QProgressBar(self)
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(6)
        for of_playback in (self.back, self.loop, self.speed, self.slider):
            of_playback.setVisible(kind.played)
        for of_training in (self.state, self.progress):
            of_training.setVisible(not kind.played)
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        words = QHBoxLayout()
        words.setSpacing(16)
        words.addWidget(self.state)
        words.addWidget(self.message, 1)
        words.addWidget(self.facts)
        middle = QVBoxLayout()
        middle.setSpacing(2)
        middle.addLayout(words)
        for track in (self.slider, self.progress):
            middle.addWidget(track)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(8)
        for widget in (self.first, self.back, self.play, self.forth, self.loop, self.speed):
            row.addWidget(widget)
        row.addLayout(middle, 1)

    def _connect(self) -> None:
        self.first.clicked.connect(self.first_clicked)
        self.back.clicked.connect(lambda: self.stepped.emit(-1))
        self.play.clicked.connect(self.play_clicked)
        self.forth.clicked.connect(lambda: self.stepped.emit(1))
        self.loop.toggled.connect(self.loop_changed)
        self.speed.speed_changed.connect(self.speed_changed)
        self.slider.valueChanged.connect(self.sought)

    # --- what is shown ---------------------------------------------------------------------------

    def show_position(self, position: int, computed: int, total: int) -> None:
        """Show the step of a race that is played, and how far steps are computed."""
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, total)
            self.slider.setPageStep(max(1, total // 20))
            self.slider.setValue(position)
        ready = "" if computed >= total else f"  computed {computed:,}"
        self.facts.setText(f"step {position:,} / {total:,}{ready}")

    def show_playing(self, playing: bool) -> None:  # noqa: FBT001 - a slot
        """Show whether the race is played."""
        self.play.show_running(running=playing)

    def show_state(self, state: RunState | None, message: str, progress: float, facts: str) -> None:
        """Show the state of a race that trains.

        Args:
            state: None while it is set up.
            message: Why it cannot be run; empty when it can.
            progress: 0 to 1.
            facts: Steps and lanes in words.
        """
        self.show_playing(state is RunState.RUNNING)
        able, preparing = state not in {None, RunState.FAILED}, not self.play.isEnabled()
        for button in (self.play, self.forth, self.first):
            button.setEnabled(able)
        self.forth.setEnabled(able and state is not RunState.FINISHED)
        self.state.setText(STATES.get(state, ""))
        self.facts.setText(facts)
        if message:
            self.refuse(message)
        elif state is None or preparing:
            self.tell("")
        self.progress.setValue(round(1000 * progress))

    def tell(self, words: str) -> None:
        """Show what happened."""
        self.message.set_role("muted")
        self.message.setText(words)

    def refuse(self, message: str) -> None:
        """Show why there is no race; an empty message when there is one."""
        self.message.set_role("danger")
        self.message.setText(message)
        if self._kind.played:
            for control in (self.first, self.back, self.play, self.forth, self.slider):
                control.setEnabled(not message)
