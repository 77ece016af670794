"""Opening and saving: dialogs, unsaved changes, files opened last. No other version is overwritten silently."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from playground.app.document import Changed, Document
from playground.app.imported import import_network, is_network
from playground.app.recent import with_file
from playground.app.recovery.file_lock import FileLock
from playground.app.recovery.file_state import FileState, OutsideChange
from playground.app.recovery.kept_weights import move_beside
from playground.app.settings import Memory
from playground.app.starters import blank
from playground.spec.files import FileProblem, load, save
from playground.spec.paths import state_of_path
from playground.spec.project import Project
from playground.ui.files import questions
from playground.ui.files.open_file import OpenFile
from playground.ui.files.opened import copy_of
from playground.ui.files.questions import Answer

ENDING = ".descent"
FILTER = "Descent projects (*.descent)"
OPEN_FILTER = "Projects and networks (*.descent *.onnx)"


class ProjectFiles(QObject):
    """The File menu's work on one document.

    Attributes:
        file: The document's file, locked and watched.
        workspace: What is shown, and will be when a saved file is opened again.
        may_lose: Whether what is not part of the document may be lost when another one is opened; asks if needed.
    """

    saved = Signal()
    """The document was saved, or its file or what is known about that changed."""
    said = Signal(str)
    """A sentence for the status bar."""
    overwriting = Signal(Path)
    """A file is about to be overwritten that holds another program's version."""
    discarding = Signal()
    """Unsaved changes are about to be discarded."""

    def __init__(self, document: Document, memory: Memory, window: QWidget) -> None:
        super().__init__(window)
        self._document, self._memory, self._window = document, memory, window
        self.workspace = "network"
        self.may_lose: Callable[[], bool] = lambda: True
        self.file = OpenFile(self)
        self.file.changed_outside.connect(self._on_changed_outside)
        self._following = document.path
        self._unsubscribe = document.subscribe(self._on_document_changed)
        if document.path is not None:
            self.file.adopt(document.path, FileState.read(document.path), self.file.lock(document.path)[0])

    @property
    def recent(self) -> tuple[Path, ...]:
        """The files opened last that are still there, newest first."""
        return tuple(Path(name) for name in self._memory.settings.recent if state_of_path(name) == "file")

    @property
    def name(self) -> str:
        """The document's title as the name of a file, without an ending."""
        return self._document.title.replace("/", "-") or "Untitled"

    # --- opening ------------------------------------------------------------------------------------

    @Slot()
    def new(self) -> None:
        """Begin with the smallest network."""
        if self.may_discard():
            self._document.open(blank(), None)

    @Slot()
    def ask_open(self) -> None:
        """Let the user choose a file and open it."""
        chosen, _ = QFileDialog.getOpenFileName(self._window, "Open project", self.folder, OPEN_FILTER)
        if chosen:
            self.open(Path(chosen))

    def open(self, path: Path) -> bool:
        """Open a file; a broken one gets one message, and nothing changes."""
        if not self.may_discard():
            return False
        path = path.absolute()
        state, project = FileState.read(path), self._read(path)
        if project is None:
            return False
        if is_network(path):  # it becomes a new project, whose runs begin with the weights of the file
            self._document.open(project, None)
            self.said.emit(project.notes)
            return True
        lock, holder = self.file.lock(path)
        answer = Answer.SAVE if holder is None else questions.ask_locked(self._window, path, holder)
        if answer is Answer.CANCEL:
            return False
        if answer is Answer.COPY:
            self._document.open(copy_of(project, path.stem), None)
            return True
        self._open(project, path, state, lock, read_only=answer is Answer.READ_ONLY)
        self._remember(path)
        return True

    def _read(self, path: Path) -> Project | None:
        try:
            return import_network(path) if is_network(path) else load(path)
        except FileProblem as problem:
            questions.complain(self._window, "This file cannot be opened", str(problem))
            return None

    def _open(
        self, project: Project, path: Path, state: FileState, lock: FileLock | None, *, read_only: bool
    ) -> None:
        self._following = path
        self.file.adopt(path, state, lock, read_only=read_only)
        self._document.open(project, path)

    def open_example(self, path: Path) -> bool:
        """Open a shipped project as a new one, so that saving never touches the shipped file."""
        if not self.may_discard():
            return False
        try:
            self._document.open(load(path), None)
        except FileProblem as problem:
            questions.complain(self._window, "This example cannot be opened", str(problem))
            return False
        return True

    def open_project_of(self, weights: Path) -> bool:
        """Open the project that a file of weights belongs to, as a new one."""
        from playground.engine.training import checkpoint  # noqa: PLC0415 - not at the start

        if not self.may_discard():
            return False
        try:
            project = checkpoint.load(weights).project
        except FileProblem as problem:
            questions.complain(self._window, "The last run cannot be opened", str(problem))
            return False
        self._document.open(project, None)
        return True

    def restore(self, project: Project, path: Path | None, title: str, *, outdated: bool) -> bool:
        """Open unsaved work; it stays unsaved, and its file stays as it is.

        Args:
            project: The unsaved project.
            path: Its own file; None when it has none. While another window has that open, a copy is opened.
            title: Name of the copy.
            outdated: Whether the file was written after the project, so that saving must ask.

        Returns:
            Whether it was opened.
        """
        if not self.may_discard():
            return False
        if path is not None:
            lock, holder = self.file.lock(path)
            if holder is None:
                self._following = path
                self.file.adopt(path, FileState(None) if outdated else FileState.read(path), lock)
                self._document.restore(project, path)
                return True
            self.said.emit(f"{path.name} is open in another window; this is a copy.")
            project = copy_of(project, title)
        self._document.restore(project, None)
        return True

    def _on_document_changed(self, changed: Changed) -> None:
        """Leave the old file when a project without a file is opened."""
        if changed.opened and self._document.path != self._following:
            path = self._following = self._document.path
            if path is None:
                self.file.adopt(None, FileState(None), None)
            else:
                self.file.adopt(path, FileState.read(path), self.file.lock(path)[0])

    # --- saving -------------------------------------------------------------------------------------

    @Slot()
    def save(self) -> bool:
        """Save to the document's file, or ask for one; whether it was saved."""
        path = self._document.path
        if path is None or self.file.read_only:
            return self.save_as()
        if path == self._following and self.file.outside_change is OutsideChange.CHANGED:
            answer = questions.ask_overwrite(self._window, path)
            if answer is not Answer.SAVE:
                return answer is Answer.SAVE_AS and self.save_as()
            self.overwriting.emit(path)
        return self._write(path)

    @Slot()
    def save_as(self) -> bool:
        """Ask for a file and save to it; whether it was saved."""
        wish = str(self._document.path or Path(self.folder, self.name + ENDING))
        chosen, _ = QFileDialog.getSaveFileName(self._window, "Save project", wish, FILTER)
        if not chosen:
            return False
        path = Path(chosen)
        return self._write((path if path.suffix else path.with_suffix(ENDING)).absolute())

    def _write(self, path: Path) -> bool:
        title = "The project could not be saved"
        lock, holder = self.file.lock(path)
        if holder is not None:
            words = f"{path.name} is open in another window; choose another name."
            questions.complain(self._window, title, words)
            return False
        unmoved = move_beside(self._document, path, self._memory.data)
        try:
            save(self._document.project.with_(workspace=self.workspace), path)
        except FileProblem as problem:
            self.file.drop(lock)
            questions.complain(self._window, title, str(problem))
            return False
        self._following = path
        self._document.saved_as(path)
        self.file.adopt(path, FileState.read(path), lock)
        self._remember(path)
        self.saved.emit()
        self.said.emit(f"Saved {path.name}.{unmoved}")
        return True

    # --- questions ----------------------------------------------------------------------------------

    def may_discard(self) -> bool:
        """Whether the document may be replaced; asks when something would be lost, and saves if wished."""
        return self._may_discard_changes() and self.may_lose()

    def _may_discard_changes(self) -> bool:
        path = self._document.path
        if path is not None and path == self._following and self.file.outside_change is OutsideChange.GONE:
            answer = questions.ask_gone(self._window, path)
        elif self._document.modified:
            answer = questions.ask_unsaved(self._window, self._document.title)
        else:
            return True
        if answer is Answer.SAVE:
            return self.save()
        if answer is Answer.DISCARD:
            self.discarding.emit()
        return answer is Answer.DISCARD

    @Slot(object)
    def _on_changed_outside(self, change: OutsideChange) -> None:
        path = self._document.path
        if path is None or path != self._following:
            return
        if change is OutsideChange.GONE:
            self._document.mark_unsaved()
            self.saved.emit()
            if questions.ask_save_again(self._window, path) is Answer.SAVE:
                self.save()
            return
        answer = questions.ask_outside_change(self._window, path, modified=self._document.modified)
        if answer is not Answer.RELOAD or not self._reload(path):
            self._document.mark_unsaved()
            self.saved.emit()

    def _reload(self, path: Path) -> bool:
        """Take over what another program wrote, as an edit; whether it can be read."""
        state, project = FileState.read(path), self._read(path)
        if project is None:
            return False
        self._document.edit("Load new version of file", lambda _old: project)
        self._document.saved_as(path)
        self.file.accept(state)
        self.saved.emit()
        return True

    def _remember(self, path: Path) -> None:
        file = path.absolute()
        self._memory.remember(
            recent=with_file(self._memory.settings.recent, str(file)), folder=str(file.parent)
        )

    @property
    def folder(self) -> str:
        """Where dialogs begin: the folder used last."""
        known = self._memory.settings.folder
        return known if known and state_of_path(known) == "folder" else str(Path.home())

    def close(self) -> None:
        """Release the file; may be called again."""
        self._unsubscribe()
        self.file.close()
