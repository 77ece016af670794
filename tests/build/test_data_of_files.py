"""Recognizing files and folders of data, and the project that they begin with."""

import gzip
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from playground.build.analysis.shapes import analyze
from playground.build.data.facts import info_of
from playground.build.data.own_data import described, project_for, recognize
from playground.catalog.datasets.idx_pair import Pictures
from playground.catalog.files.idx_file import idx_on_disk
from playground.catalog.kinds import DATASETS, DataProblem
from playground.spec.base import Choice

ROWS = "length;colour;price\n" + "".join(
    f"{n % 7},5;{'red' if n % 2 else 'blue'};{n * 1.25:.2f}\n".replace(".", ",") for n in range(40)
)


def _table(folder: Path) -> Path:
    file = folder / "goods.csv"
    file.write_text(ROWS)
    return file


def _classes(folder: Path) -> Path:
    file = folder / "flowers.csv"
    lines = [f"{n % 5},{n % 3},{('iris', 'rose', 'lily')[n % 3]}" for n in range(60)]
    file.write_text("a,b,kind\n" + "\n".join(lines) + "\n")
    return file


def _arrays(folder: Path) -> Path:
    file = folder / "arrays.npz"
    np.savez(file, x=np.zeros((30, 6), np.float32), y=np.arange(30) % 3)
    return file


def _pictures(folder: Path) -> Path:
    root = folder / "pictures"
    for name in ("cats", "dogs"):
        (root / name).mkdir(parents=True)
        for number in range(3):
            Image.new("RGB", (12, 12), (40 * number, 90, 10)).save(root / name / f"{number}.png")
    return root


def _idx(folder: Path) -> Path:
    root = folder / "fashion"
    root.mkdir()
    for prefix, count in (("train", 60), ("t10k", 10)):
        head = bytes([0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, 28, 0, 0, 0, 28])
        (root / f"{prefix}-images-idx3-ubyte.gz").write_bytes(gzip.compress(head + bytes(count * 784)))
        labels = bytes([0, 0, 8, 1, 0, 0, 0, count]) + bytes(n % 10 for n in range(count))
        (root / f"{prefix}-labels-idx1-ubyte.gz").write_bytes(gzip.compress(labels))
    return root


def _idx_pair(folder: Path) -> Path:
    images, labels = folder / "my-images-idx3-ubyte", folder / "my-labels-idx1-ubyte.gz"
    pixels = bytes(range(12 * 2)) * 5
    images.write_bytes(bytes([0, 0, 8, 3, 0, 0, 0, 10, 0, 0, 0, 4, 0, 0, 0, 3]) + pixels)
    labels.write_bytes(gzip.compress(bytes([0, 0, 8, 1, 0, 0, 0, 10]) + bytes(n % 3 for n in range(10))))
    return labels


@pytest.mark.parametrize(
    ("make", "kind", "words"),
    [
        (_table, "csv", "40 samples, 3 inputs, 1 quantity to predict"),
        (_classes, "csv", "60 samples, 2 inputs, 3 classes"),
        (_arrays, "npz", "30 samples, 6 inputs, 3 classes"),
        (_pictures, "image_folder", "6 samples, 32 × 32 pixels, 2 classes"),
        (_idx, "fashion_mnist", "70 samples, 28 × 28 pixels, 10 classes"),
        (_idx_pair, "idx", "10 samples, 3 × 4 pixels, 3 classes"),
    ],
)
def test_data_become_a_project_without_problems(make, kind, words, tmp_path):
    path = make(tmp_path)
    assert recognize(path).kind == kind
    project = project_for(path)
    assert project.name == path.stem
    assert project.data.dataset.kind == kind
    assert described(info_of(project.data.dataset)) == words
    assert not analyze(project).problems


def test_one_idx_file_stands_for_the_four(tmp_path):
    root = _idx(tmp_path)
    choice = recognize(root / "t10k-labels-idx1-ubyte.gz")
    assert (choice.kind, choice.params) == ("fashion_mnist", {"folder": str(root)})


def test_files_that_only_bear_the_names_of_mnist_are_what_they_hold(tmp_path):
    for part, count in (("train", 9), ("t10k", 4)):
        pixels = bytes([0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, 5, 0, 0, 0, 5]) + bytes(25 * count)
        (tmp_path / f"{part}-images-idx3-ubyte").write_bytes(pixels)
        labels = bytes([0, 0, 8, 1, 0, 0, 0, count]) + bytes(n % 2 for n in range(count))
        (tmp_path / f"{part}-labels-idx1-ubyte").write_bytes(labels)
    for path in (tmp_path, tmp_path / "train-images-idx3-ubyte"):
        choice = recognize(path)
        assert choice.kind == "idx"
        assert described(info_of(choice)) == "13 samples, 5 × 5 pixels, 2 classes"
    raw = DATASETS.of(choice).read()
    assert raw.validation.tolist() == [9, 10, 11, 12]
    with pytest.raises(
        DataProblem, match="does not hold 28 × 28 images with one label each, but images of 5 × 5"
    ):
        info_of(Choice(kind="mnist", params={"folder": str(tmp_path)}))


def test_a_pair_of_idx_files_is_read_and_wrong_ones_are_refused(tmp_path):
    labels = _idx_pair(tmp_path)
    dataset = DATASETS.of(recognize(labels))
    raw = dataset.read()
    assert raw.x.shape == (10, 1, 4, 3)
    assert raw.x[1, 0, 0, 0] == np.float32(12 / 255)
    assert list(raw.y[:4]) == [0, 1, 2, 0]
    assert dataset.source() is None
    stored = Pictures((idx_on_disk(tmp_path / "my-images-idx3-ubyte"),), raw.y)
    assert np.array_equal(stored.read([9, 0]), raw.x[[9, 0]])
    labels.write_bytes(gzip.compress(bytes([0, 0, 8, 1, 0, 0, 0, 2, 0, 1])))
    with pytest.raises(DataProblem, match=r"10 pictures, but my-labels-idx1-ubyte\.gz has 2 labels"):
        dataset.info()
    labels.unlink()
    with pytest.raises(DataProblem, match="labels of my-images-idx3-ubyte are not beside it"):
        dataset.info()


def test_what_is_no_data_is_refused_in_a_sentence(tmp_path):
    for name, words in (
        ("song.mp3", "song.mp3 is no project and no data"),
        ("lonely-images-idx3-ubyte", "other files are not beside it"),
    ):
        (tmp_path / name).write_bytes(b"")
        with pytest.raises(DataProblem, match=words):
            recognize(tmp_path / name)
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataProblem):
        recognize(tmp_path / "empty")
