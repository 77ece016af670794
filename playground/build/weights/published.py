"""Names by which published weights call the layers of the catalog's networks."""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from playground.build.weights.named_arrays import read_arrays
from playground.catalog.kinds import NETWORKS
from playground.extras import install_command
from playground.spec.paths import FileProblem, shown

if TYPE_CHECKING:
    from torch import Tensor

INSTALL = f"install it with “{install_command('vision')}”."


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


def names_of(key: str) -> Mapping[str, str]:
    """Return the published modules by layer of one network."""
    return NETWORKS.create(key).published_names()


@cache
def _all_names() -> tuple[Mapping[str, str], ...]:
    return tuple(names for network in NETWORKS if (names := network().published_names()))


def published_network(nodes: Collection[str]) -> str:
    """Find the ready network that layers belong to, most of it at least.

    Args:
        nodes: Full ids of the layers.

    Returns:
        Its key; empty where no network with published weights is like it.
    """

    def share(key: str) -> tuple[float, int]:
        names = NETWORKS.create(key).published_names()
        return sum(node in nodes for node in names) / len(names), len(names)

    best = max(published_keys(), key=share)
    return best if 2 * share(best)[0] > 1 else ""


def published_keys() -> tuple[str, ...]:
    """Return the keys of the networks whose weights are published."""
    return tuple(entry.key for entry in NETWORKS if entry.publisher)


def missing_publisher(key: str) -> str:
    """Why the published weights of a network cannot be had here, in one sentence; empty where they may be."""
    if key not in published_keys():
        return f"There are no published weights of {shown(key)}; there are of {', '.join(published_keys())}."
    publisher = NETWORKS.entry(key).publisher
    if find_spec(_module(publisher)) is None:
        return f"Published weights need {publisher}: {INSTALL}"
    return ""


def published_arrays(key: str) -> dict[str, Tensor]:
    """Get the weights that a package publishes for a network; torchvision downloads them the first time.

    Args:
        key: Of the network, e.g. ``resnet18``.

    Raises:
        NoPublishedWeights: When its package is not installed, or cannot get the weights, or there are none.
    """
    words = missing_publisher(key)
    if words:
        raise NoPublishedWeights(words)
    publisher = NETWORKS.entry(key).publisher
    try:
        return _from_torchvision(key) if publisher == "torchvision" else _from_package(publisher)
    except (OSError, FileProblem) as problem:
        raise NoPublishedWeights(f"The weights of {key} cannot be had: {problem}") from None


def _from_torchvision(key: str) -> dict[str, Tensor]:
    try:
        from torchvision.models import get_model_weights  # noqa: PLC0415 - optional
    except (ImportError, RuntimeError):
        raise NoPublishedWeights("The installed torchvision was built for another torch.") from None
    try:
        arrays: dict[str, Tensor] = get_model_weights(key).DEFAULT.get_state_dict(progress=True)
    except RuntimeError as problem:
        raise NoPublishedWeights(f"The weights of {key} cannot be downloaded: {problem}.") from None
    return arrays


def _from_package(publisher: str) -> dict[str, Tensor]:
    """The only file of weights in a package, none of whose code runs."""
    found = find_spec(_module(publisher))
    folders = found.submodule_search_locations if found is not None else None
    files = [file for folder in folders or () for file in Path(folder).rglob("*.pth")]
    if len(files) != 1:
        raise NoPublishedWeights(f"The installed {publisher} has no file of weights.")
    return read_arrays(files[0])


def _module(publisher: str) -> str:
    return publisher.replace("-", "_")
