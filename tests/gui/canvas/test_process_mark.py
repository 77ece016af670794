"""Cards say which process computes them, where several processes share the layers."""

from PySide6.QtCore import QPointF

from playground.build.analysis.shapes import analyze
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
