"""Second derivatives that are computed together against those of one row after the other, for every layer."""

import pytest
import torch
from torch.func import functional_call

from playground.catalog.kinds import LAYERS, ShapeProblem
from playground.catalog.optimizers.newton import AT_ONCE, FEW, hessian

SHAPES = [(3,), (3, 4), (2, 4, 4)]


def cases():
    """Every layer with parameters, on the shapes that it takes."""
    for kind in LAYERS:
        for shape in SHAPES:
            sizes = {"units": 3, "channels": 2, "features": 3} if kind.key != "embedding" else {}
            layer = kind(**{name: size for name, size in sizes.items() if name in kind.model_fields})
            try:
                layer.out_shape(*[shape] * max(1, layer.inputs[0]))
            except ShapeProblem:
                continue
            module = layer.build(*[shape] * max(1, layer.inputs[0]))
            if any(parameter.numel() for parameter in module.parameters()):
                yield pytest.param(module, shape, id=f"{kind.key}-{len(shape)}d")


@pytest.mark.parametrize(("module", "shape"), list(cases()))
def test_rows_computed_together_are_those_computed_one_by_one(module, shape):
    module = module.double().eval()
    random = torch.Generator().manual_seed(3)
    x = torch.randn(5, *shape, generator=random, dtype=torch.float64)
    names = [name for name, _ in module.named_parameters()]
    values = [
        (0.5 * torch.randn(p.shape, generator=random, dtype=torch.float64)).requires_grad_()
        for p in module.parameters()
    ]
    output = functional_call(module, dict(zip(names, values, strict=True)), (x,))
    loss = (output.sin() + output.square()).mean()
    gradient = torch.cat(
        [
            part.flatten()
            for part in torch.autograd.grad(
                loss, values, create_graph=True, allow_unused=True, materialize_grads=True
            )
        ]
    )
    rows = torch.stack(
        [
            torch.cat(
                [
                    part.flatten()
                    for part in torch.autograd.grad(
                        entry, values, retain_graph=True, allow_unused=True, materialize_grads=True
                    )
                ]
            )
            for entry in gradient
        ]
    )
    found = hessian(gradient, values)
    torch.testing.assert_close(found, (rows + rows.T) / 2, rtol=1e-9, atol=1e-12)
    assert torch.equal(found, found.T)


def test_layers_are_tried_in_both_ways():
    counts = [sum(p.numel() for p in case.values[0].parameters()) for case in cases()]
    assert min(counts) <= FEW
    assert max(counts) > AT_ONCE
    assert len(counts) > 10
