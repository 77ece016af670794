"""Readings that nobody waits for any more end, and leave nothing behind."""

import gzip

import numpy as np
import pytest
from PIL import Image

import playground.catalog.datasets  # noqa: F401
from playground.catalog.kinds import DATASETS, NotWanted, dataset, while_wanted

RNG = np.random.default_rng(3)


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "descent" / "unpacked"


def csv(folder):
    lines = "\n".join(f"{a:.4f},{b:.4f},{'yn'[k % 2]}" for k, (a, b) in enumerate(RNG.normal(size=(50, 2))))
    (folder / "table.csv").write_text(f"a,b,kind\n{lines}\n")
    return DATASETS.create("csv", {"path": str(folder / "table.csv")})


def npz(folder):
    np.savez_compressed(folder / "a.npz", x=RNG.normal(size=(40, 3)).astype(np.float32), y=np.arange(40) % 2)
    return DATASETS.create("npz", {"path": str(folder / "a.npz")})


def images(folder):
    for name in ("one", "two"):
        (folder / name).mkdir()
        for number in range(3):
            Image.fromarray(RNG.integers(0, 255, (8, 8, 3), np.uint8)).save(folder / name / f"{number}.png")
    return DATASETS.create("image_folder", {"folder": str(folder), "height": 8, "width": 8})


def mnist(folder):
    for part, count in (("train", 20), ("t10k", 10)):
        for kind, head, data in (
            ("images-idx3-ubyte", [0, 0, 8, 3, *_four(count), *_four(28), *_four(28)], bytes(count * 784)),
            ("labels-idx1-ubyte", [0, 0, 8, 1, *_four(count)], bytes(k % 10 for k in range(count))),
        ):
            with gzip.open(folder / f"{part}-{kind}.gz", "wb") as stream:
                stream.write(bytes(head) + data)
    return DATASETS.create("mnist", {"folder": str(folder)})


def _four(number):
    return number.to_bytes(4, "big")


def read(entry):
    """Everything that training reads of it, in memory or not."""
    source = entry.source()
    return entry.load(0) if source is None else source.read([0])


@pytest.mark.parametrize(
    ("make", "large"), [(csv, False), (csv, True), (npz, True), (images, False), (mnist, True)]
)
def test_an_unwanted_reading_ends_and_the_next_one_begins_anew(make, large, tmp_path, monkeypatch, cache):
    entry = make(tmp_path)
    if large:
        monkeypatch.setattr(dataset, "MOST_NUMBERS", 1)
    asked = []

    def stopped():
        asked.append(True)
        return True

    with while_wanted(stopped), pytest.raises(NotWanted):
        read(entry)
    assert asked
    assert not cache.exists() or not list(cache.iterdir())
    with while_wanted(lambda: False):
        assert len(np.atleast_1d(getattr(read(entry), "x", [0])))
