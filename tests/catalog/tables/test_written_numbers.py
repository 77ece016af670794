"""Numbers with units, signs and marks beside them, times of day: how they are read, and what is said of it."""

import numpy as np
import pytest

from playground.catalog.kinds import DATASETS
from playground.catalog.tables.cells import form_of, number

ROWS = 40


def table(folder, cells):
    path = folder / "data.csv"
    rows = "\n".join(f"{place * 7 % 5 / 4},{cell},{'xy'[place % 2]}" for place, cell in enumerate(cells))
    path.write_text(f"a,b,kind\n{rows}\n", encoding="utf-8")
    return DATASETS.create("csv", {"path": str(path)})


def spread(pattern, values):
    return [pattern.format(value) for value in (values * ROWS)[:ROWS]]


@pytest.mark.parametrize(
    ("cells", "first", "words"),
    [
        (spread("{} kg", [40, 52.5, 61]), [40, 52.5, 61], ""),
        (spread("{}cm", [140, 155]), [140, 155], ""),
        (spread("−{} °C", [3, 4.5]), [-3, -4.5], ""),
        (spread("{} m/s", [3, 4.5]), [3, 4.5], ""),
        (spread("{}", ["40", "52 kg"]), [40, 52], "numbers with and without kg, as “40”, which are read alike."),
        (spread("{}", [0.5, 0.7, 0.9, "<0.1"]), [0.5, 0.7, 0.9, 0.1], "signs beside numbers, as “<0.1”, which is read"),
        (spread("{}", [5, "3*", 4]), [5, 3, 4], "signs beside numbers, as “3*”, which is read as 3."),
        (spread("{}", [5, "≥ 12 [a]", 4]), [5, 12, 4], "signs beside numbers, as “≥ 12 [a]”, which is read as 12."),
        (spread("{}", ["0.15D+03", "2.5D-01"]), [150, 0.25], ""),
        (spread("{}", ["08:30", "17:45"]), [8.5, 17.75], ""),
        (spread("{}", ["1:00:36", "26:30:00"]), [1.01, 26.5], ""),
        (spread("{}", ["3:30 PM", "12:15 am"]), [15.5, 0.25], ""),
    ],
)  # fmt: skip
def test_they_are_numbers(tmp_path, cells, first, words):
    data = table(tmp_path, cells)
    assert words in data.doubt()
    assert bool(words) == bool(data.doubt())
    np.testing.assert_allclose(data.load(0).x[: len(first), 1], first, rtol=1e-6)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (spread("{}", ["3 kg", "40 g"]), "numbers in kg and g, and is read as texts."),
        (spread("{}", [1, 2, 3, "many"]), "texts among numbers, as “many” in line 5, and is read as texts."),
        (spread("{}", ["12a", "12b", "7c", "7d", "1e"]), ""),
        (spread("{}", ["<18", "18–65", ">65"]), ""),
        (spread("{}", ["1D3", "2A4"]), ""),
        (spread("{}", ["12:75", "1:5"]), ""),
    ],
)
def test_what_could_be_something_else_stays_texts(tmp_path, cells, words):
    data = table(tmp_path, cells)
    assert [column.kind for column in data.known().columns] == ["number", "text", "text"]
    assert words in data.doubt()
    assert bool(words) == bool(data.doubt())


@pytest.mark.parametrize("odd", ["inf", "b"])
def test_in_a_short_table_one_text_among_numbers_is_remarked(tmp_path, odd):
    data = table(tmp_path, ["1.5", "2.5", odd, "0.5", "3"])
    assert data.doubt() == f"Column “b” has texts among numbers, as “{odd}” in line 4, and is read as texts."


def test_names_that_are_repeated_between_rows_are_names_and_remarked(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("a,b,kind\n1,2,x\n2,3,y\n3,1,x\na,b,kind\n4,5,y\n")
    data = DATASETS.create("csv", {"path": str(path)})
    assert data.header() == ("a", "b", "kind")
    assert data.doubt() == "Column “a” has texts among numbers, as “a” in line 5, and is read as texts."


def test_a_mark_beside_what_is_no_number_is_none(tmp_path):
    data = table(tmp_path, spread("{}", ["<1.2.3", 4, "<5", 6]))
    assert "signs beside numbers, as “<5”, which is read as 5." in data.doubt()


def test_a_decimal_comma_goes_with_units_and_marks():
    for cells, form, value in (
        (["1,5 kg", "2,25 kg"], "unit comma", 1.5),
        (["1,5", "2,5", "<0,5"], "marks comma", 1.5),
    ):
        assert form_of(cells, comma=True) == form
        assert number(cells[0], form) == value


@pytest.mark.parametrize("cell", ["", "kg", "5 kg 3", "<", "*", "12:60", "13:00 pm", "1:2:3", "::", "<<3"])
@pytest.mark.parametrize("form", ["unit point", "marks point", "time"])
def test_other_texts_are_no_numbers(cell, form):
    assert number(cell, form) is None
