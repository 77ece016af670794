"""A seed with a button for a new random one."""

from random import SystemRandom

from pydantic import BaseModel
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from playground.ui.forms.number_line import NumberLine
from playground.ui.forms.scale import Scale
from playground.ui.style.icons import icon
from playground.ui.style.theme import Theme, ThemeHub


class SeedRow(QWidget):
    """A whole number that seeds random numbers."""

    changed = Signal(object)
    """The new seed, an int."""

    def __init__(self, hub: ThemeHub, model: type[BaseModel], parent: QWidget | None = None) -> None:
        """Make a row for the field ``seed`` of a model."""
        super().__init__(parent)
        self._shown = 0
        label = QLabel("Seed", self)
        label.setProperty("role", "muted")
        label.setMinimumWidth(104)
        self.line = NumberLine(Scale.of(model.model_fields["seed"]), self)
        self.line.setAccessibleName("Seed")
        self.line.committed.connect(self.changed)
        self.die = QToolButton(self)
        self.die.setToolTip("New random seed")
        self.die.setAccessibleName("New random seed")
        self.die.clicked.connect(self._on_die_clicked)
        self.setToolTip(model.model_fields["seed"].description or "")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(label)
        layout.addStretch(1)
        layout.addWidget(self.die)
        layout.addWidget(self.line)
        hub.changed.connect(self._restyle)
        self._restyle(hub.theme)

    def _restyle(self, theme: Theme) -> None:
        self.die.setIcon(icon("dice-5-outline", theme))

    def show_value(self, seed: int) -> None:
        """Show a seed."""
        self._shown = seed
        self.line.show_value(seed)

    def _on_die_clicked(self) -> None:
        other = SystemRandom().randrange(9_999)
        self.changed.emit(other + (other >= self._shown))
