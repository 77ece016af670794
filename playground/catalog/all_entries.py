"""All entries; import it ahead where loading them when they are first needed would show."""

from playground.catalog.kinds import (
    ACTIVATIONS,
    BLOCKS,
    DATASETS,
    INITIALIZERS,
    LAYERS,
    LOSSES,
    NETWORKS,
    OPTIMIZERS,
    SCHEDULES,
    SURFACES,
    TRANSFORMS,
)

ALL = (
    LAYERS,
    ACTIVATIONS,
    INITIALIZERS,
    LOSSES,
    OPTIMIZERS,
    SCHEDULES,
    DATASETS,
    TRANSFORMS,
    SURFACES,
    BLOCKS,
    NETWORKS,
)
for registry in ALL:
    registry.load()
