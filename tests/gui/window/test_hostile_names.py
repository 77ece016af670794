"""Names are text, never markup: wherever the window shows one, and in what it exports."""

from datetime import UTC, datetime
from html import escape
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, Qt, QXmlStreamReader
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QLabel,
    QMenu,
    QMessageBox,
    QTreeWidget,
    QTreeWidgetItemIterator,
    QWidget,
)

from playground.app.recovery.recoverable import Recoverable
from playground.spec.base import Choice
from playground.spec.files import dumps
from playground.ui.canvas.view.menus import build_menu, menu_of_nodes
from playground.ui.export.plain_svg import plain
from playground.ui.files.crash_dialog import CrashDialog
from playground.ui.files.recovery_dialog import RecoveryDialog
from playground.ui.plots.frame.panel import Readout
from playground.ui.style.theme import ThemeHub
from playground.ui.widgets.plain_text import message_box, plain_label, plain_tip

HOSTILE = "<h1>x<img src=a></h1>"


def raw(text):
    """Whether a text would be shown as markup with the hostile name in it."""
    return HOSTILE in text


def tips_of(widget):
    yield widget.toolTip()
    if isinstance(widget, QTreeWidget):
        rows = QTreeWidgetItemIterator(widget)
        while rows.value() is not None:
            yield from (rows.value().toolTip(place) for place in range(widget.columnCount()))
            rows += 1
    yield from (action.toolTip() for action in widget.actions())


def shown_as_markup(window):
    """Widgets that show the name as markup."""
    for widget in window.findChildren(QWidget):
        if (
            isinstance(widget, QLabel)
            and widget.textFormat() != Qt.TextFormat.PlainText
            and raw(widget.text())
        ):
            yield type(widget.parent()).__name__, widget.text()
        if any(raw(tip) for tip in tips_of(widget)) and not isinstance(widget, QAbstractButton):
            yield type(widget).__name__, widget.toolTip()


def test_no_widget_shows_a_name_as_markup(window, project, qtbot):
    graph = project.graph.replace(
        *(node.with_(title=HOSTILE) for node in project.graph.nodes if node.id == "linear-1"),
        *(node.with_(kind=HOSTILE) for node in project.graph.nodes if node.id == "linear-2"),
    )
    lanes = tuple(lane.with_(name=HOSTILE) for lane in project.race.lanes)
    data = project.data.with_(dataset=Choice(kind="csv", params={"path": f"/none/{HOSTILE}.csv"}))
    for workspace in ("network", "race"):
        named = project.with_(
            name=HOSTILE, graph=graph, race=project.race.with_(lanes=lanes), data=data, workspace=workspace
        )
        window.document.open(named, None)
        qtbot.waitUntil(lambda: bool(window.analysis.report.problems))
        qtbot.waitUntil(lambda racing=workspace == "race": window.workspaces.racing is racing)
        QApplication.processEvents()
        assert list(shown_as_markup(window)) == []
        if workspace == "network":
            walk_dialogs_and_menus(window)


def walk_dialogs_and_menus(window):
    """The browser of backups, the question about unsaved work, a crash report and the menus of nodes."""
    document, work = window.document, window.work
    work.backups.add(dumps(document.project).encode(), HOSTILE, None, work.folder.key)
    work.show_backups()
    crash = CrashDialog(HOSTILE, window)
    crash.open()
    path = Path("/none", f"{HOSTILE}.descent")
    left = Recoverable(work.folder, HOSTILE, path, datetime.now(UTC), document.project, HOSTILE)
    RecoveryDialog([left], ThemeHub("light"), window, report=True).open()
    dialogs = window.findChildren(QDialog)
    assert len(dialogs) >= 3
    for dialog in dialogs:
        assert list(shown_as_markup(dialog)) == []
        dialog.close()
    window.canvas.canvas.selection.set(["linear-1", "linear-2"])
    menu = build_menu(menu_of_nodes(window.canvas.commands), window.canvas)
    menus = [each for each in (menu, *menu.findChildren(QMenu)) if each.toolTipsVisible()]
    assert not any(raw(action.toolTip()) for each in menus for action in each.actions())
    menu.deleteLater()


def test_readouts_and_titles_in_plots_show_names_as_they_are(window):
    card = Readout(window)
    card.show_at(QPoint(), HOSTILE, [(HOSTILE, HOSTILE)], "<img src='data:'>")
    assert not raw(card.text())
    assert card.text().count(escape(HOSTILE)) == 3
    plot = window.docks["prediction"].panel
    plot._map.show_unit(np.zeros((40, 40)), (-1.0, 1.0, -1.0, 1.0), HOSTILE)
    plot._cell.show_note(HOSTILE)
    assert list(shown_as_markup(window)) == []


def test_tool_tips_labels_and_boxes_show_text_as_it_is(qtbot):
    assert plain_tip("plain & simple") == "plain & simple"
    assert plain_tip("<b>a</b>\nb") == "<qt>&lt;b&gt;a&lt;/b&gt;<br>b</qt>"
    label = plain_label(HOSTILE)
    box = message_box(None, QMessageBox.Icon.Warning, "Title", HOSTILE)
    qtbot.addWidget(label)
    qtbot.addWidget(box)
    assert (label.textFormat(), box.textFormat()) == (Qt.TextFormat.PlainText, Qt.TextFormat.PlainText)
    assert (label.text(), box.text()) == (HOSTILE, HOSTILE)


def test_control_characters_do_not_break_an_svg():
    svg = plain("<svg><text>a\x1b[31m\x00\x07\ud800 b\n</text></svg>")
    reader = QXmlStreamReader(svg)
    while not reader.atEnd():
        reader.readNext()
    assert not reader.hasError()
    assert "a�[31m��� b\n" in svg
