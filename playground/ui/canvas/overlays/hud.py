"""What floats over the canvas: zoom buttons, and a hint while it is empty."""

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from playground.ui.canvas.overlays.minimap import Minimap
from playground.ui.canvas.view.viewport import Viewport
from playground.ui.style.theme import Theme, ThemeHub

EDGE = 12
"""Pixels between the view's border and what floats over it."""


class ZoomBar(QFrame):
    """Smaller, the zoom in percent (a click makes it 100 %), larger, and fit."""

    smaller = Signal()
    larger = Signal()
    natural = Signal()
    fitting = Signal()

    def __init__(self, hub: ThemeHub, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("zoomBar")
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(0)
        self.percent = self._button("100%", "Zoom to 100 %", self.natural)
        self.percent.setFixedWidth(48)
        parts = (
            self._button("−", "Zoom out", self.smaller),
            self.percent,
            self._button("+", "Zoom in", self.larger),
            self._button("Fit", "Show the whole network", self.fitting),
        )
        for part in parts:
            row.addWidget(part)
        self.restyle(hub.theme)

    def _button(self, text: str, tip: str, signal: SignalInstance) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(signal)
        return button

    def show_zoom(self, zoom: float) -> None:
        """Show a zoom."""
        self.percent.setText(f"{zoom * 100:.0f}%")

    def restyle(self, theme: Theme) -> None:
        """Take on a theme's colours."""
        self.setStyleSheet(
            f"#zoomBar {{ background: {theme.panel}; border: 1px solid {theme.border}; border-radius: 8px; }}"
            f"#zoomBar QToolButton {{ color: {theme.muted}; background: transparent; border: none;"
            f" border-radius: 6px; padding: 3px 7px; font-size: {theme.small_px}px; min-height: 16px; }}"
            f"#zoomBar QToolButton:hover {{ color: {theme.text}; background: {theme.window}; }}"
        )
        self.adjustSize()


class EmptyHint(QLabel):
    """Says how to begin; the mouse goes through it."""

    def __init__(self, hub: ThemeHub, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.restyle(hub.theme)

    def restyle(self, theme: Theme) -> None:
        """Take on a theme's colours."""
        self.setText(
            f"<p style='font-size:{theme.base_px + 3}px; font-weight:600; color:{theme.text}; margin:0 0 6px 0'>"
            "Build a network</p>"
            f"<p style='font-size:{theme.base_px}px; color:{theme.muted}; margin:0'>"
            "Drag a layer here from the palette, or press Space to add one.</p>"
        )
        self.setStyleSheet("background: transparent;")
        self.adjustSize()


class Floats:
    """Puts the zoom buttons, the overview and the hint where they belong."""

    def __init__(self, view: Viewport, hub: ThemeHub) -> None:
        self._view = view
        self.minimap = Minimap(view.canvas, hub, view)
        self.zoom_bar = ZoomBar(hub, view)
        self.hint = EmptyHint(hub, view)
        self.minimap_wanted = True
        self.minimap.wanted.connect(view.centre)
        view.zoomed.connect(self.zoom_bar.show_zoom)

    def arrange(self) -> None:
        """The view's size or the network changed."""
        width, height = self._view.width(), self._view.height()
        nodes = len(self._view.canvas.nodes)
        roomy = width >= 420 and height >= 260
        self.minimap.setVisible(self.minimap_wanted and roomy and nodes > 1)
        self.minimap.move(width - self.minimap.width() - EDGE, height - self.minimap.height() - EDGE)
        self.zoom_bar.move(EDGE, height - self.zoom_bar.height() - EDGE)
        self.hint.setVisible(nodes == 0)
        self.hint.move((width - self.hint.width()) // 2, (height - self.hint.height()) // 2)

    def restyle(self, theme: Theme) -> None:
        """Take on a theme's colours."""
        self.zoom_bar.restyle(theme)
        self.hint.restyle(theme)
        self.minimap.forget()
