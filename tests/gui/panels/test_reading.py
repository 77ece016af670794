"""Files that take their time: the window goes on, says that they are read, and shows them when they have been."""

from threading import Event
from typing import ClassVar

import numpy as np
import pytest

from playground.catalog.kinds import DATASETS, DataInfo, DataProblem, Dataset, RawData, param
from playground.spec.base import Choice
from playground.ui.panels.data.data import DataPanel
from playground.ui.runs.lookup import MOST_THREADS, Lookup


class Slow(Dataset):
    """Five classes in a file that is not read before the gate opens."""

    large: ClassVar[bool] = True
    gate: ClassVar[Event]
    folder: ClassVar[str]
    path: str = param("", "The file.", browse="file")

    def ready(self):
        return False

    def info(self):
        assert self.gate.wait(300)
        if "broken" in self.path:
            raise DataProblem(f"{self.path} is broken.")
        return DataInfo("classification", (3,), 5, tuple("abcde"), tuple("uvw"), samples=40)

    def load(self, seed):
        assert self.gate.wait(300)
        x = np.random.default_rng(seed).normal(size=(40, 3)).astype(np.float32)
        return RawData(x, np.arange(40) % 5)


@pytest.fixture
def gate(tmp_path):
    """Opens what ``slow`` data wait for."""
    Slow.gate, Slow.folder = Event(), str(tmp_path)
    DATASETS.register("slow", title="Slow data", group="Your own data")(Slow)
    yield Slow.gate
    Slow.gate.set()
    del DATASETS._entries["slow"]


@pytest.fixture
def panel(shown, document, hub, qtbot):
    made = shown(DataPanel(document, hub))
    qtbot.waitUntil(lambda: bool(made.preview.words.text()))
    return made


def slow(name="slow.bin"):
    return Choice(kind="slow", params={"path": f"{Slow.folder}/{name}"})


def messages(analysis):
    return [problem.message for problem in analysis.report.problems]


def test_the_window_continues_while_a_file_is_read_and_fills_in_afterwards(
    panel, document, analysis, gate, hand, qtbot
):
    panel.choose(slow())
    assert document.project.data.dataset == slow()
    assert "slow.bin is being read; the network can be checked once that is done." in messages(analysis)
    assert analysis.reading
    qtbot.waitUntil(lambda: panel.preview.words.text() == "slow.bin is being read …")
    assert not panel.preview.sketch.isVisible()
    hand.enter(panel.seed.line, "7")
    assert document.project.data.seed == 7
    assert analysis.report.data is None
    gate.set()
    qtbot.waitUntil(panel.preview.sketch.isVisible)
    assert "5 classes" in panel.preview.words.text()
    qtbot.waitUntil(lambda: document.undo_label == "Fit the network to Slow data")
    assert document.project.graph.node("linear-3").params["units"] == 5
    qtbot.waitUntil(lambda: messages(analysis) == [])
    assert analysis.report.data.targets == 5
    document.undo()
    assert document.project.data.dataset == slow()
    assert document.project.graph.node("linear-3").params["units"] == 2


def test_what_is_wrong_with_a_file_is_reported_when_it_has_been_read(panel, analysis, gate, qtbot):
    panel.choose(slow("broken.bin"))
    gate.set()
    qtbot.waitUntil(lambda: messages(analysis) == [f"{Slow.folder}/broken.bin is broken."])
    qtbot.waitUntil(lambda: panel.preview.words.text() == messages(analysis)[0])
    assert not analysis.reading


def test_an_answer_that_nobody_waits_for_any_more_changes_nothing(panel, document, analysis, gate, qtbot):
    panel.choose(slow())
    qtbot.waitUntil(lambda: panel.preview.reading)
    document.undo()
    before = document.project
    qtbot.waitUntil(panel.preview.sketch.isVisible)
    words = panel.preview.words.text()
    lookups = (panel.preview._lookup, panel._fitting, analysis._lookup)
    assert not any(lookup.busy for lookup in lookups)
    gate.set()
    for thread in [thread for lookup in lookups for thread in lookup._threads]:
        thread.join()
    qtbot.waitUntil(lambda: not any(lookup._timer.isActive() for lookup in lookups))
    assert document.project is before
    assert panel.preview.words.text() == words
    assert messages(analysis) == []


def test_a_project_is_opened_at_once_and_is_not_changed_by_its_data(document, analysis, gate, qtbot):
    project = document.project
    document.open(project.with_(data=project.data.with_(dataset=slow())), None)
    assert analysis.reading
    gate.set()
    qtbot.waitUntil(lambda: not analysis.reading)
    assert not document.modified
    assert "5" in messages(analysis)[0]


def test_a_table_without_facts_is_read_beside_the_window(shown, document, hub, tmp_path, qtbot):
    (tmp_path / "table.csv").write_text("a,b,y\n" + "1,2.5,u\n3,4.5,v\n" * 20)
    panel = shown(DataPanel(document, hub))
    panel.choose(Choice(kind="csv", params={"path": str(tmp_path / "table.csv")}))
    chooser = panel.editors["table"]
    assert chooser.words.text() == "table.csv is being read …"
    qtbot.waitUntil(lambda: chooser.words.text() == "40 rows; 2 inputs for 2 classes.")


def test_of_many_questions_only_the_newest_is_answered(qapp, gate, qtbot):
    lookup, heard = Lookup(qapp), []

    def ask(number):
        def work():
            assert gate.wait(300)
            return number

        lookup.start(work, heard.append, heard.append)

    for number in range(2 * MOST_THREADS):
        ask(number)
    assert len(lookup._threads) == MOST_THREADS
    gate.set()
    qtbot.waitUntil(lambda: not lookup.busy)
    assert heard == [2 * MOST_THREADS - 1]
    lookup.start(lambda: int("no number"), heard.append, heard.append)
    qtbot.waitUntil(lambda: not lookup.busy)
    assert heard[1].startswith("The file cannot be read: invalid literal")
    lookup.deleteLater()
