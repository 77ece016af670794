"""Mutated projects, data files, weights and formulas: each is read, or refused with a documented error.

``DESCENT_MUTATIONS`` sets how many there are in all.
"""

import io
import json
import os
import random
from copy import deepcopy

import numpy as np
import pytest

from playground.app.starters import spiral
from playground.build.analysis.shapes import analyze
from playground.catalog.expression import FormulaProblem, parse
from playground.catalog.formula_words import NAMES
from playground.catalog.kinds import DATASETS, DataProblem
from playground.engine.training import checkpoint
from playground.engine.training.session import Session
from playground.spec.base import Choice
from playground.spec.files import FileProblem, dumps, load, loads

IN_ALL = int(os.environ.get("DESCENT_MUTATIONS", "10000"))
CHUNKS = 20
PROJECT = dumps(spiral())
HOSTILE_VALUES = [
    None, True, -1, 0, 2**31, 2**64, -(2**64), 10**39, 1e300, -1e300, 5e-324, 0.5, "", "a", "\ud800", "\0", "<h1>",
    "~x/y",    "x" * 5000, [], {}, [[]], {"a": []}, ["x1"] * 9, "NaN", "1e999",
]  # fmt: skip
HOSTILE_TEXTS = [
    "NaN",
    "Infinity",
    "1e999",
    "9" * 50,
    '"\\ud800"',
    "[[[[",
    "}}",
    ",",
    ":",
    '"',
    "\\",
    "\0",
    "\ufeff",
    "null",
]
TABLE = "a,b,kind\n" + "".join(f"{i % 7}.5,{i * i % 11},{'xyz'[i % 3]}\n" for i in range(30))
CELLS = [
    "",
    ",",
    ";",
    "\t",
    '"',
    "\n",
    "\r",
    "\0",
    "1e999",
    "-",
    "nan",
    "1.037,50",
    "a" * 300,
    "é",
    "\ufeff",
    "#",
    "=1+1",
]


def check_words(sound):
    """Fail unless a sentence is sound."""
    assert sound


def places(value, path=()):
    """All places in a JSON value."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in items:
        yield from places(part, (*path, key))


PLACES = [place for place in places(json.loads(PROJECT)) if place]


def mutated_project(draw):
    if draw.random() < 0.3:
        return spliced(draw, PROJECT, HOSTILE_TEXTS)
    body = json.loads(PROJECT)
    for _ in range(draw.choice((1, 1, 2, 4))):
        place, here = draw.choice(PLACES), body
        try:
            for part in place[:-1]:
                here = here[part]
            if draw.random() < 0.2 and isinstance(here, dict):
                here.pop(place[-1])
            else:
                here[place[-1]] = deepcopy(
                    draw.choice(HOSTILE_VALUES)
                )  # a seed draws the same whatever came before
        except (KeyError, IndexError, TypeError):
            continue
    return json.dumps(body)


def spliced(draw, text, pieces):
    """The text with some characters replaced by pieces, or cut off."""
    for _ in range(draw.choice((1, 1, 2, 5))):
        begin = draw.randrange(len(text) + 1)
        end = draw.choice((begin, begin + 1, begin + draw.randrange(20), len(text)))
        text = text[:begin] + draw.choice(pieces) + text[end:]
    return text


def damaged(draw, content):
    """Bytes with some of them changed, or cut off."""
    changed = bytearray(content)
    for _ in range(draw.choice((1, 3, 10))):
        if changed:
            changed[draw.randrange(len(changed))] = draw.randrange(256)
    return bytes(changed[: draw.choice((len(changed), draw.randrange(len(changed) + 1)))])


def arrays():
    stream = io.BytesIO()
    np.savez(stream, x=np.ones((12, 2), np.float32), y=np.arange(12) % 2)
    return stream.getvalue()


ARRAYS = arrays()


def check_project(draw, folder):
    text = mutated_project(draw)
    try:
        project = loads(text)
    except FileProblem as problem:
        check_words(str(problem).endswith("."))
        return
    analyze(project)
    assert loads(dumps(project)) == project


def check_file(draw, folder):
    file = folder / "a.descent"
    content = PROJECT.encode()
    file.write_bytes(damaged(draw, content))
    try:
        load(file)
    except FileProblem as problem:
        check_words("\n" not in str(problem))


def check_table(draw, folder):
    file = folder / "a.csv"
    file.write_bytes(
        damaged(draw, TABLE.encode()) if draw.random() < 0.3 else spliced(draw, TABLE, CELLS).encode()
    )
    read(DATASETS.of(Choice(kind="csv", params={"path": str(file)})))


def check_arrays(draw, folder):
    file = folder / "a.npz"
    file.write_bytes(damaged(draw, ARRAYS))
    read(DATASETS.of(Choice(kind="npz", params={"path": str(file)})))


def read(dataset):
    try:
        dataset.info()
        dataset.read()
    except DataProblem as problem:
        check_words(str(problem))


def check_formula(draw, folder):
    pieces = [*NAMES, *"+-*/^(),.|√²⁻½[]π₁#\0", "x1", "**", "1e999", "2.5", " ", "é", "\ud800"]
    text = spliced(draw, draw.choice(("(1 - x)^2 + 100 (y - x^2)^2", "sin²(x) + |y|", "√(x² + y²)")), pieces)
    try:
        parse(text)
    except FormulaProblem as problem:
        check_words(0 <= problem.place <= len(text))


KINDS = [check_project] * 4 + [check_formula] * 3 + [check_file, check_table, check_arrays]


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_what_is_mutated_is_read_or_refused_in_words(chunk, tmp_path):
    for number in range(chunk, IN_ALL, CHUNKS):
        draw = random.Random(number)
        check = draw.choice(KINDS)
        try:
            check(draw, tmp_path)
        except Exception as error:
            error.add_note(f"{check.__name__} with seed {number}")
            raise


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    file = tmp_path_factory.mktemp("weights") / "a.weights"
    checkpoint.save(Session(spiral(), device="cpu"), file)
    return file.read_bytes()


@pytest.mark.parametrize(
    "number", ["1" + "0" * 400, "1e300", str(2**64), "-1e300", "NaN", "true", '"a"', "null", "[1]"]
)
def test_damaged_numbers_of_weights_are_refused_in_words(weights, tmp_path, number):
    """The header is rewritten with its length, as a hostile file would."""
    length = int.from_bytes(weights[:8], "little")
    header = json.loads(weights[8 : 8 + length])
    about = json.loads(header["__metadata__"]["descent"])
    for name in about["numbers"]:
        damaged_numbers = json.dumps({**about, "numbers": {**about["numbers"], name: "@"}}).replace(
            '"@"', number
        )
        text = json.dumps({**header, "__metadata__": {"descent": damaged_numbers}}).encode()
        file = tmp_path / "a.weights"
        file.write_bytes(len(text).to_bytes(8, "little") + text + weights[8 + length :])
        try:
            checkpoint.resume(file, device="cpu")
        except FileProblem as problem:
            check_words(str(problem).endswith("."))


def test_damaged_bytes_of_weights_are_read_or_refused(weights, tmp_path):
    for number in range(100):
        file = tmp_path / "a.weights"
        file.write_bytes(damaged(random.Random(number), weights))
        try:
            checkpoint.load(file)
        except FileProblem as problem:
            check_words(str(problem).endswith("."))
