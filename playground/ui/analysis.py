"""The analysis of the open project, kept up to date for everybody who shows it."""

from PySide6.QtCore import QObject, Signal

from playground.app.document import Changed, Document
from playground.build.report import Report
from playground.build.shapes import analyze
from playground.spec.block import without_places
from playground.spec.project import Project


class Analysis(QObject):
    """Analyzes the document whenever an edit can change the outcome."""

    changed = Signal(object)
    """The new Report."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._report = analyze(document.project)
        document.subscribe(self._follow)

    @property
    def report(self) -> Report:
        """What is known of the project as it is now."""
        return self._report

    def _follow(self, changed: Changed) -> None:
        if changed.opened or _judged(changed.before) != _judged(changed.after):
            self._report = analyze(changed.after)
            self.changed.emit(self._report)


def _judged(project: Project) -> tuple[object, ...]:
    """What the outcome depends on: all but positions, notes, the project's name and the plane."""
    return without_places(project.graph), project.data, project.training
