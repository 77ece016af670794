"""Restarting at once when the project is edited while it trains."""

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Slot

from playground.app.document import Changed, Document
from playground.app.settings import Memory
from playground.engine.events.run import RunState
from playground.ui.runs.analysis import Analysis
from playground.ui.runs.run_controller import RunController
from playground.ui.runs.run_edits import RunEdits

SHORTEST_MS = 300
"""Between two restarts, while somebody types or drags a slider."""
MOST_PARAMETERS = 20_000
"""Of a network that restarts; larger ones would lose more than a moment of training."""


class AutoRestart(QObject):
    """Restarts a small network in training as soon as an edit has reached what the run cannot adopt, and trains on."""

    def __init__(
        self, document: Document, analysis: Analysis, runs: RunController, edits: RunEdits, memory: Memory
    ) -> None:
        super().__init__(runs)
        self._analysis, self._runs, self._edits, self._memory = analysis, runs, edits, memory
        self._since = QElapsedTimer()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._restart)
        # After the runs, which find out on the same edit whether they can adopt it.
        self._unsubscribe = document.subscribe(self._on_document_changed)
        analysis.changed.connect(self._on_report)

    @property
    def on(self) -> bool:
        """Whether edits restart, as the user has chosen."""
        return self._memory.settings.auto_restart

    def toggle(self) -> None:
        """Let edits restart or not, and remember that."""
        self._memory.remember(auto_restart=not self.on)
        self._plan()

    def close(self) -> None:
        """Follow the document no longer; may be called again."""
        self._soon.stop()
        self._unsubscribe()

    def _on_document_changed(self, changed: Changed) -> None:
        if not changed.opened:
            self._plan()

    @Slot()
    def _on_report(self) -> None:
        self._plan()

    def _plan(self) -> None:
        """Restart now, or once the last restart is long enough ago."""
        if self._wanted() and not self._soon.isActive():
            since = self._since.elapsed() if self._since.isValid() else SHORTEST_MS
            self._soon.start(max(0, SHORTEST_MS - since))

    def _wanted(self) -> bool:
        report = self._analysis.report
        small = not report.problems and report.total_parameters <= MOST_PARAMETERS
        return self.on and small and self._runs.stale and self._runs.state is RunState.RUNNING

    @Slot()
    def _restart(self) -> None:
        if self._wanted():
            self._since.restart()
            self._edits.restart_with_changes()
