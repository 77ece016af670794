"""Both leaderboards sort by every column, and what has no result stays last whichever way."""

import math

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from playground.engine.events.network_race import NetworkResult
from playground.engine.events.surface_race import SurfaceResult
from playground.spec.race import RaceSpec
from playground.ui.panels.race.network_leaderboard import NetworkLeaderboard
from playground.ui.panels.race.surface_leaderboard import SurfaceLeaderboard

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


@pytest.fixture
def surface(shown):
    board = shown(SurfaceLeaderboard(), 620, 240)
    board.show_results(SURFACE, {}, 0.1)
    return board


@pytest.fixture
def network(shown):
    board = shown(NetworkLeaderboard(), 620, 240)
    board.show_results(NETWORK, {}, RaceSpec(on="network", target=0.9), "accuracy")
    return board


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
        (1, "fast Good", "Good fast"),
        (2, "fast Good", "Good fast"),
        (3, "fast Good Slow lost broken", "lost Slow Good fast broken"),
        (4, "fast Good Slow lost broken", "broken lost Slow Good fast"),
        (5, "fast Good Slow lost broken", "lost Slow fast Good broken"),
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


def test_results_that_come_in_keep_the_chosen_order(shown):
    board = shown(NetworkLeaderboard(), 620, 240)
    spec = RaceSpec(on="network", target=0.9)
    board.show_results(NETWORK, {}, spec, "accuracy")
    sort(board, 3, DOWN)
    board.show_results({**NETWORK, "f": on_network("New", 1.0, 0.6, None, "running")}, {}, spec, "accuracy")
    assert names(board) == ["left", "New", "Slow", "Good", "fast", "broken"]
