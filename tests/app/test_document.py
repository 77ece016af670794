"""The document: any edits, undone and redone, saved and opened, beside a plain model."""

import tempfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from playground.app.document import Changed, Document
from playground.app.history import DEPTH
from playground.app.starters import blank, spiral
from playground.spec.files import load, save
from playground.spec.graph import Node
from playground.spec.project import Project


def renamed(name):
    return lambda project: project.with_(name=name)


class Working(RuleBasedStateMachine):
    """A day at the document. The model is a list of projects and a place in it."""

    @initialize()
    def begin(self):
        self.folder = tempfile.TemporaryDirectory()
        self.document = Document(spiral())
        self.heard = []
        self.document.subscribe(self.heard.append)
        self.states, self.labels, self.place = [spiral()], [], 0
        self.saved, self.merge = spiral(), None

    def teardown(self):
        self.folder.cleanup()

    def expect(self, label, change, merge=None):
        after = change(self.states[self.place])
        if after == self.states[self.place]:
            assert not self.document.edit(label, change, merge=merge)
            return
        continued = merge is not None and merge == self.merge and self.place > 0
        self.merge = merge
        if continued and after == self.states[self.place - 1]:  # a drag that went back to its start
            self.place -= 1
            del self.states[self.place + 1 :]
            del self.labels[self.place :]
            self.merge = None
        elif continued:
            self.states[self.place :] = [after]
            del self.labels[self.place :]
        else:
            self.states[self.place + 1 :] = [after]
            self.labels[self.place :] = [label]
            self.place += 1
        assert self.document.edit(label, change, merge=merge)

    @rule(name=st.sampled_from(["A", "B", "C", "Spiral"]))
    def rename(self, name):
        self.expect(f"Name {name}", renamed(name))

    @rule(kind=st.sampled_from(["linear", "add"]))
    def add_node(self, kind):
        self.expect(
            f"Add {kind}",
            lambda p: p.with_(graph=p.graph.add(Node(id=p.graph.fresh_id(kind), kind=kind))),
        )

    @rule(data=st.data(), rewire=st.booleans())
    def remove_node(self, data, rewire):
        ids = [node.id for node in self.document.project.graph.nodes]
        if ids:
            gone = data.draw(st.sampled_from(ids))
            self.expect("Remove", lambda p: p.with_(graph=p.graph.remove([gone], rewire=rewire)))

    @rule(node=st.sampled_from(["input-1", "linear-1"]), x=st.integers(0, 3))
    def drag(self, node, x):
        self.expect(
            "Move", lambda p: p.with_(graph=p.graph.move({node: (float(x), 0.0)})), merge=f"move {node}"
        )

    @rule()
    def let_go(self):
        self.document.end_merge()
        self.merge = None

    @rule()
    def undo(self):
        self.document.undo()
        if self.place:
            self.merge = None
        self.place = max(self.place - 1, 0)

    @rule()
    def redo(self):
        self.document.redo()
        if self.place < len(self.states) - 1:
            self.merge = None
        self.place = min(self.place + 1, len(self.states) - 1)

    @rule()
    def undo_all_and_redo_all(self):
        for _ in range(self.place):
            self.document.undo()
        assert self.document.project == self.states[0]
        for _ in self.states[1:]:
            self.document.redo()
        assert self.document.project == self.states[-1]
        if self.labels:
            self.merge = None
        self.place = len(self.states) - 1

    @rule()
    def save_and_read_back(self):
        path = Path(self.folder.name, "work.descent")
        save(self.document.project, path)
        self.document.saved_as(path)
        self.saved = self.states[self.place]
        assert load(path) == self.saved
        assert self.document.title == "work"

    @rule(make=st.sampled_from([spiral, blank]))
    def open(self, make):
        self.document.open(make(), None)
        self.states, self.labels, self.place = [make()], [], 0
        self.saved, self.merge = make(), None
        assert self.heard[-1].opened
        assert self.document.title == make().name

    @invariant()
    def it_is_what_the_model_says(self):
        assert self.document.project == self.states[self.place]
        assert self.document.undo_label == (self.labels[self.place - 1] if self.place else None)
        assert self.document.redo_label == (
            self.labels[self.place] if self.place < len(self.labels) else None
        )
        assert self.document.modified == (self.states[self.place] != self.saved)

    @invariant()
    def listeners_know_as_much(self):
        assert not self.heard or self.heard[-1].after == self.document.project
        assert all(before.after == after.before for before, after in pairwise(self.heard))


TestWorking = Working.TestCase
TestWorking.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


@pytest.fixture
def document():
    return Document(Project(name="0"))


def test_an_edit_that_changes_nothing_leaves_no_trace(document):
    heard = []
    document.subscribe(heard.append)
    assert not document.edit("Nothing", lambda project: project)
    assert not document.edit("The same", renamed("0"))
    assert (heard, document.undo_label, document.modified) == ([], None, False)


def test_an_edit_that_fails_leaves_no_trace(document):
    with pytest.raises(ValueError, match="same id"):
        document.edit("Broken", lambda p: p.with_(graph=p.graph.add(*[Node(id="a", kind="linear")] * 2)))
    assert (document.project, document.undo_label) == (Project(name="0"), None)


def test_listeners_hear_who_did_what_in_order(document):
    heard, me = [], object()
    stop = document.subscribe(lambda change: heard.append(("first", change)))
    document.subscribe(lambda change: heard.append(("second", change)))
    document.edit("Rename", renamed("1"), by=me)
    expected = Changed(Project(name="0"), Project(name="1"), "Rename", me)
    assert heard == [("first", expected), ("second", expected)]
    stop()
    document.undo()
    document.redo()
    assert [(who, change.label) for who, change in heard[2:]] == [
        ("second", "Undo Rename"),
        ("second", "Redo Rename"),
    ]
    assert heard[-1][1].by is None


def test_one_drag_is_one_step_and_the_next_one_another(document):
    for name in "123":
        document.edit("Drag", renamed(name), merge="drag a")
    document.edit("Drag", renamed("4"), merge="drag b")
    document.end_merge()
    document.edit("Drag", renamed("5"), merge="drag b")
    names = []
    while document.undo_label:
        document.undo()
        names.append(document.project.name)
    assert names == ["4", "3", "0"]


def test_after_undo_a_drag_does_not_join_what_was_before(document):
    document.edit("Drag", renamed("1"), merge="drag")
    document.edit("Other", renamed("2"))
    document.undo()
    document.edit("Drag", renamed("3"), merge="drag")
    document.undo()
    assert document.project.name == "1"


def test_after_undo_a_drag_begins_a_step_of_its_own(document):
    document.edit("One", renamed("1"))
    document.edit("Drag", renamed("2"), merge="drag")
    document.undo()
    document.edit("Drag", renamed("3"), merge="drag")
    document.undo()
    assert document.project.name == "1"


def test_a_new_edit_forgets_what_was_undone(document):
    document.edit("One", renamed("1"))
    document.undo()
    document.edit("Two", renamed("2"))
    assert document.redo_label is None
    document.redo()
    assert document.project.name == "2"


def test_the_oldest_steps_are_forgotten_at_last(document):
    for number in range(1, DEPTH + 6):
        document.edit("Count", renamed(str(number)))
    for _ in range(DEPTH + 6):
        document.undo()
    assert document.project.name == "5"
    assert document.undo_label is None
    for _ in range(DEPTH + 6):
        document.redo()
    assert document.project.name == str(DEPTH + 5)


def test_undoing_back_to_the_saved_project_is_no_modification(document, tmp_path):
    document.edit("One", renamed("1"))
    document.saved_as(tmp_path / "my net.descent")
    assert (document.title, document.modified) == ("my net", False)
    document.edit("Two", renamed("2"))
    assert document.modified
    document.undo()
    assert not document.modified
    document.undo()
    assert document.modified


def test_an_amendment_is_undone_with_the_newest_edit():
    document = Document(blank())
    first = document.project
    assert not document.amend(renamed("too early"))
    document.edit("Rename", renamed("a"))
    assert document.amend(renamed("b"))
    assert (document.project.name, document.undo_label) == ("b", "Rename")
    document.undo()
    assert document.project == first
    document.redo()
    assert document.project.name == "b"


def test_actions_outside_the_project_are_undo_steps_until_they_cannot_be_undone():
    document, done, possible = Document(Project()), [], [True]

    def act(words):
        done.append(words)
        return possible[0]

    document.edit("Name", lambda project: project.with_(name="one"))
    document.remember_action("Set", undo=lambda: act("back"), redo=lambda: act("again"))
    assert document.undo_label == "Set"
    document.undo()
    document.redo()
    assert done == ["back", "again"]
    assert document.project.name == "one"
    possible[0] = False
    document.undo()  # the action has ended: the edit before it is undone
    assert document.project.name != "one"
    document.redo()
    assert (document.project.name, document.redo_label) == ("one", None)
