"""``playground check``: what keeps a project from training."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from playground.cli.command import Command, add_file, add_json, add_leave_out
from playground.cli.data_options import reading_bar, without_unusable
from playground.cli.output import print_json, say

if TYPE_CHECKING:
    from playground.build.report import Report
    from playground.spec.project import Project


def _run(options: argparse.Namespace) -> int:
    from playground.build.analysis.shapes import analyze  # noqa: PLC0415
    from playground.build.expand import title_at  # noqa: PLC0415
    from playground.spec.files import load  # noqa: PLC0415

    project = load(options.file)
    if options.leave_out:
        project = without_unusable(project)
    with reading_bar():
        report = analyze(project)
    for problem in report.problems:
        place = problem.place
        if problem.node is not None:
            place = f"{title_at(project.graph, problem.node)} ({problem.node})"
        say(options, f"{place}: {problem.message}")
    weights = _weights_problem(project)
    if weights:
        say(options, f"start: {weights}")
    for remark in report.remarks:
        place = f"{title_at(project.graph, remark.node or '')} ({remark.node})"
        say(options, f"{place}, a remark: {remark.message}")
    if not report.problems and not weights:
        trained = report.trained_parameters
        frozen = "" if trained == report.total_parameters else f" ({trained:,} trained, the others frozen)"
        say(
            options,
            f"No problems: {report.total_parameters:,} parameters{frozen}, "
            f"{report.total_multiply_adds:,} multiply-adds.",
        )
        if report.data is not None and report.data.samples is not None:
            left_out = f"; left out: {report.data.left_out}" if report.data.left_out else ""
            say(options, f"Data: {report.data.samples:,} samples{left_out}.")
    if report.data is not None and report.data.doubt:
        say(options, f"Data, a remark: {report.data.doubt}")
    if options.json:
        problems = [{"place": p.place, "node": p.node, "message": p.message} for p in report.problems]
        problems += [{"place": "start", "node": None, "message": weights}] if weights else []
        counts = {
            "parameters": report.total_parameters,
            "trained_parameters": report.trained_parameters,
            "multiply_adds": report.total_multiply_adds,
        }
        samples, left_out = (None, "") if report.data is None else (report.data.samples, report.data.left_out)
        print_json(
            {
                "problems": problems,
                "remarks": _remarks(report),
                **counts,
                "samples": samples,
                "left_out": left_out,
            }
        )
    return 1 if report.problems or weights else 0


def _remarks(report: Report) -> list[dict[str, str | None]]:
    """Remarks on nodes and on the data."""
    found: list[dict[str, str | None]] = [
        {"node": remark.node, "message": remark.message} for remark in report.remarks
    ]
    if report.data is not None and report.data.doubt:
        found.append({"node": None, "message": report.data.doubt})
    return found


def _weights_problem(project: Project) -> str:
    """Why the weights that runs begin with cannot be had; empty where they can, or where they are drawn."""
    from playground.build.weights.published import missing_publisher  # noqa: PLC0415
    from playground.spec.paths import FileProblem, readable_file  # noqa: PLC0415 - when needed

    try:
        if project.start.weights:
            readable_file(project.start.weights)
        elif project.start.published:
            return missing_publisher(project.start.published)
    except FileProblem as problem:
        return str(problem)
    return ""


def _add_options(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    add_leave_out(parser)
    add_json(parser, "the problems")


COMMAND = Command(
    name="check", help="print what keeps a project from training", add_options=_add_options, run=_run
)
