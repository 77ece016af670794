"""The bar of a race on the network: run, pause, one step, from the start again, and how far it is."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QToolButton, QVBoxLayout, QWidget

from playground.engine.events.run import RunState
from playground.ui.style.icons import icon
from playground.ui.style.theme import Theme, ThemeHub
from playground.ui.widgets.steady_label import SteadyLabel

TITLES = {
    None: "Getting ready",
    RunState.READY: "Ready",
    RunState.RUNNING: "Running",
    RunState.PAUSED: "Paused",
    RunState.FINISHED: "Finished",
    RunState.FAILED: "Cannot race",
}


class NetworkRaceTransport(QWidget):
    """Buttons, progress and words."""

    play_clicked = Signal()
    step_clicked = Signal()
    restart_clicked = Signal()

    def __init__(self, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub, self._running = hub, False
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.first = self._tool("From the start again, with the same weights and batches")
        self.first.clicked.connect(self.restart_clicked)
        self.play = self._tool("Run or pause (Space)")
        self.play.setProperty("role", "primary")
        self.play.setFixedSize(64, 36)
        self.play.setIconSize(QSize(22, 22))
        self.play.clicked.connect(self.play_clicked)
        self.forth = self._tool("One step of every lane")
        self.forth.clicked.connect(self.step_clicked)
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
        hub.changed.connect(self._restyle)
        self.show_state(None, "", 0.0, "")
        self._restyle(hub.theme)

    def _tool(self, tip: str) -> QToolButton:
        made = QToolButton(self)
        made.setToolTip(tip)
        made.setAccessibleName(tip.split(" (", maxsplit=1)[0])
        made.setIconSize(QSize(18, 18))
        made.setFixedSize(36, 36)
        return made

    def show_state(self, state: RunState | None, message: str, progress: float, facts: str) -> None:
        """Show how the race stands.

        Args:
            state: None while it is set up.
            message: Why it cannot be run; empty when it can.
            progress: 0 to 1.
            facts: Steps and lanes in words.
        """
        self._running = state is RunState.RUNNING
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
        self._show_play(self._hub.theme)

    def tell(self, words: str, *, trouble: bool = False) -> None:
        """Say what happened."""
        self.message.setProperty("role", "danger" if trouble else "muted")
        self.message.style().unpolish(self.message)
        self.message.style().polish(self.message)
        self.message.setText(words)

    def _show_play(self, theme: Theme) -> None:
        self.play.setIcon(icon("pause" if self._running else "play", theme, theme.accent_text))

    def _restyle(self, theme: Theme) -> None:
        self.first.setIcon(icon("skip-previous", theme))
        self.forth.setIcon(icon("step-forward", theme))
        self._show_play(theme)
