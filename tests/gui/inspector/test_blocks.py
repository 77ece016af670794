"""A block selected, or layers inside one."""

import pytest

from playground.spec.block import edit_within, group, node_at
from playground.spec.graph import MOST_REPEATS


@pytest.fixture
def blocked(inspector, nodes, document):
    """A block of the two hidden layers, selected."""
    graph, block = group(document.project.graph, ["linear-2"], "Hidden")
    document.edit("Group", lambda project: project.with_(graph=graph))
    inspector.set_selection((block,))
    return nodes


def test_a_block_says_what_it_is_and_counts_all_in_it(blocked):
    assert blocked.title.text() == "Hidden"
    assert "A part of the network in its own box" in blocked.summary.text()
    assert blocked.facts.text() == "out 16 · 272 parameters · 256 multiply-adds"
    assert blocked.layer.names == ("repeat",)
    assert not blocked.activation.isVisible()
    assert not blocked.initializer.isVisible()


def test_the_number_of_repeats_is_typed(blocked, hand, document):
    hand.number(blocked.layer, "repeat", "3")
    assert document.project.graph.node("block-1").block.repeat == 3
    assert document.undo_label == "Change repeat of Hidden"
    assert blocked.facts.text() == "out 16 · 816 parameters · 768 multiply-adds"
    hand.number(blocked.layer, "repeat", str(MOST_REPEATS + 1))
    assert document.project.graph.node("block-1").block.repeat <= MOST_REPEATS
    document.undo()


def test_a_layer_inside_is_edited_by_its_full_name(blocked, inspector, hand, document):
    inspector.set_selection(("block-1/2/linear-2",))
    assert blocked.title.text() == "Linear"
    hand.number(blocked.layer, "units", "5")
    assert node_at(document.project.graph, "block-1/1/linear-2").params["units"] == 5
    assert document.undo_label == "Change units of Linear"


def test_several_layers_inside_are_edited_in_one_step(blocked, inspector, hand, document):
    document.edit(
        "Copy",
        lambda project: project.with_(
            graph=edit_within(
                project.graph, ("block-1",), lambda graph: graph.merge(graph.part(["linear-2"]))[0]
            )
        ),
    )
    inspector.set_selection(("block-1/1/linear-2", "block-1/1/linear-1"))
    hand.number(blocked.layer, "units", "5")
    inner = node_at(document.project.graph, "block-1").block.graph
    assert [inner.node(name).params["units"] for name in ("linear-1", "linear-2")] == [5, 5]


def test_the_ends_of_a_block_speak_of_the_block(blocked, inspector):
    inspector.set_selection(("block-1/1/input-1",))
    assert "The input of the block" in blocked.summary.text()
    inspector.set_selection(("block-1/1/output-1",))
    assert "The output of the block" in blocked.summary.text()


def test_a_block_that_is_gone_is_not_shown(blocked, inspector, document):
    inspector.set_selection(("block-1/1/linear-2",))
    document.undo()
    assert inspector.summary.isVisible()
