"""A choice from the catalog with the parameters of the chosen entry."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.catalog.kinds import Registry
from playground.spec.base import Choice, Value
from playground.ui.forms.choice_box import ChoiceBox
from playground.ui.forms.entry_form import EntryForm
from playground.ui.widgets.plain_text import plain_label


class ChoiceForm(QWidget):
    """A box to choose an entry, its formula, and its form. Choosing an entry again restores its parameters."""

    chosen = Signal(object)
    """The new Choice after another entry was picked; None when nothing was."""
    changed = Signal(str, object)
    """Name and value of a parameter."""
    settled = Signal()
    """A slider was released or a value committed."""

    def __init__(
        self,
        registry: Registry[Any],
        *,
        nothing: str = "",
        only: Iterable[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._registry = registry
        self._remembered: dict[str, Mapping[str, Value]] = {}
        self.box = ChoiceBox(self)
        wanted = set(only)
        offered = (entry for entry in registry if not wanted or entry.key in wanted)
        nouns = registry.noun + ("es" if registry.noun.endswith("s") else "s")
        self.box.offer(offered, nothing=nothing, nouns=nouns)
        self.box.chosen.connect(self.pick)
        self.words = plain_label("", self)
        self.words.setProperty("role", "caption")
        self.words.setWordWrap(True)
        self.form = EntryForm(self)
        self.form.changed.connect(self.changed)
        self.form.settled.connect(self.settled)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.box)
        layout.addWidget(self.words)
        layout.addWidget(self.form)

    def show_choices(self, choices: Sequence[Choice | None]) -> None:
        """Show the choice of one thing or of several; choices of different kinds show as mixed."""
        kinds = {None if choice is None else choice.kind for choice in choices}
        same = len(kinds) == 1
        kind = next(iter(kinds)) if same else None
        self.box.show_key((kind or "") if same else None)
        known = kind is not None and kind in self._registry
        entry = self._registry.entry(kind) if known and kind else None
        self.form.show_entry(
            entry, [choice.params for choice in choices if choice is not None] if entry else ({},)
        )
        words = [entry.formula, entry.when] if entry else []
        self.words.setText("\n".join(word for word in words if word))
        self.words.setVisible(bool(self.words.text()))
        self.form.setVisible(bool(self.form.names))
        if same and choices and choices[0] is not None:
            self._remembered[choices[0].kind] = choices[0].params

    def pick(self, key: str) -> None:
        """Choose an entry as if it were picked in the box, with the parameters it had before."""
        self.chosen.emit(Choice(kind=key, params=dict(self._remembered.get(key, {}))) if key else None)
