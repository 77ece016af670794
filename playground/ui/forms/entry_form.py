"""A form generated from the parameters of a catalog entry, or from the fields of another model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QToolButton,
    QWidget,
)

from playground.spec.base import Value
from playground.ui.forms.choice_box import MIXED, ChoiceBox
from playground.ui.forms.formula_field import FormulaField
from playground.ui.forms.number_field import NumberField
from playground.ui.forms.optional_number import OptionalNumberField
from playground.ui.forms.scale import Scale, text_of
from playground.ui.widgets.accessible_names import name_parts
from playground.ui.widgets.plain_text import plain_label

LABEL_WIDTH = 104

_Field = tuple[tuple[type, ...], QWidget, Callable[[Any, str], None]]
"""Types of the values that a field can show, the field, and how it shows one: None with words for why not."""


@dataclass
class _Row:
    name: str
    label: QLabel
    field: QWidget
    takes: tuple[type, ...]
    show: Callable[[Any, str], None]
    default: Value | None
    title: str


class EntryForm(QWidget):
    """One row per parameter. Shows the values of one thing or of several; edits set all of them."""

    changed = Signal(str, object)
    """Name and new value of a parameter, also while a slider moves."""
    settled = Signal()
    """A movement has ended; the next change is a new one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[type[BaseModel] | None, tuple[str, ...]] = (None, ())
        self._rows: dict[str, _Row] = {}
        self._values: list[Mapping[str, Value | None]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)

    def show_entry(
        self,
        entry: type[BaseModel] | None,
        values: Sequence[Mapping[str, Value | None]] = ({},),
        only: Sequence[str] = (),
    ) -> None:
        """Show the parameters of an entry or of another model; the same ones again only update their fields.

        Args:
            entry: None empties the form.
            values: Parameters of each thing shown; those left out have their default.
            only: Names of the parameters to show; all when empty.
        """
        if (entry, tuple(only)) != self._shown:
            self._rebuild(entry, tuple(only))
        self._values = list(values)
        for row in self._rows.values():
            shown = [params.get(row.name, row.default) for params in self._values]
            same = all(value == shown[0] for value in shown)
            fits = same and type(shown[0]) in row.takes
            row.show(shown[0] if fits else None, str(shown[0]) if same else MIXED)
            marked = any(value != row.default for value in shown)
            row.label.setText(f"{row.title} •" if marked else row.title)

    def field(self, name: str) -> QWidget:
        """Return the widget of a parameter."""
        return self._rows[name].field

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters shown."""
        return tuple(self._rows)

    def _rebuild(self, entry: type[BaseModel] | None, only: tuple[str, ...]) -> None:
        self._shown = (entry, only)
        for row in self._rows.values():
            row.field.blockSignals(True)  # what is half typed is not for the next entry
            for widget in (row.label, row.field):
                self._grid.removeWidget(widget)
                widget.hide()
                widget.deleteLater()
        self._rows = {}
        if entry is None:
            return
        for place, name in enumerate(only or entry.model_fields):
            info = entry.model_fields[name]
            if isinstance(info.json_schema_extra, dict) and info.json_schema_extra.get("own_field"):
                continue
            row = self._row(name, info)
            self._rows[name] = row
            if isinstance(row.field, FormulaField):  # as wide as the form, below its label
                self._grid.addWidget(row.label, 2 * place, 0, 1, 2)
                self._grid.addWidget(row.field, 2 * place + 1, 0, 1, 2)
            else:
                self._grid.addWidget(row.label, 2 * place, 0)
                self._grid.addWidget(row.field, 2 * place, 1)

    def _row(self, name: str, info: FieldInfo) -> _Row:
        extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
        title = info.title or name.replace("_", " ")
        title = title if _word(info, "syntax") else title[:1].upper() + title[1:]
        if extra.get("unit"):
            title = f"{title} ({extra['unit']})"
        label = plain_label(title, self)
        label.setProperty("role", "muted")
        label.setMinimumWidth(LABEL_WIDTH)
        tip = info.description or ""
        if extra.get("live"):
            tip = f"{tip} Can be changed while training runs."
        takes, field, show = self._field(name, info)
        label.setToolTip(tip)
        field.setToolTip(tip)
        name_parts(field, title)
        return _Row(name, label, field, takes, show, info.default, title)

    def _field(self, name: str, info: FieldInfo) -> _Field:
        if info.annotation is bool:
            return (bool,), *self._check_box(name)
        if get_origin(info.annotation) is Literal:
            return (str,), *self._words(name, get_args(info.annotation))
        if _word(info, "syntax") == "formula":
            formula = FormulaField(self)
            formula.changed.connect(lambda value: self.changed.emit(name, value))
            formula.settled.connect(self.settled)
            return (str,), formula, formula.show_value
        if info.annotation is str:
            return (str,), *self._text(name, info)
        if info.annotation in (float | None, int | None):
            optional = OptionalNumberField(Scale.of(info), _word(info, "empty"), self)
            optional.changed.connect(lambda value: self.changed.emit(name, value))
            optional.settled.connect(self.settled)
            return (int, float, type(None)), optional, optional.show_value
        number = NumberField(Scale.of(info), self)
        number.changed.connect(lambda value: self.changed.emit(name, value))
        number.settled.connect(self.settled)
        return (int, float), number, number.show_value

    def _check_box(self, name: str) -> tuple[QWidget, Callable[[Any, str], None]]:
        box = QCheckBox(self)

        def show(value: bool | None, _words: str) -> None:  # noqa: FBT001 - the value of the parameter
            with QSignalBlocker(box):
                box.setTristate(value is None)
                state = Qt.CheckState.PartiallyChecked if value is None else Qt.CheckState(2 * value)
                box.setCheckState(state)

        box.clicked.connect(lambda: self._commit(name, box.checkState() != Qt.CheckState.Unchecked))
        return box, show

    def _words(self, name: str, words: Sequence[str]) -> tuple[QWidget, Callable[[Any, str], None]]:
        box = ChoiceBox(self)
        box.offer_words((word, word.replace("_", " ")) for word in words)
        box.chosen.connect(lambda key: self._commit(name, key))
        return box, box.show_key

    def _text(self, name: str, info: FieldInfo) -> tuple[QWidget, Callable[[Any, str], None]]:
        wanted, empty = _word(info, "browse"), _word(info, "empty")
        holder = QWidget(self)
        layout = QHBoxLayout(holder)
        layout.setContentsMargins(0, 0, 0, 0)
        line = QLineEdit(holder)

        def commit() -> None:
            if line.isModified():
                line.setModified(False)
                self._commit(name, line.text().strip())

        line.editingFinished.connect(commit)
        layout.addWidget(line, 1)
        if wanted:
            browse = QToolButton(holder)
            browse.setText("…")
            browse.setToolTip(f"Choose a {wanted}")
            browse.setAccessibleName(f"Choose a {wanted}")
            browse.clicked.connect(lambda: self._browse(name, wanted, line.text()))
            layout.addWidget(browse)

        def show(value: str | None, words: str) -> None:
            if not (line.hasFocus() and line.isModified()):
                line.setText(value or "")
                line.setPlaceholderText(words if value is None else empty)

        return holder, show

    def _browse(self, name: str, wanted: str, start: str) -> None:
        if wanted == "folder":
            found = QFileDialog.getExistingDirectory(self, "Choose a folder", start)
        else:
            found, _ = QFileDialog.getOpenFileName(self, "Choose a file", start)
        if found:
            self._commit(name, found)

    def _commit(self, name: str, value: Value | None) -> None:
        self.changed.emit(name, value)
        self.settled.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Reset the parameter under the mouse, or all."""
        menu = QMenu(self)
        row = next((r for r in self._rows.values() if self._spans(r, event)), None)
        if row is not None:
            shown = text_of(row.default) if isinstance(row.default, float | int) else str(row.default)
            reset = menu.addAction(f"Reset {row.title.lower()} to {shown}")
            reset.triggered.connect(lambda: self._commit(row.name, row.default))
        everything = menu.addAction("Reset all to their defaults")
        everything.triggered.connect(self.reset_all)
        menu.exec(event.globalPos())
        menu.deleteLater()

    @staticmethod
    def _spans(row: _Row, event: QContextMenuEvent) -> bool:
        field = row.field.geometry()
        return field.top() <= event.pos().y() <= field.bottom()

    def reset_all(self) -> None:
        """Give every parameter that differs its default."""
        for row in self._rows.values():
            if any(params.get(row.name, row.default) != row.default for params in self._values):
                self._commit(row.name, row.default)


def _word(info: FieldInfo, key: str) -> str:
    """Return a word of a parameter's declaration; empty when there is none."""
    extra = info.json_schema_extra
    return str(extra.get(key, "")) if isinstance(extra, dict) else ""
