"""Work is done in parts; newer parts replace what is left."""

from playground.ui.plots.frame.incremental import IncrementalWork


def test_parts_are_done_in_order_and_not_at_once(qtbot):
    done, turns = [], IncrementalWork()
    turns.take(lambda: done.append(1), lambda: done.append(2))
    assert not done
    assert not turns.done
    qtbot.waitUntil(lambda: turns.done)
    assert done == [1, 2]


def test_newer_parts_take_the_place_of_older_ones(qtbot):
    done, turns = [], IncrementalWork()
    turns.take(lambda: done.append("old"), lambda: done.append("older"))
    turns.next()
    turns.take(lambda: done.append("new"))
    qtbot.waitUntil(lambda: turns.done)
    assert done == ["old", "new"]


def test_no_part_starves_where_newer_ones_keep_coming():
    done, turns = [], IncrementalWork()
    for number in range(3):
        turns.take(
            lambda number=number: done.append(("a", number)), lambda number=number: done.append(("b", number))
        )
        turns.next()
    turns.finish()
    assert done == [("a", 0), ("b", 1), ("a", 2), ("b", 2)]


def test_what_is_dropped_is_never_done(qtbot):
    done, turns = [], IncrementalWork()
    turns.take(lambda: done.append(1))
    turns.drop()
    turns.next()
    assert turns.done
    assert not turns._timer.isActive()
    assert not done
