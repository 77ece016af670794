"""Measurements: their units, what they mean in words, and the files that keep them."""

import json

import pytest
import torch

from playground.catalog.kinds import NotWanted, while_wanted
from playground.hardware.inventory import facts_of, inventory
from playground.hardware.measure.arithmetic import copies, products
from playground.hardware.measure.kept import keep, kept
from playground.hardware.measure.loaders import loaders
from playground.hardware.measure.networks import networks
from playground.hardware.measure.points import Point
from playground.hardware.measure.run import Measurement, measure
from playground.hardware.measure.verdict import verdict

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def points():
    return (
        *products(CPU, (16, 32)),
        *copies(CPU, (4096,)),
        *networks(CPU, ready=(), sizes=(1, 8)),
        *loaders(CPU, (0,), 0.01),
    )


def test_each_unit_follows_from_the_time_of_a_repetition(points):
    assert {point.kind for point in points} == {"product", "copy", "network", "loader"}
    for point in points:
        amount = {
            "product": 2 * point.x**3 / 1e9,
            "copy": point.x / 1e9,
            "network": point.x,
            "loader": 32.0,
        }[point.kind]
        assert point.y == pytest.approx(amount / point.seconds)


def test_what_was_given_up_ends_at_once():
    with while_wanted(lambda: True), pytest.raises(NotWanted):
        next(measure("cpu"))


def test_the_verdict_names_the_bottleneck():
    found = [
        Point("product", "float32", 32, 5.0, 1.0),
        Point("product", "float32", 512, 100.0, 1.0),
        Point("network", "own", 1, 100.0, 0.01),
        Point("network", "own", 64, 5000.0, 0.0128),
        Point("network", "VGG-16", 1, 0.5, 2.0),
        Point("loader", "JPEG", 0, 300.0, 0.1),
        Point("loader", "JPEG", 2, 500.0, 0.1),
    ]
    product, batches, loader = verdict(found)
    assert "reach 100 GFLOP/s" in product
    assert "about 512 rows" in product
    assert "own: 64 samples at once are 50 times as fast" in batches
    assert "VGG-16: one pass of one sample takes 2 s." in batches
    assert "up to 500 pictures/s, with 2 reading processes" in loader
    assert "Fed from such files, own (5,000/s) would wait: reading would be the bottleneck" in loader
    assert "enough for VGG-16 (0.5/s)" in loader
    assert verdict([]) == ()


def test_kept_measurements_come_back_and_broken_files_do_not(points, tmp_path):
    measured = Measurement(facts_of("cpu"), points)
    keep(measured, tmp_path)
    keep(measured, tmp_path)
    assert kept(tmp_path) == (measured,)
    good = json.loads(next(tmp_path.iterdir()).read_text())
    for number, change in enumerate(
        (
            {"points": 3},
            {"device": {}},
            {"points": [{"kind": "x"}]},
            {"points": [{**good["points"][0], "y": -1}]},
        )
    ):
        (tmp_path / f"bad{number}.json").write_text(json.dumps({**good, **change}))
    (tmp_path / "worse.json").write_text("[" * 100_000)
    assert kept(tmp_path) == (measured,)
    assert kept(tmp_path / "nowhere") == ()


def test_the_cpu_is_listed_first_with_its_facts():
    first = inventory()[0]
    assert first.key == "cpu"
    assert "cores" in first.line
    assert first.memory > 1e8
