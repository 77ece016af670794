"""Every step looks at every other one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import (
    LAYERS,
    Layer,
    ModuleCode,
    SetParams,
    Shape,
    ShapeProblem,
    Spread,
    Weight,
    call,
    param,
    weight_and_bias,
)
from playground.catalog.layers.steps import sequence
from playground.lazy import nn, torch

if TYPE_CHECKING:
    from torch import Tensor

_DEFINED = """
class SelfAttention(nn.MultiheadAttention):
    def __init__(self, features, heads, bias=True, causal=False):
        super().__init__(features, heads, bias=bias, batch_first=True)
        self.causal = causal

    def forward(self, x):
        steps = x.shape[1]
        mask = torch.ones(steps, steps, dtype=torch.bool).triu(1) if self.causal else None
        return super().forward(x, x, x, attn_mask=mask, need_weights=False)[0]
"""


class _Attention(nn.Module):
    """Attention by plain matrix products, which can be recorded and differentiated twice.

    Parameters are named and laid out as in ``nn.MultiheadAttention``.
    """

    future: Tensor

    def __init__(self, steps: int, features: int, heads: int, *, causal: bool, bias: bool) -> None:
        super().__init__()
        self.heads, self.causal = heads, causal
        self.in_proj_weight = nn.Parameter(torch.zeros(3 * features, features))
        self.in_proj_bias = nn.Parameter(torch.zeros(3 * features)) if bias else None
        self.out_proj = nn.Linear(features, features, bias=bias)
        if causal:
            self.register_buffer("future", torch.empty(steps, steps, dtype=torch.bool))
        self.reset()

    def reset(self) -> None:
        """Mark the pairs of steps of which the second comes after the first."""
        if self.causal:
            self.future.fill_(value=True).triu_(1)

    def forward(self, x: Tensor) -> Tensor:
        samples, steps, features = x.shape
        together = nn.functional.linear(x, self.in_proj_weight, self.in_proj_bias)
        parts = together.view(samples, steps, 3, self.heads, features // self.heads).permute(2, 0, 3, 1, 4)
        query, key, value = parts.unbind(0)  # (N, heads, steps, features / heads) each
        scores = query @ key.transpose(2, 3) * (features // self.heads) ** -0.5
        if self.causal:
            scores = scores.masked_fill(self.future, float("-inf"))
        seen = torch.softmax(scores, -1) @ value
        return self.out_proj(seen.transpose(1, 2).reshape(samples, steps, features))  # type: ignore[no-any-return]


@LAYERS.register("self_attention", title="Self-attention", group="Sequence")
class SelfAttention(Layer):
    """Every step gathers from all steps what matters to it, in several heads side by side."""

    formula: ClassVar[str] = (
        "y = W_o [head₁, head₂, …], head = softmax(Q Kᵀ / √d) V, Q, K, V = W_q x, W_k x, W_v x"
    )
    when: ClassVar[str] = (
        "The heart of transformers: distant steps interact directly; put positions before it."
    )
    takes_initializer: ClassVar[bool] = True
    computed: ClassVar[tuple[str, ...]] = ("future",)

    heads: int = param(2, "Attentions side by side, which share the features among them.", ge=1, le=64)
    causal: bool = param(False, "A step sees only itself and those before it.")
    bias: bool = param(True, "Add learned constants.")

    def caption(self) -> str:
        """Heads, and whether steps see only earlier ones."""
        heads = f"{self.heads} head{'' if self.heads == 1 else 's'}"
        return heads + (" · causal" if self.causal else "")

    def out_shape(self, *inputs: Shape) -> Shape:
        """Same as the input, which must be a sequence whose features the heads divide."""
        steps, features = sequence(self.title, inputs[0])
        if features % self.heads:
            fitting = max(n for n in range(1, self.heads) if features % n == 0)
            raise ShapeProblem(
                f"{features} features cannot be shared among {self.heads} heads of Self-attention.",
                SetParams(f"Use {fitting} {'head' if fitting == 1 else 'heads'}", {"heads": fitting}),
            )
        return (steps, features)

    def code(self, *inputs: Shape) -> ModuleCode:
        """``nn.MultiheadAttention`` of a sequence with itself."""
        return ModuleCode(
            (
                call(
                    "SelfAttention",
                    inputs[0][1],
                    self.heads,
                    bias=(self.bias, True),
                    causal=(self.causal, False),
                ),
            ),
            define=_DEFINED,
            computed=self.computed,
        )

    def build(self, *inputs: Shape) -> nn.Module:
        """The attention of Vaswani et al. (2017)."""
        steps, features = sequence(self.title, inputs[0])
        return _Attention(steps, features, self.heads, causal=self.causal, bias=self.bias)

    def weights(self, module: nn.Module) -> Iterable[Weight]:
        """Query, key and value as Xavier and Bengio would, the output as a dense layer; biases of the former 0."""
        assert isinstance(module, _Attention)
        yield from _parts(module.in_proj_weight, module.in_proj_bias)
        yield from weight_and_bias(module.out_proj.weight, module.out_proj.bias)

    def reset(self, module: nn.Module) -> None:
        """Mark what lies in the future."""
        assert isinstance(module, _Attention)
        module.reset()

    def multiply_adds(self, *inputs: Shape) -> int:
        """Four products with weights, and two of steps with steps."""
        steps, features = inputs[0]
        return 4 * steps * features**2 + 2 * steps**2 * features


def _parts(weight: Tensor, bias: Tensor | None) -> Iterator[Weight]:
    """Query, key and value, each a dense layer of its own for an initializer."""
    usual = Spread.within((6 / (weight.shape[0] + weight.shape[1])) ** 0.5)
    for part in weight.chunk(3):
        yield Weight(part, usual)
    if bias is not None:
        yield Weight(bias, Spread(0.0), bias=True)
