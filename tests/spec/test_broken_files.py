"""Files that are broken, newer or foreign: one sentence that names the file and the place in it."""

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from playground.app.starters import spiral
from playground.spec import files, migrate
from playground.spec.files import FileProblem, dumps, load, loads

GOOD = json.loads(dumps(spiral()))


def changed(*way, value):
    """The text of a good file with one value replaced, or taken out where the value is ``...``."""
    body = json.loads(json.dumps(GOOD))
    here = body
    for part in way[:-1]:
        here = here[part]
    if value is ...:
        del here[way[-1]]
    else:
        here[way[-1]] = value
    return json.dumps(body)


def outcome(text):
    """The project in a text, or what is said against it."""
    try:
        return loads(text)
    except FileProblem as problem:
        return str(problem)


NODES, TRAINING = ("project", "graph", "nodes"), ("project", "training")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "line 1, column 1: broken JSON"),
        ("{", "line 1, column 2: broken JSON"),
        ('{\n "format": "descent",\n "version": oops}', "line 3, column 13: broken JSON"),
        ("[]", "this is not a Descent file"),
        ("17", "this is not a Descent file"),
        ("{}", "this is not a Descent file"),
        ('{"format": "svg"}', "this is not a Descent file"),
        (changed("version", value=...), "version: should be a whole number"),
        (changed("version", value="1"), "version: should be a whole number"),
        (changed("version", value=True), "version: should be a whole number"),
        (changed("version", value=0), "version: should be a whole number"),
        (changed("version", value=99), r"written by a newer Descent \(file version 99, known: 1\)"),
        (changed("project", value=...), "project: is missing"),
        (changed("project", value=[]), "project: is missing"),
        (changed("project", "colour", value="red"), "colour: "),
        (changed("project", "name", value="n" * 201), "name: .* at most 200 characters"),
        (changed(*NODES, value={}), "graph → nodes: "),
        (changed(*NODES, 1, "id", value=""), "graph → nodes → 1 → id: "),
        (changed(*NODES, 1, "kind", value=...), "graph → nodes → 1 → kind: "),
        (changed(*NODES, 1, "x", value="left"), "graph → nodes → 1 → x: .*number"),
        (
            changed(*NODES, 1, "params", "units", value=[3]),
            "nodes → 1 → params → units: should be a finite number",
        ),
        (changed(*NODES, 1, "params", "units", value=None), "params → units: should be a finite number"),
        (changed(*NODES, 1, "activation", "kind", value=3), "nodes → 1 → activation → kind: "),
        (changed(*NODES, 1, "id", value="input-1"), "graph: two nodes have the same id"),
        (
            changed("project", "graph", "edges", 0, "target", value="ghost"),
            "graph: the wire .*ghost ends at no node",
        ),
        (changed("project", "graph", "edges", 0, "slot", value=-1), "graph → edges → 0 → slot: "),
        (
            changed("project", "graph", "edges", 0, "target", value="linear-2"),
            "two wires end at input 0 of linear-2",
        ),
        (changed(*TRAINING, "epochs", value=0), "training → epochs: .*greater than or equal to 1"),
        (changed(*TRAINING, "device", value="toaster"), "training → device: "),
        (changed("project", "data", "validation", value=0.99), "data → validation: "),
        (changed("project", "data", "features", value=["x3"]), "data → features → 0: "),
        (changed("project", "data", "features", value=[]), "data → features: "),
        (changed("project", "plane", "kind", value="flat"), "plane → kind: "),
        (changed(*NODES, 0, "x", value=1.5).replace("1.5", "NaN"), "holds NaN"),
        (changed(*NODES, 0, "x", value=1.5).replace("1.5", "-Infinity"), "holds -Infinity"),
        (changed(*NODES, 0, "x", value=1.5).replace("1.5", "1e999"), "holds 1e999, which is too large"),
        (changed(*NODES, 0, "x", value=1.5).replace("1.5", "9" * 5000), "holds a number with 5000 digits"),
        ('{"format": "descent", "format": "descent"}', "“format” appears twice in one place"),
        ("[" * 100_000, "nested more than 40 levels deep"),
        (changed("project", "notes", value='deep "[[[') + "]", "broken JSON"),
    ],
)
def test_a_broken_file_names_itself_and_the_place(text, words):
    with pytest.raises(FileProblem, match=words) as caught:
        loads(text, "net.descent")
    assert str(caught.value).startswith("net.descent: ")
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_brackets_in_a_text_are_no_nesting():
    text = changed("project", "notes", value='\\" [[[' * 100)
    assert loads(text).notes == '\\" [[[' * 100


@given(st.integers(0, len(dumps(spiral())) - 3))
@settings(max_examples=100)
def test_a_file_cut_off_anywhere_is_refused(length):
    with pytest.raises(FileProblem):
        loads(dumps(spiral())[:length])


@given(st.integers(0, len(dumps(spiral())) - 1), st.characters(codec="utf-8"))
@settings(max_examples=200)
@example(0, "\ufeff")
def test_a_wrong_character_anywhere_is_read_or_refused(place, character):
    text = dumps(spiral())
    found = outcome(text[:place] + character + text[place + 1 :])
    assert found.startswith("the text: ") if isinstance(found, str) else loads(dumps(found)) == found


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats(allow_nan=False) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)
PLACES = [
    ("project", "graph"), NODES, (*NODES, 0), (*NODES, 1, "params"), (*NODES, 1, "params", "units"), (*NODES, 1, "x"),
    (*NODES, 1, "activation"), ("project", "graph", "edges", 1), ("project", "graph", "edges", 1, "slot"),
    TRAINING, (*TRAINING, "optimizer", "params", "learning_rate"), (*TRAINING, "l2"), ("project", "data", "features"),
    ("project", "data", "dataset"), ("project", "plane", "seed"), ("project", "name"),
]  # fmt: skip


@given(st.sampled_from(PLACES), json_values)
@settings(max_examples=200, deadline=None)
def test_any_value_in_any_place_is_taken_or_refused_there(way, value):
    text = changed(*way, value=value)
    found = outcome(text)
    if isinstance(found, str):
        shown = [str(part) for part in way[1:]]
        told = found.removeprefix("the text: ").split(": ")[0].split(" → ")
        assert "Infinity" in text or told[: len(shown)] == shown[: len(told)]
    else:
        assert loads(dumps(found)) == found


def test_files_that_are_not_text_or_not_there(tmp_path):
    picture = tmp_path / "cat.descent"
    picture.write_bytes(b"\x89PNG\r\n\xff\xfe")
    with pytest.raises(FileProblem, match=r"cat\.descent: this is not a Descent file \(it is not text\)"):
        load(picture)
    with pytest.raises(FileProblem, match=r"gone\.descent: cannot be read: No such file"):
        load(tmp_path / "gone.descent")


def test_a_file_beyond_reason_is_not_read(tmp_path):
    file = tmp_path / "big.descent"
    with file.open("wb") as stream:
        stream.truncate(files.MAX_BYTES + 1)
    with pytest.raises(FileProblem, match="larger than 20 MB"):
        load(file)


def test_old_files_go_through_every_step_in_order(monkeypatch):
    steps = {
        1: lambda p: {**p, "name": p["title"]},
        2: lambda p: {k: v for k, v in p.items() if k != "title"},
    }
    monkeypatch.setattr(migrate, "VERSION", 3)
    monkeypatch.setattr(migrate, "STEPS", steps)
    assert migrate.migrate({"title": "A"}, 1) == {"name": "A"}
    assert migrate.migrate({"title": "A", "name": "B"}, 2) == {"name": "B"}
    assert migrate.migrate({"name": "B"}, 3) == {"name": "B"}


def test_there_is_a_step_from_every_earlier_version():
    assert set(migrate.STEPS) == set(range(1, migrate.VERSION))
