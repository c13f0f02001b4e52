"""``movierec data``: look at a dataset, list the releases of MovieLens, download one."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, datetime
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from movierec_gui.cli.inputs import make_folder, read_dataset
from movierec_gui.cli.options import (
    FILE,
    ConfigCommand,
    output_options,
    prepare_options,
    split_options,
    table_options,
    theme_option,
)
from movierec_gui.cli.output import Output
from movierec_gui.cli.progress_bar import follow
from movierec_gui.cli.text_table import number, text

if TYPE_CHECKING:
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.data.overview import Overview

SPLIT = split_options()

_EPILOG = """\b
Examples:
  movierec data show                       the bundled set
  movierec data show ml-1m.zip --issues    a release, with every row that was skipped
  movierec data show shop.csv --columns user=who,item=what,rating=3 --scale 1-10
  movierec data show --min-movie-ratings 5 --min-user-ratings 20 --sample-users 200    what would be left
  movierec data split --split-test 0.1     how large the parts would be
  movierec data releases
  movierec data download ml-25m"""


@click.group(epilog=_EPILOG)
def data() -> None:
    """Look at a dataset; list and download releases."""


@data.command()
@click.argument("path", type=FILE, required=False)
@click.option("--issues", is_flag=True, help="Name the rows that had a problem, one by one.")
@click.option("--figures", "folder", type=FILE, metavar="FOLDER", help="Draw ratings, years, genres and the long tail.")
@theme_option
@prepare_options
@table_options
@output_options
def show(out: Output, path: Path | None, issues: bool, folder: Path | None, theme: str) -> None:
    """Show what is in a dataset and what was wrong with its files.

    PATH is a MovieLens folder or zip, or a table of ratings; without it, the bundled data.
    """
    if folder:
        make_folder(folder)
    dataset = read_dataset(replace(out, quiet=True) if out.as_json else out, path)
    from movierec_gui.data.overview import overview

    figures = overview(dataset)
    out.facts(_facts(dataset, figures))
    out.line()
    histogram = figures.rating_histogram
    out.table([text("Rating"), number("Ratings")], list(zip(histogram.labels, histogram.counts.tolist(), strict=True)))
    out.line()
    out.table([text("Genre"), number("Rated movies")], figures.genre_counts)
    report = dataset.report
    if report is not None and report.notes:
        out.line("How the files were understood:")
        for note in report.notes:
            out.line(f"  {note}")
        out.line()
    if issues and report is not None:
        for issue in report.issues:
            out.line(str(issue))
    if folder:
        _draw(dataset, figures, folder, theme)
        out.note(f"Figures written to {folder}")
    out.json(_values(dataset, figures))


@data.command(cls=ConfigCommand, configs=(SPLIT,))
@click.argument("path", type=FILE, required=False)
@prepare_options
@table_options
@output_options
def split(out: Output, path: Path | None, **settings: Any) -> None:
    """Show how many ratings a split gives to each part."""
    dataset = read_dataset(out, path)
    from movierec_gui.data.splits import SplitConfig, split_ratings

    divided = split_ratings(dataset, SplitConfig(**SPLIT.given(settings)))
    parts = {"train": divided.train, "validation": divided.validation, "test": divided.test}
    total = len(dataset.ratings)
    out.table(
        [text("Part"), number("Ratings"), number("Share", ".1%"), number("Users")],
        [
            (name, len(rows), len(rows) / total, len(set(dataset.ratings.users[rows].tolist())))
            for name, rows in parts.items()
        ],
    )
    out.json({
        "dataset": dataset.name,
        "split": asdict(divided.config),
        "parts": {name: len(rows) for name, rows in parts.items()},
    })  # fmt: skip


@data.command()
@output_options
def releases(out: Output) -> None:
    """List the releases of MovieLens that can be downloaded."""
    from movierec_gui.data.releases import RELEASES

    out.table(
        [text("Name"), text("Title"), text("Size"), text("What it holds", cut=True)],
        [(release.name, release.title, release.size, release.description) for release in RELEASES],
    )
    out.json([asdict(release) | {"size": release.size} for release in RELEASES])


@data.command()
@click.argument("name")
@click.option("--folder", type=FILE, metavar="FOLDER", help="Where to. Without it: the user's own folder of downloads.")
@output_options
def download(out: Output, name: str, folder: Path | None) -> None:
    """Download the release NAME from GroupLens; an interrupted download goes on where it was."""
    from movierec_gui.data.downloads import download_release
    from movierec_gui.data.releases import release_named
    from movierec_gui.resource_paths import data_home

    release = release_named(name)
    path = follow(out, download_release(release, make_folder(folder or data_home() / "downloads")))
    out.line(f"{release.title} is in {path}")
    out.line(f"Look at it with: movierec data show {path}")
    out.json({"name": release.name, "path": path})


def _facts(dataset: Dataset, figures: Overview) -> dict[str, str]:
    """Returns the overview in words."""
    from movierec_gui.data.scales import liked_from

    facts = {
        "Dataset": dataset.name,
        "Ratings": f"{figures.ratings:,}",
        "Users": f"{figures.users:,}",
        "Movies": f"{figures.movies:,} ({figures.rated_movies:,} of them rated)",
        "Tags": f"{figures.tags:,}",
        "Pairs without a rating": f"{figures.sparsity:.2%}",
        "Scale": f"{dataset.scale[0]:g} to {dataset.scale[1]:g}; liked from {liked_from(dataset.nominal_scale):g} on",
        "Mean rating": f"{figures.mean_rating:.3f} (mean of the movies' means: {figures.mean_of_movie_means:.3f})",
        "Mean year": "–, since no title names a year" if isnan(figures.mean_year) else f"{figures.mean_year:.1f}",
        "Most rated tenth of movies": f"{figures.movie_tail.share_of_top(0.1):.0%} of the ratings",
    }
    if dataset.relevance is not None:
        tags, movies = len(dataset.relevance.tags), len(dataset.relevance.movies)
        facts["Tag relevance"] = f"{tags:,} tags for {movies:,} movies"
    if figures.last_rating:
        facts["Rated"] = f"{_day(figures.first_rating)} to {_day(figures.last_rating)}"
    if dataset.folds:
        facts["Folds of its own"] = ", ".join(fold.name for fold in dataset.folds)
    if dataset.preparation is not None:
        facts["Preparation"] = "; ".join(dataset.preparation.account)
    if dataset.report is not None:
        facts["Check of the files"] = dataset.report.summary()
    return facts | {"Content hash": dataset.content_hash}


def _values(dataset: Dataset, figures: Overview) -> dict[str, Any]:
    histogram, report = figures.rating_histogram, dataset.report
    return {
        "name": dataset.name,
        "content_hash": dataset.content_hash,
        "ratings": figures.ratings,
        "users": figures.users,
        "movies": figures.movies,
        "rated_movies": figures.rated_movies,
        "tags": figures.tags,
        "relevance": None if dataset.relevance is None else {
            "tags": len(dataset.relevance.tags), "movies": len(dataset.relevance.movies),
        },
        "sparsity": figures.sparsity,
        "scale": dataset.scale,
        "mean_rating": figures.mean_rating,
        "mean_of_movie_means": figures.mean_of_movie_means,
        "mean_year": None if isnan(figures.mean_year) else figures.mean_year,
        "first_rating": figures.first_rating,
        "last_rating": figures.last_rating,
        "rating_histogram": dict(zip(histogram.labels, histogram.counts.tolist(), strict=True)),
        "genres": dict(figures.genre_counts),
        "folds": [fold.name for fold in dataset.folds],
        "preparation": None if dataset.preparation is None else asdict(dataset.preparation),
        "report": None if report is None else {
            "rows_read": report.rows_read,
            "rows_kept": report.rows_kept,
            "notes": report.notes,
            "counts": dict(report.counts),
            "issues": [asdict(issue) for issue in report.issues],
        },
    }  # fmt: skip


def _draw(dataset: Dataset, figures: Overview, folder: Path, theme: str) -> None:
    from movierec_gui.data.overview import year_histogram
    from movierec_gui.figures import STYLES, draw_histogram, draw_long_tail, new_figure, save_figure

    style = STYLES[theme]
    for name, histogram, words in (
        ("ratings", figures.rating_histogram, ("Rating", "Ratings")),
        ("years", year_histogram(dataset), ("Decade", "Rated movies")),
    ):
        figure, axes = new_figure(style)
        draw_histogram(axes, histogram.labels, histogram.counts, style, label=words[0], count_label=words[1])
        save_figure(figure, folder / f"{name}.png")
    names, counts = zip(*figures.genre_counts, strict=True) if figures.genre_counts else ((), ())
    figure, axes = new_figure(style)
    draw_histogram(axes, names, counts, style, count_label="Rated movies", horizontal=True)
    save_figure(figure, folder / "genres.png")
    figure, axes = new_figure(style)
    draw_long_tail(axes, {"per movie": figures.movie_tail.counts, "per user": figures.user_tail.counts}, style)
    save_figure(figure, folder / "long-tail.png")


def _day(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d}"
