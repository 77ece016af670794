"""Data sets from files: the shipped ones against scikit-learn, images from IDX files."""

import gzip

import numpy as np
import pytest
import sklearn.datasets

from playground.catalog.datasets.idx import read_idx
from playground.catalog.kinds import DATASETS, DataProblem

SHIPPED = [
    ("iris", (4,), 150, 3, sklearn.datasets.load_iris, {}),
    ("wine", (13,), 178, 3, sklearn.datasets.load_wine, {}),
    ("breast_cancer", (30,), 569, 2, sklearn.datasets.load_breast_cancer, {}),
    ("digits", (1, 8, 8), 1797, 10, sklearn.datasets.load_digits, {}),
    ("diabetes", (10,), 442, 1, sklearn.datasets.load_diabetes, {"scaled": False}),
]


@pytest.mark.parametrize(("kind", "shape", "samples", "targets", "origin", "options"), SHIPPED)
def test_shipped_data_are_those_of_scikit_learn(kind, shape, samples, targets, origin, options):
    dataset, theirs = DATASETS.create(kind), origin(**options)
    info, raw = dataset.info(), dataset.load(0)
    assert (info.samples, info.shape, info.targets) == (samples, shape, targets)
    assert raw.x.shape == (samples, *shape)
    assert raw.x.dtype == np.float32
    scale = 16 if kind == "digits" else 1
    np.testing.assert_allclose(raw.x.reshape(samples, -1) * scale, theirs.data, rtol=1e-6)
    np.testing.assert_allclose(raw.y.reshape(samples), theirs.target, rtol=1e-6)
    assert not info.own_split
    assert raw.validation is None


@pytest.mark.parametrize(("kind", "shape", "samples", "targets", "origin", "options"), SHIPPED)
def test_shipped_data_have_names_and_do_not_depend_on_the_seed(
    kind, shape, samples, targets, origin, options
):
    dataset, theirs = DATASETS.create(kind), origin(**options)
    info = dataset.info()
    assert np.array_equal(dataset.load(0).x, dataset.load(9).x)
    if kind == "diabetes":
        assert info.task == "regression"
        assert dataset.load(0).y.shape == (442, 1)
        assert dataset.load(0).y.dtype == np.float32
        assert info.target_name
    else:
        assert info.task == "classification"
        assert len(info.class_names) == targets
        assert dataset.load(0).y.dtype == np.int64
    if kind in {"iris", "breast_cancer"}:
        assert list(info.class_names) == [str(name) for name in theirs.target_names]
        assert list(info.feature_names) == [str(name) for name in theirs.feature_names]
    assert len(info.feature_names) == (0 if kind == "digits" else shape[0])


# --- images ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzipped"])
@pytest.mark.parametrize("joint", ["-", "."], ids=["dash", "dot"])
@pytest.mark.parametrize("kind", ["mnist", "fashion_mnist"])
def test_images_come_from_idx_files(tmp_path, digits, idx_files, kind, joint, packed):
    idx_files.write(tmp_path / "files", digits, joint=joint, packed=packed)
    dataset = DATASETS.create(kind, {"folder": str(tmp_path / "files")})
    raw, info = dataset.load(0), dataset.info()
    assert info.own_split
    assert (info.shape, info.targets, len(info.class_names)) == ((1, 28, 28), 10, 10)
    assert raw.x.shape == (17, 1, 28, 28)
    np.testing.assert_allclose(raw.x[:12, 0], digits[0] / 255, rtol=1e-6)
    np.testing.assert_allclose(raw.x[12:, 0], digits[2] / 255, rtol=1e-6)
    assert raw.y.tolist() == [*digits[1], *digits[3]]
    assert raw.validation.tolist() == [12, 13, 14, 15, 16]
    some = dataset.load_some(3)
    assert np.array_equal(some.x[:3], raw.x[:3])
    assert len(some.x) < len(raw.x)


def test_some_classes_of_fashion_mnist_are_numbered_from_zero(tmp_path, digits, idx_files):
    idx_files.write(tmp_path, digits, joint="-", packed=False)
    labels = [*digits[1], *digits[3]]
    whole = DATASETS.create("fashion_mnist", {"folder": str(tmp_path)}).load(0)
    low, high = min(labels[:12]), max(labels[:12])
    wanted = {"folder": str(tmp_path), "classes": f"{high}, {low}", "each": 1}
    part = DATASETS.create("fashion_mnist_part", wanted)
    raw, info = part.load(0), part.info()
    assert raw.y[:2].tolist() == [[low, high].index(label) for label in sorted({low, high}, key=labels.index)]
    assert np.array_equal(raw.x[0], whole.x[min(labels.index(low), labels.index(high))])
    assert len(raw.validation) == sum(label in {low, high} for label in digits[3])
    assert (info.targets, info.samples) == (2, 2 + 2_000)
    for words in ("3", "x", "0-"):
        with pytest.raises(DataProblem, match=words):
            DATASETS.create("fashion_mnist_part", {"classes": words}).info()


@pytest.mark.parametrize(("kind", "place"), [("mnist", "MNIST/raw"), ("fashion_mnist", "FashionMNIST/raw")])
def test_images_are_found_in_the_folder_for_data(tmp_path, monkeypatch, digits, idx_files, kind, place):
    idx_files.write(tmp_path / place, digits)
    monkeypatch.setenv("DESCENT_DATA", str(tmp_path))
    assert DATASETS.create(kind).load(0).y.tolist() == [*digits[1], *digits[3]]


@pytest.mark.parametrize("packed", [False, True])
def test_what_is_in_a_file_decides_whether_it_is_packed(tmp_path, digits, idx_files, packed):
    idx_files.write(tmp_path, digits, packed=packed)
    for file in list(tmp_path.iterdir()):
        file.rename(file.with_suffix("") if packed else file.with_name(f"{file.name}.gz"))
    dataset = DATASETS.create("mnist", {"folder": str(tmp_path)})
    assert dataset.load(0).y.tolist() == [*digits[1], *digits[3]]


@pytest.mark.parametrize("named", ["emnist-letters-", ""])
def test_letters_are_upright_and_counted_from_one(tmp_path, digits, idx_files, named):
    labels = np.arange(12) * 2 + 1, np.array([26, 1, 2, 3, 4])
    idx_files.write(tmp_path, (digits[0], labels[0], digits[2], labels[1]), packed=True)
    for file in list(tmp_path.iterdir()):
        name = file.name.replace("t10k", "test") if named else file.name
        file.rename(file.with_name(named + name))
    dataset = DATASETS.create("emnist_letters", {"folder": str(tmp_path)})
    info, raw = dataset.info(), dataset.load(0)
    assert (info.targets, info.class_names[25], info.samples, info.validation) == (26, "Z", 17, 5), (
        "as many as there are"
    )
    assert raw.y.tolist() == [*(labels[0] - 1), *(labels[1] - 1)]
    np.testing.assert_allclose(raw.x[:12, 0], digits[0].swapaxes(1, 2) / 255, rtol=1e-6)


def test_missing_images_are_missed_in_one_sentence(tmp_path, digits, idx_files):
    idx_files.write(tmp_path, digits)
    (tmp_path / idx_files.names[3]).unlink()
    with pytest.raises(DataProblem, match="needs its four IDX files") as caught:
        DATASETS.create("mnist", {"folder": str(tmp_path)}).load(0)
    assert str(tmp_path) in str(caught.value)


@pytest.mark.parametrize(
    ("place", "change", "words"),
    [
        (0, lambda body: body[:-1], "ends after 9,407 of 9,408 bytes"),
        (0, lambda body: b"PNG!" + body[4:], "is not an IDX file of bytes"),
        (0, lambda body: body[:3], "is not an IDX file of bytes"),
        (0, lambda body: body[:3] + b"\x01" + body[4:], "does not hold 28 × 28 images"),
        (0, lambda body: body[:4] + b"\x7f\xff\xff\xff" + body[8:], "cannot be right"),
        (0, lambda body: b"<!DOCTYPE html>", "is not an IDX file of bytes, but a web page"),
        (
            1,
            lambda body: body[:7] + b"\x0b" + body[8:],
            "with one label each: it has 12 images, but train-labels-idx1-ubyte has 11 labels",
        ),
        (1, lambda body: body[:-1] + b"\x0a", "go beyond 9"),
        (1, lambda body: body[:8] + b"\x01" * 11 + b"\x1a", "go beyond 9; they are letters of EMNIST"),
    ],
)
def test_damaged_images_are_named(tmp_path, digits, idx_files, place, change, words):
    idx_files.write(tmp_path, digits)
    file = tmp_path / idx_files.names[place]
    file.write_bytes(change(file.read_bytes()))
    with pytest.raises(DataProblem, match=words):
        DATASETS.create("mnist", {"folder": str(tmp_path)}).load(0)


def test_a_damaged_packed_file_is_named(tmp_path, idx_files):
    file = tmp_path / "labels.gz"
    file.write_bytes(gzip.compress(idx_files.encoded(np.zeros(5000)))[:-20])
    with pytest.raises(DataProblem, match=r"labels\.gz cannot be read"):
        read_idx(file)


# --- preprocessing --------------------------------------------------------------------------------
