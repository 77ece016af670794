"""The only thread of the program beside the window: it trains."""

import logging
from threading import Event as Flag

from PySide6.QtCore import QObject, QThread, Signal

from playground.engine.control import Control
from playground.engine.events import Event, RunState, StateChanged
from playground.engine.live import LiveRun
from playground.engine.mailbox import Mailbox
from playground.spec.project import Project

log = logging.getLogger(__name__)


class Runner(QThread):
    """Iterates one run until it is stopped, leaving its events in a mailbox."""

    woke = Signal()
    """An event came while nobody was looking into the mailbox; see ``wake_me``."""

    def __init__(
        self, project: Project, run: int, wanted: frozenset[type[Event]], parent: QObject | None = None
    ) -> None:
        """Prepare; commands given to ``control`` before the start are obeyed after it.

        Args:
            project: What to train.
            run: Id that its events carry.
            wanted: Heavy events to make from the start.
            parent: Owner.
        """
        super().__init__(parent)
        self.run_id = run
        self.project = project
        self.control = Control()
        self.mailbox = Mailbox()
        self._unwatched = Flag()
        self._job = LiveRun(project, run, self.control, wanted)

    def wake_me(self) -> None:
        """Emit ``woke`` at the next event, once."""
        self._unwatched.set()

    def run(self) -> None:
        """The thread's life; whatever goes wrong ends as an event."""
        try:
            for event in self._job:
                self._leave(event)
        except Exception as error:  # the outermost frame of the thread: nobody else could tell
            log.exception("A run failed")
            message = f"The run stopped because of an error in the program: {type(error).__name__}: {error}"
            self._leave(StateChanged(self.run_id, 0, RunState.FAILED, message))

    def _leave(self, event: Event) -> None:
        self.mailbox.put(event)
        if self._unwatched.is_set():
            self._unwatched.clear()
            self.woke.emit()
