import numpy as np

from playground.engine.probes.diagnosis import findings

NAN = float("nan")


def words(mean, maximum=None, dead=None, units=None, saturated=None, scale=1.0):
    count = len(mean)
    columns = [
        mean,
        maximum or mean,
        dead or [NAN] * count,
        units or [NAN] * count,
        saturated or [NAN] * count,
    ]
    titles = [f"Linear {k + 1}" for k in range(count)]
    return findings(titles, *(np.array(column, float) for column in columns), scale=scale)


def test_a_healthy_network_needs_no_words():
    assert words([0.01, 0.002], [0.5, 0.1], [0.1, NAN], [16, NAN], [0.3, NAN]) == ()


def test_vanishing_against_the_largest_layer():
    (sentence,) = words([3e-7, 0.02])
    assert sentence == "Linear 1: gradient vanishes (3e-7, the largest layer has 0.02)"


def test_vanishing_in_itself():
    assert words([3e-9, 0.02]) == ("Linear 1: gradient vanishes (3e-9)",)


def test_no_gradient_at_all():
    assert words([0.0, 0.02]) == ("Linear 1: no gradient arrives",)


def test_arrived_is_not_called_vanishing():
    (sentence,) = words([3e-9, 5e-9])
    assert sentence.startswith("All gradients are tiny")
    assert "converged" in sentence


def test_dead_and_saturated_units_are_not_called_converged():
    first, second = words([0.0], dead=[1.0], units=[24])
    assert first == "All gradients are tiny (at most 0 on average): dead units pass nothing back"
    assert "24 of 24 units are dead" in second
    assert words([1e-9], saturated=[0.95])[0].endswith("saturated outputs pass little back")


def test_exploding_and_not_finite():
    assert words([1.0, 3.0], [4.0, 2e4]) == ("Linear 2: gradient explodes (up to 2e4)",)
    assert words([NAN, 3.0], [NAN, 4.0]) == ("Linear 1: gradient is not finite",)
    assert words([float("inf")], [float("inf")]) == ("Linear 1: gradient is not finite",)


def test_gradients_of_a_regression_grow_with_its_targets():
    assert words([1.0], [4e3], scale=77.0) == ()
    assert words([1.0], [4e5], scale=77.0) == ("Linear 1: gradient explodes (up to 4e5)",)


def test_dead_units():
    assert words([0.1, 0.1], dead=[0.75, 0.5], units=[16, 16]) == (
        "Linear 1: 12 of 16 units are dead (zero for every sample)",
    )


def test_saturated_outputs():
    (sentence,) = words([0.1], dead=[0.0], units=[4], saturated=[0.93])
    assert sentence.startswith("Linear 1: 93 % of the outputs are saturated")


def test_no_layers():
    assert words([]) == ()
