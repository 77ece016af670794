"""Nodes that learn in their own way: slower, with another weight decay, or not at all."""

import copy

import pytest
import torch

from playground.catalog.kinds import OPTIMIZERS
from playground.engine.events.weights import WeightPlace
from playground.engine.population.lockstep import LockstepTrainer
from playground.engine.probes.gradient_flow import GradientFlowProbe
from playground.engine.runtime.param_groups import groups_of, merged
from playground.engine.training.node_training import apply_changes
from playground.engine.training.session import Session
from playground.engine.training.weight_edit import set_weight
from playground.spec.block import Block
from playground.spec.graph import Graph, Node
from playground.spec.node_training import freeze
from playground.spec.training import NodeTraining

ALL = [pytest.param(entry, id=entry.key) for entry in OPTIMIZERS]
SHARED = [pytest.param(entry, id=entry.key) for entry in OPTIMIZERS if not entry.needs.one_rate]


def taught(project, **nodes):
    """A project with other training of some nodes; ``linear_1`` stands for ``linear-1``."""
    graph = project.graph
    for name, training in nodes.items():
        node = graph.node(name.replace("_", "-"))
        graph = graph.replace(node.with_(training=training))
    return project.with_(graph=graph)


def rates(entry):
    return {"learning_rate": max(0.01, entry.model_fields["learning_rate"].default)}


@pytest.mark.parametrize("entry", ALL)
def test_what_is_frozen_does_not_move_by_a_bit(entry, spiral, changed, run_on):
    project = changed(
        spiral, optimizer=(entry.key, rates(entry)), l2=0.1, l1=0.1, clip_norm=0.5, clip_value=0.1, epochs=50
    )
    session = Session(taught(project, linear_2=NodeTraining(frozen=True, weight_decay=0.5)))
    start, held = session.theta.clone(), session.segments["linear-2"]
    run_on(session, steps=entry.needs.warm_up + 6)
    assert torch.equal(session.theta[held], start[held])
    assert not torch.equal(session.theta[: held.start], start[: held.start])
    assert not session.grad[held].any()


def test_a_frozen_node_is_no_finding(spiral, run_on):
    session = Session(taught(spiral, linear_1=NodeTraining(frozen=True)))
    probes = GradientFlowProbe(session)
    run_on(session, steps=3)
    flow = probes.gradient_flow(1, 3)()
    assert flow.mean[0] == 0
    assert not any("gradient" in words for words in flow.words)


@pytest.mark.parametrize("entry", SHARED)
def test_a_factor_of_one_and_the_common_decay_change_nothing(entry, spiral, changed, run_on):
    project = changed(spiral, optimizer=(entry.key, rates(entry)), epochs=50)
    plain, same = Session(project), Session(taught(project, linear_1=NodeTraining(rate_factor=1.0)))
    assert run_on(plain, steps=12) == run_on(same, steps=12)
    assert torch.equal(plain.theta, same.theta)


def by_hand(project, make, groups, steps):
    """Plain torch with parameter groups: the parameters after some steps."""
    session = Session(project)
    network = copy.deepcopy(session.network)
    nodes = {step.node: [p for _, p in network.parameters_of(step.node)] for step in network.steps}
    named = [name for name in nodes if nodes[name]]
    optimizer = make([{"params": nodes[name], **groups.get(name, {})} for name in named])
    done = 0
    while done < steps:
        for batch in session.batches.epoch(project.training.batch_size):
            x, y = session.batches.take(batch)
            optimizer.zero_grad()
            session.loss.compute(network(x), y).backward()
            optimizer.step()
            done += 1
            if done == steps:
                break
    return torch.cat([p.detach().flatten() for p in network.parameters()])


@pytest.mark.parametrize(
    ("key", "params", "make"),
    [
        ("sgd", {"weight_decay": 0.1}, lambda g: torch.optim.SGD(g, lr=0.02, weight_decay=0.1)),
        ("nesterov", {}, lambda g: torch.optim.SGD(g, lr=0.02, momentum=0.9, nesterov=True)),
        ("adam", {}, lambda g: torch.optim.Adam(g, lr=0.02, fused=True)),
        ("adamw", {}, lambda g: torch.optim.AdamW(g, lr=0.02, fused=True)),
        ("radam", {}, lambda g: torch.optim.RAdam(g, lr=0.02)),
        ("adafactor", {}, lambda g: torch.optim.Adafactor(g, lr=0.02)),
    ],
)
@pytest.mark.parametrize("decay", [None, 0.3])
def test_they_are_the_groups_of_torch(key, params, make, decay, spiral, changed, run_on):
    project = changed(spiral, optimizer=(key, {"learning_rate": 0.02, **params}))
    groups = {"linear-2": {"lr": 0.002}}
    if decay is not None:
        groups["linear-2"]["weight_decay"] = decay
    expected = by_hand(project, make, groups, 30)
    session = Session(taught(project, linear_2=NodeTraining(rate_factor=0.1, weight_decay=decay)))
    run_on(session, steps=30)
    torch.testing.assert_close(session.theta, expected, rtol=1e-6, atol=1e-7)
    plain = Session(project)
    run_on(plain, steps=30)
    assert not torch.allclose(plain.theta, expected, atol=1e-4)


@pytest.mark.parametrize("optimizer", [("sgd", {"weight_decay": 0.2}), ("rprop", {})])
def test_a_decay_of_its_own_stands_in_for_l2_too(optimizer, spiral, changed):
    project = changed(spiral, optimizer=optimizer, l2=0.7)
    own, without = (
        Session(taught(each, linear_1=NodeTraining(weight_decay=0.0)))
        for each in (project, changed(project, l2=0.0))
    )
    own.train(1)
    without.train(1)
    part = own.segments["linear-1"]
    assert torch.equal(own.grad[part], without.grad[part])
    assert not torch.equal(own.grad, without.grad)


def test_neighbours_that_learn_alike_are_one_part(spiral):
    assert len(merged(groups_of(Session(spiral).network))) == 1
    slow = NodeTraining(rate_factor=0.5)
    sessions = [
        Session(taught(spiral, linear_1=slow)),
        Session(taught(spiral, linear_1=slow, linear_2=slow)),
        Session(taught(spiral, linear_2=slow)),
    ]
    assert [len(merged(groups_of(session.network))) for session in sessions] == [2, 2, 3]


def test_parts_cover_the_vector_in_its_order(spiral):
    session = Session(taught(spiral, linear_2=NodeTraining(rate_factor=2.0)))
    parts = groups_of(session.network)
    assert [part.where.start for part in parts] == [0, *(part.where.stop for part in parts[:-1])]
    assert parts[-1].where.stop == len(session.theta)
    for part in parts:
        assert torch.equal(part.tensors[0].detach().flatten(), session.theta[part.where])
    assert [part.matrix for part in parts] == [True, False, True, False, False, False]


def test_what_holds_for_a_block_holds_inside(spiral, run_on):
    inner = Graph(
        nodes=(
            Node(id="input", kind="input"),
            Node(id="a", kind="linear", params={"units": 8}, training=NodeTraining(rate_factor=0.5)),
            Node(id="output", kind="output"),
        )
    ).connect("input", "a")
    inner = inner.connect("a", "output")
    block = Node(
        id="block-1",
        kind="block",
        block=Block(graph=inner, repeat=2),
        training=NodeTraining(rate_factor=0.2, weight_decay=0.1, frozen=True),
    )
    graph = spiral.graph.insert(block, spiral.graph.outputs_of("linear-1")[0])
    session = Session(spiral.with_(graph=graph))
    inside = [step for step in session.network.steps if step.node.startswith("block-1/")]
    assert len(inside) == 2
    assert {step.training for step in inside} == {
        NodeTraining(rate_factor=0.1, weight_decay=0.1, frozen=True)
    }
    start = session.theta.clone()
    run_on(session, steps=3)
    for step in inside:
        part = session.segments[step.node]
        assert torch.equal(session.theta[part], start[part])


@pytest.mark.parametrize("l2_all", [False, True])
def test_l2_counts_biases_if_one_likes(l2_all, spiral, changed):
    session, free = Session(changed(spiral, l2=0.5, l2_all=l2_all)), Session(spiral)
    before = session.theta.clone()
    session.train(1)
    free.train(1)
    counted = torch.ones_like(before) if l2_all else session.flat.weights
    torch.testing.assert_close(session.grad, free.grad + 0.5 * counted * before)


def test_no_entry_of_the_gradient_is_larger_than_requested(spiral, changed):
    session, free = Session(changed(spiral, clip_value=1e-3)), Session(spiral)
    session.train(1)
    free.train(1)
    assert torch.equal(session.grad, free.grad.clamp(-1e-3, 1e-3))
    assert float(free.grad.abs().max()) > 1e-3


def frozen(project, *names):
    return project.with_(graph=freeze(project.graph, names, frozen=True))


def test_a_frozen_batch_norm_uses_and_keeps_its_statistics(noisy_net, changed, run_on):
    project = frozen(changed(noisy_net, average=0.5), "linear-1", "batch_norm-2")
    session, single = Session(project), Session(project)
    buffers = [buffer.clone() for buffer in session.network.buffers()]
    run_on(session, steps=9)
    session.evaluate()  # the average has statistics of its own, but not in a frozen norm
    single.gradients.replay.possible = False
    run_on(single, steps=9)
    assert all(torch.equal(now, then) for now, then in zip(session.network.buffers(), buffers, strict=True))
    assert torch.equal(session.theta, single.theta)
    assert not session.network.module_of("batch_norm-2").training
    lanes = LockstepTrainer(project, {"a": project.training, "b": project.training.with_(l2=0.1)})
    lanes.train(9)
    torch.testing.assert_close(lanes.members["a"].theta, session.theta)


@pytest.mark.parametrize("key", ["adam", "adafactor"])
def test_nodes_are_frozen_and_thawed_during_a_run(key, noisy_net, changed, run_on):
    project = changed(noisy_net, optimizer=(key, {}))
    session = Session(project)
    run_on(session, steps=4)
    before, part = session.theta.clone(), session.segments["linear-1"]
    cold = frozen(project, "linear-1", "batch_norm-2")
    assert apply_changes(session, cold) == "Linear 1, Batch norm frozen"
    assert torch.equal(session.theta, before)
    run_on(session, steps=4)
    assert torch.equal(session.theta[part], before[part])
    assert not torch.equal(session.theta, before)
    state = session.state()
    assert apply_changes(session, cold) == ""
    assert apply_changes(session, project) == "Linear 1, Batch norm thawed"
    run_on(session, steps=4)
    assert not torch.equal(session.theta[part], before[part])
    resumed = Session(cold)
    resumed.restore(state)
    assert session.project.graph == project.graph


def test_momenta_of_other_nodes_stay_when_one_is_frozen(spiral, changed, run_on):
    project = changed(spiral, optimizer=("adam", {}))
    session, plain = Session(project), Session(project)
    run_on(session, steps=5)
    run_on(plain, steps=5)
    apply_changes(session, frozen(project, "linear-1"))
    assert apply_changes(session, project)
    session.train(1)
    plain.train(1)
    for name, stays in (("linear-1", False), ("linear-2", True), ("linear-3", True)):
        part = session.segments[name]
        assert torch.equal(session.theta[part], plain.theta[part]) == stays


def test_outputs_of_frozen_first_layers_are_computed_once(noisy_net, changed, run_on):
    project = frozen(changed(noisy_net, optimizer=("adam", {})), "linear-1", "batch_norm-2")
    kept, plain = Session(project), Session(project)
    assert Session(noisy_net).gradients.features is None
    assert Session(frozen(noisy_net, "linear-4")).gradients.features is None
    features = kept.gradients.features
    assert features.layers == 2  # dropout behind them draws anew at every step
    plain.gradients.keep_features(None)
    losses = run_on(kept, steps=30)
    assert losses == pytest.approx(run_on(plain, steps=30), abs=1e-6)
    torch.testing.assert_close(kept.theta, plain.theta, rtol=1e-5, atol=1e-6)
    assert features.complete
    assert kept.gradients.replay.in_use
    state = kept.state()
    run_on(kept, steps=5)
    again = Session(project)
    again.restore(state)
    run_on(again, steps=5)
    assert torch.equal(again.theta, kept.theta)
    before = features.x.clone()
    set_weight(kept, WeightPlace("linear-1", 0, 0), 9.0)
    kept.train(1)
    assert not torch.equal(features.x, before)
    apply_changes(kept, noisy_net)
    assert kept.gradients.features is None
