"""Every measure equals that of scikit-learn, with ties and absent classes; what is undefined is NaN."""

import warnings

import numpy as np
import pytest
from sklearn import metrics

from playground.measures.classification import ClassificationMeasures
from playground.measures.ranking import average_precision, roc_curve
from playground.measures.regression import RegressionMeasures

NAMES = tuple("ABCDEFG")


def _measured(seed, present, *, ties):
    """Random probabilities for seven classes, of which only some occur."""
    random = np.random.default_rng(seed)
    truth = random.choice(present, 60).astype(np.int64)
    raw = random.random((60, len(NAMES)))
    raw = np.ceil(raw * 3) if ties else raw
    return ClassificationMeasures(NAMES, truth, raw / raw.sum(1, keepdims=True))


@pytest.mark.parametrize("ties", [False, True])
@pytest.mark.parametrize("present", [range(7), (0, 2, 5), (3,)])
def test_classification_equals_scikit_learn(present, ties):
    found = _measured(len(present), list(present), ties=ties)
    truth, p = found.truth, found.probabilities
    predicted = p.argmax(1)
    labels = np.arange(7)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scikit-learn warns of absent classes
        each = metrics.precision_recall_fscore_support(truth, predicted, labels=labels)
        occurs = np.isin(labels, np.concatenate([truth, predicted]))
        for mine, theirs in zip((found.precision, found.recall, found.f1), each, strict=False):
            np.testing.assert_allclose(mine[occurs], theirs[occurs])
            assert np.isnan(mine[~occurs]).all()
        assert found.support.tolist() == each[3].tolist()
        for kind in ("macro", "weighted"):
            theirs = metrics.precision_recall_fscore_support(truth, predicted, average=kind)[:3]
            np.testing.assert_allclose(getattr(found.scores, kind), theirs)
        assert found.accuracy == metrics.accuracy_score(truth, predicted)
        assert found.confusion.tolist() == metrics.confusion_matrix(truth, predicted, labels=labels).tolist()
        assert found.log_loss == pytest.approx(metrics.log_loss(truth, p, labels=labels))
        for k in (1, 2, 5):
            assert found.top_k(k) == metrics.top_k_accuracy_score(truth, p, k=k, labels=labels)
        for place, name in enumerate(NAMES):
            mine, is_class = found.roc(name), truth == place
            both = 0 < is_class.sum() < len(truth)
            theirs = metrics.roc_curve(is_class, p[:, place], drop_intermediate=False)
            if both:
                np.testing.assert_allclose(
                    (mine.false_positive_rate, mine.true_positive_rate, mine.thresholds), theirs
                )
                assert mine.area == pytest.approx(metrics.roc_auc_score(is_class, p[:, place]))
            assert np.isnan(mine.area) == (not both)
            if is_class.any():
                theirs = metrics.precision_recall_curve(is_class, p[:, place])
                curve = found.precision_recall(
                    name
                )  # scikit-learn goes on past recall 1, and begins at its end
                np.testing.assert_allclose(curve.recall[::-1], theirs[1])
                np.testing.assert_allclose(curve.precision[::-1], theirs[0])
                theirs = metrics.average_precision_score(is_class, p[:, place])
                assert found.average_precision[place] == pytest.approx(theirs)
            else:
                assert np.isnan(found.average_precision[place])
    if len(present) == 7:
        area = metrics.roc_auc_score(truth, p, multi_class="ovr", average="macro")
        assert found.summary()["macro_roc_auc"] == pytest.approx(area)


def test_regression_equals_scikit_learn():
    random = np.random.default_rng(0)
    truth = random.normal(3, 2, (40, 2)).astype(np.float32)
    predicted = truth + random.normal(0, 1, truth.shape).astype(np.float32)
    found = RegressionMeasures(("a", "b"), truth, predicted)
    kinds = (
        (found.mae, metrics.mean_absolute_error),
        (found.rmse, metrics.root_mean_squared_error),
        (found.r2, metrics.r2_score),
    )
    for mine, theirs in kinds:
        np.testing.assert_allclose(mine, theirs(truth, predicted, multioutput="raw_values"), rtol=1e-6)
    assert found.summary()["r2"] == pytest.approx(metrics.r2_score(truth, predicted), rel=1e-6)
    flat = RegressionMeasures(("a",), np.ones((3, 1)), np.zeros((3, 1)))
    assert np.isnan(flat.r2).all()
    assert flat.rmse.tolist() == [1.0]


def test_without_samples_everything_is_undefined():
    nothing = np.zeros(0)
    assert np.isnan(roc_curve(nothing > 0, nothing).area)
    assert np.isnan(average_precision(nothing > 0, nothing))
    empty = ClassificationMeasures(NAMES, np.zeros(0, np.int64), np.zeros((0, 7)))
    assert all(np.isnan(value) for value in empty.summary().values())
    none = RegressionMeasures(("a",), np.zeros((0, 1)), np.zeros((0, 1)))
    assert all(np.isnan(value) for value in none.summary().values())
