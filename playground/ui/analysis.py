"""The analysis of the open project, kept up to date for everybody who shows it."""

from PySide6.QtCore import QObject, Signal

from playground.app.changes import Change, classify
from playground.app.document import Changed, Document
from playground.build.report import Report
from playground.build.shapes import analyze
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
        same_titles = _titles(changed.before) == _titles(changed.after)
        if classify(changed.before, changed.after) is Change.COSMETIC and same_titles and not changed.opened:
            return
        self._report = analyze(changed.after)
        self.changed.emit(self._report)


def _titles(project: Project) -> list[str]:
    return [node.title for node in project.graph.nodes]
