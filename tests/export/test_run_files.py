"""What a run leaves for other programs: event files that TensorBoard's own reader opens, and tables of all curves."""

import csv
import json
from contextlib import closing
from itertools import pairwise

import numpy as np
import pyarrow.parquet
import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from torch.utils.tensorboard import SummaryWriter
from torch.utils.tensorboard.summary import make_histogram

from playground.app.examples import first_project
from playground.export.curve_tables import format_of, tab_separated, write_curves
from playground.export.event_files import hyperparameters
from playground.export.histograms import histogram
from playground.headless.train import train
from playground.records.run_table import curve_table, thinned
from playground.spec.paths import FileProblem


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A short run with its event files, as TensorBoard reads them."""
    folder = tmp_path_factory.mktemp("run")
    project = first_project()
    project = project.with_(training=project.training.with_(epochs=3))
    result = train(project, tensorboard=folder)
    reader = EventAccumulator(str(folder), size_guidance={"scalars": 0, "histograms": 0, "images": 0})
    reader.Reload()
    return project, result, reader


def test_scalars_are_those_of_the_record_with_the_time(run):
    _, result, reader = run
    losses = reader.Scalars("batch/loss")
    assert [each.step for each in losses] == result.curves["step"].tolist()
    np.testing.assert_allclose([each.value for each in losses], result.curves["loss"], rtol=1e-6)
    validation = reader.Scalars("validation/loss")
    assert [each.step for each in validation] == result.curves["evaluated_step"].tolist()
    np.testing.assert_allclose([e.value for e in validation], result.curves["validation_loss"], rtol=1e-6)
    times = [each.wall_time for each in losses]
    assert times == sorted(times)
    assert times[0] > 1.7e9


def test_histograms_pictures_graph_and_hyperparameters_are_there(run):
    project, _, reader = run
    tags = reader.Tags()
    assert "linear-1/weight" in tags["histograms"]
    histogram = reader.Histograms("linear-1/weight")[-1].histogram_value
    weights = next(node for node in project.graph.nodes if node.id == "linear-1").params["units"] * 2
    assert histogram.num == weights
    assert set(tags["images"]) == {"prediction", "confusion: true classes down"}
    assert reader.Images("prediction")[0].width == 100
    graph = reader.Graph()
    assert {node.name for node in graph.node} == {node.id for node in project.graph.nodes}
    assert next(node for node in graph.node if node.name == "linear-1").input == ["input-1"]
    assert hyperparameters(project)["optimizer"] == project.training.optimizer.kind
    assert "_hparams_/session_start_info" in reader.PluginTagToContent("hparams")


@pytest.mark.parametrize("ending", ["csv", "json", "parquet"])
def test_every_table_has_all_curves_row_by_row(run, tmp_path, ending):
    _, result, _ = run
    path = tmp_path / f"curves.{ending}"
    write_curves(result.record, path)
    if ending == "csv":
        rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
        read = {name: [float(row[name] or "nan") for row in rows] for name in rows[0]}
    elif ending == "json":
        columns = json.loads(path.read_text(encoding="utf-8"))
        read = {name: [np.nan if v is None else v for v in values] for name, values in columns.items()}
    else:
        read = pyarrow.parquet.read_table(path).to_pydict()
    expected = curve_table(result.record)
    assert list(read) == list(expected)
    for name, values in expected.items():
        np.testing.assert_array_equal(np.array(read[name], float), values)
    last = {name: values[-1] for name, values in expected.items()}
    assert last["step"] == result.steps
    assert last["loss"] == result.losses[-1]
    assert last["validation_loss"] == result.val_loss


@pytest.mark.parametrize("most", [3, 10_000])
def test_a_thinned_table_keeps_each_evaluation_and_the_newest_step(run, most):
    table = curve_table(run[1].record)
    kept, every = thinned(table, most)
    assert every == -(-len(table["step"]) // most)
    evaluated = table["step"][np.isfinite(table["train_loss"])]
    assert set(kept["step"]) == {*table["step"][::every], *evaluated, table["step"][-1]}
    heads, *rows = tab_separated(kept).splitlines()
    assert heads.split("\t") == list(table)
    assert [float(row.split("\t")[0]) for row in rows] == kept["step"].tolist()


def test_another_ending_is_refused_in_words():
    with pytest.raises(FileProblem, match=r"curves\.xls: curves are written as \.csv, \.json or \.parquet"):
        format_of("curves.xls")


@pytest.mark.parametrize(
    "values", [np.linspace(-2, 3, 500) ** 3, np.zeros(3), np.array([1.5]), np.arange(1e9, 2e9, 3e8)]
)
def test_histograms_are_those_of_torch_with_empty_bins_side_by_side_as_one(values, tmp_path):
    with closing(SummaryWriter(str(tmp_path))) as writer:
        theirs = make_histogram(values, writer.default_bins)
    ours = histogram(values)
    full = [(limit, count) for limit, count in zip(ours.bucket_limit, ours.bucket, strict=True) if count]
    assert full == [
        (limit, count) for limit, count in zip(theirs.bucket_limit, theirs.bucket, strict=True) if count
    ]
    before = {b: a for a, b in pairwise(theirs.bucket_limit)}
    assert all(
        a == before[b]
        for (a, _), (b, count) in pairwise(zip(ours.bucket_limit, ours.bucket, strict=True))
        if count
    )
    for name in ("min", "max", "num", "sum", "sum_squares"):
        assert getattr(ours, name) == getattr(theirs, name)
