"""What somebody does in the first minute, with a real mouse on a real screen."""

import pytest

pytestmark = pytest.mark.e2e


def test_a_layer_dragged_onto_a_wire_then_play_and_the_loss_falls(person, sees):
    begin = sees(lambda state: bool(state["device"]))
    wire = begin["wires"][1]
    person.drag(person.ask("entry", title="Linear"), person.ask("wire", source=wire[0], target=wire[1]))
    state = sees(lambda state: len(state["nodes"]) == len(begin["nodes"]) + 1)
    (new,) = set(state["nodes"]) - set(begin["nodes"])
    assert [wire[0], new] in state["wires"]
    assert [new, wire[1]] in state["wires"]
    assert wire not in state["wires"]
    assert state["undo"] == "Insert Linear"

    person.click(person.ask("play"))
    sees(lambda state: state["steps"] >= 400 and state["last_loss"] < 0.8 * state["first_loss"])
    person.click(person.ask("play"))
    sees(lambda state: state["state"] == "paused")
    person.mouse("key", "ctrl+z")
    sees(lambda state: set(state["nodes"]) == set(begin["nodes"]))
