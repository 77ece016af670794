"""Offers the unsaved work of windows that ended without closing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QWidget,
)

from playground.app.recovery.recoverable import Recoverable
from playground.ui.files.project_details import ProjectDetails, lay_out, moment
from playground.ui.style.theme import ThemeHub

Role = QDialogButtonBox.ButtonRole


class RecoveryDialog(QDialog):
    """Restore, open as a copy, or discard, for each project; what is not decided stays for later."""

    restore_wanted = Signal(object)
    copy_wanted = Signal(object)
    discard_wanted = Signal(object)
    """Each with its ``Recoverable``."""
    report_wanted = Signal()
    """Show the crash report."""

    def __init__(self, found: Sequence[Recoverable], hub: ThemeHub, parent: QWidget, *, report: bool) -> None:
        super().__init__(parent)
        self.setWindowTitle("Recover unsaved work")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        heading = QLabel("Descent ended without closing. Your unsaved work is here.", self)
        heading.setProperty("role", "title")
        self.list = QListWidget(self)
        self.list.setFixedWidth(230)
        self.list.setAccessibleName("Unsaved projects")
        self.details = ProjectDetails(hub, self)
        self.buttons = QDialogButtonBox(self)
        self.restore = self._button("Restore", Role.ActionRole)
        self.copy = self._button("Open as a copy", Role.ActionRole)
        self.discard = self._button("Discard", Role.ActionRole)
        self.report = self._button("Crash report…", Role.ActionRole)
        self.report.setVisible(report)
        self.later = self._button("Later", Role.RejectRole)
        self.restore.setDefault(True)
        lay_out(self, (heading,), self.list, self.details, self.buttons)
        self.resize(760, 420)
        for each in found:
            item = QListWidgetItem(f"{each.title}\n{moment(each.when)}", self.list)
            item.setData(Qt.ItemDataRole.UserRole, each)
        self.list.currentItemChanged.connect(self._show_current)
        self.list.setCurrentRow(0)
        self.restore.clicked.connect(self._on_restore)
        self.copy.clicked.connect(self._on_copy)
        self.discard.clicked.connect(self._on_discard)
        self.report.clicked.connect(self.report_wanted)
        self.buttons.rejected.connect(self.reject)

    def _button(self, text: str, role: QDialogButtonBox.ButtonRole) -> QPushButton:
        return self.buttons.addButton(text, role)

    @property
    def current(self) -> Recoverable | None:
        """The project that is selected."""
        item = self.list.currentItem()
        found: Recoverable | None = None if item is None else item.data(Qt.ItemDataRole.UserRole)
        return found

    @Slot()
    def _show_current(self) -> None:
        current = self.current
        if current is None:
            return
        self.details.show_project(current.project, current.title, current.path, current.when, current.problem)
        for button in (self.restore, self.copy):
            button.setEnabled(current.project is not None)

    @Slot()
    def _on_restore(self) -> None:
        if self.current is not None:
            self.restore_wanted.emit(self.current)

    @Slot()
    def _on_copy(self) -> None:
        if self.current is not None:
            self.copy_wanted.emit(self.current)

    @Slot()
    def _on_discard(self) -> None:
        if self.current is not None:
            self.discard_wanted.emit(self.current)

    def drop(self, done: Recoverable) -> None:
        """Take a project off the list that is restored or discarded; close after the last one."""
        for row in range(self.list.count()):
            if self.list.item(row).data(Qt.ItemDataRole.UserRole) is done:
                self.list.takeItem(row)
                break
        if self.list.count() == 0:
            self.accept()
