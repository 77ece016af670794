"""Project files: what is saved is what is loaded, an old file survives a failure, and broken files say where."""

import json
import os
import stat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.app.examples import examples
from playground.build.analysis.shapes import analyze
from playground.spec.base import Choice, MovedToEdge
from playground.spec.data import DataSpec
from playground.spec.files import FileProblem, dumps, load, loads, save
from playground.spec.graph import Graph, Node
from playground.spec.migrate import VERSION
from playground.spec.plane import PlaneSpec
from playground.spec.project import Project
from playground.spec.training import TrainingSpec

finite = st.floats(allow_nan=False, allow_infinity=False)
values = st.booleans() | st.integers(-(10**30), 10**30) | finite | st.text(max_size=20)
params = st.dictionaries(st.text(min_size=1, max_size=10), values, max_size=3)
choices = st.builds(Choice, kind=st.text(max_size=10), params=params)
features = st.lists(st.sampled_from(["x1", "x2", "x1_squared", "x1_x2", "sin_x2"]), min_size=1, max_size=4)
seeds = st.integers(0, 2**31 - 1)


@st.composite
def graphs(draw):
    names = draw(st.lists(st.text(min_size=1, max_size=64), unique=True, max_size=5))
    nodes = tuple(
        Node(
            id=name,
            kind=draw(st.text(max_size=10)),
            params=draw(params),
            activation=draw(st.none() | choices),
            initializer=draw(st.none() | choices),
            title=draw(st.text(max_size=80)),
            x=draw(finite),
            y=draw(finite),
        )
        for name in names
    )
    graph = Graph(nodes=nodes)
    if names:
        ends = st.sampled_from(names)
        for source, target, slot in draw(st.lists(st.tuples(ends, ends, st.integers(0, 9)), max_size=6)):
            graph = graph.connect(source, target, slot)
    return graph


projects = st.builds(
    Project,
    name=st.text(max_size=200),
    notes=st.text(max_size=300),
    graph=graphs(),
    data=st.builds(
        DataSpec,
        dataset=choices,
        features=features.map(tuple),
        transform=choices,
        validation=st.floats(0.05, 0.9),
        seed=seeds,
    ),
    training=st.builds(
        TrainingSpec,
        loss=choices,
        optimizer=choices,
        schedule=choices,
        warmup=st.integers(0, 1_000_000),
        batch_size=st.integers(1, 65_536),
        epochs=st.integers(1, 1_000_000),
        l2=st.floats(0, 10),
        l1=st.floats(0, 10),
        clip_norm=st.floats(0, 1e6),
        seed=seeds,
        device=st.sampled_from(["auto", "cpu", "mps", "cuda", "cuda:12"]),
    ),
    plane=st.builds(PlaneSpec, kind=st.sampled_from(["random", "pca"]), seed=seeds),
)


@given(project=projects)
@settings(max_examples=100, deadline=None)
def test_what_is_written_is_read(project):
    text = dumps(project)
    again = loads(text)
    assert again == project
    assert dumps(again) == text
    assert json.loads(text)["version"] == VERSION


def test_the_kinds_of_numbers_survive():
    exact = {
        "count": 3,
        "rate": 3.0,
        "flag": True,
        "word": "3",
        "small": 5e-324,
        "big": 10**30,
        "third": 1 / 3,
    }
    graph = Graph(nodes=(Node(id="a", kind="k", params=exact),))
    found = loads(dumps(Project(graph=graph))).graph.nodes[0].params
    assert found == exact
    assert {name: type(value) for name, value in found.items()} == {
        name: type(v) for name, v in exact.items()
    }


def test_a_file_holds_readable_text(tmp_path):
    file = tmp_path / "netz.descent"
    project = Project(name="Größe → ∞", notes="Zeile\nZeile")
    save(project, file)
    assert "Größe → ∞" in file.read_text(encoding="utf-8")
    assert load(file) == project
    assert load(str(file)) == project


def test_what_is_left_out_has_its_default():
    assert loads('{"format": "descent", "version": 1, "project": {}}') == Project()
    assert loads('\ufeff{"format": "descent", "version": 1, "project": {"name": "B"}}').name == "B"


# --- writing --------------------------------------------------------------------------------------


@pytest.fixture
def old(tmp_path):
    """A saved project, alone in its folder."""
    file = tmp_path / "work.descent"
    save(Project(name="Old"), file)
    return file


def nothing_else_beside(file):
    return [each.name for each in file.parent.iterdir()] == [file.name]


def refuse(*_, **__):
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("broken", ["replace", "fsync", "fdopen"])
def test_the_old_file_is_whole_when_the_disk_refuses(old, monkeypatch, broken):
    monkeypatch.setattr(os, broken, refuse)
    with pytest.raises(FileProblem, match=r"work\.descent: cannot be saved: No space left on device\."):
        save(Project(name="New"), old)
    monkeypatch.undo()
    assert load(old).name == "Old"
    assert nothing_else_beside(old)


def test_half_a_character_is_refused_and_the_old_file_is_whole(old):
    graph = Graph(nodes=(Node(id="a", kind="k", params={"word": "\ud800"}),))
    with pytest.raises(FileProblem, match="incomplete character"):
        save(Project(graph=graph), old)
    assert load(old).name == "Old"
    assert nothing_else_beside(old)


def test_a_folder_is_no_place_for_a_file(tmp_path):
    folder = tmp_path / "folder.descent"
    folder.mkdir()
    for act in (lambda: save(Project(), folder), lambda: load(folder)):
        with pytest.raises(FileProblem, match=r"folder\.descent"):
            act()
    assert nothing_else_beside(folder)
    with pytest.raises(FileProblem, match="cannot be saved"):
        save(Project(), tmp_path / "nowhere" / "a.descent")


def test_saving_again_replaces_and_keeps_the_rights(old):
    old.chmod(0o640)
    save(Project(name="New"), old)
    assert load(old).name == "New"
    assert stat.S_IMODE(old.stat().st_mode) == 0o640
    assert nothing_else_beside(old)


def test_a_new_file_has_the_usual_rights(tmp_path):
    plain = tmp_path / "plain"
    plain.write_text("")
    save(Project(), tmp_path / "new.descent")
    assert (tmp_path / "new.descent").stat().st_mode == plain.stat().st_mode


def test_a_link_stays_a_link(old, tmp_path):
    link = tmp_path / "link.descent"
    link.symlink_to(old)
    save(Project(name="New"), link)
    assert link.is_symlink()
    assert load(old).name == "New"


# --- the shipped files ----------------------------------------------------------------------------


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.path.stem)
def test_every_example_is_read_and_has_no_problems(example):
    project = load(example.path)
    report = analyze(project)
    assert [problem.message for problem in report.problems] == []
    assert report.total_parameters > 0
    assert project.name
    assert project.notes
    assert loads(dumps(project)) == project


def test_there_are_examples():
    assert len(examples()) >= 10


@pytest.mark.filterwarnings("always")
def test_a_node_beyond_the_edge_is_moved_to_it_with_a_warning(tmp_path):
    with pytest.warns(MovedToEdge, match=r"The coordinate 1e\+300 lies beyond the edge of the canvas"):
        project = Project(graph=Graph(nodes=(Node(id="a", kind="linear", x=1e300),)))
    assert project.graph.nodes[0].x == 1e6
    (tmp_path / "far.descent").write_text(dumps(project).replace("1000000.0", "-1e300"))
    with pytest.warns(MovedToEdge, match="moved to the edge"):
        load(tmp_path / "far.descent")
