"""Zoom buttons, minimap, and a hint while the canvas is empty: what floats over the view."""

from PySide6.QtCore import QObject, QPoint, QRectF, Qt, Signal, SignalInstance
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from playground.ui.canvas.items.scene import CanvasScene
from playground.ui.canvas.overlays.legend import Legend
from playground.ui.canvas.overlays.minimap import Minimap
from playground.ui.style.theme import Theme, ThemeHub

PERCENT_EDGES = 20
"""Pixels beside the zoom in percent."""
EDGE = 12
"""Pixels between the view's border and what floats over it."""


class ZoomBar(QFrame):
    """Smaller, the zoom in percent (a click makes it 100 %), larger, fit, and the legend."""

    smaller = Signal()
    larger = Signal()
    natural = Signal()
    fitting = Signal()
    explaining = Signal()

    def __init__(self, hub: ThemeHub, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("zoomBar")
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(0)
        self.percent = self._button("100%", "Zoom to 100%", self.natural)
        parts = (
            self._button("−", "Zoom out", self.smaller),
            self.percent,
            self._button("+", "Zoom in", self.larger),
            self._button("Fit", "Show the whole network", self.fitting),
            self._button("?", "Explain symbols, wires and maps", self.explaining),
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
        self.percent.ensurePolished()
        self.percent.setFixedWidth(self.percent.fontMetrics().horizontalAdvance("400%") + PERCENT_EDGES)
        self.adjustSize()


class EmptyHint(QLabel):
    """Says how to begin; transparent for the mouse."""

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


class Hud(QObject):
    """Places the zoom buttons, the minimap and the hint over a view."""

    def __init__(self, view: QWidget, scene: CanvasScene, hub: ThemeHub) -> None:
        super().__init__(view)
        self._view = view
        self._scene = scene
        self.minimap = Minimap(scene, hub, view)
        self.zoom_bar = ZoomBar(hub, view)
        self.hint = EmptyHint(hub, view)
        self.legend = Legend(hub, view)
        self.zoom_bar.explaining.connect(self._explain)
        self._minimap_wanted = True
        self._seen = QRectF()
        scene.mirrored.connect(self.arrange)
        scene.moved.connect(self._arrange_minimap)
        self.minimap.released.connect(self._arrange_minimap)
        self.arrange()

    def _explain(self) -> None:
        self.legend.open_above(self.zoom_bar.mapToGlobal(QPoint(0, -6)))

    def show_minimap(self, on: bool) -> None:  # noqa: FBT001 - a slot of a checkable action
        """Allow or forbid the minimap, which appears while part of the network is out of sight."""
        self._minimap_wanted = on
        self._arrange_minimap()

    def show_seen(self, seen: QRectF) -> None:
        """Show what part of the scene the view shows."""
        self._seen = seen
        self.minimap.show_seen(seen)
        self._arrange_minimap()

    def arrange(self) -> None:
        """Fit everything to the view's size and the network."""
        width, height = self._view.width(), self._view.height()
        nodes = len(self._scene.nodes)
        self._arrange_minimap()
        self.minimap.move(width - self.minimap.width() - EDGE, height - self.minimap.height() - EDGE)
        self.zoom_bar.move(EDGE, height - self.zoom_bar.height() - EDGE)
        self.hint.setVisible(nodes == 0)
        self.hint.move((width - self.hint.width()) // 2, (height - self.hint.height()) // 2)

    def _arrange_minimap(self) -> None:
        """Show the minimap where it helps: there is room for it, and a node is out of sight."""
        roomy = self._view.width() >= 420 and self._view.height() >= 260
        nodes = self._scene.nodes.values()
        helps = self.minimap.held or not all(self._seen.contains(node.card()) for node in nodes)
        self.minimap.setVisible(self._minimap_wanted and roomy and helps)

    @property
    def covered(self) -> QRectF:
        """The part of the view below the overview; empty while that is hidden."""
        return QRectF() if self.minimap.isHidden() else QRectF(self.minimap.geometry())

    def restyle(self, theme: Theme) -> None:
        """Take on a theme's colours."""
        self.zoom_bar.restyle(theme)
        self.hint.restyle(theme)
        self.minimap.forget()
