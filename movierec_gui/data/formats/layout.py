"""The contract of every layout, and parts that several of them share."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from functools import partial
from typing import Protocol

from movierec_gui.data.archives import FileTree
from movierec_gui.data.assemble import Parts, TablesRead
from movierec_gui.data.beside import find_beside, read_catalogue
from movierec_gui.data.catalogue import Catalogue
from movierec_gui.data.choices import TableChoice, chosen_columns
from movierec_gui.data.column_guess import times_column
from movierec_gui.data.column_names import plain_name
from movierec_gui.data.completing import completed
from movierec_gui.data.heading_scale import best_is_lowest, called_as_marks, scale_in_heading
from movierec_gui.data.headless import is_sure
from movierec_gui.data.rating_rows import Instructions, read_ratings
from movierec_gui.data.raw_ratings import RawRatings
from movierec_gui.data.sniffing import (
    ColumnChoice,
    TableShape,
    first_rows,
    guess_columns,
    sniff,
    with_film_years,
    with_text_ids,
)
from movierec_gui.data.tag_rows import read_tags
from movierec_gui.data.time_column import with_found_times
from movierec_gui.data.validation import IssueLog
from movierec_gui.data.worded_ratings import vocabulary_of
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress

RATINGS = ("ratings", "rating")
"""Names of the table of ratings in releases, without the suffix."""
_ENDINGS = (".csv", ".dat", ".tsv", ".txt")


class Layout(Protocol):
    """One way in which ratings come; each module of this package is one."""

    DESCRIPTION: str
    """Which files make it up, for the dialog that says why a table cannot be chosen."""

    def matches(self, tree: FileTree) -> bool:
        """Whether the folder's content has this layout."""
        ...

    def files(self, tree: FileTree) -> tuple[str, ...]:
        """The files that ``load`` reads: the dataset's identity."""
        ...

    def load(self, tree: FileTree, log: IssueLog, choice: TableChoice) -> Generator[Progress, None, Parts]:
        """Everything in those files; ``completed`` may have to read the tables. Unusable rows are noted in the log.

        ``choice`` is what a person said of the table of ratings.
        """
        ...


def release_ratings(tree: FileTree) -> str | None:
    """A release's table of ratings, whatever its name ends in; None where the user chose another file."""
    return own_file(tree, *(name + ending for name in RATINGS for ending in _ENDINGS))


def own_file(tree: FileTree, *names: str) -> str | None:
    """The first of some files that is there; None where the user chose another one."""
    found = tree.find(*names)
    return found if tree.chosen in (None, found) else None


def shape_of(tree: FileTree, file: str | None) -> TableShape | None:
    """How one file of the folder is laid out; None where it is missing, empty or no table."""
    return sniff(tree.head(file)) if file else None


def table_files(tree: FileTree, ratings: str | None) -> tuple[str, ...]:
    """A table of ratings with the tables that may lie beside it: the dataset's identity."""
    return (ratings, *find_beside(tree, ratings).files) if ratings else ()


def read_rating_table(
    tree: FileTree, file: str, choice: TableChoice, log: IssueLog, *, documented: Instructions | None = None
) -> Generator[Progress, None, RawRatings]:
    """The ratings of one file. Raises UserError where its columns cannot be found.

    ``documented`` is what a release's documentation says; a person's choice overrules it.
    """
    head = tree.head(file)
    shape = sniff(head)
    if shape is None:
        raise UserError(f"{file} is no table", str(tree.origin), "Choose a text file with delimited columns")
    columns = chosen_columns(choice, shape, file) if choice.columns else guess_columns(shape)
    if columns is None:
        raise UserError(f"{file} holds no user, movie and rating", str(tree.origin), "Choose its columns yourself")
    return (yield from read_columns(tree, file, shape, columns, choice, log, documented=documented))


def read_columns(
    tree: FileTree,
    file: str,
    shape: TableShape,
    columns: ColumnChoice,
    choice: TableChoice,
    log: IssueLog,
    *,
    documented: Instructions | None = None,
) -> Generator[Progress, None, RawRatings]:
    """The ratings in some columns of one file, read as a person or a documentation says."""
    known, rows = documented or Instructions(), first_rows(tree.head(file), shape)
    said_of_times = "timestamp" in dict(choice.columns)
    columns = columns if said_of_times else with_found_times(columns, shape, rows)
    given = [row[columns.rating] for row in rows if columns.rating < len(row)]
    heading = shape.name_of(columns.rating) if shape.header else ""
    if best_is_lowest(heading) and not choice.columns:
        where = f"Its ratings are in the column {heading}"
        remedy = "Turn the numbers round, as 6 minus each of 1 to 5, or name the columns to read them as they are"
        raise UserError(f"{file} says that 1 is the best rating", where, remedy)
    instructions = Instructions(
        choice.scale or known.scale or scale_in_heading(heading, given),
        known.not_rated if choice.not_rated is None else choice.not_rated,
        choice.time_unit or known.time_unit,
        known.trusted_times or said_of_times,
        bool(choice.columns) or known.sure_columns or is_sure(shape, columns, rows),
        "" if said_of_times else _unread_times(shape, columns, rows),
        "" if choice.columns else _twins(shape, columns, rows),
        heading if called_as_marks(heading) else "",
        vocabulary_of(given),
    )
    columns = with_film_years(with_text_ids(columns, rows), shape, rows)
    if columns.year is not None:
        log.note(f"{file}: films are told from each other by title and {shape.name_of(columns.year)}")
    return (yield from read_ratings(tree, file, shape, columns, instructions, log))


def _twins(shape: TableShape, columns: ColumnChoice, rows: Sequence[Sequence[str]]) -> str:
    """What is to be said of columns that are called as one that is read, and hold other values; empty if none."""
    for role in ("user", "movie", "rating", "timestamp"):
        place = getattr(columns, role)
        if place is None or not shape.header or not (name := plain_name(shape.name_of(place))):
            continue
        others = [at for at, other in enumerate(shape.header) if at != place and plain_name(other) == name]
        differ = [at for at in others if any(len(row) > max(at, place) and row[at] != row[place] for row in rows)]
        if differ:
            places = " and ".join(str(at + 1) for at in sorted([place, *differ]))
            return f"The columns {places} are all called {shape.name_of(place)} and differ; column {place + 1} was read"
    return ""


def _unread_times(shape: TableShape, columns: ColumnChoice, rows: Sequence[Sequence[str]]) -> str:
    """The name of a column below a head that looks like times, where no column is taken for them."""
    if not shape.header or columns.timestamp is not None or columns.date_parts:
        return ""
    place = times_column(rows, shape.width, (columns.user, columns.movie, columns.rating, columns.title, columns.seen))
    return "" if place is None else shape.name_of(place)


def read_with_tables(tree: FileTree, ratings: RawRatings, log: IssueLog) -> Generator[Progress, None, Parts]:
    """Some ratings with the movie list, the links and the tags that lie beside their file."""
    return (yield from completed(with_tables(tree, ratings, log)))


def with_tables(tree: FileTree, ratings: RawRatings, log: IssueLog) -> Parts:
    """The same, with the tables yet to be read: for a layout that asks nothing more of them."""
    return Parts(ratings, tables=partial(_tables, tree, ratings, log))


def _tables(
    tree: FileTree, ratings: RawRatings, log: IssueLog, on_catalogue: Callable[[Catalogue], None]
) -> TablesRead:
    """The movie list with its links, and the tags."""
    beside = find_beside(tree, ratings.file)
    found = yield from read_catalogue(tree, beside, ratings, log)
    catalogue = found or Catalogue()
    on_catalogue(catalogue)
    if found is None or not beside.tags:
        return catalogue, None
    identify = (
        None if ratings.text_users is None else ratings.user_number,
        None if ratings.text_movies is None else ratings.movie_number,
    )
    return catalogue, (yield from read_tags(tree, beside.tags, log, identify))
