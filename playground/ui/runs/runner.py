"""The only kind of thread beside the window's: it does one job and leaves its events in a mailbox."""

import logging
from collections.abc import Callable, Iterable
from threading import Event as Flag

from PySide6.QtCore import QObject, QThread, Signal, Slot

from playground.catalog.kinds import NotWanted, while_wanted
from playground.engine.events.control import Control
from playground.engine.events.mailbox import Mailbox
from playground.engine.events.run import Event, RunState, StateChanged

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
        self._job: Iterable[Event] | None = job(self.control)

    def wake_me(self) -> None:
        """Emit ``woke`` at the next event, once."""
        self._unwatched.set()

    def run(self) -> None:
        """The thread's life; whatever goes wrong ends as an event."""
        # Released at the end with its network and tensors, however long this object lives.
        job, self._job = self._job, None
        assert job is not None, "a job is iterated once"
        try:
            with while_wanted(self.control.stopped):
                for event in job:
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


class Runners(QObject):
    """The threads of one owner: the one that works for it, and those before it that are ending.

    What was stopped is never waited for, except at the very end, and its remaining events are ignored.

    Attributes:
        current: The one that works, or will; None for none.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.current: Runner | None = None
        self._ending: list[Runner] = []
        self._waiting: Runner | None = None

    def start(self, job: Job, run: int) -> Runner:
        """Stop the one that works, and let another begin at once; see ``Runner``."""
        runner = self._succeed(job, run)
        runner.start()
        return runner

    def start_in_turn(self, job: Job, run: int) -> Runner:
        """Stop the one that works, and let another begin as soon as all before it have ended."""
        runner = self._waiting = self._succeed(job, run)
        self._forget()
        return runner

    def _succeed(self, job: Job, run: int) -> Runner:
        self.stop()
        self.current = runner = Runner(job, run, self)
        runner.finished.connect(self._forget)
        return runner

    def stop(self) -> None:
        """Tell the one that works to end; returns at once."""
        runner, self.current, self._waiting = self.current, None, None
        if runner is not None:
            runner.control.stop()
            self._ending.append(runner)
        self._forget()

    @Slot()
    def _forget(self) -> None:
        """Release those that have ended, and let the one begin that waits for it."""
        for ended in [runner for runner in self._ending if not runner.isRunning()]:
            self._ending.remove(ended)
            ended.wait()
            ended.setParent(None)  # deleted with its last reference, not at some later turn of the event loop
        if self._waiting is not None and not self._ending:
            runner, self._waiting = self._waiting, None
            runner.start()

    @property
    def running(self) -> bool:
        """Whether a thread is at work, also one that is ending, or one is about to begin."""
        return self._waiting is not None or any(
            runner.isRunning() for runner in (self.current, *self._ending) if runner is not None
        )

    def close(self) -> None:
        """End all and wait for them; may be called again."""
        self.stop()
        for runner in self._ending:
            runner.wait()
        self._forget()
