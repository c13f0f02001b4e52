"""``movierec evaluate --by``: one run in depth, or two person by person, as tables, JSON and files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from movierec_gui.cli.inputs import make_folder
from movierec_gui.cli.output import Output, rows_of
from movierec_gui.cli.progress_bar import follow
from movierec_gui.cli.text_table import Column, number, text
from movierec_gui.data.table_export import write_frame
from movierec_gui.errors import unknown_name

if TYPE_CHECKING:
    import pandas as pd

    from movierec_gui.analysis.run_depth.depth import RunDepth
    from movierec_gui.analysis.run_depth.duel import Duel
    from movierec_gui.training.trained import TrainedRun

BY = ("genre", "year", "support", "activity", "rating", "time")
"""As in ``analysis.run_depth.groups``, which imports pandas."""
ALL = "all"

_GROUP_COLUMNS: dict[str, Column] = {
    "ratings": number("Ratings"),
    "people": number("People"),
    "rmse": number("RMSE", ".3f"),
    "rmse_low": number("from", ".3f"),
    "rmse_high": number("to", ".3f"),
    "mae": number("MAE", ".3f"),
    "mse": number("MSE", ".3f"),
    "mse_low": number("from", ".3f"),
    "mse_high": number("to", ".3f"),
    "bias": number("Bias", "+.3f"),
    "baseline_rmse": number("Biases' RMSE", ".3f"),
}
_SERVED_COLUMNS: dict[str, Column] = {
    "ratings": number("Ratings"),
    "rmse": number("RMSE", ".3f"),
    "mae": number("MAE", ".3f"),
    "bias": number("Bias", "+.3f"),
    "baseline_rmse": number("Biases' RMSE", ".3f"),
    "gain": number("Gain", "+.3f"),
}
_DUEL_COLUMNS: dict[str, Column] = {
    "name": text("User"),
    "ratings": number("Ratings"),
    "mse_first": number("MSE of the 1st", ".3f"),
    "mse_second": number("MSE of the 2nd", ".3f"),
    "difference": number("Difference", "+.3f"),
    "low": number("from", "+.3f"),
    "high": number("to", "+.3f"),
    "p": number("p", ".2g"),
    "better": text("Better served by"),
}


def parse_by(_context: click.Context, _option: click.Parameter, value: str | None) -> tuple[str, ...]:
    """Names of groupings separated by commas, each once. Raises UserError at an unknown or an empty one."""
    if value is None:
        return ()
    names = [name.strip() for name in value.split(",")]
    for name in names:
        if name not in (*BY, ALL):
            raise unknown_name("grouping", name, (*BY, ALL))
    return BY if ALL in names else tuple(dict.fromkeys(names))


def show_depth(
    out: Output,
    runs: list[TrainedRun],
    rankings: list[dict[str, Any]],
    *,
    by: tuple[str, ...],
    part: str,
    served: int,
    folder: Path | None,
    theme: str,
) -> dict[str, Any]:
    """Print the runs' errors by group, and of two runs who is better served by which; returns what JSON adds.

    ``rankings`` are figures of the runs' lists, if they were asked for: they are written beside the other tables.
    Raises UserError where a part holds no rating, where two runs have nothing in common, and at a folder that cannot be
    written.
    """
    from movierec_gui.analysis.run_depth.depth import look_into
    from movierec_gui.analysis.run_depth.duel import duel

    target = make_folder(folder) if folder else None
    depths = [follow(out, look_into(run, part, by)) for run in runs]
    for depth in depths:
        _print_depth(out, depth, served)
    found: dict[str, Any] = {"depth": [_depth_values(depth, served) for depth in depths]}
    compared = duel(depths[0].judged, depths[1].judged) if len(depths) == 2 else None
    if compared is not None:
        _print_duel(out, compared, served)
        found["two_runs"] = _duel_values(compared)
    if target:
        _write(target, depths, compared, theme)
        if rankings:
            _write_lists(target, depths, rankings, theme)
        out.note(f"Tables and pictures written to {target}")
    return found


def _print_depth(out: Output, depth: RunDepth, served: int) -> None:
    from movierec_gui.analysis.run_depth.groups import grouping

    judged = depth.judged
    out.line()
    out.line(f"{judged.label}: {judged.where}. Intervals: 95 %, ratings of one person counted together.")
    for name, table in depth.groups.items():
        columns = [text(grouping(name).title), *_GROUP_COLUMNS.values()]
        out.line()
        if len(table):
            out.table(columns, rows_of(table, ("group", *_GROUP_COLUMNS)))
        else:
            out.line(f"{grouping(name).title}: these data do not say.")
    if len(depth.coverage):
        levels = ", ".join(f"{row.nominal:.0%}: {row.actual:.1%}" for row in depth.coverage.itertuples())
        out.line()
        out.line(f"Intervals that promise so much hold so many ratings: {levels}")
    for noun, first, table in (("people", "name", depth.people), ("films", "title", depth.films)):
        _print_served(out, noun, first, table, served)


def _print_served(out: Output, noun: str, first: str, table: pd.DataFrame, served: int) -> None:
    if not served:
        return
    from movierec_gui.analysis.run_depth.served import FEWEST

    out.line()
    if not len(table):
        out.line(f"No {noun} have {FEWEST} ratings or more in this part: best and worst served are not shown.")
        return
    columns = [text(noun.capitalize(), cut=True), *_SERVED_COLUMNS.values()]
    for which, rows in (("Best", table.head(served)), ("Worst", table.tail(served).iloc[::-1])):
        title = f"{which} served {noun} of {len(table):,} with {FEWEST} ratings or more"
        out.table(columns, rows_of(rows, (first, *_SERVED_COLUMNS)), title)


def _print_duel(out: Output, compared: Duel, served: int) -> None:
    low, high = compared.interval
    out.line()
    out.line(f"1st: {compared.first}; 2nd: {compared.second}; {compared.where}")
    out.line(f"MSE {compared.mse[0]:.4f} and {compared.mse[1]:.4f}, difference {compared.difference:+.4f}")
    out.line(f"95 % interval of the difference {low:+.4f} to {high:+.4f}; below 0 the 1st is better")
    low, high = compared.per_person_interval
    out.line(f"Mean over people {compared.per_person:+.4f}, 95 % interval by bootstrap {low:+.4f} to {high:+.4f}")
    first, second = compared.leaning
    sure = compared.count("first"), compared.count("second")
    out.line(
        f"Of {len(compared.people):,} people {first:,} are served better by the 1st ({sure[0]:,} surely) and "
        f"{second:,} by the 2nd ({sure[1]:,} surely: corrected p below 0.05)"
    )
    rows = compared.people
    for title, part in (("1st", rows.head(served)), ("2nd", rows.tail(served).iloc[::-1])):
        if served:
            out.line()
            values = rows_of(part, tuple(_DUEL_COLUMNS))
            out.table(list(_DUEL_COLUMNS.values()), values, f"People whom the {title} serves better by the most")


def _depth_values(depth: RunDepth, served: int) -> dict[str, Any]:
    judged = depth.judged
    return {
        "run": judged.run_id,
        "model": judged.label,
        "part": judged.part,
        "ratings": len(judged),
        "errors": judged.figures,
        "baseline_errors": judged.baseline_figures,
        "by": {name: _records(table) for name, table in depth.groups.items()},
        "predicted_against_actual": _records(depth.density),
        "coverage": _records(depth.coverage),
        "best_served": {"people": _records(depth.people.head(served)), "films": _records(depth.films.head(served))},
        "worst_served": {
            "people": _records(depth.people.tail(served).iloc[::-1]),
            "films": _records(depth.films.tail(served).iloc[::-1]),
        },
    }


def _duel_values(compared: Duel) -> dict[str, Any]:
    values = {name: value for name, value in asdict(compared).items() if name != "people"}
    return values | {"people": _records(compared.people)}


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    names = list(table.columns)
    return [dict(zip(names, row, strict=True)) for row in rows_of(table, names)]


def _write(folder: Path, depths: list[RunDepth], compared: Duel | None, theme: str) -> None:
    from movierec_gui.figures import STYLES, save_figure
    from movierec_gui.report.run_depth import depth_figures, duel_figure

    style = STYLES[theme]
    for prefix, depth in _prefixed(depths):
        for name, table in depth.tables().items():
            write_frame(table, folder / f"{prefix}{name}.csv")
        for name, figure in depth_figures(depth, style).items():
            save_figure(figure, folder / f"{prefix}{name}.png")
    if compared is not None:
        write_frame(compared.people, folder / "two-runs.csv")
        save_figure(duel_figure(compared, style), folder / "two-runs.png")


def _write_lists(folder: Path, depths: list[RunDepth], rankings: list[dict[str, Any]], theme: str) -> None:
    """All runs' figures as one table, and a picture of each run's."""
    import pandas as pd

    from movierec_gui.figures import STYLES, save_figure
    from movierec_gui.report.run_depth import lists_figure
    from movierec_gui.training.ranking import ListFigures

    write_frame(pd.DataFrame(rankings), folder / "lists.csv")
    for (prefix, depth), entry in zip(_prefixed(depths), rankings, strict=True):
        figures = ListFigures(**{field.name: entry[field.name] for field in fields(ListFigures)})
        where = f"{depth.judged.label}: lists of {entry['length']}, {entry['part']} ratings"
        save_figure(lists_figure(figures, where, STYLES[theme]), folder / f"{prefix}lists.png")


def _prefixed(depths: list[RunDepth]) -> Iterator[tuple[str, RunDepth]]:
    """Each run with what its files' names begin with: nothing where there is one run only, else its id."""
    for depth in depths:
        yield ("" if len(depths) == 1 else f"{depth.judged.run_id}-"), depth
