"""Writing the weights of a network into a file that runs can begin with."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from playground.build.weights.fit import places
from playground.spec.destinations import write_file

if TYPE_CHECKING:
    from playground.build.network import Network


def write_weights(network: Network, path: str | os.PathLike[str]) -> None:
    """Write weights and running statistics as safetensors, each named by its node; ``begin_with`` reads them.

    Raises:
        FileProblem: When the file cannot be written.
    """
    from safetensors.torch import save  # noqa: PLC0415 - imported when needed

    arrays = {
        f"{place.node}.{place.name}": place.tensor.detach().cpu().contiguous() for place in places(network)
    }
    write_file(path, save(arrays, {"format": "pt"}))
