"""The one place where the canvas changes the document."""

from collections.abc import Callable

from playground.app.document import Document
from playground.build.report import Report
from playground.spec.block import BlockProblem
from playground.spec.graph import Graph
from playground.spec.project import Project
from playground.ui.canvas.items.scene import CanvasScene
from playground.ui.canvas.state.selection import Selection


class Editor:
    """Edits the graph that is shown; every edit is one named step of the history.

    Attributes:
        scene: The picture of the graph.
        say: Shows the user a sentence, such as why an edit is impossible.
        prepare: Called before each edit; ends a gesture that holds what the edit may remove.
    """

    def __init__(self, scene: CanvasScene, say: Callable[[str], None]) -> None:
        self.scene = scene
        self.say = say
        self.prepare: Callable[[], None] = _nothing

    @property
    def document(self) -> Document:
        """The document that is edited."""
        return self.scene.document

    @property
    def graph(self) -> Graph:
        """The graph that is shown, as it is now."""
        return self.scene.scope.graph

    @property
    def report(self) -> Report:
        """Shapes, counts and problems of the graph that is shown."""
        return self.scene.report

    @property
    def selection(self) -> Selection:
        """What is selected."""
        return self.scene.selection

    def edit(self, label: str, change: Callable[[Graph], Graph], *, merge: str | None = None) -> bool:
        """Change the graph that is shown; return whether anything changed.

        Args:
            label: Name of the undo step.
            change: Returns the changed graph. A ``BlockProblem`` that it raises is shown to the user.
            merge: Successive edits with the same key become one undo step.
        """
        self.prepare()
        try:
            return self.document.edit(label, self.scene.scope.edit(change), merge=merge, by=self)
        except BlockProblem as problem:
            self.say(str(problem))
            return False

    def amend(self, change: Callable[[Graph], Graph]) -> bool:
        """Change the graph that is shown as a part of the newest edit; return whether anything changed."""
        return self.document.amend(self.scene.scope.edit(change), by=self)

    def edit_project(self, label: str, change: Callable[[Project], Project]) -> bool:
        """Change the whole project; return whether anything changed."""
        self.prepare()
        return self.document.edit(label, change, by=self)


def _nothing() -> None:
    """No gesture is under way."""
