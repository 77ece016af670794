"""The only thread of the program beside the window: it trains."""

import logging

from PySide6.QtCore import QObject, QThread

from playground.engine.control import Control
from playground.engine.events import Event, RunState, StateChanged
from playground.engine.live import LiveRun
from playground.engine.mailbox import Mailbox
from playground.spec.project import Project

log = logging.getLogger(__name__)


class Runner(QThread):
    """Iterates one run until it is stopped, leaving its events in a mailbox."""

    def __init__(
        self,
        project: Project,
        run: int,
        mailbox: Mailbox,
        wanted: frozenset[type[Event]],
        *,
        after: QThread | None,
        parent: QObject,
    ) -> None:
        """Prepare.

        Args:
            project: What to train.
            run: Id that its events carry.
            mailbox: Where they go.
            wanted: Heavy events to make from the start.
            after: A thread that is ending; this one begins when it is gone, so there is never a second one at work.
            parent: Owner.
        """
        super().__init__(parent)
        self._after = after
        self.run_id = run
        self.control = Control()
        self._mailbox = mailbox
        self._job = LiveRun(project, run, self.control, wanted)

    def run(self) -> None:
        """The thread's life; whatever goes wrong ends as an event."""
        if self._after is not None:
            self._after.wait()
        try:
            for event in self._job:
                self._mailbox.put(event)
        except Exception as error:  # the outermost frame of the thread: nobody else could tell
            log.exception("A run failed")
            message = f"The run stopped because of an error in the program: {type(error).__name__}: {error}"
            self._mailbox.put(StateChanged(self.run_id, 0, RunState.FAILED, message))
