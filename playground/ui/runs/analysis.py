"""The analysis of the open project, kept up to date for everybody who shows it."""

from PySide6.QtCore import QObject, Signal

from playground.app.document import Changed, Document
from playground.build.analysis.shapes import analyze, basis
from playground.build.data.facts import BeingRead, being_read, info_of, is_known
from playground.build.report import Report
from playground.catalog.kinds import DataInfo, DataProblem
from playground.spec.base import Choice
from playground.ui.runs.lookup import Lookup


class Analysis(QObject):
    """Analyzes the document whenever an edit can change the outcome.

    Where files have to be read first, that they are is the problem of the report, until they have been.
    """

    changed = Signal(object)
    """The new Report."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._lookup = Lookup(self)
        self._asked: Choice | None = None
        self._failed: tuple[Choice, str] | None = None
        self._report = analyze(document.project, self._ask)
        document.subscribe(self._on_document_changed)

    @property
    def report(self) -> Report:
        """What is known of the project as it is now."""
        return self._report

    @property
    def reading(self) -> bool:
        """Whether the data are being read, so that another report is to come."""
        return self._lookup.busy

    def _on_document_changed(self, changed: Changed) -> None:
        if changed.opened or basis(changed.before) != basis(changed.after):
            self._analyze()

    def _analyze(self) -> None:
        self._report = analyze(self._document.project, self._ask)
        self.changed.emit(self._report)

    def _ask(self, choice: Choice) -> DataInfo:
        """What the data are, where that is known at once."""
        if is_known(choice):
            self._lookup.drop()
            return info_of(choice)
        if self._failed is not None and self._failed[0] == choice:
            raise DataProblem(self._failed[1])
        if not self._lookup.busy or self._asked != choice:
            self._asked = choice
            self._lookup.start(lambda: info_of(choice), self._answer, self._fail)
        raise BeingRead(f"{being_read(choice)}; the network can be checked once that is done.")

    def _answer(self, _info: object) -> None:
        self._analyze()

    def _fail(self, words: str) -> None:
        """Problems of files are remembered like facts; any other must not be asked for again and again."""
        if self._asked is not None and not is_known(self._asked):
            self._failed = self._asked, words
        self._analyze()
