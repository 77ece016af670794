"""Undo and redo as snapshots; projects share their unchanged parts, so a step costs little."""

from dataclasses import dataclass

from playground.spec.project import Project

DEPTH = 1000
"""Undo steps kept."""


@dataclass(frozen=True)
class _Step:
    label: str
    project: Project


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

    def end_merge(self) -> None:
        """Let the next edit start a step of its own."""
        self._open_merge = None

    def undo(self, now: Project) -> Project:
        """Return the project before the newest edit."""
        self.end_merge()
        step = self._done.pop()
        self._undone.append(_Step(step.label, now))
        return step.project

    def redo(self, now: Project) -> Project:
        """Return the project after the edit last undone."""
        self.end_merge()
        step = self._undone.pop()
        self._done.append(_Step(step.label, now))
        return step.project
