"""Projects with data beside or below them can be moved, sent, and opened from any folder."""

import json

import pytest

from playground.build.analysis.shapes import analyze
from playground.spec.base import Choice
from playground.spec.files import load, save
from playground.spec.project import Project


@pytest.fixture
def project():
    """A project with data in a file."""

    def make(path, param="path", kind="csv"):
        project = Project()
        return project.with_(data=project.data.with_(dataset=Choice(kind=kind, params={param: str(path)})))

    return make


def stored(file, param="path"):
    return json.loads(file.read_text())["project"]["data"]["dataset"]["params"][param]


@pytest.mark.parametrize("name", ["data.csv", "tables/data.csv", "~odd.csv"])
def test_data_below_the_project_are_stored_relative_to_it(project, tmp_path, monkeypatch, name):
    here = tmp_path / "here"
    (here / name).parent.mkdir(parents=True)
    (here / name).write_text("a,b,kind\n1,2,u\n3,4,v\n")
    save(project(here / name), here / "p.descent")
    assert stored(here / "p.descent") == (f"./{name}" if name.startswith("~") else name)
    there = here.rename(tmp_path / "there")
    monkeypatch.chdir("/")
    moved = load(there / "p.descent")
    assert moved == project(there / name)
    assert analyze(moved).data.samples == 2
    save(moved, there / "p.descent")
    assert load(there / "p.descent") == moved


@pytest.mark.parametrize("path", ["", "~/data.csv", "~nobody/x.csv", "a\0b", "x" * 5000, "\ud800"])
def test_other_paths_stay_as_they_are(project, tmp_path, path):
    if path != "\ud800":
        save(project(path), tmp_path / "p.descent")
        assert stored(tmp_path / "p.descent") == path
        assert load(tmp_path / "p.descent") == project(path)


def test_data_elsewhere_are_stored_with_their_whole_path(project, tmp_path):
    (tmp_path / "project").mkdir()
    save(project(tmp_path / "data.csv"), tmp_path / "project" / "p.descent")
    assert stored(tmp_path / "project" / "p.descent") == str(tmp_path / "data.csv")


def test_paths_relative_to_the_shell_become_relative_to_the_project(project, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "work").mkdir()
    save(project("work/data.csv"), "work/p.descent")
    assert stored(tmp_path / "work" / "p.descent") == "data.csv"
    assert load("work/p.descent") == project(tmp_path / "work" / "data.csv")


def test_a_folder_around_the_project_itself_is_found(project, tmp_path):
    save(project(tmp_path, "folder", "image_folder"), tmp_path / "p.descent")
    assert stored(tmp_path / "p.descent", "folder") == "."
    assert load(tmp_path / "p.descent") == project(tmp_path, "folder", "image_folder")
