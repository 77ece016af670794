"""The browser of backups: every project with the times at which it was backed up."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from playground.app.recovery.backups import Backup
from playground.spec.files import FileProblem
from playground.spec.project import Project
from playground.ui.files.project_details import ProjectDetails, heading, lay_out, moment
from playground.ui.style.theme import ThemeHub
from playground.ui.widgets.plain_text import plain_tip

DATA = Qt.ItemDataRole.UserRole


class BackupsDialog(QDialog):
    """Lists backups; the selected one can be restored, or opened as a copy.

    Args:
        backups: Newest first.
        own: Folder of the backups of the open project; only those can be restored into it.
        hub: Colours.
        parent: Owner.
    """

    restore_wanted = Signal(object)
    """A project takes the place of the open one, which is an edit."""
    copy_wanted = Signal(object, str)
    """A project is opened as a copy; with its title."""

    def __init__(self, backups: Sequence[Backup], own: object, hub: ThemeHub, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Backups")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self._own = own
        self._project: Project | None = None
        words = (
            "A project that you edit is backed up every hour: the last 24 hours and the last 30 days with changes "
            "are kept."
        )
        self.tree = QTreeWidget(self)
        self.tree.setHeaderHidden(True)
        self.tree.setFixedWidth(280)
        self.tree.setAccessibleName("Backups by project")
        self.details = ProjectDetails(hub, self)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.restore = self.buttons.addButton("Restore", QDialogButtonBox.ButtonRole.ActionRole)
        self.restore.setToolTip("Put this version in the place of the open project; this can be undone")
        self.copy = self.buttons.addButton("Open as a copy", QDialogButtonBox.ButtonRole.ActionRole)
        lay_out(self, heading("Backups", words, self), self.tree, self.details, self.buttons)
        self.resize(820, 480)
        self._fill(backups)
        self.tree.currentItemChanged.connect(self._show_current)
        self.restore.clicked.connect(self._on_restore)
        self.copy.clicked.connect(self._on_copy)
        self.buttons.rejected.connect(self.reject)
        self._select_first()

    def _fill(self, backups: Sequence[Backup]) -> None:
        groups: dict[object, QTreeWidgetItem] = {}
        for backup in backups:
            group = groups.get(backup.file.parent)
            if group is None:
                group = groups[backup.file.parent] = QTreeWidgetItem(self.tree, [backup.title])
                group.setToolTip(
                    0, plain_tip("Never saved to a file" if backup.path is None else backup.path.name)
                )
                group.setFlags(Qt.ItemFlag.ItemIsEnabled)
            item = QTreeWidgetItem(group, [moment(backup.when)])
            item.setData(0, DATA, backup)
        for folder, group in groups.items():
            group.setExpanded(folder == self._own or len(groups) == 1)

    def _select_first(self) -> None:
        for number in range(self.tree.topLevelItemCount()):
            group = self.tree.topLevelItem(number)
            newest = group.child(0) if group is not None and group.isExpanded() else None
            if newest is not None:
                self.tree.setCurrentItem(newest)
                return
        self._show_current()

    @property
    def current(self) -> Backup | None:
        """The backup that is selected."""
        item = self.tree.currentItem()
        found: Backup | None = None if item is None else item.data(0, DATA)
        return found

    @Slot()
    def _show_current(self) -> None:
        backup, self._project = self.current, None
        if backup is not None:
            problem = ""
            try:
                self._project = backup.load()
            except FileProblem as error:
                problem = str(error)
            self.details.show_project(self._project, backup.title, backup.path, backup.when, problem)
        else:
            self.details.picture.show_graph(
                None, "Select a backup" if self.tree.topLevelItemCount() else "There are no backups yet"
            )
        self.copy.setEnabled(self._project is not None)
        self.restore.setEnabled(
            self._project is not None and backup is not None and backup.file.parent == self._own
        )

    @Slot()
    def _on_restore(self) -> None:
        if self._project is not None:
            self.restore_wanted.emit(self._project)
            self.accept()

    @Slot()
    def _on_copy(self) -> None:
        backup = self.current
        if self._project is not None and backup is not None:
            self.copy_wanted.emit(self._project, backup.title)
            self.accept()
