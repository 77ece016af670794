"""Typed formulas: what they compute, and that whatever is typed is either computed or refused in one sentence."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from playground.catalog.expression import DEEPEST, LONGEST, FormulaProblem, parse, problem_of
from playground.catalog.formula_words import FUNCTIONS, NAMES, vocabulary
from playground.catalog.kinds import SURFACES


def at(text, x=0.7, y=-1.3):
    return float(parse(text)(torch.tensor(x, dtype=torch.float64), torch.tensor(y, dtype=torch.float64)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x", 0.7),
        ("1 + 2 * 3", 7.0),
        ("2^3^2", 512.0),
        ("-2^2", -4.0),
        ("2^-1", 0.5),
        ("2**-x", 2**-0.7),
        ("--3", 3.0),
        ("8 / 4 / 2", 1.0),
        ("1 - 2 - 3", -4.0),
        ("2x", 1.4),
        ("2x^2 y", 2 * 0.49 * -1.3),
        ("3(x + 1)(y - 1)", 3 * 1.7 * -2.3),
        ("x y", 0.7 * -1.3),
        ("pi + e", math.pi + math.e),
        ("π·x − 1", math.pi * 0.7 - 1),
        ("1e-3 + .5 + 2.", 2.501),
        ("sin(x) cos(y)", math.sin(0.7) * math.cos(-1.3)),
        ("max(x, y) - min(x, y)", 2.0),
        ("sqrt(abs(y))", math.sqrt(1.3)),
        ("x1^2 + x2^2", 0.49 + 1.69),
        ("x₁² + x₂²", 0.49 + 1.69),
        ("x²+y²", 0.49 + 1.69),
        ("(x − 1)²·y³", 0.09 * (-1.3) ** 3),
        ("y⁻² − x¹²", 1.3**-2 - 0.7**12),
        ("2x²", 0.98),
        ("-x²", -0.49),
        ("2^x²", 2**0.49),
        ("√2 + √(x+y²) + √x²", 2**0.5 + (0.7 + 1.69) ** 0.5 + 0.7),
        ("√√|y|", 1.3**0.25),
        ("|y| + 2|x| - |x - |y||", 1.3 + 1.4 - 0.6),
        ("|x|·|y|", 0.7 * 1.3),
        ("(|x|)|y|", 0.7 * 1.3),
        ("|(2|y|)|", 2.6),
        ("πx + 2πy", math.pi * (0.7 - 2.6)),
        ("ln(x) + log(x)", 2 * math.log(0.7)),
        ("log10(x) - log2(x)", math.log10(0.7) - math.log2(0.7)),
        ("2log10(x)", 2 * math.log10(0.7)),
        ("atan2(y, x)", math.atan2(-1.3, 0.7)),
        ("hypot(x, y)", math.hypot(0.7, -1.3)),
        ("floor(y) + ceil(x)", -1.0),
        ("sin^2(x)", math.sin(0.7) ** 2),
        ("sin²(x) + cos²(x)", 1.0),
        ("3 sin^2(x) cos(y)", 3 * math.sin(0.7) ** 2 * math.cos(-1.3)),
        ("hypot²(x, y)", 0.49 + 1.69),
        ("½ x + ¼", 0.6),
        ("xy + 2xy²", 0.7 * -1.3 + 2 * 0.7 * 1.69),
        ("[x + 1] · [y - 1]", 1.7 * -2.3),
        ("(1 - x)^2 + 100 (y - x^2)^2", 0.09 + 100 * (-1.3 - 0.49) ** 2),
    ],
)
def test_formulas_mean_what_they_say(text, expected):
    assert at(text) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_is_torchs_own_and_has_a_slope(name):
    count, function = len(FUNCTIONS[name].parameters), FUNCTIONS[name].compute
    x, y = (torch.tensor([0.3, 0.6], dtype=torch.float64, requires_grad=True) for _ in range(2))
    given = (x, y * 2)[:count]
    value = parse(f"{name}({', '.join(('x', '2y')[:count])})")(x, y)
    assert torch.equal(value, function(*given))
    (slope,) = torch.autograd.grad(value.sum(), x)
    assert slope.isfinite().all()


def test_a_constant_has_the_shape_of_the_plane():
    grid = torch.zeros(4, 5, dtype=torch.float64)
    assert parse("3")(grid, grid).shape == (4, 5)


@pytest.mark.parametrize(
    ("text", "place", "word"),
    [
        ("", 0, "empty"),
        ("   ", 0, "empty"),
        ("x +", 3, "the end"),
        ("x + * y", 4, "“*”"),
        ("x + z", 4, "“z”"),
        ("1 + foo(x)", 4, "“foo”"),
        ("sin x", 4, "bracket"),
        ("sin(x, y)", 0, "1 argument"),
        ("max(x)", 0, "2 arguments"),
        ("(x + 1", 6, "not closed"),
        ("x)", 1, "“)”"),
        ("x, y", 1, "“,”"),
        ("x = 1", 2, "“=”"),
        ("x.real", 1, "“.”"),
        ("__import__('os')", 0, "“_”"),
        ("x[0]", 1, "“[”"),
        ("lambda", 0, "“lambda”"),
        ("x3 + y", 0, "“x3”"),
        ("2x2y", 1, "“x2y”"),
        ("pi2", 0, "“pi2”"),
        ("|x + 1", 6, "bar at character 1 is not closed"),
        ("x²^3", 2, "set brackets"),
        ("x²³⁻", 1, "is not a number"),
        ("sin^-1(x)", 4, "its inverse"),
        ("sin⁻¹(x)", 3, "its inverse"),
        ("sin^x(y)", 4, "power of sin"),
        ("2½", 1, "follows a number"),
        ("√", 1, "missing"),
        ("x + ²", 4, "“²”"),
        ("[x + 1)", 6, "not closed"),
        ("\x1b[31m", 0, "“�”"),
    ],
)
def test_what_cannot_be_read_is_reported_with_its_character(text, place, word):
    with pytest.raises(FormulaProblem) as caught:
        parse(text)
    assert caught.value.place == place
    assert word in str(caught.value)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    ("text", "marked", "word"),
    [
        ("x + foo(y)", "foo", "character 5"),
        ("2 + 1e999", "1e999", "too large"),
        ("1 + sin()", ")", "empty: sin(a)"),
        ("min(x, y, 1)", "min", "not 3"),
        ("x + sine(y)", "sine", "perhaps sin is meant"),
        ("(x + y, 2)", ",", "the bracket at character 1 is not closed"),
        ("import os", "import", "“import” at character 1"),
        ("x" + "+x" * LONGEST, ("x" + "+x" * LONGEST)[LONGEST:], f"at most {LONGEST} are allowed"),
    ],
)
def test_a_problem_spans_what_is_wrong(text, marked, word):
    problem = problem_of(text)
    assert text[problem.place : problem.end] == marked
    assert word in str(problem)


def test_what_can_be_read_has_no_problem():
    assert problem_of("x^2 + sin(y)") is None


def test_every_name_is_explained():
    words = vocabulary()
    assert sorted(word.name for word in words) == sorted(NAMES)
    for word in words:
        assert word.says
        assert word.called == (word.name in FUNCTIONS)
        assert parse(word.signature.replace("a, b", "x, y").replace("(a)", "(x)"))


def test_endless_formulas_are_refused():
    with pytest.raises(FormulaProblem, match=str(LONGEST)):
        parse("x" + "+x" * LONGEST)
    for nested in ("(" * (DEEPEST + 1) + "x" + ")" * (DEEPEST + 1), "-" * 400 + "x", "2^" * 200 + "x"):
        with pytest.raises(FormulaProblem, match="Too many nested"):
            parse(nested)


def test_huge_powers_are_infinite_and_take_no_time():
    assert at("9^9^9^9^9") == math.inf


@given(
    st.lists(
        st.sampled_from([*NAMES, *"+-*/^(),.|√²⁻½[]π₁", "x1", "**", "1", "2.5", " ", "é", "_"]), max_size=40
    ).map("".join)
)
def test_whatever_is_typed_is_computed_or_refused(text):
    place, sentence, computed = 0, "It can be read.", None
    try:
        computed = parse(text)
    except FormulaProblem as problem:
        place, sentence = problem.place, str(problem)
    assert 0 <= place <= len(text)
    assert sentence.endswith(".")
    if computed is not None:
        x = torch.linspace(-1, 1, 3, dtype=torch.float64)
        assert computed(x, x).shape == (3,)


READABLE = [surface for surface in SURFACES if problem_of(surface.formula) is None]


@pytest.mark.parametrize("surface", READABLE, ids=lambda surface: surface.key)
def test_formulas_as_the_program_writes_them_are_read_where_they_can_be(surface):
    x, y = torch.rand(2, 20, dtype=torch.float64)
    assert parse(surface.formula)(x, y) == pytest.approx(surface().value(x, y), rel=1e-12)


def test_most_shipped_formulas_are_readable():
    assert len(READABLE) >= 9
