"""Networks from ONNX files, for all tests of this folder."""

import pytest

from playground.build.network import build_network
from playground.build.onnx_in.network import read_network
from playground.build.report import Report
from playground.build.weights.fit import fit, put
from playground.build.weights.named_arrays import read_arrays
from playground.catalog.kinds import ACTIVATIONS, LAYERS


@pytest.fixture(scope="session")
def rebuilt():
    """The network that a file becomes, and it again built with the file's weights."""
    return _rebuilt


def _rebuilt(path):
    """The network that a file becomes, with the file's weights."""
    found = read_network(path)
    network = build_network(found.graph, _shapes_of(found), 0).eval()
    arrays = read_arrays(path)
    fitted = fit(network, arrays)
    assert fitted.complete, fitted.sentence()
    assert not fitted.unused
    put(fitted, arrays)
    return found, network


def _shapes_of(found):
    """A report with the shapes of all layers, whatever the data are."""
    shapes = {}
    for node in found.graph.nodes:
        inputs = tuple(shapes[edge.source] for edge in found.graph.inputs_of(node.id)) or (found.shape,)
        shape = LAYERS.create(node.kind, node.params).out_shape(*inputs)
        shapes[node.id] = ACTIVATIONS.of(node.activation).out_shape(shape) if node.activation else shape
    return Report(shapes=shapes)
