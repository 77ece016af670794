"""Keeps a page up to date: computed in a thread, only while somebody looks, cancelled when stale."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Hashable

from PySide6.QtCore import QObject, QTimer, Slot

from playground.app.document import Changed, Document
from playground.engine.events.run import Event, RunState, StateChanged
from playground.engine.race.surface.lr_map import StudyRefused
from playground.spec.race import RaceSpec
from playground.ui.plots.frame.study_page import StudyPage
from playground.ui.runs.runner import Job, Runners
from playground.ui.style.theme import ThemeHub

FRAME_MS = 40
AGAIN_MS = 120
"""A study is made anew so long after the last edit."""


class Study(QObject):
    """One page and the thread that computes for it."""

    def __init__(self, document: Document, hub: ThemeHub, page: StudyPage, parent: QObject) -> None:
        super().__init__(parent)
        self.document, self.hub, self._page = document, hub, page
        self._threads = Runners(self)
        self._asked: Hashable = None
        self._refused: tuple[Hashable, str] | None = None
        self._runs = 0
        self._frames = QTimer(self, interval=FRAME_MS)
        self._frames.timeout.connect(self._drain)
        self._again = QTimer(self, interval=AGAIN_MS, singleShot=True)
        self._again.timeout.connect(self.refresh)
        page.looked.connect(self._look)
        hub.changed.connect(self._restyle)
        self._unsubscribe = document.subscribe(self._follow)

    @property
    def spec(self) -> RaceSpec:
        """What the document says of the race."""
        return self.document.project.race

    @property
    def computing(self) -> bool:
        """Whether a thread is at work for the page."""
        return self._threads.current is not None

    # --- for subclasses --------------------------------------------------------------------------

    @abstractmethod
    def show(self) -> None:
        """Show what is known by now."""

    @abstractmethod
    def wanted(self) -> tuple[Hashable, Job] | None:
        """What is to be computed, and the job that does it; None when everything is known."""

    @abstractmethod
    def take(self, event: Event) -> None:
        """Remember what came."""

    @abstractmethod
    def forget(self) -> None:
        """Another project is open: drop what was chosen for the one before."""

    # --- when ------------------------------------------------------------------------------------

    def _look(self, seen: bool) -> None:  # noqa: FBT001 - a slot
        if seen:
            self.refresh()
        else:
            self._again.stop()
            self.stop()

    def _follow(self, changed: Changed) -> None:
        if changed.opened:
            self.forget()
        if (changed.opened or changed.before.race != changed.after.race) and self._page.isVisible():
            self._drop_if_stale()
            self._again.start()

    def _restyle(self) -> None:
        self.refresh()

    def _drop_if_stale(self) -> None:
        wanted = self.wanted() if self._threads.current is not None else None
        if wanted is None or wanted[0] != self._asked:
            self.stop()

    @Slot()
    def refresh(self) -> None:
        """Show what is known, and compute what is not."""
        if not self._page.isVisible():
            return
        wanted = self.wanted()
        if wanted is None or wanted[0] != self._asked:
            self.stop()
        if wanted is not None and self._refused is not None and wanted[0] == self._refused[0]:
            self._page.show_hint(self._refused[1])
            return
        if wanted is not None and self._threads.current is None:
            self._begin(*wanted)
        self.show()

    def _begin(self, asked: Hashable, job: Job) -> None:
        self._asked, self._refused = asked, None
        self._runs += 1
        self._threads.start(job, self._runs)
        self._frames.start()

    @Slot()
    def _drain(self) -> None:
        runner = self._threads.current
        if runner is None:
            return
        over, events = runner.isFinished(), runner.mailbox.take()
        for event in events:
            if isinstance(event, StudyRefused) or (
                isinstance(event, StateChanged) and event.state is RunState.FAILED
            ):
                self._refused = self._asked, event.message
            else:
                self.take(event)
        if over:
            self.stop()
            self.refresh()
        elif events:
            self.show()

    # --- the end ---------------------------------------------------------------------------------

    def stop(self) -> None:
        """Compute no more; returns at once."""
        self._asked = None
        self._frames.stop()
        self._threads.stop()

    def close(self) -> None:
        """End the thread and the timers; may be called again."""
        self._unsubscribe()
        self._again.stop()
        self.stop()
        self._threads.close()
