"""Contents of the report's page, section by section."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import PurePosixPath

from movierec_gui import __version__
from movierec_gui.analysis.movie_groups import describe_movies
from movierec_gui.data.overview import overview
from movierec_gui.figures import FigureStyle
from movierec_gui.report import page
from movierec_gui.report.config import DATA, ERRORS, MAP, NODES, RECOMMENDATIONS
from movierec_gui.report.findings import Findings, describe_split
from movierec_gui.training.person_file import WithPerson
from movierec_gui.training.run_labels import run_label
from movierec_gui.training.runs import RunRecord

_RESULT_COLUMNS = {
    "model": ("Model", ""),
    "epoch": ("Best epoch", "d"),
    "validation_mse": ("Validation MSE", ".4f"),
    "test_mse": ("Test MSE", ".4f"),
    "test_rmse": ("Test RMSE", ".4f"),
    "test_mae": ("Test MAE", ".4f"),
}
_MOVIE_COLUMNS = {
    "title": ("Title", ""),
    "year": ("Year", "d"),
    "predicted": ("Predicted", ".2f"),
    "mean": ("Mean of all", ".2f"),
    "count": ("Ratings", "d"),
    "genres": ("Genres", ""),
}
_NODE_COLUMNS = {
    "node": ("Node", "d"),
    "movies": ("Movies of its largest activations", ""),
    "mean_year": ("Mean year", ".1f"),
    "mean_rating": ("Mean rating", ".2f"),
    "prediction_correlation": ("r with prediction", "+.2f"),
    "rating_correlation": ("r with rating", "+.2f"),
    "genres": ("Genres more common than by chance", ""),
}
_TITLES_PER_NODE = 4


def report_page(findings: Findings, style: FigureStyle) -> str:
    """The page as HTML, which refers to the bundle's figures."""
    colors = {"text": style.text, "background": style.background, "grid": style.grid, "muted": style.muted}
    config = findings.config
    sections = [section for name, section in _SECTIONS.items() if config.shows(name)] + [_reproduction]
    return page.page(
        f"MovieRec report: {run_label(findings.runs[0])} on {findings.dataset.name}",
        [part for section in sections for part in section(findings)],
        colors,
    )


def _data(findings: Findings) -> list[str]:
    figures = overview(findings.dataset)
    first, last = (
        f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%d}" for moment in (figures.first_rating, figures.last_rating)
    )
    top = figures.movie_tail.share_of_top(0.1)
    return [
        page.heading("Data"),
        page.facts({
            "Dataset": findings.dataset.name,
            "Ratings": f"{figures.ratings:,}",
            "Users": f"{figures.users:,}",
            "Movies": f"{figures.movies:,}, of them rated {figures.rated_movies:,}",
            "Pairs without a rating": f"{figures.sparsity:.2%}",
            "Mean rating": f"{figures.mean_rating:.3f} (mean of the movies' means: {figures.mean_of_movie_means:.3f})",
            "Mean year": f"{figures.mean_year:.1f}",
            **({"Rated": f"{first} to {last}"} if figures.last_rating else {}),
            **_preparation(findings),
            "Split": describe_split(findings.split),
        }),
        _figure("ratings", "How often each rating was given"),
        _figure("long-tail", f"Ratings per movie and per user; a tenth of the movies holds {top:.0%} of all ratings"),
    ]  # fmt: skip


def _training(findings: Findings) -> list[str]:
    return [
        page.heading("Errors"),
        page.paragraph(
            "Mean squared error in squared stars, lower is better. The validation part chose the best epoch, so that "
            "its error is optimistic; the test part chose nothing. Models without an epoch are simple ones on the "
            "same split, to compare with."
        ),
        *(page.paragraph(_company(run, run.person)) for run in findings.runs if run.person is not None),
        page.table(findings.results, _RESULT_COLUMNS),
        _figure("comparison", "The same errors"),
        _figure("history", "Error per epoch"),
    ]


def _company(run: RunRecord, person: WithPerson) -> str:
    return (
        f"{run.name} was trained with {person.summary}, as those of one more user: its errors, on the same validation "
        "and test ratings, are not those of a network that knows the data alone."
    )


def _recommendations(findings: Findings) -> list[str]:
    found = findings.recommendations
    errors = [
        f"On the {row.count:,} ratings of user {found.user_id} in the {row.part} part, the MSE is {row.mse:.3f} "
        f"(user and movie biases: {row.baseline_mse:.3f})."
        for row in found.errors.itertuples()
    ]
    return [
        page.heading(f"Recommendations for user {found.user_id}"),
        page.paragraph(f"The highest predictions of {findings.runs[0].name} among the movies they have not rated."),
        page.table(found.movies, _MOVIE_COLUMNS),
        *(page.paragraph(error, muted=True) for error in errors),
    ]  # fmt: skip


def _nodes(findings: Findings) -> list[str]:
    nodes = findings.nodes
    table = nodes.table.copy()
    table["movies"] = [
        "; ".join(describe_movies(nodes.dataset, group.movies[:_TITLES_PER_NODE]).titles) for group in nodes.groups
    ]
    year, rating = nodes.catalogue()
    activations = nodes.activations
    return [
        page.heading("Nodes"),
        page.paragraph(
            f"Layer {activations.layer} of {findings.runs[0].name}, sliced on {len(activations):,} "
            f"{activations.rows.replace('_', ' ')} ratings. All sliced movies: mean year {year:.1f}, mean rating "
            f"{rating:.2f}. Its {activations.width} nodes use {nodes.dimensions:.1f} effective dimensions "
            "(participation ratio of the covariance's eigenvalues)."
        ),
        _figure("nodes", "Mean year and mean rating of each node's movies; dashed: of all sliced movies"),
        page.table(table.sort_values("rating_correlation", ascending=False), _NODE_COLUMNS),
    ]  # fmt: skip


def _preparation(findings: Findings) -> dict[str, str]:
    preparation = findings.dataset.preparation
    return {} if preparation is None else {"Preparation": "; ".join(preparation.account)}


def _map(findings: Findings) -> list[str]:
    if findings.movie_map is None:
        return []
    return [
        page.heading("Map"),
        page.paragraph(
            "Close movies are alike; distances across the map and the sizes of gaps mean little."
            + ("" if findings.map_quality is None else f" {findings.map_quality.kept_in_words}.")
        ),
        _figure("map", findings.movie_map.description),
    ]


def _reproduction(findings: Findings) -> list[str]:
    record = findings.runs[0]
    return [
        page.heading("To reproduce this"),
        page.facts({
            "Program": f"MovieRec {__version__}",
            **{name.capitalize(): number for name, number in record.versions.items()},
            "Content hash of the data": findings.dataset.content_hash,
        }),
        page.paragraph("With the same data, this trains each run again, from the settings in this report's folder:"),
        *(page.code(f"movierec train --like runs/{run.id}.json") for run in findings.runs),
        *(
            page.paragraph(f"{run.name} without the ratings of {run.person.name}, which this report does not hold.")
            for run in findings.runs
            if run.person is not None
        ),
        page.paragraph("report.json lists everything for programs, with a checksum of every file.", muted=True),
    ]  # fmt: skip


_SECTIONS: dict[str, Callable[[Findings], list[str]]] = {
    DATA: _data,
    ERRORS: _training,
    RECOMMENDATIONS: _recommendations,
    NODES: _nodes,
    MAP: _map,
}


def _figure(name: str, caption: str) -> str:
    return page.figure(PurePosixPath("figures", f"{name}.png"), caption)
