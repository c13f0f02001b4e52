"""What ``movierec predict`` says of single films: why a prediction is what it is, and which films are alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from movierec_gui.cli.output import Output
from movierec_gui.cli.progress_bar import follow
from movierec_gui.cli.text_table import number, text

if TYPE_CHECKING:
    from movierec_gui.analysis.people import Person
    from movierec_gui.training.trained import TrainedRun

PART_COLUMNS = (text("Part of the prediction"), number("Stars", "+.2f"))
INFLUENCE_COLUMNS = (number("Id", ""), text("Rated movie", cut=True), number("Rated", ".1f"), number("Change", "+.3f"))
SIMILAR_COLUMNS = (number("Id", ""), text("Similar movie", cut=True), number("Ratings"), number("Cosine", ".2f"))


def why(out: Output, run: TrainedRun, person: Person, reference: str, top: int) -> dict[str, Any]:
    """Say why a film's prediction for somebody is what it is; ``top`` 0 lists every rating that was tried.

    Returns it as plain values. Raises UserError where no film or several fit.
    """
    from movierec_gui.analysis.people import explain_person
    from movierec_gui.data.title_search import find_movie

    dataset = run.dataset
    movie = find_movie(dataset, reference)
    explained = follow(out, explain_person(run, person, movie))
    parts = {
        "mean": explained.mean,
        "person": explained.user_bias,
        "movie": explained.movie_bias,
        "network": explained.beyond_biases,
        "predicted": explained.predicted,
    }
    labels = ("Mean of all ratings", "This person", "This movie", "What the network adds", "Prediction")
    chosen = explained.influences[:top] if top else explained.influences
    movies = dataset.movies
    moves = [(int(movies.ids[one.movie]), movies.label(one.movie), one.rating, one.change) for one in chosen]
    out.line()
    out.table(PART_COLUMNS, zip(labels, parts.values(), strict=True), f"Why {movies.label(movie)}")
    out.line(f"Behind it: {explained.support:,} training ratings of the movie, {explained.rated:,} of the person.")
    if moves:
        out.table(INFLUENCE_COLUMNS, moves, "Ratings that move it most: with this rating minus without it, in stars")
    else:
        out.line("No rating of the person was in training, so none moves it.")
    names = ("id", "title", "rating", "change")
    told = [dict(zip(names, row, strict=True)) for row in moves]
    return {"id": int(movies.ids[movie]), "title": movies.label(movie), "parts": parts, "ratings": told}


def similar(out: Output, run: TrainedRun, reference: str, top: int) -> dict[str, Any]:
    """List the films that a run holds for like one film, the most alike first; ``top`` 0 lists all.

    Returns it as plain values. Raises UserError where no film or several fit.
    """
    from movierec_gui.analysis.film_neighbours import similar_films
    from movierec_gui.data.title_search import find_movie

    dataset = run.dataset
    movie = find_movie(dataset, reference)
    found = follow(out, similar_films(dataset, run, movie, top or dataset.n_movies))
    movies = dataset.movies
    rows = [(int(movies.ids[one.movie]), movies.label(one.movie), one.support, one.similarity) for one in found.films]
    if found.note:
        out.note(f"{found.note}: similar films are by those who rated both")
    out.line()
    if rows:
        out.table(SIMILAR_COLUMNS, rows, f"Like {movies.label(movie)}")
    else:
        out.line(f"No movie shares enough with {movies.label(movie)} to be called similar.")
    names = ("id", "title", "support", "similarity")
    told = [dict(zip(names, row, strict=True)) for row in rows]
    return {"id": int(movies.ids[movie]), "title": movies.label(movie), "by": found.how, "films": told}
