"""Data on their way to the network: split, features, preprocessing fitted on training samples only."""

import gzip

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.build.data.features import FEATURES, compute, input_names, input_shape, is_plane
from playground.build.data.loading import load_data
from playground.catalog.kinds import DATASETS, LOSSES, TRANSFORMS, DataProblem, UnknownEntry
from playground.spec.base import Choice
from playground.spec.data import DataSpec


def spec(kind, transform="none", validation=0.3, seed=0, features=("x1", "x2"), **params):
    return DataSpec(
        dataset=Choice(kind=kind, params=params),
        transform=Choice(kind=transform),
        validation=validation,
        seed=seed,
        features=features,
    )


def rows(*arrays):
    """Samples as a sorted list, so that splits can be compared with the whole."""
    return sorted(tuple(row) for row in np.concatenate([a.reshape(len(a), -1) for a in arrays]).tolist())


@pytest.mark.parametrize("kind", ["spiral", "sine", "iris", "diabetes", "digits"])
@pytest.mark.parametrize("validation", [0.05, 0.3, 0.9])
def test_every_sample_is_in_one_of_the_two_parts(kind, validation):
    data = load_data(spec(kind, validation=validation, seed=3))
    raw = DATASETS.create(kind).load(3)
    assert rows(data.raw_train, data.raw_val) == rows(raw.x)
    share = len(data.x_val) / len(raw.x)
    assert abs(share - validation) < 0.5 * data.info.targets / len(raw.x) + 1e-9
    for x, y, samples in (
        (data.x_train, data.y_train, data.raw_train),
        (data.x_val, data.y_val, data.raw_val),
    ):
        assert len(x) == len(y) == len(samples)
        assert x.dtype == torch.float32
        assert tuple(x.shape[1:]) == data.input_shape
        assert y.dtype == (torch.int64 if data.info.task == "classification" else torch.float32)


@pytest.mark.parametrize("kind", ["iris", "digits", "spiral", "diabetes"])
def test_samples_keep_their_targets(kind):
    data, raw = load_data(spec(kind, seed=2)), DATASETS.create(kind).load(2)
    together = np.concatenate([data.raw_train, data.raw_val])
    targets = np.concatenate([data.y_train.numpy(), data.y_val.numpy()])
    left = [a.reshape(len(a), -1) for a in (together, targets.astype(float))]
    right = [a.reshape(len(a), -1) for a in (raw.x, raw.y.astype(float))]
    assert rows(np.concatenate(left, 1)) == rows(np.concatenate(right, 1))


@given(validation=st.floats(0.05, 0.9), seed=st.integers(0, 2**31 - 1))
@settings(max_examples=25, deadline=None)
def test_classes_keep_their_shares_in_both_parts(validation, seed):
    data = load_data(spec("wine", validation=validation, seed=seed))
    train, val = (np.bincount(y.numpy(), minlength=3) for y in (data.y_train, data.y_val))
    for inside, held in zip(train, val, strict=True):
        assert held == round(validation * (inside + held))


@pytest.mark.parametrize("kind", ["spiral", "iris"])
def test_the_seed_decides_the_split(kind):
    first, again, other = (load_data(spec(kind, seed=s, validation=0.31)) for s in (1, 1, 2))
    assert np.array_equal(first.raw_train, again.raw_train)
    assert not np.array_equal(first.raw_train, other.raw_train)


def test_samples_are_shuffled():
    y = load_data(spec("iris")).y_train.numpy()
    assert (np.diff(y) != 0).sum() > 30


@pytest.mark.parametrize("kind", ["wine", "diabetes", "digits", "spiral"])
def test_standardize_looks_at_training_samples_only(kind):
    data = load_data(spec(kind, "standardize"))
    train = data.raw_train.astype(float)
    shift, spread = train.mean(0), train.std(0)
    scale = np.where(spread == 0, 1, spread)
    np.testing.assert_allclose(data.x_train, (train - shift) / scale, atol=1e-3)
    np.testing.assert_allclose(data.x_val, (data.raw_val - shift) / scale, rtol=1e-4, atol=1e-3)
    changing = spread > 0
    assert np.abs(data.x_train.numpy()[:, changing].mean(0)).max() < 1e-3
    np.testing.assert_allclose(data.x_train.numpy()[:, changing].std(0), 1, atol=1e-3)
    assert np.abs(data.x_val.numpy()[:, changing].mean(0)).max() > 1e-2, (
        "fitted on validation samples as well"
    )


def test_centre_moves_and_none_does_not():
    plain, centred = load_data(spec("iris")), load_data(spec("iris", "centre"))
    assert np.array_equal(plain.x_train, plain.raw_train)
    assert np.array_equal(plain.raw_train, centred.raw_train)
    np.testing.assert_allclose(centred.x_train, plain.raw_train - plain.raw_train.mean(0), atol=1e-5)
    np.testing.assert_allclose(centred.fitted.invert(centred.x_val.numpy()), centred.raw_val, atol=1e-5)


FORMULAS = {
    "x1": lambda a, b: a,
    "x2": lambda a, b: b,
    "x1_squared": lambda a, b: a**2,
    "x2_squared": lambda a, b: b**2,
    "x1_x2": lambda a, b: a * b,
    "sin_x1": lambda a, b: np.sin(a),
    "sin_x2": lambda a, b: np.sin(b),
}


def test_features_are_computed_in_their_order():
    names = tuple(reversed(FORMULAS))
    assert set(names) == set(FEATURES)
    data = load_data(spec("circle", features=names))
    assert data.input_shape == (7,)
    a, b = data.raw_val.T.astype(float)
    for column, name in enumerate(names):
        np.testing.assert_allclose(data.x_val[:, column], FORMULAS[name](a, b), rtol=1e-5, atol=1e-6)
    assert input_names(data.spec, data.info) == ("sin x₂", "sin x₁", "x₁x₂", "x₂²", "x₁²", "x₂", "x₁")


def test_features_come_before_preprocessing():
    data = load_data(spec("circle", "standardize", features=("x1_squared",)))
    squares = data.raw_train[:, :1].astype(float) ** 2
    np.testing.assert_allclose(data.x_train, (squares - squares.mean()) / squares.std(), atol=1e-4)


@pytest.mark.parametrize("kind", ["iris", "sine", "digits"])
def test_features_are_for_points_of_a_plane_alone(kind):
    chosen, info = spec(kind, features=("x1_x2",)), DATASETS.create(kind).info()
    assert not is_plane(info)
    assert input_shape(chosen, info) == info.shape
    assert input_names(chosen, info) == info.feature_names
    raw = DATASETS.create(kind).load(0).x[:4]
    assert compute(chosen, info, raw) is raw


@pytest.mark.parametrize("kind", ["spiral", "iris", "sine", "digits"])
@pytest.mark.parametrize("transform", ["none", "standardize", "min_max", "pca", "pca_whitening", "zca"])
def test_new_samples_are_prepared_like_those_of_the_data(kind, transform):
    data = load_data(spec(kind, transform, features=("x2", "x1_x2")))
    assert torch.equal(data.prepare(data.raw_val), data.x_val)
    assert data.prepare(data.raw_val.astype(float)).dtype == torch.float32


def test_the_map_holds_every_point():
    x0, x1, y0, y1 = load_data(spec("spiral")).extent
    assert (x0, x1, y0, y1) == (-6, 6, -6, 6)
    wide = load_data(spec("gaussians", noise=1.0))
    points = np.concatenate([wide.raw_train, wide.raw_val])
    assert wide.extent[1] >= np.abs(points).max() > 6
    low, high = load_data(spec("sine")).extent
    assert -1 <= low < -0.9
    assert 0.9 < high <= 1
    assert load_data(spec("iris")).extent == ()


def test_data_are_loaded_once_for_the_same_choice():
    chosen = spec("moons", seed=12)
    assert load_data(chosen) is load_data(spec("moons", seed=12))
    assert load_data(chosen) is not load_data(chosen.with_(validation=0.4))


def test_a_split_of_their_own_is_kept(tmp_path):
    random = np.random.default_rng(0)
    for part, count in (("train", 30), ("t10k", 10)):
        for name, array in (
            (f"{part}-images-idx3-ubyte.gz", random.integers(0, 256, (count, 28, 28))),
            (f"{part}-labels-idx1-ubyte.gz", np.arange(count) % 10),
        ):
            sizes = b"".join(size.to_bytes(4, "big") for size in array.shape)
            body = b"\0\0\x08" + bytes([array.ndim]) + sizes + array.astype(np.uint8).tobytes()
            (tmp_path / name).write_bytes(gzip.compress(body))
    data = load_data(spec("mnist", validation=0.9, folder=str(tmp_path)))
    assert (len(data.x_train), len(data.x_val)) == (30, 10)
    assert data.y_train.tolist() == [k % 10 for k in range(30)]
    assert data.y_val.tolist() == list(range(10))


def test_too_few_samples_are_refused_in_one_sentence():
    with pytest.raises(DataProblem, match="Gaussians: 20 samples are too few to split"):
        load_data(spec("gaussians", validation=0.05, samples=20, classes=8))


def test_what_cannot_be_loaded_says_so(tmp_path):
    with pytest.raises(DataProblem, match="IDX files"):
        load_data(spec("mnist", folder=str(tmp_path)))
    with pytest.raises(UnknownEntry, match="no data set called “zzz”"):
        load_data(spec("zzz"))
    with pytest.raises(UnknownEntry, match="no transform called “zzz”"):
        load_data(spec("iris", "zzz"))


@pytest.mark.parametrize("transform", list(TRANSFORMS), ids=lambda transform: transform.key)
@pytest.mark.parametrize("kind", ["spiral", "sine", "iris", "digits"])
def test_the_promised_shape_and_names_are_those_of_the_prepared_inputs(kind, transform):
    chosen = spec(kind, transform.key)
    info = DATASETS.create(kind).info()
    if transform.group == "Images" and len(info.shape) != 3:
        with pytest.raises(DataProblem, match=f"{transform.title} is for images"):
            load_data(chosen)
        return
    data = load_data(chosen)
    assert tuple(data.x_train.shape[1:]) == tuple(data.x_val.shape[1:]) == data.input_shape
    assert data.input_shape == input_shape(chosen, info)
    assert len(input_names(chosen, info)) in (data.input_shape[0], 0)


def test_components_decide_on_the_size_of_the_input():
    chosen = spec("digits").with_(transform=Choice(kind="pca", params={"components": 7}))
    data = load_data(chosen)
    assert data.input_shape == tuple(data.x_train.shape[1:]) == (7,)
    spreads = data.x_train.numpy().std(0)
    assert (np.diff(spreads) <= 0).all()
    assert input_names(chosen.with_(dataset=Choice(kind="wine")), DATASETS.create("wine").info())[0] == "PC 1"


@pytest.mark.parametrize("transform", ["min_max", "pca_whitening", "zca"])
def test_other_preprocessing_looks_at_training_samples_only_too(transform):
    data = load_data(spec("iris", transform))
    alone = TRANSFORMS.create(transform).fit(data.raw_train)
    assert np.array_equal(alone.apply(data.raw_val), data.x_val.numpy())


def table_with(tmp_path, *, place=None, value="", target=""):
    """A project's data: 30 rows of two inputs, with one cell changed."""
    rows = [[f"{k}.5", f"{k % 3}.25", f"{k}.75"] for k in range(30)]
    if value:
        rows[6][place] = value
    path = tmp_path / f"table{place}{value}.csv"
    path.write_text("wide,narrow,price\n" + "".join(",".join(row) + "\n" for row in rows))
    return DataSpec(dataset=Choice(kind="csv", params={"path": str(path)}))


@pytest.mark.parametrize(("place", "column"), [(0, "wide"), (1, "narrow"), (2, "price")])
@pytest.mark.parametrize("value", ["1e39", "-4e38", "1e300"])
def test_a_number_too_large_for_single_precision_is_named(place, column, value, tmp_path):
    with pytest.raises(DataProblem, match=f"line 8, column “{column}”: “.*” is too large; .* up to ±3.4e38"):
        load_data(table_with(tmp_path, place=place, value=value))


def test_large_numbers_that_fit_are_taken(tmp_path):
    data = load_data(table_with(tmp_path, place=0, value="3e38"))
    assert torch.isfinite(data.x_train).all()


def test_a_feature_or_a_prepared_number_that_overflows_is_named(tmp_path):
    path = tmp_path / "wide.npz"
    x = np.random.default_rng(2).normal(0, 1, (40, 2))
    x[3] = 3e38, -3e38
    x[4] = -3e38, 3e38
    np.savez(path, x=x, y=np.arange(40) % 2)
    choice = Choice(kind="npz", params={"path": str(path)})
    with pytest.raises(DataProblem, match=r"Min-max: row \d+, column “.*”: the number is too large"):
        load_data(DataSpec(dataset=choice, transform=Choice(kind="min_max")))


@pytest.mark.parametrize(
    ("value", "words"), [(1e39, "too large; .* ±3.4e38"), (np.inf, "not a finite number")]
)
def test_a_number_too_large_in_an_array_is_named(value, words, tmp_path):
    x = np.ones((40, 3))
    x[5, 1] = value
    np.savez(tmp_path / f"large-{value}.npz", x=x, y=np.arange(40) % 2)
    with pytest.raises(DataProblem, match=f"sample 5 of “x” holds .*{words}"):
        load_data(spec("npz", path=str(tmp_path / f"large-{value}.npz")))


@pytest.fixture
def prices(tmp_path):
    """300 houses; the price follows from area and rooms, and is in the hundreds of thousands."""
    random = np.random.default_rng(5)
    area, rooms = random.uniform(40, 250, 300), random.integers(1, 7, 300)
    price = 150_000 + 2_500 * area + 15_000 * rooms + random.normal(0, 20_000, 300)
    path = tmp_path / "prices.csv"
    rows = zip(area, rooms, price, strict=True)
    path.write_text("area,rooms,price\n" + "".join(f"{a:.1f},{r},{p:.0f}\n" for a, r, p in rows))
    return spec("csv", "standardize", path=str(path))


def test_targets_of_tables_are_standardized_for_the_loss_and_stay_in_their_unit(prices):
    data = load_data(prices)
    mse = LOSSES.create("mse")
    learned = data.loss_target(mse, data.y_train)
    assert float(data.y_train.mean()) > 300_000
    assert abs(float(learned.mean())) < 1e-5
    assert float(learned.std(correction=0)) == pytest.approx(1, rel=1e-5)
    assert not torch.allclose(data.loss_target(mse, data.y_val).mean(), torch.zeros(()), atol=1e-4)
    torch.testing.assert_close(data.scores(mse, learned), data.y_train)


@pytest.mark.parametrize(
    ("kind", "scaling", "on"),
    [
        ("diabetes", "auto", True),
        ("diabetes", "none", False),
        ("sine", "auto", False),
        ("plane", "auto", False),
        ("sine", "standardize", True),
        ("iris", "standardize", False),
    ],
)
def test_which_targets_are_standardized(kind, scaling, on):
    data = load_data(spec(kind).with_(target_scaling=scaling))
    assert data.target.on == on
    if not on:
        y = data.y_val
        assert data.target.apply(y) is data.target.invert(y) is y


def test_a_constant_target_keeps_its_unit(tmp_path):
    np.savez(tmp_path / "flat.npz", x=np.random.default_rng(1).normal(0, 1, (40, 3)), y=np.full(40, 7e5))
    data = load_data(spec("npz", path=str(tmp_path / "flat.npz")))
    assert data.target.scale.tolist() == [1.0]
    assert (data.target.apply(data.y_train) == 0).all()
