"""``playground weights``: published weights of a ready network as a file that projects can begin with."""

from __future__ import annotations

import argparse

from playground.cli.command import Command
from playground.cli.output import say


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("network", help="alexnet, vgg16, resnet18, resnet50, resnet101 or efficientnet_lite0")
    parser.add_argument("-o", "--output", metavar="OUT", required=True, help="the .safetensors file to write")


def _run(options: argparse.Namespace) -> int:
    from safetensors.torch import save  # noqa: PLC0415

    from playground.build.weights.published import published_arrays  # noqa: PLC0415
    from playground.spec.destinations import write_file  # noqa: PLC0415

    arrays = {name: array.contiguous() for name, array in published_arrays(options.network).items()}
    write_file(options.output, save(arrays, {"format": "pt"}))
    say(
        options,
        f"{options.output}: {len(arrays)} arrays, which a project with {options.network} can begin with.",
    )
    return 0


COMMAND = Command(
    name="weights",
    help="save the weights that packages publish for a ready network",
    add_options=_add_options,
    run=_run,
)
