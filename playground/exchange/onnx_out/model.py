"""A network as an ONNX model."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from playground.build.analysis.shapes import analyze
from playground.build.data.loading import Data, load_data
from playground.build.network import Network, Step, build_network
from playground.build.report import Report
from playground.build.weights.start import begin_with
from playground.catalog.kinds import LOSSES, TRANSFORMS, DataInfo, Shape, Tokens
from playground.exchange.onnx_out.activations import ACTIVATION_RULES
from playground.exchange.onnx_out.heads import HEADS
from playground.exchange.onnx_out.layers import LAYER_RULES
from playground.exchange.onnx_out.place import IR_VERSION, OPSET, OnnxGraph, Place
from playground.exchange.onnx_out.preparation import NoOperator, write_own_unit, write_preparation
from playground.extras import needs
from playground.spec.destinations import write_file
from playground.spec.project import Project

if TYPE_CHECKING:
    from onnx import ModelProto

INPUT, OUTPUT, PROBABILITIES, PREDICTION = "input", "output", "probabilities", "prediction"
"""Names of the values that a program feeds and fetches."""
BATCH = "batch"
"""Name of the free size."""


def export_onnx(
    project: Project,
    path: str | os.PathLike[str],
    network: Network | None = None,
    *,
    preprocessing: bool = False,
) -> tuple[str, ...]:
    """Write the network of a project as an ONNX file.

    The batch may have any size. The file computes ``output``, what the loss compares with the target, and for classes
    ``probabilities``.

    Args:
        project: The project.
        path: Of the file; ``-`` is standard output.
        network: Whose weights; by default the initial ones.
        preprocessing: Whether the file takes samples as the data set has them and prepares them itself, with the
            numbers fitted on the training samples, and for regression gives ``prediction`` in the targets' own unit.

    Returns:
        Names of the outputs.

    Raises:
        NoOperator: When the project has problems, or something in it cannot be written.
        DataProblem: When the data are needed and cannot be loaded.
        MissingExtra: When the package onnx is not installed.
        FileProblem: When the file cannot be written.
    """
    needs("onnx")
    report = analyze(project)
    if report.problems or report.data is None:
        raise NoOperator(report.problems[0].message if report.problems else "The data are not known.")
    if network is None:
        network = build_network(project.graph, report, project.training.seed)
        begin_with(network, project.start)
    data = load_data(project.data) if preprocessing else None
    model = onnx_model(project, report, network, data)
    write_file(path, model.SerializeToString())
    return tuple(output.name for output in model.graph.output)


def onnx_model(project: Project, report: Report, network: Network, data: Data | None = None) -> ModelProto:
    """The model; with data it holds their preprocessing, see ``export_onnx``."""
    from onnx import TensorProto, helper  # noqa: PLC0415 - an extra

    assert report.data is not None
    graph, x = OnnxGraph(), INPUT
    if data is not None:
        x = write_preparation(graph, data, x)
    last = write_network(graph, network, x)
    first, end = network.steps[0].shape, network.steps[-1].shape
    outputs = _outputs(graph, project, report.data, data, last, end)
    taken = first if data is None else data.info.shape
    kind = TensorProto.INT64 if isinstance(first, Tokens) else TensorProto.FLOAT
    wanted = [helper.make_tensor_value_info(INPUT, kind, [BATCH, *taken])]
    given = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, [BATCH, *shape]) for name, shape in outputs
    ]
    made = helper.make_graph(
        graph.nodes, project.name or "network", wanted, given, list(graph.constants.values())
    )
    model = helper.make_model(
        made,
        producer_name="Descent",
        ir_version=IR_VERSION,
        opset_imports=[helper.make_opsetid("", OPSET)],
    )
    helper.set_model_props(model, _facts(project, report.data, within=data is not None))
    return model


def write_network(graph: OnnxGraph, network: Network, x: str) -> str:
    """Write all layers in evaluation mode; returns the name of the output.

    Raises:
        NoOperator: When an entry has no rule.
    """
    values: dict[str, str] = {}
    for step in network.steps:
        inputs = tuple(values[node] for node in step.inputs) or (x,)
        shapes = tuple(network.step_of(node).shape for node in step.inputs) or (step.shape,)
        values[step.node] = _write(graph, step, inputs, shapes)
    return values[network.order[-1]]


def _write(graph: OnnxGraph, step: Step, inputs: tuple[str, ...], shapes: tuple[Shape, ...]) -> str:
    graph.scope = step.node
    layer = step.layer
    if layer.key not in LAYER_RULES:
        raise NoOperator(f"{layer.title} has no operator in ONNX.")
    y = LAYER_RULES[layer.key](Place(graph, layer, step.module, inputs, shapes))
    activation = step.activation
    if activation is None or step.activation_module is None:
        return y
    if activation.key not in ACTIVATION_RULES:
        raise NoOperator(f"{activation.title} has no operator in ONNX.")
    between = layer.out_shape(*shapes)
    graph.scope = f"{step.node}.activation"
    return ACTIVATION_RULES[activation.key](
        Place(graph, activation, step.activation_module, (y,), (between,))
    )


def _outputs(
    graph: OnnxGraph, project: Project, info: DataInfo, data: Data | None, last: str, shape: Shape
) -> list[tuple[str, Shape]]:
    """Write what a program fetches; the outputs with their shapes."""
    from onnx import helper  # noqa: PLC0415 - an extra

    found = {OUTPUT: (last, shape)}
    loss = LOSSES.of(project.training.loss)
    graph.scope = PROBABILITIES
    if info.task == "classification" and loss.key in HEADS:
        found[PROBABILITIES] = HEADS[loss.key](graph, last, shape[0]), (info.targets,)
    elif data is not None and info.task == "regression":
        found[PREDICTION] = write_own_unit(graph, data, last), shape
    for name, (value, _) in found.items():
        graph.nodes.append(helper.make_node("Identity", [value], [name], name))
    return [(name, out) for name, (_, out) in found.items()]


def _facts(project: Project, info: DataInfo, *, within: bool) -> dict[str, str]:
    """What other programs cannot see in the graph."""
    transform = TRANSFORMS.of(project.data.transform)
    prepared = "none" if transform.key == "none" else transform.title
    found = {
        "task": info.task,
        "loss": LOSSES.of(project.training.loss).title,
        "preprocessing": f"{prepared}, part of this file" if within else f"{prepared}, not part of this file",
    }
    if info.class_names:
        found["class_names"] = json.dumps(list(info.class_names), ensure_ascii=False)
    if info.feature_names:
        found["feature_names"] = json.dumps(list(info.feature_names), ensure_ascii=False)
    return found
