"""Every layer, activation and loss of the catalog on a device: values and gradients against the CPU in float64."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor, nn

from playground.catalog.kinds import ACTIVATIONS, LAYERS, LOSSES, Layer, Loss, Shape, ShapeProblem, Tokens
from playground.catalog.kinds.loss import Task
from playground.hardware.check.outcome import Outcome, failed, largest_difference

SHAPES: tuple[Shape, ...] = ((24,), (5, 6), (4, 9, 7), Tokens(6, 5))
"""Shapes of one sample: numbers, a sequence, a picture, tokens."""
SAMPLES = 5
TARGETS = 3
TOLERANCE = 1e-4
"""For float32 without TF32: sums of some hundred terms, each rounded to 6e-8."""


def check_layers(device: torch.device) -> Iterator[Outcome]:
    """Compare all layers, in evaluation mode and, where batches have statistics, in training mode."""
    for kind in LAYERS:
        layer = LAYERS.create(kind.key, {})
        for shape in SHAPES:
            inputs = (shape,) * max(1, kind.inputs[0])
            try:
                layer.out_shape(*inputs)
            except ShapeProblem:
                continue
            name = f"{kind.title} on {'tokens' if isinstance(shape, Tokens) else ' × '.join(map(str, shape))}"
            for training in (False, True) if kind.keeps_statistics else (False,):
                yield _outcome(
                    "layer",
                    name + (", training mode" if training else ""),
                    device,
                    layer,
                    inputs,
                    training=training,
                )


def check_activations(device: torch.device) -> Iterator[Outcome]:
    """Compare all activations between -6 and 6."""
    for kind in ACTIVATIONS:
        try:
            x = torch.linspace(-6.0, 6.0, 60, dtype=torch.float64).view(10, 6)
            entry = ACTIVATIONS.create(kind.key, {})
            yield Outcome(
                "activation",
                kind.title,
                _difference(device, entry.build((6,)), [x], training=False),
                TOLERANCE,
            )
        except Exception as problem:  # noqa: BLE001 - any error of the device is an outcome
            yield failed("activation", kind.title, problem)


def check_losses(device: torch.device) -> Iterator[Outcome]:
    """Compare all losses, for classes and for numbers."""
    for kind in LOSSES:
        for task in kind.tasks:
            name = f"{kind.title}, {task}"
            try:
                loss = LOSSES.create(kind.key, {})
                expected = _loss(loss, task, torch.device("cpu"), torch.float64)
                found = _loss(loss, task, device, torch.float32)
                yield Outcome("loss", name, largest_difference(found, expected), TOLERANCE)
            except Exception as problem:  # noqa: BLE001 - any error of the device is an outcome
                yield failed("loss", name, problem)


def _outcome(
    group: str,
    name: str,
    device: torch.device,
    layer: Layer,
    inputs: tuple[Shape, ...],
    *,
    training: bool,
) -> Outcome:
    values = [_numbers(SAMPLES, *shape, seed=place) for place, shape in enumerate(inputs)]
    if isinstance(inputs[0], Tokens):
        values = [(value.abs() * 100).floor() % inputs[0].vocabulary for value in values]
    try:
        return Outcome(
            group, name, _difference(device, layer.build(*inputs), values, training=training), TOLERANCE
        )
    except Exception as problem:  # noqa: BLE001 - any error of the device is an outcome
        return failed(group, name, problem)


def _difference(device: torch.device, module: nn.Module, values: list[Tensor], *, training: bool) -> float:
    """Compare outputs, gradients and statistics of a module on a device, in float32, with the CPU, in float64."""
    for place, parameter in enumerate(module.parameters()):
        parameter.data = _numbers(*parameter.shape, seed=100 + place) * 0.3
    for name, buffer in module.named_buffers():
        if buffer.is_floating_point():
            buffer.copy_(_numbers(*buffer.shape, seed=200).abs() + (0.5 if "var" in name else 0.0))
    start = {name: value.clone() for name, value in module.state_dict().items()}
    expected = _values(module.double(), [value.clone() for value in values], training=training)
    module.load_state_dict(start)
    found = _values(
        module.float().to(device), [value.to(device, torch.float32) for value in values], training=training
    )
    return largest_difference(found, expected)


def _values(module: nn.Module, values: list[Tensor], *, training: bool) -> list[Tensor]:
    inputs = [value.requires_grad_() for value in values]
    output = module.train(training)(*inputs)
    slope = _numbers(*output.shape, seed=9).to(output)
    wanted = [*inputs, *module.parameters()]
    gradients = torch.autograd.grad((output * slope).sum(), wanted, allow_unused=True)
    statistics = [buffer.clone() for buffer in module.buffers() if buffer.is_floating_point()]
    return [output, *(each for each in gradients if each is not None), *statistics]


def _loss(loss: Loss, task: Task, device: torch.device, dtype: torch.dtype) -> list[Tensor]:
    z = _numbers(SAMPLES * 4, loss.outputs(TARGETS))
    z = (torch.softmax(z, -1) if loss.expects == "softmax" else z).to(device, dtype).requires_grad_()
    classes = torch.arange(SAMPLES * 4) % TARGETS
    y: Tensor = (
        classes.to(device)
        if task == "classification"
        else _numbers(SAMPLES * 4, TARGETS, seed=5).to(device, dtype)
    )
    target = loss.target(y, TARGETS)
    value = loss.compute(z, target.to(dtype) if target.is_floating_point() else target)
    return [value, torch.autograd.grad(value, z)[0], loss.per_sample(z, target)]


def _numbers(*shape: int, seed: int = 3) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
