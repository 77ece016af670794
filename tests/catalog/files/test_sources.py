"""Files that do not fit into memory: any sample of them is what reading them whole gives, and so is what is wrong."""

import io
import os
import time
import zipfile
from multiprocessing.reduction import ForkingPickler

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from playground.catalog.files import unpacked
from playground.catalog.kinds import DATASETS, DataProblem, dataset

RANDOM = np.random.default_rng(5)


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """A cache of its own for each test."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "descent" / "unpacked"


@pytest.fixture
def little_memory(monkeypatch):
    """Nothing fits."""

    def shrink():
        monkeypatch.setattr(dataset, "MOST_NUMBERS", 1)

    return shrink


def streamed(entry, shrink):
    """The source of a data set, after it was compared with what is read whole; as another process gets it."""
    assert entry.source() is None
    raw = entry.load(0)
    shrink()
    source = entry.source()
    packed = ForkingPickler.dumps(source)
    assert len(packed) < 10_000
    source = ForkingPickler.loads(packed)
    assert len(source) == len(raw.x) > 4
    assert np.array_equal(source.targets(), raw.y)
    assert source.targets().dtype == raw.y.dtype
    if raw.validation is None:
        assert source.validation() is None
    else:
        assert np.array_equal(source.validation(), raw.validation)
    order = [*RANDOM.permutation(len(raw.x)), 0, len(raw.x) - 1, 0]
    for part in (order[:1], order, [3, 1, 3]):
        found = source.read(np.array(part, np.int64))
        assert found.dtype == np.float32
        assert np.array_equal(found, raw.x[part])
    return source


# --- images in binary files ----------------------------------------------------------------------


@pytest.fixture
def write_digits(tmp_path, digits, idx_files):
    """Writes the digits, packed or not, and gives the data set of them."""

    def write(*, packed):
        idx_files.write(tmp_path, digits, packed=packed)
        return DATASETS.create("mnist", {"folder": str(tmp_path)})

    return write


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzipped"])
def test_digits_are_read_one_by_one(write_digits, packed, little_memory, cache):
    streamed(write_digits(packed=packed), little_memory)
    assert len(list(cache.glob("*"))) == (2 if packed else 0)


@pytest.mark.parametrize(
    ("place", "change", "words"),
    [
        (0, lambda body: body[:-1], "train-images-idx3-ubyte ends after 9,407 of 9,408 bytes"),
        (0, lambda body: b"PNG!" + body[4:], "train-images-idx3-ubyte is not an IDX file of bytes"),
        (0, lambda body: body[:3] + b"\x01" + body[4:], "does not hold 28 × 28 images"),
        (1, lambda body: body[:7] + b"\x0b" + body[8:], "with one label each"),
        (1, lambda body: body[:-1] + b"\x0a", "go beyond 9"),
    ],
)
def test_damaged_digits_are_reported_alike(
    tmp_path, write_digits, idx_files, place, change, words, little_memory
):
    entry = write_digits(packed=False)
    file = tmp_path / idx_files.names[place]
    file.write_bytes(change(file.read_bytes()))
    with pytest.raises(DataProblem, match=words):
        entry.load(0)
    little_memory()
    with pytest.raises(DataProblem, match=words):
        entry.source().targets()


def test_a_packed_file_that_breaks_leaves_nothing_in_the_cache(
    tmp_path, write_digits, idx_files, little_memory, cache
):
    entry = write_digits(packed=True)
    file = tmp_path / f"{idx_files.names[0]}.gz"
    file.write_bytes(file.read_bytes()[:-20])
    little_memory()
    with pytest.raises(DataProblem, match=r"train-images-idx3-ubyte\.gz cannot be read"):
        entry.source()
    assert list(cache.glob("*")) == []


def write_cifar(folder):
    for number in range(6):
        records = RANDOM.integers(0, 256, (4, 3073)).astype(np.uint8)
        records[:, 0] = np.arange(4) + number
        name = "test_batch.bin" if number == 5 else f"data_batch_{number + 1}.bin"
        (folder / name).write_bytes(records.tobytes())
    return DATASETS.create("cifar10", {"folder": str(folder)})


def test_photographs_are_read_one_by_one(tmp_path, little_memory):
    streamed(write_cifar(tmp_path), little_memory)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda body: body[:-1], "data_batch_2.bin is damaged: 12,291 bytes"),
        (
            lambda body: body[: 3 * 3073] + b"\x0b" + body[3 * 3073 + 1 :],
            "data_batch_2.bin, image 4: its class is 11, beyond 9",
        ),
    ],
)
@pytest.mark.parametrize("part", [3073, 2 * 3073, 1_000_000])
def test_damaged_photographs_are_reported_alike(tmp_path, change, words, part, little_memory, monkeypatch):
    monkeypatch.setattr("playground.catalog.files.on_disk.PART_BYTES", part)
    entry = write_cifar(tmp_path)
    file = tmp_path / "data_batch_2.bin"
    file.write_bytes(change(file.read_bytes()))
    with pytest.raises(DataProblem, match=words):
        entry.load(0)
    little_memory()
    with pytest.raises(DataProblem, match=words):
        entry.source().targets()


def test_a_file_that_becomes_shorter_is_reported(tmp_path, little_memory):
    source = streamed(write_cifar(tmp_path), little_memory)
    (tmp_path / "data_batch_3.bin").write_bytes(b"")
    with pytest.raises(DataProblem, match=r"data_batch_3\.bin has become shorter"):
        source.read([8])
    (tmp_path / "data_batch_3.bin").unlink()
    with pytest.raises(DataProblem, match=r"data_batch_3\.bin cannot be read: No such file"):
        source.read([8])


# --- NumPy arrays ---------------------------------------------------------------------------------


def write_npz(path, pack=np.savez, **arrays):
    pack(path, **arrays)
    return DATASETS.create("npz", {"path": str(path)})


def test_a_header_that_is_no_text_is_damaged(tmp_path):
    path = tmp_path / "arrays.npz"
    write_npz(path, x=np.ones((4, 2)), y=np.arange(4))
    path.write_bytes(path.read_bytes().replace(b"'fortran_order': False, ", b"(" * 24))
    with pytest.raises(DataProblem, match=r"arrays\.npz: the array “x” is damaged"):
        DATASETS.create("npz", {"path": str(path)}).info()


@pytest.mark.parametrize("pack", [np.savez, np.savez_compressed])
@pytest.mark.parametrize("shape", [(4,), (5, 6), (3, 5, 6), (5, 6, 3), (5, 6, 1)])
@pytest.mark.parametrize("kind", [np.uint8, np.float64, ">f4", np.int16])
def test_arrays_are_read_row_by_row(tmp_path, pack, shape, kind, little_memory, cache):
    x = RANDOM.integers(0, 256, (12, *shape)).astype(kind)
    entry = write_npz(tmp_path / "arrays.npz", pack, other=RANDOM.normal(size=9), x=x, y=np.arange(12) % 3)
    streamed(entry, little_memory)
    assert len(list(cache.glob("*"))) == (pack is np.savez_compressed)


def test_arrays_behind_something_else_in_their_file_are_found(tmp_path, little_memory):
    path = tmp_path / "arrays.npz"
    write_npz(path, x=RANDOM.normal(size=(12, 4)), y=RANDOM.normal(size=12))
    path.write_bytes(b"in front" + path.read_bytes())
    streamed(DATASETS.create("npz", {"path": str(path)}), little_memory)


def test_all_numbers_of_a_large_array_are_judged_by_how_close_together_they_lie(tmp_path, little_memory):
    x = np.full((3000, 2), [1e9, 0])
    x[1001, 0] += 1  # among samples that are all alike
    entry = write_npz(tmp_path / "arrays.npz", x=x, y=np.arange(3000) % 3)
    little_memory()
    with pytest.raises(DataProblem, match="column 1 of “x” lie too close together"):
        entry.source()


def test_a_sample_that_is_not_finite_is_reported_alike(tmp_path, little_memory):
    broken = RANDOM.normal(size=(12, 4))
    broken[7, 2] = np.nan
    entry = write_npz(tmp_path / "arrays.npz", x=broken, y=np.arange(12) % 3)
    words = "arrays.npz: sample 7 of “x” holds something that is not a finite number"
    with pytest.raises(DataProblem, match=words):
        entry.load(0)
    little_memory()
    source = entry.source()
    assert np.array_equal(source.read([8, 6]), broken[[8, 6]].astype(np.float32))
    with pytest.raises(DataProblem, match=words):
        source.read([2, 7])


@pytest.mark.parametrize("way", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_an_array_that_was_cut_off_is_reported_alike(tmp_path, way, little_memory):
    path = tmp_path / "arrays.npz"
    with zipfile.ZipFile(path, "w", way) as archive:
        for name, array in (("x", RANDOM.normal(size=(12, 4))), ("y", np.arange(13) % 3)):
            stream = io.BytesIO()
            np.save(stream, array)
            archive.writestr(f"{name}.npy", stream.getvalue().replace(b"(12, 4)", b"(13, 4)"))
    entry = DATASETS.create("npz", {"path": str(path)})
    words = r"arrays\.npz: the array “x” ends after 384 of 416 bytes"
    with pytest.raises(DataProblem, match=words):
        entry.load(0)
    little_memory()
    with pytest.raises(DataProblem, match=words):
        entry.source()


# --- tables ---------------------------------------------------------------------------------------

NUMBERS = "a,b,y\n" + "".join(
    f"{a:.17g},{b:.3f},{y}\n" for a, b, y in zip(*RANDOM.normal(size=(2, 50)), range(50), strict=True)
)
MIXED = 'size;town;note;kind\n1,5;Ulm;"two\nlines";u\n2,25;Bonn;"a; b";v\n\n-3;Ulm;a;u\n4;Köln;"a; b";w\n5;Ulm;a;u\n'
GAPS = "a,b,y\n1,2,0\n,3,1\nx,5,1\n6,7,\n8,9,1\n10,11,0\n" + "1,1,1\n" * 12


@pytest.fixture
def csv(tmp_path):
    """A data set of a file with this text."""

    def make(text, **params):
        path = tmp_path / "table.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return DATASETS.create("csv", {"path": str(path), **params})

    return make


@pytest.mark.parametrize(
    ("text", "params"),
    [
        (NUMBERS, {}),
        (NUMBERS, {"task": "classification"}),
        (NUMBERS.replace("\n", "\n\n"), {"inputs": '["b"]'}),
        (MIXED, {}),
        (MIXED.encode("utf-16"), {"target": "size"}),
        (MIXED, {"target": "note", "inputs": '["town", "size"]'}),
        (GAPS, {"incomplete": "leave out"}),
    ],
    ids=["numbers", "numbers as classes", "blank lines", "texts", "utf-16", "chosen columns", "left out"],
)
def test_text_tables_are_read_row_by_row(csv, text, params, little_memory, cache):
    entry = csv(text, **params)
    streamed(entry, little_memory)
    assert len(list(cache.glob("*"))) == 1
    told = entry.model_copy(update={"facts": entry.survey().model_dump_json()})
    assert np.array_equal(told.source().read([4, 2]), entry.load(0).x[[4, 2]])
    some, raw = told.load_some(3), entry.load(0)
    assert np.array_equal(some.x, raw.x[:3])
    assert np.array_equal(some.y, raw.y[:3])


def test_texts_take_no_more_room_than_numbers(csv, little_memory, cache):
    entry = csv("town,y\n" + "".join(f"town {n % 90},{n}.5\n" for n in range(180)))
    streamed(entry, little_memory)
    assert entry.info().shape == (90,)
    (kept,) = cache.glob("*")
    assert kept.stat().st_size == 180 * (4 + 4)


@pytest.mark.parametrize("rows", [7, 10_000], ids=["many row groups", "one row group"])
def test_parquet_tables_are_read_row_by_row(tmp_path, rows, little_memory):
    random = np.random.default_rng(2)
    table = pa.table(
        {
            "a": random.normal(size=50),
            "b": pa.array([None if n == 20 else n for n in range(50)], pa.int32()),
            "town": [("Ulm", "Bonn", "Köln")[n % 3] for n in range(50)],
            "y": random.integers(0, 3, 50),
        }
    )
    pq.write_table(table, tmp_path / "table.parquet", row_group_size=rows)
    entry = DATASETS.create("parquet", {"path": str(tmp_path / "table.parquet"), "incomplete": "leave out"})
    streamed(entry, little_memory)
    assert len(entry.source()) == 49


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("7;Paris;a;u", "table.csv, line 9, column “town”: “Paris” did not occur when the file was chosen"),
        ("x;Ulm;a;u", "table.csv, line 9, column “size”: “x” is not a number"),
        ("7;;a;u", "table.csv, line 9, column “town”: the value is missing"),
        ("7;Ulm", "table.csv, line 9: the row has 2 cells, but the first one has 4"),
    ],
)
def test_a_value_of_a_table_that_is_wrong_is_reported_alike(csv, row, words, little_memory, cache):
    known = csv(MIXED).survey().model_dump_json()
    entry = csv(MIXED + row + "\n", facts=known)
    with pytest.raises(DataProblem) as whole:
        entry.load(0)
    little_memory()
    with pytest.raises(DataProblem) as found:
        entry.source()
    assert words in str(whole.value)
    assert str(found.value) == str(whole.value)
    assert list(cache.glob("*")) == []


def test_a_table_without_a_complete_row_is_reported_alike(csv, little_memory, cache):
    entry = csv("a,y\n,1\n2,\n" + ",3\n" * 9, incomplete="leave out")
    little_memory()
    with pytest.raises(DataProblem, match="no row is complete in the chosen columns"):
        entry.source()
    assert list(cache.glob("*")) == []


# --- the cache ------------------------------------------------------------------------------------


def test_what_was_unpacked_serves_until_the_file_changes(tmp_path, little_memory, cache):
    path = tmp_path / "arrays.npz"
    x, y = RANDOM.normal(size=(12, 4)), np.arange(12) % 3
    little_memory()
    entry = write_npz(path, np.savez_compressed, x=x, y=y)
    entry.source()
    (first,) = cache.glob("*")
    made = first.stat().st_ino
    assert np.array_equal(entry.source().read([4]), x[[4]].astype(np.float32))
    assert first.stat().st_ino == made
    assert len(list(cache.glob("*"))) == 1
    write_npz(path, np.savez_compressed, x=2 * x, y=y)
    assert np.array_equal(entry.source().read([4]), 2 * x[[4]].astype(np.float32))


def test_what_nobody_requested_in_a_long_time_goes(tmp_path, little_memory, cache):
    little_memory()
    arrays = {"x": RANDOM.normal(size=(12, 4)), "y": np.arange(12) % 3}
    old, recent = (
        write_npz(tmp_path / f"{name}.npz", np.savez_compressed, **arrays) for name in ("old", "recent")
    )
    old.source()
    (forgotten,) = cache.glob("*")
    long_ago = time.time() - unpacked.KEPT_SECONDS - 60
    os.utime(forgotten, (long_ago, long_ago))
    recent.source()
    (kept,) = cache.glob("*")
    assert kept != forgotten
    assert len(old.source().read([0])) == 1
    assert kept.is_file()


def test_a_disk_without_room_is_reported(tmp_path, little_memory, monkeypatch, cache):
    entry = write_npz(
        tmp_path / "arrays.npz", np.savez_compressed, x=RANDOM.normal(size=(12, 4)), y=np.arange(12) % 3
    )
    little_memory()
    full = unpacked.shutil.disk_usage("/")._replace(free=10)
    monkeypatch.setattr(unpacked.shutil, "disk_usage", lambda _folder: full)
    with pytest.raises(
        DataProblem, match=r"arrays\.npz does not fit into memory, and unpacking it takes .* GB in"
    ):
        entry.source()
    assert list(cache.glob("*")) == []
