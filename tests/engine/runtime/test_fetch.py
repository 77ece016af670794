"""Numbers that are fetched are those of the moment when it began, whatever the device does afterwards."""

import numpy as np
import torch

from playground.engine.events.batch_norm import NormStatistics
from playground.engine.events.pictures import GradientFlow, NodeActivity, WireWeights
from playground.engine.events.run import Event
from playground.engine.jobs.pictures import Pictures
from playground.engine.probes.predictions import Predictor
from playground.engine.runtime.fetch import HostCopy, as_floats, copy_numbers


def test_a_copy_is_of_the_moment_when_it_began():
    values = torch.arange(6.0).view(2, 3)
    fetched, turned = HostCopy(values), HostCopy(values.T)
    values.zero_()
    np.testing.assert_array_equal(fetched.numpy(), [[0, 1, 2], [3, 4, 5]])
    np.testing.assert_array_equal(turned.numpy(), [[0, 3], [1, 4], [2, 5]])


def test_numbers_come_in_float64_and_keep_their_values():
    third = torch.tensor(1 / 3)
    found = as_floats(copy_numbers([third, third * 2]))
    assert found.dtype == np.float64
    assert found.tolist() == [float(third), float(third * 2)]
    assert as_floats(copy_numbers([])).shape == (0,)


def test_pictures_show_the_step_at_which_they_began(small_cnn):
    """All are asked for before the first one is made, so training may go on before that."""
    shown = frozenset({GradientFlow, NodeActivity, WireWeights, NormStatistics, *Predictor(small_cnn).kinds})
    pictures = Pictures(small_cnn, 1, shown)
    pictures.measured_step()
    at_once = list(pictures.now())
    begun = [*pictures._begun(beside_training=False)]
    small_cnn.train(3)
    later = [event() for event in begun]
    assert len(later) == len(shown)
    assert [_told(event) for event in later] == [_told(event) for event in at_once]
    assert [_told(event) for event in pictures.now()] != [_told(event) for event in at_once]


def _told(event: Event) -> str:
    with np.printoptions(threshold=10**6, precision=17):
        return repr(event)
