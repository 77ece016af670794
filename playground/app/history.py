"""Undo and redo as snapshots; projects share their unchanged parts, so a step costs little."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from playground.spec.project import Project

DEPTH = 1000
"""Undo steps kept."""


@dataclass(frozen=True)
class Action:
    """Something outside the project that can be undone.

    Attributes:
        undo: Undoes it; returns whether that was still possible.
        redo: Does it again, likewise.
    """

    undo: Callable[[], bool]
    redo: Callable[[], bool]


@dataclass(frozen=True)
class _Step:
    label: str
    project: Project
    action: Action | None = None


class History:
    """Snapshots before each edit and after each undo."""

    def __init__(self) -> None:
        self._done: list[_Step] = []
        self._undone: list[_Step] = []
        self._open_merge: str | None = None

    @property
    def undo_label(self) -> str | None:
        """Name of the newest edit, None when there is none."""
        return self._done[-1].label if self._done else None

    @property
    def redo_label(self) -> str | None:
        """Name of the edit last undone, None when there is none."""
        return self._undone[-1].label if self._undone else None

    def remember(self, label: str, before: Project, after: Project, merge: str | None) -> None:
        """Remember the project before an edit; an edit that continues the open merge adds no step.

        An edit that returns to where the merge began removes its step: there is nothing to undo.
        """
        self._undone.clear()
        if merge is not None and merge == self._open_merge and self._done:
            if after == self._done[-1].project:
                self._done.pop()
                self.end_merge()
            return
        self._open_merge = merge
        self._done.append(_Step(label, before))
        del self._done[:-DEPTH]

    def remember_action(self, label: str, now: Project, action: Action) -> None:
        """Remember something that was done outside the project."""
        self._undone.clear()
        self.end_merge()
        self._done.append(_Step(label, now, action))
        del self._done[:-DEPTH]

    @property
    def projects(self) -> tuple[Project, ...]:
        """All projects that undo and redo can return."""
        return tuple(step.project for step in (*self._done, *self._undone))

    def replace(self, change: Callable[[Project], Project]) -> None:
        """Replace the project of each step by what a function makes of it."""
        self._done = [replace(step, project=change(step.project)) for step in self._done]
        self._undone = [replace(step, project=change(step.project)) for step in self._undone]

    def end_merge(self) -> None:
        """Let the next edit start a step of its own."""
        self._open_merge = None

    def undo(self, now: Project) -> Project | None:
        """Return the project before the newest edit; None, and no trace, for an action that can no longer be undone."""
        self.end_merge()
        step = self._done.pop()
        if step.action is not None and not step.action.undo():
            return None
        self._undone.append(_Step(step.label, now, step.action))
        return step.project if step.action is None else now

    def redo(self, now: Project) -> Project | None:
        """Return the project after the edit last undone; None as in ``undo``."""
        self.end_merge()
        step = self._undone.pop()
        if step.action is not None and not step.action.redo():
            return None
        self._done.append(_Step(step.label, now, step.action))
        return step.project if step.action is None else now
