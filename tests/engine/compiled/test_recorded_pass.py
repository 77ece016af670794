"""Passes without Python, against the same passes with it: the same to the last bit, whatever the values are by then."""

from dataclasses import asdict

import numpy as np
import torch

from playground.catalog.kinds import ACTIVATIONS, LAYERS, ShapeProblem
from playground.catalog.kinds.shape import Tokens
from playground.engine.compiled.recorded_pass import LARGE, RecordedPass, without_python
from playground.engine.probes.gradient_flow import GradientFlowProbe
from playground.engine.probes.predictions import Predictor
from playground.engine.training.session import Session
from playground.hardware.check.layers import SHAPES


def change(module):
    """Give a module other weights and statistics, in place."""
    with torch.no_grad():
        for tensor in [*module.parameters(), *module.buffers()]:
            if tensor.is_floating_point():
                tensor.mul_(0.9).add_(0.01)


def assert_repeats(module, *inputs):
    """Assert that a module in evaluation mode computes the same without Python, also with other weights."""
    module.eval()
    repeated = RecordedPass(lambda: [module(*inputs)])
    with torch.inference_mode():
        for _ in range(3):
            assert torch.equal(repeated()[0], module(*inputs))
            change(module)
    return repeated.recorded


def test_every_layer_and_activation():
    random, recorded = torch.Generator().manual_seed(1), {}
    for kind in LAYERS:
        layer = LAYERS.create(kind.key, {})
        for shape in SHAPES:
            shapes = (shape,) * max(1, kind.inputs[0])
            try:
                layer.out_shape(*shapes)
            except ShapeProblem:
                continue
            tokens = isinstance(shape, Tokens)
            inputs = [
                torch.randint(5, (6, *shape), generator=random).float()
                if tokens
                else torch.randn(6, *shape, generator=random)
                for shape in shapes
            ]
            module = layer.build(*shapes)
            for parameter in module.parameters():  # of some layers an initializer would fill them
                torch.nn.init.normal_(parameter, generator=random)
            recorded[kind.key] = assert_repeats(module, *inputs)
    for kind in ACTIVATIONS:
        x = torch.linspace(-6.0, 6.0, 60).view(10, 6)
        recorded[kind.key] = assert_repeats(ACTIVATIONS.create(kind.key, {}).build((6,)), x)
    assert [key for key, done in recorded.items() if not done] == []


def test_pictures_of_the_third_round_are_those_of_a_first_one(chain, project_of):
    graph = chain(
        ("linear", {"units": 6}, "tanh"), ("batch_norm", {}, None), ("linear", {"units": 4}, "relu"),
        ("dropout", {}, None), ("linear", {"units": 2}, None),
    )  # fmt: skip
    session = Session(project_of("spiral", {"samples": 130}, graph))
    repeated = Predictor(session), GradientFlowProbe(session)

    def pictures(predictor, probe):
        probe.before_step()
        with torch.no_grad():
            session.theta.mul_(1.01)
        probe.after_step()
        events = [
            *predictor.events(1, 2),
            probe.gradient_flow(1, 2)(),
            probe.activity(1, 2)(),
            probe.wires(1, 2)(),
        ]
        with torch.no_grad():
            session.theta.div_(1.01)
        return events

    for _ in range(3):
        session.train(5)
        kept = session.theta.clone()
        found = pictures(*repeated)
        session.theta.copy_(kept)
        expected = pictures(Predictor(session), GradientFlowProbe(session))
        session.theta.copy_(kept)
        for one, other in zip(found, expected, strict=True):
            np.testing.assert_equal(asdict(one), asdict(other))


def test_large_passes_and_other_devices_are_left_to_python():
    def compute():
        return [torch.zeros(1)]

    assert without_python(compute, LARGE, torch.device("cpu")) is compute
    assert without_python(compute, 1.0, torch.device("cuda")) is compute


def test_a_pass_that_reads_values_is_left_to_python():
    x = torch.ones(3)
    repeated = RecordedPass(lambda: [x * 2 if bool(x.sum() > 0) else x])
    for _ in range(3):
        assert torch.equal(repeated()[0], x * 2 if bool(x.sum() > 0) else x)
        x.neg_()
    assert not repeated.recorded
