"""Beginning with the weights that a package publishes for the network that is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from playground.app.document import Document
from playground.spec.start import StartSpec
from playground.ui.files.project_files import ProjectFiles
from playground.ui.runs.lookup import Lookup

if TYPE_CHECKING:
    from playground.spec.graph import Graph

LABEL = "Begin with published weights"


class PublishedStart(QObject):
    """Finds out which ready network is drawn, gets its published weights, and lets runs begin with them.

    Args:
        document: The project.
        files: Shows sentences.
        parent: Owner.
    """

    def __init__(self, document: Document, files: ProjectFiles, parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._say = document, files.said.emit
        self._lookup = Lookup(self)

    @Slot()
    def begin_with_published(self) -> None:
        """Get the weights beside the window, torchvision's by a download the first time, then begin with them."""
        graph = self._document.project.graph
        self._say("Getting the published weights…")
        self._lookup.start(lambda: _available(graph), self._begin, self._say)

    def _begin(self, found: tuple[str, str]) -> None:
        """Begin with the weights of a network; layers that it lacks are drawn."""
        key, title = found
        redrawn = self._document.project.start.redrawn
        start = StartSpec(published=key, partial=True, redrawn=redrawn)
        self._document.edit(LABEL, lambda project: project.with_(start=start))
        self._say(f"Runs begin with the published weights of {title} from now on; reset the run to see it.")


def _available(graph: Graph) -> tuple[str, str]:
    """The key and title of the network that is drawn, once its weights are here."""
    from playground.build.expand import expand  # noqa: PLC0415 - not at the start
    from playground.build.weights.published import (  # noqa: PLC0415
        NoPublishedWeights,
        published_arrays,
        published_keys,
        published_network,
    )
    from playground.catalog.kinds import NETWORKS, DataProblem  # noqa: PLC0415

    key = published_network({node.id for node in expand(graph).graph.nodes})
    if not key:
        titles = ", ".join(NETWORKS.entry(each).title for each in published_keys())
        raise DataProblem(f"This network is none of those with published weights: {titles}.")
    try:
        published_arrays(key)
    except NoPublishedWeights as problem:
        raise DataProblem(str(problem)) from None
    return key, NETWORKS.entry(key).title
