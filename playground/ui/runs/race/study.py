"""Keeps a page up to date: computed beside the window, only while the page is seen, cancelled when stale."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Hashable

from PySide6.QtCore import QObject, QTimer, Slot

from playground.app.document import Changed, Document
from playground.engine.events.run import Event, RunState, StateChanged
from playground.engine.race.surface.lr_map import StudyRefused
from playground.spec.race import RaceSpec
from playground.ui.plots.frame.study_page import StudyPage
from playground.ui.runs.feed import Feed, NumberedJob
from playground.ui.style.theme import ThemeHub

FRAME_MS = 40
REFRESH_MS = 120
"""A study is computed again this long after the last edit."""


class Study(QObject):
    """One page and the job that computes for it."""

    def __init__(self, document: Document, hub: ThemeHub, page: StudyPage, parent: QObject) -> None:
        super().__init__(parent)
        self.document, self.hub, self._page = document, hub, page
        self._feed = Feed(self, FRAME_MS, self._on_events, self._on_over)
        self._asked: Hashable = None
        self._refused: tuple[Hashable, str] | None = None
        self._refresh_soon = QTimer(self, interval=REFRESH_MS, singleShot=True)
        self._refresh_soon.timeout.connect(self.refresh)
        page.visibility_changed.connect(self._on_looked)
        hub.changed.connect(self._restyle)
        self._unsubscribe = document.subscribe(self._on_document_changed)

    @property
    def spec(self) -> RaceSpec:
        """What the document says of the race."""
        return self.document.project.race

    @property
    def computing(self) -> bool:
        """Whether something is being computed for the page."""
        return self._feed.busy

    @property
    def complete(self) -> bool:
        """Whether everything is known that the page shows, or nobody sees it."""
        wanted = self.wanted() if self._page.isVisible() else None
        return wanted is None or (self._refused is not None and wanted[0] == self._refused[0])

    # --- for subclasses --------------------------------------------------------------------------

    @abstractmethod
    def show(self) -> None:
        """Show what is known by now."""

    @abstractmethod
    def wanted(self) -> tuple[Hashable, NumberedJob] | None:
        """What is to be computed, and the job that does it; None when everything is known."""

    @abstractmethod
    def take(self, event: Event) -> None:
        """Remember what came."""

    @abstractmethod
    def forget(self) -> None:
        """Another project is open: drop what was chosen for the one before."""

    # --- when ------------------------------------------------------------------------------------

    def _on_looked(self, seen: bool) -> None:  # noqa: FBT001 - a slot
        if seen:
            self.refresh()
        else:
            self._refresh_soon.stop()
            self.stop()

    def _on_document_changed(self, changed: Changed) -> None:
        if changed.opened:
            self.forget()
        if (changed.opened or changed.before.race != changed.after.race) and self._page.isVisible():
            self._drop_if_stale()
            self._refresh_soon.start()

    def _restyle(self) -> None:
        self.refresh()

    def _drop_if_stale(self) -> None:
        wanted = self.wanted() if self._feed.busy else None
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
        if wanted is not None and not self._feed.busy:
            self._begin(*wanted)
        self.show()

    def _begin(self, asked: Hashable, job: NumberedJob) -> None:
        self._asked, self._refused = asked, None
        self._feed.start(job)

    def _on_events(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, StudyRefused) or (
                isinstance(event, StateChanged) and event.state is RunState.FAILED
            ):
                self._refused = self._asked, event.message
            else:
                self.take(event)
        self.show()

    def _on_over(self) -> None:
        self.stop()
        self.refresh()

    # --- the end ---------------------------------------------------------------------------------

    def stop(self) -> None:
        """Compute no more; returns at once."""
        self._asked = None
        self._feed.stop()

    def close(self) -> None:
        """End the thread and the timers; may be called again."""
        self._unsubscribe()
        self._refresh_soon.stop()
        self.stop()
        self._feed.close()
