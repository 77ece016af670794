"""How fast something is played."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.ui.forms.choice_box import ChoiceBox

LEAST_WIDTH = 134
"""In pixels."""
Speed = tuple[str, str, float | None]
"""Key, title, and steps per second; None for as fast as possible."""


class SpeedBox(ChoiceBox):
    """Offers speeds. As wide as the longest one in the font of the theme."""

    speed_changed = Signal(object)
    """Steps per second, None for as fast as possible."""

    def __init__(self, speeds: Sequence[Speed], shown: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._speeds = {key: speed for key, _, speed in speeds}
        self.offer_words((key, title) for key, title, _ in speeds)
        self.show_key(shown)
        self.setToolTip(tip)
        self.setAccessibleName("Speed")
        self.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
        self.setMinimumWidth(LEAST_WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.chosen.connect(self._on_chosen)

    def choose(self, key: str) -> None:
        """Choose a speed by its key, as a click does; an unknown key changes nothing."""
        if key in self._speeds:
            self.show_key(key)
            self._on_chosen(key)

    def _on_chosen(self, key: str) -> None:
        self.speed_changed.emit(self._speeds[key])
