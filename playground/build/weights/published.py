"""Names by which published weights call the layers of the catalog's networks."""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping
from functools import cache
from typing import TYPE_CHECKING

from playground.catalog.kinds import NETWORKS

if TYPE_CHECKING:
    from torch import Tensor

INSTALL = "pip install 'descent-playground[vision]'"


class NoPublishedWeights(ValueError):
    """Weights that cannot be had; one sentence."""


def published_names(nodes: Collection[str], arrays: Container[str]) -> Mapping[str, str]:
    """Find the published network that both a network and a file belong to.

    Args:
        nodes: Full ids of the network's layers with weights.
        arrays: Names of the file's arrays.

    Returns:
        The file's modules by layer; none where it is no such file.
    """

    def known(names: Mapping[str, str]) -> int:
        """Layers that both the network and the file have."""
        return sum(node in nodes and f"{module}.weight" in arrays for node, module in names.items())

    names: Mapping[str, str] = max(_all_names(), key=known, default={})
    return names if 2 * known(names) > len(names) else {}


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
