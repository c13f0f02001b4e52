"""A LensKit dataset: a folder of Parquet tables, whose ratings name users and movies by their rows in other tables.

Its columns were seen in what LensKit 2025.8 writes of MovieLens: ``rating`` has user_num, item_num, rating and
timestamp, ``user`` has user_id, ``item`` has item_id, title and genres.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

import numpy as np

from movierec_gui.data.archives import FileTree
from movierec_gui.data.assemble import Parts
from movierec_gui.data.catalogue import Catalogue, read_list
from movierec_gui.data.choices import TableChoice
from movierec_gui.data.column_names import first_named
from movierec_gui.data.formats.layout import read_columns, shape_of
from movierec_gui.data.identifiers import IdArray, TextIds, plain_number
from movierec_gui.data.rating_rows import Instructions
from movierec_gui.data.side_tables import read_records
from movierec_gui.data.sniffing import ColumnChoice
from movierec_gui.data.validation import IssueLog
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress

DESCRIPTION = "LensKit: schema.json with rating.parquet, user.parquet and item.parquet"

_SCHEMA, _RATINGS, _USERS, _ITEMS = "schema.json", "rating.parquet", "user.parquet", "item.parquet"


def matches(tree: FileTree) -> bool:
    """The schema and the three tables."""
    found = [tree.find(name) for name in (_SCHEMA, _RATINGS, _USERS, _ITEMS)]
    return all(found) and tree.chosen in (None, *found)


def files(tree: FileTree) -> tuple[str, ...]:
    """The three tables."""
    return tuple(file for name in (_RATINGS, _USERS, _ITEMS) if (file := tree.find(name)))


def load(tree: FileTree, log: IssueLog, choice: TableChoice) -> Generator[Progress, None, Parts]:
    """Ratings and list; tags are not among the tables that are read."""
    ratings, users, items = files(tree)
    shape = shape_of(tree, ratings)
    header = shape.header if shape else ()
    places = [first_named(header, (name,)) for name in ("usernum", "itemnum", "rating")]
    if shape is None or None in places:
        found = ", ".join(header)
        raise UserError(f"{ratings} has other columns than LensKit's", f"Its columns: {found}", "Write it as CSV")
    user, item, rating = (place or 0 for place in places)
    columns = ColumnChoice(user, item, rating, first_named(header, ("timestamp",)))
    raw = yield from read_columns(tree, ratings, shape, columns, choice, log, documented=Instructions(not_rated=()))
    user_rows, text_users = _ids(tree, users, "userid", log)
    item_rows, text_movies = _ids(tree, items, "itemid", log)
    raw = replace(
        raw,
        users=_named(raw.users, user_rows, ratings, users),
        movies=_named(raw.movies, item_rows, ratings, items),
        text_users=text_users,
        text_movies=text_movies,
        ascending=False,  # two rows of a list may have the same identifier
    )
    return Parts(raw, Catalogue(items, read_list(tree, items, log, raw.movie_number)))


def _ids(tree: FileTree, file: str, name: str, log: IssueLog) -> tuple[IdArray, TextIds | None]:
    """The number of each row's identifier, and the texts where not all are plain numbers."""
    shape, records = read_records(tree, file, log)
    place = first_named(shape.header, (name,)) if shape else None
    if place is None:
        raise UserError(f"{file} has no column of identifiers", f"Expected {name}", "Write the dataset anew")
    texts = [(record.fields or [""] * (place + 1))[place] for record in records]
    numbers = [plain_number(text) for text in texts]
    if None not in numbers:
        return np.array(numbers, np.int64), None
    known = TextIds()
    return np.array([known.number(text) or 0 for text in texts], np.int64), known


def _named(rows: IdArray, ids: IdArray, ratings: str, table: str) -> IdArray:
    """The identifiers of the rows that ratings name. Raises UserError where there are no such rows."""
    if len(rows) and not 0 <= rows.min() <= rows.max() < len(ids):
        raise UserError(f"{ratings} does not fit {table}", f"Row {rows.max():,} of {len(ids):,}", "Write them anew")
    named: IdArray = ids[rows]
    return named
