"""The controls above the picture of a race on a surface."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QToolTip

from playground.ui.plots.frame.controls import button
from playground.ui.plots.frame.header import Header
from playground.ui.plots.race.relief.opengl import available
from playground.ui.plots.race.surface.arrows import GRADIENT_TIP, VELOCITY_TIP

LOG_TIP = "Logarithmic levels of f − minimum; when off, each colour covers the same area"
APART_TIP = "One panel for each lane, in the same view and colours"
SOLID_TIP = "Show the surface in 3-D: drag to turn it, scroll to zoom, click to set the start"
NO_OPENGL = "The 3-D view needs OpenGL, which is not available on this screen"
FROM_ABOVE, SOLID, APART = 0, 1, 2
"""The views: of all lanes from above, in 3-D, and one panel for each."""


class PictureControls(Header):
    """Arrows, levels, and which view is shown; 3-D and panels exclude each other."""

    arrows_changed = Signal()
    levels_changed = Signal()
    whole_wanted = Signal()
    """To show the whole domain."""
    view_changed = Signal(int)
    """``FROM_ABOVE``, ``SOLID`` or ``APART``."""

    def __init__(self) -> None:
        super().__init__()
        self.velocity = button("Velocity", VELOCITY_TIP, checkable=True)
        self.gradient = button("Downhill", GRADIENT_TIP, checkable=True)
        self.log = button("Log levels", LOG_TIP, checkable=True, checked=True)
        whole = button("Whole domain", "Show the whole domain again")
        self.solid = button("3-D", SOLID_TIP, checkable=True)
        self.apart = button("Panels", APART_TIP, checkable=True)
        for toggle in (self.velocity, self.gradient):
            toggle.toggled.connect(lambda _: self.arrows_changed.emit())
        self.log.toggled.connect(lambda _: self.levels_changed.emit())
        whole.clicked.connect(self.whole_wanted)
        self.solid.toggled.connect(self._on_solid_toggled)
        self.apart.toggled.connect(self._on_apart_toggled)
        self.add(self.velocity, self.gradient)
        self.push_right()
        self.add_options(self.apart, self.solid, whole, self.log)

    @property
    def view(self) -> int:
        """The view that is chosen."""
        return SOLID if self.solid.isChecked() else APART if self.apart.isChecked() else FROM_ABOVE

    def _on_solid_toggled(self, solid: bool) -> None:  # noqa: FBT001 - a slot
        if solid and not available():
            self.solid.setChecked(False)
            self.solid.setEnabled(False)
            self.solid.setToolTip(NO_OPENGL)
            QToolTip.showText(self.solid.mapToGlobal(self.solid.rect().bottomLeft()), NO_OPENGL, self.solid)
            return
        if solid:
            self.apart.setChecked(False)
        self._show_view()

    def _on_apart_toggled(self, apart: bool) -> None:  # noqa: FBT001 - a slot
        if apart:
            self.solid.setChecked(False)
        self._show_view()

    def _show_view(self) -> None:
        for control in (self.velocity, self.gradient):
            control.setEnabled(self.view == FROM_ABOVE)
        self.view_changed.emit(self.view)
