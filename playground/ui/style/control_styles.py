"""Style sheets of controls: labels, buttons, fields, sliders, check boxes."""

from playground.ui.style.marks import mark
from playground.ui.style.theme import Theme, blend


def labels(t: Theme) -> str:
    """Style labels by role."""
    return f"""
    QLabel {{ background: transparent; }}
    QLabel[role="title"] {{ font-size: {t.base_px + 3}px; font-weight: 600; }}
    QLabel[role="hero"] {{ font-size: {2 * t.base_px}px; font-weight: 600; }}
    QLabel[role="heading"] {{ font-weight: 600; }}
    QLabel[role="section"] {{ color: {t.muted}; font-size: {t.small_px}px; font-weight: 600; }}
    QLabel[role="number"] {{ font-family: "{t.mono}"; font-size: {t.base_px + 2}px; }}
    QLabel[role="muted"] {{ color: {t.muted}; }}
    QLabel[role="caption"] {{ color: {t.muted}; font-size: {t.small_px}px; }}
    QLabel[role="mono"] {{ font-family: "{t.mono}"; font-size: {t.small_px + 1}px; }}
    QLabel[role="refusal"] {{ color: {t.danger}; font-size: {t.small_px}px; }}
    QLabel[role="danger"] {{ color: {t.danger}; }}
    QLabel[role="warning"] {{ color: {t.warning}; }}
    QLabel[role="success"] {{ color: {t.success}; }}
    QLabel[role="chip"] {{ background: {t.hover}; color: {t.muted}; font-size: {t.small_px}px;
        border-radius: 9px; padding: 1px 8px; }}
    """


def buttons(t: Theme) -> str:
    """Style push buttons by role."""
    over, down = blend(t.accent, t.text, 0.12), blend(t.accent, t.text, 0.25)
    return f"""
    QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
    QPushButton {{ background: {t.raised}; border: 1px solid {t.field_border}; border-radius: 6px;
        padding: 4px 12px; min-height: 18px; }}
    QPushButton:hover {{ background: {t.hover}; }}
    QPushButton:pressed, QPushButton:checked {{ background: {t.pressed}; }}
    QPushButton:focus {{ border-color: {t.accent}; }}
    QPushButton:disabled {{ background: {t.raised}; border-color: {t.border}; color: {t.disabled}; }}
    QPushButton:default, QPushButton[role="primary"] {{ background: {t.accent}; border-color: {t.accent};
        color: {t.accent_text}; font-weight: 500; }}
    QPushButton:default:hover, QPushButton[role="primary"]:hover {{ background: {over}; border-color: {over}; }}
    QPushButton:default:pressed, QPushButton[role="primary"]:pressed {{ background: {down}; }}
    QPushButton:default:focus, QPushButton[role="primary"]:focus {{ border-color: {t.text}; }}
    QPushButton[role="primary"]:disabled {{ background: {t.pressed}; border-color: {t.pressed};
        color: {t.muted}; }}
    QPushButton[role="ghost"] {{ background: transparent; border-color: transparent; color: {t.muted};
        padding: 3px 8px; }}
    QPushButton[role="ghost"]:hover {{ background: {t.hover}; color: {t.text}; }}
    QPushButton[role="ghost"]:focus {{ border-color: {t.accent}; }}
    QPushButton[role="row"] {{ background: transparent; border-color: transparent; text-align: left;
        padding: 4px 7px; }}
    QPushButton[role="row"]:hover {{ background: {t.hover}; }}
    QPushButton[role="row"]:focus {{ border-color: {t.accent}; }}
    QPushButton[role="danger"] {{ color: {t.danger}; }}
    QPushButton[role="chip"] {{ background: {t.raised}; border: 1px solid {t.border}; border-radius: 11px;
        padding: 1px 10px; font-size: {t.small_px}px; }}
    QPushButton[role="chip"]:hover {{ background: {t.hover}; }}
    QPushButton[role="chip"]:checked {{ background: {t.selection}; border-color: {t.accent}; }}
    """


def tool_buttons(t: Theme) -> str:
    """Style tool buttons by role, and tool bars."""
    return f"""
    QToolButton {{ background: transparent; border: 1px solid transparent; border-radius: 6px;
        padding: 3px 6px; }}
    QToolButton:hover {{ background: {t.hover}; }}
    QToolButton:pressed, QToolButton:checked {{ background: {t.pressed}; }}
    QToolButton:focus {{ border-color: {t.accent}; }}
    QToolButton:disabled {{ background: transparent; color: {t.disabled}; }}
    QToolButton[popupMode="1"] {{ padding-right: 18px; }}
    QToolButton[popupMode="2"] {{ padding-right: 18px; }}
    QToolButton::menu-button {{ border: none; width: 16px; }}
    QToolButton::menu-arrow, QToolButton::menu-indicator {{ image: url({mark("down", t.muted)});
        width: 10px; height: 10px; }}
    QToolButton::menu-indicator {{ subcontrol-origin: padding; subcontrol-position: center right; right: 5px; }}
    QToolButton[role="primary"] {{ background: {t.accent}; color: {t.accent_text}; border-color: {t.accent}; }}
    QToolButton[role="primary"]:hover {{ background: {blend(t.accent, t.text, 0.12)}; }}
    QToolButton[role="primary"]:focus {{ border-color: {t.text}; }}
    QToolButton[role="primary"]:disabled {{ background: {t.pressed}; border-color: {t.pressed}; }}
    QToolButton[role="chip"] {{ border: 1px solid {t.border}; border-radius: 10px; padding: 1px 9px;
        font-size: {t.small_px}px; }}
    QToolButton[role="chip"]:checked {{ background: {t.selection}; border-color: {t.accent}; }}
    QToolButton[role="swatch"] {{ background: {t.field}; border: 1px solid {t.field_border}; padding: 4px; }}
    QToolButton[role="swatch"]:hover {{ border-color: {blend(t.field_border, t.muted, 0.5)}; }}
    QToolButton[role="swatch"]:focus {{ border-color: {t.accent}; }}
    QToolButton[role="danger"] {{ color: {t.danger}; }}
    QToolButton[role="workspace"] {{ border: none; border-bottom: 2px solid transparent; border-radius: 0;
        padding: 2px 14px; color: {t.muted}; font-weight: 600; background: transparent; }}
    QToolButton[role="workspace"]:hover {{ color: {t.text}; }}
    QToolButton[role="workspace"]:checked {{ color: {t.text}; border-bottom-color: {t.accent}; }}
    QToolButton[role="header"] {{ border: none; font-weight: 600; text-align: left; padding: 4px 2px; }}
    QToolBar {{ background: {t.panel}; border: none; border-bottom: 1px solid {t.border}; spacing: 2px;
        padding: 2px 6px; }}
    QToolBar::separator {{ background: {t.border}; width: 1px; margin: 5px 6px; }}
    """


def fields(t: Theme) -> str:
    """Style text fields, spin boxes and combo boxes."""
    fields = "QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox"
    focused = ", ".join(f"{name}:focus" for name in fields.split(", "))
    disabled = ", ".join(f"{name}:disabled" for name in fields.split(", "))
    hovered = ", ".join(f"{name}:hover:!focus" for name in fields.split(", "))
    return f"""
    {fields} {{ background: {t.field}; border: 1px solid {t.field_border}; border-radius: 6px;
        padding: 3px 7px; min-height: 18px; selection-background-color: {t.accent};
        selection-color: {t.accent_text}; }}
    {hovered} {{ border-color: {blend(t.field_border, t.muted, 0.5)}; }}
    {focused} {{ border-color: {t.accent}; }}
    {disabled} {{ background: {t.raised}; border-color: {t.border}; color: {t.disabled}; }}
    QListView[role="completion"] {{ background: {t.panel}; border: 1px solid {t.border}; padding: 0; }}
    QLineEdit[role="search"] {{ border-radius: 8px; }}
    QLineEdit[wrong="true"], QAbstractSpinBox[wrong="true"] {{ border-color: {t.danger};
        background: {blend(t.field, t.danger, 0.08)}; }}
    QPlainTextEdit[role="formula"] {{ font-family: "{t.mono}"; font-size: {t.small_px + 1}px; }}
    QPlainTextEdit[wrong="true"] {{ border-color: {t.danger};
        background: {blend(t.field, t.danger, 0.08)}; }}
    QAbstractSpinBox QLineEdit {{ background: transparent; border: none; padding: 0; min-height: 0; }}
    QComboBox QLineEdit {{ background: transparent; border: none; padding: 0; min-height: 0; }}
    """


def spin_boxes(t: Theme) -> str:
    """Style the arrows of spin boxes."""
    up, down = mark("up", t.muted), mark("down", t.muted)
    faint_up, faint_down = mark("up", t.disabled), mark("down", t.disabled)
    return f"""
    QAbstractSpinBox {{ padding: 2px 20px 2px 0; }}
    QAbstractSpinBox::up-button {{ subcontrol-origin: border; subcontrol-position: top right; width: 18px;
        border: none; border-top-right-radius: 5px; margin: 1px 1px 0 0; background: transparent; }}
    QAbstractSpinBox::down-button {{ subcontrol-origin: border; subcontrol-position: bottom right; width: 18px;
        border: none; border-bottom-right-radius: 5px; margin: 0 1px 1px 0; background: transparent; }}
    QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover {{ background: {t.hover}; }}
    QAbstractSpinBox::up-button:pressed, QAbstractSpinBox::down-button:pressed {{ background: {t.pressed}; }}
    QAbstractSpinBox::up-arrow {{ image: url({up}); width: 9px; height: 9px; }}
    QAbstractSpinBox::down-arrow {{ image: url({down}); width: 9px; height: 9px; }}
    QAbstractSpinBox::up-arrow:disabled, QAbstractSpinBox::up-arrow:off {{ image: url({faint_up}); }}
    QAbstractSpinBox::down-arrow:disabled, QAbstractSpinBox::down-arrow:off {{ image: url({faint_down}); }}
    """


def combos(t: Theme) -> str:
    """Style the arrows and lists of combo boxes."""
    return f"""
    QComboBox {{ padding-right: 22px; combobox-popup: 0; }}
    QComboBox:!editable:hover {{ background: {t.raised}; }}
    QComboBox::drop-down {{ subcontrol-origin: padding; subcontrol-position: center right; width: 22px;
        border: none; background: transparent; }}
    QComboBox::down-arrow {{ image: url({mark("down", t.muted)}); width: 11px; height: 11px; }}
    QComboBox::down-arrow:disabled {{ image: url({mark("down", t.disabled)}); }}
    QComboBox QAbstractItemView {{ background: {t.panel}; border: 1px solid {t.field_border}; padding: 3px; outline: none;
        selection-background-color: {t.selection}; selection-color: {t.text}; }}
    QWidget[role="popup"] QAbstractItemView {{ border: none; padding: 0; }}
    QWidget[role="popup"] QLineEdit {{ background: {t.field}; border: 1px solid {t.field_border}; padding: 3px 7px;
        min-height: 18px; }}
    QWidget[role="popup"] QLineEdit:focus {{ border-color: {t.accent}; }}
    QComboBox QAbstractItemView::item {{ min-height: 24px; padding: 0 6px; border-radius: 4px; }}
    """


def sliders(t: Theme) -> str:
    """Style sliders."""
    knob = t.panel if not t.dark else t.text
    return f"""
    QSlider {{ background: transparent; }}
    QSlider:horizontal {{ min-height: 18px; }}
    QSlider:vertical {{ min-width: 18px; }}
    QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {t.pressed}; }}
    QSlider::groove:vertical {{ width: 4px; border-radius: 2px; background: {t.pressed}; }}
    QSlider::sub-page:horizontal, QSlider::add-page:vertical {{ background: {t.accent}; border-radius: 2px; }}
    QSlider::handle {{ background: {knob}; border: 1px solid {t.muted}; border-radius: 7px;
        width: 12px; height: 12px; }}
    QSlider::handle:horizontal {{ margin: -5px 0; }}
    QSlider::handle:vertical {{ margin: 0 -5px; }}
    QSlider::handle:hover {{ border-color: {t.accent}; }}
    QSlider::handle:pressed, QSlider::handle:focus {{ border: 2px solid {t.accent}; width: 10px; height: 10px; }}
    QSlider::sub-page:horizontal:disabled, QSlider::add-page:vertical:disabled {{ background: {t.border}; }}
    QSlider::handle:disabled {{ background: {t.raised}; border-color: {t.border}; }}
    """


def ticks(t: Theme) -> str:
    """Style check boxes, radio buttons and other indicators."""
    return f"""
    QCheckBox, QRadioButton {{ background: transparent; spacing: 8px; }}
    QCheckBox::indicator, QRadioButton::indicator, QGroupBox::indicator,
    QAbstractItemView::indicator {{ width: 14px; height: 14px; border: 1px solid {t.field_border};
        background: {t.field}; border-radius: 4px; }}
    QRadioButton::indicator {{ border-radius: 8px; }}
    QCheckBox::indicator:hover, QRadioButton::indicator:hover {{ border-color: {t.accent}; }}
    QCheckBox::indicator:focus, QRadioButton::indicator:focus {{ border-color: {t.accent}; }}
    QCheckBox::indicator:checked, QGroupBox::indicator:checked, QAbstractItemView::indicator:checked {{
        background: {t.accent}; border-color: {t.accent}; image: url({mark("tick", t.accent_text, 2.2)}); }}
    QCheckBox::indicator:indeterminate {{ background: {t.accent}; border-color: {t.accent};
        image: url({mark("minus", t.accent_text, 2.2)}); }}
    QRadioButton::indicator:checked {{ border: 4px solid {t.accent}; width: 8px; height: 8px;
        background: {t.accent_text}; }}
    QCheckBox:focus, QRadioButton:focus {{ color: {t.accent}; }}
    QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {{ background: {t.raised};
        border-color: {t.border}; }}
    """
