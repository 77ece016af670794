import copy

import pytest
import torch

from playground.engine.population.losses import Population
from playground.engine.training.modes import eval_mode
from playground.spec.base import Choice
from playground.spec.graph import Node


def branches(chain, merge):
    """Two Linear layers side by side on one, merged, then a third."""
    graph = chain(("linear", {"units": 6}, "tanh"), (merge, {}, "relu"), ("linear", {"units": 2}, None))
    graph = graph.disconnect(*graph.inputs_of(f"{merge}-2"))
    for name in ("a", "b"):
        graph = graph.add(Node(id=name, kind="linear", params={"units": 5}, activation=Choice(kind="elu")))
        graph = graph.connect("linear-1", name).connect(name, f"{merge}-2")
    return graph


NETWORKS = {
    "relu": (("linear", {"units": 7}, "relu"), ("linear", {"units": 2}, None)),
    "no bias": (("linear", {"units": 7, "bias": False}, "sigmoid"), ("linear", {"units": 2}, "silu")),
    "prelu": (("linear", {"units": 7}, "prelu"), ("linear", {"units": 2}, None)),
    "maxout": (("linear", {"units": 6}, "maxout"), ("linear", {"units": 2}, None)),
    "norms": (
        ("linear", {"units": 7}, None),
        ("batch_norm", {}, "gelu"),
        ("layer_norm", {}, None),
        ("dropout", {"probability": 0.5}, None),
        ("linear", {"units": 2}, None),
    ),
    "alone": (("linear", {"units": 4}, None), ("activation", {}, "relu"), ("linear", {"units": 2}, None)),
}


def around(session, count=11):
    """Parameter vectors around the session's own."""
    noise = torch.randn(count, session.theta.numel(), generator=torch.Generator().manual_seed(5))
    return session.theta + 0.3 * noise


def plain(session, thetas, x, target):
    """One after the other, by loading each into a copy of the network."""
    network = copy.deepcopy(session.network).eval()
    result = []
    for theta in thetas:
        torch.nn.utils.vector_to_parameters(theta, network.parameters())
        with torch.no_grad():
            result.append(session.loss.compute(network(x), target))
    return torch.stack(result)


def check_all_ways(session, samples=60):
    session.train(5)  # so that running statistics are not those of the start
    x = session.data.x_train[:samples]
    target = session.loss.target(session.data.y_train[:samples], session.data.info.targets)
    population = Population(session.network, session.loss, x, target)
    thetas = around(session)
    expected = plain(session, thetas, x, target)
    assert torch.allclose(population.losses(thetas), expected, rtol=1e-4, atol=1e-5)
    ways = {"loop": population._by_loop, "vmap": population._by_vmap, "stacked": population._by_stacks}
    works = {}
    with torch.inference_mode(), eval_mode(session.network):
        for name, way in ways.items():
            works[name] = population._agrees(way, thetas[:1].repeat(3, 1), expected[:1])
            if works[name]:
                assert torch.allclose(way(thetas), expected, rtol=1e-4, atol=1e-5), name
    return works


@pytest.mark.parametrize("name", NETWORKS)
def test_every_way_gives_the_plain_loss(name, chain, session_of):
    works = check_all_ways(session_of("spiral", {"samples": 120}, chain(*NETWORKS[name])))
    assert works["loop"]
    assert works["vmap"]
    assert works["stacked"]


@pytest.mark.parametrize("merge", ["add", "concat", "multiply"])
def test_branches(merge, chain, session_of):
    works = check_all_ways(session_of("moons", {"samples": 120}, branches(chain, merge)))
    assert works == {"loop": True, "vmap": True, "stacked": True}


def test_images(small_cnn):
    works = check_all_ways(small_cnn)
    assert works["loop"]
    assert works["vmap"]


def test_flattened_images_are_stacked(chain, session_of):
    graph = chain(("flatten", {}, None), ("linear", {"units": 10}, None))
    assert check_all_ways(session_of("digits", {}, graph))["stacked"]


def test_rules_that_do_not_fit_an_image_are_not_used(chain, session_of):
    graph = chain(
        ("conv2d", {"channels": 4}, None),
        ("activation", {}, "maxout"),
        ("flatten", {}, None),
        ("linear", {"units": 10}, None),
    )
    check_all_ways(session_of("digits", {}, graph))


@pytest.mark.parametrize(
    ("dataset", "loss", "outputs"),
    [
        ("spiral", "bce", 1),
        ("spiral", "hinge", 2),
        ("iris", "bce", 3),
        ("diabetes", "mse", 1),
        ("diabetes", "huber", 1),
        ("sine", "l1", 1),
    ],
)
def test_losses(dataset, loss, outputs, chain, session_of):
    graph = chain(("linear", {"units": 5}, "tanh"), ("linear", {"units": outputs}, None))
    check_all_ways(session_of(dataset, {}, graph, loss=loss, transform="standardize"))


def test_nothing_is_disturbed(small_cnn, losses_of):
    session = small_cnn
    session.train(3)
    network = session.network
    network.steps[2].module.eval()  # one that is in another mode than the rest
    before = {name: value.clone() for name, value in network.state_dict().items()}
    modes = [module.training for module in network.modules()]
    gradient, state = session.grad.clone(), torch.get_rng_state()
    losses_of(session, around(session), session.data.x_train[:40], session.data.y_train[:40])
    assert all(torch.equal(before[name], value) for name, value in network.state_dict().items())
    assert [module.training for module in network.modules()] == modes
    assert torch.equal(session.grad, gradient)
    assert torch.equal(torch.get_rng_state(), state)
    assert all(p.requires_grad for p in network.parameters())


def test_modes_are_restored_after_a_failure(small_cnn):
    modes = [module.training for module in small_cnn.network.modules()]
    assert any(modes)

    def fail():
        with eval_mode(small_cnn.network):
            assert not any(module.training for module in small_cnn.network.modules())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert [module.training for module in small_cnn.network.modules()] == modes


def test_losses_of_extreme_parameters_are_reported_as_they_are(spiral_session, losses_of):
    x, y = spiral_session.data.x_train, spiral_session.data.y_train
    thetas = around(spiral_session, 4)
    thetas[1] = float("nan")
    thetas[2] = 1e30
    found = losses_of(spiral_session, thetas, x, y)
    assert torch.isfinite(found).tolist() == [True, False, False, True]


def test_many_vectors_come_in_their_order_whatever_the_chunks(spiral_session):
    x = spiral_session.data.x_train
    target = spiral_session.loss.target(spiral_session.data.y_train, 2)
    population = Population(spiral_session.network, spiral_session.loss, x, target)
    thetas = around(spiral_session, 700)
    whole = population.losses(thetas)
    one_by_one = torch.cat([population.losses(theta[None]) for theta in thetas[::50]])
    assert torch.allclose(whole[::50], one_by_one, rtol=1e-4, atol=1e-6)


def test_no_vectors_have_no_losses(spiral_session, losses_of):
    assert losses_of(
        spiral_session,
        spiral_session.theta.new_empty(0, spiral_session.theta.numel()),
        spiral_session.data.x_train,
        spiral_session.data.y_train,
    ).shape == (0,)


def test_chunk_keeps_the_memory_bounded(spiral_session, chain, session_of):
    wide = session_of(
        "spiral", {"samples": 400}, chain(("linear", {"units": 9000}, None), ("linear", {"units": 2}, None))
    )
    x = wide.data.x_train
    population = Population(wide.network, wide.loss, x, wide.loss.target(wide.data.y_train, 2))
    assert population.chunk * len(x) * 9000 <= 2 * 8_000_000


def test_flat_vector_is_in_the_network_s_order(small_cnn):
    flat = torch.cat([p.detach().flatten() for p in small_cnn.network.parameters()])
    assert torch.equal(flat, small_cnn.theta)
