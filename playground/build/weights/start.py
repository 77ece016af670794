"""Putting the weights that a project begins with into its network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.build.weights.fit import Fit, fit, put
from playground.build.weights.named_arrays import read_arrays
from playground.build.weights.published import NoPublishedWeights, published_arrays
from playground.spec.paths import FileProblem, checked_path, shown_name

if TYPE_CHECKING:
    from torch import Tensor

    from playground.build.network import Network
    from playground.spec.start import StartSpec


def begin_with(network: Network, start: StartSpec) -> Fit | None:
    """Give a fresh network the weights of a file, or those that a package publishes.

    Args:
        network: With drawn weights, which stay where the file has none.
        start: Which file; nothing happens without one.

    Returns:
        What fitted; None where all weights are drawn.

    Raises:
        FileProblem: When the weights cannot be read, fit nothing, lack some although all are wanted, or are not finite.
    """
    if start.drawn:
        return None
    arrays, name = _arrays(start)
    found = fit(network, arrays, "" if start.weights else start.published).without(start.redrawn)
    lacking = [place for place in found.missing if place.path not in start.redrawn]
    if not found.pairs or (lacking and not start.partial):
        choice = "" if not found.pairs else " “Draw what is missing” begins with the rest."
        raise FileProblem(f"{name}: does not fit the network: {found.sentence()}{choice}")
    for place, key in found.pairs:
        if not bool(arrays[key].isfinite().all()):
            raise FileProblem(f"{name}: {key}, for {place.names[0]}, has numbers that are not finite.")
    put(found, arrays)
    return found


def _arrays(start: StartSpec) -> tuple[dict[str, Tensor], str]:
    """The arrays, and what messages call them."""
    if start.weights:
        return read_arrays(start.weights), shown_name(checked_path(start.weights))
    try:
        return published_arrays(start.published), f"Published weights of {start.published}"
    except NoPublishedWeights as problem:
        raise FileProblem(str(problem)) from None
