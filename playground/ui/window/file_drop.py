"""Files and folders dropped on the window: a project is opened, data and weights become those of the project."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QDropEvent, QPainter, QPaintEvent, QPen, QWindow
from PySide6.QtWidgets import QApplication, QDockWidget, QWidget

from playground.app.document import Changed, Document
from playground.app.imported import is_network
from playground.build.data.facts import info_of, name_of
from playground.catalog.kinds import DataProblem
from playground.spec.base import Choice
from playground.spec.project import Project
from playground.ui.files.project_files import ENDING, ProjectFiles
from playground.ui.files.weight_files import ENDING as WEIGHTS_ENDING
from playground.ui.runs.lookup import Lookup
from playground.ui.style.theme import Theme, ThemeHub, base_font, blend
from playground.ui.window.docks.docks import Docks
from playground.ui.window.workspaces import Workspaces

MARGIN = 14
NAMED_WEIGHTS = frozenset({".safetensors", ".pt", ".pth", ".bin"})
"""Endings of files of weights by name, as other programs write them."""
SEVERAL = "Several files cannot be used at once: drop one project, one file of data, or one folder."


def promise(paths: Sequence[Path]) -> str:
    """Say what a drop of these files would do, or why it would do nothing."""
    from playground.build.data.own_data import looks_like_data, recognize  # noqa: PLC0415 - not at the start

    if len(paths) != 1:
        return SEVERAL
    path = paths[0]
    if path.suffix.lower() == ENDING or is_network(path):
        return f"Drop to open {path.name}"
    ending = path.suffix.lower()
    if ending == WEIGHTS_ENDING or ending in NAMED_WEIGHTS:
        use = "resume the run from" if ending == WEIGHTS_ENDING else "begin runs with the weights of"
        return f"Drop to {use} {path.name}"
    if looks_like_data(path):
        return f"Drop to use {path.name} as the data of this project"
    try:
        recognize(path)
    except (DataProblem, OSError) as problem:
        return str(problem)
    return ""


def use_data(workspaces: Workspaces, docks: Docks, choice: Choice) -> None:
    """Choose data in their panel, where reading shows its progress."""
    from playground.ui.panels.data.data import DataPanel  # noqa: PLC0415 - not at the start

    workspaces.show("network")
    docks["data"].bring()
    panel = docks["data"].panel
    assert isinstance(panel, DataPanel)
    panel.use(choice)


class DropTarget(QWidget):
    """What covers the window while files are dragged over it.

    Attributes:
        words: What a drop would do.
    """

    def __init__(self, window: QWidget, hub: ThemeHub) -> None:
        super().__init__(window)
        self._hub, self.words = hub, ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_words(self, words: str) -> None:
        """Cover the window with these words."""
        self.words = words
        window = self.parentWidget()
        assert window is not None
        self.setGeometry(window.rect())
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: draw a veil, a dashed frame and the words."""
        theme: Theme = self._hub.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(theme.window)
        veil.setAlphaF(0.78)
        painter.fillRect(self.rect(), veil)
        frame = QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        color = QColor(theme.accent if self.words.startswith("Drop") else theme.danger)
        painter.setPen(QPen(color, 2, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame, 12, 12)
        font = base_font(theme)
        font.setPixelSize(theme.base_px + 5)
        font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        room = frame.adjusted(60, 24, -60, -24)
        words = painter.boundingRect(room, flags, self.words)
        painter.setPen(QPen(QColor(theme.border), 1))
        painter.setBrush(QColor(blend(theme.panel, theme.accent, 0.04)))
        painter.drawRoundedRect(words.adjusted(-28, -18, 28, 18), 10, 10)
        painter.setPen(QColor(theme.text))
        painter.drawText(room, flags, self.words)


class FileDrop(QObject):
    """Takes files from drags over a window before the widgets in it, whose text fields would take their names.

    Args:
        target: Covers the window meanwhile.
        document: Gets the data, or the weights that its runs begin with.
        files: Opens projects.
        use: Chooses data.
        resume: Resumes the run from a file of weights.
        say: Shows a sentence.
    """

    def __init__(
        self,
        target: DropTarget,
        document: Document,
        files: ProjectFiles,
        *,
        use: Callable[[Choice], object],
        resume: Callable[[Path], object],
        say: Callable[[str], object],
    ) -> None:
        super().__init__(target)
        self._awaited: Choice | None = None
        self.target, self._files, self._use, self._resume, self._say = target, files, use, resume, say
        self._document = document
        self._facts = Lookup(self)
        window = target.parentWidget()
        self.watch_docks(window.findChildren(QDockWidget) if window is not None else ())
        self.destroyed.connect(document.subscribe(self._on_document_changed))

    def watch(self, window: QWindow | None) -> None:
        """Take files from drags over a window of the screen; call once that is shown, as often as you like."""
        if window is not None:
            window.installEventFilter(self)

    def watch_docks(self, docks: Iterable[QDockWidget]) -> None:
        """Take files also from drags over these docks while they are windows of their own."""
        for dock in docks:
            dock.topLevelChanged.connect(partial(self._on_floating, dock))

    def _on_floating(self, dock: QDockWidget, floating: bool) -> None:  # noqa: FBT001 - Qt's signal
        if floating:
            self.watch(dock.windowHandle())

    def take(self, paths: Sequence[Path]) -> None:
        """Open a project, or use data; say why not where that is not possible."""
        from playground.build.data.own_data import recognize  # noqa: PLC0415 - not at the start

        if len(paths) != 1:
            self._say(SEVERAL)
            return
        path = paths[0]
        if path.suffix.lower() == ENDING or is_network(path):
            self._files.open(path)
            return
        if path.suffix.lower() == WEIGHTS_ENDING:
            self._resume(path)
            return
        if path.suffix.lower() in NAMED_WEIGHTS:
            self._begin_with(path)
            return
        try:
            choice = recognize(path)
        except (DataProblem, OSError) as problem:
            self._say(str(problem))
            return
        self._awaited = choice
        self._say(f"Reading {name_of(choice)} …")
        self._use(choice)

    def _begin_with(self, weights: Path) -> None:
        """Let runs begin with these weights; whether they fit, the inspector and the list of problems say."""

        def change(project: Project) -> Project:
            return project.with_(start=project.start.with_(weights=str(weights.absolute()), published=""))

        self._say(f"Runs begin with the weights of {weights.name} now. Ctrl+Z draws them as before.")
        self._document.edit("Begin with weights of a file", change)

    def _on_document_changed(self, changed: Changed) -> None:
        """Say what the data are, once they are in the project."""
        awaited, now = self._awaited, changed.after.data.dataset
        if awaited is None or changed.after.data is changed.before.data or now.kind != awaited.kind:
            return
        if name_of(now) != name_of(awaited):
            return
        from playground.build.data.own_data import described  # noqa: PLC0415 - not at the start

        def say(words: str) -> None:
            sentence = f"{name_of(now)} is the data of the project now{words}"
            self._say(f"{sentence.removesuffix('.')}. Ctrl+Z brings the previous data back.")

        self._awaited = None
        self._facts.start(
            lambda: info_of(now),
            lambda info: say(f": {described(info)}"),
            lambda problem: say(f". {problem}"),
        )

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Qt: an event of the window of the screen."""
        kind = event.type()
        if kind is QEvent.Type.DragLeave:
            self.target.hide()
        if isinstance(event, QDropEvent) and QApplication.activeModalWidget() is None:
            return self._on_drag(event)
        return False

    def _on_drag(self, event: QDropEvent) -> bool:
        """Take a drag of files; others are left to the widgets."""
        urls = event.mimeData().urls()
        paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
        if not urls:
            return False
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if event.type() is QEvent.Type.Drop:
            self.target.hide()
            self.take(paths)
        elif event.type() is QEvent.Type.DragEnter:
            self.target.show_words(promise(paths))
        return True
