"""Edits for transfer learning: a new head, and what is trained."""

from playground.build.transfer import head_of, new_head, with_recipe
from playground.spec.transfer import RECIPES, Recipe
from playground.ui.canvas.edits.editor import Editor

ALL_DRAWN = "All weights are drawn; “Begin with this run’s weights” keeps what was trained."
NO_WIDTH = "The last layer with weights has no number of outputs to choose."


class Transfer:
    """Edits of the whole network."""

    def __init__(self, editor: Editor) -> None:
        self._editor = editor

    def has_head(self) -> bool:
        """Whether there is a last layer to draw again, and it is known how many outputs it needs."""
        graph = self._editor.document.project.graph
        return self._editor.report.outputs is not None and head_of(graph) is not None

    def new_head(self) -> bool:
        """Draw the last layer again, with as many outputs as the loss needs; return whether anything changed."""
        outputs = self._editor.report.outputs
        if outputs is None or not self.has_head():
            return False
        changed = self._editor.edit_project("New head", lambda project: new_head(project, outputs))
        if self._editor.document.project.start.drawn:
            self._editor.say(ALL_DRAWN)
        elif not changed:
            self._editor.say(NO_WIDTH)
        return changed

    def apply(self, recipe: Recipe) -> bool:
        """Freeze and slow down layers by a recipe; return whether anything changed."""
        title, words = RECIPES[recipe]
        changed = self._editor.edit_project(title.split(":")[0], lambda project: with_recipe(project, recipe))
        self._editor.say(words)
        return changed
