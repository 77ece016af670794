"""The state of a run in a word and a colour."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from playground.engine.events.run import RunState
from playground.ui.style.theme import Theme, ThemeHub, blend

WORDS = {
    RunState.READY: "Ready",
    RunState.RUNNING: "Running",
    RunState.PAUSED: "Paused",
    RunState.FINISHED: "Finished",
    RunState.DIVERGED: "Diverged",
    RunState.FAILED: "Failed",
}


class StateChip(QLabel):
    """Shows whether a run is ready, running or over, and whether the project was edited since it began."""

    def __init__(self, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._state, self._stale, self._doing = RunState.READY, False, ""
        self.setProperty("role", "chip")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setMinimumSize(84, 24)
        hub.changed.connect(self._restyle)
        self._restyle(hub.theme)

    def show_state(self, state: RunState, *, stale: bool) -> None:
        """Show what a run is doing; ``stale`` when the project was edited since it began."""
        self._state, self._stale = state, stale
        self._doing = self._doing if state is RunState.READY else ""
        self._restyle(self._hub.theme)

    def show_doing(self, word: str) -> None:
        """Show what is done before the run can begin, e.g. ``Loading``; empty for nothing."""
        self._doing = word
        self._restyle(self._hub.theme)

    def _restyle(self, theme: Theme) -> None:
        color = {
            RunState.RUNNING: theme.success,
            RunState.FINISHED: theme.accent,
            RunState.PAUSED: theme.muted,
            RunState.READY: theme.muted,
        }.get(self._state, theme.danger)
        word = self._doing or WORDS[self._state]
        if self._stale:
            color, word = theme.warning, f"{word} · edited since"
        self.setText(word)
        self.setStyleSheet(
            f"background: {blend(theme.panel, color, 0.16)}; color: {blend(color, theme.text, 0.35)};"
        )
