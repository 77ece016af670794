"""The forms of training, data, race and nodes accept exactly what the project's values accept."""

import pytest

from playground.spec.base import Choice
from playground.spec.data import DataSpec
from playground.spec.graph import Block, Graph
from playground.spec.problems import SpecProblem
from playground.spec.race import LaneSpec, RaceSpec
from playground.spec.training import NodeTraining, TrainingSpec
from playground.ui.forms.entry_form import EntryForm
from playground.ui.forms.number_field import NumberField
from playground.ui.forms.optional_number import OptionalNumberField
from playground.ui.forms.seed_row import SeedRow
from playground.ui.inspector.learning import Learning
from playground.ui.inspector.parameters import BlockSettings
from playground.ui.panels.race.network_forms import LaneOverrides, NetworkConditions
from playground.ui.panels.race.setup import SURFACE_CONDITIONS
from playground.ui.panels.training.fields import NUMBERS

LANE = LaneSpec(id="lane", optimizer=Choice(kind="adam"))
FORMS = [
    *((TrainingSpec, names, TrainingSpec()) for names in NUMBERS.values()),
    (DataSpec, ("validation",), DataSpec()),
    (RaceSpec, SURFACE_CONDITIONS, RaceSpec()),
    (NetworkConditions, ("epochs", "seeds", "seed"), RaceSpec()),
    (LaneOverrides, ("batch_size", "dropout"), LANE),
    (Learning, ("rate_factor", "weight_decay"), NodeTraining()),
    (BlockSettings, ("repeat",), Block(graph=Graph())),
]
PROBES = (-1e9, -1.0, -1e-6, 0.0, 0.04, 0.05, 0.5, 0.9, 0.95, 0.96, 1.0, 2.0, 10.0, 10.5, 64.0, 65.0, 1000.0,
          1001.0, 65_536.0, 65_537.0, 1e5, 100_001.0, 1e6, 1_000_001.0, 1e9, 1_000_000_001.0,
          2.0**31 - 1, 2.0**31)  # fmt: skip


def accepts(value, name, number) -> bool:
    try:
        value.with_(**{name: number})
    except SpecProblem:
        return False
    return True


@pytest.mark.parametrize(("model", "names", "value"), FORMS)
def test_a_form_accepts_what_the_project_accepts(qtbot, model, names, value):
    form = EntryForm()
    qtbot.addWidget(form)
    form.show_entry(model, [{}], names)
    assert form.names == tuple(names)
    for name in names:
        field = form.field(name)
        if not isinstance(field, NumberField | OptionalNumberField):
            continue
        scale = field.line.scale
        for probe in PROBES:
            number = int(probe) if scale.integer and probe == int(probe) else probe
            assert (scale.refusal(number) is None) == accepts(value, name, number), (name, number)
        given = {key: getattr(value, key) for key in names}
        assert form._rows[name].default == given[name] or name == "weight_decay"


@pytest.mark.parametrize("model", [TrainingSpec, DataSpec])
def test_a_seed_row_accepts_what_the_project_accepts(qtbot, hub, model):
    row = SeedRow(hub, model)
    qtbot.addWidget(row)
    for number in (-1, 0, 7, 2**31 - 1, 2**31):
        assert (row.line.scale.refusal(number) is None) == accepts(model(), "seed", number)
    assert row.toolTip().startswith("Seed of ")
