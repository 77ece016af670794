"""Names by which published weights call the layers of the catalog's networks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from playground.catalog.kinds import NETWORKS

if TYPE_CHECKING:
    from torch import Tensor

    from playground.build.weights.fit import Place

INSTALL = "pip install 'descent-playground[vision]'"


class NoPublishedWeights(ValueError):
    """Weights that cannot be had; one sentence."""


def with_published_names(places: Iterable[Place], arrays: Mapping[str, Any]) -> list[Place]:
    """Add the names of the published network that a file belongs to, if it is one.

    Args:
        places: Of a network.
        arrays: Of the file, by name.
    """
    found = list(places)
    nodes = {place.node for place in found}

    def known(names: Mapping[str, str]) -> int:
        """Layers that both the network and the file have."""
        return sum(node in nodes and f"{module}.weight" in arrays for node, module in names.items())

    names = max(_all_names(), key=known, default={})
    if 2 * known(names) <= len(names):
        return found
    return [
        replace(place, names=(*place.names, f"{names[place.node]}.{place.name}"))
        if place.node in names
        else place
        for place in found
    ]


@cache
def _all_names() -> tuple[Mapping[str, str], ...]:
    return tuple(names for network in NETWORKS if (names := network().published_names()))


def torchvision_arrays(key: str) -> dict[str, Tensor]:
    """Get the weights that torchvision publishes for a network of the catalog; it downloads them the first time.

    Args:
        key: Of the network, e.g. ``resnet18``.

    Raises:
        NoPublishedWeights: When torchvision is not installed, has no such network, or cannot get the weights.
    """
    keys = [each.key for each in NETWORKS if each().published_names()]
    if key not in keys:
        raise NoPublishedWeights(f"There are no published weights of {key}; there are of {', '.join(keys)}.")
    try:
        from torchvision.models import get_model_weights  # noqa: PLC0415 - optional
    except ImportError:
        raise NoPublishedWeights(f"Published weights need torchvision: {INSTALL}") from None
    except RuntimeError:
        raise NoPublishedWeights("The installed torchvision was built for another torch.") from None
    try:
        arrays: dict[str, Tensor] = get_model_weights(key).DEFAULT.get_state_dict(progress=True)
    except (OSError, RuntimeError) as problem:
        raise NoPublishedWeights(f"The weights of {key} cannot be downloaded: {problem}.") from None
    return arrays
