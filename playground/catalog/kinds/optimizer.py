"""Optimizers: rules that update the parameters, and what each needs from the engine."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from playground.catalog.kinds.entry import Entry, Registry
from playground.catalog.kinds.explanation import Explanation

if TYPE_CHECKING:
    import torch
    from torch import nn

Start = Literal["zeros", "theta", "count", "number"]
"""Initial value of a script's state: a vector of zeros, a copy of the parameters, a count on the parameters' device (a
tensor of one number, as torch's fused functions want it), or a 0 of double precision in host memory."""


@dataclass(frozen=True)
class Needs:
    """What an optimizer needs from the engine.

    Attributes:
        closure: It evaluates loss and gradient itself, any number of times within a step.
        create_graph: It differentiates the gradient once more.
        full_batch: Every step uses all training samples.
        matrices: It steps hidden weight matrices only; ``Optimizer.companion`` steps the rest.
        one_rate: All parameters move together, so that layers cannot have rates of their own.
        layers: A step depends on the division into layers; without it, every parameter moves on its own.
        hessian: It computes all second derivatives in a step: an evaluation for each parameter.
        evaluations: Gradient evaluations of a step; those of a ``closure`` are counted one by one instead.
        warm_up: First steps, in which it hardly moves.
        most_parameters: Largest network that it works with; None for any.
    """

    closure: bool = False
    create_graph: bool = False
    full_batch: bool = False
    matrices: bool = False
    one_rate: bool = False
    layers: bool = False
    hessian: bool = False
    evaluations: int = 1
    warm_up: int = 0
    most_parameters: int | None = None


class Optimizer(Entry):
    """A rule that updates the parameters. Has at least the field ``learning_rate``.

    It steps by ``script``, which is fast and runs without Python, or, when that is empty, by the optimizer that
    ``build`` returns.

    Class attributes:
        needs: What it needs from the engine.
        script: One step in TorchScript. It reads the vectors ``theta`` and ``grad``, everything in ``state`` and
            ``script_numbers`` by its name, and the learning rate ``lr``. It changes ``theta`` and its state in place
            and leaves ``grad`` as it is. Each tensor is also available as the only item of a list, under its name
            with an s, for torch's functions of lists; a list made inside the script would hide from TorchScript that
            its item is written to.
        state: What ``script`` keeps between steps, and its initial values.
        shown: The parameters to evaluate and to draw, as an expression of what ``script`` reads; empty when they are
            ``theta`` itself.
    """

    needs: ClassVar[Needs] = Needs()
    script: ClassVar[str] = ""
    state: ClassVar[Mapping[str, Start]] = {}
    shown: ClassVar[str] = ""
    learning_rate: float

    @abstractmethod
    def build(self, parameters: "list[nn.Parameter]") -> "torch.optim.Optimizer":
        """The optimizer with these settings; where there is a ``script``, only its reference."""

    @abstractmethod
    def update(self, optimizer: "torch.optim.Optimizer") -> None:
        """Bring changed settings that are ``live`` into a running optimizer's ``param_groups``, but not the rate."""

    def code(self, *, steady: bool) -> str:
        """A constructor of ``torch.optim`` with ``{parameters}`` and ``{rate}``; empty where torch has none.

        Args:
            steady: Whether the learning rate stays the same during the run.
        """
        del steady
        return ""

    def companion(self) -> "Optimizer":
        """The optimizer of the parameters that ``needs.matrices`` leaves; at the same learning rate."""
        return self

    def can_become(self, other: "Optimizer") -> bool:
        """Whether a running optimizer can take over the settings of another one and keep its state."""
        if type(self) is not type(other):
            return False
        for name, info in type(self).model_fields.items():
            extra = info.json_schema_extra
            live = isinstance(extra, dict) and extra.get("live")
            if getattr(self, name) != getattr(other, name) and not live:
                return False
        return True

    def script_numbers(self) -> dict[str, float]:
        """The settings that ``script`` reads: all but the learning rate."""
        return {
            name: float(getattr(self, name)) for name in type(self).model_fields if name != "learning_rate"
        }

    def explained(self, k: int) -> Explanation | None:
        """How step number ``k`` (from 1) is computed with these settings; None where there is no explanation."""
        del k
        return None


OPTIMIZERS: Registry[Optimizer] = Registry("optimizer", "optimizers")
