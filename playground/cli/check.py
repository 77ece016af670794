"""``playground check``: what keeps a project from training."""

from __future__ import annotations

import argparse

from playground.cli.command import Command, add_file


def _run(options: argparse.Namespace) -> int:
    from playground.build.expand import title_at  # noqa: PLC0415
    from playground.build.shapes import analyze  # noqa: PLC0415
    from playground.spec.files import load  # noqa: PLC0415

    project = load(options.file)
    report = analyze(project)
    for problem in report.problems:
        place = problem.place
        if problem.node is not None:
            place = f"{title_at(project.graph, problem.node)} ({problem.node})"
        print(f"{place}: {problem.message}")
    if report.problems:
        return 1
    print(
        f"No problems: {report.total_parameters:,} parameters, {report.total_multiply_adds:,} multiply-adds."
    )
    if report.data is not None and report.data.samples is not None:
        left_out = f"; left out: {report.data.left_out}" if report.data.left_out else ""
        print(f"Data: {report.data.samples:,} samples{left_out}.")
    return 0


COMMAND = Command(
    name="check", help="print what keeps a project from training", add_options=add_file, run=_run
)
