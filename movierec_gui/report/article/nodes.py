"""The LSTM cut open, on every split: the article's two views of its nodes, and the nodes laid on the map."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from movierec_gui.analysis.activations import Activations, slice_rows
from movierec_gui.analysis.movie_groups import mean_rating, mean_year
from movierec_gui.analysis.node_statistics import node_groups
from movierec_gui.data.splits import SplitConfig
from movierec_gui.report.article.arrays import COORDINATES, MOVIES, RATINGS, TITLES, YEARS, array_name, arrays_for
from movierec_gui.report.article.config import split_name
from movierec_gui.report.article.maps import NODES_ON_MAP, lay_out
from movierec_gui.report.article.networks import LSTM
from movierec_gui.report.article.own_runs import own_run, passing_run
from movierec_gui.report.article.record import ArticleRecord
from movierec_gui.report.article.traits import TRAITS, agreement, explained_by_groups, neighbours_on, trait
from movierec_gui.report.article.verdicts import Check, mean_and_half
from movierec_gui.report.article.work import Events, Work
from movierec_gui.training.trained import TrainedRun, open_run

NODES = "nodes"
VIEWS = ("strongest", "top")
TOP = 20
_LARGE_EFFECT = 0.14
"""Share of the differences from which an effect is called large: Cohen 1988."""
_SLIGHT = 0.2
"""Kappa below which agreement is called slight: Landis and Koch 1977."""


def study_nodes(work: Work) -> Events:
    """Train the LSTM on every split, and look at its nodes on the ratings that it was not trained on."""
    for split in work.began_with.splits:
        record = work.record()
        kept = arrays_for(work.dataset, work.store, record.id)
        if record.finding(NODES, split_name(split)) and array_name(split) in kept:
            continue
        if split == record.split:
            run_id = yield from own_run(work, LSTM)
            run = open_run(work.runs, run_id, work.dataset)
            yield from _study(work, run, split)
        else:
            run = yield from passing_run(work, LSTM, split)
            yield from _study(work, run, split)


def _study(work: Work, run: TrainedRun, split: SplitConfig) -> Events:
    activations = yield from slice_rows(run, run.split.test, rows="test")
    figures: dict[str, float] = {}
    for view in VIEWS:
        groups = [group.movies for group in node_groups(activations, view, TOP)]
        for name in TRAITS:
            figures[f"{name}, {view}"] = explained_by_groups(trait(work.dataset, name), groups)
    groups = [group.movies for group in node_groups(activations, "top", TOP)]
    years = np.array([mean_year(work.dataset, movies) for movies in groups])
    ratings = np.array([mean_rating(work.dataset, movies) for movies in groups])
    figures |= _ends(years, ratings)
    arrays: dict[str, npt.NDArray[np.generic]] = {array_name(split): _node_of_movie(work, activations)}
    if split == work.began_with.split:
        arrays |= {YEARS: years, RATINGS: ratings, TITLES: _titles(groups, ratings)}
    yield work.keep(NODES, split_name(split), figures, arrays)


def _ends(years: npt.NDArray[np.float64], ratings: npt.NDArray[np.float64]) -> dict[str, float]:
    """Mean rating and year of the nodes with the best and the worst movies, and how the two go together."""
    best, worst = int(np.nanargmax(ratings)), int(np.nanargmin(ratings))
    both = ~(np.isnan(years) | np.isnan(ratings))
    varied = both.sum() > 2 and years[both].std() > 0 and ratings[both].std() > 0
    return {
        "best rating": float(ratings[best]), "best year": float(years[best]),
        "worst rating": float(ratings[worst]), "worst year": float(years[worst]),
        "years against ratings": float(np.corrcoef(years[both], ratings[both])[0, 1]) if varied else np.nan,
    }  # fmt: skip


def _titles(groups: Sequence[npt.NDArray[np.int64]], ratings: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Movies of the node with the best and of the one with the worst ones, [2, TOP], -1 where there are fewer."""
    shown = np.full((2, TOP), -1, np.int64)
    for row, node in enumerate((int(np.nanargmax(ratings)), int(np.nanargmin(ratings)))):
        shown[row, : len(groups[node])] = groups[node]
    return shown


def _node_of_movie(work: Work, activations: Activations) -> npt.NDArray[np.int64]:
    nodes = np.full(work.dataset.n_movies, -1, np.int64)
    nodes[activations.rated_movies] = activations.movie_nodes[0]
    return nodes


def lay_nodes_on_map(work: Work) -> Events:
    """How far neighbours on the map have the same node; makes the map and the nodes where they are missing."""
    if all(work.record().finding(NODES_ON_MAP, split_name(split)) for split in work.began_with.splits):
        return
    yield from lay_out(work)
    yield from study_nodes(work)
    arrays = arrays_for(work.dataset, work.store, work.began_with.id)
    movies, nearest = arrays[MOVIES], neighbours_on(arrays[COORDINATES])
    for split in work.began_with.splits:
        nodes = arrays[array_name(split)][movies]
        figures = {"agreement": agreement(nodes, nearest), "nodes": float(len(np.unique(nodes[nodes >= 0])))}
        yield work.keep(NODES_ON_MAP, split_name(split), figures)


def check_nodes(record: ArticleRecord) -> tuple[Check, ...]:
    """What tells nodes apart."""
    return (
        _shares(record, "Nodes differ strongly by how good their movies are (0.14 or more)", ["rating, top"],
                lambda rating: rating - _LARGE_EFFECT),
        _shares(record, "They differ strongly by the year of their movies (0.14 or more)", ["year, top"],
                lambda year: year - _LARGE_EFFECT),
        _shares(record, "They differ less by genre than by rating", ["rating, top", "genres, top"],
                lambda rating, genres: rating - genres),
        _shares(record, "So they do in the other view, each movie with its own node",
                ["rating, strongest", "genres, strongest"], lambda rating, genres: rating - genres),
        _shares(record, "Good is old: nodes with better movies have older ones (r below 0)",
                ["years against ratings"], lambda r: -r, "+.2f"),
        _shares(record, "The best node's movies are above 4 and the worst node's below 2",
                ["best rating", "worst rating"], lambda best, worst: min(best - 4.0, 2.0 - worst),
                claimed="4.18 → 1.72"),
    )  # fmt: skip


def check_nodes_on_map(record: ArticleRecord) -> tuple[Check, ...]:
    """Whether the map shows the nodes."""
    return (
        _shares(
            record, "Neighbours on the map hardly have the same node (kappa below 0.2)", ["agreement"],
            lambda kappa: _SLIGHT - kappa, step=NODES_ON_MAP, claimed="no pattern",
        ),
    )  # fmt: skip


def _shares(
    record: ArticleRecord,
    statement: str,
    names: Sequence[str],
    margin: Callable[..., float],
    form: str = ".2f",
    step: str = NODES,
    claimed: str = "",
) -> Check:
    rows = [record.finding(step, split_name(split)) for split in record.config.splits]
    values = [[row[name] for name in names] for row in rows if all(name in row for name in names)]
    here = record.here(step)
    shown = " against ".join(f"{here[name]:{form}}" for name in names) if all(name in here for name in names) else "–"
    means = " against ".join(mean_and_half(list(column), form) for column in zip(*values, strict=True)) or "–"
    return Check(statement, claimed, shown, means, tuple(margin(*row) for row in values))
