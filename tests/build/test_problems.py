"""Each mistake is told at its place in one sentence, with remedies that remove it; the rest keeps its shapes."""

import re
from itertools import pairwise

import pytest

from playground.app.changes import Change, classify
from playground.build.analysis.shapes import analyze, basis
from playground.build.expand import expand
from playground.build.network import build_network
from playground.build.report import Lost
from playground.catalog.files import published_images
from playground.spec.augmentation import AugmentSpec
from playground.spec.base import Choice
from playground.spec.block import group
from playground.spec.graph import Edge, Graph, Node
from playground.spec.project import Project

I, O, HEAD = ("input",), ("output",), ("linear", {"units": 2})  # noqa: E741
CHAIN = ["i>a", "a>o"]
DIGITS = {"dataset": "digits"}
MISTAKES = {
    # name: (nodes, wires, choices, node with the problem, words, nodes that keep their shapes)
    "no input": ({"a": HEAD, "o": O}, ["a>o"], {}, None, "has no input", []),
    "no output": ({"i": I, "a": HEAD}, ["i>a"], {}, None, "has no output", ["i", "a"]),
    "nothing": ({}, [], {}, None, "has no input", []),
    "two inputs": (
        {"i": I, "j": I, "a": HEAD, "o": O}, CHAIN, {}, "j", "has 2 inputs, but can have only one", ["i", "a", "o"],
    ),
    "two outputs": (
        {"i": I, "a": HEAD, "o": O, "p": O}, [*CHAIN, "a>p"], {}, "p", "has 2 outputs", ["i", "a", "o"],
    ),
    "missing flatten": (
        {"i": I, "a": ("linear", {"units": 10}), "o": O}, CHAIN, DIGITS, "a", "gets 1 × 8 × 8", ["i"],
    ),
    "image at the output": ({"i": I, "a": ("conv2d",), "o": O}, CHAIN, DIGITS, "o", "gets 16 × 8 × 8", ["i", "a"]),
    "list into a convolution": (
        {"i": I, "a": ("conv2d",), "b": HEAD, "o": O}, ["i>a", "a>b", "b>o"], {}, "a", "takes an image", ["i"],
    ),
    "window larger than the image": (
        {"i": I, "a": ("max_pool", {"kernel": 9}), "b": ("global_pool",), "c": HEAD, "o": O},
        ["i>a", "a>b", "b>c", "c>o"], DIGITS, "a", "9 × 9 window of Max pool is larger", ["i"],
    ),
    "too much padding": (
        {"i": I, "a": ("avg_pool", {"padding": 2}), "b": ("global_pool",), "o": O},
        ["i>a", "a>b", "b>o"], DIGITS, "a", "at most half its window", ["i"],
    ),
    "groups that do not divide": (
        {"i": I, "a": ("conv2d", {"groups": 3}), "b": ("global_pool",), "o": O},
        ["i>a", "a>b", "b>o"], DIGITS, "a", "do not split into 3 groups", ["i"],
    ),
    "circle": (
        {"i": I, "a": ("add",), "b": ("linear",), "c": HEAD, "o": O},
        ["i>a", "a>b", "b>a", "b>c", "c>o"], {}, "b", "form a cycle through", ["i"],
    ),
    "two branches that do not fit": (
        {"i": I, "a": ("linear", {"units": 3}), "b": ("linear", {"units": 4}), "c": ("add",), "d": HEAD, "o": O},
        ["i>a", "i>b", "a>c", "b>c", "c>d", "d>o"], {}, "c", "gets 3 and 4", ["i", "a", "b"],
    ),
    "one branch": (
        {"i": I, "a": ("add",), "b": HEAD, "o": O}, ["i>a", "a>b", "b>o"], {}, "a", "needs 2 inputs and has 1", ["i"],
    ),
    "two wires into one input": (
        {"i": I, "a": ("linear",), "b": HEAD, "o": O},
        ["i>a", "a>b", "i>b", "b>o"], {}, "b", "takes 1 input, but 2 wires end there", ["i", "a"],
    ),
    "dangling branch": (
        {"i": I, "a": HEAD, "b": ("linear",), "o": O}, [*CHAIN, "i>b"], {}, "b", "leads nowhere", ["i", "a", "b", "o"],
    ),
    "lost layer": (
        {"i": I, "a": HEAD, "b": ("dropout",), "o": O}, CHAIN, {}, "b", "nothing feeds it", ["i", "a", "o"],
    ),
    "cut wire": ({"i": I, "a": HEAD, "o": O}, ["i>a"], {}, "o", "Output is not connected", ["i", "a"]),
    "wire into the input": (
        {"i": I, "a": ("linear",), "b": HEAD, "o": O, "d": ("dropout",)},
        ["i>a", "a>b", "b>o", "d>i"], {}, "i", "Nothing can come before the input", ["i", "a", "b", "o"],
    ),
    "wire from the output": (
        {"i": I, "a": HEAD, "o": O, "d": ("dropout",)}, [*CHAIN, "o>d"], {}, "o", "Nothing can follow", ["i", "a", "o"],
    ),
    "head too narrow": (
        {"i": I, "a": HEAD, "o": O}, CHAIN, {"dataset": "iris"}, "a", "has 2 numbers, .* 3 classes needs 3", ["o"],
    ),
    "head too wide": (
        {"i": I, "a": ("linear", {"units": 2}), "o": O}, CHAIN, {"loss": "bce"}, "a", "2 classes needs 1", ["o"],
    ),
    "one output for two classes": (
        {"i": I, "a": ("linear", {"units": 1}), "o": O}, CHAIN, {}, "a", "2 classes needs 2", ["o"],
    ),
    "hidden layer as head": (
        {"i": I, "a": ("linear", {"units": 7}, "relu"), "o": O}, CHAIN, {}, "a", "has 7 numbers", ["i", "a", "o"],
    ),
    "no head at all": (
        {"i": I, "o": O}, ["i>o"], {"dataset": "sine", "loss": "cross_entropy"}, None, "needs classes", ["i", "o"],
    ),
    "image head": (
        {"i": I, "a": ("flatten",), "o": O}, CHAIN, DIGITS, "o", "64 numbers, .* needs 10", ["i", "a", "o"],
    ),
    "sigmoid twice": (
        {"i": I, "a": ("linear", {"units": 1}, "sigmoid"), "o": O}, CHAIN, {"loss": "bce"}, "a",
        "applies Sigmoid by itself", ["i", "a", "o"],
    ),
    "softmax twice": (
        {"i": I, "a": (*HEAD, "softmax"), "o": O}, CHAIN, {}, "a",
        "applies Softmax by itself; with Softmax before it", ["o"],
    ),
    "sigmoid before softmax": (
        {"i": I, "a": HEAD, "b": ("activation", {}, "sigmoid"), "o": O}, ["i>a", "a>b", "b>o"], {}, "b",
        "applies Softmax by itself; with Sigmoid before it", ["o"],
    ),
    "no softmax at all": (
        {"i": I, "a": HEAD, "o": O}, CHAIN, {"loss": "nll"}, "a", "does not end with Softmax", ["i", "a", "o"],
    ),
    "another end than softmax": (
        {"i": I, "a": (*HEAD, "relu"), "o": O}, CHAIN, {"loss": "nll"}, "a", "does not end with Softmax", ["o"],
    ),
    "no layer for the softmax": (
        {"i": I, "o": O}, ["i>o"], {"loss": "nll"}, "i", "does not end with Softmax", ["i", "o"],
    ),
    "softmax too wide": (
        {"i": I, "a": ("linear", {"units": 7}, "softmax"), "o": O}, CHAIN, {"loss": "nll"}, "a", "needs 2", ["o"],
    ),
    "unknown layer": (
        {"i": I, "a": ("warp",), "b": HEAD, "o": O}, ["i>a", "a>b", "b>o"], {}, "a", "no layer called “warp”", ["i"],
    ),
    "unknown parameter": (
        {"i": I, "a": ("linear", {"units": 2, "wings": 1}), "o": O}, CHAIN, {}, "a", "no parameter “wings”", ["i"],
    ),
    "refused parameter": (
        {"i": I, "a": ("dropout", {"probability": 2}), "b": HEAD, "o": O}, ["i>a", "a>b", "b>o"], {}, "a",
        "should be at most 0.95", ["i"],
    ),
    "unknown activation": (
        {"i": I, "a": (*HEAD, "wobble"), "o": O}, CHAIN, {}, "a", "no activation called “wobble”", ["i"],
    ),
    "refused activation": (
        {"i": I, "a": (*HEAD, ("elu", {"alpha": -1})), "o": O}, CHAIN, {}, "a", "should be more than 0", ["i"],
    ),
    "activation that does not divide": (
        {"i": I, "a": ("linear", {"units": 9}, "maxout"), "b": HEAD, "o": O}, ["i>a", "a>b", "b>o"], {}, "a",
        "split 9 features into groups of 2", ["i"],
    ),
    "activation on the input": (
        {"i": ("input", {}, "relu"), "a": HEAD, "o": O}, CHAIN, {}, "i", "cannot have an activation", ["a"],
    ),
    "activation on the output": (
        {"i": I, "a": HEAD, "o": ("output", {}, "tanh")}, CHAIN, {}, "o", "cannot have an activation", ["i", "a", "o"],
    ),
    "unknown initializer": (
        {"i": I, "a": (*HEAD, None, "dust"), "o": O}, CHAIN, {}, "a", "no initializer called “dust”", ["i", "a", "o"],
    ),
    "refused initializer": (
        {"i": I, "a": (*HEAD, None, ("normal", {"std": 0})), "o": O}, CHAIN, {}, "a", "should be more than 0", ["o"],
    ),
    "classes for numbers": (
        {"i": I, "a": ("linear", {"units": 1}), "o": O}, CHAIN, {"dataset": "sine"}, None, "needs classes", ["o"],
    ),
}  # fmt: skip


@pytest.fixture(params=MISTAKES)
def mistake(request, draw):
    nodes, wires, choices, place, words, sound = MISTAKES[request.param]
    return draw(nodes, wires, **choices), place, words, sound


def found(project, words):
    report = analyze(project)
    return [problem for problem in (*report.problems, *report.remarks) if re.search(words, problem.message)]


def test_a_mistake_is_reported_where_it_is(mistake):
    project, place, words, _ = mistake
    (problem,) = found(project, words)
    assert problem.node == place
    assert problem.message[0].isupper() or problem.message[0].isdigit()
    assert problem.message.endswith(".")
    assert ". " not in problem.message
    report = analyze(project)
    told = report.of_node(place) if place else report.problems
    assert problem.message in [each.message for each in told]


def test_another_loss_is_offered_where_the_output_is_right_for_it(draw):
    for units, loss, other in (
        (1, "cross_entropy", "Use Binary cross-entropy"),
        (2, "bce", "Use Cross-entropy"),
    ):
        project = draw({"i": I, "a": ("linear", {"units": units}), "o": O}, CHAIN, loss=loss)
        assert [fix.label for fix in analyze(project).problems[0].fixes][-1] == other


def test_the_rest_keeps_its_shapes(mistake):
    project, _, _, sound = mistake
    report = analyze(project)
    assert set(sound) <= set(report.shapes)
    assert set(report.parameters) == set(report.multiply_adds) == set(report.shapes)


def test_every_remedy_removes_the_mistake(mistake):
    project, place, words, _ = mistake
    (problem,) = found(project, words)
    assert problem.fixes
    assert len({fix.label for fix in problem.fixes}) == len(problem.fixes)
    for fix in problem.fixes:
        mended = fix.apply(project)
        assert mended != project
        assert problem.message not in [each.message for each in found(mended, words) if each.node == place]


def test_remedy_after_remedy_leads_to_a_project_that_can_train(mistake):
    project, *_ = mistake
    for _ in range(6):
        problems = analyze(project).problems
        if not problems:
            break
        project = next(problem for problem in problems if problem.fixes).fixes[0].apply(project)
    assert analyze(project).problems == ()


def test_a_layer_that_feeds_itself(draw):
    project = draw({"i": I, "a": ("add",), "b": HEAD, "o": O}, ["i>a", "a>b", "b>o"])
    graph = project.graph.with_(edges=(*project.graph.edges, Edge(source="a", target="a", slot=1)))
    (problem,) = [p for p in analyze(project.with_(graph=graph)).problems if "form a cycle" in p.message]
    assert (problem.node, problem.edge) == ("a", ("a", "a"))
    assert problem.fixes[0].apply(project.with_(graph=graph)).graph.edges == project.graph.edges


@pytest.mark.parametrize("part", ["dataset", "transform", "optimizer", "schedule", "loss"])
@pytest.mark.parametrize(
    "choice", [Choice(kind="zzz"), Choice(kind="", params={"wings": 1})], ids=["kind", "params"]
)
def test_a_broken_choice_outside_the_network(chain, part, choice):
    project = chain(HEAD)
    place = "data" if part in {"dataset", "transform"} else "training"
    section = getattr(project, place)
    choice = choice if choice.kind else choice.with_(kind=getattr(section, part).kind)
    broken = project.with_(**{place: section.with_(**{part: choice})})
    (problem,) = analyze(broken).problems
    assert (problem.node, problem.place) == (None, place)
    assert problem.message.endswith(".")
    assert analyze(problem.fixes[0].apply(broken)).problems == ()
    assert set(analyze(broken).shapes) == (set() if part == "dataset" else {"i", "a", "o"})


def test_preprocessing_that_does_not_fit_the_data_says_so_and_can_be_left_out(chain):
    project = chain(HEAD)
    broken = project.with_(data=project.data.with_(transform=Choice(kind="channel_mean")))
    (problem,) = analyze(broken).problems
    assert problem.place == "data"
    assert problem.message == "Channel mean is for images, but a sample of this data set is 2 numbers."
    assert analyze(problem.fixes[0].apply(broken)).problems == ()


def test_preprocessing_decides_on_the_shape_of_the_input(chain):
    project = chain(HEAD)
    fewer = Choice(kind="pca", params={"components": 1})
    assert analyze(project.with_(data=project.data.with_(transform=fewer))).shapes["i"] == (1,)
    wrong = Choice(kind="pca", params={"components": 0})
    (problem,) = analyze(project.with_(data=project.data.with_(transform=wrong))).problems
    assert "components" in problem.message


def test_the_parameter_that_is_refused_goes_back_to_its_default_alone(draw):
    boxes = {"i": I, "a": ("conv2d", {"channels": 7, "kernel": 99, "padding": 0}), "o": O}
    project = draw(boxes, CHAIN, **DIGITS)
    fix = analyze(project).of_node("a")[0].fixes[0]
    assert fix.apply(project).graph.node("a").params == {"channels": 7, "padding": 0}


def test_what_a_remedy_inserts_lies_between_and_moves_the_rest_along(draw):
    project = draw({"i": I, "a": ("linear", {"units": 10}), "o": O}, CHAIN, **DIGITS)
    mended = analyze(project).of_node("a")[0].fixes[0].apply(project)
    places = [node.x for node in sorted(mended.graph.nodes, key=lambda n: mended.graph.order().index(n.id))]
    assert [mended.graph.node(i).kind for i in mended.graph.order()] == [
        "input",
        "flatten",
        "linear",
        "output",
    ]
    assert all(after - before >= 180 for before, after in pairwise(places))


def test_a_softmax_where_the_loss_has_its_own_can_stay_with_another_loss(chain):
    (problem,) = analyze(chain((*HEAD, "softmax"))).problems
    assert [fix.label for fix in problem.fixes] == ["Remove the activation", "Use Negative log-likelihood"]
    for fix in problem.fixes:
        assert analyze(fix.apply(chain((*HEAD, "softmax")))).problems == ()


def test_a_softmax_at_the_end_of_a_block_is_found_and_taken_off_there(chain):
    project = chain((*HEAD, "softmax"))
    project = project.with_(graph=group(project.graph, ["a"])[0])
    (problem,) = analyze(project).problems
    assert problem.node.endswith("/1/a")
    mended = problem.fixes[0].apply(project)
    assert analyze(mended).problems == ()
    assert expand(mended.graph).graph.node(problem.node).activation is None


def test_batch_norm_on_single_samples_is_reported_at_the_norm(chain):
    project = chain(("linear", {"units": 4}), ("batch_norm",), HEAD)
    assert analyze(project).problems == ()
    project = project.with_(training=project.training.with_(batch_size=1))
    for each in (project, project.with_(graph=group(project.graph, ["a", "b"])[0])):
        (problem,) = analyze(each).problems
        assert problem.node.endswith("b")
        assert re.search(
            "Batch norm needs batches of at least 2 samples, but the batch size is 1", problem.message
        )
        mended = problem.fixes[0].apply(each)
        assert mended.training.batch_size == 2
        assert analyze(mended).problems == ()


# --- files of well-known data --------------------------------------------------------------------------

FILES = {
    "mnist": [
        f"{part}-{kind}-ubyte" for part in ("train", "t10k") for kind in ("images-idx3", "labels-idx1")
    ],
    "fashion_mnist": [
        f"{part}-{kind}-ubyte.gz" for part in ("train", "t10k") for kind in ("images-idx3", "labels-idx1")
    ],
    "cifar10": [*(f"data_batch_{number}.bin" for number in range(1, 6)), "test_batch.bin"],
}


def two_images(name):
    """What a file of this name begins with."""
    if name.endswith(".bin"):
        return bytes(2 * 3073)
    sizes = (2, 28, 28) if "images" in name else (2,)
    return bytes([0, 0, 8, len(sizes)]) + b"".join(size.to_bytes(4, "big") for size in sizes)


@pytest.fixture
def images():
    """A network of ten classes that takes images of any size."""
    nodes = (("i", "input", {}), ("f", "flatten", {}), ("a", "linear", {"units": 10}), ("o", "output", {}))
    graph = Graph(nodes=tuple(Node(id=name, kind=kind, params=params) for name, kind, params in nodes))
    for source, target in ("if", "fa", "ao"):
        graph = graph.connect(source, target)
    return Project(graph=graph)


def told(project, kind, folder=""):
    params = {"folder": str(folder)} if folder else {}
    return analyze(project.with_(data=project.data.with_(dataset=Choice(kind=kind, params=params))))


@pytest.mark.parametrize("kind", FILES)
def test_images_that_are_not_in_their_folder_are_missed_before_the_run_and_seen_when_they_come(
    images, tmp_path, kind
):
    folder = tmp_path / "here"
    for make in (lambda: None, folder.mkdir):
        make()
        report = told(images, kind, folder)
        (problem,) = report.problems
        assert str(folder) in problem.message
        assert (problem.place, problem.lost) == ("data", Lost("folder", "folder", str(folder)))
        assert [fix.label for fix in problem.fixes] == ["Use the spiral"]
        assert report.data.targets == 10
        assert set(report.shapes) == {"i", "f", "a", "o"}
    for name in FILES[kind]:
        (folder / name).touch()
    (problem,) = told(images, kind, folder).problems
    assert FILES[kind][0] in problem.message, "names alone prove nothing"
    for name in FILES[kind]:
        (folder / name).write_bytes(two_images(name))
    assert told(images, kind, folder).problems == ()
    (folder / FILES[kind][-1]).unlink()
    assert len(told(images, kind, folder).problems) == 1


@pytest.mark.parametrize("kind", FILES)
def test_images_that_are_in_no_usual_place_can_be_chosen(images, tmp_path, monkeypatch, kind):
    monkeypatch.setattr(
        published_images, "usual_places", lambda names: tuple(tmp_path / name for name in names)
    )
    (problem,) = told(images, kind).problems
    assert "other usual places" in problem.message
    assert problem.lost == Lost("folder", "folder", "")


def test_a_layer_that_is_not_connected_yet_is_a_remark_and_the_rest_trains(draw):
    sound = draw({"i": I, "a": HEAD, "o": O}, CHAIN)
    half = draw({"i": I, "a": HEAD, "o": O, "b": ("linear",), "c": ("linear", {"units": 0}), "d": ("add",)},
                [*CHAIN, "i>c", "c>d"])  # fmt: skip
    report, plain = analyze(half), analyze(sound)
    assert report.problems == ()
    assert {remark.node for remark in report.remarks} == {"b", "c", "d"}
    assert all("; the rest of the network trains without it." in remark.message for remark in report.remarks)
    assert [report.is_wrong(name) for name in "iaobcd"] == [False] * 6
    assert report.flat == plain.flat
    assert report.total_parameters == plain.total_parameters
    weights = [build_network(p.graph, analyze(p), 3).state_dict() for p in (half, sound)]
    assert weights[0].keys() == weights[1].keys()
    assert all((weights[0][name] == weights[1][name]).all() for name in weights[0])
    assert classify(sound, half) is Change.COSMETIC
    assert classify(sound, half.with_(graph=half.graph.connect("b", "o"))) is Change.REBUILD


def test_two_dense_layers_without_an_activation_between_them_get_a_remark():
    nodes = (
        Node(id="input-1", kind="input"),
        Node(id="linear-1", kind="linear", params={"units": 4}),
        Node(id="dropout-1", kind="dropout"),
        Node(id="linear-2", kind="linear", params={"units": 2}),
        Node(id="output-1", kind="output"),
    )
    names = [node.id for node in nodes]
    graph = Graph(nodes=nodes, edges=tuple(Edge(source=a, target=b) for a, b in pairwise(names)))
    project = Project(graph=graph)
    report = analyze(project)
    (remark,) = report.remarks
    assert (report.problems, remark.node) == ((), "linear-1")
    assert not report.is_wrong("linear-1")
    mended = analyze(remark.fixes[0].apply(project))
    assert (mended.problems, mended.remarks) == ((), ())


def test_edits_that_change_the_report_are_noticed(chain):
    project = chain(HEAD)
    training, numbers = project.training, Choice(kind="diabetes")
    edits = [
        project.with_(training=training.with_(class_weights="typed", typed_weights="1,a")),
        project.with_(training=training.with_(class_weights="typed", typed_weights="1,2")),
        project.with_(training=training.with_(class_weights="balanced", sampling="balanced")),
        project.with_(training=training.with_(augment=AugmentSpec(mixup=0.2))),
        project.with_(training=training.with_(loss=Choice(kind="hinge"), augment=AugmentSpec(mixup=0.2))),
        project.with_(training=training.with_(sampling="balanced"), data=project.data.with_(dataset=numbers)),
        project.with_(training=training.with_(epochs=7, l2=0.1, seed=3, patience=2)),
    ]

    def said(project):
        report = analyze(project)
        return [each.message for each in (*report.problems, *report.remarks)]

    for before in (project, *edits):
        for after in edits:
            if basis(before) == basis(after):
                assert said(before) == said(after)
    assert any("numbers separated by commas" in words for words in said(edits[0]))
    (twice,) = analyze(edits[2]).remarks
    assert "together they do it twice" in twice.message
    assert analyze(twice.fixes[0].apply(edits[2])).remarks == ()


def test_data_of_another_form_are_offered_where_the_whole_network_suits_them(chain):
    project = chain(("conv2d",), ("conv2d",), ("flatten",), HEAD)
    (problem, *_) = analyze(project).problems
    assert [fix.label for fix in problem.fixes] == ["Use Digits as data", "Remove this layer"]
    fixed = problem.fixes[0].apply(project)
    assert (fixed.data.dataset.kind, analyze(fixed).problems) == ("digits", ())
    (problem, *_) = analyze(chain(HEAD, **DIGITS)).problems
    assert [fix.label for fix in problem.fixes] == ["Insert Flatten"]
