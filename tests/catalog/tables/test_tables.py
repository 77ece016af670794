"""Tables as people have them: how cells, names and rows are written, and what follows from it."""

import numpy as np
import pytest

from playground.catalog.kinds import DATASETS, DataProblem
from playground.catalog.tables.cells import number
from playground.catalog.tables.facts import Facts


@pytest.fixture
def csv(tmp_path):
    """A data set of a file with this text."""

    def make(text, **params):
        path = tmp_path / "data.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return DATASETS.create("csv", {"path": str(path), **params})

    return make


# --- cells ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "form", "value"),
    [
        (" 1.5 ", "point", 1.5),
        ("-2e3", "point", -2000),
        ("1,037", "point", 1037),
        ("1,037.50", "point", 1037.5),
        ("$1,037.00", "point", 1037),
        ("-$5", "point", -5),
        ("€ 12", "point", 12),
        ("12%", "point", 12),
        ("1 234 567.5", "point", 1234567.5),
        ("1\u202f234", "point", 1234),
        ("1'234.5", "point", 1234.5),
        ("10,00,000", "point", 1_000_000),
        ("(1,037.00)", "point", -1037),
        ("−3", "point", -3),
        ("1,5", "point", None),
        ("1,03", "point", None),
        ("1,0375", "point", None),
        ("1_0", "point", None),
        ("inf", "point", None),
        ("12 kg", "point", None),
        ("", "point", None),
        ("%", "point", None),
        ("1.037,50", "comma", 1037.5),
        ("1.037", "comma", 1037),
        ("1,5 €", "comma", 1.5),
        ("1.5", "comma", None),
        ("1.5", "either", 1.5),
        ("1,5", "either", 1.5),
        ("1970-01-02", "ymd", 1),
        ("1970-01-01T12:00:00", "ymd", 0.5),
        ("1970-01-01 12:00+06:00", "ymd", 0.25),
        ("1.2.1970", "dmy", 31),
        ("1-Feb-1970", "month", 31),
        ("February 1, 1970 12:00", "month", 31.5),
        ("1 sept. 1970", "month", 243),
        ("30 Feb 1970", "month", None),
        ("1/2/1970", "mdy", 1),
        ("2024-13-01", "ymd", None),
    ],
)
def test_numbers_are_read_as_people_write_them(cell, form, value):
    assert number(cell, form) == value


@pytest.mark.parametrize(
    ("labels", "classes"),
    [
        (["1_0", "10", "2_5"], ("10", "1_0", "2_5")),
        (["007", "7"], ("007", "7")),
        (["1E1", "10"], ("10", "1E1")),
        (["2024_07", "2024_08"], ("2024_07", "2024_08")),
        (["+1", "1", "-1"], ("-1", "+1", "1")),
        (["0", "1", "1.0"], ("0", "1")),
        (["00501", "10001", "501"], ("00501", "501", "10001")),
    ],
)
def test_labels_that_look_like_numbers_are_not_merged(csv, labels, classes):
    dataset = csv("x,kind\n" + "".join(f"{place % 7}.5,{label}\n" for place, label in enumerate(labels * 8)))
    info, raw = dataset.info(), dataset.load(0)
    assert (info.task, info.class_names) == ("classification", classes)
    names = [info.class_names[number] for number in raw.y]
    assert [name.removesuffix(".0") for name in labels * 8] == names
    told = dataset.model_copy(update={"facts": dataset.survey().model_dump_json()})
    assert np.array_equal(told.load(0).y, raw.y)


def test_versions_chosen_as_classes_are_not_merged(csv):
    dataset = csv("x,version\n" + "1,1.1\n2,1.10\n3,1.2\n" * 4, task="classification", names="yes")
    assert dataset.info().class_names == ("1.1", "1.10", "1.2")
    assert dataset.load(0).y.tolist() == [0, 1, 2] * 4


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (['"1,037"', '"2,050"'], [1037, 2050]),
        (['"$1,037.00"', '"$7.50"'], [1037, 7.5]),
        (["12%", "7.5%"], [12, 7.5]),
        (['"1.037,50"', '"7,50"'], [1037.5, 7.5]),
        (["2024-01-01", "2024-01-31"], [19723, 19753]),
        (["31.01.2024", "01.02.2024"], [19753, 19754]),
        (["1/31/2024", "2/1/2024"], [19753, 19754]),
        (["31/01/2024", "01/02/2024"], [19753, 19754]),
    ],
)
def test_thousands_money_and_dates_are_numbers_as_input_and_as_target(csv, cells, values):
    rows = [(cells[place % 2], f"{place}.25" if "," not in cells[0] else f"{place}") for place in range(24)]
    text = "a,b\n" + "".join(f"{one},{other}\n" for one, other in rows)
    as_input = csv(text, inputs='["a"]', target="b", task="regression")
    assert as_input.info().feature_names == ("a",)
    assert as_input.load(0).x[:, 0].tolist() == pytest.approx([values[place % 2] for place in range(24)])
    as_target = csv(text, inputs='["b"]', target="a", task="regression")
    assert as_target.load(0).y[:, 0].tolist() == pytest.approx([values[place % 2] for place in range(24)])


def test_a_decimal_comma_beside_parted_thousands_is_found(csv):
    dataset = csv("x;y\n1,5;1.037,50\n2,5;937,25\n3,5;2.000\n4,5;12.345,75\n")
    assert dataset.dialect().decimal == "comma"
    assert dataset.load(0).y[:, 0].tolist() == [1037.5, 937.25, 2000, 12345.75]


def test_points_and_commas_in_one_file_stay_what_they_are(csv):
    dataset = csv("a;b;y\n1,5;0.5;1,25\n2,5;1.037;2,25\n3,5;2.25;3,75\n")
    assert dataset.load(0).x.tolist() == [[1.5, 0.5], [2.5, pytest.approx(1.037)], [3.5, 2.25]]


# --- names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names", "rows"),
    [
        ("x,x,kind\n1,2,a\n3,4,b\n", ("x", "x (2)"), 2),
        (",,kind\n1,2,a\n3,4,b\n", ("column 1", "column 2"), 2),
        ("2019,2020,kind\n" + "1,2,a\n3,4,b\n" * 5, ("2019", "2020"), 10),
        ("2019,2020,kind\n" + "1.5,2.5,a\n3,4,b\n" * 5, ("2019", "2020"), 10),
        ("0,1,2\n" + "1.5,2.5,3.5\n0.5,1,7.5\n" * 5, ("0", "1"), 10),
        ("2019,2020,2021\n" + "1.5,2.5,3.5\n0.5,1,7.5\n" * 5, ("2019", "2020"), 10),
        ("2019,2020\n" + "1.5,2.5\n0.5,1.5\n" * 5, ("2019",), 10),
        ("400,405,410\n" + "1.5,2.5,3.5\n0.5,1.25,7.5\n" * 5, ("400", "405"), 10),
        ("2019,2020,2021\n" + "2022,2018,2020\n2019,2021,2023\n" * 5, ("column 1", "column 2"), 11),
        ("x,A\n1,A\n2,B\n3,A\n", ("x",), 3),
        ("name,town,y\nann,rome,u\nbob,ulm,v\n", None, 2),
        ("1,2,a\n3,4,b\n5,6,a\n", ("column 1", "column 2"), 3),
        ("1,2,rare\n3,4,b\n5,6,a\n" + "7,8,a\n1,4,b\n" * 5, ("column 1", "column 2"), 13),
        ("1,2,3\n4,5,6\n7,8,9.5\n", ("column 1", "column 2"), 3),
        ("a;b;kind;;\n1;2;u;;\n3;4;v;;\n", ("a", "b"), 2),
        ("a;b;kind;\n1;2;u;\n3;4;v;\n", ("a", "b"), 2),
        ("a,b,kind\n1,2,u,\n3,4,v,\n", ("a", "b"), 2),
        ("a,b,kind,\n1,2,u\n3,4,v\n", ("a", "b"), 2),
        ("a,b,kind,note\n1,2,u,\n3,4,v,\n", None, 2),
        ("sep=;\na;b;kind\n1;2;u\n3;4;v\n", ("a", "b"), 2),
        ('"sep=;"\r\na;b;kind\r\n1;2;u\r\n3;4;v\r\n', ("a", "b"), 2),
        ("# made by hand, 2024\n#\na,b,kind\n1,2,u\n# a break\n3,4,v\n", ("a", "b"), 2),
        ("# a b kind\n1 2 u\n3 4 v\n", ("a", "b"), 2),
        ("#a,b,kind\n1,2,u\n3,4,v\n", ("a", "b"), 2),
        ("#,b,kind\n1,2,u\n3,4,v\n", ("#", "b"), 2),
        ("a b kind \n1 2 u \n 3  4 v \n", ("a", "b"), 2),
        ("a,b,kind\n1,2,u  \n3,4,v\n,,\n", ("a", "b"), 2),
        ('"a" "b" "kind"\n"1" 1 2 "u"\n"2" 3 4 "v"\n', ("column 1", "a", "b"), 2),
    ],
)
def test_names_and_rows_are_found(csv, text, names, rows):
    dataset = csv(text)
    facts = dataset.known()
    assert facts.rows == rows
    assert len(dataset.load(0).x) == rows
    if names is not None:
        assert dataset.info().feature_names == names
        last = facts.columns[-1]
        pairs = {("a", "b"), ("u", "v"), ("A", "B")}
        assert last.kind == "number" or last.values in pairs or names[0] == "column 1"
    assert dataset.detected().known() == facts


def test_an_empty_last_column_is_not_predicted(csv):
    info = csv("a,b,kind,note\n1,2,u,\n3,4,v,\n").info()
    assert (info.feature_names, info.class_names) == (("a", "b"), ("u", "v"))


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("label,p0,p1\n" + "1,0,0\n2,5,0\n7,3,0\n" * 8, "label"),
        ("kind,x,y\n" + "u,1.5,2.5\nv,2,3\n" * 8, "kind"),
        ("1,14.23,1065.5\n2,13.2,1050\n3,12.1,985\n" * 5, "column 1"),
        ("x,Species,z\n" + "1.5,u,0.5\n2.5,v,1.5\n" * 5, "Species"),
        ("town,size,price\n" + "Ulm,1.5,0.5\nRom,2.5,1.5\n" * 5, "price"),
        ("label,x,class\n" + "u,1.5,v\nw,2.5,x\n" * 5, "class"),
    ],
)
def test_the_target_is_found_where_it_stands(csv, text, target):
    assert csv(text).plan().target.name == target


# --- columns that are no inputs -------------------------------------------------------------------


def test_a_column_that_counts_the_rows_is_no_input_by_itself(csv):
    body = "".join(f"{place},{place * 37 % 11 / 2},{'ab'[place // 20]}\n" for place in range(40))
    for name in ("", "id", "anything"):
        dataset = csv(f"{name},x,kind\n{body}")
        assert dataset.info().feature_names == ("x",)
        assert "counts the rows" in dataset.info().left_out
        column = dataset.header()[0]
        assert csv(f"{name},x,kind\n{body}", inputs=f'["{column}"]').info().feature_names == (column,)
    assert csv(f"t,y\n{body}".replace(",a", "").replace(",b", "")).info().feature_names == ("t",)
    rows = [line.split(",") for line in body.splitlines()]
    last = csv("x,kind,Index\n" + "".join(f"{x},{kind},{number}\n" for number, x, kind in rows))
    assert (last.plan().target.name, last.info().feature_names) == ("kind", ("x",))


def test_whole_numbers_above_fractions_are_a_sample_with_a_remark(csv):
    body = "1.5,2.5,3.5\n0.5,1.25,7.5\n" * 5
    data = csv(f"3,1,7\n{body}")
    assert (data.info().samples, data.header()[0]) == (11, "column 1")
    assert data.info().doubt.startswith("The first row, “3,1,7”, is read as a sample, but unlike all others")
    assert csv(f"3,1,7\n{body}", names="yes").header() == ("3", "1", "7")
    for text in (
        f"3,1.5,7\n{body}",
        f"a,b,c\n{body}",
        f"3,1,7\n{body}4,5,6\n4,5,6\n",
        "3,1,7\n" + "1,2,3\n4,4,9\n" * 5,
    ):
        assert not csv(text).info().doubt, text


def test_mixed_units_and_dates_of_two_readings_are_remarked(csv):
    def doubt(cells):
        return (
            csv("p,a,y\n" + "".join(f"{cell},{n}.5,{n % 3}.25\n" for n, cell in enumerate(cells * 4)))
            .info()
            .doubt
        )

    assert doubt(["12.5%", "0.3", "1%"]) == (
        "Column “p” has numbers with and without %, as “12.5%” and “0.3”, which are read alike."
    )
    assert doubt(["$3", "4 €", "$5"]) == "Column “p” has amounts in $ and €, which are read alike."
    assert doubt(["03/04/2024", "01/01/2024", "5/12/2023"]) == (
        "Column “p” has dates such as “03/04/2024”, whose day and month cannot be told apart; "
        "they are read month first."
    )
    for cells in (
        ["12.5%", "3%"], ["$3", "4", "$5"], ["03/14/2024", "01/02/2024"], ["03.04.2024", "01.02.2024"],
        ["2024-03-04", "2024-01-02"], ["costs $5", "costs 4 EUR"], ["01/01/2024", "02/02/2024"],
    ):  # fmt: skip
        assert not doubt(cells), cells


def test_one_column_of_decimal_commas_is_not_taken_for_two(csv):
    prices = "".join(f"{place * 7 % 13},{place % 10}\n" for place in range(20))
    for text in (f"my value\n{prices}", f"{prices}4,05\n", f"{prices}-0,5\n"):
        with pytest.raises(DataProblem, match="one column only"):
            csv(text).info()
    numbered = "".join(f"{place + 1},{place % 10}\n" for place in range(20))
    assert "Every row is like “0,0”, which is read as two columns." in csv(prices).info().doubt
    assert csv(prices, delimiter="semicolon", decimal="comma").header() == ("column 1",)
    for text in (numbered, f"a,b\n{prices}", prices.replace(",", ";"), f"{prices}1.5,2\n"):
        assert not csv(text).info().doubt, text
    assert csv(prices).info().feature_names == ("column 1",)
    assert csv(f"value\n{numbered}").info().feature_names == (
        "column 1",
    )  # a name is lacking for the row numbers


def test_a_column_that_names_the_rows_is_no_input_by_itself(csv):
    dataset = csv(
        "name,x,kind\n" + "".join(f"n{place},{place % 7}.5,{'ab'[place % 2]}\n" for place in range(60))
    )
    assert dataset.info().feature_names == ("x",)
    assert dataset.info().left_out == "column “name” (differs in most rows)"
    assert csv("town,x,kind\n" + "Ulm,1.5,a\nRom,2.5,b\n" * 20).info().feature_names == (
        "town = Rom", "town = Ulm", "x",
    )  # fmt: skip


def test_days_become_one_input(csv):
    days = np.datetime64("2023-02-01") + np.arange(336)
    dataset = csv("day,y\n" + "".join(f"{day},{place * 7 % 13}.5\n" for place, day in enumerate(days)))
    info = dataset.info()
    assert (info.feature_names, info.task) == (("day",), "regression")
    assert dataset.load(0).x[:, 0].tolist() == list(range(19389, 19389 + 336))


# --- encodings ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "kinds", "name"),
    [
        ("gbk", ("男", "女"), "kind"),
        ("gbk", ("北京", "上海"), "城市"),
        ("shift_jis", ("犬", "猫"), "kind"),
        ("shift_jis", ("東京", "大阪"), "都市"),
        ("euc_kr", ("고양이", "개"), "kind"),
        ("euc_kr", ("서울", "부산"), "도시"),
        ("big5", ("臺北", "高雄"), "城市"),
        ("cp1252", ("größer", "kälter"), "größe"),
        ("cp1252", ("café", "naïve"), "kind"),
        ("cp1250", ("Plzeň", "České Budějovice"), "město"),
        ("cp1251", ("кошка", "собака"), "вид"),
        ("cp1253", ("Αθήνα", "Πάτρα"), "πόλη"),
        ("utf-16-le", ("größer", "kälter"), "größe"),
        ("utf-16-be", ("größer", "kälter"), "größe"),
        ("utf-16", ("犬", "猫"), "都市"),
    ],
)
def test_the_encoding_is_found(csv, encoding, kinds, name):
    text = f"x,z,{name}\n" + "".join(
        f"{place % 5}.5,{place % 3}.25,{kinds[place % 2]}\n" for place in range(30)
    )
    dataset = csv(text.encode(encoding))
    assert dataset.header()[-1] == name
    assert dataset.info().class_names == tuple(sorted(kinds))
    assert dataset.detected().load(0).y.tolist() == dataset.load(0).y.tolist()


# --- gaps -----------------------------------------------------------------------------------------

GAPPY = "age,town,kind\n10,Ulm,a\n20,,b\n,Ulm,a\n60,Rom,b\n30,Ulm,\nNA,?,a\n" + "20,Ulm,a\n20,Rom,b\n" * 3


@pytest.mark.parametrize("gap", ["", "NA", "n/a", "None", "null", "NaN", "-", "?", "#N/A", "."])
def test_what_stands_for_a_gap_among_numbers(csv, gap):
    dataset = csv(f"a,y\n{gap},1.5\n" + "2,2.5\n3,4.5\n" * 6, incomplete="leave out")
    assert dataset.info().feature_names == ("a",)
    assert len(dataset.load(0).x) == dataset.info().samples == 12
    assert dataset.info().left_out == "1 of 13 rows"


def test_a_dash_among_texts_is_a_value(csv):
    assert csv("x,sign\n" + "1.5,+\n2.5,-\n" * 5).info().class_names == ("+", "-")


@pytest.mark.parametrize(
    ("incomplete", "ages", "towns"),
    [
        ("mean", 70 / 3, [0, 1]),
        ("median", 20, [0, 1]),
        ("most frequent", 20, [0, 1]),
    ],
)
def test_gaps_are_filled_with_what_training_rows_tell(csv, incomplete, ages, towns):
    dataset = csv(GAPPY, incomplete=incomplete)
    info, raw = dataset.info(), dataset.load(0)
    assert info.feature_names == ("age", "town = Rom", "town = Ulm")
    assert (info.samples, info.left_out) == (11, "1 of 12 rows")
    assert np.isnan(raw.x).sum() == 6
    train = raw.x[:2].copy()
    fill = dataset.gap_values(raw.x)
    assert fill.tolist() == [pytest.approx(ages), *towns]
    assert dataset.gap_values(train).tolist() == [10 if incomplete == "most frequent" else 15, 0, 1]


def test_gaps_are_a_class_of_their_own_or_marked(csv):
    own = csv(GAPPY, incomplete="own class")
    assert own.info().feature_names == (
        "age", "age is missing", "town = Rom", "town = Ulm", "town = missing",
    )  # fmt: skip
    raw = own.load(0)
    assert raw.x[1].tolist() == [20, 0, 0, 0, 1]
    assert raw.x[2, 1:].tolist() == [1, 0, 1, 0]
    marked = csv(GAPPY, incomplete="median", marked=True)
    assert marked.info().feature_names == (
        "age", "age is missing", "town = Rom", "town = Ulm", "town is missing",
    )  # fmt: skip
    assert marked.load(0).x[1, [0, 1, 4]].tolist() == [20, 0, 1]


def test_rows_with_several_gaps_are_counted_once(csv):
    dataset = csv(GAPPY, incomplete="leave out")
    assert dataset.info().samples == len(dataset.load(0).x) == 8
    assert csv(GAPPY, incomplete="leave out", inputs='["age"]').info().samples == 9
    assert csv(GAPPY, incomplete="leave out", inputs='["town"]').info().samples == 9


def test_fixes_fit_the_problem(csv):
    with pytest.raises(DataProblem) as caught:
        csv(GAPPY).info()
    labels = [fix.label for fix in caught.value.fixes]
    assert labels == ["Leave out such rows", "Fill with the median", "Leave out column “age”"]
    for fix in caught.value.fixes[:2]:
        assert csv(GAPPY, **fix.params).info().samples in {8, 11}


def test_classes_are_left_out(csv):
    text = "x,kind\n" + "1.5,a\n2.5,b\n" * 6 + "9,rare\n"
    dataset = csv(text, without='["rare"]')
    info = dataset.info()
    assert (info.class_names, info.samples, info.left_out) == (("a", "b"), 12, "1 of 13 rows")
    assert dataset.load(0).y.tolist() == [0, 1] * 6
    with pytest.raises(DataProblem, match="all classes are left out"):
        csv(text, without='["a", "b", "rare"]').info()


def test_the_names_above_very_long_rows_are_found(csv):
    """The part of a file from which its dialect is detected has some rows, however long they are."""
    text, note = "x" * 100_000, "y" * 100_000
    rows = [f"{place},{text},{note},{text},{'ab'[place % 2]}" for place in range(4)]
    data = csv("\n".join(["n,one,two,three,kind", *rows]) + "\n")
    assert data.header() == ("n", "one", "two", "three", "kind")
    assert data.survey().rows == 4


def test_facts_of_an_older_kind_are_found_out_again_where_the_file_is(csv):
    """Older projects hold labels such as 007 and 7 as one."""
    data = csv("".join(f"{place}.5,{'007' if place % 2 else '7'}\n" for place in range(8)))
    now = data.survey()
    merged = now.columns[1].model_copy(update={"values": ("7",), "counts": (8,)})
    old = Facts(rows=8, columns=(now.columns[0], merged), gaps=now.gaps).model_dump_json()
    stored = data.model_copy(update={"facts": old, "task": "classification"})
    assert not stored.ready()
    assert stored.info().class_names == ("007", "7")
    gone = stored.model_copy(update={"path": "/gone.csv"})
    assert gone.ready()
    assert gone.known().columns[1].values == ("7",)
    assert data.model_copy(update={"facts": now.model_dump_json()}).ready()
