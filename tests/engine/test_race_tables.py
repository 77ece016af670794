"""Races as tables and as a page; and the same race again from its file, bit for bit."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import numpy as np
import pytest

from playground.app.examples import examples
from playground.engine.events.network_race import (
    LaneMarked,
    LaneState,
    NetworkRaceStarted,
    NetworkResult,
    NetworkResults,
)
from playground.engine.race.surface.race import SurfaceRace
from playground.export.html_report import Figure, report
from playground.export.tables import PATH_COLUMNS, paths_csv, results_csv, results_json
from playground.headless.race import race
from playground.records.race import RaceRecord
from playground.spec.base import Choice
from playground.spec.files import load, save
from playground.spec.project import Project
from playground.spec.race import LaneSpec, RaceSpec

MADE = datetime(2026, 5, 4, 12, 30, tzinfo=UTC)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"></svg>'


def lane(number: int, kind: str, rate: float, name: str = "") -> LaneSpec:
    return LaneSpec(
        id=f"lane-{number}", name=name, optimizer=Choice(kind=kind, params={"learning_rate": rate})
    )


def project(**changes: object) -> Project:
    lanes = (lane(1, "sgd", 0.01, "Slow, <b>calm</b>"), lane(2, "adam", 0.05), lane(3, "sgd", 9.0, "Wild"))
    return Project(
        name="Mine", race=RaceSpec(surface=Choice(kind="booth"), lanes=lanes, steps=120).with_(**changes)
    )


class Page(HTMLParser):
    """Tags with their attributes, and the words between them."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.words = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)


def test_the_table_has_a_row_for_each_lane_with_all_digits():
    results = race(project())
    rows = list(csv.DictReader(io.StringIO(results_csv(results.record))))
    assert [row["name"] for row in rows] == [result.name for result in results]
    assert [row["place"] for row in rows] == ["1", "2", "3"]
    assert float(rows[0]["final"]) == results[0].final
    wild = next(row for row in rows if row["name"] == "Wild")
    assert wild["final"] == ""
    assert wild["state"].startswith("diverged")


def test_json_holds_what_the_command_line_prints_and_the_settings():
    made = project()
    results = race(made)
    told = json.loads(results_json(made, results.record))
    assert told["lanes"] == [result.as_json() for result in results]
    assert RaceSpec.model_validate(told["race"]) == made.race


def test_paths_have_a_row_for_each_step_and_repetition():
    record = race(project(seeds=2, noise=0.1)).record
    way = record.lanes["lane-2"].path
    rows = list(csv.reader(io.StringIO(paths_csv(record))))
    assert tuple(rows[0]) == PATH_COLUMNS
    assert len(rows) == 1 + 3 * 121 * 2
    rows = [row for row in rows if row[1] == "Adam"]
    assert rows[2 * 7 + 1][:3] == ["7", "Adam", "1"]
    assert [float(part) for part in rows[2 * 7 + 1][3:]] == [
        *way.places[7, 1], way.heights[7, 1], way.slopes[7, 1],
    ]  # fmt: skip


def test_the_page_needs_nothing_from_outside():
    made = project()
    page = report(
        made, race(made).record, made=MADE, figures=[Figure("Picture", SVG, SVG), Figure("Curves", SVG)]
    )
    parsed = Page(page)
    links = [
        value
        for _, attributes in parsed.tags
        for name, value in attributes.items()
        if name in {"src", "srcset", "href"}
    ]
    assert len(links) == 3
    assert all(link.startswith("data:image/svg+xml;base64,") for link in links)
    assert not re.search(r"https?:|url\(|@import", page)
    assert {tag for tag, _ in parsed.tags}.isdisjoint({"script", "link", "iframe", "b"})
    assert "prefers-color-scheme: dark" in page


def test_the_page_tells_results_settings_and_how_to_run_it_again():
    made = project(seeds=3, seed=5, noise=0.25).with_(notes="Watch <i>calm</i>.\n\nThen the rest.")
    words = " ".join(Page(report(made, race(made).record, made=MADE, file="my race.descent")).words)
    for expected in (
        "Race on Booth", "04 May 2026, 12:30", "Slow, <b>calm</b>", "beta1 0.9", "learning rate 0.05",
        "seeds 5 to 7", "standard deviation 0.25", "the same draws for every lane",
        "playground race 'my race.descent' --json", "Watch <i>calm</i>.", "Then the rest.",
    ):  # fmt: skip
        assert expected in words


@pytest.fixture
def changed_record():
    """Of a race on a network in which a rate was changed, a lane joined late and one was dropped."""
    record = RaceRecord()
    counts = {"lane-1": 90, "lane-2": 90}
    names = {"lane-1": "Slow, <b>calm</b>", "lane-2": "Adam"}
    shared, differing = ("Batches: the same.",), ("Optimizers: two & three.",)
    started = NetworkRaceStarted(
        1, 0, names, counts, counts, 1, "accuracy", ("Linear 1",), 24, "CPU", shared, differing
    )
    result = NetworkResult(
        "Adam", "adam", 0.5, (0.4, 0.6), 0.3, 0.6, 0.9, None, None, None, 30, 0, 0, 1, "dropped"
    )
    late = {**names, "lane-3": "Momentum"}
    record.extend(
        [
            started,
            LaneMarked(1, 12, "lane-1", "learning rate 0.1 → 0.05"),
            replace(started, names=late),
            LaneState(1, 20, "lane-3", "running", "Joined late, from the common start."),
            LaneState(1, 1230, "lane-2", "dropped"),
            NetworkResults(
                1, 1230, {"lane-2": result, "lane-1": replace(result, name="Slow, <b>calm</b>", final=0.1)}
            ),
        ]
    )
    return record


CHANGES = (
    "Slow, <b>calm</b>: learning rate 0.1 → 0.05 at step 12.",
    "Momentum joined at step 20, from the common start.",
    "Adam was dropped at step 1,230.",
)


def test_the_page_of_a_race_on_a_network_tells_what_changed_and_when(changed_record):
    words = " ".join(Page(report(project(on="network"), changed_record, made=MADE)).words)
    for expected in (
        "Race on the network",
        "Batches: the same.",
        "two & three.",
        "Changed while the race ran",
        *CHANGES,
    ):
        assert expected in words


def test_the_tables_tell_what_changed_and_when(changed_record):
    rows = list(csv.DictReader(io.StringIO(results_csv(changed_record))))
    assert [(row["name"], row["changes"]) for row in rows] == [
        ("Slow, <b>calm</b>", CHANGES[0]),
        ("Adam", CHANGES[2]),
    ]
    assert json.loads(results_json(project(), changed_record))["changes"] == list(CHANGES)


def test_a_race_comes_out_of_its_file_bit_for_bit(tmp_path):
    made = project(seeds=3, seed=11, noise=0.5)
    save(made, tmp_path / "race.descent")
    ways = []
    for _ in range(2):
        again = load(tmp_path / "race.descent")
        assert again.race == made.race
        running = SurfaceRace(again.race)
        list(running.run())
        ways.append([running.path(each.id) for each in again.race.lanes])
    for first, second in zip(*ways, strict=True):
        for part in ("places", "heights", "slopes"):
            assert np.array_equal(getattr(first, part), getattr(second, part), equal_nan=True)
    first, second = race(made), race(load(tmp_path / "race.descent"))
    assert results_csv(first.record) == results_csv(second.record)


def test_a_race_on_the_network_comes_out_of_its_file_bit_for_bit(tmp_path):
    example = next(each for each in examples() if each.path.stem == "xor")
    spec = RaceSpec(on="network", lanes=(lane(1, "momentum", 0.05), lane(2, "adam", 0.01)), epochs=2, seeds=2)
    save(load(example.path).with_(race=spec), tmp_path / "race.descent")
    told = []
    for _ in range(2):
        results = race(load(tmp_path / "race.descent"))
        told.append([{**result.as_json(), "seconds_to_target": None} for result in results])
    assert told[0] == told[1]
    assert all(lane["final"] is not None for lane in told[0])


def test_heights_are_shown_above_the_lowest_minimum_under_the_same_name_everywhere():
    made = Project(race=RaceSpec(surface=Choice(kind="saddle"), lanes=(lane(1, "momentum", 0.05),), steps=90))
    result = race(made)
    (only,) = result
    assert only.minimum == -0.25
    assert only.final == only.minimum + only.shown(only.final)
    page = Page(report(made, result.record, made=MADE))
    for shown in (result._repr_html_(), " ".join(page.words)):
        assert "Final f − minimum" in shown
        assert f"{only.final:.4g}" not in shown
    assert float(next(csv.DictReader(io.StringIO(results_csv(result.record))))["minimum"]) == only.minimum


def test_heights_are_shown_as_they_are_where_no_minimum_is_known():
    result = race(Project(race=RaceSpec(surface=Choice(kind="typed", params={"text": "x + y"}), steps=5)))
    assert result[0].minimum is None
    assert "<th>Final f</th>" in result._repr_html_()
