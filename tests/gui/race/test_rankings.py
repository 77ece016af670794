"""Both leaderboards sort by every column, and what has no result stays last whichever way."""

import itertools
import math

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from playground.engine.events.network_race import NetworkResult
from playground.engine.events.surface_race import SurfaceResult
from playground.spec.race import RaceSpec
from playground.ui.panels.race.boards import (
    NETWORK_BOARD,
    SURFACE_BOARD,
    network_caption,
    network_rows,
    surface_caption,
    surface_rows,
)
from playground.ui.panels.race.leaderboard import Leaderboard
from playground.ui.style.container_styles import item_views
from playground.ui.style.theme import LIGHT

NAN = math.nan
UP, DOWN = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


def on_surface(name, final, best, steps, state):
    return SurfaceResult(name, "sgd", final, best, steps, 200, state, steps)


SURFACE = {
    "a": on_surface("broken", NAN, 3.0, None, "diverged at step 9"),
    "b": on_surface("Slow", 0.5, 0.5, None, "still moving"),
    "c": on_surface("fast", 0.01, 0.001, 20.0, "converged"),
    "d": on_surface("Good", 0.02, 0.02, 100.0, "converged"),
    "e": on_surface("lost", 2.0, 1.0, None, "trapped at 1.00, 2.00"),
}


def on_network(name, final, metric, steps, state):
    seconds = None if steps is None else steps / 1000
    return NetworkResult(
        name, "sgd", final, (final, final), final, final, metric, steps, steps, seconds, 200, 1, 0, 1, state
    )


NETWORK = {
    "a": on_network("broken", NAN, NAN, None, "diverged at step 9"),
    "b": on_network("Slow", 0.5, 0.8, None, "running"),
    "c": on_network("fast", 0.01, 0.99, 20.0, "reached the target"),
    "d": on_network("Good", 0.02, 0.98, 100.0, "reached the target"),
    "e": on_network("left", 2.0, 0.5, None, "dropped"),
}


def on_board(board, step, heights=None):
    heights = heights or {lane: result.final for lane, result in SURFACE.items()}
    names = {lane: result.name for lane, result in SURFACE.items()}
    board.show_rows(surface_rows(names, heights, SURFACE, step, 200, 0.0), {}, surface_caption(0.1, 1, 0.0))
    return board


def on_network_board(board, results):
    caption = network_caption(RaceSpec(on="network", target=0.9), "accuracy")
    board.show_rows(network_rows(results, "accuracy"), {}, caption)
    return board


@pytest.fixture
def surface(shown):
    return on_board(shown(Leaderboard(SURFACE_BOARD), 620, 240), step=200)


@pytest.fixture
def network(shown):
    return on_network_board(shown(Leaderboard(NETWORK_BOARD), 620, 240), NETWORK)


def names(board):
    table = board.table
    return [table.topLevelItem(row).text(0) for row in range(table.topLevelItemCount())]


def sort(board, column, order):
    """Click the head of a column until it sorts this way."""
    header = board.table.header()
    at = QPoint(
        header.sectionViewportPosition(column) + header.sectionSize(column) // 2, header.height() // 2
    )
    for _ in range(2):
        if (header.sortIndicatorSection(), header.sortIndicatorOrder()) != (column, order):
            QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert (header.sortIndicatorSection(), header.sortIndicatorOrder()) == (column, order)


@pytest.mark.parametrize(
    ("column", "up", "down"),
    [
        (0, "broken fast Good lost Slow", "Slow lost Good fast broken"),
        (1, "fast Good Slow lost broken", "lost Slow Good fast broken"),
        (2, "fast Good", "Good fast"),
        (3, "fast Good", "Good fast"),
        (4, "fast Good Slow lost broken", "lost Slow Good fast broken"),
        (5, "fast Good Slow lost broken", "broken lost Slow Good fast"),
        (6, "fast Good Slow lost broken", "lost Slow fast Good broken"),
    ],
)
def test_the_surface_board_keeps_what_is_missing_last(surface, column, up, down):
    for order, expected in ((UP, up), (DOWN, down)):
        sort(surface, column, order)
        assert names(surface)[: len(expected.split())] == expected.split()


@pytest.mark.parametrize(
    ("column", "up", "down"),
    [
        (0, "broken fast Good left Slow", "Slow left Good fast broken"),
        (1, "fast Good", "Good fast"),
        (2, "fast Good", "Good fast"),
        (3, "fast Good Slow left broken", "left Slow Good fast broken"),
        (4, "left Slow Good fast broken", "fast Good Slow left broken"),
        (5, "fast Good Slow left broken", "left Slow fast Good broken"),
    ],
)
def test_the_network_board_keeps_what_is_missing_last(network, column, up, down):
    for order, expected in ((UP, up), (DOWN, down)):
        sort(network, column, order)
        assert names(network)[: len(expected.split())] == expected.split()


def test_results_that_come_in_keep_the_chosen_order(network):
    sort(network, 3, DOWN)
    on_network_board(network, {**NETWORK, "f": on_network("New", 1.0, 0.6, None, "running")})
    assert names(network) == ["left", "New", "Slow", "Good", "fast", "broken"]


def test_lanes_are_ranked_at_the_step_that_is_shown(surface):
    assert names(surface) == ["fast", "Good", "Slow", "lost", "broken"]
    heights = {"a": 3.0, "b": 1.5, "c": 0.09, "d": 0.5, "e": 4.0}
    on_board(surface, 50, heights)
    assert names(surface) == ["fast", "Good", "Slow", "broken", "lost"]  # the target is reached at step 20
    assert surface.table.topLevelItem(1).text(1) == "0.500"
    on_board(surface, 10, {**heights, "c": 2.0})
    assert names(surface) == ["Good", "Slow", "fast", "broken", "lost"]
    faint = [surface.table.topLevelItem(2).foreground(column).color() for column in (0, 2, 4, 6)]
    assert faint[0] != faint[1] == faint[2] == faint[3]  # what lies ahead
    assert ink(surface, 2, 4) > ink(surface, 2, 1) + 40  # the style sheet of the window does not hide it


def ink(board, row, column):
    """The darkest grey of a cell, in the window's style."""
    board.setStyleSheet(item_views(LIGHT))
    QApplication.processEvents()
    table = board.table
    place = table.visualItemRect(table.topLevelItem(row))
    place.setLeft(table.header().sectionViewportPosition(column))
    place.setWidth(table.header().sectionSize(column))
    picture = table.viewport().grab(place).toImage()
    return min(
        picture.pixelColor(x, y).lightness() for x in range(picture.width()) for y in range(picture.height())
    )


@pytest.mark.parametrize("board", ["surface", "network"])
def test_columns_give_way_by_importance_and_names_stay_whole(board, request):
    board = request.getfixturevalue(board)
    heads = [board.table.headerItem().text(column) for column in range(board.table.columnCount())]

    def seen(width):
        board.resize(width, 240)
        return [head for place, head in enumerate(heads) if not board.table.isColumnHidden(place)]

    assert seen(700) == heads
    fewer = [seen(width) for width in range(690, 150, -20)]
    assert all(set(after) <= set(before) for before, after in itertools.pairwise(fewer))
    assert {heads[0], "Final" if "Final" in heads else "Loss"} <= set(fewer[-1])
    assert len(fewer[-1]) <= 3
    header = board.table.header()
    assert header.sectionSize(0) >= 90
    assert header.length() <= board.table.viewport().width()
