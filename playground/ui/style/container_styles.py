"""Style sheets of containers: windows, tabs, docks, scroll bars, menus, lists."""

from playground.ui.style.marks import mark
from playground.ui.style.theme import Theme, blend


def windows(t: Theme) -> str:
    """Style windows, panels, cards, lines and tool tips."""
    return f"""
    QMainWindow, QDialog, QMessageBox {{ background: {t.window}; }}
    QWidget {{ color: {t.text}; }}
    QWidget:disabled {{ color: {t.disabled}; }}
    QToolTip {{ background: {t.panel}; color: {t.text}; border: 1px solid {t.border}; padding: 4px 6px;
        font-size: {t.small_px + 1}px; }}
    QWidget[role="panel"] {{ background: {t.panel}; }}
    QFrame[role="card"] {{ background: {t.raised}; border: 1px solid {t.border}; border-radius: 8px; }}
    QFrame[role="problem"] {{ background: {blend(t.panel, t.danger, 0.08)};
        border: 1px solid {blend(t.panel, t.danger, 0.5)}; border-radius: 8px; }}
    QFrame[role="remark"] {{ background: {blend(t.panel, t.warning, 0.08)};
        border: 1px solid {blend(t.panel, t.warning, 0.5)}; border-radius: 8px; }}
    QFrame[role="banner"] {{ background: {t.panel}; border: 1px solid {t.danger}; border-radius: 8px; }}
    QWidget[role="popup"] {{ background: {t.panel}; border: 1px solid {t.border}; }}
    QFrame[role="line"] {{ background: {t.border}; border: none; min-height: 1px; max-height: 1px; }}
    QFrame[frameShape="4"], QFrame[frameShape="5"] {{ border: none; background: {t.border}; }}
    QFrame[frameShape="4"] {{ max-height: 1px; }}
    QFrame[frameShape="5"] {{ max-width: 1px; }}
    """


def tabs(t: Theme) -> str:
    """Style tabs."""
    return f"""
    QTabWidget::pane {{ border: none; background: {t.panel}; }}
    QTabBar {{ background: transparent; qproperty-drawBase: 0; }}
    QTabBar::tab {{ background: transparent; color: {t.muted}; border: none; padding: 5px 10px;
        border-bottom: 2px solid transparent; }}
    QMainWindow > QTabBar::tab {{ padding: 5px 8px; }}
    QTabBar::tab:hover {{ color: {t.text}; }}
    QTabBar::tab:selected {{ color: {t.text}; border-bottom: 2px solid {t.accent}; }}
    QTabBar::tab:focus {{ color: {t.accent}; }}
    QTabBar::tab:disabled {{ color: {t.disabled}; }}
    QTabBar QToolButton {{ background: {t.panel}; border: 1px solid {t.border}; padding: 0; }}
    QTabBar::close-button {{ image: url({mark("cross", t.muted)}); }}
    """


def docks(t: Theme) -> str:
    """Style docks, splitters, scroll areas and the status bar."""
    return f"""
    QMainWindow::separator {{ background: {t.window}; width: 5px; height: 5px; }}
    QMainWindow::separator:hover {{ background: {blend(t.accent, t.window, 0.55)}; }}
    QSplitter::handle {{ background: {t.border}; }}
    QSplitter::handle:horizontal {{ width: 1px; }}
    QSplitter::handle:vertical {{ height: 1px; }}
    QSplitter::handle:hover {{ background: {t.accent}; }}
    QDockWidget {{ color: {t.muted}; font-size: {t.small_px + 1}px; font-weight: 500; }}
    QDockWidget > QWidget {{ background: {t.panel}; }}
    QScrollArea {{ background: transparent; border: none; }}
    QScrollArea > QWidget > QWidget {{ background: transparent; }}
    QAbstractScrollArea::corner {{ background: transparent; border: none; }}
    QStatusBar {{ background: {t.panel}; border-top: 1px solid {t.border}; color: {t.muted}; }}
    QStatusBar::item {{ border: none; }}
    QStatusBar QLabel {{ color: {t.muted}; font-size: {t.small_px + 1}px; }}
    QStatusBar QToolButton {{ color: {t.muted}; font-size: {t.small_px + 1}px; padding: 1px 6px; }}
    QStatusBar QToolButton[role="danger"] {{ color: {t.danger}; }}
    QStatusBar QToolButton[role="success"] {{ color: {t.success}; }}
    QSizeGrip {{ image: none; width: 0; height: 0; }}
    """


def scroll_bars(t: Theme) -> str:
    """Style scroll bars."""
    thumb = blend(t.muted, t.panel, 0.55)
    return f"""
    QScrollBar {{ background: transparent; border: none; margin: 0; }}
    QScrollBar:vertical {{ width: 10px; }}
    QScrollBar:horizontal {{ height: 10px; }}
    QScrollBar::handle {{ background: {thumb}; border-radius: 3px; }}
    QScrollBar::handle:vertical {{ min-height: 28px; margin: 2px; }}
    QScrollBar::handle:horizontal {{ min-width: 28px; margin: 2px; }}
    QScrollBar::handle:hover {{ background: {t.muted}; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; border: none; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    """


def menus(t: Theme) -> str:
    """Style menus and the menu bar."""
    return f"""
    QMenuBar {{ background: {t.panel}; border: none; padding: 2px 4px; }}
    QMenuBar::item {{ background: transparent; border-radius: 5px; padding: 4px 9px; }}
    QMenuBar::item:selected {{ background: {t.hover}; }}
    QMenuBar::item:pressed {{ background: {t.pressed}; }}
    QMenu {{ background: {t.panel}; border: 1px solid {t.border}; padding: 5px; }}
    QMenu::item {{ border-radius: 5px; padding: 5px 28px 5px 12px; }}
    QMenu::item:selected {{ background: {t.selection}; }}
    QMenu::item:disabled {{ color: {t.disabled}; background: transparent; }}
    QMenu::separator {{ height: 1px; background: {t.border}; margin: 5px 6px; }}
    QMenu::icon {{ padding-left: 8px; }}
    QMenu::indicator {{ width: 14px; height: 14px; left: 8px; }}
    QMenu::indicator:checked {{ image: url({mark("tick", t.accent, 2)}); }}
    QMenu::right-arrow {{ image: url({mark("right", t.muted)}); width: 11px; height: 11px; right: 6px; }}
    """


def item_views(t: Theme) -> str:
    """Style lists, trees and tables."""
    return f"""
    QAbstractItemView {{ background: {t.panel}; color: {t.text}; alternate-background-color: {t.raised}; border: none;
        outline: none; selection-background-color: {t.selection}; selection-color: {t.text}; }}
    QListView::item, QTreeView::item {{ border-radius: 5px; padding: 3px 6px; }}
    QListView::item:hover, QTreeView::item:hover {{ background: {t.hover}; }}
    QListView::item:selected, QTreeView::item:selected {{ background: {t.selection}; color: {t.text}; }}
    QListView::item:disabled, QTreeView::item:disabled {{ color: {t.muted}; }}
    QTreeView::branch {{ background: transparent; }}
    QTreeView::branch:has-children:closed {{ image: url({mark("right", t.muted)}); }}
    QTreeView::branch:has-children:open {{ image: url({mark("down", t.muted)}); }}
    QHeaderView::section {{ background: {t.raised}; color: {t.muted}; border: none;
        border-bottom: 1px solid {t.border}; padding: 4px 8px; font-size: {t.small_px + 1}px; }}
    QTableView {{ gridline-color: {t.border}; }}
    QTableView#measures::item {{ padding: 0 5px; }}
    QTableView#measures QHeaderView::section {{ padding: 4px 5px; font-size: {t.small_px}px; }}
    """


def progress_and_groups(t: Theme) -> str:
    """Style progress bars, group boxes and tool boxes."""
    return f"""
    QProgressBar {{ background: {t.pressed}; border: none; border-radius: 3px; min-height: 6px;
        max-height: 6px; text-align: center; color: transparent; }}
    QProgressBar::chunk {{ background: {t.accent}; border-radius: 3px; }}
    QGroupBox {{ border: none; margin-top: 24px; padding: 0; font-weight: 600; }}
    QGroupBox::title {{ subcontrol-origin: margin; subcontrol-position: top left; padding: 4px 0; }}
    QToolBox::tab {{ background: {t.raised}; border: 1px solid {t.border}; border-radius: 5px;
        padding: 4px 8px; color: {t.text}; }}
    """
