"""The table of commands: menus, shortcuts, command palette, help, layout, theme."""

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from playground.app.settings import Memory
from playground.engine.events.pictures import LossPlane, UnitMaps
from playground.ui.commands.palette import ranked
from playground.ui.style.theme import DARK
from playground.ui.window.dialogs import About, FirstSteps, Shortcuts, key_groups


def test_no_two_commands_share_a_shortcut(window):
    commands = window.actions_table.commands
    for focus in ("canvas_keys", "race_keys"):
        keys = [key for command in commands for key in (*command.keys, *getattr(command, focus))]
        assert len(keys) == len(set(keys))


def test_every_command_is_in_a_menu(window):
    in_menus = set()
    for menu in window.menuBar().actions():
        for action in menu.menu().actions():
            in_menus.add(action)
            if action.menu():
                in_menus.update(action.menu().actions())
    assert {window.actions_table[command.id] for command in window.actions_table.commands} <= in_menus


def test_the_command_palette_finds_and_runs(window):
    window.help.open_palette()
    palette = window.help.palette
    QTest.keyClicks(palette.search, "select all")
    assert "Select all" in palette.list.currentItem().text()
    QTest.keyClick(palette.search, Qt.Key.Key_Return)
    assert not palette.isVisible()
    assert set(window.canvas.selection.nodes) == set(window.document.project.graph.by_id())


def test_the_command_palette_skips_what_cannot_be_done_now(window):
    window.help.open_palette()
    palette = window.help.palette
    QTest.keyClicks(palette.search, "undo")
    rows = [palette.list.item(row) for row in range(palette.list.count())]
    undo = next(item for item in rows if item.data(Qt.ItemDataRole.UserRole) == "edit.undo")
    assert not undo.flags() & Qt.ItemFlag.ItemIsEnabled
    palette.close()


def test_nothing_found_is_said(window):
    window.help.open_palette()
    window.help.palette.search.setText("qqqqzzz")
    assert window.help.palette.list.item(0).text() == "No command is called that"
    window.help.palette.close()


def test_the_best_match_comes_first(window):
    assert ranked(window.actions_table.commands, "new seed")[0].id == "run.new_seed"


def test_closed_docks_receive_no_events(window, qtbot):
    qtbot.waitUntil(lambda: {LossPlane, UnitMaps} <= window.runs._wanted)
    window.docks["contour"].close()
    assert LossPlane not in window.runs._wanted
    window.actions_table["view.dock.contour"].trigger()
    assert LossPlane in window.runs._wanted


def test_a_dock_floats_and_comes_back(window):
    dock = window.docks["prediction"]
    dock.bar.float.click()
    assert dock.isFloating()
    dock.bar.float.click()
    assert not dock.isFloating()


def test_layout_theme_and_minimap_are_remembered(make_window, project, tmp_path):
    window = make_window(project)
    window.docks["flow"].close()
    window.appearance.choose_theme("dark")
    window.appearance.toggle_minimap()
    assert window.close()
    again = make_window(project, memory=Memory(tmp_path / "settings.json"))
    assert again.docks["flow"].isHidden()
    assert not again.docks["curves"].isHidden()
    assert again.memory.settings.theme == "dark"
    again.canvas.pan(QPointF(9e3, 0))
    assert not again.canvas.hud.minimap.isVisible()
    again.docks.lay_out()
    assert not again.docks["flow"].isHidden()


def test_the_theme_changes_everything_at_once(window):
    window.actions_table["view.theme.dark"].trigger()
    assert window.hub.theme is DARK
    assert window.actions_table["view.theme.dark"].isChecked()
    assert not window.actions_table["view.theme.light"].isChecked()


def test_the_pages_of_the_help_menu(window, answer):
    for show, page in (
        (window.help.show_shortcuts, Shortcuts),
        (window.help.show_first_steps, FirstSteps),
        (window.help.show_about, About),
    ):
        asked = answer("Close")
        show()
        assert not asked._timer.isActive(), page
    QApplication.processEvents()


def test_delete_works_only_where_the_canvas_has_the_focus(window):
    window.canvas.selection.set(["linear-1"])
    title = window.docks["inspector"].panel.nodes.title
    title.setFocus()
    title.setText("abc")
    QTest.keyClick(title, Qt.Key.Key_Backspace)
    assert "linear-1" in window.document.project.graph.by_id()
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_Delete)
    assert "linear-1" not in window.document.project.graph.by_id()


@pytest.mark.parametrize("workspace", ["network", "race"])
def test_the_page_of_keys_lists_those_of_the_workspace_in_view(window, workspace):
    commands = window.actions_table.commands
    listed = {(group, what) for group, rows in key_groups(commands, workspace) for _, what in rows}
    for command in commands:
        held = workspace in command.workspaces
        menu = command.menu.split("/")[0], command.title
        assert (menu in listed) == (
            held and bool(command.keys or (command.canvas_keys and workspace == "network"))
        )
        in_picture = ("Picture of a race", command.tip or command.title) in listed
        assert in_picture == (held and workspace == "race" and bool(command.race_keys))


def test_rows_of_the_command_palette_are_even_and_it_is_as_high_as_its_hits(window):
    window.help.open_palette()
    palette = window.help.palette
    heights = {
        palette.list.visualItemRect(palette.list.item(row)).height() for row in range(palette.list.count())
    }
    assert len(heights) == 1
    high = palette.height()
    QTest.keyClicks(palette.search, "select all")
    assert palette.height() < high
    palette.close()


def test_buttons_show_the_keys_of_their_commands(window):
    transport = window.transport
    assert [button.toolTip() for button in (transport.play, transport.step, transport.new_seed)] == [
        "Play or pause (Ctrl+P)",
        "One step (Ctrl+→)",
        "Reset with other random numbers (Ctrl+Shift+R)",
    ]
    assert window.status.problems.toolTip() == "Show problems (Ctrl+Shift+M)"
    assert window.workspaces.buttons["race"].toolTip() == "Show the Race workspace (Ctrl+2)"
    bar = window.workspaces.race.surface.transport
    assert bar.play.toolTip() == "Play or pause (Space)"
    assert bar.back.toolTip() == "One step back (←)"


def test_a_node_that_is_clicked_shows_its_settings(window, hand, qtbot):
    window.docks["problems"].bring()
    window.activateWindow()
    window.canvas.setFocus()
    qtbot.waitUntil(window.canvas.hasFocus)
    assert not window.docks["inspector"].seen
    hand.click(hand.card("linear-1"))
    qtbot.waitUntil(lambda: window.docks["inspector"].seen)
    window.docks["code"].bring()
    qtbot.waitUntil(lambda: window.docks["code"].seen)
    window.canvas.setFocus()
    hand.click(hand.card("linear-2"))
    assert window.canvas.selection.nodes == ("linear-2",)
    QApplication.processEvents()
    assert window.docks["code"].seen, "it marks the lines of the node"
