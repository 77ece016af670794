"""Whoever watches a reading is told how far it is, whatever is read."""

import gzip
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image

from playground.catalog.files import on_disk, pieces
from playground.catalog.kinds import DATASETS, NotWanted, dataset, while_wanted
from playground.catalog.kinds.progress import part, progress, watching

RANDOM = np.random.default_rng(8)


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """A cache of its own for each test, and little that is read at once."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(pieces, "PIECE_BYTES", 3_000)
    monkeypatch.setattr(on_disk, "PART_BYTES", 10_000)
    return tmp_path / "cache" / "descent" / "unpacked"


def csv(folder):
    lines = "\n".join(
        f"{a:.4f},{b:.4f},{'yn'[k % 2]}" for k, (a, b) in enumerate(RANDOM.normal(size=(9000, 2)))
    )
    (folder / "table.csv").write_text(f"a,b,kind\n{lines}\n")
    return DATASETS.create("csv", {"path": str(folder / "table.csv")})


def numbers(folder):
    lines = "\n".join(f"{a:.4f},{b:.4f}" for a, b in RANDOM.normal(size=(60_000, 2)))
    (folder / "table.csv").write_text(f"a,b\n{lines}\n")
    return DATASETS.create("csv", {"path": str(folder / "table.csv")})


def parquet(folder):
    columns = {"a": RANDOM.normal(size=60_000), "y": RANDOM.normal(size=60_000)}
    pq.write_table(pa.table(columns), folder / "table.parquet")
    return DATASETS.create("parquet", {"path": str(folder / "table.parquet")})


def npz(folder):
    np.savez_compressed(folder / "a.npz", x=RANDOM.normal(size=(900, 3)), y=np.arange(900) % 2)
    return DATASETS.create("npz", {"path": str(folder / "a.npz")})


def pictures(folder):
    for name in ("one", "two"):
        (folder / name).mkdir()
        for number in range(3):
            pixels = RANDOM.integers(0, 255, (8, 8, 3), np.uint8)
            Image.fromarray(pixels).save(folder / name / f"{number}.png")
    return DATASETS.create("image_folder", {"folder": str(folder), "height": 8, "width": 8})


def mnist(folder):
    for name, count in (("train", 20), ("t10k", 10)):
        sizes = b"".join(size.to_bytes(4, "big") for size in (count, 28, 28))
        (folder / f"{name}-images-idx3-ubyte.gz").write_bytes(
            gzip.compress(b"\0\0\x08\x03" + sizes + RANDOM.bytes(784 * count))
        )
        (folder / f"{name}-labels-idx1-ubyte").write_bytes(b"\0\0\x08\x01" + sizes[:4] + bytes(count))
    return DATASETS.create("mnist", {"folder": str(folder)})


def cifar(folder):
    for name in (*(f"data_batch_{number}" for number in range(1, 6)), "test_batch"):
        records = RANDOM.integers(0, 256, (20, 3073), np.uint8)
        records[:, 0] = np.arange(20) % 10
        (folder / f"{name}.bin").write_bytes(records.tobytes())
    return DATASETS.create("cifar10", {"folder": str(folder)})


def whole(entry):
    entry.load(0)


def as_source(entry):
    source = entry.source()
    assert source is not None
    source.targets()
    source.read(np.arange(len(source)))


KINDS = (csv, numbers, parquet, npz, pictures, mnist, cifar)


@pytest.mark.parametrize("read", [whole, as_source])
@pytest.mark.parametrize("make", KINDS)
def test_shares_grow_to_the_end_in_many_steps(make, read, tmp_path, monkeypatch):
    entry, shares = make(tmp_path), []
    if read is as_source:
        monkeypatch.setattr(dataset, "MOST_NUMBERS", 1)
    with watching(shares.append):
        read(entry)
    assert all(0 <= share <= 1 for share in shares)
    assert len(set(shares)) >= 3
    assert max(shares) > 0.8
    back = sum(after < before for before, after in pairwise(shares))
    assert back <= 4  # columns are learned of before rows are read, and labels are read apart from images


@pytest.mark.parametrize("read", [whole, as_source])
@pytest.mark.parametrize("make", KINDS)
def test_a_reading_that_was_given_up_in_its_middle_leaves_nothing_and_is_made_again(
    make, read, tmp_path, monkeypatch, cache
):
    entry, shares = make(tmp_path), []
    if read is as_source:
        monkeypatch.setattr(dataset, "MOST_NUMBERS", 1)
    with pytest.raises(NotWanted), while_wanted(lambda: len(shares) > 2), watching(shares.append):
        read(entry)
    assert len(shares) == 3
    assert not list(cache.glob("part-*"))
    read(entry)


@pytest.mark.parametrize("read", [whole, as_source])
@pytest.mark.parametrize("make", KINDS)
def test_a_reading_that_nobody_wants_ends_at_its_first_question_and_leaves_nothing(
    make, read, tmp_path, monkeypatch, cache
):
    entry = make(tmp_path)
    if read is as_source:
        monkeypatch.setattr(dataset, "MOST_NUMBERS", 1)
    with pytest.raises(NotWanted), while_wanted(lambda: True):
        read(entry)
    assert not cache.exists() or not list(cache.iterdir())
    with while_wanted(lambda: False):
        read(entry)


def test_a_part_is_reported_as_much_of_the_whole_as_it_is():
    shares = []
    with watching(shares.append):
        with part(0.5, 0.9):
            progress(0.5)
            with part(0.0, 0.5):
                progress(1.0)
        progress(1.0)
    progress(0.3)
    assert shares == pytest.approx([0.7, 0.7, 1.0])
