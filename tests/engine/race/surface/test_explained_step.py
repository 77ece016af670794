"""What is told of a step is what the optimizer does: its own numbers, and the way that the lane goes."""

import numpy as np
import pytest

from playground.catalog.kinds import OPTIMIZERS, SURFACES
from playground.engine.events.control import Control
from playground.engine.race.lanes import CannotRace
from playground.engine.race.surface import formula_text as formula
from playground.engine.race.surface.explained_step import ExplainedLane
from playground.engine.race.surface.race import SurfaceRace
from playground.engine.race.surface.step_trace import LaneTrace, TraceJob
from playground.spec.base import Choice
from playground.spec.race import LaneSpec, RaceSpec

ALL = [pytest.param(entry, id=entry.key) for entry in OPTIMIZERS if not entry.needs.matrices]
TOLD = [each for each in ALL if each.values[0]().explained(1)]
MUST_BE_TOLD = {
    "sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adadelta", "adam", "adamw", "nadam",
}  # fmt: skip
STEPS = 40


def spec(entry, surface="himmelblau", **changes):
    params = {"learning_rate": 0.01, **changes.pop("params", {})}
    lane = LaneSpec(
        id="a",
        optimizer=Choice(kind=entry.key, params=params),
        schedule=Choice(kind=changes.pop("schedule", "constant")),
    )
    return RaceSpec(lanes=(lane,), surface=Choice(kind=surface), **{"steps": STEPS, **changes})


def explained(given, *lengths):
    trace = LaneTrace(given, "a")
    lane = ExplainedLane(OPTIMIZERS.of(given.lanes[0].optimizer), noisy=bool(given.noise))
    for length in lengths or (given.steps,):
        lane.append(trace.run(length))
    return lane


def close(value, other):
    """Equal up to 1e-12 of what they are or, below 1, of 1."""
    value, other = np.asarray(value, dtype=np.float64), np.asarray(other, dtype=np.float64)
    assert value.shape == other.shape
    assert np.abs(value - other).max() <= 1e-12 * max(1.0, np.abs(other).max())


def written(pieces):
    return "".join(piece.text if piece.value is None else f"{piece.value:.6g}" for piece in pieces)


# --- every optimizer -----------------------------------------------------------------------------


@pytest.mark.parametrize("entry", ALL)
def test_the_way_that_is_shown_is_the_lanes_own_with_what_it_keeps(entry):
    steps = 15 if entry.needs.closure else STEPS  # one that searches takes many evaluations in each
    given = spec(entry, noise=0.5, seeds=2, seed=3, steps=steps)
    race = SurfaceRace(given)
    list(race.run())
    places, lane = race.path("a").places[:, 0], explained(given, 3, 4, steps - 7)
    told = [lane.explain(step) for step in range(steps)]
    for step, each in enumerate(told):
        assert np.array_equal(each.place, places[step])
        assert np.array_equal(each.move, places[step + 1] - places[step])
    names = [kept.name for kept in told[-1].state]
    assert len(names) == len(set(names))
    for name in entry.state if entry.script else ():
        assert name.replace("_", " ") in names
    for step in (5, 6, 7):
        now = {kept.name: kept.after for kept in told[step].state}
        then = {kept.name: kept.before for kept in told[step + 1].state}
        assert all(np.array_equal(now[name], then[name], equal_nan=True) for name in now.keys() & then)


# --- those that are told -------------------------------------------------------------------------


def test_the_usual_optimizers_are_reported():
    assert {each.values[0].key for each in TOLD} >= MUST_BE_TOLD


def variations(entry):
    yield {}
    if "weight_decay" in entry.model_fields:
        yield {"weight_decay": 0.05}
    if "momentum" in entry.model_fields:
        yield {"momentum": 0.8}
        yield {"momentum": 0.3, "weight_decay": 0.1}
        if entry.key != "nesterov":
            yield {"momentum": 0.0}


CASES = [
    pytest.param(each.values[0], params, id=f"{each.id}-{number}")
    for each in TOLD
    for number, params in enumerate(variations(each.values[0]))
]


@pytest.mark.parametrize(("entry", "params"), CASES)
def test_every_number_is_the_optimizers_own(entry, params):
    given = spec(entry, params=params, noise=0.7, seed=2, schedule="cosine", steps=30)
    lane, entry_state = explained(given), set(entry.state)
    race = SurfaceRace(given)
    group = race.lane("a").groups[0]
    theta = group.places.theta.clone()
    for step in range(30):
        group.run(step, 1)
        told = lane.explain(step)
        close(told.place, theta)
        close(told.gradient, group.places.grad)
        assert told.rate == group.stepper.rate_at(step)
        values = {line.term.name: line.value for line in told.lines}
        kept = group.stepper.internals()
        for name in entry_state & values.keys():
            close(np.atleast_1d(values[name]), kept[name].reshape(-1))
        close(values["theta"], group.places.theta)
        close(values["move"], group.places.theta - theta)
        theta = group.places.theta.clone()


@pytest.mark.parametrize("entry", TOLD)
def test_its_formulas_are_whole(entry):
    explanation = entry(**({"weight_decay": 0.1} if "weight_decay" in entry.model_fields else {})).explained(
        2
    )
    terms = explanation.terms
    assert terms[-1].role == "step"
    assert [term.role for term in terms].count("step") == 1
    known = {"theta", "grad", "lr", "k", *entry().script_numbers(), *entry.state}
    for term in terms:
        assert formula.names(term.formula) <= known
        known.add(term.name)
        assert (term.role == "squares") == bool(term.of)
        assert not term.of or term.of in known
        for name in (term.name, *formula.names(term.formula)):
            assert explanation.symbol(name) != name or len(name) == 1, f"{name} has no sign"


@pytest.mark.parametrize("entry", TOLD)
def test_the_parts_of_a_sum_add_up(entry):
    for line in explained(spec(entry)).explain(STEPS // 2).lines[1:]:
        close(sum(line.parts), line.value)


def test_the_numbers_of_a_formula_give_its_result():
    told = explained(spec(OPTIMIZERS.entry("adam"))).explain(11)
    (mean,) = (line for line in told.lines if line.term.name == "exp_avg")
    assert written(mean.symbols) == "β₁ m + (1 − β₁) g"
    for axis, pieces in enumerate(mean.numbers):
        share, old, _, new = (piece.value for piece in pieces if piece.value is not None)
        assert share * old + (1 - share) * new == pytest.approx(mean.value[axis], rel=1e-12)


def test_adams_first_step_is_as_long_as_the_rate():
    told = explained(spec(OPTIMIZERS.entry("adam"), params={"learning_rate": 0.05})).explain(0)
    values = {line.term.name: line.value for line in told.lines}
    assert np.abs(values["u"]) == pytest.approx([1.0, 1.0])
    assert values["m_hat"] == pytest.approx(values["grad"])
    assert values["move"] == pytest.approx(-0.05 * np.sign(told.gradient))


def test_noise_is_named_with_the_gradient():
    entry = OPTIMIZERS.entry("sgd")
    assert explained(spec(entry, noise=1.0)).explain(0).lines[0].term.words.endswith("with noise")
    assert not explained(spec(entry)).explain(0).lines[0].term.words.endswith("with noise")


def test_prodigys_distance_is_among_what_it_keeps():
    entry = OPTIMIZERS.entry("prodigy")
    kept = {each.name: each for each in explained(spec(entry)).explain(STEPS - 1).state}
    assert float(kept["d"].after[0]) > entry().model_dump().get("d0", 1e-6)
    assert kept["exp avg"].after.shape == (2,)


# --- the trace -----------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["adam", "lbfgs"])
def test_stretches_of_any_length_tell_the_same(key):
    given = spec(OPTIMIZERS.entry(key), noise=1.0)
    whole, cut = explained(given), explained(given, 1, 9, 30)
    assert len(whole) == len(cut) == STEPS
    for step in (0, 1, 9, 10, 39):
        assert np.array_equal(whole.explain(step).move, cut.explain(step).move)
        assert np.array_equal(whole.explain(step).gradient, cut.explain(step).gradient)


def test_the_job_tells_all_steps_and_stops_when_asked_to():
    given = spec(OPTIMIZERS.entry("momentum"), steps=2500)
    lane, control = ExplainedLane(OPTIMIZERS.of(given.lanes[0].optimizer)), Control()
    for event in TraceJob(given, "a", 1, control):
        lane.append(event.chunk)
        assert event.step == len(lane)
    assert len(lane) == 2500
    events = iter(TraceJob(given, "a", 1, control))
    next(events)
    control.stop()
    assert list(events) == []


def test_a_race_that_cannot_be_run_has_no_steps():
    given = spec(OPTIMIZERS.entry("sgd"), start=(1e12, 1e12)).with_(
        surface=Choice(kind="typed", params={"text": "exp(x)"})
    )
    with pytest.raises(CannotRace):
        LaneTrace(given, "a")
    assert list(TraceJob(given, "a", 1, Control())) == []


def test_a_lane_that_diverges_is_recorded_to_its_end():
    entry = OPTIMIZERS.entry("nesterov")
    lane = explained(spec(entry, "rosenbrock", params={"learning_rate": 1.0}))
    told = lane.explain(STEPS - 1)
    assert not np.isfinite(told.move).any()
    assert [line.term.name for line in told.lines][-1] == "theta"


# --- formulas ------------------------------------------------------------------------------------

VALUES = {name: np.asarray(value) for name, value in {"a": -2.0, "b": 4.0, "v": [3.0, -5.0]}.items()}


@pytest.mark.parametrize(
    ("text", "value", "symbols", "numbers"),
    [
        ("a + b * v", [10.0, -22.0], "A + B V", "-2 + 4 · (-5)"),
        ("-a * v", [6.0, -10.0], "−A V", "−(-2) · (-5)"),
        ("v ** 2", [9.0, 25.0], "V2", "(-5)2"),
        ("a / (sqrt(b) + 2)", -0.5, "A / (√B + 2)", "-2 / (√4 + 2)"),
        ("sqrt(b + 5)", 3.0, "√(B + 5)", "√(4 + 5)"),
        ("(a - b) * v", [-18.0, 30.0], "(A − B) V", "(-2 − 4) · (-5)"),
        ("a - (b - v)", [-3.0, -11.0], "A − (B − V)", "-2 − (4 − (-5))"),
        ("max(abs(v), b)", [4.0, 5.0], "max(|V|, B)", "max(|-5|, 4)"),
        ("sign(v)", [1.0, -1.0], "sign(V)", "sign(-5)"),
        ("b ** (2 + a)", 1.0, "B2 + A", "42 + (-2)"),
    ],
)
def test_a_formula_is_computed_and_written(text, value, symbols, numbers):
    assert np.array_equal(formula.computed(text, VALUES), np.asarray(value))
    assert written(formula.in_symbols(text, str.upper)) == symbols
    assert written(formula.in_numbers(text, VALUES, 1)) == numbers


@pytest.mark.parametrize(
    "text", ["v.size", "v[0]", "a if b else v", "'text'", "lambda: a", "a // b", "min(a, b)"]
)
def test_a_formula_holds_nothing_else(text):
    with pytest.raises((ValueError, KeyError)):
        formula.computed(text, VALUES)


def test_exponents_are_raised():
    pieces = formula.in_symbols("1 - a ** b", str)
    assert [(piece.text, piece.raised) for piece in pieces] == [
        ("1", False), (" − ", False), ("a", False), ("b", True),
    ]  # fmt: skip


def test_all_surfaces_can_be_reported():
    for surface in SURFACES:
        lane = explained(spec(OPTIMIZERS.entry("adam"), surface.key, steps=3))
        assert np.isfinite(lane.explain(2).move).all()
