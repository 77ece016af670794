"""Opening and saving: dialogs, unsaved changes, files opened last. What is read and written is said elsewhere."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from playground.app.document import Document
from playground.app.recent import with_file
from playground.app.settings import Memory
from playground.app.starters import blank
from playground.engine.training import checkpoint
from playground.spec.files import FileProblem, load, save
from playground.spec.paths import state_of_path

ENDING = ".descent"
FILTER = "Descent projects (*.descent)"
WEIGHTS_ENDING = ".weights"
WEIGHTS_FILTER = "Weights of a run (*.weights)"


class ProjectFiles(QObject):
    """The File menu's work on one document."""

    saved = Signal()
    """The document has a file, and no unsaved changes."""
    said = Signal(str)
    """A sentence for the status bar."""

    def __init__(self, document: Document, memory: Memory, window: QWidget) -> None:
        super().__init__(window)
        self._document, self._memory, self._window = document, memory, window
        self.workspace = "network"
        """What is shown, and will be when a saved file is opened again."""

    @property
    def recent(self) -> tuple[Path, ...]:
        """The files opened last that are still there, newest first."""
        return tuple(Path(name) for name in self._memory.settings.recent if state_of_path(name) == "file")

    @Slot()
    def new(self) -> None:
        """Begin with the smallest network."""
        if self.may_discard():
            self._document.open(blank(), None)

    @Slot()
    def ask_open(self) -> None:
        """Let the user choose a file and open it."""
        chosen, _ = QFileDialog.getOpenFileName(self._window, "Open project", self._folder(), FILTER)
        if chosen:
            self.open(Path(chosen))

    def open(self, path: Path) -> bool:
        """Open a file; a broken one gets one message, and nothing changes."""
        if not self.may_discard():
            return False
        try:
            project = load(path)
        except FileProblem as problem:
            self._complain("This file cannot be opened", problem)
            return False
        self._document.open(project, path.absolute())
        self._remember(path)
        return True

    def open_example(self, path: Path) -> bool:
        """Open a shipped project as a new one, so that saving never touches the shipped file."""
        if not self.may_discard():
            return False
        try:
            self._document.open(load(path), None)
        except FileProblem as problem:
            self._complain("This example cannot be opened", problem)
            return False
        return True

    @Slot()
    def save(self) -> bool:
        """Save to the document's file, or ask for one; whether it was saved."""
        return self._write(self._document.path) if self._document.path else self.save_as()

    @Slot()
    def save_as(self) -> bool:
        """Ask for a file and save to it; whether it was saved."""
        name = self._document.title.replace("/", "-") or "Untitled"
        wish = str(self._document.path or Path(self._folder(), name + ENDING))
        chosen, _ = QFileDialog.getSaveFileName(self._window, "Save project", wish, FILTER)
        if not chosen:
            return False
        path = Path(chosen)
        return self._write(path if path.suffix else path.with_suffix(ENDING))

    def open_project_of(self, weights: Path) -> bool:
        """Open the project that a file of weights belongs to, as a new one."""
        if not self.may_discard():
            return False
        try:
            project = checkpoint.load(weights).project
        except FileProblem as problem:
            self._complain("The last run cannot be opened", problem)
            return False
        self._document.open(project, None)
        return True

    def ask_weights_to_save(self) -> Path | None:
        """Ask where to write the weights of the run."""
        name = self._document.title.replace("/", "-") or "Untitled"
        wish = str(Path(self._folder(), name + WEIGHTS_ENDING))
        chosen, _ = QFileDialog.getSaveFileName(self._window, "Save weights", wish, WEIGHTS_FILTER)
        if not chosen:
            return None
        path = Path(chosen)
        return path if path.suffix else path.with_suffix(WEIGHTS_ENDING)

    def ask_weights_to_load(self) -> Path | None:
        """Ask for a file of weights."""
        chosen, _ = QFileDialog.getOpenFileName(self._window, "Load weights", self._folder(), WEIGHTS_FILTER)
        return Path(chosen) if chosen else None

    def may_discard(self) -> bool:
        """Whether the document may be replaced; asks when it has unsaved changes, and saves if wished."""
        if not self._document.modified:
            return True
        button = QMessageBox.StandardButton
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("Unsaved changes")
        box.setText(f"Save the changes to “{self._document.title}”?")
        box.setInformativeText("Without saving they are lost.")
        box.setStandardButtons(button.Save | button.Discard | button.Cancel)
        box.setDefaultButton(button.Save)
        answer = box.exec()
        box.deleteLater()
        if answer == button.Save:
            return self.save()
        return bool(answer == button.Discard)

    def _write(self, path: Path) -> bool:
        try:
            save(self._document.project.with_(workspace=self.workspace), path)
        except FileProblem as problem:
            self._complain("The project could not be saved", problem)
            return False
        self._document.saved_as(path.absolute())
        self._remember(path)
        self.saved.emit()
        self.said.emit(f"Saved {path.name}.")
        return True

    def _remember(self, path: Path) -> None:
        file = path.absolute()
        self._memory.remember(
            recent=with_file(self._memory.settings.recent, str(file)), folder=str(file.parent)
        )

    def _folder(self) -> str:
        known = self._memory.settings.folder
        return known if known and state_of_path(known) == "folder" else str(Path.home())

    def _complain(self, title: str, problem: FileProblem) -> None:
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(title)
        box.setText(str(problem))
        box.exec()
        box.deleteLater()
