"""What was trained is used: predictions, evaluations and modules, from Python and from the command line."""

import csv
import io
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from playground import DataProblem, DataSpec, FileProblem, load_model, save, train
from playground.build.data.choose_data import with_dataset
from playground.build.data.own_data import read_table, recognize
from playground.cli import main
from playground.engine.training.checkpoint import resume
from playground.engine.training.session import Session
from playground.headless.train import Result
from playground.inference.inputs import read_inputs
from playground.inference.trained_model import model_of
from playground.spec.base import Choice
from playground.spec.files import load
from playground.spec.project import Project

ROWS = [("red", "1,5", "20 €", "cat"), ("green", "2,5", "", "dog"), ("blue", "0,5", "7", "=cat")] * 8
EXAMPLES = Path(__file__).parents[2] / "assets" / "examples"


@dataclass
class Used:
    """A project that was trained, with its files."""

    project: Project
    result: Result
    file: Path
    weights: Path

    def predicted(self, *arguments, code=0):
        assert main(["predict", str(self.file), str(self.weights), *map(str, arguments)]) == code


def project_with(project, **params):
    """The project with other parameters of its data set."""
    return project.with_(data=project.data.with_(dataset=project.data.dataset.with_params(**params)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the files are."""
    return tmp_path_factory.mktemp("use")


def _used(folder, project):
    threads = torch.get_num_threads()
    file, weights = folder / f"{project.name}.descent", folder / f"{project.name}.weights"
    result = train(project, epochs=3, device="cpu", checkpoint=weights)
    project = project.with_(training=project.training.with_(epochs=3, device="cpu"))
    save(project, file)
    torch.set_num_threads(threads)
    return Used(project, result, file, weights)


@pytest.fixture(scope="module")
def table(folder):
    """Colours, numbers with decimal commas, money with gaps that are filled; averaged weights, standardized."""
    path = folder / "pets.csv"
    lines = ["colour;size;price;pet", *(";".join(row) for row in ROWS)]
    path.write_text("\n".join(lines), encoding="utf-8")
    dataset = read_table(recognize(path)).with_params(incomplete="median", marked=True)
    project = with_dataset(load(EXAMPLES / "iris.descent").with_(name="pets"), dataset)
    return _used(folder, project.with_(training=project.training.with_(average=0.5)))


@pytest.fixture(scope="module")
def digits(folder):
    """A small network on pictures of one channel, 8 × 8."""
    project = load(EXAMPLES / "digits-mlp.descent").with_(name="digits")
    return _used(folder, project)


@pytest.fixture(scope="module")
def diabetes(folder):
    """Regression in a unit of its own, the target standardized."""
    project = load(EXAMPLES / "diabetes-regression.descent").with_(name="diabetes")
    project = project.with_(data=project.data.with_(target_scaling="standardize"))
    return _used(folder, project)


@pytest.mark.parametrize("name", ["table", "digits", "diabetes"])
def test_predictions_are_those_of_the_runs_own_evaluation(name, request):
    used = request.getfixturevalue(name)
    result, data = used.result, used.result.model.data
    found = result.evaluate()
    assert found.loss == result.val_loss
    if data.info.class_names:
        assert found.measures.accuracy == result.val_metric
        np.testing.assert_allclose(found.prediction.probabilities.sum(1), 1, rtol=1e-5)
    else:
        assert found.measures.r2[0] == pytest.approx(result.val_metric, abs=1e-5)
    loaded = load_model(used.project, used.weights)
    for model in (result, loaded):
        assert np.array_equal(model.predict(data.raw_val).scores, found.prediction.scores)
        one = model.predict(data.raw_val[0])
        np.testing.assert_allclose(one.scores, found.prediction.scores[:1], rtol=1e-5)
        module = model.module()
        assert not any(part.training for part in module.modules())
        with torch.no_grad():
            next(module.parameters()).zero_()
    assert np.array_equal(result.predict(data.raw_val).scores, found.prediction.scores)
    if name == "table":  # the file has moved with its project
        moved = used.file.with_name("moved.csv")
        moved.write_bytes(used.file.with_name("pets.csv").read_bytes())
        loaded = load_model(project_with(used.project, path=str(moved)), used.weights)
    assert loaded.evaluate().summary() == pytest.approx(found.summary(), nan_ok=True)
    assert "<table>" in found._repr_html_()
    assert "<table>" in found.prediction._repr_html_()
    assert len(repr(found)) < 200
    assert len(repr(found.prediction)) < 200
    assert len(result.predict(data.raw_val[:0])) == 0


@pytest.mark.parametrize("mode", ["evaluation", "training"])
def test_the_best_and_averaged_weights_are_used_with_their_own_statistics(folder, mode):
    project = load(EXAMPLES / "wine-batchnorm.descent")
    training = project.training.with_(patience=2, device="cpu", evaluate_in=mode, average=0.9, epochs=8)
    project, weights = project.with_(training=training), folder / "best.weights"
    result = train(project, checkpoint=weights)
    again = load_model(project, weights)
    raw = result.model.data.raw_val
    assert np.array_equal(again.predict(raw).scores, result.predict(raw).scores)
    if mode == "evaluation":
        assert result.evaluate().loss == result.val_loss
    session = resume(weights, device="cpu")
    session.apply(training.with_(evaluate_in="evaluation"))
    with session.shown():
        shown = {name: tensor.clone() for name, tensor in session.network.state_dict().items()}
    module = result.module().state_dict()
    assert module.keys() == shown.keys()
    assert all(torch.equal(module[name], tensor) for name, tensor in shown.items())
    elsewhere = project.with_(training=training.with_(average=0, seed=7, patience=0))
    assert np.array_equal(load_model(elsewhere, weights).predict(raw).scores, result.predict(raw).scores)
    with pytest.raises(FileProblem, match="another loss"):
        load_model(project.with_(training=training.with_(loss=Choice(kind="hinge"))), weights)
    with pytest.raises(FileProblem, match="another network"):
        load_model(Project(), weights)


def test_wrong_inputs_are_refused_in_a_sentence(table, digits, diabetes):
    for used, x, words in (
        (
            diabetes,
            np.zeros((2, 9)),
            r"2 × 9, but the network takes samples of 10 numbers \(age \(years\), sex",
        ),
        (diabetes, [[1.0] * 10, [1.0] * 9], "rows differ in length"),
        (diabetes, ["a"] * 10, "array of numbers"),
        (diabetes, [[0.0] * 10, [0.0] * 3 + [np.nan] + [0.0] * 6], "Sample 2, column “.*nan is not a finite"),
        (diabetes, [1e39] * 10, "Sample 1, column “.*too large"),
        (digits, np.full((1, 8, 8), np.inf), "Sample 1, number 1, 1, 1: inf is not a finite"),
        (table, np.zeros((3, 3, 3)), "3 × 3 × 3"),
    ):
        with pytest.raises(DataProblem, match=words):
            used.result.predict(x)
    with pytest.raises(ValueError, match="predicts numbers"):
        _ = diabetes.result.predict([0.0] * 10).probabilities
    with pytest.raises(ValueError, match="predicts classes"):
        _ = digits.result.predict(np.zeros((8, 8))).values


def test_other_data_of_the_same_kind_are_evaluated(table, digits, diabetes, folder):
    other = folder / "more.csv"
    other.write_text("pet,price,size,colour\ndog,,2.5,green\n=cat,7,0.5,blue\n", encoding="utf-8")
    found = table.result.evaluate(DataSpec(dataset=Choice(kind="csv", params={"path": str(other)})))
    assert found.truth.tolist() == [2, 0]  # classes as the project numbers them
    data = table.result.model.data
    twice = np.vstack([data.raw_train, data.raw_val])
    rows = [list(data.info.class_names).index(row[3]) for row in ROWS[1:3]]
    assert found.truth.tolist() == rows
    assert len(twice) == len(ROWS)
    assert len(digits.result.evaluate(digits.project).truth) == len(digits.result.model.data.x_val)
    with pytest.raises(DataProblem, match="targets are classes"):
        diabetes.result.evaluate(DataSpec(dataset=Choice(kind="wine")))
    with pytest.raises(DataProblem, match="4 numbers"):
        digits.result.evaluate(DataSpec(dataset=Choice(kind="iris")))
    other.write_text("pet,price,size,colour\nbird,,2.5,green\n", encoding="utf-8")
    with pytest.raises(DataProblem, match="line 2, column “pet”: “bird” did not occur"):
        table.result.evaluate(DataSpec(dataset=Choice(kind="csv", params={"path": str(other)})))


def test_rows_of_a_table_are_encoded_as_those_of_the_project(table, folder, capsys):
    given = folder / "new.csv"
    given.write_text('size,note,colour,price\n2.5,"a,b",green,\n1.5,,red,$20\n', encoding="utf-8")
    data = table.result.model.data
    rows = next(read_inputs(data, str(given)))
    whole = np.vstack([data.raw_train, data.raw_val])
    for x in data.prepare(rows.x):  # both rows are among those of the project
        assert any(torch.equal(x, known) for known in torch.cat([data.x_train, data.x_val]))
    assert rows.names == ("line 2", "line 3")
    assert whole.shape[1] == rows.x.shape[1]

    columns = {"price": ["", 20], "size": np.array([2.5, 1.5]), "colour": ["green", "red"]}
    assert np.array_equal(table.result.predict(columns).scores, table.result.predict(rows.x).scores)
    for changed, words in (
        ({"price": None}, "no column “price”"),
        ({"size": [1.0]}, "column “size” is not as long"),
        ({"colour": ["red", "pink"]}, "Row 2, column “colour”: “pink” did not occur"),
    ):
        with pytest.raises(DataProblem, match=words):
            table.result.predict(
                {name: value for name, value in (columns | changed).items() if value is not None}
            )

    table.predicted(given, "--json")
    found = json.loads(capsys.readouterr().out)["predictions"]
    expected = table.result.predict(rows.x)
    assert [row["class"] for row in found] == list(expected.classes)
    table.predicted(given, "--csv", "-")
    written = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert written[0] == ["input", "class", "p(=cat)", "p(cat)", "p(dog)"]
    assert float(written[2][2]) == pytest.approx(float(expected.scores[1, 0]), rel=1e-6)
    assert all(not cell.startswith("=") for row in written for cell in row)
    table.predicted("green; 2,5; ")
    line = capsys.readouterr().out
    assert line.startswith(f"row: {expected.classes[0]} (")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("size,colour\n1,red\n", "new.csv has no column “price”; the network takes colour, size, price"),
        (
            "size,colour,price\n1,pink,3\n",
            "new.csv, line 2, column “colour”: “pink” did not occur in the data",
        ),
        ("size,colour,price\n1,red,3\nx,red,3\n", "new.csv, line 3, column “size”: “x” is not a number."),
        ("size,colour,price\n1,red\n", "new.csv, line 2: the row has 2 cells"),
        ("", "new.csv is empty"),
    ],
)
def test_wrong_tables_are_refused_in_a_sentence(table, folder, capsys, content, words):
    given = folder / "new.csv"
    given.write_text(content, encoding="utf-8")
    table.predicted(given, code=2)
    assert words in capsys.readouterr().err


def test_pictures_arrays_and_rows_from_the_command_line(digits, diabetes, folder, capsys):
    raw = digits.result.model.data.raw_val[:3]
    expected = digits.result.predict(raw)
    pictures = folder / "pictures" / "some"
    pictures.mkdir(parents=True)
    for place, pixels in enumerate(raw):
        Image.fromarray(np.rint(pixels[0] * 255).astype(np.uint8)).save(pictures / f"{place}.png")
    digits.predicted(pictures.parent, "--json")
    found = json.loads(capsys.readouterr().out)["predictions"]
    assert [row["input"] for row in found] == ["some/0.png", "some/1.png", "some/2.png"]
    scores = [list(row["probabilities"].values()) for row in found]
    np.testing.assert_allclose(scores, expected.scores, atol=0.02)  # pictures have 255 levels
    digits.predicted(pictures / "1.png")
    assert capsys.readouterr().out.startswith("1.png: ")

    np.savez(folder / "some.npz", x=raw[:, 0])
    digits.predicted(folder / "some.npz", "--csv", folder / "out.csv")
    assert capsys.readouterr().out.endswith(f"3 predictions saved in {folder / 'out.csv'}.\n")
    written = list(csv.reader((folder / "out.csv").read_text(encoding="utf-8").splitlines()))
    np.testing.assert_allclose(
        [[float(cell) for cell in row[2:]] for row in written[1:]], expected.scores, rtol=1e-6
    )

    row = diabetes.result.model.data.raw_val[0]
    diabetes.predicted(", ".join(f"{value:.9g}" for value in row))
    value = float(capsys.readouterr().out.split()[-1])
    assert value == pytest.approx(float(diabetes.result.predict(row).values[0, 0]), rel=1e-4)
    (folder / "rows.csv").write_text("a,b\n1,2\n")
    for used, given, words in (
        (digits, "1, 2", "pictures or arrays"),
        (digits, folder / "gone.png", "is not there"),
        (diabetes, "1, 2", "neither a file nor a row of 10 values"),
        (diabetes, pictures / "1.png", "takes no pictures"),
        (digits, folder / "rows.csv", "does not take rows of a table"),
        (digits, digits.file, "no table, no .npz file and no picture"),
    ):
        used.predicted(given, code=2)
        assert words in capsys.readouterr().err


def test_one_number_is_read_as_it_is_meant(folder, tmp_path):
    model = model_of(Session(load(EXAMPLES / "sine-1d.descent"), device="cpu"))
    given = tmp_path / "x.csv"
    for text in ("0.5", "0,5", " 0.5 "):
        assert next(read_inputs(model.data, text)).x.tolist() == [[0.5]]
    for content in ("x\n0.5\n", 'x\n"0,5"\n', "x;y\n0,5;1\n"):
        given.write_text(content, encoding="utf-8")
        assert next(read_inputs(model.data, str(given))).x.tolist() == [[0.5]], content
    for content, words in (("x\n0,5\n1,5\n", "write numbers with a decimal point"), ("x\n", "has no rows")):
        given.write_text(content, encoding="utf-8")
        with pytest.raises(DataProblem, match=words):
            list(read_inputs(model.data, str(given)))


def test_tokens_are_typed_or_numbered():
    model = model_of(Session(load(EXAMPLES / "tokens-embedding.descent"), device="cpu"))
    steps, names = model.data.info.shape[0], model.data.info.token_names
    text = " ".join(names[:steps])
    typed = next(read_inputs(model.data, text)).x
    assert typed.tolist() == [list(range(steps))]
    assert np.array_equal(next(read_inputs(model.data, text.replace(" ", ""))).x, typed)
    assert np.array_equal(model.predict(range(steps)).scores, model.predict(typed).scores)
    for x in ([0.5] * steps, [len(names)] * steps):
        with pytest.raises(DataProblem, match="is no token; tokens are whole numbers from 0"):
            model.predict(x)
    for text, words in (("z", "“z” is no token"), (names[0], "has 1 tokens, but the network takes")):
        with pytest.raises(DataProblem, match=words):
            next(read_inputs(model.data, text))


def test_an_evaluation_is_printed_for_each_class(digits, capsys):
    arguments = ["evaluate", str(digits.file), str(digits.weights)]
    assert main([*arguments, "--json"]) == 0
    told, found = json.loads(capsys.readouterr().out), digits.result.evaluate()
    assert told["samples"] == len(found.truth)
    assert told["macro_f1"] == found.summary()["macro_f1"]
    assert [each["recall"] for each in told["classes"]] == found.measures.recall.tolist()
    assert told["confusion"] == found.measures.confusion.tolist()
    assert main([*arguments, str(digits.file)]) == 0
    said = capsys.readouterr().out
    assert f"{found.measures.names[0]}  " in said
    assert "Macro F1" in said
