"""A race as one HTML page that needs nothing else: table, pictures, settings, and how to run it again."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from math import isfinite
from shlex import quote

from playground.catalog.kinds import OPTIMIZERS, SCHEDULES, SURFACES, Entry, Registry, UnknownEntry
from playground.engine.events.network_race import NetworkResult
from playground.engine.race.fairness import (
    entry_title,
    ground_words,
    seed_words,
    start_words,
)
from playground.engine.race.lanes import lane_names
from playground.records.race import RaceRecord, Result
from playground.spec.base import Choice
from playground.spec.project import Project
from playground.spec.race import RaceSpec

STYLE = """
:root { color-scheme: light dark; --ground: #F6F7F9; --panel: #FFFFFF; --line: #D9DDE3; --ink: #1D2430;
  --muted: #5B6677; --accent: #2F6FED; }
@media (prefers-color-scheme: dark) { :root { --ground: #14171C; --panel: #1B1F26; --line: #2C323C;
  --ink: #E6E9EF; --muted: #98A2B3; --accent: #6EA0FF; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 40px 24px 64px; max-width: 1040px; background: var(--ground); color: var(--ink);
  font: 15px/1.5 Inter, system-ui, sans-serif; }
h1 { font-size: 28px; margin: 0; } h2 { font-size: 18px; margin: 40px 0 12px; }
p, li { max-width: 75ch; } .muted, figcaption { color: var(--muted); }
ul { padding-left: 20px; margin: 0; } pre { overflow-x: auto; }
.sheet { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th { text-align: left; font-weight: 600; color: var(--muted); white-space: nowrap; }
th, td { padding: 8px 12px; border-bottom: 1px solid var(--line); vertical-align: top; }
.leaderboard table { font-size: 14px; } .leaderboard td { white-space: nowrap; }
.leaderboard th, .leaderboard td { padding: 8px; }
.leaderboard tr > :first-child { padding-left: 14px; } .leaderboard tr > :last-child { padding-right: 14px; }
tr:last-child td { border-bottom: 0; } td.number, th.number { text-align: right; white-space: nowrap; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(300px, 1fr)); gap: 24px; }
figure { margin: 0 0 24px; padding: 12px; } figure img { display: block; width: 100%; height: auto; }
figcaption { padding-top: 8px; }
code, pre { font: 13px/1.5 "JetBrains Mono", ui-monospace, monospace; }
pre { padding: 12px 16px; margin: 12px 0; }
"""


@dataclass(frozen=True)
class Figure:
    """A picture of the report.

    Attributes:
        title: Below it.
        svg: The picture.
        dark: The same for readers who prefer dark pages, None for none.
    """

    title: str
    svg: bytes
    dark: bytes | None = None


def report(
    project: Project,
    record: RaceRecord,
    *,
    made: datetime,
    figures: Sequence[Figure] = (),
    file: str = "",
) -> str:
    """The page.

    Args:
        project: Whose race it is.
        record: What the race left: results, fairness, and what was changed during the race.
        made: When.
        figures: Pictures.
        file: Name of the project's file; empty when it has none.
    """
    race = project.race
    title = f"Race on {ground_words(race)}"
    parts = [
        f"<header><h1>{escape(title)}</h1>",
        (
            f'<p class="muted">{escape(project.name)} · <time datetime="{made.isoformat(timespec="seconds")}">'
            f"{made:%d %B %Y, %H:%M}</time></p></header>"
        ),
        *(f"<p>{escape(paragraph)}</p>" for paragraph in project.notes.split("\n") if paragraph.strip()),
        "<h2>Leaderboard</h2>",
        _leaderboard(record.ranking),
        *(["<h2>Pictures</h2>"] if figures else []),
        *map(_figure, figures),
        *_fairness(record),
        "<h2>Settings</h2>",
        _settings(race),
        "<h2>Lanes</h2>",
        _lanes(race),
        "<h2>Run it again</h2>",
        _again(project, file),
    ]
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<style>{STYLE}</style></head>\n'
        f"<body>{''.join(part + chr(10) for part in parts)}</body></html>\n"
    )


# --- parts ----------------------------------------------------------------------------------------


def _leaderboard(results: Sequence[Result]) -> str:
    rows: list[list[str]] = []
    for place, result in enumerate(results, start=1):
        title = entry_title(OPTIMIZERS, Choice(kind=result.optimizer))
        name = result.name if result.name.startswith(title) else f"{result.name} ({title})"
        row = [str(place), name, result.state]
        row += ["–" if result.steps_to_target is None else f"{result.steps_to_target:,.0f}"]
        if isinstance(result, NetworkResult):
            row += ["–" if result.seconds_to_target is None else f"{result.seconds_to_target:.3g}"]
            row += [_number(result.final), _number(result.validation_loss), _number(result.metric)]
        else:
            row += [_number(result.shown(result.final)), _number(result.shown(result.best))]
        rows.append([*row, f"{result.evaluations:,}"])
    heads = ["", "Lane", "State", "Target at step"]
    if any(isinstance(result, NetworkResult) for result in results):
        heads += ["Seconds", "Training loss", "Validation loss", "Metric"]
    else:
        heads += [f"{word} {result.measure}" for word in ("Final", "Best") for result in results[:1]]
    return _table([*heads, "Gradients"], rows, numbers=range(3, len(heads) + 1), kind="sheet leaderboard")


def _settings(race: RaceSpec) -> str:
    rows = [["Ground", ground_words(race)]]
    if race.on == "surface":
        surface = SURFACES.of(race.surface)
        rows += [
            ["Formula", surface.formula],
            ["Parameters", _params(surface) or "none"],
            ["Start", start_words(race)],
            ["Steps", f"{race.steps:,}"],
            ["Gradient noise", f"{race.noise:g}"],
        ]
    else:
        rows += [["Epochs", f"{race.epochs:,}"], ["Target counts", race.target_on.replace("_", " ")]]
    rows += [
        [
            "Target",
            "by the surface's minima" if race.target is None and race.on == "surface" else _target(race),
        ],
        ["Seeds", seed_words(race)],
    ]
    return _table(("Setting", "Value"), rows)


def _lanes(race: RaceSpec) -> str:
    names, rows = lane_names(race.lanes), []
    for lane in race.lanes:
        schedule = f"{entry_title(SCHEDULES, lane.schedule)} {_params_of(SCHEDULES, lane.schedule)}".strip()
        own = [f"batch size {lane.batch_size:,}"] if lane.batch_size else []
        own += [f"initial weights {lane.initializer.kind}"] if lane.initializer else []
        own += [f"dropout {lane.dropout:g}"] if lane.dropout is not None else []
        own += [f"transfer learning: {lane.transfer}"] if lane.transfer is not None else []
        parameters = "; ".join(filter(None, [_params_of(OPTIMIZERS, lane.optimizer), *own]))
        rows.append([names[lane.id], entry_title(OPTIMIZERS, lane.optimizer), parameters, schedule])
    return _table(("Lane", "Optimizer", "Parameters", "Schedule"), rows)


def _fairness(record: RaceRecord) -> Iterable[str]:
    """What is shared and what differs; what was changed while the race ran stands below."""
    started = record.started
    if started is None:
        return
    yield '<h2>Fairness</h2><div class="columns">'
    columns = {"The same for every lane": started.shared, "What differs": started.differing}
    if record.changes:
        columns["Changed while the race ran"] = record.change_words
    for title, words in columns.items():
        listed = "".join(f"<li>{escape(sentence)}</li>" for sentence in words)
        yield f'<section><p class="muted">{title}</p><ul>{listed}</ul></section>'
    yield "</div>"


def _figure(figure: Figure) -> str:
    dark = ""
    if figure.dark is not None:
        dark = f'<source media="(prefers-color-scheme: dark)" srcset="{_uri(figure.dark)}">'
    image = f'<img alt="{escape(figure.title)}" src="{_uri(figure.svg)}">'
    caption = f"<figcaption>{escape(figure.title)}</figcaption>"
    return f'<figure class="sheet"><picture>{dark}{image}</picture>{caption}</figure>'


def _uri(svg: bytes) -> str:
    return f"data:image/svg+xml;base64,{b64encode(svg).decode()}"


def _again(project: Project, file: str) -> str:
    where = file or "FILE.descent"
    kept = "" if file else " Save the project under that name first."
    return (
        f"<p>The same seed gives the same race, bit for bit, on one machine and build.{kept}</p>"
        f'<pre class="sheet">playground race {escape(_quoted(where))} --json</pre>'
        '<details><summary class="muted">The race as it stands in the project file</summary>'
        f'<pre class="sheet">{escape(project.race.model_dump_json(indent=2))}</pre></details>'
    )


def _table(
    heads: Sequence[str], rows: Sequence[Sequence[str]], numbers: Iterable[int] = (), kind: str = "sheet"
) -> str:
    right = set(numbers)

    def line(tag: str, cells: Sequence[str]) -> str:
        made = (
            f"<{tag}{' class=number' if place in right else ''}>{escape(cell)}</{tag}>"
            for place, cell in enumerate(cells)
        )
        return f"<tr>{''.join(made)}</tr>"

    body = "".join(line("td", row) for row in rows)
    return f'<div class="{kind}"><table><thead>{line("th", heads)}</thead><tbody>{body}</tbody></table></div>'


# --- words ----------------------------------------------------------------------------------------


def _target(race: RaceSpec) -> str:
    return "none" if race.target is None else f"{race.target:g}"


def _number(value: float) -> str:
    return f"{value:.4g}" if isfinite(value) else "–"


def _quoted(name: str) -> str:
    """The name of a file as a shell takes it: never an option, a variable or a command."""
    return quote(f"./{name}" if name.startswith("-") else name)


def _params_of(registry: Registry[Entry], choice: Choice) -> str:
    try:
        return _params(registry.of(choice))
    except UnknownEntry:
        return _listed(choice.params.items())


def _params(entry: Entry) -> str:
    return _listed(entry.model_dump().items())


def _listed(items: Iterable[tuple[str, object]]) -> str:
    return ", ".join(
        f"{name.replace('_', ' ')} {f'{value:g}' if isinstance(value, float) else value}"
        for name, value in items
    )
