"""Going into blocks and out again, with the bar that shows where one is."""

from PySide6.QtCore import QObject, QPointF, Signal

from playground.build.nodes import title_of
from playground.spec.block import Path, within
from playground.ui.canvas.edits.blocks import BlockEdits
from playground.ui.canvas.overlays.breadcrumbs import Breadcrumbs
from playground.ui.canvas.overlays.hud import EDGE
from playground.ui.canvas.view.viewport import Viewport
from playground.ui.style.theme import Theme, ThemeHub


class BlockNavigation(QObject):
    """Shows the inside of blocks; each part of the network keeps its zoom and position."""

    leaving = Signal()
    """Another part is about to be shown: gestures and editors must end."""

    def __init__(self, viewport: Viewport, blocks: BlockEdits, hub: ThemeHub) -> None:
        super().__init__(viewport)
        self._viewport = viewport
        self._scene = viewport.canvas
        self._blocks = blocks
        self._cameras: dict[Path, tuple[float, QPointF]] = {}
        self.breadcrumbs = Breadcrumbs(hub, viewport)
        self.breadcrumbs.move(EDGE, EDGE)
        self.breadcrumbs.chosen.connect(self._go_up)
        self.breadcrumbs.turned.connect(self.turn)
        self._scene.entered.connect(self._on_entered)

    def inside(self) -> bool:
        """Return whether the inside of a block is shown."""
        return bool(self._scene.scope.path)

    def has_repeats(self) -> bool:
        """Return whether the block that is shown is repeated."""
        return self._scene.scope.count > 1

    def enter(self, block_id: str | None = None) -> bool:
        """Show the inside of a block, by default of the one selected last; return whether there is one."""
        if block_id is None:
            block_id = next((block.id for block in reversed(self._blocks.selected())), None)
        if block_id is None:
            return False
        self.show_part((*self._scene.scope.path, block_id))
        return True

    def leave(self) -> bool:
        """Show what is around the block; return whether there was one to leave."""
        if self.inside():
            self._go_up(len(self._scene.scope.path) - 1)
            return True
        return False

    def _go_up(self, depth: int) -> None:
        left = self._scene.scope.path[depth]
        self.show_part(self._scene.scope.path[:depth])
        self._scene.selection.set([left])

    def turn(self, step: int) -> bool:
        """Show the next or the previous repeat of the block; return whether there is one."""
        scope = self._scene.scope
        if not scope.path or not self._scene.show_repeat(scope.repeats[-1] + step):
            return False
        self.refresh()
        self._scene.selection.changed.emit()  # the same nodes have other names now
        return True

    def show_part(self, path: Path) -> None:
        """Show a part of the network as it was last seen."""
        if path == self._scene.scope.path:
            return
        self.leaving.emit()
        self._cameras[self._scene.scope.path] = (self._viewport.zoom, self._viewport.seen().center())
        self._scene.show_part(path)
        self._viewport.setFocus()

    def _on_entered(self) -> None:
        path = self._scene.scope.path
        known = self._cameras.get(path)
        if known is None or path:
            self._viewport.fit()
        else:
            self._viewport.zoom_at(known[0] / self._viewport.zoom)
            self._viewport.centre(known[1])
        self.refresh()

    def refresh(self) -> None:
        """Show titles and repeats as they are now."""
        path, graph = self._scene.scope.path, self._scene.document.project.graph
        around = [within(graph, path[:k]).node(block) for k, block in enumerate(path)]
        scope = self._scene.scope
        self.breadcrumbs.show_path(
            tuple(title_of(node) for node in around), scope.repeats[-1] if path else 1, scope.count
        )

    def restyle(self, theme: Theme) -> None:
        """Take on a theme's colours."""
        self.breadcrumbs.restyle(theme)
