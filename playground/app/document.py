"""The open project: named edits, undo and redo, and notification of every change."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playground.app.history import Action, History
from playground.spec.project import Project


def _unmoved(project: Project) -> Project:
    return project


@dataclass(frozen=True)
class Changed:
    """What subscribers hear.

    Attributes:
        before: The project before.
        after: The project now.
        label: Name of the edit, e.g. ``Move node``; ``Undo …``, ``Redo …`` and ``Open`` likewise.
        by: The author of the edit, so that a widget can skip its own echo; None when unknown.
        opened: Another project was opened; nothing of the old one may be shown.
        moved: From a project that began earlier to the one with the paths of now; no change otherwise.
    """

    before: Project
    after: Project
    label: str
    by: object | None = None
    opened: bool = False
    moved: Callable[[Project], Project] = _unmoved


Subscriber = Callable[[Changed], None]


class Document:
    """The project being edited. All edits go through ``edit``."""

    def __init__(self, project: Project, path: Path | None = None) -> None:
        self._project = project
        self._saved: Project | None = project
        self.path = path
        self._history = History()
        self._subscribers: list[Subscriber] = []

    @property
    def project(self) -> Project:
        """The project as it is now."""
        return self._project

    @property
    def modified(self) -> bool:
        """Whether it differs from what was last opened or saved."""
        return self._project is not self._saved and self._project != self._saved

    @property
    def title(self) -> str:
        """File name without its ending, or the project's name."""
        return self.path.stem if self.path else self._project.name

    @property
    def undo_label(self) -> str | None:
        """Name of the edit that ``undo`` would undo."""
        return self._history.undo_label

    @property
    def redo_label(self) -> str | None:
        """Name of the edit that ``redo`` would redo."""
        return self._history.redo_label

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Call a function on every change, in the order of subscription; return a function that ends this."""
        self._subscribers.append(subscriber)

        def end() -> None:
            if subscriber in self._subscribers:
                self._subscribers.remove(subscriber)

        return end

    def edit(
        self,
        label: str,
        change: Callable[[Project], Project],
        *,
        merge: str | None = None,
        by: object | None = None,
    ) -> bool:
        """Change the project and remember how to undo it.

        Args:
            label: Shown in the Edit menu.
            change: Pure function from the project to the new one.
            merge: Successive edits with the same key are one undo step, e.g. one per drag.
            by: The author of the edit.

        Returns:
            Whether anything changed; an edit that changes nothing leaves no trace.
        """
        before, after = self._project, change(self._project)
        if after == before:
            return False
        self._history.remember(label, before, after, merge)
        self._become(Changed(before, after, label, by))
        return True

    def amend(self, change: Callable[[Project], Project], *, by: object | None = None) -> bool:
        """Change the project as a part of the newest edit, which undo then undoes with it.

        Returns:
            Whether anything changed; without an edit to undo nothing does.
        """
        label = self._history.undo_label
        before, after = self._project, change(self._project)
        if label is None or after == before:
            return False
        self._become(Changed(before, after, label, by))
        return True

    def remember_action(self, label: str, *, undo: Callable[[], bool], redo: Callable[[], bool]) -> None:
        """Make something that was done outside the project an undo step.

        Args:
            label: Shown in the Edit menu.
            undo: Undoes it; returns False where that is no longer possible: then the step before is undone.
            redo: Does it again, likewise.
        """
        self._history.remember_action(label, self._project, Action(undo, redo))
        self._become(Changed(self._project, self._project, label))

    def undo(self) -> None:
        """Undo the newest edit that can be undone, if any."""
        while (label := self._history.undo_label) is not None:
            after = self._history.undo(self._project)
            if after is not None:
                self._become(Changed(self._project, after, f"Undo {label}"))
                return

    def redo(self) -> None:
        """Redo the edit last undone that can be redone, if any."""
        while (label := self._history.redo_label) is not None:
            after = self._history.redo(self._project)
            if after is not None:
                self._become(Changed(self._project, after, f"Redo {label}"))
                return

    def open(self, project: Project, path: Path | None) -> None:
        """Open another project with an empty history."""
        before = self._project
        self._history = History()
        self._saved = project
        self.path = path
        self._become(Changed(before, project, "Open", opened=True))

    @property
    def projects(self) -> tuple[Project, ...]:
        """The project, and all that undo and redo can return."""
        return self._project, *self._history.projects

    def move_files(self, change: Callable[[Project], Project]) -> None:
        """Change paths in the project and in all steps to undo, because files lie elsewhere now; no edit.

        Args:
            change: Pure function from a project to the one with the new paths.
        """
        self._history.replace(change)
        self._saved = None if self._saved is None else change(self._saved)
        self._become(Changed(self._project, change(self._project), "Move files", moved=change))

    def saved_as(self, path: Path) -> None:
        """Note that the project as it is now has been written to this file."""
        self._saved = self._project
        self.path = path

    def restore(self, project: Project, path: Path | None) -> None:
        """Open unsaved work: as ``open``, but it differs from its file until it is saved."""
        before = self._project
        self._history = History()
        self._saved = None
        self.path = path
        self._become(Changed(before, project, "Restore", opened=True))

    def mark_unsaved(self) -> None:
        """Note that its file no longer holds what was opened or saved."""
        self._saved = None

    def end_merge(self) -> None:
        """Let the next edit start an undo step of its own, whatever its merge key."""
        self._history.end_merge()

    def _become(self, changed: Changed) -> None:
        self._project = changed.after
        for subscriber in tuple(self._subscribers):
            subscriber(changed)
