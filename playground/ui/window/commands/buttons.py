"""Which command each button of the bars gives: its tool tip, key and whether it is available follow from that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.ui.commands.actions import Actions
from playground.ui.panels.transport.run_transport import RunTransport
from playground.ui.window.commands.run import ON_NETWORK, ON_SURFACE
from playground.ui.window.status import StatusBar
from playground.ui.window.workspaces import Workspaces

if TYPE_CHECKING:
    from playground.ui.race.workspace import RaceWorkspace


def describe_buttons(
    actions: Actions, workspaces: Workspaces, transport: RunTransport, status: StatusBar
) -> None:
    """Describe the buttons that are there from the start."""
    for name, button in workspaces.buttons.items():
        actions.describe(button, f"view.workspace.{name}")
    for button, command in (
        (transport.reset, "run.reset"),
        (transport.step, "run.step"),
        (transport.play, "run.toggle"),
        (transport.epoch, "run.epoch"),
        (transport.new_seed, "run.new_seed"),
        (status.problems, "network.problems"),
    ):
        actions.describe(button, command)


def describe_race_buttons(actions: Actions, race: RaceWorkspace) -> None:
    """Describe the buttons of the Race workspace, and let its pictures keep their keys."""
    for picture, commands in ((race.surface.picture, ON_SURFACE), (race.network.middle, ON_NETWORK)):
        actions.hold_race_keys(picture, commands)
    surface, network = race.surface.transport, race.network.transport
    for button, command in (
        (surface.first, "run.first"),
        (surface.back, "run.step_back"),
        (surface.play, "run.toggle"),
        (surface.forth, "run.step"),
        (network.play, "run.toggle"),
    ):
        actions.describe(button, command, race_keys=True)
    actions.describe(network.first, "run.reset")
    actions.describe(network.forth, "run.step")
