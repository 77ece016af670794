"""Putting a ready network into a project."""

from playground.catalog.kinds import NETWORKS, Shape
from playground.spec.project import Project


def with_network(project: Project, key: str, shape: Shape | None, outputs: int | None) -> Project:
    """Return the project with a ready network in place of its own; data and training stay.

    Args:
        project: As it is.
        key: Of the network.
        shape: Of the data's samples, None when it is not known.
        outputs: Numbers that the loss needs, None when they are not known.
    """
    entry = NETWORKS.entry(key)
    return project.with_(graph=NETWORKS.create(key).graph(shape or entry.sample, outputs or entry.outputs))
