"""Jobs beside the window: one at a time, its events delivered in the window's thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Slot

from playground.engine.events.control import Control
from playground.engine.events.run import Event
from playground.ui.runs.runner import Runner, Runners

NumberedJob = Callable[[Control, int], Iterable[Event]]
"""Makes what is iterated in the thread from its control and its number, which its events carry."""

QUIET_LOOKS = 30
"""After this many looks without an event nobody looks again until the job wakes the feed."""


class Dealer(Protocol):
    """Decides which events are delivered together."""

    @property
    def empty(self) -> bool:
        """Whether everything was dealt."""

    def clear(self) -> None:
        """Forget what was not dealt."""

    def take_in(self, events: Iterable[Event]) -> None:
        """Add events."""

    def deal(self) -> list[Event]:
        """The events to deliver now."""


class AllAtOnce:
    """Deals everything that there is."""

    def __init__(self) -> None:
        self._events: list[Event] = []

    @property
    def empty(self) -> bool:
        """Whether everything was dealt."""
        return not self._events

    def clear(self) -> None:
        """Forget what was not dealt."""
        self._events = []

    def take_in(self, events: Iterable[Event]) -> None:
        """Add events."""
        self._events += events

    def deal(self) -> list[Event]:
        """All events."""
        dealt, self._events = self._events, []
        return dealt


class Feed(QObject):
    """Runs jobs in threads and looks for their events at a steady pace.

    Events of a job that was replaced or stopped are never delivered.

    Args:
        parent: Owner.
        interval_ms: Between two looks.
        on_events: Takes events, at least one; called once for each look.
        on_over: Called after the last events of a job that has ended by itself.
        dealer: Decides which events are delivered together; None for all there are.
    """

    def __init__(
        self,
        parent: QObject,
        interval_ms: int,
        on_events: Callable[[list[Event]], None],
        on_over: Callable[[], None] | None = None,
        dealer: Dealer | None = None,
    ) -> None:
        super().__init__(parent)
        self._on_events, self._on_over = on_events, on_over
        self._dealer = dealer or AllAtOnce()
        self._threads = Runners(self)
        self._runs = self._quiet = 0
        self._over = False
        self._timer = QTimer(self, interval=interval_ms)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._look)

    @property
    def control(self) -> Control | None:
        """Commands to the job; None without one."""
        return None if self._threads.current is None else self._threads.current.control

    @property
    def busy(self) -> bool:
        """Whether there is a job that has not ended, or has events that were not delivered."""
        return self._threads.current is not None and not self._over

    @property
    def running(self) -> bool:
        """Whether a thread is at work, also one that is ending."""
        return self._threads.running

    @property
    def resting(self) -> bool:
        """Whether all events were delivered, and nobody looks for more until the job has one."""
        return not self._timer.isActive()

    def start(self, job: NumberedJob, *, in_turn: bool = False) -> Control:
        """Replace the job.

        Args:
            job: Makes what is iterated in the thread.
            in_turn: Start only when all jobs before have ended, for a job that needs the machine to itself.
        """
        self.stop()
        self._runs += 1
        run = self._runs
        start = self._threads.start_in_turn if in_turn else self._threads.start
        runner = start(lambda control: job(control, run), run)
        runner.woke.connect(self._wake)
        runner.finished.connect(self._wake)
        self._wake()
        return runner.control

    def stop(self) -> None:
        """Tell the job to end, without waiting for it."""
        self._timer.stop()
        self._dealer.clear()
        self._threads.stop()
        self._over = False

    def finish(self) -> None:
        """End the job, wait for it, and deliver its last events."""
        runner = self._threads.current
        if runner is None:
            return
        runner.control.stop()
        runner.wait()
        self._dealer.take_in(runner.mailbox.take())
        while not self._dealer.empty:
            events = self._dealer.deal()
            if events:
                self._on_events(events)

    def close(self) -> None:
        """End all threads and wait for them; may be called again."""
        self.stop()
        self._threads.close()

    @Slot()
    def _wake(self) -> None:
        self._quiet = 0
        if self._threads.current is not None:
            self._timer.start()

    @Slot()
    def _look(self) -> None:
        runner = self._threads.current
        if runner is None:
            return
        over = runner.isFinished()
        self._dealer.take_in(runner.mailbox.take())
        events = self._dealer.deal()
        if events:
            self._quiet = 0
            self._on_events(events)
            if self._threads.current is not runner:
                return  # the answer to an event was another job, or none
        if over and self._dealer.empty:
            self._timer.stop()
            self._over = True
            if self._on_over is not None:
                self._on_over()
        elif not events:
            self._rest(runner)

    def _rest(self, runner: Runner) -> None:
        """Let the job wake the feed after a while without events."""
        self._quiet += 1
        if self._quiet <= QUIET_LOOKS or not self._dealer.empty:
            return
        runner.wake_me()
        self._dealer.take_in(runner.mailbox.take())  # what came between the look and the wish to be woken
        if self._dealer.empty and not runner.isFinished():
            self._timer.stop()
