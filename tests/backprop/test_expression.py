"""Typed expressions: values and gradients are autograd's, and what cannot be read is refused in one sentence."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.backprop.expression import read_expression, variables_of
from playground.backprop.ready import READY
from playground.backprop.steps import BackwardStep, Walk
from playground.backprop.typed_values import read_values, write_values
from playground.backprop.words import explain
from playground.catalog.formula_tokens import FormulaProblem

SMOOTH = ("sin", "cos", "exp", "tanh", "sigmoid", "relu", "abs", "atan", "softplus", "softmax", "logsoftmax")
TORCH = {"softplus": torch.nn.functional.softplus, "softmax": lambda a: torch.softmax(a, -1)}
TORCH |= {"logsoftmax": lambda a: torch.log_softmax(a, -1), "relu": torch.relu}


def walked(text, values=None, wanted=None):
    """The walk of an expression at its end, and the numbers of its nodes by name."""
    walk = Walk(read_expression(text, {k: read_values(v) for k, v in (values or {}).items()}, wanted))
    walk.move(len(walk.steps))
    return walk, {node.name: number for number, node in enumerate(walk.graph.nodes)}


def formulas():
    """Pairs of an expression of 2 × 2 matrices and the same function of tensors."""
    leaves = st.sampled_from([(name, lambda v, name=name: v[name]) for name in "xyz"])

    def extend(inner):
        def joined(sign, left, right):
            operation = {"+": torch.add, "-": torch.sub, "*": torch.mul, "@": torch.matmul}[sign]
            return f"({left[0]} {sign} {right[0]})", lambda v: operation(left[1](v), right[1](v))

        def called(name, of):
            function = TORCH.get(name) or getattr(torch, name)
            return f"{name}({of[0]})", lambda v: function(of[1](v))

        return st.builds(joined, st.sampled_from("+-*@"), inner, inner) | st.builds(
            called, st.sampled_from(SMOOTH), inner
        )

    return st.recursive(leaves, extend, max_leaves=8)


@settings(max_examples=60)
@given(formulas(), st.integers(0, 100))
def test_values_and_gradients_are_those_of_autograd(formula, seed):
    text, compute = formula
    random = np.random.default_rng(seed)
    values = {name: random.uniform(-1.5, 1.5, (2, 2)) for name in "xyz"}
    tensors = {name: torch.tensor(value, requires_grad=True) for name, value in values.items()}
    expected = compute(tensors).sum()
    expected.backward()
    walk = Walk(read_expression(f"sum({text})", values))
    walk.move(len(walk.steps))
    assert float(walk.graph.nodes[-1].value) == pytest.approx(float(expected.detach()), abs=1e-6, rel=1e-6)
    for number, node in enumerate(walk.graph.nodes):
        if node.role == "input":
            np.testing.assert_allclose(walk.gradients[number], tensors[node.name].grad, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize(
    ("text", "compute"),
    [
        ("x^3 / y - y^x", lambda x, y: x**3 / y - y**x),
        ("max(x, y) + min(x, y) * hypot(x, y) + atan2(y, x)", None),
        ("sqrt(x) + ln(y) + log10(x) * log2(y) + 2x y", None),
        ("asin(x / 4) + acos(y / 4) + tan(x) + sinh(y) - cosh(x)", None),
        ("floor(x) + ceil(y) * sign(x) + |x - y|", None),
    ],
)
def test_functions_of_numbers(text, compute):
    x, y = (torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in (1.25, 2.5))
    if compute is None:
        from playground.catalog.expression import parse  # noqa: PLC0415 - the other reader of formulas

        compute = parse(text)
    compute(x, y).backward()
    walk, at = walked(text, {"x": "1.25", "y": "2.5"})
    assert float(walk.gradients[at["x"]]) == pytest.approx(float(x.grad), abs=1e-9)
    assert float(walk.gradients[at["y"]]) == pytest.approx(float(y.grad), abs=1e-9)


def test_repeated_numbers_sum_what_comes_back():
    walk, at = walked(
        "mean(x + b) + sum(transpose(x) @ x) * c", {"x": "1 2 3; 4 5 6", "b": "1 1 2", "c": "2"}
    )
    x, b, c = (torch.tensor(v, requires_grad=True) for v in ([[1.0, 2, 3], [4, 5, 6]], [1.0, 1, 2], 2.0))
    ((x + b).mean() + (x.T @ x).sum() * c).backward()
    for name, tensor in (("x", x), ("b", b), ("c", c)):
        np.testing.assert_allclose(walk.gradients[at[name]], tensor.grad, rtol=1e-6)


def test_the_lecture_example_step_by_step():
    ready = READY[0]
    walk, at = walked(ready.text, ready.values)
    assert walk.turn == 3
    assert float(walk.graph.nodes[-1].value) == 17.0
    assert walk.gradients[at["x"]].tolist() == [[2.0, -1.0], [0.0, 3.0]]
    assert walk.gradients[at["y"]].tolist() == [[1.0, 2.0], [3.0, 4.0]]
    assert walk.gradients[at["z"]].tolist() == [[1.0, 1.0], [1.0, 1.0]]
    assert [name for name, number in at.items() if walk.graph.intermediate(number)] == ["a", "b", "c"]
    walk.move(walk.turn + 5)
    said = explain(walk)
    assert said.title == "Backward, step 5 of 6"
    assert said.heading == "From a back to x"
    assert said.formulas == ("∂c/∂x = ∂c/∂a · ∂a/∂x", "∂a/∂x = y", "∂c/∂x = ∂c/∂a ⊙ y")
    gradient, sign, local, equals, product = said.rows[0]
    assert (sign.label, equals.label) == ("⊙", "=")
    assert (gradient.value * local.value).tolist() == product.value.tolist() == [[2.0, -1.0], [0.0, 3.0]]
    walk.move(walk.turn + 2)
    assert "∂c/∂b is only intermediate" in explain(walk).sentences[-1]


def test_steps_can_be_taken_back_and_touch_little():
    walk, at = walked("x*y + sin(x)", {"x": "2", "y": "3"})
    x, states = at["x"], []
    for place in range(len(walk.steps), -1, -1):
        touched = walk.move(place)
        assert len(touched) <= 4
        states.append((place, walk.counts[x], walk.gradients[x]))
    assert [count for _, count, _ in states[:4]] == [2, 2, 1, 0]
    assert float(states[0][2]) == pytest.approx(3 + np.cos(2))
    assert not any(known for known, node in zip(walk.known, walk.graph.nodes, strict=True) if node.parents)
    walk.move(len(walk.steps))
    last = [step for step in walk.steps if isinstance(step, BackwardStep) and step.parent == x]
    assert [step.count for step in last] == [1, 2]
    walk.move(walk.steps.index(last[1]) + 1)
    assert "x is used 2 times" in " ".join(explain(walk).sentences)


def test_what_nobody_asks_for_gets_no_gradient():
    walk, at = walked("sum((x @ W - y)^2)", {"x": "[[1, 2]]", "W": "1 0; 0 1", "y": "[[0, 0]]"}, ["W"])
    assert walk.gradients[at["W"]].tolist() == [[2.0, 4.0], [4.0, 8.0]]
    assert walk.gradients[at["x"]] is None
    assert walk.gradients[at["y"]] is None
    nothing, _ = walked("x + 1", {}, [])
    assert len(nothing.steps) == nothing.turn == 1


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ("", "The expression is empty.", 0),
        ("sum(x", "The bracket at character 4 is not closed.", 5),
        ("a = x +; sum(a)", "Something is missing at the end: a number, a variable or a bracket.", 7),
        ("x + sofmax(y)", "“sofmax” at character 5 is no function; perhaps softmax is meant.", 4),
        ("xx(y)", "“xx” at character 1 is no function; write xx * (…) for a product.", 0),
        ("x; a = ", "Nothing stands after “=” at character 6.", 5),
        ("= 3", "A name should stand before “=” at character 1, e.g. a = x*y.", 0),
        ("a = 1; a = 2", "“a” is set twice, first at character 1.", 0),
        ("sum = x", "“sum” at character 1 is the name of a function; choose another one.", 0),
        ("a = b = c", "“=” at character 7 is one too many; put a semicolon between lines.", 6),
        ("x # y", "“#” at character 3 does not belong in a formula.", 2),
        ("sum(m * n)", "“*” at character 7 does not fit a 2 × 2 matrix and a vector of 3.", 6),
        ("a = 2; sum(m @ a)", "“@” at character 14 does not fit a 2 × 2 matrix and a single number.", 13),
        ("1 + m", ("The result from character 1 on has 2 × 2 numbers; the way back begins at a single one, e.g. that "
         "of sum(…)."), 0),
    ],
)  # fmt: skip
def test_a_bad_expression_gets_one_sentence_that_names_the_place(text, message, place):
    with pytest.raises(FormulaProblem) as found:
        read_expression(text, {"m": np.ones((2, 2)), "n": np.ones(3)})
    assert str(found.value) == message
    assert found.value.place == place


@given(st.text("xyab01.+-*/^@()[]|=;√ sin(um\n", max_size=30))
def test_whatever_is_typed_is_computed_or_refused(text):
    try:
        walk = Walk(read_expression(text, {}))
    except FormulaProblem as found:
        problem = found
    else:
        walk.move(len(walk.steps))
        assert explain(walk).heading
        return
    assert str(problem).endswith(".")
    assert 0 <= problem.place <= max(1, len(text))


def test_ready_made_expressions_can_be_computed_and_explained():
    for ready in READY:
        wanted = [name for name in variables_of(ready.text) if name not in ready.unwanted]
        assert set(ready.values) == set(variables_of(ready.text))
        walk, at = walked(ready.text, ready.values, wanted)
        assert all(walk.gradients[at[name]] is not None for name in wanted)
        for place in range(len(walk.steps) + 1):
            walk.move(place)
            assert explain(walk).heading


def test_typed_values():
    for text, expected in {
        "3": 3, "−1.5e1": -15, "1, 2": [1, 2], "[1 2; 3 4]": [[1, 2], [3, 4]], "[[1], [2]]": [[1], [2]],
        "1 2\n3 4": [[1, 2], [3, 4]], "(5,)": [5],
    }.items():  # fmt: skip
        value = read_values(text)
        assert value.tolist() == expected
        assert read_values(write_values(value)).tolist() == expected
    for text, message in {
        "": "A number is missing.", "[1": "A bracket is not closed at the end.",
        "1 x": "“x” at character 3 does not belong in numbers.", "1]": "The bracket at character 2 closes nothing.",
        "[[1, 2], [3]]": "The row that begins at character 11 has 1 numbers, but the first one has 2.",
    }.items():  # fmt: skip
        with pytest.raises(FormulaProblem) as found:
            read_values(text)
        assert str(found.value) == message
