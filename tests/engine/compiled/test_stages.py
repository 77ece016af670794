"""How layers are laid on processes, and in which order a process computes micro-batches."""

from itertools import combinations_with_replacement

import pytest

from playground.app.examples import examples
from playground.build.analysis.shapes import analyze
from playground.build.stages import Part, balanced, contiguous, laid_out, processes_of, without_choices
from playground.engine.compiled.shared.stages import one_forward_one_backward
from playground.spec.files import load


def largest(costs, parts):
    return max(
        sum(cost for cost, part in zip(costs, parts, strict=True) if part == each) for each in set(parts)
    )


@pytest.mark.parametrize("costs", [[3, 1, 4, 1, 5, 9, 2], [0, 0, 7, 0], [1], [5, 5, 5, 5]])
@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_the_largest_part_is_as_small_as_possible(costs, count):
    parts = contiguous([float(cost) for cost in costs], count)
    assert parts == sorted(parts)
    assert max(parts) < count
    every = combinations_with_replacement(range(count), len(costs))
    assert largest(costs, parts) == min(largest(costs, other) for other in every)


def test_layers_chosen_by_hand_stay_there_and_none_needs_what_a_later_process_computes():
    chain = [("in", (), 0), ("a", ("in",), 5), ("b", ("a",), 5), ("c", ("b",), 5), ("d", ("c",), 5)]
    for chosen, expected in (
        ({}, [0, 0, 1, 1]),
        ({"b": 2}, [0, 1, 1, 1]),
        ({"d": 1}, [0, 0, 0, 0]),
        ({"a": 2}, [1, 1, 1, 1]),
        ({"in": 2}, [0, 0, 1, 1]),
        ({"a": 9}, [1, 1, 1, 1]),
    ):
        parts = [Part(name, inputs, cost, chosen.get(name, 0)) for name, inputs, cost in chain]
        found = laid_out(parts, 2)
        assert [found[name] for name in "abcd"] == expected
    branches = [
        Part("in", (), 0, 0), Part("left", ("in",), 1, 2), Part("right", ("in",), 9, 1), Part("more", ("right",), 1, 0),
        Part("sum", ("left", "more"), 1, 0),
    ]  # fmt: skip
    found = laid_out(branches, 3)
    assert (found["left"], found["right"]) == (1, 0)
    assert found["right"] <= found["more"] <= found["sum"] >= found["left"]


def test_each_micro_batch_passes_forward_and_then_backward_in_turn():
    assert [*one_forward_one_backward(1, 2, 2)] == [(True, 0), (False, 0), (True, 1), (False, 1)]
    assert [*one_forward_one_backward(0, 2, 3)] == [
        (True, 0), (True, 1), (False, 0), (True, 2), (False, 1), (False, 2),
    ]  # fmt: skip
    assert [*one_forward_one_backward(0, 4, 1)] == [(True, 0), (False, 0)]


def shared(name, **training):
    project = load(next(each.path for each in examples() if each.path.stem == name))
    training = {"processes": 2, "split": "layers"} | training
    return project.with_(training=project.training.with_(**training))


def test_measured_seconds_are_balanced_and_choices_are_taken_back():
    project = shared("spiral")
    report = analyze(project)
    order = [name for name in report.flat.graph.order() if report.flat.graph.inputs_of(name)]
    measured = balanced(project, report, dict.fromkeys(order, 0.001) | {order[-2]: 1.0})
    found = processes_of(measured, analyze(measured))
    assert [found[name] for name in order] == [0] * (len(order) - 2) + [1, 1]
    assert found != processes_of(project, report)
    assert without_choices(measured) == project
    again = balanced(measured, analyze(measured), dict.fromkeys(order, 0.001))
    evenly = [processes_of(again, analyze(again))[name] for name in order]
    assert abs(evenly.count(0) - evenly.count(1)) <= 1


def test_what_repeats_in_a_block_has_no_choice_as_it_would_hold_for_all_repeats():
    project = shared("digits-residual", processes=3)
    report = analyze(project)
    names = [name for name in report.flat.graph.order() if report.flat.graph.inputs_of(name)]
    assert any("/2/" in name for name in names)
    measured = balanced(project, report, dict.fromkeys(names, 0.001))
    flat = analyze(measured).flat.graph
    for name in names:
        repeats = any(name.startswith(f"{each.split('/')[0]}/") for each in names if "/2/" in each)
        assert (flat.node(name).training.process > 0) != repeats
    found = processes_of(measured, analyze(measured))
    assert set(found.values()) == {0, 1, 2}
    assert all(found[edge.source] <= found[edge.target] for edge in flat.edges)
