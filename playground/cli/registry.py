"""The commands, in the order in which ``--help`` lists them. A new command is a file and a line here."""

from playground.cli import (
    check,
    devices,
    evaluate,
    export,
    import_network,
    lr_find,
    predict,
    race,
    screenshots,
    sweep,
    train,
    weights,
)
from playground.cli.command import Command

COMMANDS: tuple[Command, ...] = (
    train.COMMAND,
    lr_find.COMMAND,
    check.COMMAND,
    predict.COMMAND,
    evaluate.COMMAND,
    race.COMMAND,
    sweep.COMMAND,
    export.COMMAND,
    weights.COMMAND,
    import_network.COMMAND,
    devices.COMMAND,
    screenshots.COMMAND,
)
