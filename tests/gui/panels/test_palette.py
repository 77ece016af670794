"""Searching the palette, adding from it, and what a drag carries."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDrag
from PySide6.QtTest import QTest

from playground.catalog.kinds import ACTIVATIONS, BLOCKS, DATASETS, INITIALIZERS, LAYERS, NETWORKS
from playground.ui.panels.palette import ENTRY, FOLDED, PalettePanel
from playground.ui.widgets.mime import unpack

REGISTRIES = {
    "layers": LAYERS,
    "activations": ACTIVATIONS,
    "initializers": INITIALIZERS,
    "datasets": DATASETS,
    "blocks": BLOCKS,
    "networks": NETWORKS,
}


@pytest.fixture
def palette(shown, document, hub):
    return shown(PalettePanel(document, hub), width=240, height=700)


def heads(palette):
    tree = palette.tree
    return {tree.topLevelItem(row).text(0): tree.topLevelItem(row) for row in range(tree.topLevelItemCount())}


def items(palette):
    return {
        head.child(row).data(0, ENTRY): head.child(row)
        for head in heads(palette).values()
        for row in range(head.childCount())
    }


def visible(palette):
    return {entry[1] for entry, item in items(palette).items() if not item.isHidden()}


def spot(palette, item):
    palette.tree.scrollToItem(item)
    return palette.tree.visualItemRect(item).center()


def double_click(palette, item):
    at = spot(palette, item)
    area = palette.tree.viewport()
    QTest.mouseClick(area, Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseDClick(area, Qt.MouseButton.LeftButton, pos=at)


def test_everything_that_can_be_dropped_is_there_under_its_group(palette):
    shown = {entry: item.parent().text(0) for entry, item in items(palette).items()}
    for name, registry in REGISTRIES.items():
        for entry in registry:
            if entry.key != "activation":
                assert (name, entry.key) in shown
    assert shown["layers", "conv2d"] == "Convolution"
    assert shown["activations", "relu"] == "Activations"
    assert shown["datasets", "spiral"] == "Data"


def test_every_row_has_a_picture_and_says_what_it_is_for(palette):
    for (registry, key), item in items(palette).items():
        assert not item.icon(0).isNull()
        assert REGISTRIES[registry].entry(key).summary() in item.toolTip(0)


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("conv", "conv2d"),
        ("CONV", "conv2d"),
        ("bn", "batch_norm"),
        ("lrelu", "leaky_relu"),
        ("drop", "dropout"),
        ("max pool", "max_pool"),
        ("data iris", "iris"),
        ("merge", "concat"),
    ],
)
def test_search_finds_by_part_abbreviation_and_group(palette, hand, words, key):
    hand.write(palette.search, words)
    assert key in visible(palette)
    assert len(visible(palette)) < len(items(palette)) / 2


def test_groups_without_a_hit_disappear_and_folded_ones_open(palette, hand):
    assert not heads(palette)["Data"].isExpanded()
    hand.write(palette.search, "spiral")
    assert visible(palette) == {"spiral"}
    assert [name for name, head in heads(palette).items() if not head.isHidden()] == ["Data"]
    assert heads(palette)["Data"].isExpanded()
    palette.search.clear()
    assert visible(palette) == {key for _, key in items(palette)}
    assert {name for name, head in heads(palette).items() if not head.isExpanded()} == FOLDED


def test_enter_in_the_search_adds_the_first_hit(palette, hand, ear):
    activated = ear(palette.activated)
    hand.enter(palette.search, "spiral")
    assert activated.heard == [("datasets", "spiral")]


def test_enter_without_a_hit_adds_nothing(palette, hand, ear):
    activated = ear(palette.activated)
    hand.write(palette.search, "conv")
    hand.enter(palette.search, "convnothing")
    assert visible(palette) == set()
    assert activated.heard == []


def test_down_goes_from_the_search_to_the_hits_and_enter_adds_one(palette, hand, ear):
    activated = ear(palette.activated)
    hand.write(palette.search, "pool")
    hand.key(palette.search, Qt.Key.Key_Down)
    assert palette.tree.hasFocus()
    hand.key(palette.tree, Qt.Key.Key_Down)
    hand.key(palette.tree, Qt.Key.Key_Return)
    assert activated.heard == [("layers", "avg_pool")]


def test_a_double_click_adds_once(palette, ear):
    activated = ear(palette.activated)
    double_click(palette, items(palette)["layers", "linear"])
    assert activated.heard == [("layers", "linear")]


def test_a_click_on_a_group_folds_it_and_adds_nothing(palette, hand, ear):
    activated = ear(palette.activated)
    head = heads(palette)["Dense"]
    area = palette.tree.viewport()
    assert head.isExpanded()
    hand.click(area, spot(palette, head))
    assert not head.isExpanded()
    hand.click(area, spot(palette, head))
    assert head.isExpanded()
    rect = palette.tree.visualItemRect(head)
    hand.click(area, QPoint(rect.left() - 6, rect.center().y()))
    assert not head.isExpanded()
    double_click(palette, head)
    assert activated.heard == []


def test_a_drag_carries_the_entry_and_shows_a_card(palette, monkeypatch):
    carried = []

    class Drag(QDrag):
        def exec(self, action):
            carried.append((unpack(self.mimeData()), action, self.pixmap().isNull()))
            return action

    monkeypatch.setattr("playground.ui.panels.palette.QDrag", Drag)
    area = palette.tree.viewport()
    for entry in (("layers", "conv2d"), ("activations", "tanh"), ("datasets", "moons")):
        item = items(palette)[entry]
        item.parent().setExpanded(True)
        at = spot(palette, item)
        QTest.mousePress(area, Qt.MouseButton.LeftButton, pos=at)
        QTest.mouseMove(area, at + QPoint(20, 5))
        QTest.mouseMove(area, at + QPoint(60, 5))
        QTest.mouseRelease(area, Qt.MouseButton.LeftButton, pos=at + QPoint(60, 5))
        assert carried[-1] == (entry, Qt.DropAction.CopyAction, False)


def test_every_entry_can_be_dragged_and_groups_cannot(palette):
    for entry, item in items(palette).items():
        assert unpack(palette.tree.mimeData([item])) == entry
        assert item.flags() & Qt.ItemFlag.ItemIsDragEnabled
    for head in heads(palette).values():
        assert unpack(palette.tree.mimeData([head])) is None
        assert not head.flags() & Qt.ItemFlag.ItemIsDragEnabled


def test_pictures_follow_the_theme(palette, hub):
    item = items(palette)["layers", "linear"]
    before = item.icon(0).cacheKey()
    hub.choose("dark")
    assert item.icon(0).cacheKey() != before
    assert item.parent().foreground(0).color().name().lower() == hub.theme.muted.lower()


@pytest.mark.parametrize(("words", "first"), [("tan", "tanh"), ("elu", "elu"), ("pool", "max_pool")])
def test_whole_words_and_beginnings_come_first(palette, hand, words, first):
    hand.write(palette.search, words)
    assert palette.tree.currentItem().data(0, ENTRY)[1] == first
    assert palette.tree.currentItem().parent() is palette.tree.topLevelItem(0)


def test_rows_keep_their_order_and_height_after_a_search_and_another_theme(palette, hand, hub):
    def rows():
        return [
            (name, [head.child(row).text(0) for row in range(head.childCount())])
            for name, head in heads(palette).items()
        ]

    def heights():
        shown = [item for item in items(palette).values() if item.parent().isExpanded()]
        return {palette.tree.visualItemRect(item).height() for item in shown if not item.parent().isHidden()}

    before, tall = rows(), heights()
    assert len(tall) == 1
    hand.write(palette.search, "tan")
    assert heights() - {0} == tall
    palette.search.clear()
    assert (rows(), heights()) == (before, tall)
    hub.choose("dark")
    assert heights() == tall
