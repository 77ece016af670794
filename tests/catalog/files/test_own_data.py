"""Data of the user's own: points that were drawn, and files; what is wrong is told in one sentence."""

import base64
import os
import zipfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from playground.catalog.datasets.drawn import MOST_POINTS, REACH, pack_points, unpack_points
from playground.catalog.kinds import DATASETS, DataProblem, NotWanted, dataset, while_wanted
from playground.catalog.kinds.progress import watching

# --- drawn ----------------------------------------------------------------------------------------


def drawn(*labels):
    x = np.linspace(-5, 5, 2 * len(labels)).reshape(-1, 2)
    return DATASETS.create("drawn", {"points": pack_points(x, np.array(labels))})


@given(
    st.lists(st.tuples(st.floats(-REACH, REACH), st.floats(-REACH, REACH), st.integers(0, 5)), max_size=40)
)
def test_points_survive_being_packed(points):
    x = np.array([(a, b) for a, b, _ in points]).reshape(-1, 2)
    y = np.array([label for *_, label in points], int)
    x_again, y_again = unpack_points(pack_points(x, y))
    assert np.array_equal(y, y_again)
    np.testing.assert_allclose(x_again, x, atol=REACH / 65_535 + 1e-6)
    assert pack_points(x_again, y_again) == pack_points(x, y)


def test_points_take_little_room():
    random = np.random.default_rng(0)
    text = pack_points(random.uniform(-6, 6, (1000, 2)), random.integers(0, 6, 1000))
    assert len(text) < 6700


def test_what_is_drawn_is_learned_from():
    dataset = drawn(0, 2, 2, 0)
    info, raw = dataset.info(), dataset.load(5)
    assert (info.task, info.shape, info.targets, info.class_names) == (
        "classification",
        (2,),
        3,
        ("A", "B", "C"),
    )
    assert info.feature_names == ("x1", "x2")
    assert info.samples == len(raw.x) == 4
    assert raw.y.tolist() == [0, 2, 2, 0]
    assert raw.x.dtype == np.float32


@pytest.mark.parametrize(
    ("dataset", "words"),
    [
        (DATASETS.create("drawn"), "Nothing is drawn yet"),
        (drawn(1, 1, 1), "All drawn points are of class B"),
    ],
)
def test_too_little_is_drawn(dataset, words):
    with pytest.raises(DataProblem, match=words):
        dataset.info()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("no base 64!", "not base 64"),
        ("é", "not base 64"),
        (base64.b64encode(b"1234567").decode(), "the last one is cut off"),
        (base64.b64encode(b"1234\x00" + b"1234\x09").decode(), "point 2 is of class 10, but 6 is the most"),
        (
            base64.b64encode(bytes(5 * MOST_POINTS + 5)).decode(),
            "20,001 points are drawn, but 20,000 is the most",
        ),
    ],
)
def test_damaged_points_are_reported_in_one_sentence(text, words):
    dataset = DATASETS.create("drawn", {"points": text})
    for ask in (dataset.info, lambda: dataset.load(0)):
        with pytest.raises(DataProblem, match=words):
            ask()


# --- CSV ------------------------------------------------------------------------------------------


@pytest.fixture
def csv(tmp_path):
    """A data set of a file with this text."""

    def make(text, name="my data.csv", **params):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return DATASETS.create("csv", {"path": str(path), **params})

    return make


PLAIN = "width,height,kind\n1,2.5,cat\n3,4,dog\n5,6,cat\n"


def test_texts_as_target_are_classes(csv):
    dataset = csv(PLAIN)
    info, raw = dataset.info(), dataset.load(0)
    assert (info.task, info.shape, info.class_names) == ("classification", (2,), ("cat", "dog"))
    assert info.feature_names == ("width", "height")
    assert info.samples == 3
    assert raw.x.tolist() == [[1, 2.5], [3, 4], [5, 6]]
    assert raw.x.dtype == np.float32
    assert raw.y.tolist() == [0, 1, 0]


def test_texts_as_input_become_a_column_for_each_value(csv):
    dataset = csv(PLAIN, target="height")
    info, raw = dataset.info(), dataset.load(0)
    assert (info.task, info.targets, info.target_name) == ("regression", 1, "height")
    assert info.feature_names == ("width", "kind = cat", "kind = dog")
    assert raw.x.tolist() == [[1, 1, 0], [3, 0, 1], [5, 1, 0]]
    assert raw.y.tolist() == [[2.5], [4], [6]]


def test_columns_are_chosen(csv):
    dataset = csv(PLAIN, inputs='["height"]')
    assert dataset.info().feature_names == ("height",)
    assert dataset.load(0).x.tolist() == [[2.5], [4], [6]]


@pytest.mark.parametrize(
    ("target", "task", "wanted", "classes"),
    [
        ("0\n1\n1\n", "detect", "classification", ("0", "1")),
        ("0\n1\n1\n", "regression", "regression", ()),
        ("0.5\n1\n2\n", "detect", "regression", ()),
        ("0.5\n1\n2\n", "classification", "classification", ("0.5", "1", "2")),
        ("1.0\n1\n3\n", "detect", "classification", ("1", "3")),
    ],
)
def test_the_task_follows_from_the_target_and_can_be_chosen(csv, target, task, wanted, classes):
    rows = [f"{place},{value}" for place, value in enumerate(target.split())]
    dataset = csv("x,y\n" + "\n".join(rows), task=task)
    info, raw = dataset.info(), dataset.load(0)
    assert (info.task, info.class_names) == (wanted, classes)
    if classes:
        assert [float(classes[place]) for place in raw.y] == [float(value) for value in target.split()]
    else:
        assert raw.y[:, 0].tolist() == [float(value) for value in target.split()]


TABLE = [("x1", "größe", "y"), ("1.5", "a b", "0"), ("-2", "c", "1"), ("3e2", "c", "1")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("comma", [False, True])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_how_a_file_is_written_is_found_out(csv, encoding, delimiter, comma, end):
    if comma and delimiter == ",":
        delimiter = ";"
    rows = [
        row if place == 0 else (row[0].replace(".", "," if comma else "."), *row[1:])
        for place, row in enumerate(TABLE)
    ]
    dataset = csv(end.join(delimiter.join(row) for row in rows).encode(encoding))
    assert dataset.info().feature_names == ("x1", "größe = a b", "größe = c")
    assert dataset.load(0).x.tolist() == [[1.5, 1, 0], [-2, 0, 1], [300, 0, 1]]
    assert dataset.detected().dialect() == dataset.dialect()
    assert (dataset.dialect().decimal == "comma") == comma
    assert dataset.detected().load(0).y.tolist() == [0, 1, 1]


def test_what_was_found_out_can_be_changed(csv):
    dataset = csv("1,5;2,0\n3,5;4,0\n", names="no")
    assert dataset.load(0).x.tolist() == [[1.5], [3.5]]
    points = csv("1,5\n3,5\n", delimiter="semicolon")
    with pytest.raises(DataProblem, match="has one column only"):
        points.info()
    assert csv("2020,2021\n1,2\n3,4.5\n", names="yes").info().feature_names == ("2020",)


def test_columns_without_names_are_numbered_and_equal_names_told_apart(csv):
    assert csv("1,2,3\n4,5,6\n").info().feature_names == ("column 1", "column 2")
    assert csv("a,,a,y\n4,5,6,7.5\n1,2,3,4.5\n", names="yes").info().feature_names == (
        "a",
        "column 2",
        "a (2)",
    )


def test_quotes_hold_separators_and_line_ends(csv):
    dataset = csv('note,y\n"a, b",1\n"two\nlines",2\n"say ""x""",3\n')
    assert dataset.known().column("note").values == ("a, b", 'say "x"', "two\nlines")
    assert dataset.load(0).y.tolist() == [0, 1, 2]


@pytest.mark.parametrize("text", [PLAIN, "a,b,y\n1,2,3.5\n4,5,6.5\n7,8,9.5\n"], ids=["texts", "numbers"])
def test_what_is_known_need_not_be_read_again(csv, text):
    dataset = csv(text)
    told = dataset.model_copy(update={"facts": dataset.survey().model_dump_json()})
    assert told.info() == dataset.info()
    assert np.array_equal(told.load(0).x, dataset.load(0).x)
    some = told.load_some(2)
    assert np.array_equal(some.x, dataset.load(0).x[:2])
    assert np.array_equal(some.y, dataset.load(0).y[:2])


def test_numbers_are_read_the_same_by_both_readers(csv):
    random = np.random.default_rng(0)
    table = np.column_stack([random.normal(size=(45_000, 2)), random.integers(0, 3, 45_000)])
    text = "a,b,y\n" + "".join(f"{a:.6g},{b:.6g},{y:.0f}\n" for a, b, y in table)
    quick, slow = csv(text), csv(text + "\n \n".replace(" ", ""), name="other.csv", incomplete="leave out")
    assert quick.info() == slow.info()
    np.testing.assert_allclose(quick.load(0).x, table[:, :2], rtol=1e-5, atol=1e-6)
    parts = [block for _part, block in slow.blocks(("a", "b", "y"))]
    assert np.array_equal(
        np.array([float(cell) for b in parts for cell in b.columns[0]], np.float32), quick.load(0).x[:, 0]
    )
    assert np.array_equal(quick.load(0).y, table[:, 2])


def test_incomplete_rows_are_left_out(csv):
    dataset = csv(
        "a,b,y\n1,2,0\n,3,1\nx,5,1\n6,7,\n8,9,1\n10,11,0\n" + "1,1,1\n" * 12, incomplete="leave out"
    )
    raw = dataset.load(0)
    assert raw.x[:3].tolist() == [[1, 2], [8, 9], [10, 11]]
    assert len(raw.x) == len(raw.y) == dataset.info().samples == 15
    assert dataset.info().left_out == "3 of 18 rows"


@pytest.mark.parametrize("first", [1_600_000_000, 1_600_000_000_000, 20_200_101, -(2**40)])
def test_large_numbers_close_together_are_not_merged_by_single_precision(csv, first):
    rows = "".join(f"{first + row * 7 % 30},{row % 5},{'ab'[row % 2]}\n" for row in range(30))
    dataset = csv(f"t,v,kind\n{rows}")
    info, raw = dataset.info(), dataset.load(0)
    assert info.feature_names == (f"t − {first}", "v")
    assert raw.x[:, 0].tolist() == [row * 7 % 30 for row in range(30)]
    with pytest.raises(DataProblem, match=f"too close together .* Subtract {first} from them"):
        dataset.model_copy(update={"target": "t", "task": "regression"}).info()
    facts = dataset.known().model_dump_json()
    plain = csv("t,v,kind\n" + "".join(f"{2000 + row % 20},{row % 5},{'ab'[row % 2]}\n" for row in range(30)))
    assert plain.info().feature_names == ("t", "v")
    assert '"origin":0.0' in facts
    with pytest.raises(DataProblem, match="description of the table is damaged"):
        csv(PLAIN, facts=facts.replace('"origin":0.0', '"origin":NaN')).info()


def test_a_file_that_changes_is_read_again(csv):
    before = csv(PLAIN)
    assert len(before.load(0).x) == 3
    assert len(csv(PLAIN + "9,9,cat\n").load(0).x) == 4


@pytest.mark.parametrize(
    ("text", "params", "words"),
    [
        ("", {}, "my data.csv is empty."),
        ("\n\n  \n", {}, "my data.csv is empty."),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", {}, "my data.csv is not a text file."),
        ("a,b\n", {"names": "yes"}, "my data.csv has no rows."),
        ("a\n1\n2\n", {}, "my data.csv has one column only, but an input and a target are two"),
        (
            "a,b,y\n1,2,3.5\n4,5\n",
            {},
            "my data.csv, line 3: the row has 2 cells, but the first one has 3.",
        ),
        ("a,b\n1,2.5\n\n3\n", {}, "my data.csv, line 4: the row has 1 cell, but the first one has 2."),
        (
            "a,y\n" + "1,2.5\n" * 20 + "oops,3\n",
            {},
            "my data.csv, line 22, column “a”: “oops” is not a number; leave out such rows, or the column.",
        ),
        ("a,y\n" + "1,2.5\n" * 20 + "inf,3\n", {}, "line 22, column “a”: “inf” is not a number"),
        ("a,y\n1,2.5\n3,\n", {}, "my data.csv, line 3, column “y”: the value is missing"),
        ("a,y\n1,2.5\nNA,3\n", {}, "my data.csv, line 3, column “a”: the value is missing"),
        (
            "a,y\n1,cat\n2,cat\n",
            {},
            "column “y”: the target is “cat” in every row; there is nothing to learn.",
        ),
        ("a,y\n1,2.5\n2,2.5\n", {}, "column “y”: the target is “2.5” in every row"),
        (
            "a,y\n1,cat\n2,dog\n",
            {"task": "regression"},
            "my data.csv, line 2, column “y”: the target holds texts",
        ),
        ("a,b\n1,2.5\n2,3\n", {"target": "c"}, "my data.csv has no column “c”."),
        ("a,b\n1,2.5\n2,3\n", {"inputs": '["z"]'}, "my data.csv has no column “z”."),
        ("a,b\n1,2.5\n2,3\n", {"inputs": "[]"}, "choose at least one input column"),
        ("a,b\n1,2.5\n2,3\n", {"inputs": "a"}, "should be a JSON list of names"),
        ("a,b\n1,2.5\n2,3\n", {"facts": "{}"}, "is damaged; choose the file again"),
        (
            "a,b\n" + "".join(f"{n},{n}.5\n" for n in range(1200)),
            {"task": "classification"},
            "too many for classes",
        ),
        (
            "a,b\n" + "".join(f"name {n},{n}.5\n" for n in range(1200)),
            {},
            "column “a”: it has more than 1,000 different texts; leave it out.",
        ),
        (b"a,y\n1,2\n3,caf\xe9\n", {"encoding": "utf-8"}, "my data.csv, line 3: this is not utf-8 text"),
        ("a,y\n1,2\n", {"encoding": "utf-16"}, "this is not utf-16 text"),
    ],
)
def test_what_is_wrong_with_a_table_is_reported_with_its_place(csv, text, params, words):
    dataset = csv(text, **params)
    with pytest.raises(DataProblem) as caught:
        dataset.info()
    assert words in str(caught.value)
    assert str(caught.value).count(". ") == 0
    with pytest.raises(DataProblem):
        dataset.load(0)


def test_a_byte_far_behind_that_is_no_text_is_found(csv):
    body = b"a,y\n" + b"1,2\n" * 100_000 + b"3,\xff\xff\n"
    with pytest.raises(DataProblem, match="line 100002: this is not utf-8 text"):
        csv(body).info()


def test_a_value_that_came_later_is_reported_with_its_place(csv):
    known = csv(PLAIN).survey().model_dump_json()
    for row, words in (
        ("7,8,cow", "line 5, column “kind”: “cow” did not occur when the file was chosen"),
        ("x,8,cat", "line 5, column “width”: “x” is not a number"),
        ("7,8,", "line 5, column “kind”: the value is missing"),
    ):
        dataset = csv(PLAIN + row + "\n", facts=known)
        assert dataset.info().class_names == ("cat", "dog")
        with pytest.raises(DataProblem, match=words):
            dataset.load(0)
        assert len(dataset.model_copy(update={"incomplete": "leave out"}).load(0).x) == 3


def test_a_file_that_is_not_there_is_reported_and_one_that_was_not_chosen(csv, tmp_path):
    with pytest.raises(DataProblem, match="no file is chosen yet"):
        DATASETS.create("csv").info()
    gone = csv(PLAIN)
    (tmp_path / "my data.csv").unlink()
    with pytest.raises(
        DataProblem, match=f"The data file {tmp_path}/my data.csv is not there; choose it again"
    ):
        gone.info()
    with pytest.raises(DataProblem, match="is not there"):
        DATASETS.create("csv", {"path": str(tmp_path)}).info()


def test_reading_can_be_given_up(csv):
    dataset = csv("a,b,y\n" + "1,2,x\n3,4,z\n" * 30_000)
    parts = []
    with while_wanted(lambda: len(parts) == 2), watching(parts.append), pytest.raises(NotWanted):
        dataset.survey()
    assert len(parts) == 2
    assert 0 < parts[0] < parts[1] < 1


# --- NumPy arrays ---------------------------------------------------------------------------------


@pytest.fixture
def npz(tmp_path):
    """A data set of a file with these arrays."""

    def make(names=None, pack=np.savez, **arrays):
        pack(tmp_path / "arrays.npz", **arrays)
        return DATASETS.create("npz", {"path": str(tmp_path / "arrays.npz"), **(names or {})})

    return make


RANDOM = np.random.default_rng(3)
ROWS = RANDOM.normal(size=(12, 4))
LABELS = np.arange(12) % 3


@pytest.mark.parametrize("pack", [np.savez, np.savez_compressed])
@pytest.mark.parametrize("names", [("x", "y"), ("X", "Y"), ("data", "labels")])
def test_arrays_are_samples_and_classes(npz, pack, names):
    dataset = npz(pack=pack, **{names[0]: ROWS, names[1]: LABELS})
    info, raw = dataset.info(), dataset.load(0)
    assert (info.task, info.shape, info.targets, info.samples) == ("classification", (4,), 3, 12)
    assert np.array_equal(raw.x, ROWS.astype(np.float32))
    assert raw.y.tolist() == LABELS.tolist()
    some = dataset.load_some(5)
    assert np.array_equal(some.x, raw.x[:5])
    assert np.array_equal(some.y, raw.y[:5])


def test_arrays_are_chosen_by_name_and_broken_numbers_are_quantities(npz):
    dataset = npz({"x": "a", "y": "b"}, a=ROWS, b=ROWS[:, :2], x=LABELS)
    info, raw = dataset.info(), dataset.load(0)
    assert (info.task, info.targets, info.target_name) == ("regression", 2, "b")
    assert np.array_equal(raw.y, ROWS[:, :2].astype(np.float32))


@pytest.mark.parametrize(
    ("shape", "wanted"),
    [((5, 6), (1, 5, 6)), ((3, 5, 6), (3, 5, 6)), ((5, 6, 3), (3, 5, 6)), ((5, 6, 1), (1, 5, 6))],
)
@pytest.mark.parametrize("kind", [np.uint8, np.float64])
def test_images_get_their_channels_in_front(npz, shape, wanted, kind):
    images = RANDOM.integers(0, 256, (12, *shape)).astype(kind)
    dataset = npz(x=images, y=LABELS)
    raw = dataset.load(0)
    assert dataset.info().shape == raw.x.shape[1:] == wanted
    expected = (
        images if images.shape[1:] == wanted else images.reshape(12, *shape, 1) if len(shape) == 2 else images
    )
    expected = expected if expected.shape[1:] == wanted else np.moveaxis(expected, -1, 1)
    np.testing.assert_allclose(raw.x, expected / (255 if kind is np.uint8 else 1), rtol=1e-6)


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        ({"x": ROWS}, "has no array of targets with a usual name; it has x."),
        ({"a": ROWS, "y": LABELS}, "has no array of samples with a usual name; it has a, y."),
        ({"x": ROWS, "y": LABELS[:5]}, "“x” has 12 samples, but “y” has the shape 5."),
        (
            {"x": ROWS[:, 0], "y": LABELS},
            "the array “x” has the shape 12, but samples are rows of numbers or images.",
        ),
        ({"x": ROWS[:0], "y": LABELS[:0]}, "the array “x” has the shape 0 × 4"),
        (
            {"x": np.zeros((1001, 2)), "y": np.arange(1001)},
            "“y” has 1,001 different values, but 1,000 classes are the most; choose “regression”",
        ),
        ({"x": ROWS, "y": LABELS * 0}, "all targets in “y” are 0; there is nothing to learn."),
        ({"x": ROWS, "y": np.full(12, np.inf)}, "of “y” is not a finite number."),
        (
            {"x": np.array([[*"abcd"]] * 12), "y": LABELS},
            "the array “x” holds objects or texts, which are not read",
        ),
        ({"x": ROWS * 1j, "y": LABELS}, "the array “x” holds complex numbers, which are not read"),
        ({"x": ROWS, "y": np.array([{}] * 12)}, "the array “y” holds objects or texts, which are not read"),
        ({"x": ROWS, "y": np.zeros((12, 2, 2))}, "the array “y” has the shape 12 × 2 × 2"),
    ],
)
def test_what_is_wrong_with_arrays_is_reported(npz, arrays, words):
    dataset = npz(**arrays)
    with pytest.raises(DataProblem) as caught:
        dataset.info()
    assert words in str(caught.value)
    with pytest.raises(DataProblem):
        dataset.load(0)


@pytest.mark.parametrize(
    ("y", "classes"),
    [
        (LABELS + 1, ("1", "2", "3")),
        (LABELS - 1, ("-1", "0", "1")),
        (LABELS * 2, ("0", "2", "4")),
        (LABELS.astype(float), ("0", "1", "2")),
        (LABELS.astype(">f4")[:, None], ("0", "1", "2")),
        (np.eye(3)[LABELS], ("0", "1", "2")),
        (np.eye(3, dtype=bool)[LABELS], ("0", "1", "2")),
        (np.array(["cat", "cow", "dog"])[LABELS], ("cat", "cow", "dog")),
        (np.array([b"cat", b"cow", b"dog"])[LABELS], ("cat", "cow", "dog")),
    ],
)
def test_labels_are_classes_however_they_are_written(npz, y, classes):
    dataset = npz(x=ROWS, y=y)
    assert (dataset.info().task, dataset.info().class_names) == ("classification", classes)
    assert dataset.load(0).y.tolist() == LABELS.tolist()


@pytest.mark.parametrize(
    ("y", "task", "wanted"),
    [
        (LABELS, "regression", "regression"),
        (LABELS.astype(float), "regression", "regression"),
        (np.eye(3)[LABELS], "regression", "regression"),
        (LABELS / 2, "detect", "regression"),
        (LABELS / 2, "classification", "classification"),
        (np.eye(3)[LABELS] * 0.5, "detect", "regression"),
    ],
)
def test_the_task_of_arrays_can_be_chosen(npz, y, task, wanted):
    dataset = npz({"task": task}, x=ROWS, y=y)
    assert dataset.info().task == wanted
    raw = dataset.load(0)
    if wanted == "regression":
        assert np.array_equal(raw.y, np.asarray(y, np.float32).reshape(12, -1))
    else:
        assert [float(dataset.info().class_names[number]) for number in raw.y] == y.tolist()


def test_a_name_that_is_no_text_is_damage(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        archive.writestr("é.npy", b"")
    file = tmp_path / "a.npz"
    file.write_bytes(file.read_bytes().replace("é".encode(), b"\x97\xa9"))
    with pytest.raises(DataProblem, match=r"^a\.npz is not an \.npz file, or it is damaged\.$"):
        DATASETS.create("npz", {"path": str(file)}).info()


def test_arrays_that_nobody_asks_for_may_be_anything(npz):
    extra = {"class_names": np.array(["a", "b"]), "meta": np.array({"made": 2024}, object)}
    dataset = npz(x=ROWS, y=LABELS, **extra)
    assert dataset.info().class_names == ("0", "1", "2")
    assert np.array_equal(dataset.load(0).x, ROWS.astype(np.float32))


@pytest.mark.parametrize("pack", [np.savez, np.savez_compressed])
def test_arrays_stored_column_by_column_are_read(npz, pack, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    entry = npz(pack=pack, x=np.asfortranarray(ROWS), y=LABELS)
    expected = ROWS.astype(np.float32)
    assert np.array_equal(entry.load(0).x, expected)
    assert np.array_equal(entry.load_some(5).x, expected[:5])
    monkeypatch.setattr(dataset, "MOST_NUMBERS", 1)
    assert np.array_equal(entry.source().read([7, 0, 3]), expected[[7, 0, 3]])


def test_samples_that_are_not_finite_are_reported_with_their_place(npz):
    broken = ROWS.copy()
    broken[7, 2] = np.nan
    with pytest.raises(DataProblem, match="sample 7 of “x” holds something that is not a finite number"):
        npz(x=broken, y=LABELS).load(0)


@pytest.mark.parametrize("place", [0, 3, 30, 100, 200, 300, 400, 450])
@pytest.mark.parametrize(
    "change", [lambda body, at: body[:at], lambda body, at: body[:at] + b"\xff\xff" + body[at + 2 :]]
)
def test_a_damaged_file_of_arrays_is_reported_or_read(npz, tmp_path, place, change):
    dataset = npz(x=ROWS, y=LABELS)
    file = tmp_path / "arrays.npz"
    file.write_bytes(change(file.read_bytes(), place))
    try:
        words = f"arrays.npz: {len(dataset.load(0).x)} samples"
    except DataProblem as problem:
        words = str(problem)
    assert "arrays.npz" in words


def test_objects_in_a_file_run_no_code(tmp_path):
    class Trap:
        def __reduce__(self):
            return (Path.touch, (tmp_path / "sprung",))

    np.savez(tmp_path / "arrays.npz", x=np.array([Trap()] * 3, object), y=np.arange(3), allow_pickle=True)
    with pytest.raises(DataProblem, match="holds objects"):
        DATASETS.create("npz", {"path": str(tmp_path / "arrays.npz")}).load(0)
    assert not (tmp_path / "sprung").exists()


# --- pictures -------------------------------------------------------------------------------------


@pytest.fixture
def pictures(tmp_path):
    """Four red and two green pictures of 20 × 12 pixels."""
    for name, color, count in (("red", (255, 0, 0), 4), ("green", (0, 255, 0), 2)):
        (tmp_path / "shots" / name).mkdir(parents=True)
        for number in range(count):
            suffix = "png" if number % 2 else "jpg"
            Image.new("RGB", (20, 12), color).save(tmp_path / "shots" / name / f"{number}.{suffix}")
    return tmp_path / "shots"


@pytest.mark.parametrize(("channels", "depth"), [("colour", 3), ("grey", 1)])
def test_each_folder_of_pictures_is_a_class(pictures, channels, depth):
    dataset = DATASETS.create(
        "image_folder", {"folder": str(pictures), "height": 8, "width": 10, "channels": channels}
    )
    info, raw = dataset.info(), dataset.load(0)
    assert (info.task, info.shape, info.class_names) == ("classification", (depth, 8, 10), ("green", "red"))
    assert info.samples == 6
    assert raw.x.shape == (6, depth, 8, 10)
    assert raw.y.tolist() == [0, 0, 1, 1, 1, 1]
    expected = ([0, 1, 0], [1, 0, 0]) if channels == "colour" else ([0.587], [0.299])
    for image, label in zip(raw.x, raw.y, strict=True):
        np.testing.assert_allclose(image.mean((1, 2)), expected[label], atol=0.02)
    assert dataset.load_some(3).y.tolist() == [0, 1, 1]


def test_the_middle_of_a_picture_is_taken(tmp_path):
    pixels = np.zeros((10, 30, 3), np.uint8)
    pixels[:, 10:20] = 255
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        Image.fromarray(pixels).save(tmp_path / name / "wide.png")
    raw = DATASETS.create("image_folder", {"folder": str(tmp_path), "height": 5, "width": 5}).load(0)
    np.testing.assert_allclose(raw.x, 1, atol=0.01)


def test_a_picture_that_comes_is_seen(pictures):
    dataset = DATASETS.create("image_folder", {"folder": str(pictures)})
    assert len(dataset.load(0).x) == 6
    Image.new("L", (5, 5)).save(pictures / "red" / "new.png")
    assert len(dataset.load(0).x) == dataset.info().samples == 7


def folder_of(tmp_path, save, names=("a", "b")):
    """Two classes with a picture each, which ``save`` writes."""
    for name in names:
        (tmp_path / name).mkdir(parents=True)
        save(tmp_path / name / "one")
    return DATASETS.create("image_folder", {"folder": str(tmp_path), "height": 4, "width": 4})


@pytest.mark.parametrize("channels", ["colour", "grey"])
@pytest.mark.parametrize(("suffix", "kind"), [("png", np.uint16), ("tif", np.uint16), ("tif", np.int32)])
def test_sixteen_bits_of_grey_are_scaled_and_not_clipped(tmp_path, suffix, kind, channels):
    levels = np.full((4, 4), 16_000, kind)
    levels[:, :2] = 48_000
    entry = folder_of(tmp_path, lambda path: Image.fromarray(levels).save(path.with_suffix(f".{suffix}")))
    raw = entry.model_copy(update={"channels": channels}).load(0)
    assert raw.x.shape == (2, 3 if channels == "colour" else 1, 4, 4)
    np.testing.assert_allclose(raw.x, np.broadcast_to(levels / 65_535, raw.x.shape), atol=1e-4)


def test_broken_levels_of_grey_are_taken_as_they_are(tmp_path):
    levels = np.linspace(0, 1, 16, dtype=np.float32).reshape(4, 4)
    raw = folder_of(tmp_path, lambda path: Image.fromarray(levels).save(path.with_suffix(".tiff"))).load(0)
    np.testing.assert_allclose(raw.x[0, 0], levels, atol=1e-6)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
@pytest.mark.parametrize(("background", "level"), [("white", 1), ("black", 0), ("grey", 128 / 255)])
def test_what_is_transparent_shows_the_background(tmp_path, mode, background, level):
    pixels = np.zeros((4, 4, 4), np.uint8)
    pixels[:2, :, 3] = 255
    picture = Image.fromarray(pixels)
    if mode == "P":
        picture = Image.fromarray((pixels[..., 3] == 0).astype(np.uint8)).convert("P")
        picture.putpalette([0, 0, 0, 255, 0, 0])
        picture.info["transparency"] = 1
    else:
        picture = picture.convert(mode)
    entry = folder_of(tmp_path, lambda path: picture.save(path.with_suffix(".png")))
    raw = entry.model_copy(update={"background": background}).load(0)
    np.testing.assert_allclose(raw.x[:, :, :2], 0, atol=0.01)
    np.testing.assert_allclose(raw.x[:, :, 2:], level, atol=0.01)


@pytest.mark.parametrize(
    "name", ["a.webp", "a.bmp", "a.gif", "a.tif", "a.ppm", "a.tga", "a.JPEG", "gif as.jpg"]
)
def test_whatever_pillow_reads_is_taken(tmp_path, name):
    picture = Image.new("RGB", (8, 8), (255, 0, 0))
    kind = {"format": "GIF"} if name.startswith("gif as") else {}
    entry = folder_of(tmp_path, lambda path: picture.save(path.with_name(name), **kind))
    np.testing.assert_allclose(entry.load(0).x.mean((0, 2, 3)), [1, 0, 0], atol=0.02)


def test_what_systems_leave_behind_is_skipped(pictures):
    for folder in ("__MACOSX", ".ipynb_checkpoints", "@eaDir"):
        (pictures / folder).mkdir()
    for name in (".DS_Store", "._0.jpg", "Thumbs.db", "desktop.ini"):
        (pictures / "red" / name).write_bytes(b"no picture")
    (pictures / "red" / "folder.png").mkdir()
    os.mkfifo(pictures / "red" / "pipe.png")
    (pictures / "red" / "circle.png").symlink_to("circle.png")
    (pictures / "circle").symlink_to("circle")
    (pictures / "green" / "read me.txt").write_text("notes")
    entry = DATASETS.create("image_folder", {"folder": str(pictures)})
    info = entry.info()
    assert (info.class_names, info.samples) == (("green", "red"), 6)
    assert info.left_out == "3 files of other kinds in shots"
    assert len(entry.load(0).x) == 6


def test_broken_pictures_are_left_out_and_counted_on_wish(pictures):
    path = pictures / "red" / "1.png"
    path.write_bytes(path.read_bytes()[:45])
    entry = DATASETS.create("image_folder", {"folder": str(pictures)})
    with pytest.raises(
        DataProblem, match=r"red/1\.png is not a picture .*; remove it, or let broken pictures be"
    ):
        entry.load(0)
    entry = DATASETS.create("image_folder", {"folder": str(pictures), "broken": "leave out"})
    assert entry.info().samples == len(entry.load(0).x) == 5
    assert entry.info().left_out == "red/1.png cannot be read"
    for path in (pictures / "red").iterdir():
        path.write_bytes(b"")
    entry = DATASETS.create("image_folder", {"folder": str(pictures), "broken": "leave out"})
    (pictures / "red" / "5.png").write_bytes(b"")
    with pytest.raises(DataProblem, match=r"The folder red in .* holds no picture that can be read"):
        entry.info()


@pytest.mark.parametrize("names", [("train", "val"), ("Training", "validation", "test"), ("train", "test")])
def test_folders_for_training_and_validation_are_the_split(tmp_path, names):
    for part, name in enumerate(names):
        for label, level in (("box", 0), ("disc", 255)):
            (tmp_path / name / label).mkdir(parents=True)
            for number in range(3 - part):
                Image.new("L", (4, 4), level).save(tmp_path / name / label / f"{number}.png")
    entry = DATASETS.create("image_folder", {"folder": str(tmp_path), "height": 4, "width": 4})
    info, raw = entry.info(), entry.load(0)
    assert (info.class_names, info.samples, info.own_split, info.validation) == (("box", "disc"), 10, True, 4)
    assert raw.validation.tolist() == [6, 7, 8, 9]
    assert raw.y.tolist() == [0, 0, 0, 1, 1, 1, 0, 0, 1, 1]
    assert np.array_equal(raw.x.mean((1, 2, 3)), raw.y)
    assert info.left_out == ("2 in the folder test" if len(names) == 3 else "")
    (tmp_path / names[1] / "cone").mkdir()
    Image.new("L", (4, 4)).save(tmp_path / names[1] / "cone" / "0.png")
    with pytest.raises(DataProblem, match=r"The folder cone in .* has no counterpart"):
        entry.info()


@pytest.mark.parametrize("body", [b"", b"no picture", None], ids=["empty", "text", "cut off"])
def test_a_broken_picture_is_named(pictures, body):
    path = pictures / "red" / "1.png"
    path.write_bytes(path.read_bytes()[:45] if body is None else body)
    with pytest.raises(DataProblem, match=r"red/1\.png is not a picture that can be read"):
        DATASETS.create("image_folder", {"folder": str(pictures)}).load(0)


def test_folders_that_are_no_classes_are_reported(tmp_path, pictures):
    def problem(folder):
        with pytest.raises(DataProblem) as caught:
            DATASETS.create("image_folder", {"folder": str(folder) if folder else ""}).info()
        return str(caught.value)

    assert "no folder is chosen yet" in problem(None)
    assert "is not there; choose it again" in problem(tmp_path / "nowhere")
    assert "holds no folders, but each class needs a folder of its own" in problem(pictures / "red")
    assert "holds one folder, but" in problem(tmp_path)
    (pictures / "blue").mkdir()
    assert "The folder blue in" in problem(pictures)


def test_pictures_that_do_not_fit_into_memory_are_read_one_by_one(pictures, monkeypatch):
    folder = DATASETS.create("image_folder", {"folder": str(pictures), "height": 8, "width": 8})
    assert folder.source() is None
    raw = folder.load(0)
    monkeypatch.setattr(dataset, "MOST_NUMBERS", 6 * 3 * 8 * 8 - 1)
    source = folder.source()
    assert len(source) == 6
    assert np.array_equal(source.targets(), raw.y)
    assert np.array_equal(source.read([5, 0, 3, 0]), raw.x[[5, 0, 3, 0]])


# --- CIFAR-10 -------------------------------------------------------------------------------------


@pytest.fixture
def cifar(tmp_path):
    """Six files with four images each."""
    folder = tmp_path / "cifar-10-batches-bin"
    folder.mkdir()
    for number in range(6):
        records = RANDOM.integers(0, 256, (4, 3073)).astype(np.uint8)
        records[:, 0] = np.arange(4) + number
        name = "test_batch.bin" if number == 5 else f"data_batch_{number + 1}.bin"
        (folder / name).write_bytes(records.tobytes())
    return folder


def test_photographs_come_from_binary_files(cifar, tmp_path, monkeypatch):
    monkeypatch.setenv("DESCENT_DATA", str(tmp_path))
    dataset = DATASETS.create("cifar10")
    raw = dataset.load(0)
    assert raw.x.shape == (24, 3, 32, 32)
    assert raw.y.tolist() == [place % 4 + place // 4 for place in range(24)]
    assert raw.validation.tolist() == [20, 21, 22, 23]
    record = np.frombuffer((cifar / "data_batch_1.bin").read_bytes(), np.uint8)[1:3073]
    np.testing.assert_allclose(raw.x[0].ravel(), record / 255, rtol=1e-6)
    assert np.array_equal(dataset.load_some(3).x, raw.x[:3])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda body: body[:-1], "data_batch_2.bin is damaged: 12,291 bytes"),
        (lambda body: b"", "data_batch_2.bin is damaged"),
        (
            lambda body: body[:3073] + b"\x0b" + body[3074:],
            "data_batch_2.bin, image 2: its class is 11, beyond 9",
        ),
    ],
)
def test_damaged_photographs_are_named(cifar, change, words):
    file = cifar / "data_batch_2.bin"
    file.write_bytes(change(file.read_bytes()))
    with pytest.raises(DataProblem, match=words):
        DATASETS.create("cifar10", {"folder": str(cifar)}).load(0)


# --- Parquet --------------------------------------------------------------------------------------


@pytest.fixture
def parquet(tmp_path):
    """A data set of a file with these columns."""

    def make(params=None, **columns):
        path = tmp_path / "table.parquet"
        pq.write_table(pa.table(columns), path)
        return DATASETS.create("parquet", {"path": str(path), **(params or {})})

    return make


def test_a_parquet_table_is_as_the_same_table_in_csv(parquet, csv):
    columns = {"a": [1, 2, 3], "b": [0.5, 1.5, 2.5], "kind": ["u", "v", "u"], "y": [True, False, True]}
    one = parquet(**columns)
    rows = "\n".join(",".join(str(cell) for cell in row) for row in zip(*columns.values(), strict=True))
    other = csv("a,b,kind,y\n" + rows)
    assert one.info() == other.info()
    assert np.array_equal(one.load(0).x, other.load(0).x)
    assert np.array_equal(one.load(0).y, other.load(0).y)
    assert one.head(2) == [["1", "0.5", "u", "True"], ["2", "1.5", "v", "False"]]
    told = one.model_copy(update={"facts": one.survey().model_dump_json()})
    assert np.array_equal(told.load(0).x, one.load(0).x)


def test_gaps_in_a_parquet_table_are_reported_with_their_row(parquet):
    columns = {"a": [1.0, None, 3.0, 4.0], "y": [0.5, 1.5, 2.5, 3.5]}
    with pytest.raises(DataProblem, match=r"table\.parquet, row 2, column “a”: the value is missing"):
        parquet(**columns).info()
    raw = parquet({"incomplete": "leave out"}, **columns).load(0)
    assert raw.x.tolist() == [[1], [3], [4]]
    assert raw.y.tolist() == [[0.5], [2.5], [3.5]]


def test_a_damaged_parquet_table_is_named(parquet, tmp_path):
    dataset = parquet(a=[1, 2], y=[0.5, 1.5])
    (tmp_path / "table.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(DataProblem, match=r"table\.parquet is not a Parquet file that can be read"):
        dataset.info()


def test_arrays_whose_numbers_single_precision_merges_are_refused(tmp_path):
    x, y = np.random.default_rng(0).normal(size=(40, 2)), np.arange(40) % 2
    times = np.stack([1e9 + np.arange(40), x[:, 0]], 1)
    for name, arrays in {
        "column 1 of “x” lie": {"x": times, "y": y},
        "in “x” lie": {"x": 1e9 + x.reshape(40, 1, 2), "y": y},
        "targets in “y” lie": {"x": x, "y": times[:, 0] + 0.5},
    }.items():
        np.savez(tmp_path / "a.npz", **arrays)
        with pytest.raises(DataProblem, match=f"{name} too close together .* Subtract"):
            DATASETS.create("npz", {"path": str(tmp_path / "a.npz")}).load(0)
    noisy = np.stack(
        [14.62 + 1e-15 * x[:, 0], 1e9 * x[:, 1]], 1
    )  # one constant, and one of large numbers far apart
    np.savez(tmp_path / "a.npz", x=noisy, y=y)
    assert DATASETS.create("npz", {"path": str(tmp_path / "a.npz")}).load(0).x.shape == (40, 2)


def test_large_whole_numbers_of_parquet_tables_are_not_merged(parquet):
    dataset = parquet(a=[0.5, 1.5, 2.5, 3.5], y=[10**18 + 1, 10**18 + 2] * 2)
    assert dataset.info().class_names == (f"{10**18 + 1}", f"{10**18 + 2}")
