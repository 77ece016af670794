"""Cards say which process computes them, where several processes share the layers."""

import pytest
from PySide6.QtCore import QPointF

from playground.app.examples import examples
from playground.build.analysis.shapes import analyze
from playground.build.network import build_network
from playground.engine.compiled.shared.layout import stages_of
from playground.spec.files import load
from playground.ui.canvas.card.process_mark import mark_box
from playground.ui.canvas.card.symbols import PROCESS, legend, symbol_at
from playground.ui.style.theme import LIGHT


def split(document, processes):
    training = document.project.training.with_(split="layers", processes=processes)
    document.edit("Split", lambda project: project.with_(training=training))


def test_bands_and_numbers_appear_with_the_processes_and_follow_the_hand(view, document):
    canvas = view.canvas
    canvas.show_report(analyze(document.project))
    assert all(item.state.processes == () for item in canvas.nodes.values())
    split(document, 2)
    canvas.show_report(analyze(document.project))
    found = {name: item.state.processes for name, item in canvas.nodes.items()}
    order = [found[name] for name in document.project.graph.order()]
    assert order[0] == ()
    assert order[1:] == sorted(order[1:])
    assert set(order[1:]) == {(0,), (1,)}
    last = canvas.nodes[document.project.graph.order()[-1]]
    assert symbol_at(last.state, mark_box(last.state).center()) == PROCESS
    assert "multiply-adds are balanced" in legend(LIGHT)

    first = document.project.graph.node(document.project.graph.order()[1])
    moved = first.with_(training=first.training.with_(process=2))
    document.edit("Lay", lambda project: project.with_(graph=project.graph.replace(moved)))
    canvas.show_report(analyze(document.project))
    assert canvas.nodes[first.id].state.processes == (1,)
    document.undo()
    canvas.show_report(analyze(document.project))
    assert canvas.nodes[first.id].state.processes == (0,)
    split(document, 1)
    assert all(item.state.processes == () for item in canvas.nodes.values())
    assert symbol_at(last.state, QPointF(120, 16)) == ""


@pytest.mark.parametrize("name", ["spiral", "digits-cnn", "digits-attention", "digits-residual"])
def test_the_canvas_shows_the_processes_that_the_engine_uses(make_view, name):
    project = load(next(each.path for each in examples() if each.path.stem == name))
    view = make_view(project.graph)
    view.document.edit("Open", lambda _: project)
    split(view.document, 3)
    report = analyze(view.document.project)
    used = stages_of(build_network(project.graph, report, seed=0), 3)
    graph = view.document.project.graph
    for node in graph.nodes:
        inside = {used[layer] for layer in used if layer.split("/")[0] == node.id}
        expected = () if node.kind == "input" else tuple(sorted(inside))
        assert view.canvas.nodes[node.id].state.processes == expected, node.id
    for block in (node for node in graph.nodes if node.block is not None):
        view.blocks.show_part((block.id,))
        for node in block.block.graph.nodes:
            layers = {used[layer] for layer in used if f"{layer}/".startswith(f"{block.id}/1/{node.id}/")}
            assert view.canvas.nodes[node.id].state.processes == tuple(sorted(layers)), node.id
