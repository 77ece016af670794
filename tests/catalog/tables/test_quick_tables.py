"""Fast readers of tables find what the careful one finds, or refuse."""

import random

import numpy as np
import pytest

from playground.catalog.kinds import DATASETS, DataProblem
from playground.catalog.text_tables import arrow_csv, quick_csv, quick_rows

CELLS = [
    "1",
    "1.0",
    "1.50",
    "1.5",
    "007",
    "7",
    "-0",
    "0",
    "+3",
    "1e3",
    "1E1",
    "NA",
    "",
    "?",
    " 4",
    "5 ",
    "red",
    "a b",
]
CELLS += ["2020-01-02", "1,5", "$3", "12%", "nan", "inf", "1_0", "#x", "é", "-", "1e39"]
BETWEEN = ["", "# hello", ",,", '"a",b,c', "1,2,3,"]


def column(draw, count):
    """Numbers, classes, texts or anything."""
    kinds = [
        lambda row: f"{draw.gauss(0, 1):.{draw.randint(0, 5)}f}",
        lambda row: str(draw.randint(0, 3)),
        lambda row: draw.choice(["red", "green", "blue ", " x"]),
        lambda row: draw.choice(CELLS),
        str,
    ]
    return list(map(draw.choice(kinds), range(count)))


def table(draw):
    count = draw.randint(3, 40)
    columns = [column(draw, count) for _ in range(3)]
    for _ in range(draw.choice((0, 0, 1))):
        columns[draw.randrange(3)][draw.randrange(count)] = draw.choice(CELLS)
    rows = [",".join(cell.replace(",", ".") for cell in row) for row in zip(*columns, strict=True)]
    for _ in range(draw.choice((0, 0, 0, 1))):
        rows.insert(draw.randrange(count), draw.choice(BETWEEN))
    return "\n".join(["a,b,c", *rows, ""])


def found(read):
    """What is read, or why it is not; None when a fast reader refuses."""
    try:
        return read()
    except DataProblem as problem:
        return str(problem)
    except ValueError:
        return None


def facts_of(dataset, blocks):
    """Facts, but for names of numbers that are not whole, which are no classes."""
    facts = dataset._facts(dataset.header(), blocks(dataset.header()))
    columns = [
        each.model_copy(update={"values": (), "counts": ()})
        if each.kind == "number" and not each.whole
        else each
        for each in facts.columns
    ]
    return facts.model_copy(update={"columns": tuple(columns)})


def loaded(dataset, quick):
    parts = []

    def take(rows):
        parts[:] = list(rows)

    dataset._give(dataset.plan(), take, quick=quick)
    return [np.concatenate(each).tolist() for each in zip(*parts, strict=True)]


@pytest.mark.parametrize("reader", ["pyarrow", "rows"])
def test_fast_and_careful_readers_agree(tmp_path, monkeypatch, reader):
    if reader == "rows":
        monkeypatch.setattr(quick_csv, "MOST_ARROW_COLUMNS", 1)
    monkeypatch.setattr(arrow_csv, "MOST_BYTES", 300)
    monkeypatch.setattr(arrow_csv, "LEAST_BYTES", 300)
    monkeypatch.setattr(quick_rows, "CELLS_AT_ONCE", 20)
    file, fast = tmp_path / "a.csv", 0
    for seed in range(30):
        draw = random.Random(seed)
        file.write_text(table(draw), encoding="utf-8")
        dataset = DATASETS.create("csv", {"path": str(file), "incomplete": draw.choice(["tell", "mean"])})
        quick = found(lambda dataset=dataset: facts_of(dataset, dataset.quick_blocks))
        if quick is None:
            continue
        fast += 1
        assert quick == found(lambda dataset=dataset: facts_of(dataset, dataset.blocks)), seed
        for _ in range(2):  # from the file, and from memory
            results = [found(lambda q=q, dataset=dataset: loaded(dataset, q)) for q in (True, False)]
            assert results[0] == results[1] or np.array_equal(results[0][0], results[1][0], equal_nan=True), (
                seed
            )
    assert fast > 7


def test_texts_among_very_many_columns_are_found(tmp_path):
    rows = [",".join([*(f"{row}.{place}" for place in range(3000)), "xy"[row % 2]]) for row in range(9)]
    file = tmp_path / "wide.csv"
    file.write_text("\n".join([",".join([*(f"f{place}" for place in range(3000)), "kind"]), *rows]))
    dataset = DATASETS.create("csv", {"path": str(file)})
    assert dataset.info().class_names == ("x", "y")
    raw = dataset.load(0)
    assert raw.x[3, [0, 2999]].tolist() == pytest.approx([3.0, 3.2999])
    assert raw.y.tolist() == [0, 1] * 4 + [0]
