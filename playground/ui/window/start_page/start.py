"""Shows the start page, and does what is chosen on it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from playground.app.document import Changed, Document
from playground.app.examples import examples
from playground.app.settings import Memory
from playground.engine.events.run import RunState
from playground.ui.files.project_files import ProjectFiles
from playground.ui.files.project_texts import ProjectTexts
from playground.ui.runs.run_controller import RunController
from playground.ui.style.theme import ThemeHub

if TYPE_CHECKING:
    from playground.ui.window.start_page.page import StartPage


class Start(QObject):
    """The start page of a window. It gives way as soon as anybody begins to work beside it.

    Args:
        window: The window.
        document: Closes the page when it changes.
        files: Open what is chosen.
        runs: Close the page when they begin.
        memory: Whether it is shown at each start.
        hub: Colours.
        texts: Open what is pasted.
        home: Gets the focus of the page when that closes.

    Attributes:
        page: The page while it is shown; else None.
    """

    closed = Signal()

    def __init__(
        self,
        window: QMainWindow,
        document: Document,
        files: ProjectFiles,
        runs: RunController,
        memory: Memory,
        hub: ThemeHub,
        *,
        texts: ProjectTexts,
        home: QWidget,
    ) -> None:
        super().__init__(window)
        self._window, self._document, self._files, self._runs = window, document, files, runs
        self._memory, self._hub, self._texts, self._home = memory, hub, texts, home
        self.page: StartPage | None = None
        self.destroyed.connect(document.subscribe(self._on_document_changed))
        runs.state_changed.connect(self._on_state)

    def offer(self) -> None:
        """Show the page at the start of the program, unless that is switched off or somebody is already at work."""
        untouched = self._document.path is None and not self._document.modified
        if self._memory.settings.start_page and untouched and self._runs.state is RunState.READY:
            self.show()

    @Slot()
    def show(self) -> None:
        """Show the page."""
        from playground.ui.window.start_page.page import StartPage  # noqa: PLC0415 - not before the window is there

        if self.page is not None:
            return
        fresh = self._document.path is None and not self._document.modified
        page = self.page = StartPage(
            self._window,
            self._hub,
            examples(),
            self._files.recent,
            ready=self._document.title if fresh else "",
            at_start=self._memory.settings.start_page,
        )
        page.closed.connect(self.close)
        QShortcut(QKeySequence.StandardKey.Paste, page, self._texts.paste)
        page.play_wanted.connect(self._on_play)
        page.new_wanted.connect(self._files.new)
        page.open_wanted.connect(self._files.ask_open)
        page.example_chosen.connect(self._files.open_example)
        page.recent_chosen.connect(self._open)
        page.at_start_chosen.connect(lambda on: self._memory.remember(start_page=on))
        self._window.installEventFilter(self)
        page.place(self._room())
        page.show()
        page.raise_()
        page.setFocus()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus)

    @Slot()
    def close(self) -> None:
        """Remove the page, if it is shown."""
        if self.page is None:
            return
        page, self.page = self.page, None
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.disconnect(self._on_focus)
        self._window.removeEventFilter(self)
        focused = application.focusWidget()
        if focused is None or focused is page or page.isAncestorOf(focused):
            self._home.setFocus()
        page.hide()
        page.deleteLater()
        self.closed.emit()

    def _room(self) -> QRect:
        """Everything between the transport and the status bar."""
        bars = [self._window.menuBar(), *self._window.findChildren(QWidget, "transport")]
        top = max(bar.geometry().bottom() for bar in bars if bar.isVisible() or bar is bars[0]) + 1
        return QRect(0, top, self._window.width(), self._window.statusBar().y() - top)

    def _open(self, path: Path) -> None:
        self._files.open(path)

    @Slot()
    def _on_play(self) -> None:
        self.close()
        self._runs.play()

    @Slot()
    def _on_state(self) -> None:
        if self._runs.state is RunState.RUNNING:
            self.close()

    def _on_document_changed(self, _changed: Changed) -> None:
        self.close()

    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Close when something else in the window takes the keys."""
        page = self.page
        if page is None or now is None or now is page or page.isAncestorOf(now):
            return
        if now.window() is self._window:
            self.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: the window has another size."""
        if self.page is not None and event.type() is QEvent.Type.Resize:
            self.page.place(self._room())
        return super().eventFilter(watched, event)
