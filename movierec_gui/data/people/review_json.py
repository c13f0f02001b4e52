"""A whole review as JSON for scripts, and decisions on its rows out of such a file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from movierec_gui.data.people.person_json import film_document
from movierec_gui.data.people.review import Review, ReviewRow
from movierec_gui.errors import UserError
from movierec_gui.records import parse_json

CHOOSE, REJECT, REPLACE = "choose", "reject", "replace"
"""Possible decisions on a row: ``{"choose": movie id}``, ``"reject"`` or ``"replace"``."""


def review_document(review: Review) -> dict[str, Any]:
    """Everything a review shows. A script adds ``decision`` to rows and hands the file back as decisions."""
    return {
        "source": review.history.source,
        "file": review.history.origin.name,
        "dataset": review.finder.dataset.name,
        "person": None if review.person is None else review.person.name,
        "counts": {str(status): count for status, count in review.counts.items()},
        "conflicts": len(review.conflicts),
        "notes": list(review.notes),
        "rows": [_row(review, row) for row in review.rows],
    }


def with_decisions(review: Review, path: Path) -> Review:
    """The review after the decisions in a JSON file: a list of rows, or an object with ``rows``.

    A row is named by its ``key`` (or its ``row`` number) and has a ``decision``; rows without one stay as they are.
    Raises UserError where the file is no such list, or a decision fits no row.
    """
    for item in _items(path):
        decision = item.get("decision")
        if decision is not None:
            review = _applied(review, _number(review, item, path), decision, path)
    return review


def _row(review: Review, row: ReviewRow) -> dict[str, Any]:
    entry = row.entry
    return {
        "row": row.number,
        "key": row.key,
        "where": entry.where,
        "list": entry.what,
        "film": film_document(entry.film),
        "value": entry.value,
        "scale": None if entry.scale is None else [entry.scale.low, entry.scale.high],
        "time": entry.time or None,
        "type": entry.type_word or None,
        "status": str(row.status),
        "reason": row.reason,
        "movie": None if row.movie is None else _movie(review, row.movie),
        "candidates": [_movie(review, movie) for movie in row.candidates],
        "yours": None if row.conflict is None else {"value": row.conflict.value, "scale": str(row.conflict.scale)},
        "replaces": row.replaces,
        "decided": row.decided,
    }


def _movie(review: Review, movie: int) -> dict[str, Any]:
    movies = review.finder.dataset.movies
    return {"id": int(movies.ids[movie]), "label": movies.label(movie)}


def _items(path: Path) -> list[Mapping[str, Any]]:
    try:
        document = parse_json(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise UserError(f"{path} cannot be read", error.strerror or "", "Check the path") from error
    except ValueError as error:
        raise UserError(f"{path.name} is no JSON", str(error), "Take the output of --review-json") from error
    items = document.get("rows") if isinstance(document, Mapping) else document
    if not isinstance(items, list) or not all(isinstance(item, Mapping) for item in items):
        raise UserError(
            f"{path.name} holds no list of decisions",
            "",
            'Take the output of --review-json and add "decision" to rows',
        )
    return items


def _number(review: Review, item: Mapping[str, Any], path: Path) -> int:
    """The number of the row that a decision is on."""
    key, number = item.get("key"), item.get("row")
    fitting = [row.number for row in review.rows if row.key == key] if key is not None else [number]
    if number in fitting:
        fitting = [number]
    if not fitting or not isinstance(fitting[0], int) or isinstance(fitting[0], bool):
        raise UserError(
            f"A decision in {path.name} fits no row of this import", json.dumps(item)[:200], "Name it by row or key"
        )
    return fitting[0]


def _applied(review: Review, number: int, decision: Any, path: Path) -> Review:
    if decision == REJECT:
        return review.reject(number)
    if decision == REPLACE:
        return review.replace_rating(number)
    chosen = decision.get(CHOOSE) if isinstance(decision, Mapping) else None
    if isinstance(chosen, bool) or not isinstance(chosen, int):
        raise UserError(
            f"A decision in {path.name} is not understood",
            repr(decision)[:200],
            'Decide {"choose": a movie\'s id}, "reject" or "replace"',
        )
    return review.choose(number, review.finder.dataset.movie_index(chosen))
