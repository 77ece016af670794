"""Tables in Excel workbooks."""

import sys
from datetime import datetime

import openpyxl
import pytest

from playground.catalog.kinds import DATASETS, DataProblem


@pytest.fixture
def xlsx(tmp_path):
    """A data set of a workbook with these rows in its second sheet."""

    def make(rows, **params):
        book = openpyxl.Workbook()
        book.active.title = "Notes"
        book.active.append(["nothing here"])
        sheet = book.create_sheet("Data")
        for row in rows:
            sheet.append(row)
        book.save(tmp_path / "table.xlsx")
        return DATASETS.create("xlsx", {"path": str(tmp_path / "table.xlsx"), "sheet": "Data", **params})

    return make


ROWS = [
    ["a", "day", "kind", None],
    [1, datetime(1970, 1, 2), "u"],
    [2.5, datetime(1970, 1, 3, 12), "v"],
    [None] * 3,
]


def test_a_sheet_is_a_table(xlsx):
    dataset = xlsx(ROWS)
    assert dataset.sheets() == ("Notes", "Data")
    info, raw = dataset.info(), dataset.load(0)
    assert (info.feature_names, info.class_names, info.samples) == (("a", "day"), ("u", "v"), 2)
    assert raw.x.tolist() == [[1, 1], [2.5, 2.5]]
    assert raw.y.tolist() == [0, 1]
    assert dataset.head(1) == [["1", "1970-01-02", "u"]]
    told = dataset.detected().model_copy(update={"facts": dataset.survey().model_dump_json()})
    assert told.load(0).x.tolist() == raw.x.tolist()


def test_rows_without_names_and_gaps(xlsx):
    dataset = xlsx([[1, 2, 0.5], [3, None, 1.5], [5, 6, 2.5]], incomplete="leave out")
    assert dataset.info().feature_names == ("column 1", "column 2")
    assert dataset.load(0).y.tolist() == [[0.5], [2.5]]
    with pytest.raises(DataProblem, match=r"table\.xlsx, row 2, column “column 2”: the value is missing"):
        xlsx([[1, 2, 0.5], [3, None, 1.5], [5, 6, 2.5]]).info()


def test_what_is_wrong_with_a_workbook_is_said(xlsx, tmp_path, monkeypatch):
    with pytest.raises(DataProblem, match="has no sheet “Other”; it has Notes, Data"):
        xlsx(ROWS, sheet="Other").info()
    with pytest.raises(DataProblem, match="has one column only"):
        xlsx(ROWS, sheet="").info()
    dataset = xlsx(ROWS)
    (tmp_path / "table.xlsx").write_bytes(b"no workbook")
    with pytest.raises(DataProblem, match="is not an Excel workbook that can be read"):
        dataset.info()
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(DataProblem, match=r"pip install 'descent-playground\[xlsx\]'"):
        dataset.info()
