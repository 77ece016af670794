"""Scripts on all rungs reproduce the program's own losses from the same weights.

Starting Python with torch takes seconds, so that all scripts of this module run in one process.
"""

from itertools import cycle, pairwise
from math import prod
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from playground import load
from playground.build.analysis.shapes import analyze
from playground.catalog.kinds import (
    ACTIVATIONS,
    DATASETS,
    LAYERS,
    LOSSES,
    OPTIMIZERS,
    SCHEDULES,
    TRANSFORMS,
    ShapeProblem,
    Tokens,
)
from playground.code.rungs import RUNGS
from playground.code.script import AboveRung
from playground.spec.base import Choice
from playground.spec.data import DataSpec
from playground.spec.graph import Edge, Graph, Node
from playground.spec.project import Project
from playground.spec.training import NodeTraining, TrainingSpec

EXAMPLES = sorted((Path(__file__).parents[2] / "assets" / "examples").glob("*.descent"))
LARGE = {"fashion-mnist-cnn": ("module",), "lecture-first-network": ("numpy",)}
"""Their data files take seconds, so that each is written once."""
APART = {"digits-imagenet"}
"""Most of a large network; ``tests/build/weights/test_published.py`` compares its script."""
TORCH = tuple(rung.key for rung in RUNGS if rung.key != "keras")
"""Keras has a test of its own."""
BY_HAND = {"numpy", "tensors", "autograd"}


def chain(*layers, data="iris", transform="none", **training):
    """A project whose layers ``(kind, params, activation)`` follow each other."""
    nodes = [Node(id="in", kind="input")]
    for place, layer in enumerate(layers):
        kind, params, activation = (*layer, *({}, None)[len(layer) - 1 :])
        chosen = Choice(kind=activation) if activation else None
        nodes.append(Node(id=f"n{place}", kind=kind, params=params, activation=chosen))
    nodes.append(Node(id="out", kind="output"))
    wires = tuple(Edge(source=a.id, target=b.id) for a, b in pairwise(nodes))
    graph = Graph(nodes=tuple(nodes), edges=wires)
    settings = TrainingSpec(epochs=20, batch_size=16).with_(**training)
    spec = DataSpec(dataset=Choice(kind=data), transform=Choice(kind=transform))
    return Project(name="Test", graph=graph, data=spec, training=settings)


def catalog():
    """Every optimizer, with each activation, loss and schedule beside one of them."""
    others = zip(cycle(ACTIVATIONS), cycle(LOSSES), cycle(SCHEDULES), OPTIMIZERS, strict=False)
    for activation, loss, schedule, optimizer in others:
        classes = "classification" in loss.tasks
        data, outputs = ("iris", 3) if classes else ("sine", 1)
        yield (
            optimizer.key,
            chain(
                ("linear", {"units": 8}, activation.key),
                ("linear", {"units": outputs}, loss.expects or None),
                data=data,
                loss=Choice(kind=loss.key),
                schedule=Choice(kind=schedule.key),
                optimizer=Choice(kind=optimizer.key),
            ),
        )


def networks():
    """Chains of layers and settings that no example has."""
    head = ("linear", {"units": 10})
    yield (
        "images",
        chain(
            ("conv2d", {"channels": 6, "stride": 2, "padding": 0, "padding_end": 1}, "prelu"),
            ("batch_norm",),
            ("max_pool", {"kernel": 3, "stride": 2, "padding": 1, "ceil": True}),
            ("conv_transpose2d", {"channels": 4}, "softmax"),
            ("instance_norm", {"affine": True}),
            ("dropout2d",),
            ("avg_pool",),
            ("group_norm", {"groups": 2}, "maxout"),
            ("upsample", {"mode": "bilinear"}),
            ("layer_norm",),
            ("adaptive_pool", {"height": 2, "width": 3}),
            ("rms_norm",),
            ("global_pool", {"keep": "max"}),
            head,
            data="digits",
            clip_norm=0.5,
        ),
    )
    yield (
        "steps",
        chain(
            ("rows",),
            ("conv1d", {"channels": 8, "stride": 1}, "gelu"),
            ("positional_encoding",),
            ("self_attention", {"causal": True}),
            ("batch_norm",),
            ("lstm", {"units": 6, "every_step": True}),
            ("learned_positions",),
            ("gru", {"units": 6, "every_step": True}),
            ("rms_norm",),
            ("step_pool", {"keep": "max"}),
            ("reshape", {"shape": "2 × 3"}),
            ("rnn", {"units": 5}),
            head,
            data="digits",
            l1=1e-3,
            clip_value=0.1,
        ),
    )
    yield (
        "lists",
        chain(
            ("gaussian_noise",),
            ("maxout", {"units": 6}),
            ("identity",),
            ("activation", {}, "sine"),
            ("group_norm", {"groups": 1}),
            ("linear", {"units": 3, "bias": False}),
            l2=1e-2,
            l2_all=True,
            warmup=10,
        ),
    )
    own = chain(("linear", {"units": 6}, "mish"), ("linear", {"units": 5}, "relu"), ("linear", {"units": 3}))
    first, second, third = (own.graph.node(f"n{place}") for place in range(3))
    changed = (
        first.with_(training=NodeTraining(rate_factor=0.5)),
        second.with_(training=NodeTraining(frozen=True)),
        third.with_(training=NodeTraining(weight_decay=0.1)),
    )
    weighted = {"class_weights": "typed", "typed_weights": "1, 2.5, 0.5", "sampling": "balanced"}
    yield "weighted", chain(("linear", {"units": 3}), **weighted)
    yield "balanced", chain(("linear", {"units": 3}), class_weights="balanced")
    yield "own-settings", own.with_(graph=own.graph.replace(*changed))
    yield "frozen", own.with_(graph=own.graph.replace(changed[1]))
    yield "merged", merged()
    few = {"epochs": 3, "batch_size": 200}
    for transform in TRANSFORMS:
        images = transform.key.startswith(("channel", "mean"))
        data, outputs = ("digits", 10) if images else ("diabetes", 1)
        layers = [("flatten",)] * images + [("linear", {"units": outputs})]
        loss = Choice(kind="cross_entropy" if images else "huber")
        yield transform.key, chain(*layers, data=data, transform=transform.key, loss=loss, **few)
    yield "yes-or-no", chain(("linear", {"units": 1}), data="breast_cancer", loss=Choice(kind="bce"), **few)


def merged():
    """Every layer that joins branches."""
    graph = chain(("linear", {"units": 4}, "tanh"), ("linear", {"units": 3})).graph
    for kind, first in (("add", "n0"), ("multiply", "add"), ("concat", "multiply")):
        graph = graph.add(Node(id=kind, kind=kind)).connect(first, kind).connect("in", kind)
    graph = graph.disconnect(*graph.inputs_of("n1")).connect("concat", "n1")
    return chain().with_(graph=graph)


@st.composite
def random_projects(draw):
    """A chain of any layers that fit each other, with any loss, optimizer and schedule."""
    data = draw(st.sampled_from(["iris", "digits", "sine", "comparisons"]))
    info = DATASETS.create(data).info()
    losses = [entry for entry in LOSSES if info.task in entry.tasks]
    loss = draw(st.sampled_from(losses))
    shape = Tokens(*info.shape, len(info.token_names)) if info.token_names else tuple(info.shape)
    layers = [("embedding", {"vocabulary": len(info.token_names)})] if info.token_names else []
    shape = (*shape, 8) if layers else shape
    for _ in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from([layer.key for layer in LAYERS if _takes(layer, shape)]))
        after = LAYERS.create(kind).out_shape(shape)
        activation = draw(st.sampled_from([None, *(a.key for a in ACTIVATIONS if _fits(a, after))]))
        layers.append((kind, {}, activation))
        shape = ACTIVATIONS.create(activation).out_shape(after) if activation else after
        assume(prod(shape) <= 1_000)  # large ones take seconds
    outputs = loss().outputs(info.targets)
    layers += [("flatten",)] * (len(shape) > 1) + [("linear", {"units": outputs}, loss.expects or None)]
    # Optimizers that divide by the size of gradients turn rounding errors into steps where a gradient is 0, as that
    # of a bias before a norm; they are compared on networks without such gradients. A large rate does so as well,
    # where the loss grows.
    optimizer = draw(st.sampled_from(["sgd", "momentum", "nesterov", "gradient_descent"]))
    return chain(
        *layers,
        data=data,
        loss=Choice(kind=loss.key),
        optimizer=Choice(kind=optimizer, params={"learning_rate": 1e-3}),
        schedule=Choice(kind=draw(st.sampled_from([s.key for s in SCHEDULES]))),
        l2=draw(st.sampled_from([0.0, 1e-3])),
        seed=draw(st.integers(0, 1000)),
    )


def _takes(layer, shape):
    if layer.key in {"input", "output", "embedding"} or layer.inputs[0] > 1:
        return False
    try:
        layer().out_shape(shape)
    except ShapeProblem:
        return False
    return True


def _fits(activation, shape):
    try:
        activation().out_shape(shape)
    except ShapeProblem:
        return False
    return True


def random_cases():
    found = []

    @given(random_projects())
    @settings(max_examples=8, database=None)
    def collect(project):
        found.append(project)

    collect()
    return [(f"random-{place}", project) for place, project in enumerate(found)]


@pytest.fixture(scope="module")
def outcome(scripts):
    """By name of a case, the rungs that can write it, and why others cannot; and which losses are wrong."""
    keys = TORCH
    examples = [
        (path.stem, load(path))
        for path in EXAMPLES
        if not path.stem.startswith("race-") and path.stem not in APART
    ]
    cases = [(name, project, LARGE.get(name, keys)) for name, project in examples]
    cases += [(name, project, ("numpy", "optim")) for name, project in catalog()]
    cases += [(name, project, ("sequential", "module")) for name, project in networks()]
    cases += [(name, project, ("tensors", "sequential", "module")) for name, project in random_cases()]
    written, refused = {}, {}
    for name, project, rungs in cases:
        assert analyze(project).problems == ()
        for rung in rungs:
            try:
                scripts.add(name, project, rung)
                written.setdefault(name, set()).add(rung)
            except AboveRung as above:
                refused.setdefault(name, {})[rung] = str(above)
    return written, refused, scripts.wrong()


def test_all_losses_agree(outcome):
    assert outcome[2] == {}


def test_every_example_is_written_on_every_rung_that_can_say_it(outcome):
    written, _, _ = outcome
    for name in ("circle", "diabetes-regression", "iris", "lecture-two-layer", "sine-1d", "spiral", "xor"):
        assert written[name] == set(TORCH)
    for name in ("digits-cnn", "digits-gru", "digits-mlp", "tokens-embedding", "wine-batchnorm"):
        assert written[name] == {"sequential", "optim", "module"}
    for name in ("digits-attention", "digits-residual"):
        assert written[name] == {"optim", "module"}
    assert all(written[name] == set(keys) for name, keys in LARGE.items())


def test_every_entry_has_code_or_a_sentence_that_says_why_not(outcome):
    written, refused, _ = outcome
    for optimizer in OPTIMIZERS:
        found = refused.get(optimizer.key, {})
        assert written.get(optimizer.key, set()) | set(found) == {"numpy", "optim"}
        assert all(words.endswith(".") and words.count(". ") == 0 for words in found.values())
    assert {s.key for s in SCHEDULES if s().code() is None} == {"plateau"}
    assert all(loss().code(2, task) for loss in LOSSES for task in loss.tasks)
    assert all(activation().code((4,)) for activation in ACTIVATIONS)
    for layer in LAYERS:
        shape = next(x for x in (Tokens(3, 5), (4,), (4, 4), (4, 4, 4)) if _takes_any(layer, x))
        assert layer().code(*[shape] * max(1, layer.inputs[0])) is not None


def _takes_any(layer, shape):
    try:
        return bool(layer().out_shape(*[shape] * max(1, layer.inputs[0])))
    except ShapeProblem:
        return False


def test_what_is_above_a_rung_is_said_in_one_sentence(outcome):
    _, refused, _ = outcome
    assert refused["digits-residual"]["sequential"] == (
        "The network branches, which nn.Sequential cannot; the rung nn.Module has it."
    )
    assert "Batch norm" in refused["wine-batchnorm"]["numpy"]
    assert "second optimizer" in refused["muon"]["optim"]
    assert "rung torch.optim" in refused["asgd"]["numpy"]
