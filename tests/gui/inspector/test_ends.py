"""Input and Output are set up where they stand."""

from playground.spec.base import Choice


def test_the_output_sets_the_loss(inspector, document, nodes):
    inspector.set_selection(("output-1",))
    assert nodes.ends.loss.isVisible()
    assert not nodes.ends.data.isVisible()
    nodes.ends.loss.pick("huber")
    assert document.project.training.loss.kind == "huber"
    nodes.ends.loss.changed.emit("delta", 3.0)
    assert document.project.training.loss.params["delta"] == 3.0
    document.undo()
    document.undo()
    assert nodes.ends.loss.box.key() == "cross_entropy"


def test_the_input_shows_the_data_and_says_what_is_chosen(inspector, document, nodes, ear):
    inspector.set_selection(("input-1",))
    chosen, changed, views = (
        ear(s) for s in (nodes.ends.data_chosen, nodes.ends.data_changed, nodes.ends.view_wanted)
    )
    nodes.ends.data.pick("moons")
    assert chosen.last == Choice(kind="moons")
    assert nodes.ends.data.box.key() == "spiral", "until the data are chosen"
    nodes.ends.data.form.changed.emit("noise", 0.2)
    assert changed.last == ("noise", 0.2)
    nodes.ends.more_data.click()
    assert views.last == "data"
    inspector.set_selection(("linear-1",))
    assert not nodes.ends.isVisible()
