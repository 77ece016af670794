"""Whatever a file may hold: the analysis never fails, its remedies can be applied, and what is sound can be built."""

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.build.analysis.shapes import analyze
from playground.build.analysis.wires import can_connect
from playground.build.network import build_network
from playground.catalog.kinds import ACTIVATIONS, DATASETS, INITIALIZERS, LAYERS, LOSSES
from playground.spec.base import Choice
from playground.spec.block import BlockProblem, group, has_node, set_repeat
from playground.spec.graph import Graph, Node
from playground.spec.project import Project

SMALL = [key for key in ("spiral", "sine", "iris", "digits", "gaussians") if key in DATASETS]
KINDS = [layer.key for layer in LAYERS]


def choices(registry, odd):
    keys = [entry.key for entry in registry]
    kinds = st.sampled_from([*keys, "zzz"] if odd else keys)
    params = st.dictionaries(
        st.sampled_from(["alpha", "pieces", "std"]), st.sampled_from([-1, 0.5, 2, "x"]), max_size=1
    )
    return st.builds(Choice, kind=kinds, params=params if odd else st.just({}))


@st.composite
def nodes(draw, place, odd):
    kind = draw(st.sampled_from([*KINDS, "input", "output", "linear", *(["zzz"] if odd else [])]))
    names = st.sampled_from(
        ["units", "channels", "kernel", "stride", "padding", "groups", "probability", "bias"]
    )
    values = st.sampled_from([0, 1, 2, 3, 5, -1, 0.5, 1.0, True, False, "2", "x", 31])
    params = draw(st.dictionaries(names, values, max_size=2)) if odd else {}
    return Node(
        id=f"n{place}",
        kind=kind,
        params=params,
        activation=draw(st.none() | choices(ACTIVATIONS, odd)),
        initializer=draw(st.none() | choices(INITIALIZERS, odd)),
        title=draw(st.sampled_from(["", "My box"])),
        x=draw(st.sampled_from([0.0, 100.0, 300.0])),
    )


@st.composite
def grouped(draw, graph):
    """Some of the nodes in a block, if they can be, perhaps repeated."""
    names = [node.id for node in graph.nodes if node.kind not in {"input", "output"}]
    chosen = draw(st.sets(st.sampled_from(names), min_size=1)) if names else ()
    try:
        graph, block = group(graph, chosen)
    except BlockProblem:
        return graph
    return set_repeat(graph, block, draw(st.integers(1, 3)))


@st.composite
def projects(draw, odd=True):
    count = draw(st.integers(0, 6))
    graph = Graph(nodes=tuple(draw(nodes(place, odd)) for place in range(count)))
    ends = st.sampled_from([node.id for node in graph.nodes]) if count else st.nothing()
    for source, target in draw(st.lists(st.tuples(ends, ends), max_size=8)) if count else []:
        graph = graph.connect(source, target)
    for _ in range(draw(st.integers(0, 2))):
        graph = draw(grouped(graph))
    project = Project(graph=graph)
    data = project.data.with_(dataset=Choice(kind=draw(st.sampled_from([*SMALL, "zzz"] if odd else SMALL))))
    training = project.training.with_(loss=draw(choices(LOSSES, odd)))
    return project.with_(data=data, training=training)


@given(projects())
@settings(max_examples=200, deadline=None)
def test_every_project_can_be_looked_at_and_every_remedy_be_tried(project):
    report = analyze(project)
    assert all(has_node(project.graph, name) for name in report.shapes)
    for problem in report.problems:
        assert problem.message
        assert problem.node is None or has_node(project.graph, problem.node)
        for fix in problem.fixes:
            assert fix.label
            mended = fix.apply(project)
            assert mended != project, fix.label
            analyze(mended)


@given(projects(odd=False))
@settings(max_examples=60, deadline=None)
def test_remedies_never_lead_in_circles(project):
    for _ in range(60):
        problems = analyze(project).problems
        remedies = [fix for problem in problems for fix in problem.fixes]
        if not remedies:
            break
        project = remedies[0].apply(project)
    assert [problem.message for problem in analyze(project).problems if problem.fixes] == []


@given(projects(odd=False))
@settings(max_examples=60, deadline=None)
def test_what_remedies_make_sound_can_be_built_and_gives_what_the_loss_wants(project):
    for _ in range(60):
        remedies = [fix for problem in analyze(project).problems for fix in problem.fixes]
        project = remedies[0].apply(project) if remedies else project
    report = analyze(project)
    assert not report.problems
    network = build_network(project.graph, report, 1).eval()
    first = next(node.id for node in project.graph.nodes if node.kind == "input")
    x = torch.randn(2, *report.shapes[first], generator=torch.Generator().manual_seed(0))
    values = network.forward_all(x)
    computed = {name: tuple(value.shape[1:]) for name, value in values.items()}
    drawn = {name: computed[report.flat.exit_of(name)] for name in report.shapes}
    assert drawn == dict(report.shapes)
    assert torch.equal(network(x), values[network.order[-1]])
    assert network(x).shape == (2, report.outputs)
    assert sum(p.numel() for p in network.parameters()) == report.total_parameters


@given(projects(), st.data())
@settings(max_examples=100, deadline=None)
def test_every_wire_can_be_requested(project, data):
    if not project.graph.nodes:
        return
    ends = st.sampled_from([node.id for node in project.graph.nodes])
    source, target = data.draw(ends), data.draw(ends)
    reason = can_connect(project, analyze(project), source, target)
    assert reason is None or reason.endswith(".")
    if reason is None:
        graph = project.graph.connect(source, target)
        assert len(graph.edges) == len(project.graph.edges) + 1
        assert source != target
        assert not project.graph.makes_cycle(source, target)
