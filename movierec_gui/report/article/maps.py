"""The article's map, and what lies together on it: movies liked alike, of one time, of one genre."""

from __future__ import annotations

import numpy as np

from movierec_gui.analysis.projections import MapConfig, MapFrame, raw_map
from movierec_gui.report.article.arrays import COORDINATES, MOVIES, arrays_for
from movierec_gui.report.article.config import ArticleConfig
from movierec_gui.report.article.record import ArticleRecord
from movierec_gui.report.article.traits import TRAITS, likeness, neighbours_on, trait
from movierec_gui.report.article.verdicts import Check, mean_and_half
from movierec_gui.report.article.work import Events, Work
from movierec_gui.report.findings import fitting_map

MAP, NODES_ON_MAP = "map", "nodes-on-map"
_ARTICLE = {"ratings": 100_004, "users": 671, "rated_movies": 9_066}
_MEAN_YEAR, _MEAN_OF_MEANS = 1991.9, 3.292


def seeds_of(config: ArticleConfig) -> tuple[str, ...]:
    """Names of the layouts: a map divides no ratings, so that only its start is drawn at random."""
    return tuple(f"seed {seed}" for seed in range(config.seeds))


def lay_out(work: Work) -> Events:
    """The map of every seed that is missing, and how alike its neighbours are; the first one's places are kept."""
    record = work.record()
    for seed, at in enumerate(seeds_of(record.config)):
        lacks_places = seed == 0 and COORDINATES not in arrays_for(work.dataset, work.store, record.id)
        if record.finding(MAP, at) and not lacks_places:
            continue
        config = fitting_map(work.dataset, MapConfig(iterations=record.config.iterations, seed=seed))
        events = raw_map(work.dataset, config)
        while True:
            try:
                event = next(events)
            except StopIteration as end:
                made = end.value
                break
            yield event.progress if isinstance(event, MapFrame) else event
        nearest = neighbours_on(made.coordinates)
        figures = {name: likeness(trait(work.dataset, name)[made.movies], nearest) for name in TRAITS}
        arrays = {MOVIES: made.movies.astype(np.int64), COORDINATES: made.coordinates} if seed == 0 else None
        yield work.keep(MAP, at, figures, arrays)


def check_map(record: ArticleRecord) -> tuple[Check, ...]:
    """The data, and what lies together on the map."""
    data = record.data
    same = all(getattr(data, name) == value for name, value in _ARTICLE.items())
    means = (data.mean_year or 0.0, data.mean_of_movie_means or 0.0)
    near = min(0.5 - abs(means[0] - _MEAN_YEAR), 0.005 - abs(means[1] - _MEAN_OF_MEANS))
    counted = f"{data.ratings:,} ratings, {data.users:,} users, {data.rated_movies:,} rated movies"
    described = f"year {means[0]:.1f}, rating {means[1]:.3f}"
    return (
        *_alike(record, "Neighbours on the map are more alike in mean rating than in genre", "rating"),
        *_alike(record, "Neighbours on the map are more alike in year than in genre", "year"),
        Check(
            "These are the article's data", "100,004 ratings, 671 users, 9,066 rated movies", counted, counted,
            (1.0 if same else -1.0,), certain=True,
        ),
        Check(
            "Mean year of the movies (within half a year) and mean of their mean ratings (within 0.005)",
            "year 1991.9, rating 3.292", described, described,
            (near,), certain=True,
        ),
    )  # fmt: skip


def _alike(record: ArticleRecord, statement: str, name: str) -> tuple[Check, ...]:
    found = [record.finding(MAP, at) for at in seeds_of(record.config)]
    rows = [figures for figures in found if name in figures and "genres" in figures]
    if not rows:
        return ()
    shown = f"{rows[0][name]:.2f} against {rows[0]['genres']:.2f}"
    ours, genres = ([row[key] for row in rows] for key in (name, "genres"))
    means = f"{mean_and_half(ours, '.2f')} against {mean_and_half(genres, '.2f')}"
    return (Check(statement, "", shown, means, tuple(row[name] - row["genres"] for row in rows)),)
