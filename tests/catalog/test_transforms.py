"""Preprocessing against closed forms, numpy and scikit-learn."""

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer, load_digits
from sklearn.decomposition import PCA
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from playground.catalog.kinds import TRANSFORMS, ShapeProblem
from playground.catalog.transforms.axes import principal_axes

SHAPES = [(4,), (5, 3), (3, 5, 6)]
EACH = pytest.mark.parametrize("transform", list(TRANSFORMS), ids=lambda transform: transform.key)


def fits(transform, shape):
    """Whether such samples are taken."""
    try:
        transform().out_shape(shape)
    except ShapeProblem:
        return False
    return True


def test_images_and_nothing_else_are_taken_by_preprocessing_for_images():
    for transform in TRANSFORMS:
        expected = [len(shape) == 3 or transform.group != "Images" for shape in SHAPES]
        assert [fits(transform, shape) for shape in SHAPES] == expected
    with pytest.raises(
        ShapeProblem, match="Mean image is for images, but a sample of this data set is 5 × 3 numbers"
    ):
        TRANSFORMS.create("mean_image").out_shape((5, 3))


@pytest.fixture
def table():
    """Columns of very different size and place; the last one never changes."""
    random = np.random.default_rng(2)
    return (random.normal(0, 1, (60, 4)) * [1, 50, 1e-3, 0] + [0, 900, 5, 3]).astype(np.float32)


@pytest.fixture
def cloud():
    """Correlated columns of full rank."""
    random = np.random.default_rng(4)
    return (random.normal(0, 1, (300, 5)) @ random.normal(0, 1, (5, 5)) + 3).astype(np.float32)


def covariance(x):
    """Of samples, divided by their number."""
    return np.cov(x.reshape(len(x), -1).astype(float).T, bias=True)


@EACH
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("samples", [1, 3, 40])
def test_prepared_samples_have_the_promised_shape_and_are_finite_whatever_the_samples(
    transform, shape, samples
):
    if not fits(transform, shape):
        return
    x = np.random.default_rng(3).random((samples, *shape), np.float32)
    x[:, 0] = 0.25
    fitted = transform().fit(x)
    new = np.random.default_rng(5).random((7, *shape), np.float32)
    prepared = fitted.apply(new)
    assert prepared.shape == (7, *transform().out_shape(shape))
    assert prepared.dtype == np.float32
    assert np.isfinite(prepared).all()
    assert np.isfinite(fitted.apply(x)).all()
    back = fitted.invert(prepared)
    assert back.shape == new.shape
    assert np.isfinite(back).all()


@EACH
def test_fitting_twice_gives_the_same_bits_and_leaves_the_samples_alone(transform):
    x = np.random.default_rng(6).random((50, 3, 4, 4), np.float32)
    kept = x.copy()
    first, second = (transform().fit(x).apply(x) for _ in range(2))
    assert np.array_equal(first, second)
    assert np.array_equal(x, kept)


@EACH
def test_the_inverse_leads_back(transform):
    x = np.random.default_rng(7).random((80, 3, 3, 3), np.float32)
    fitted = transform().fit(x)
    np.testing.assert_allclose(fitted.invert(fitted.apply(x)), x, atol=1e-4)


def test_none_gives_the_samples_themselves(table):
    assert TRANSFORMS.create("none").fit(table).apply(table) is table


def test_centre_takes_the_mean_away(table):
    fitted = TRANSFORMS.create("centre").fit(table)
    np.testing.assert_allclose(fitted.shift, table.astype(float).mean(0), rtol=1e-6)
    assert (fitted.scale == 1).all()


def test_standardize_is_that_of_scikit_learn(table):
    fitted = TRANSFORMS.create("standardize").fit(table)
    theirs = StandardScaler().fit(table.astype(float))
    np.testing.assert_allclose(fitted.apply(table), theirs.transform(table.astype(float)), atol=2e-4)
    assert fitted.scale[3] == 1, "a column that never changes is not divided by nothing"


@pytest.mark.parametrize("symmetric", [False, True])
def test_min_max_is_that_of_scikit_learn(table, symmetric):
    changing = table[:, :3]
    theirs = MinMaxScaler((-1, 1) if symmetric else (0, 1)).fit_transform(changing.astype(float))
    fitted = TRANSFORMS.create("min_max", {"symmetric": symmetric}).fit(table)
    np.testing.assert_allclose(fitted.apply(table)[:, :3], theirs, atol=2e-4)
    assert (fitted.apply(table)[:, 3] == 0).all()
    assert fitted.scale[3] == 1


@pytest.mark.parametrize("kept", [1, 3, 5])
def test_pca_is_that_of_scikit_learn_with_its_signs(cloud, kept):
    ours = TRANSFORMS.create("pca", {"components": kept}).fit(cloud).apply(cloud)
    theirs = PCA(kept, svd_solver="full").fit(cloud.astype(float)).transform(cloud.astype(float))
    np.testing.assert_allclose(ours, theirs, atol=2e-5)


def test_pca_is_the_singular_value_decomposition_up_to_sign(cloud):
    centred = cloud - cloud.astype(float).mean(0)
    _, lengths, rows = np.linalg.svd(centred, full_matrices=False)
    fitted = TRANSFORMS.create("pca").fit(cloud)
    for number, row in enumerate(rows):
        axis = fitted.matrix[:, number]
        assert abs(axis @ row) == pytest.approx(1, abs=1e-5)
        assert axis[np.abs(axis).argmax()] > 0
    np.testing.assert_allclose((fitted.apply(cloud).astype(float) ** 2).sum(0), lengths**2, rtol=1e-4)


def test_a_part_of_the_axes_gives_the_nearest_samples(cloud):
    theirs = PCA(2, svd_solver="full").fit(cloud.astype(float))
    nearest = theirs.inverse_transform(theirs.transform(cloud.astype(float)))
    fitted = TRANSFORMS.create("pca", {"components": 2}).fit(cloud)
    np.testing.assert_allclose(fitted.invert(fitted.apply(cloud)), nearest, atol=1e-4)


@pytest.mark.parametrize("key", ["pca_whitening", "zca"])
def test_whitened_samples_have_the_unit_matrix_as_covariance(cloud, key):
    white = TRANSFORMS.create(key, {"epsilon": 1e-9}).fit(cloud).apply(cloud)
    np.testing.assert_allclose(covariance(white), np.eye(5), atol=1e-4)
    np.testing.assert_allclose(white.mean(0), 0, atol=1e-4)


def test_epsilon_leaves_less_spread_as_the_formula_says(cloud):
    values = np.sort(np.linalg.eigvalsh(covariance(cloud)))[::-1]
    white = TRANSFORMS.create("pca_whitening", {"epsilon": 0.5}).fit(cloud).apply(cloud)
    np.testing.assert_allclose(np.diag(covariance(white)), values / (values + 0.5), rtol=1e-3)


def test_zca_is_symmetric_and_the_inverse_square_root_of_the_covariance(cloud):
    matrix = TRANSFORMS.create("zca", {"epsilon": 1e-9}).fit(cloud).matrix.astype(float)
    np.testing.assert_allclose(matrix, matrix.T, atol=1e-6)
    np.testing.assert_allclose(matrix @ covariance(cloud) @ matrix, np.eye(5), atol=1e-3)


@pytest.mark.parametrize("samples", [2, 6])
def test_fewer_samples_than_inputs_are_turned_to_the_axes_that_they_have(samples):
    x = np.random.default_rng(8).normal(2, 1, (samples, 10)).astype(np.float32)
    theirs = PCA(svd_solver="full").fit(x.astype(float)).transform(x.astype(float))
    ours = TRANSFORMS.create("pca").fit(x).apply(x)
    assert ours.shape == (samples, 10)
    np.testing.assert_allclose(ours[:, : samples - 1], theirs[:, : samples - 1], atol=1e-4)
    assert (ours[:, samples - 1 :] == 0).all(), "there is no spread along the other axes"
    white = TRANSFORMS.create("pca_whitening").fit(x).apply(x)
    np.testing.assert_allclose(white[:, : samples - 1].var(0), 1, atol=1e-3)


def test_an_input_that_never_changes_takes_no_part_in_whitening(cloud):
    x = np.concatenate([cloud, np.full((300, 1), 7, np.float32)], 1)
    fitted = TRANSFORMS.create("zca", {"epsilon": 1e-9}).fit(x)
    other = x.copy()
    other[:, 5] = 1000.0
    np.testing.assert_allclose(fitted.apply(other), fitted.apply(x), atol=1e-2)
    np.testing.assert_allclose(covariance(fitted.apply(x)), np.diag([1, 1, 1, 1, 1, 0]), atol=1e-3)


def test_images_lose_their_mean_by_pixel_and_by_channel():
    x = np.random.default_rng(9).random((30, 3, 4, 5), np.float32) * np.array([1, 2, 3])[:, None, None]
    x = x.astype(np.float32)
    by_pixel, by_channel, whole = (
        TRANSFORMS.create(key).fit(x) for key in ("mean_image", "channel_mean", "channel_standardize")
    )
    assert by_pixel.shift.shape == (3, 4, 5)
    assert by_channel.shift.shape == whole.scale.shape == (3, 1, 1)
    np.testing.assert_allclose(by_pixel.apply(x).mean(0), 0, atol=1e-6)
    np.testing.assert_allclose(by_channel.apply(x).mean((0, 2, 3)), 0, atol=1e-5)
    np.testing.assert_allclose(whole.apply(x).std((0, 2, 3)), 1, atol=1e-4)
    np.testing.assert_allclose(by_channel.shift[:, 0, 0], x.astype(float).mean((0, 2, 3)), rtol=1e-5)


def test_what_is_too_large_for_a_matrix_is_refused_in_one_sentence():
    with pytest.raises(ShapeProblem, match="PCA works with up to 4,096 inputs; these samples have 150,528"):
        TRANSFORMS.create("pca").out_shape((3, 224, 224))


@pytest.mark.parametrize("size", [1e-30, 1e-9, 1e-6, 1.0, 1e12])
@pytest.mark.parametrize("key", ["standardize", "min_max", "pca_whitening", "zca"])
def test_inputs_of_any_size_are_scaled_like_any_other(key, size):
    random = np.random.default_rng(3)
    kinds = np.arange(200) % 2
    x = (np.stack([random.normal(0, 1, 200) + 6 * kinds, random.normal(5, 1, 200)], 1) * size).astype(
        np.float32
    )
    fitted = TRANSFORMS.create(key).fit(x)
    prepared = fitted.apply(x)
    assert prepared.std(0).min() > 0.1
    np.testing.assert_allclose(fitted.invert(prepared), x, rtol=1e-3, atol=1e-4 * size)


def test_what_rounding_leaves_counts_as_constant_at_any_size():
    """Columns that differ by one unit in the last place, beside one that varies."""
    sizes = np.float32([1e-9, 14.62, 3e7])
    noise = np.where(np.arange(60)[:, None] == 5, np.nextafter(sizes, np.float32(0)), sizes)
    x = np.concatenate([noise, np.random.default_rng(1).normal(0, 1, (60, 1)).astype(np.float32)], 1)
    for key in ("standardize", "min_max"):
        scale = TRANSFORMS.create(key).fit(x).scale
        assert (scale[:3] == 1).all()
        assert scale[3] != 1
    np.testing.assert_array_equal(principal_axes(x).variances[1:], 0)


def test_no_axis_of_the_breast_cancer_data_is_lost():
    x = load_breast_cancer().data.astype(np.float32)
    theirs = PCA(svd_solver="full").fit(x.astype(float)).explained_variance_ * (len(x) - 1) / len(x)
    np.testing.assert_allclose(principal_axes(x).variances, theirs, rtol=1e-6)
    for key in ("pca", "pca_whitening", "zca"):
        assert (TRANSFORMS.create(key).fit(x).apply(x).std(0) > 0).all()


def test_axes_of_pixels_that_never_change_have_no_spread():
    x = load_digits().images.astype(np.float32)
    found = principal_axes(x)
    assert (found.variances == 0).sum() == (x.std(0) == 0).sum() == 3
    assert (found.axes[-3:] == 0).all()
