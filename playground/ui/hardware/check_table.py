"""The table of a check: what was compared, and what differs."""

from __future__ import annotations

from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from playground.hardware.check.outcome import Outcome
from playground.hardware.check.speed import StepSpeed

HEADINGS = ("Kind", "What", "Largest difference", "Allowed", "Result")


class CheckTable(QTableWidget):
    """One row for each comparison, those that failed first."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(0, len(HEADINGS), parent)
        self.setHorizontalHeaderLabels(HEADINGS)
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.setAlternatingRowColors(True)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.setAccessibleName("Comparisons with the CPU")
        self._wrong = 0

    def clear_rows(self) -> None:
        """Show nothing."""
        self.setRowCount(0)
        self._wrong = 0

    def add(self, found: Outcome | StepSpeed) -> None:
        """Show one more; what is wrong goes above what is right."""
        at = self.rowCount() if found.ok else self._wrong
        self._wrong += not found.ok
        self.insertRow(at)
        for column, text in enumerate(_cells(found)):
            self.setItem(at, column, QTableWidgetItem(text))


def _cells(found: Outcome | StepSpeed) -> tuple[str, ...]:
    if isinstance(found, StepSpeed):
        floor = f"at least {found.floor:g}" if found.floor else ""
        words = f"{found.recorded:,.0f} steps/s, by autograd {found.autograd:,.0f}, in a plain loop {found.plain:,.0f}"
        return "speed", found.network, f"{found.ratio:.1f} times a plain loop", floor, words
    if found.difference is None:
        return (
            found.group,
            found.name,
            "",
            "",
            ("failed: " if found.failed else "not compared: ") + found.words,
        )
    result = "agrees" if found.ok else "differs"
    return found.group, found.name, f"{found.difference:.1e}", f"{found.tolerance:g}", result
