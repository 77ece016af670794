"""The data are chosen at the input of the network."""


def test_data_are_chosen_at_the_input(window):
    window.canvas.selection.set(["input-1"])
    ends = window.docks["inspector"].panel.nodes.ends
    ends.data.pick("moons")
    assert window.document.project.data.dataset.kind == "moons"
    assert not window.docks["data"].seen
    ends.data.form.changed.emit("noise", 0.3)
    assert window.document.project.data.dataset.params["noise"] == 0.3
    ends.data.pick("csv")
    assert window.document.project.data.dataset.kind == "moons", "until a file is chosen"
    assert window.docks["data"].seen
    ends.more_training.click()
    assert window.docks["training"].seen
