"""Scripts for Keras compute what the program computes; all run in one process, since Keras takes seconds to import."""

import json
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch

from playground import load
from playground.build.analysis.shapes import analyze
from playground.build.data.loading import load_data
from playground.build.network import build_network
from playground.catalog.kinds import ACTIVATIONS, LAYERS, LOSSES
from playground.code.export import export_script
from playground.code.keras.layers import LAYERS as RULES
from playground.code.opening import order_seed
from playground.code.rungs import write_script
from playground.code.script import AboveRung
from playground.code.subject import subject
from playground.engine.training.session import Session
from playground.spec.base import Choice
from playground.spec.data import DataSpec
from playground.spec.graph import Edge, Graph, Node
from playground.spec.project import Project
from playground.spec.training import TrainingSpec

EXAMPLES = Path(__file__).parents[2] / "assets" / "examples"
STEPS = 6
RUNNER = """
import contextlib, io, json, sys
import numpy as np

sys.modules["sklearn"] = sys.modules["pandas"] = None  # what Keras offers for them takes seconds to import
found = {}
for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        source = file.read()
    begin, end = source.split("history = model.fit(")
    names = {"__file__": path, "__name__": "__main__"}
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(begin, path, "exec"), names)
            model = names["model"]
            scores = model.predict_on_batch(names["x_val"][:9])
            rate = names["Rate"]() if "Rate" in names else None
            if rate:
                rate.set_model(model)
            losses = []
            for batch in np.load(path.replace(".py", ".orders.npy"), allow_pickle=False):
                if rate:
                    rate.on_train_batch_begin(0)
                # The loss that is returned is a mean over the batches so far, unless it begins again.
                model.reset_metrics()
                penalty = sum(float(each) for each in model.losses)
                given = names["x_train"][batch], names["y_train"][batch]
                weights = names.get("class_weight")
                losses.append(float(model.train_on_batch(*given, class_weight=weights)[0]) - penalty)
    except Exception as problem:
        found[path] = [repr(problem), []]
        continue
    found[path] = [np.asarray(scores).tolist(), losses]
assert "playground" not in sys.modules
print(json.dumps(found))
"""


def chain(*layers, data="iris", **training):
    nodes = [Node(id="in", kind="input")]
    for place, layer in enumerate(layers):
        kind, params, activation = (*layer, *({}, None)[len(layer) - 1 :])
        name, settings = activation if isinstance(activation, tuple) else (activation, {})
        chosen = Choice(kind=name, params=settings) if name else None
        nodes.append(Node(id=f"n{place}", kind=kind, params=params, activation=chosen))
    nodes.append(Node(id="out", kind="output"))
    wires = tuple(Edge(source=a.id, target=b.id) for a, b in pairwise(nodes))
    training = {"epochs": 20, "batch_size": 16, **training}
    spec = DataSpec(dataset=Choice(kind=data), transform=Choice(kind="standardize"))
    settings = TrainingSpec(**training)
    return Project(name="Test", graph=Graph(nodes=tuple(nodes), edges=wires), data=spec, training=settings)


HEAD = ("linear", {"units": 10})


def cases():
    """Projects, and whether their whole curve is the program's, not only forward pass and first loss."""
    yield "lecture", load(EXAMPLES / "lecture-first-network.descent"), True
    yield "residual", load(EXAMPLES / "digits-residual.descent"), False  # Adam on gradients near 0
    for name in ("iris", "sine-1d", "digits-gru", "tokens-embedding"):
        yield name, load(EXAMPLES / f"{name}.descent"), name != "digits-gru"
    yield (
        "images",
        chain(
            ("conv2d", {"channels": 6, "stride": 1, "dilation": 2, "padding": 2}, "prelu"),
            ("batch_norm", {"momentum": 0.2}),
            ("conv2d", {"channels": 6, "padding": 0, "padding_end": 3}),
            ("max_pool", {"kernel": 3, "stride": 1, "padding": 1}),
            ("conv_transpose2d", {"channels": 4}, "selu"),
            ("instance_norm", {"affine": True}),
            ("avg_pool", {"padding": 1}),
            ("conv2d", {"channels": 4, "stride": 2, "groups": 2}, "hardswish"),
            ("group_norm", {"groups": 2}, ("leaky_relu", {"slope": 0.2})),
            ("upsample", {"mode": "bilinear"}),
            ("layer_norm",),
            ("adaptive_pool", {"height": 2, "width": 5}),
            ("flatten",),
            HEAD,
            data="digits",
            optimizer=Choice(kind="momentum"),
        ),
        True,
    )
    yield (
        "steps",
        chain(
            ("rows",),
            ("conv1d", {"channels": 8, "padding": 0}, "gelu"),
            ("self_attention", {"causal": True}),
            ("lstm", {"units": 6, "every_step": True}, "softplus"),
            ("rms_norm",),
            ("rnn", {"units": 6, "every_step": True}),
            ("step_pool", {"keep": "last"}),
            ("reshape", {"shape": "2 × 3 × 1"}),
            ("global_pool", {"keep": "max"}, "mish"),
            HEAD,
            data="digits",
        ),
        False,
    )
    body = ("linear", {"units": 8}, "tanh"), ("linear", {"units": 3}, "elu"), ("linear", {"units": 3})
    for kind in (
        "nesterov",
        "adam",
        "amsgrad",
        "adamw",
        "adamax",
        "lion",
        "rmsprop",
        "adagrad",
        "adadelta",
        "nadam",
    ):
        settings = {"momentum_decay": 1.0} if kind == "nadam" else {}
        yield kind, chain(*body, optimizer=Choice(kind=kind, params=settings), clip_norm=0.5), True
    yield "smooth", chain(*body, loss=Choice(kind="cross_entropy", params={"label_smoothing": 0.1})), True
    pieces = ("maxout", {"units": 8, "pieces": 3}), ("linear", {"units": 6}, ("sine", {"frequency": 2.0}))
    bent = ("linear", {"units": 6}, ("maxout", {"pieces": 2}))
    yield "bent", chain(*pieces, bent, body[2], loss=Choice(kind="hinge"), l1=0.01, l2=0.02), True
    yield "all", chain(*body, l2=0.1, l2_all=True, class_weights="typed", typed_weights="1, 0.5, 3"), True
    places = ("rows",), ("learned_positions",), ("positional_encoding",), ("flatten",), HEAD
    yield "places", chain(*places, data="digits", class_weights="balanced"), True
    yield "yes", chain(("linear", {"units": 1}), data="breast_cancer", loss=Choice(kind="bce")), True
    yield "each", chain(*body, loss=Choice(kind="bce")), True
    soft = (body[0], ("linear", {"units": 3}, "softmax"))
    yield "nll", chain(*soft, loss=Choice(kind="nll")), True
    for kind in ("mse", "l1", "huber"):
        yield kind, chain(("linear", {"units": 1}), data="diabetes", loss=Choice(kind=kind)), True


def test_forward_pass_and_losses_agree(tmp_path):
    paths, own = [], {}
    for name, project, exact in cases():
        report = analyze(project)
        assert not report.problems, name
        path = tmp_path / f"{name}.py"
        export_script(project, "keras", path)
        data, about = load_data(project.data), subject(project, report)
        generator = torch.Generator().manual_seed(order_seed(about))
        size = min(project.training.batch_size, len(data.x_train))
        order = torch.randperm(len(data.x_train), generator=generator)[: STEPS * size]
        orders = order[: len(order) // size * size].reshape(-1, size).numpy()
        np.save(path.with_suffix(".orders.npy"), orders)
        network = build_network(project.graph, report, project.training.seed).eval()
        with torch.inference_mode():
            scores = LOSSES.of(project.training.loss).scores(network(data.x_val[:9]), data.info.task)
        session = Session(project, device="cpu")
        losses = session.advance(len(orders)).loss.tolist()
        paths.append(str(path))
        own[name] = scores, losses, exact
    done = subprocess.run(
        [sys.executable, "-c", RUNNER, *paths],
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
        env={**os.environ, "KERAS_BACKEND": "torch", "KERAS_HOME": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr[-3000:]
    wrong = {}
    for path, (scores, losses) in json.loads(done.stdout).items():
        name = Path(path).stem
        ours, curve, exact = own[name]
        if isinstance(scores, str):
            wrong[name] = scores
            continue
        given = np.array(scores)
        if name == "yes":  # one probability
            ours = ours[:, 1:]
        if name == "bent":  # margins
            given = torch.tensor(given).softmax(1).numpy()
        if name == "each":  # each on its own
            given = given / given.sum(1, keepdims=True)
        count = len(curve) if exact else 1
        differences = np.abs(given - ours.numpy()).max(), np.abs(np.subtract(losses, curve))[:count].max()
        if max(differences) > 1e-5 * max(1, np.abs(curve).max()):
            wrong[name] = differences
    assert wrong == {}


def test_every_layer_has_a_rule_or_a_sentence():
    assert {kind.key for kind in LAYERS} == set(RULES)
    for layer, settings, words in (
        (("max_pool", {"kernel": 3, "padding": 1}), {}, "Max pool cannot be written for Keras: its padding"),
        (("rms_norm",), {"l2": 0.1, "l2_all": True}, "Keras: "),
        (("flatten",), {"sampling": "balanced"}, "Balanced sampling is not written for Keras"),
        (("flatten",), {"optimizer": Choice(kind="lamb")}, "LAMB cannot be written for Keras: its LAMB"),
    ):
        with pytest.raises(AboveRung, match=words):
            write_script(chain(layer, ("flatten",), HEAD, data="digits", **settings), "keras", "x.npz")
    nadam = chain(("flatten",), HEAD, data="digits", optimizer=Choice(kind="nadam"))
    assert "lets the momentum grow" in write_script(nadam, "keras", "x.npz").text
    refused = set()
    for kind in ACTIVATIONS:
        try:
            write_script(
                chain(("linear", {"units": 4}, kind.key), ("linear", {"units": 3})), "keras", "x.npz"
            )
        except AboveRung as above:
            refused.add(str(above))
    assert refused == set()
