"""The style sheet of the whole window, made from a theme's tokens, and the small pictures it needs."""

from pathlib import Path
from tempfile import mkdtemp

from PySide6.QtWidgets import QApplication

from playground.ui.theme import Theme, base_font, blend, palette

_SHAPES = {
    "down": "M3 6 L8 11 L13 6",
    "up": "M3 10 L8 5 L13 10",
    "check": "M3 8.5 L6.5 12 L13 4.5",
    "right": "M6 3 L11 8 L6 13",
}
_folder: list[Path] = []


def _picture(name: str, color: str) -> str:
    """Path of a small SVG drawn in a colour; style sheets take pictures from files only."""
    if not _folder:
        _folder.append(Path(mkdtemp(prefix="descent-style-")))
    file = _folder[0] / f"{name}-{color.lstrip('#')}.svg"
    if not file.exists():
        file.write_text(
            '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">'
            f'<path d="{_SHAPES[name]}" fill="none" stroke="{color}" stroke-width="1.8" '
            'stroke-linecap="round" stroke-linejoin="round"/></svg>',
            encoding="utf-8",
        )
    return file.as_posix()


def forget_pictures() -> None:
    """Remove the pictures; called when the program ends."""
    for folder in _folder:
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()
    _folder.clear()


def apply(app: QApplication, theme: Theme) -> None:
    """Dress the whole program."""
    app.setFont(base_font(theme))
    app.setPalette(palette(theme))
    app.setStyleSheet(qss(theme))


def qss(theme: Theme) -> str:
    """The style sheet of a theme."""
    hover = blend(theme.raised, theme.text, 0.06)
    pressed = blend(theme.raised, theme.text, 0.12)
    soft = blend(theme.panel, theme.accent, 0.14)
    faint = blend(theme.muted, theme.panel, 0.45)
    danger_soft = blend(theme.panel, theme.danger, 0.12)
    return f"""
* {{ outline: none; }}
QMainWindow, QDialog {{ background: {theme.window}; }}
QMainWindow::separator {{ background: {theme.window}; width: 6px; height: 6px; }}
QMainWindow::separator:hover {{ background: {theme.border}; }}
QWidget {{ color: {theme.text}; }}
QToolTip {{ background: {theme.panel}; color: {theme.text}; border: 1px solid {theme.border}; padding: 4px 8px; }}
QLabel {{ background: transparent; }}
QLabel[role="muted"], QLabel[role="caption"] {{ color: {theme.muted}; }}
QLabel[role="caption"] {{ font-size: {theme.small_px}px; }}
QLabel[role="title"] {{ font-size: 15px; font-weight: 600; }}
QLabel[role="section"] {{ font-size: {theme.small_px}px; font-weight: 600; color: {theme.muted}; }}
QLabel[role="mono"] {{ font-family: "{theme.mono}"; font-size: {theme.small_px}px; }}
QLabel[role="number"] {{ font-family: "{theme.mono}"; font-size: 15px; }}
QLabel[role="danger"] {{ color: {theme.danger}; }}
QLabel[role="chip"] {{ background: {soft}; color: {theme.text}; border-radius: 9px; padding: 2px 9px;
  font-size: {theme.small_px}px; font-weight: 600; }}

QDockWidget {{ color: {theme.muted}; font-size: {theme.small_px}px; font-weight: 600; }}
QDockWidget::title {{ background: {theme.panel}; padding: 6px 10px; border-bottom: 1px solid {theme.border}; }}
QDockWidget::close-button, QDockWidget::float-button {{ border: none; background: transparent; padding: 0; icon-size: 12px; }}
QDockWidget::close-button:hover, QDockWidget::float-button:hover {{ background: {hover}; border-radius: 3px; }}
QDockWidget > QWidget {{ background: {theme.panel}; }}
QWidget[role="panel"], QScrollArea, QScrollArea > QWidget > QWidget[role="panel"] {{ background: {theme.panel}; border: none; }}
QFrame[role="card"] {{ background: {theme.raised}; border: 1px solid {theme.border}; border-radius: 8px; }}
QFrame[role="problem"] {{ background: {danger_soft}; border: 1px solid {theme.danger}; border-radius: 8px; }}
QFrame[role="line"] {{ background: {theme.border}; max-height: 1px; min-height: 1px; border: none; }}

QPushButton, QToolButton {{ background: {theme.raised}; border: 1px solid {theme.border}; border-radius: 6px;
  padding: 4px 10px; min-height: 18px; }}
QToolButton {{ padding: 4px 6px; }}
QPushButton:hover, QToolButton:hover {{ background: {hover}; }}
QPushButton:pressed, QToolButton:pressed {{ background: {pressed}; }}
QPushButton:focus, QToolButton:focus {{ border-color: {theme.accent}; }}
QPushButton:disabled, QToolButton:disabled {{ color: {faint}; }}
QPushButton:checked, QToolButton:checked {{ background: {soft}; border-color: {theme.accent}; }}
QPushButton[role="primary"], QToolButton[role="primary"] {{ background: {theme.accent}; border-color: {theme.accent};
  color: {theme.accent_text}; font-weight: 600; }}
QPushButton[role="primary"]:hover, QToolButton[role="primary"]:hover {{ background: {blend(theme.accent, theme.text, 0.15)}; }}
QPushButton[role="ghost"], QToolButton[role="ghost"] {{ background: transparent; border-color: transparent; }}
QPushButton[role="ghost"]:hover, QToolButton[role="ghost"]:hover {{ background: {hover}; }}
QPushButton[role="ghost"]:checked, QToolButton[role="ghost"]:checked {{ background: {soft}; }}
QToolButton::menu-indicator {{ image: none; }}
QToolButton[role="header"] {{ background: transparent; border: none; border-radius: 4px; padding: 4px 2px;
  font-weight: 600; text-align: left; }}
QToolButton[role="header"]:hover {{ background: {hover}; }}

QLineEdit, QSpinBox, QDoubleSpinBox, QPlainTextEdit, QTextEdit, QComboBox {{ background: {theme.panel};
  border: 1px solid {theme.border}; border-radius: 6px; padding: 3px 8px; min-height: 20px;
  selection-background-color: {theme.accent}; selection-color: {theme.accent_text}; }}
QLineEdit:hover, QSpinBox:hover, QComboBox:hover {{ border-color: {faint}; }}
QLineEdit:focus, QSpinBox:focus, QComboBox:focus, QPlainTextEdit:focus {{ border-color: {theme.accent}; }}
QLineEdit[wrong="true"], QSpinBox[wrong="true"] {{ border-color: {theme.danger}; background: {danger_soft}; }}
QSpinBox::up-button, QSpinBox::down-button {{ width: 16px; border: none; background: transparent; }}
QSpinBox::up-arrow {{ image: url({_picture("up", theme.muted)}); width: 9px; height: 9px; }}
QSpinBox::down-arrow {{ image: url({_picture("down", theme.muted)}); width: 9px; height: 9px; }}
QComboBox::drop-down {{ border: none; width: 20px; }}
QComboBox::down-arrow {{ image: url({_picture("down", theme.muted)}); width: 11px; height: 11px; }}
QComboBox QAbstractItemView {{ background: {theme.panel}; border: 1px solid {theme.border}; padding: 4px;
  selection-background-color: {soft}; selection-color: {theme.text}; }}
QCheckBox {{ spacing: 8px; background: transparent; }}
QCheckBox::indicator {{ width: 15px; height: 15px; border: 1px solid {faint}; border-radius: 4px; background: {theme.panel}; }}
QCheckBox::indicator:checked {{ background: {theme.accent}; border-color: {theme.accent};
  image: url({_picture("check", theme.accent_text)}); }}
QCheckBox::indicator:focus {{ border-color: {theme.accent}; }}
QSlider {{ background: transparent; min-height: 18px; }}
QSlider::groove:horizontal {{ height: 4px; background: {theme.border}; border-radius: 2px; }}
QSlider::sub-page:horizontal {{ background: {theme.accent}; border-radius: 2px; }}
QSlider::handle:horizontal {{ width: 14px; height: 14px; margin: -5px 0; border-radius: 7px; background: {theme.panel};
  border: 2px solid {theme.accent}; }}
QSlider::handle:horizontal:hover {{ background: {soft}; }}
QProgressBar {{ background: {theme.border}; border: none; border-radius: 2px; max-height: 4px; min-height: 4px; }}
QProgressBar::chunk {{ background: {theme.accent}; border-radius: 2px; }}

QTabBar {{ background: transparent; }}
QTabBar::tab {{ background: transparent; color: {theme.muted}; padding: 6px 12px; border: none;
  border-bottom: 2px solid transparent; font-size: {theme.small_px}px; font-weight: 600; }}
QTabBar::tab:selected {{ color: {theme.text}; border-bottom-color: {theme.accent}; }}
QTabBar::tab:hover {{ color: {theme.text}; }}
QTabWidget::pane {{ border: none; border-top: 1px solid {theme.border}; }}

QMenuBar {{ background: {theme.window}; border-bottom: 1px solid {theme.border}; padding: 2px; }}
QMenuBar::item {{ background: transparent; padding: 4px 10px; border-radius: 4px; }}
QMenuBar::item:selected {{ background: {hover}; }}
QMenu {{ background: {theme.panel}; border: 1px solid {theme.border}; padding: 4px; }}
QMenu::item {{ padding: 5px 28px 5px 24px; border-radius: 4px; }}
QMenu::item:selected {{ background: {soft}; }}
QMenu::item:disabled {{ color: {faint}; }}
QMenu::separator {{ height: 1px; background: {theme.border}; margin: 4px 8px; }}
QMenu::indicator:checked {{ image: url({_picture("check", theme.accent)}); width: 12px; height: 12px; margin-left: 6px; }}
QToolBar {{ background: {theme.panel}; border: none; border-bottom: 1px solid {theme.border}; padding: 0; spacing: 4px; }}
QStatusBar {{ background: {theme.panel}; border-top: 1px solid {theme.border}; color: {theme.muted}; }}
QStatusBar::item {{ border: none; }}

QListView, QTreeView, QListWidget, QTreeWidget {{ background: {theme.panel}; border: none; }}
QTreeView::item, QListView::item {{ padding: 3px 4px; border-radius: 4px; }}
QTreeView::item:hover, QListView::item:hover {{ background: {hover}; }}
QTreeView::item:selected, QListView::item:selected {{ background: {soft}; color: {theme.text}; }}
QTreeView::branch {{ background: transparent; }}
QTreeView::branch:has-children:closed {{ image: url({_picture("right", theme.muted)}); }}
QTreeView::branch:has-children:open {{ image: url({_picture("down", theme.muted)}); }}
QSplitter::handle {{ background: {theme.border}; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle {{ background: {blend(theme.border, theme.muted, 0.25)}; border-radius: 3px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: 28px; }}
QScrollBar::handle:horizontal {{ min-width: 28px; }}
QScrollBar::handle:hover {{ background: {theme.muted}; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{ background: none; border: none;
  width: 0; height: 0; }}
"""
