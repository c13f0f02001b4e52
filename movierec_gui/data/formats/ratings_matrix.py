"""A matrix of ratings: a row per user and a column per movie, or the other way round; empty where nobody rated."""

from __future__ import annotations

import math
import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np

from movierec_gui.data.archives import FileTree
from movierec_gui.data.assemble import Parts
from movierec_gui.data.careful_rows import decimal_number
from movierec_gui.data.choices import TableChoice
from movierec_gui.data.column_names import NAMES, column_of, plain_name, rated_movie_column
from movierec_gui.data.delimited import Record, decoded, split_fields
from movierec_gui.data.formats.layout import with_tables
from movierec_gui.data.identifiers import TextIds, is_total, plain_number
from movierec_gui.data.raw_ratings import RawRatings
from movierec_gui.data.scales import LevelTally, find_scale, levels_of, scale_out_of
from movierec_gui.data.side_tables import side_blocks
from movierec_gui.data.sniffing import TableShape, first_rows, sniff
from movierec_gui.data.validation import MALFORMED, NOT_RATED, OUT_OF_SCALE, TOTAL, IssueLog
from movierec_gui.data.worded_ratings import Vocabulary, vocabulary_of
from movierec_gui.data.written_ratings import is_open, written_rating
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress

DESCRIPTION = "A matrix of ratings: a row per user, a column per movie (or the other way round), empty or 0 for none"

_ENDINGS = (".csv", ".tsv", ".txt")
_MOST_SEARCHED = 20
_HEAD = 1 << 22
"""Bytes looked at, at most: one row has a cell for every movie."""
_LINES = 50
"""Lines looked at: layouts are remembered by the bytes that they were found from."""
_FEWEST_COLUMNS, _FEWEST_ROWS, _FEWEST_KNOWN = 3, 3, 6
_FEWEST_LEVELS, _MOST_LEVELS, _HIGHEST = 3, 21, 100
"""Flags have two levels, measurements have many, ratings few."""
_FEWEST_MISSING = 0.2
"""Share of cells without a rating in a matrix that nothing names; a full one is any table of numbers."""
_EMPTY = {"", "na", "n/a", "nan", "null", "none", "-", "?", "\\n"}
_MOST_ROWS_FIT = 0.9
_AT_ONCE = 256
_MOST_ASIDE, _MOST_SLIPS = 6, 0.2
_LONGEST_TITLE = 6
"""Lines that may stand above the names of the columns, blank ones among them."""
_MOST_IN_TITLE = 2
"""Cells with text in such a line: what the table is, and when."""
_OF_SPREADSHEETS = (",", ";", "\t")
_DATED = re.compile(r"\(\d{4}\)")
_ASKED = re.compile(r"(.*\S)\s*\[(.+)\]")
_NO_RATINGS = frozenset({
    "age", "yourage", "howoldareyou", "alter", "edad", "idade", "gender", "sex", "geschlecht", "sexo", "zip", "zipcode",
    "postcode", "postalcode", "plz", "phone", "telephone", "year", "releaseyear", "yearofrelease", "yearpublished",
    "originalpublicationyear", "yearofbirth", "birthyear", "geburtsjahr", "height", "weight", "income", "semester",
    "id", "no", "nr", "index", "runtime", "budget", "revenue", "votes", "votecount", "numvotes", "voteaverage",
    "averagerating", "avgrating", "meanrating", "imdbrating", "rank", "popularity", "pages", "numberofpages",
    "bookid", "movieid", "filmid", "itemid", "userid", "studentid", "readcount", "ownedcopies",
})  # fmt: skip
"""Plain names of columns that say something about the rows, in numbers that look like ratings or larger ones."""
_FAR = 2
"""So many times the highest rating of other columns is no rating: an age among ratings to five."""
_ABOUT_MOVIES = {*NAMES["movie"], *NAMES["title"], "movies", "films", "items", "books"} - {"name"}
_ABOUT_USERS = {*NAMES["user"], "users", "person", "people", "student", "students", "viewer", "viewers"}


@dataclass(frozen=True)
class _Plan:
    """How a matrix is laid out."""

    shape: TableShape
    names: tuple[str, ...]
    """Of the columns with ratings; empty where they have none."""
    name_at: int | None
    """The column that names the rows, with cells that are all different; None where they are numbered."""
    aside: tuple[int, ...]
    """Columns without ratings, that of the names among them: when a form was sent, by whom, remarks, sums, margins."""
    skips_row: bool
    """Whether the names stand in the first row below what was taken for no heading."""
    rows_are_movies: bool
    names_of_all: tuple[str, ...]
    """Of all columns, those aside too; empty texts where they have none."""
    words: Vocabulary | None = None
    """The words in which the ratings are written; None where they are numbers."""
    out_of: int = 0
    """What the ratings say that they are out of; 0 where they are plain numbers."""

    def number(self, text: str) -> float | None:
        """The rating in a cell, NaN for an empty one; None where it is none."""
        if text.lower() in _EMPTY:
            return math.nan
        if self.words is not None:
            return self.words.value(text)
        found = None if self.out_of == 0 else written_rating(text)
        if found is not None:
            return found[0] if found[1] in (0, self.out_of) or is_open(text) else None
        return decimal_number(text, comma=self.shape.delimiter != ",")


def matches(tree: FileTree) -> bool:
    """Exactly one table in which nearly every cell is a rating or empty."""
    return len(_matrices(tree)) == 1


def files(tree: FileTree) -> tuple[str, ...]:
    """That table."""
    return tuple(_matrices(tree))


def load(tree: FileTree, log: IssueLog, choice: TableChoice) -> Generator[Progress, None, Parts]:
    """The ratings; rows and columns without names are numbered from 1."""
    ((file, plan),) = _matrices(tree).items()
    row_ids, column_ids = TextIds(), TextIds()
    rows, columns, values = [], [], []
    for number, record in enumerate(_records(tree, file, plan, log), 1):
        if number % _AT_ONCE == 1:
            yield Progress(f"Reading {file}")
        cells = _cells(record.fields, plan)
        name = str(number) if plan.name_at is None else (record.fields or [""])[plan.name_at].strip()
        if not any(cell.strip() for cell in record.fields or ("unreadable",)):
            continue
        if plan.name_at is not None and is_total(name):
            log.add(file, record.line, TOTAL, name)
            continue
        if cells is None or not name:
            log.add(file, record.line, MALFORMED, repr(record.text[:60]))
            continue
        rated = np.flatnonzero(~np.isnan(cells))
        rows.append(np.full(len(rated), row_ids.number(name), np.int64))
        columns.append(rated)
        values.append(cells[rated].astype(np.float32))
    names = plan.names or tuple(str(place) for place in range(1, plan.shape.width + 1 - len(plan.aside)))
    numbers = np.array([column_ids.number(name) or 0 for name in names], np.int64)
    found = (
        _Axis(np.concatenate([np.empty(0, np.int64), *rows]), row_ids),
        _Axis(numbers[np.concatenate([np.empty(0, np.int64), *columns])], column_ids),
    )
    users, movies = (axis.plain() for axis in (reversed(found) if plan.rows_are_movies else found))
    flat = np.concatenate([np.empty(0, np.float32), *values])
    log.note(
        f"{file}: a row per {'movie' if plan.rows_are_movies else 'user'} and a column per "
        f"{'user' if plan.rows_are_movies else 'movie'}; empty cells are no ratings"
    )
    if further := [
        name for place in plan.aside if place != plan.name_at and (name := plan.names_of_all[place].strip())
    ]:
        log.note(f"{file}: no ratings are in {', '.join(further)}")
    if plan.words is not None:
        said = [cell.strip() for row in first_rows(tree.head(file, _HEAD), plan.shape) for cell in row]
        log.note(f"{file}: the ratings are words, read as numbers: {plan.words.account(said)}")
    kept, scale = _on_scale(file, flat, _with_own_scale(choice, plan, flat), log)
    if not kept.any():
        raise UserError(f"{file} holds no usable rating", f"{len(flat):,} cells were read", "Choose another file")
    ratings = RawRatings(
        file,
        users.numbers[kept],
        movies.numbers[kept],
        flat[kept],
        np.zeros(int(kept.sum()), np.int64),
        1,
        np.empty((0, 2), np.int64),
        len(flat),
        text_users=users.names,
        text_movies=movies.names,
        titles=movies.names.names() if movies.names else {},
        scale=scale,
    )
    return with_tables(tree, ratings, log)


@dataclass(frozen=True)
class _Axis:
    """Users or movies: a number per rating, and the names that the numbers stand for, where they are text."""

    numbers: np.ndarray[tuple[int], np.dtype[np.int64]]
    names: TextIds | None

    def plain(self) -> _Axis:
        """With the numbers that the names are, where they are numbers throughout."""
        names = {} if self.names is None else self.names.names()
        plain = {number: plain_number(name) for number, name in names.items()}
        if any(number is None for number in plain.values()):
            return self
        lookup = np.array([0, *(plain[number] or 0 for number in sorted(plain))], np.int64)
        return _Axis(lookup[self.numbers], None)


def _with_own_scale(
    choice: TableChoice, plan: _Plan, values: np.ndarray[tuple[int], np.dtype[np.float32]]
) -> TableChoice:
    """The choice with the scale that words and ``4/5`` have, unless a person says another."""
    if choice.scale or not (plan.words or plan.out_of):
        return choice
    tally = LevelTally()
    tally.add(values)
    scale = plan.words.scale if plan.words else scale_out_of(plan.out_of, tally)
    return replace(choice, scale=scale, not_rated=choice.not_rated or ())


def _on_scale(
    file: str, values: np.ndarray[tuple[int], np.dtype[np.float32]], choice: TableChoice, log: IssueLog
) -> tuple[np.ndarray[tuple[int], np.dtype[np.bool_]], tuple[float, float] | None]:
    """[n] which cells are ratings, and the scale that they are on, as in any table of ratings."""
    tally = LevelTally()
    tally.add(values)
    levels = levels_of(tally, values, choice.scale, choice.not_rated)
    found = find_scale(levels, tally.total, choice.scale, choice.not_rated, halves=tally.halves)
    kept = ~np.isin(values, np.array([*found.marks, *found.outliers], np.float32))
    for level in found.marks:
        count = int((values == np.float32(level)).sum())
        log.count(NOT_RATED, count)
        log.note(f"{file}: {level:g} taken for 'not rated' (cells: {count:,}); --not-rated none keeps it as a rating")
    for level in found.outliers:
        count = int((values == np.float32(level)).sum())
        log.count(OUT_OF_SCALE, count)
        log.note(f"{file}: {level:g} in {count:,} cells taken for a mistake and left out; --scale says otherwise")
    whence = "as stated" if found.stated else "found from the values; --scale LOW-HIGH sets another"
    log.note(f"{file}: ratings from {found.low:g} to {found.high:g} ({whence})")
    return kept, (found.low, found.high) if found.low < found.high else None


def _matrices(tree: FileTree) -> dict[str, _Plan]:
    searched = [tree.chosen] if tree.chosen else [file for file in tree.sizes if file.lower().endswith(_ENDINGS)]
    plans = {file: _plan(tree, file) for file in searched[:_MOST_SEARCHED]}
    return {file: plan for file, plan in plans.items() if plan is not None}


def _plan(tree: FileTree, file: str) -> _Plan | None:
    """How a table is laid out as a matrix; None where it is none."""
    head = tree.head(file, _HEAD)
    lines = head.split(b"\n", _LINES)
    whole = lines[:-1] if len(lines) > _LINES or len(head) == _HEAD else lines
    for above in range(min(_LONGEST_TITLE, len(whole) - _FEWEST_ROWS) + 1):
        if above and not _is_title(decoded(whole[above - 1])):
            break
        plan = _plan_of(b"".join(line + b"\n" for line in whole[above:]))
        if plan is not None:
            start = plan.shape.start + sum(len(line) + 1 for line in whole[:above])
            return replace(plan, shape=replace(plan.shape, start=start, first_line=plan.shape.first_line + above))
    return None


def _is_title(line: str) -> bool:
    """Whether a line above a table may say what it is: one or two of its cells have text, and none a rating."""
    pieces = (split_fields(line.strip(), delimiter, quoted=True) or [] for delimiter in _OF_SPREADSHEETS)
    given = [[cell for cell in cells if cell.strip()] for cells in pieces]
    numbers = [decimal_number(cell.strip(), comma=True) for cells in given for cell in cells]
    return max(map(len, given)) <= _MOST_IN_TITLE and all(n is None or n > _HIGHEST for n in numbers)


def _plan_of(head: bytes) -> _Plan | None:
    """How a table that begins with these lines is laid out as a matrix; None where it is none."""
    shape = sniff(head)
    if shape is None or shape.width <= _FEWEST_COLUMNS:
        return None
    rows = first_rows(head, shape)
    names = list(shape.header) or (rows[0] if rows and _is_heading(rows[0], rows[1:]) else [])
    skips_row = bool(names) and not shape.header
    body = rows[1:] if skips_row else rows
    if len(body) < _FEWEST_ROWS or (names and len(names) != shape.width):
        return None
    if column_of(names, "user") is not None and rated_movie_column(names) is not None:
        # A row for each pair, as logs of views and likes are.
        return None
    body = [row for row in body if any(cell.strip() for cell in row)]
    aside = _without_ratings(body, shape.width) if shape.header else ()
    name_at = _naming(body, shape.header, aside)
    margins = [place for place, name in enumerate(names) if place != name_at and _is_margin(name, place, body)]
    margins += [place for place in _measures(names, body) if place != name_at]
    aside = tuple(sorted({*aside, *margins}))
    aside = tuple(sorted({*aside, *(() if name_at is None else (name_at,))}))
    called = _questions([name.strip() for place, name in enumerate(names) if place not in aside])
    # Columns that are empty throughout are no movies that make a list of something else a matrix.
    given = [
        at for at in range(shape.width) if at not in aside and any(row[at].strip() for row in body if at < len(row))
    ]
    if "" in called or len(given) < _FEWEST_COLUMNS:
        return None
    ways = _ways_of_writing(body, {*aside})
    if ways is None:
        return None
    corner, first = ("", []) if name_at is None else (names[name_at] if names else "", [row[name_at] for row in body])
    plan = _Plan(shape, called, name_at, aside, skips_row, _of_movies([corner, *called], first), tuple(names), *ways)
    body = [row for row in body if name_at is None or not is_total(row[name_at].strip())]
    cells = [_cells(row, plan) for row in body]
    fewest = 2 if plain_name(corner) in _ABOUT_USERS | _ABOUT_MOVIES or any(ways) else _FEWEST_LEVELS
    return plan if _are_ratings([row for row in cells if row is not None], len(cells), bool(names), fewest) else None


def _ways_of_writing(rows: Sequence[Sequence[str]], aside: set[int]) -> tuple[Vocabulary | None, int] | None:
    """The words of the cells, or what they say that they are out of; None where that is not the same for all."""
    given = {cell.strip() for row in rows for place, cell in enumerate(row) if place not in aside}
    given = {text for text in given if text.lower() not in _EMPTY}
    if any(decimal_number(text, comma=True) is not None for text in given):
        return None, _out_of(given)
    return vocabulary_of(given), _out_of(given)


def _out_of(texts: set[str]) -> int:
    """What texts say that they are out of: the one number that all say; 0 where they say none or several."""
    found = {text: written for text in texts if (written := written_rating(text)) is not None}
    said = {highest for text, (_, highest) in found.items() if highest and not is_open(text)}
    drawn = [value for text, (value, _) in found.items() if is_open(text)]
    if not said and drawn:
        return 5 if max(drawn) <= 5 else 10
    return said.pop() if len(said) == 1 else 0


def _measures(names: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """The columns that are about the rows, as their names or numbers far beyond all others show."""
    columns = [[number for row in rows if (number := _plain(row, place)) is not None] for place in range(len(names))]
    highest = [max(column) for column in columns if column]
    usual = float(np.median(highest)) if highest else math.inf
    far = [bool(column) and min(column) > usual and max(column) > _FAR * usual for column in columns]
    return [place for place, name in enumerate(names) if plain_name(name) in _NO_RATINGS or far[place]]


def _plain(row: Sequence[str], place: int) -> float | None:
    return decimal_number(row[place].strip(), comma=True) if place < len(row) else None


def _is_margin(name: str, place: int, rows: Sequence[Sequence[str]]) -> bool:
    """Whether a column is a spreadsheet's empty margin, or sums up the others."""
    if is_total(name.strip()):
        return True
    return not name.strip() and not any(row[place].strip() for row in rows if place < len(row))


def _without_ratings(rows: Sequence[Sequence[str]], width: int) -> tuple[int, ...]:
    """The columns of texts. One text among ratings is a bad row, and no reason to leave a column aside."""
    found = []
    for place in range(width):
        cells = [row[place].strip() for row in rows if place < len(row)]
        given = [text for text in cells if text.lower() not in _EMPTY]
        texts = [text for text in given if decimal_number(text, comma=True) is None and written_rating(text) is None]
        if len(texts) > _MOST_SLIPS * len(given):
            found.append(place)
    return tuple(found) if len(found) <= _MOST_ASIDE else ()


def _naming(rows: Sequence[Sequence[str]], header: Sequence[str], aside: Sequence[int]) -> int | None:
    """The column that names the rows: of those without ratings the one called so, else the first; or column 0."""

    def distinct(place: int) -> bool:
        cells = [row[place].strip() if place < len(row) else "" for row in rows]
        return len(set(cells)) == len(cells) and "" not in cells

    able = [place for place in aside if distinct(place)]
    called = [place for place in able if plain_name(header[place]) in {*_ABOUT_USERS, *_ABOUT_MOVIES, "name"}]
    if able:
        return (called or able)[0]
    names_rows = not aside or plain_name(header[0]) in {*_ABOUT_USERS, *_ABOUT_MOVIES, "id", "nr", "no"}
    return 0 if names_rows and distinct(0) else None


def _questions(names: Sequence[str]) -> tuple[str, ...]:
    """The names of columns; of a form's ``Rate these [Heat]``, all with the same question, what is in brackets."""
    found = [_ASKED.fullmatch(name) for name in names]
    if len(names) > 1 and all(found) and len({match[1] for match in found if match}) == 1:
        return tuple(match[2] for match in found if match)
    return tuple(names)


def _is_heading(first: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether the numbers in a row without any letter are names: all different, and no values of the rows below."""
    names = [name.strip() for name in first[1:]]
    values = {cell.strip() for row in below for cell in row[1:]}
    return len(set(names)) == len(names) and "" not in names and not values & set(names)


def _of_movies(names: Sequence[str], first: Sequence[str]) -> bool:
    """Whether the rows are movies: by the heading of their names, by years in names, or by columns called as users.

    A heading that says name may stand above anybody's.
    """
    corner = plain_name(names[0]) if names else ""
    if corner in _ABOUT_MOVIES or corner in _ABOUT_USERS:
        return corner in _ABOUT_MOVIES
    dated = [sum(_DATED.search(name) is not None for name in group) for group in (names[1:], first)]
    if max(dated):
        return dated[1] > dated[0]
    columns, rows = ([_letters(name) for name in group] for group in (names[1:], first))
    return bool(columns) and set(columns) <= _ABOUT_USERS and not set(rows) <= _ABOUT_USERS


def _letters(name: str) -> str:
    """What a name is without its number: ``user 12`` is ``user``."""
    return plain_name(name).rstrip("0123456789")


def _are_ratings(
    rows: Sequence[np.ndarray[tuple[int], np.dtype[np.float64]]], count: int, named: bool, fewest_levels: int
) -> bool:
    """Whether nearly all rows are cells with few levels; without a heading many of them have to be empty or 0."""
    if len(rows) < _MOST_ROWS_FIT * count:
        return False
    cells = np.concatenate(rows)
    known = cells[~np.isnan(cells)]
    levels = np.unique(known[known != 0])
    if len(known) < 3 * len(levels) and (levels % 0.5).any():
        return False
    if len(known) < _FEWEST_KNOWN or not fewest_levels <= len(levels) <= _MOST_LEVELS or levels[-1] > _HIGHEST:
        return False
    missing = 1 - np.count_nonzero(known) / len(cells)
    return named or bool(missing >= _FEWEST_MISSING)


def _records(tree: FileTree, file: str, plan: _Plan, log: IssueLog) -> Iterator[Record]:
    """The rows with ratings."""
    cutter, skips = plan.shape.cutter(), plan.skips_row
    for block in chain(side_blocks(tree, file, plan.shape, log), (b"",)):
        for record in cutter.cut(block, last=not block):
            if not skips:
                yield record
            skips = False


def _cells(fields: Sequence[str] | None, plan: _Plan) -> np.ndarray[tuple[int], np.dtype[np.float64]] | None:
    """The ratings of a row, NaN for empty cells; None where a cell is no number."""
    if fields is None or len(fields) != plan.shape.width:
        return None
    cells = [plan.number(cell.strip()) for place, cell in enumerate(fields) if place not in plan.aside]
    return None if any(cell is None for cell in cells) else np.array(cells, np.float64)
