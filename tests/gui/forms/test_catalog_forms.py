"""A form follows from every entry of every registry, and every field of it gives values that the entry takes."""

from typing import Literal, get_args, get_origin

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit

from playground.catalog.kinds import (
    ACTIVATIONS,
    DATASETS,
    INITIALIZERS,
    LAYERS,
    LOSSES,
    OPTIMIZERS,
    SCHEDULES,
    TRANSFORMS,
)
from playground.ui.forms.choice_box import ChoiceBox
from playground.ui.forms.entry_form import EntryForm
from playground.ui.forms.number_field import NumberField

REGISTRIES = (LAYERS, ACTIVATIONS, INITIALIZERS, LOSSES, OPTIMIZERS, SCHEDULES, DATASETS, TRANSFORMS)
ENTRIES = [
    pytest.param(registry, entry, id=f"{registry.noun}-{entry.key}")
    for registry in REGISTRIES
    for entry in registry
]


def shown_parameters(entry):
    """Those that have no widget of their own elsewhere."""
    return {n: info for n, info in entry.model_fields.items() if not info.json_schema_extra["own_field"]}


def change(hand, field, info):
    """Use a field so that its value becomes another one than the default."""
    if isinstance(field, NumberField):
        hand.focus(field.slider)
        hand.key(field.slider, Qt.Key.Key_Home)
        hand.key(field.slider, Qt.Key.Key_End)
    elif isinstance(field, QCheckBox):
        hand.click(field, QPoint(8, field.height() // 2))
    elif isinstance(field, ChoiceBox):
        hand.pick(field, next(word for word in get_args(info.annotation) if word != info.default))
    else:
        hand.enter(field.findChild(QLineEdit), "/some/folder")


@pytest.mark.parametrize(("registry", "entry"), ENTRIES)
def test_each_parameter_has_a_field_that_gives_allowed_values(registry, entry, shown, hand, ear):
    form = EntryForm()
    form.show_entry(entry)
    shown(form)
    changed = ear(form.changed)
    assert form.names == tuple(shown_parameters(entry))
    for name, info in shown_parameters(entry).items():
        changed.heard.clear()
        change(hand, form.field(name), info)
        assert changed.heard, f"nothing came of changing {name}"
        assert {parameter for parameter, _ in changed.heard} == {name}
        for _, value in changed.heard:
            assert getattr(registry.create(entry.key, {name: value}), name) == value
        assert any(value != info.default for _, value in changed.heard)


@pytest.mark.parametrize(("registry", "entry"), ENTRIES)
def test_each_field_shows_its_default_and_explains_itself(registry, entry, shown):
    form = shown(EntryForm())
    form.show_entry(entry)
    labels = [label.text() for label in form.findChildren(QLabel)]
    for name, info in shown_parameters(entry).items():
        field = form.field(name)
        assert field.accessibleName() in labels, f"{name} is marked as changed"
        assert info.description in field.toolTip()
        assert _value(field, info) == info.default


def _value(field, info):
    if isinstance(field, NumberField):
        return info.annotation(float(field.line.text()))
    if isinstance(field, QCheckBox):
        return field.isChecked()
    if get_origin(info.annotation) is Literal:
        return field.key()
    return field.findChild(QLineEdit).text()
