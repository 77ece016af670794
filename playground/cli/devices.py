"""``playground devices``: the devices of this computer, whether they agree with the CPU, and how fast they are."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from playground.cli.command import Command, add_json, device
from playground.cli.output import print_json, say

if TYPE_CHECKING:
    from playground.hardware.check.outcome import Outcome
    from playground.hardware.check.run import DeviceCheck
    from playground.hardware.check.speed import StepSpeed


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "device", nargs="?", type=device, default="auto", help="auto, cpu, mps or like cuda:0"
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--check", action="store_true", help="compare the device with the CPU; exit code 1 on a difference"
    )
    what.add_argument(
        "--measure", action="store_true", help="measure products, copies, networks and reading of files"
    )
    add_json(parser, "what was found")


def _run(options: argparse.Namespace) -> int:
    if options.check:
        return _check(options)
    if options.measure:
        return _measure(options)
    from playground.hardware.inventory import inventory  # noqa: PLC0415 - torch takes a second

    found = inventory()
    for each in found:
        say(options, each.line)
    if options.json:
        print_json([each.as_json() for each in found])
    return 0


def _check(options: argparse.Namespace) -> int:
    from playground.hardware.check.run import check, checked  # noqa: PLC0415

    found: list[Outcome | StepSpeed] = []
    for each in check(options.device):
        found.append(each)
        if not each.ok:
            say(options, _complaint(each))
        elif sys.stderr.isatty():
            print(f"\r{len(found)} comparisons", end="", file=sys.stderr, flush=True)
    if sys.stderr.isatty():
        print("\r", end="", file=sys.stderr)
    result = checked(options.device, found)
    _tell(options, result)
    if options.json:
        print_json(result.as_json())
    return 0 if result.ok else 1


def _complaint(each: Outcome | StepSpeed) -> str:
    from playground.hardware.check.speed import StepSpeed  # noqa: PLC0415

    if isinstance(each, StepSpeed):
        return f"{each.network}: {each.ratio:.1f} times a plain loop; at least {each.floor:g} were expected"
    words = each.words or f"differs by {each.difference:.2g}, allowed {each.tolerance:g}"
    return f"{each.group} {each.name}: {words}"


def _tell(options: argparse.Namespace, result: DeviceCheck) -> None:
    say(options, result.device.line)
    for group in dict.fromkeys(each.group for each in result.outcomes):
        of_group = [each for each in result.outcomes if each.group == group]
        compared = [each for each in of_group if each.difference is not None]
        worst = max((each.difference or 0.0 for each in compared), default=0.0)
        wrong = sum(not each.ok for each in of_group)
        left = len(of_group) - len(compared) - sum(each.failed for each in of_group)
        more = f", {left} not comparable" if left else ""
        say(
            options,
            f"  {group:10}  {len(compared):3} compared, {wrong} wrong, largest difference {worst:.1e}{more}",
        )
    for speed in result.speeds:
        say(
            options,
            f"  {speed.network:18}  {speed.recorded:,.0f} steps/s; by autograd {speed.autograd:,.0f}, "
            f"in a plain loop {speed.plain:,.0f} ({speed.ratio:.1f} times)",
        )


def _measure(options: argparse.Namespace) -> int:
    from playground.engine.runtime.devices import resolve  # noqa: PLC0415
    from playground.hardware.inventory import facts_of  # noqa: PLC0415
    from playground.hardware.measure.points import AXES  # noqa: PLC0415
    from playground.hardware.measure.run import Measurement, measure  # noqa: PLC0415
    from playground.hardware.measure.verdict import verdict  # noqa: PLC0415

    points = []
    for point in measure(options.device):
        points.append(point)
        axes = AXES[point.kind]
        say(options, f"{axes.title}, {point.curve}, {point.x:,.0f}: {point.y:,.4g} {axes.y}")
    for sentence in verdict(points):
        say(options, sentence)
    if options.json:
        print_json(Measurement(facts_of(str(resolve(options.device))), tuple(points)).as_json())
    return 0


COMMAND = Command(
    name="devices",
    help="list, check and measure the devices of this computer",
    add_options=_add_options,
    run=_run,
)
