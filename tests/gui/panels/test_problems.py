"""The list of problems: where each is, and buttons that mend the project for good."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel

from playground.app.starters import spiral
from playground.catalog.kinds import DATASETS
from playground.spec.base import Choice
from playground.spec.graph import Edge, Node
from playground.spec.project import Project
from playground.ui.panels.problems import ProblemsPanel


def without_wires(project):
    return project.with_(graph=project.graph.with_(edges=()))


def empty(project):
    return project.with_(graph=Project().graph)


def without_output(project):
    return project.with_(graph=project.graph.remove(["output-1"]))


def two_inputs(project):
    return project.with_(graph=project.graph.add(Node(id="input-2", kind="input")))


def in_a_circle(project):
    graph = project.graph.add(Node(id="add-1", kind="add"))
    edges = (
        *graph.edges,
        Edge(source="add-1", target="linear-1", slot=1),
        Edge(source="linear-1", target="add-1"),
    )
    return project.with_(graph=graph.with_(edges=edges))


def too_many_outputs(project):
    return project.with_(
        graph=project.graph.replace(project.graph.node("linear-3").with_(params={"units": 5}))
    )


def sigmoid_twice(project):
    node = project.graph.node("linear-3").with_(activation=Choice(kind="sigmoid"))
    return project.with_(graph=project.graph.replace(node))


def wrong_parameter(project):
    node = project.graph.node("linear-1").with_(params={"units": "many"})
    return project.with_(graph=project.graph.replace(node))


def unknown_layer(project):
    return project.with_(
        graph=project.graph.replace(project.graph.node("linear-2").with_(kind="transformer"))
    )


def unknown_initializer(project):
    node = project.graph.node("linear-1").with_(initializer=Choice(kind="magic"))
    return project.with_(graph=project.graph.replace(node))


def convolution_of_points(project):
    return project.with_(
        graph=project.graph.replace(project.graph.node("linear-1").with_(kind="conv2d", params={}))
    )


def unknown_data(project):
    return project.with_(data=project.data.with_(dataset=Choice(kind="galaxy")))


def wrong_loss(project):
    return project.with_(training=project.training.with_(loss=Choice(kind="hinge", params={"x": 1})))


def unknown_optimizer(project):
    return project.with_(training=project.training.with_(optimizer=Choice(kind="perpetuum")))


BROKEN = (
    without_wires,
    empty,
    without_output,
    two_inputs,
    in_a_circle,
    too_many_outputs,
    sigmoid_twice,
    wrong_parameter,
    unknown_layer,
    unknown_initializer,
    convolution_of_points,
    unknown_data,
    wrong_loss,
    unknown_optimizer,
)


@pytest.fixture
def panel(shown, document, hub, analysis):
    made = ProblemsPanel(document, hub)
    made.show_report(analysis.report)
    analysis.changed.connect(made.show_report)
    return shown(made)


def texts(panel):
    return [label.text() for label in panel.widget().findChildren(QLabel)]


def press_on_sentence(card):
    """Click on the words of a card, as the mouse does it: through the window."""
    sentence = next(label for label in card.findChildren(QLabel) if label.wordWrap())
    window = card.window().windowHandle()
    at = sentence.mapTo(card.window(), sentence.rect().center())
    QTest.mouseClick(window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)


def test_a_sound_project_has_a_calm_word(panel):
    assert panel.cards == []
    assert any("ready to train" in text for text in texts(panel))


@pytest.mark.parametrize("spoil", BROKEN)
def test_every_problem_has_a_card_with_its_place_and_its_remedies(panel, document, analysis, spoil):
    document.edit("Spoil", spoil)
    problems = analysis.report.problems
    assert problems
    assert len(panel.cards) == len(problems)
    for card, problem in zip(panel.cards, problems, strict=True):
        assert [button.text() for button in card.buttons] == [fix.label for fix in problem.fixes]
        assert problem.message in [label.text() for label in card.findChildren(QLabel)]
    assert not any("ready to train" in text for text in texts(panel))
    document.undo()
    assert panel.cards == []


@pytest.mark.parametrize("spoil", BROKEN)
def test_clicking_remedies_ends_in_a_project_that_can_train(panel, document, analysis, hand, spoil):
    document.edit("Spoil", spoil)
    broken = document.project
    clicks = 0
    while panel.cards and clicks < 12:
        button = next(card.buttons[0] for card in panel.cards if card.buttons)
        label = button.text()
        hand.click(button)
        assert document.undo_label == label
        clicks += 1
    assert analysis.report.problems == ()
    for _ in range(clicks):
        document.undo()
    assert document.project == broken


@pytest.mark.parametrize("spoil", BROKEN)
def test_every_remedy_can_be_clicked_and_taken_back(panel, document, hand, spoil):
    document.edit("Spoil", spoil)
    broken = document.project
    places = [(i, k) for i, card in enumerate(panel.cards) for k in range(len(card.buttons))]
    assert places
    for i, k in places:
        hand.click(panel.cards[i].buttons[k])
        assert document.project != broken
        document.undo()
        assert document.project == broken


def test_a_remedy_by_keyboard(panel, document, analysis, hand):
    document.edit("Spoil", too_many_outputs)
    button = panel.cards[0].buttons[0]
    hand.focus(button)
    hand.key(button, Qt.Key.Key_Space)
    assert analysis.report.problems == ()


def test_a_click_on_a_card_asks_for_its_node(panel, document, ear):
    asked = ear(panel.node_requested)
    document.edit("Spoil", wrong_parameter)
    press_on_sentence(panel.cards[0])
    assert asked.heard == ["linear-1"]


def test_a_card_may_vanish_while_it_is_clicked(panel, document):
    document.edit("Spoil", too_many_outputs)
    panel.node_requested.connect(lambda _node: document.undo())
    press_on_sentence(panel.cards[0])
    assert panel.cards == []


def test_a_click_on_a_card_about_data_asks_for_nothing(panel, document, ear):
    asked = ear(panel.node_requested)
    document.edit("Spoil", unknown_data)
    press_on_sentence(panel.cards[0])
    assert asked.heard == []
    assert "Data" in texts(panel)


def test_cards_name_nodes_as_they_are_called_now(panel, document):
    document.edit("Spoil", too_many_outputs)
    assert "Linear" in texts(panel)
    node = document.project.graph.node("linear-3").with_(title="Head")
    document.edit("Rename", lambda project: project.with_(graph=project.graph.replace(node)))
    assert "Head" in texts(panel)


def test_cards_stay_in_another_theme(panel, document, hub):
    document.edit("Spoil", without_output)
    number = len(panel.cards)
    hub.choose("dark")
    assert len(panel.cards) == number > 0
    assert all(card.isVisible() for card in panel.cards)


def test_another_project_takes_the_problems_along(panel, document):
    document.edit("Spoil", too_many_outputs)
    document.open(Project(), None)
    assert [card.buttons[0].text() for card in panel.cards] == ["Add an Input", "Add an Output"]
    document.open(spiral(), None)
    assert panel.cards == []


@pytest.fixture
def lost(shown, document, analysis, hub):
    """Opens a project whose data are of this choice; returns the panel."""

    def opened(choice):
        panel = shown(ProblemsPanel(document, hub))
        analysis.changed.connect(panel.show_report)
        document.open(document.project.with_(data=document.project.data.with_(dataset=choice)), None)
        return panel

    return opened


def csv_with_facts(path):
    """The choice of a table that was there, and its file elsewhere."""
    path.write_text("a,b,y\n1,2.5,u\n3,4.5,v\n")
    dataset = DATASETS.create("csv", {"path": str(path)}).detected()
    params = dataset.model_dump(exclude_defaults=True)
    choice = Choice(kind="csv", params={**params, "facts": dataset.survey().model_dump_json()})
    return choice, path.rename(path.with_name("moved.csv"))


def answer(monkeypatch, name, result):
    asked = []
    monkeypatch.setattr(QFileDialog, name, lambda *words: (asked.append(words[1:]), result)[1])
    return asked


def test_a_table_that_went_away_is_chosen_again(lost, document, analysis, hand, tmp_path, monkeypatch, qtbot):
    choice, moved = csv_with_facts(tmp_path / "gone.csv")
    panel = lost(choice)
    (card,) = panel.cards
    assert [button.text() for button in card.buttons] == ["Choose the file again…", "Use the spiral"]
    asked = answer(monkeypatch, "getOpenFileName", (str(moved), ""))
    before = document.project
    hand.click(card.buttons[0])
    qtbot.waitUntil(lambda: document.undo_label == "Use moved.csv")
    ((title, start, names),) = asked
    assert (title, start) == ("Choose the file again", str(tmp_path))
    assert "*.csv" in names
    assert document.project.data.dataset == choice.with_params(path=str(moved))
    assert analysis.report.problems == ()
    document.undo()
    assert document.project == before


def test_another_table_is_read_again(lost, document, analysis, hand, tmp_path, monkeypatch, qtbot):
    choice, moved = csv_with_facts(tmp_path / "gone.csv")
    moved.write_text("p,q,y\n1,2.5,u\n3,4.5,v\n5,6.5,w\n")
    panel = lost(choice)
    answer(monkeypatch, "getOpenFileName", (str(moved), ""))
    hand.click(panel.cards[0].buttons[0])
    qtbot.waitUntil(lambda: document.undo_label == "Use moved.csv")
    qtbot.waitUntil(lambda: analysis.report.data is not None)
    assert analysis.report.data.feature_names == ("p", "q")


def test_a_dialog_that_is_closed_changes_nothing(lost, document, hand, tmp_path, monkeypatch):
    choice, _ = csv_with_facts(tmp_path / "gone.csv")
    panel = lost(choice)
    answer(monkeypatch, "getOpenFileName", ("", ""))
    hand.click(panel.cards[0].buttons[0])
    assert document.undo_label is None


def test_a_folder_that_went_away_is_chosen_again(
    lost, document, analysis, hand, tmp_path, monkeypatch, qtbot
):
    panel = lost(Choice(kind="image_folder", params={"folder": str(tmp_path / "a" / "shots"), "height": 8}))
    assert panel.cards[0].buttons[0].text() == "Choose the folder again…"
    asked = answer(monkeypatch, "getExistingDirectory", str(tmp_path))
    hand.click(panel.cards[0].buttons[0])
    qtbot.waitUntil(lambda: document.undo_label == f"Use {tmp_path.name}")
    assert asked == [("Choose the folder again", str(tmp_path))]
    assert document.project.data.dataset.params == {"folder": str(tmp_path), "height": 8}
    qtbot.waitUntil(lambda: "holds no folders" in analysis.report.problems[0].message)


def test_the_folder_of_well_known_images_is_chosen_again(
    lost, document, analysis, hand, tmp_path, monkeypatch, qtbot
):
    panel = lost(Choice(kind="cifar10", params={"folder": str(tmp_path / "gone")}))
    (button,) = (b for card in panel.cards for b in card.buttons if b.text() == "Choose the folder again…")
    for name in (*(f"data_batch_{number}.bin" for number in range(1, 6)), "test_batch.bin"):
        (tmp_path / name).touch()
    answer(monkeypatch, "getExistingDirectory", str(tmp_path))
    hand.click(button)
    qtbot.waitUntil(lambda: document.project.data.dataset.params == {"folder": str(tmp_path)})
    qtbot.waitUntil(lambda: not any("binary files" in each.message for each in analysis.report.problems))


def test_what_is_wrong_inside_of_a_table_is_not_mended_by_a_dialog(lost, tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("a,y\n1,2.5\n3,4.5\n")
    known = DATASETS.create("csv", {"path": str(path)}).survey().model_dump_json()
    panel = lost(Choice(kind="csv", params={"path": str(path), "facts": known, "inputs": "[]"}))
    assert [button.text() for button in panel.cards[0].buttons] == ["Use the spiral"]
