"""Keeps the window's unsaved work on the disk, and offers what earlier windows left behind."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from playground.app.document import Changed, Document
from playground.app.recovery import last_run
from playground.app.recovery.autosave import Autosave
from playground.app.recovery.backups import FOLDER, Backups
from playground.app.recovery.crash_report import CrashLog, forget_report, has_report, read_report
from playground.app.recovery.recoverable import Recoverable, any_recoverable, claim_recoverable
from playground.app.recovery.work_folder import WorkFolder, work_folders
from playground.app.settings import Memory
from playground.spec.project import Project
from playground.ui.files.opened import copy_of
from playground.ui.files.project_files import ProjectFiles
from playground.ui.style.theme import ThemeHub


class WorkKeeper(QObject):
    """Autosave, recovery, backups and crash reports of a window.

    Attributes:
        folder: Of this window; None before ``begin``, and where it could not be made.
        backups: Of all projects.
        data: Where the program keeps its data.
    """

    said = Signal(str)
    """A sentence for the status bar."""
    _reported = Signal(str)

    def __init__(
        self, document: Document, files: ProjectFiles, memory: Memory, hub: ThemeHub, window: QWidget
    ) -> None:
        super().__init__(window)
        self._document, self._files, self._hub, self._window = document, files, hub, window
        self.data = memory.data
        self.folder: WorkFolder | None = None
        self.backups = Backups(self.data / FOLDER)
        self._autosave: Autosave | None = None
        self._crash_log: CrashLog | None = None
        self._unsubscribe = document.subscribe(self._on_document_changed)
        files.saved.connect(self._note)
        files.overwriting.connect(self._on_overwriting)
        files.discarding.connect(self._on_discarding)
        self._reported.connect(self._on_reported)

    def begin(self) -> None:
        """Keep work from now on; where that is not possible, a sentence says so."""
        try:
            self.folder = WorkFolder.create(self.data)
        except OSError as error:
            self.said.emit(
                f"Unsaved work cannot be kept for recovery: {self.data} cannot be written "
                f"({error.strerror or error})."
            )
            return
        self._autosave = Autosave(self.folder, self.backups, self._reported.emit)
        last_run.clean_up(self.data)

    def record_crashes(self) -> None:
        """Record faults of the process and the log from now on, for a report at the next start."""
        if self.folder is not None:
            with suppress(OSError):
                self._crash_log = CrashLog(self.folder.path)

    # --- this window --------------------------------------------------------------------------------

    def _on_document_changed(self, _changed: Changed) -> None:
        self._note()

    @Slot()
    def _note(self) -> None:
        document = self._document
        if self._autosave is not None:
            self._autosave.note(document.project, document.path, document.title, modified=document.modified)

    @Slot(Path)
    def _on_overwriting(self, path: Path) -> None:
        """Back up the version of another program."""
        if self._autosave is not None:
            with suppress(OSError):
                self._autosave.back_up(path.read_bytes(), path, path.stem)

    @Slot()
    def _on_discarding(self) -> None:
        """Back up what the user discards: a slip of the mouse must not cost a day."""
        document = self._document
        if self._autosave is not None and document.modified:
            self._autosave.back_up_project(document.project, document.path, document.title)

    @Slot(str)
    def _on_reported(self, sentence: str) -> None:
        self.said.emit(sentence or "Changes are kept for recovery again.")

    def flush(self) -> None:
        """Write what is pending now."""
        if self._autosave is not None:
            self._autosave.flush()

    def close(self) -> None:
        """End after the user closed the window: what is unsaved now is not wanted; may be called again."""
        self._unsubscribe()
        if self._crash_log is not None:
            self._crash_log.close()
        if self._autosave is not None and self.folder is not None:
            document = self._document
            self._autosave.note(document.project, document.path, document.title, modified=False)
            self._autosave.close()
            self.folder.release()
            self._autosave = None

    # --- earlier windows ----------------------------------------------------------------------------

    def has_recoverable(self) -> bool:
        """Whether an earlier window left unsaved work behind."""
        return any_recoverable(self.data)

    @Slot()
    def offer(self) -> None:
        """Offer unsaved work of earlier windows, or the report of a crash, if there is any."""
        reports = self._crashed()
        found = claim_recoverable(self.data)
        if found:
            self._show_recoverable(found, reports)
        elif reports:
            self.show_report(reports)

    def _crashed(self) -> list[Path]:
        """Folders of windows that crashed, newest first."""
        return [path for path in work_folders(self.data) if has_report(path) and self._is_left(path)]

    def _is_left(self, path: Path) -> bool:
        folder = WorkFolder.claim(path) if self.folder is None or path != self.folder.path else None
        if folder is not None:
            folder.let_go()
        return folder is not None

    def _show_recoverable(self, found: Sequence[Recoverable], reports: Sequence[Path]) -> None:
        from playground.ui.files.recovery_dialog import RecoveryDialog  # noqa: PLC0415 - seldom needed

        dialog = RecoveryDialog(found, self._hub, self._window, report=bool(reports))
        waiting = list(found)

        def finish(each: Recoverable) -> None:
            waiting.remove(each)
            dialog.drop(each)

        def restore(each: Recoverable) -> None:
            if self._restore(each):
                finish(each)
                dialog.accept()

        def copy(each: Recoverable) -> None:
            if self._restore(each, as_copy=True):
                finish(each)
                dialog.accept()

        def discard(each: Recoverable) -> None:
            self._discard(each)
            finish(each)

        def leave() -> None:
            for each in waiting:
                each.folder.let_go()

        dialog.restore_wanted.connect(restore)
        dialog.copy_wanted.connect(copy)
        dialog.discard_wanted.connect(discard)
        dialog.report_wanted.connect(lambda: self.show_report(reports))
        dialog.finished.connect(leave)
        dialog.open()

    def _restore(self, each: Recoverable, *, as_copy: bool = False) -> bool:
        """Open unsaved work here; its old folder goes once it is written in this window's own."""
        if each.project is None:
            return False
        project = copy_of(each.project, each.title) if as_copy else each.project
        path = None if as_copy else each.path
        outdated = path is not None and _changed_since(path, each.when)
        opened = self._files.restore(project, path, each.title, outdated=outdated)
        if opened and self._autosave is not None:
            document = self._document
            self._autosave.note(
                document.project,
                document.path,
                document.title,
                modified=True,
                then=each.folder.remove_unsaved,
            )
        return opened

    def _discard(self, each: Recoverable) -> None:
        """Drop unsaved work; the backups keep it for a while."""
        with suppress(OSError):
            self.backups.add(each.folder.unsaved.read_bytes(), each.title, each.path, each.folder.key)
        each.folder.remove_unsaved()

    def show_report(self, folders: Sequence[Path]) -> None:
        """Show the report of the newest crash; it is not offered again."""
        from playground.ui.files.crash_dialog import CrashDialog  # noqa: PLC0415 - seldom needed

        if not folders:
            return
        dialog = CrashDialog(read_report(folders[0]).text, self._window)
        for folder in folders:
            forget_report(folder)
        dialog.open()

    # --- backups ------------------------------------------------------------------------------------

    @Slot()
    def show_backups(self) -> None:
        """Show the browser of backups."""
        from playground.ui.files.backups_dialog import BackupsDialog  # noqa: PLC0415 - seldom needed

        key = "" if self.folder is None else self.folder.key
        own = self.backups.folder_of(self._document.path, key)
        dialog = BackupsDialog(self.backups.all(), own, self._hub, self._window)
        dialog.restore_wanted.connect(self._restore_backup)
        dialog.copy_wanted.connect(self._open_backup)
        dialog.open()

    @Slot(object)
    def _restore_backup(self, project: Project) -> None:
        self._document.edit("Restore backup", lambda _now: project)

    @Slot(object, str)
    def _open_backup(self, project: Project, title: str) -> None:
        if self._files.may_discard():
            self._document.restore(copy_of(project, title), None)


def _changed_since(path: Path, when: datetime) -> bool:
    """Whether a file was written after a time."""
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC) > when
    except OSError:
        return False
