"""Several sets of parameters of one module, for rules that compute them side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from torch import Tensor, nn


class ParameterSets(NamedTuple):
    """A built module and C sets of its parameters.

    Attributes:
        module: For its settings, and in evaluation for its buffers; its own parameters are not used.
        params: The parameters by name, each with a leading dimension C.
        buffers: In training its buffers likewise, which a rule changes in place; empty in evaluation.
    """

    module: nn.Module
    params: Mapping[str, Tensor]
    buffers: Mapping[str, Tensor] = {}
