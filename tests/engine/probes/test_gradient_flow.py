import copy

import numpy as np
import pytest
import torch

from playground.engine.probes.gradient_flow import GradientFlowProbe
from playground.spec.graph import Node


def fill(session, node, name, value):
    """Set a parameter of a node."""
    with torch.no_grad():
        dict(session.network.parameters_of(node))[name].copy_(torch.as_tensor(value, dtype=torch.float32))


# --- gradients and updates ---------------------------------------------------------------------------


def test_gradient_of_the_newest_step_by_layer(spiral_session):
    probes = GradientFlowProbe(spiral_session)
    spiral_session.train(3)
    event = probes.gradient_flow(4, 3)()
    assert (event.run, event.step) == (4, 3)
    for k, layer in enumerate(spiral_session.layers):
        values = torch.cat(
            [p.grad.flatten() for _, p in spiral_session.network.parameters_of(layer.node)]
        ).abs()
        assert event.mean[k] == pytest.approx(float(values.mean()), rel=1e-6)
        assert event.maximum[k] == pytest.approx(float(values.max()), rel=1e-6)


def test_before_the_first_step_it_is_the_gradient_of_the_probe_samples(spiral_session):
    probes = GradientFlowProbe(spiral_session)
    event = probes.gradient_flow(1, 0)()
    network = copy.deepcopy(spiral_session.network)
    spiral_session.loss.compute(network(probes._x), probes._target).backward()
    expected = [
        max(float(p.grad.abs().max()) for _, p in network.parameters_of(layer.node))
        for layer in spiral_session.layers
    ]
    assert event.maximum == pytest.approx(expected, rel=1e-5)
    assert np.isnan(event.update_ratio).all()
    assert not spiral_session.grad.any()


def test_update_ratio_is_that_of_one_step(spiral_session):
    probes = GradientFlowProbe(spiral_session)
    spiral_session.train(5)
    before = spiral_session.theta.clone()
    probes.before_step()
    spiral_session.train(1)
    probes.after_step()
    ratio = probes.gradient_flow(1, 6)().update_ratio
    for k, layer in enumerate(spiral_session.layers):
        part = spiral_session.segments[layer.node]
        expected = (spiral_session.theta[part] - before[part]).norm() / spiral_session.theta[part].norm()
        assert ratio[k] == pytest.approx(float(expected), rel=1e-5)
    spiral_session.train(1)
    assert np.array_equal(probes.gradient_flow(1, 7)().update_ratio, ratio)


def test_update_ratio_of_zero_parameters_is_unknown(spiral_session):
    probes = GradientFlowProbe(spiral_session)
    probes.before_step()
    spiral_session.theta.zero_()
    probes.after_step()
    assert np.isnan(probes.gradient_flow(1, 0)().update_ratio).all()


# --- units -------------------------------------------------------------------------------------------


def test_dead_units_are_those_that_are_zero_on_every_sample(spiral_session):
    fill(spiral_session, "linear-1", "bias", [-1e6] * 6 + [1e6] * 2)
    event = GradientFlowProbe(spiral_session).gradient_flow(1, 0)()
    assert event.dead[0] == pytest.approx(0.75)
    assert np.isnan(event.dead[2])
    assert np.isnan(event.saturated).all()
    assert "Linear 1: 6 of 8 units are dead (zero for every sample)" in [
        word.replace(spiral_session.layers[0].title, "Linear 1") for word in event.words
    ]


def test_saturated_outputs_of_a_sigmoid(chain, session_of):
    graph = chain(("linear", {"units": 4}, "sigmoid"), ("linear", {"units": 2}, None))
    session = session_of("spiral", {"samples": 120}, graph)
    fill(session, "linear-1", "weight", torch.zeros(4, 2))
    fill(session, "linear-1", "bias", [0.0, 2.8, 3.0, -9.0])  # a'(2.8) = 0.054, a'(3) = 0.045
    event = GradientFlowProbe(session).gradient_flow(1, 0)()
    assert event.saturated[0] == 0.5
    assert np.isnan(event.saturated[1])
    assert event.dead[0] == 0


def test_activation_in_a_box_of_its_own_counts_for_the_layer_before(chain, session_of):
    graph = chain(
        ("linear", {"units": 4}, None),
        ("dropout", {}, None),
        ("activation", {}, "tanh"),
        ("linear", {"units": 2}, None),
    )
    session = session_of("spiral", {"samples": 120}, graph)
    fill(session, "linear-1", "weight", torch.zeros(4, 2))
    fill(session, "linear-1", "bias", [0.0, 5.0, 5.0, 5.0])
    event = GradientFlowProbe(session).gradient_flow(1, 0)()
    assert event.saturated[0] == 0.75
    assert event.dead[0] == 0.25


def test_channels_are_the_units_of_images(small_cnn):
    fill(small_cnn, "conv2d-1", "bias", [-1e6, 1e6, 1e6])
    assert GradientFlowProbe(small_cnn).gradient_flow(1, 0)().dead[0] == pytest.approx(1 / 3)


def test_activity_is_the_mean_size_of_outputs_and_gradients(spiral_session):
    probes = GradientFlowProbe(spiral_session)
    spiral_session.train(2)
    event = probes.activity(1, 2)()
    assert set(event.activation) == set(event.gradient) == set(spiral_session.network.order)
    assert event.activation["input-0"] == pytest.approx(float(probes._x.abs().mean()), rel=1e-5)
    assert np.isnan(event.gradient["input-0"])
    assert event.gradient["linear-2"] == pytest.approx(probes.gradient_flow(1, 2)().mean[1])


def test_probing_disturbs_nothing(small_cnn):
    small_cnn.train(2)
    probes = GradientFlowProbe(small_cnn)
    before = {name: value.clone() for name, value in small_cnn.network.state_dict().items()}
    gradient, state = small_cnn.grad.clone(), torch.get_rng_state()
    modes = [module.training for module in small_cnn.network.modules()]
    probes.before_step()
    probes.after_step()
    probes.gradient_flow(1, 2)()
    probes.activity(1, 2)()
    probes.wires(1, 2)()
    assert all(torch.equal(before[name], value) for name, value in small_cnn.network.state_dict().items())
    assert torch.equal(small_cnn.grad, gradient)
    assert torch.equal(torch.get_rng_state(), state)
    assert [module.training for module in small_cnn.network.modules()] == modes


# --- wires -------------------------------------------------------------------------------------------


def test_wire_into_a_linear_layer(spiral_session):
    fill(spiral_session, "linear-1", "weight", [[3.0, -1.0]] * 8)
    event = GradientFlowProbe(spiral_session).wires(1, 0)()
    assert event.strength["input-0", "linear-1"] == pytest.approx(5**0.5)
    assert event.sign["input-0", "linear-1"] == pytest.approx(0.5)
    assert np.isnan(event.strength["linear-3", "output-4"])


def joined(chain, session_of, kind):
    graph = chain((kind, {}, None), ("linear", {"units": 2}, None))
    graph = graph.disconnect(*graph.inputs_of(f"{kind}-1"))
    for name in ("a", "b"):
        graph = graph.add(Node(id=name, kind="linear", params={"units": 3}))
        graph = graph.connect("input-0", name).connect(name, f"{kind}-1")
    return session_of("spiral", {"samples": 120}, graph)


def test_wires_into_a_concat_have_their_own_columns_of_the_next_weight(chain, session_of):
    session = joined(chain, session_of, "concat")
    fill(session, "linear-2", "weight", [[1.0, 1.0, 1.0, -2.0, -2.0, -2.0]] * 2)
    event = GradientFlowProbe(session).wires(1, 0)()
    assert (event.strength["a", "concat-1"], event.sign["a", "concat-1"]) == (1, 1)
    assert (event.strength["b", "concat-1"], event.sign["b", "concat-1"]) == (2, -1)
    assert event.strength["concat-1", "linear-2"] == pytest.approx(2.5**0.5)


def test_wires_into_a_sum_meet_the_whole_next_weight(chain, session_of):
    session = joined(chain, session_of, "add")
    event = GradientFlowProbe(session).wires(1, 0)()
    weight = session.network.module_of("linear-2").weight
    for name in ("a", "b"):
        assert event.strength[name, "add-1"] == pytest.approx(
            float(weight.detach().square().mean().sqrt()), rel=1e-5
        )


def test_products_of_branches_have_no_weight(chain, session_of):
    event = GradientFlowProbe(joined(chain, session_of, "multiply")).wires(1, 0)()
    assert np.isnan(event.strength["a", "multiply-1"])
    assert np.isnan(event.sign["a", "multiply-1"])
    assert np.isfinite(event.strength["multiply-1", "linear-2"])


def test_channels_are_followed_through_concat_pooling_and_flatten(chain, session_of):
    graph = chain(
        ("concat", {}, None), ("max_pool", {}, None), ("flatten", {}, None), ("linear", {"units": 10}, None)
    )
    graph = graph.disconnect(*graph.inputs_of("concat-1"))
    for name, channels in (("a", 1), ("b", 2)):
        graph = graph.add(Node(id=name, kind="conv2d", params={"channels": channels}))
        graph = graph.connect("input-0", name).connect(name, "concat-1")
    session = session_of("digits", {}, graph)
    weight = torch.cat([torch.full((10, 16), 1.0), torch.full((10, 32), -3.0)], 1)
    fill(session, "linear-4", "weight", weight)
    event = GradientFlowProbe(session).wires(1, 0)()
    assert (event.strength["a", "concat-1"], event.sign["a", "concat-1"]) == (1, 1)
    assert (event.strength["b", "concat-1"], event.sign["b", "concat-1"]) == (3, -1)


def test_wires_follow_training(spiral_session):
    probes = GradientFlowProbe(spiral_session)
    before = probes.wires(1, 0)().strength["input-0", "linear-1"]
    spiral_session.train(20)
    assert probes.wires(1, 20)().strength["input-0", "linear-1"] != before


def test_zero_weights_have_no_sign(spiral_session):
    spiral_session.theta.zero_()
    event = GradientFlowProbe(spiral_session).wires(1, 0)()
    assert event.strength["input-0", "linear-1"] == event.sign["input-0", "linear-1"] == 0


def test_an_edited_weight_is_seen_at_the_same_step(spiral_session):
    probes = GradientFlowProbe(spiral_session)
    node = spiral_session.layers[0].node
    before = probes.activity(1, 0)().activation[node], probes.gradient_flow(1, 0)().dead[0]
    fill(spiral_session, node, "weight", 0.0)
    fill(spiral_session, node, "bias", 0.0)
    assert before[0] > 0
    assert probes.activity(1, 0)().activation[node] == 0
    assert probes.gradient_flow(1, 0)().dead[0] == 1 > before[1]
