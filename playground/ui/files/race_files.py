"""The race on a network that is kept for the next start: resumed with its project and its curves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from playground.app.document import Document
from playground.app.recovery.last_run import last_race
from playground.spec.files import FileProblem
from playground.ui.files import questions
from playground.ui.files.project_files import ProjectFiles
from playground.ui.files.work_keeper import WorkKeeper

if TYPE_CHECKING:
    from playground.ui.runs.race.network_race_controller import NetworkRaceController


class RaceFiles(QObject):
    """Keeps races of this window, and brings the last one back.

    Args:
        document: Where the project of a race is opened.
        files: Ask about unsaved changes.
        show_race: Shows the Race workspace; makes it first where needed.
        work: Has the window's folder.
        window: Over which questions are asked.
    """

    def __init__(
        self,
        document: Document,
        files: ProjectFiles,
        show_race: Callable[[], None],
        work: WorkKeeper,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._document, self._files, self._show_race = document, files, show_race
        self._work, self._window = work, window
        self._race: NetworkRaceController | None = None
        files.may_lose = self._may_lose_race

    def adopt(self, race: NetworkRaceController) -> None:
        """Keep the races of the Race workspace from now on."""
        folder = self._work.folder
        race.keep = None if folder is None else folder.race
        self._race = race

    def has_last_race(self) -> bool:
        """Whether a race was kept that is not under way in this window."""
        return self._last() is not None

    @Slot()
    def resume_last_race(self) -> None:
        """Resume the race that was kept last, in its own project and with its curves."""
        from playground.engine.race.network import checkpoint  # noqa: PLC0415 - not at the start
        from playground.headless.kept_race import recorded  # noqa: PLC0415 - not at the start

        file = self._last()
        if file is None or not self._files.may_discard():
            return
        if self._race is not None:
            self._race.end()
        try:
            found = checkpoint.load(file)
            past = recorded(found)
        except FileProblem as problem:
            questions.complain(self._window, "The last race cannot be opened", str(problem))
            return
        self._document.open(found.project, None)
        self._show_race()
        assert self._race is not None, "the workspace is there"
        self._race.resume(found, past)

    def _last(self) -> Path | None:
        folder = self._work.folder
        under_way = self._race is not None and self._race.under_way
        return last_race(self._work.data, folder.path if folder is not None and under_way else None)

    def _may_lose_race(self) -> bool:
        """Whether a race that cannot be kept may end; asks where one has run for long."""
        words = "" if self._race is None else self._race.would_be_lost
        return not words or questions.ask_lose(self._window, words)
