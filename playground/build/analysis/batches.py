"""Whether batches are large enough for the layers."""

from playground.build import fixes
from playground.build.expand import expand, title_at
from playground.build.report import Problem
from playground.catalog.kinds import LAYERS
from playground.spec.project import Project


def batch_problems(project: Project) -> list[Problem]:
    """The problem of a layer that needs larger batches than chosen, in a sound network."""
    size = project.training.batch_size
    nodes = expand(project.graph).graph.nodes
    needing = max(nodes, key=lambda node: LAYERS.entry(node.kind).least_batch)
    least = LAYERS.entry(needing.kind).least_batch
    if size >= least:
        return []
    return [
        Problem(
            f"{title_at(project.graph, needing.id)} needs batches of at least {least} samples, "
            f"but the batch size is {size}.",
            node=needing.id,
            fixes=(fixes.change(f"Use batches of {least}", "training", "batch_size", least),),
        )
    ]
