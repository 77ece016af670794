"""The bar of a race on the network: run, pause, one step, restart, and the progress."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from playground.engine.events.run import RunState
from playground.ui.panels.transport.buttons import IconButton, PlayButton
from playground.ui.style.theme import ThemeHub
from playground.ui.widgets.steady_label import SteadyLabel

TITLES = {
    None: "Preparing",
    RunState.READY: "Ready",
    RunState.RUNNING: "Running",
    RunState.PAUSED: "Paused",
    RunState.FINISHED: "Finished",
    RunState.FAILED: "Cannot race",
}


class NetworkRaceTransport(QWidget):
    """Buttons, state and progress."""

    play_clicked = Signal()
    step_clicked = Signal()
    restart_clicked = Signal()

    def __init__(self, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.first = IconButton(hub, "skip-previous", "Restart with the same weights and batches", self)
        self.play = PlayButton(hub, "Run or pause", self)
        self.forth = IconButton(hub, "step-forward", "One step for every lane", self)
        self.state = QLabel(self)
        self.state.setProperty("role", "section")
        self.facts = SteadyLabel(self)
        self.facts.setProperty("role", "mono")
        self.progress = QProgressBar(self)
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(6)
        self.message = QLabel(self)
        self.message.setWordWrap(True)
        self._arrange()
        self.first.clicked.connect(self.restart_clicked)
        self.play.clicked.connect(self.play_clicked)
        self.forth.clicked.connect(self.step_clicked)
        self.show_state(None, "", 0.0, "")

    def _arrange(self) -> None:
        words = QHBoxLayout()
        words.setSpacing(16)
        for widget in (self.state, self.facts):
            words.addWidget(widget)
        words.addWidget(self.message, 1)
        middle = QVBoxLayout()
        middle.setSpacing(4)
        middle.addLayout(words)
        middle.addWidget(self.progress)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        for button in (self.first, self.play, self.forth):
            row.addWidget(button)
        row.addLayout(middle, 1)

    def show_state(self, state: RunState | None, message: str, progress: float, facts: str) -> None:
        """Show the state of the race.

        Args:
            state: None while it is set up.
            message: Why it cannot be run; empty when it can.
            progress: 0 to 1.
            facts: Steps and lanes in words.
        """
        self.play.show_running(running=state is RunState.RUNNING)
        able = state not in {None, RunState.FAILED}
        for button in (self.play, self.forth, self.first):
            button.setEnabled(able)
        self.forth.setEnabled(able and state is not RunState.FINISHED)
        self.state.setText(TITLES.get(state, ""))
        self.facts.setText(facts)
        if message:
            self.tell(message, trouble=True)
        elif state is None:
            self.tell("")
        self.progress.setValue(round(1000 * progress))

    def tell(self, words: str, *, trouble: bool = False) -> None:
        """Show what happened."""
        self.message.setProperty("role", "danger" if trouble else "muted")
        self.message.style().unpolish(self.message)
        self.message.style().polish(self.message)
        self.message.setText(words)
