import numpy as np
import pytest
import torch

from playground.engine.events.pictures import (
    Confusion,
    DecisionMap,
    FittedLine,
    PredictedAgainstTrue,
    SamplePredictions,
    UnitMaps,
    ValidationPredictions,
)
from playground.engine.probes.predictions import Predictor


def asked(session, raw):
    """What the network says for raw samples, asked directly."""
    session.network.eval()
    with torch.no_grad():
        output = session.network(session.data.prepare(raw))
        scores = session.data.scores(session.loss, output)
    session.network.train()
    return scores.numpy()


def test_decision_map_is_what_the_network_says_at_each_point(spiral_session):
    spiral_session.train(10)
    predictor = Predictor(spiral_session)
    assert predictor.kinds == {DecisionMap, UnitMaps, Confusion, ValidationPredictions}
    (event,) = predictor.events(3, 10, frozenset({DecisionMap}))
    assert (event.run, event.step) == (3, 10)
    assert event.scores.shape == (100, 100, 2)
    assert np.allclose(event.scores.sum(2), 1, atol=1e-5)
    for row, column in ((0, 0), (17, 60), (99, 3)):
        point = np.array([[event.x[column], event.y[row]]])
        assert np.allclose(event.scores[row, column], asked(spiral_session, point)[0], atol=1e-5)
    x0, x1, y0, y1 = spiral_session.data.extent
    assert event.x[0] < x0 < x1 < event.x[-1]
    assert event.y[0] < y0 < y1 < event.y[-1]


@pytest.mark.parametrize("transform", ["standardize", "min_max", "pca", "pca_whitening", "zca"])
def test_decision_map_of_three_classes_and_prepared_inputs(chain, session_of, transform):
    graph = chain(("linear", {"units": 3}, None))
    session = session_of("gaussians", {"classes": 3}, graph, transform=transform)
    (event,) = Predictor(session).events(1, 0, frozenset({DecisionMap}))
    assert event.scores.shape == (100, 100, 3)
    assert np.allclose(
        event.scores[5, 70], asked(session, np.array([[event.x[70], event.y[5]]]))[0], atol=1e-5
    )


def test_large_networks_get_a_coarser_map(chain, session_of):
    wide = ("linear", {"units": 600}, "relu")
    session = session_of("spiral", {"samples": 60}, chain(wide, wide, wide, ("linear", {"units": 2}, None)))
    (event,) = Predictor(session).events(1, 0, frozenset({DecisionMap}))
    assert event.scores.shape == (32, 32, 2)


def test_unit_maps_are_the_outputs_of_every_node(chain, session_of):
    session = session_of(
        "moons", {"samples": 60}, chain(("linear", {"units": 20}, "tanh"), ("linear", {"units": 2}, None))
    )
    (event,) = Predictor(session).events(1, 0, frozenset({UnitMaps}))
    assert {node: maps.shape for node, maps in event.maps.items()} == {
        "input-0": (2, 32, 32),
        "linear-1": (16, 32, 32),
        "linear-2": (2, 32, 32),
        "output-3": (2, 32, 32),
    }
    x0, x1, y0, y1 = event.extent
    assert event.maps["input-0"][0, 5, [0, -1]] == pytest.approx([x0, x1])
    assert event.maps["input-0"][1, [0, -1], 5] == pytest.approx([y0, y1])
    with torch.no_grad():
        unit = session.network.forward_all(session.data.prepare(np.array([[x1, y0]])))["linear-1"][0, 7]
    assert event.maps["linear-1"][7, 0, -1] == pytest.approx(float(unit), abs=1e-5)


def test_units_of_the_input_are_drawn_as_they_are_prepared(chain, session_of):
    session = session_of("gaussians", {}, chain(("linear", {"units": 2}, None)), transform="pca_whitening")
    (event,) = Predictor(session).events(1, 0, frozenset({UnitMaps}))
    x0, _, y0, _ = event.extent
    corner = session.data.prepare(np.array([[x0, y0]]))[0]
    assert event.maps["input-0"][:, 0, 0] == pytest.approx(corner.tolist(), abs=1e-4)


def test_other_data_have_no_unit_maps(small_cnn):
    predictor = Predictor(small_cnn)
    assert UnitMaps not in predictor.kinds
    assert list(predictor.events(1, 0, frozenset({UnitMaps}))) == []


def test_fitted_line_is_over_the_raw_axis(chain, session_of):
    graph = chain(("linear", {"units": 5}, "tanh"), ("linear", {"units": 1}, None))
    session = session_of("sine", {}, graph, loss="mse", transform="standardize")
    predictor = Predictor(session)
    assert predictor.kinds == {FittedLine, ValidationPredictions}
    (event,) = predictor.events(1, 0, frozenset({FittedLine}))
    assert event.x.shape == event.y.shape == (400,)
    assert event.x[0] < session.data.raw_train.min() < session.data.raw_train.max() < event.x[-1]
    assert np.allclose(event.y, asked(session, event.x[:, None])[:, 0], atol=1e-5)


def test_confusion_counts_every_validation_sample(chain, session_of):
    session = session_of("iris", {}, chain(("linear", {"units": 3}, None)), transform="standardize")
    session.train(3)
    predictor = Predictor(session)
    assert predictor.kinds == {Confusion, ValidationPredictions}
    event, every = predictor.events(1, 3)
    predicted = asked(session, session.data.raw_val).argmax(1)
    truth = session.data.y_val.numpy()
    assert event.counts.shape == (3, 3)
    assert event.counts.sum() == len(truth)
    for true_class in range(3):
        for said in range(3):
            assert event.counts[true_class, said] == ((truth == true_class) & (predicted == said)).sum()
    assert event.names == session.data.info.class_names
    assert np.array_equal(every.chosen, np.arange(len(truth)))
    assert np.array_equal(every.truth, truth)
    assert every.total == len(truth)
    assert np.allclose(every.loss, -np.log(every.scores[np.arange(len(truth)), truth]), atol=1e-5)


def test_sample_predictions_show_fixed_images(small_cnn):
    predictor = Predictor(small_cnn)
    assert predictor.kinds == {Confusion, SamplePredictions, ValidationPredictions}
    (first,) = predictor.events(1, 0, frozenset({SamplePredictions}))
    small_cnn.train(40)
    (later,) = predictor.events(1, 40, frozenset({SamplePredictions}))
    assert first.images.shape == (24, *small_cnn.data.info.shape)
    assert 0 <= first.images.min() <= first.images.max() <= 1
    assert np.array_equal(first.images, later.images)
    assert np.array_equal(first.truth, later.truth)
    scores = asked(small_cnn, later.images)
    assert np.array_equal(later.predicted, scores.argmax(1))
    assert np.allclose(later.confidence, scores.max(1), atol=1e-5)
    assert not np.allclose(first.confidence, later.confidence)


def test_sample_predictions_show_sequences_of_tokens(chain, session_of):
    graph = chain(("embedding", {}, None), ("flatten", {}, None), ("linear", {"units": 2}, None))
    session = session_of("comparisons", {"samples": 200}, graph)
    predictor = Predictor(session)
    assert predictor.kinds == {Confusion, SamplePredictions, ValidationPredictions}
    (event,) = predictor.events(1, 0, frozenset({SamplePredictions}))
    assert event.images.shape == (24, 5)
    assert event.token_names == session.data.info.token_names
    assert np.array_equal(event.predicted, asked(session, event.images).argmax(1))


def test_regression_of_tables_shows_prediction_against_truth(chain, session_of):
    session = session_of(
        "diabetes", {}, chain(("linear", {"units": 1}, None)), loss="mse", transform="standardize"
    )
    predictor = Predictor(session)
    assert predictor.kinds == {PredictedAgainstTrue, ValidationPredictions}
    event, every = predictor.events(1, 0)
    assert np.array_equal(event.truth, session.data.y_val[:, 0].numpy())
    assert np.allclose(event.predicted, asked(session, session.data.raw_val)[:, 0], atol=1e-4)
    assert event.name == session.data.info.target_name
    assert every.target_names == (event.name,)
    assert np.array_equal(every.scores[:, 0], event.predicted)
    assert every.loss.mean() == pytest.approx(session.evaluate().validation_loss, rel=1e-4)


def test_only_what_is_wanted_is_made(small_cnn):
    predictor = Predictor(small_cnn)
    assert list(predictor.events(1, 0, frozenset())) == []
    assert [type(e) for e in predictor.events(1, 0, frozenset({Confusion, DecisionMap}))] == [Confusion]
    assert len(list(predictor.events(1, 0))) == 3


@pytest.mark.parametrize("name", ["spiral_session", "small_cnn"])
def test_events_are_copies_and_nothing_is_disturbed(name, request):
    session = request.getfixturevalue(name)
    session.train(2)
    modes = [module.training for module in session.network.modules()]
    before = {key: value.clone() for key, value in session.network.state_dict().items()}
    state = torch.get_rng_state()
    predictor = Predictor(session)

    def arrays():
        found = []
        for event in predictor.events(1, 2):
            values = [getattr(event, field) for field in event.__dataclass_fields__]
            values += list(getattr(event, "maps", {}).values())
            found += [value for value in values if isinstance(value, np.ndarray)]
        return found

    first = arrays()
    kept = [array.copy() for array in first]
    for array in first:
        array[:] = 0
    assert len(kept) >= 3
    assert all(np.array_equal(before, now) for before, now in zip(kept, arrays(), strict=True))
    assert all(torch.equal(before[key], value) for key, value in session.network.state_dict().items())
    assert [module.training for module in session.network.modules()] == modes
    assert torch.equal(torch.get_rng_state(), state)


def test_the_matrix_and_the_list_share_one_pass(small_cnn):
    predictor, passes = Predictor(small_cnn), []
    apart = [next(predictor.events(1, 0, frozenset({kind}))) for kind in (Confusion, ValidationPredictions)]
    small_cnn.network.register_forward_hook(lambda *_: passes.append(1))
    counted, listed = predictor.events(1, 0, frozenset({Confusion, ValidationPredictions}))
    assert len(passes) <= 1, "a recorded one calls no module"
    assert np.array_equal(counted.counts, apart[0].counts)
    assert np.array_equal(listed.scores, apart[1].scores)
    assert np.array_equal(listed.loss, apart[1].loss)
