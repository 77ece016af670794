"""A command as a value: menus, shortcuts, the command palette, the list of keys and tool tips follow from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from PySide6.QtGui import QKeySequence

MENUS = ("File", "Edit", "View", "Network", "Run", "Help")
Workspace = Literal["network", "race"]
Run = Callable[[], object]


@dataclass(frozen=True, kw_only=True)
class Command:
    """A row of the table of commands.

    A command that acts on what a workspace shows gives ``in_network``, ``in_race`` or both; where it has no action it
    is disabled. Any other command gives ``run``.

    Attributes:
        id: Unique, e.g. ``edit.undo``.
        title: In menus and lists.
        menu: One of ``MENUS``, or a submenu as ``Network/Align``.
        run: The action in every workspace.
        in_network: The action while the Network workspace is shown.
        in_race: The action while the Race workspace is shown.
        keys: Shortcuts that hold anywhere in the window; the first is shown.
        canvas_keys: Keys that the canvas obeys while it has the focus, so that text fields keep theirs.
        race_keys: Keys that hold while the picture of a race has the focus.
        icon: Name in the icon set; empty for none.
        tip: What it does, in a few words, for tool tips and the status bar; empty for the title.
        enabled: Whether it can be done now; None for always.
        checked: For commands that are on or off: which.
        label: The title of the moment, e.g. ``Undo Move node``; None for ``title``.
        separated: A line stands before it in the menu.
    """

    id: str
    title: str
    menu: str
    run: Run | None = None
    in_network: Run | None = None
    in_race: Run | None = None
    keys: tuple[str, ...] = ()
    canvas_keys: tuple[str, ...] = ()
    race_keys: tuple[str, ...] = ()
    icon: str = ""
    tip: str = ""
    enabled: Callable[[], bool] | None = None
    checked: Callable[[], bool] | None = None
    label: Callable[[], str] | None = None
    separated: bool = False

    def __post_init__(self) -> None:
        """Check that the row says what the command does."""
        by_workspace = self.in_network is not None or self.in_race is not None
        assert (self.run is not None) != by_workspace, f"{self.id}: either `run` or an action by workspace"

    def action(self, workspace: Workspace) -> Run | None:
        """The action while a workspace is shown; None where there is none."""
        return self.run or (self.in_network if workspace == "network" else self.in_race)

    @property
    def workspaces(self) -> frozenset[Workspace]:
        """The workspaces in which it does something."""
        every: tuple[Workspace, ...] = ("network", "race")
        return frozenset(each for each in every if self.action(each) is not None)

    @property
    def shown_title(self) -> str:
        """The title of the moment."""
        return self.label() if self.label is not None else self.title

    @property
    def shown_keys(self) -> str:
        """The first shortcut as people read it, e.g. ``Ctrl+Shift+Z``; empty without one."""
        keys = self.keys or self.canvas_keys or self.race_keys
        return readable(keys[0]) if keys else ""


@cache
def readable(keys: str) -> str:
    """A shortcut as people read it, e.g. ``Ctrl+→`` for ``Ctrl+Right``."""
    text = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
    return text.replace("Right", "→").replace("Left", "←")
