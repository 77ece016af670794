"""The only kind of thread beside the window's: it does one job and leaves what the job tells in a mailbox."""

import logging
from collections.abc import Callable, Iterable
from threading import Event as Flag

from PySide6.QtCore import QObject, QThread, Signal

from playground.catalog.kinds import NotWanted, while_wanted
from playground.engine.control import Control
from playground.engine.events import Event, RunState, StateChanged
from playground.engine.mailbox import Mailbox

Job = Callable[[Control], Iterable[Event]]
"""Makes what is iterated in the thread; it ends when the control says so."""

log = logging.getLogger(__name__)


class Runner(QThread):
    """Iterates one job until it ends or is stopped, leaving its events in a mailbox."""

    woke = Signal()
    """An event came while nobody was looking into the mailbox; see ``wake_me``."""

    def __init__(self, job: Job, run: int, parent: QObject | None = None) -> None:
        """Prepare; commands given to ``control`` before the start are obeyed after it.

        Args:
            job: What to do.
            run: Id that its events carry.
            parent: Owner.
        """
        super().__init__(parent)
        self.run_id = run
        self.control = Control()
        self.mailbox = Mailbox()
        self._unwatched = Flag()
        self._job = job(self.control)

    def wake_me(self) -> None:
        """Emit ``woke`` at the next event, once."""
        self._unwatched.set()

    def run(self) -> None:
        """The thread's life; whatever goes wrong ends as an event."""
        try:
            with while_wanted(self.control.stopped):
                for event in self._job:
                    self._leave(event)
        except NotWanted:
            return  # while its files were read
        except Exception as error:  # the outermost frame of the thread: nobody else could tell
            log.exception("A run failed")
            message = f"The run stopped because of an error in the program: {type(error).__name__}: {error}"
            self._leave(StateChanged(self.run_id, 0, RunState.FAILED, message))

    def _leave(self, event: Event) -> None:
        self.mailbox.put(event)
        if self._unwatched.is_set():
            self._unwatched.clear()
            self.woke.emit()
