"""The layout of a file's table, found from its first bytes: delimiter, header, line ends, encoding, columns."""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from movierec_gui.data.column_names import DATE_PARTS, NAMES, column_of, first_named, plain_name, rated_movie_column
from movierec_gui.data.declared_tables import declared_table
from movierec_gui.data.delimited import RecordCutter, split_fields
from movierec_gui.data.identifiers import NO_ID, NOBODY, is_total, plain_number
from movierec_gui.data.json_lines import DELIMITER as JSON
from movierec_gui.data.json_lines import JsonCutter, keys_of

__all__ = [
    "DELIMITERS", "HEAD", "ColumnChoice", "TableShape", "column_of", "encoding_of", "first_rows", "further_columns",
    "guess_columns", "is_number", "sniff", "split_fields", "with_text_ids",
]  # fmt: skip

DELIMITERS = ("::", "\t\t", "\t", ";", ",", "|", "^", "\x01", " ")
"""Delimiters of columns, the least ambiguous first. The last but one, Ctrl+A, is Hive's."""

HEAD = 1 << 16
"""Number of bytes from which a file's layout is found."""

_MOST_ROWS = 200
_CERTAIN_HEADER = 2
"""A first row with as many known names is a header, whatever the rows below look like."""
_TWO_TABS = "\t\t"
"""Jester's; elsewhere two tabs have an empty cell between them."""
_FEWEST_BETWEEN_BLANKS = 3
_SURE_BLANKS = 0.9
"""Blanks also stand in sentences: as a delimiter they must give this share of rows the same number of columns."""
_EXCEL = "sep="
"""How a first line written by Excel names the delimiter."""
_COMMENTS = ("#", "%")
"""Marks of lines above a table that are no part of it."""
_LONGEST_TITLE = 5
"""Lines that may stand above a head and say what the table is."""
_HIGHEST_RATING = 255
_MOST_DECIMALS = 2
_ONE_YEAR = 0.8
_TELLING_ROLES = ("user", "movie", "rating", "timestamp", "title", "year", "genres", "tag", "imdb", "tmdb")


@dataclass(frozen=True)
class TableShape:
    """How a delimited text file is laid out."""

    delimiter: str
    header: tuple[str, ...]
    """Column names; empty where the first line is already data. A column of row names without one is called ''."""
    width: int
    """Columns of a usual row."""
    newline: bytes
    start: int
    """Bytes before the first row: byte-order mark, blank lines and header."""
    first_line: int
    """Line number of the first row."""
    encoding: str
    quoted: bool | None = None
    """Whether fields may stand in quotes; None: as usual for the delimiter."""
    cut_ratings: bool = field(default=False, repr=False)
    """Whether rows have more columns than the heading, as decimal commas make them: 3,5 in one of two columns."""

    @property
    def quotes(self) -> bool:
        """Whether fields may stand in quotes."""
        return self.delimiter in (",", ";") if self.quoted is None else self.quoted

    def called(self, columns: ColumnChoice) -> tuple[tuple[str, str], ...]:
        """The fields of a choice of columns that are set, and what the columns are called."""
        places = {role: getattr(columns, role) for role in ("user", "movie", "rating", "timestamp", "title")}
        return tuple((role, self.name_of(place)) for role, place in places.items() if place is not None)

    def name_of(self, place: int) -> str:
        """A column's name, or its number where it has none."""
        return (self.header[place] if place < len(self.header) else "") or f"column {place + 1}"

    def cutter(self) -> RecordCutter | JsonCutter:
        """Returns the delimiter of the rows below the header."""
        if self.delimiter == JSON:
            return JsonCutter(self.header, self.first_line)
        return RecordCutter(self.delimiter, self.quotes, self.first_line, self.width)


@dataclass(frozen=True)
class ColumnChoice:
    """Which column (from 0) holds what; None where the table has no such column."""

    user: int
    movie: int
    rating: int
    timestamp: int | None = None
    title: int | None = None
    """A movie's title on each rating row, where the table has no separate list of movies."""
    text_users: bool = False
    """Whether users are named by text: each gets a number in the order of appearance."""
    text_movies: bool = False
    seen: int | None = None
    """Whether the user has seen the movie: other ratings are estimates."""
    date_parts: tuple[int, ...] = ()
    """Year, month, day, hour, minute and second of the time, where they have columns of their own."""
    year: int | None = field(default=None, repr=False)
    """The film's year, where its title names it and others of that title are of other years."""


@lru_cache(maxsize=64)
def sniff(head: bytes) -> TableShape | None:
    """The layout of the table that starts with these bytes, or None where this is no text table."""
    encoding = encoding_of(head)
    if encoding is None:
        return None
    start = len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0
    newline = _newline(head)
    lines = _whole_lines(head[start:], newline)
    declared = declared_table([line.decode(encoding, "replace").rstrip("\r") for line in lines[:_MOST_ROWS]])
    if declared is not None:
        start = min(start + sum(len(line) + 1 for line in lines[: declared.lines]), len(head))
        first = declared.lines + 1
        return TableShape(declared.delimiter, declared.header, declared.width, newline, start, first, encoding)
    named = _named_delimiter(lines, encoding)
    before = _table_start(lines, encoding) if not named else 1
    texts = [line.decode(encoding, "replace").rstrip("\r") for line in lines[before:_MOST_ROWS] if line.strip()]
    keys = keys_of(texts) if texts and texts[0].lstrip().startswith(JSON) else ()
    if keys:
        start += sum(len(line) + 1 for line in lines[:before])
        return TableShape(JSON, keys, len(keys), newline, start, before + 1, encoding)
    delimiter = named or _delimiter(texts)
    if delimiter is None or not texts:
        return None
    quoted = delimiter in (",", ";") or (len(delimiter) == 1 and _in_quotes(texts, delimiter))
    table = _records(texts, delimiter, quoted)
    header = tuple(field.strip() for field in table[0]) if _is_header(table) else ()
    below = table[1:] if header else table
    widths = [len(row) for row in below if len(row) >= len(header)] or [len(header)]
    width = Counter(widths).most_common(1)[0][0]
    if header and width == len(header) + 1 and _has_row_names(below, width, column_of(header, "rating")):
        header = ("", *header)
    cut = bool(header) and width > len(header) and _are_cut(below, column_of(header, "rating"))
    before += bool(header)
    start = min(start + sum(len(line) + 1 for line in lines[:before]), len(head))
    return TableShape(delimiter, header, width, newline, start, before + 1, encoding, quoted, cut)


def encoding_of(data: bytes) -> str | None:
    """``utf-8`` (a byte-order mark or not) or ``latin-1``; None for what is no text in either."""
    if b"\0" in data[:4096]:
        return None
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


def guess_columns(shape: TableShape) -> ColumnChoice | None:
    """Users, movies and ratings by the header's names, or by MovieLens' order where there is no header."""
    if not shape.header:
        return ColumnChoice(0, 1, 2, 3 if shape.width > 3 else None) if shape.width in (3, 4) else None
    if shape.cut_ratings:
        return None
    user, rating = (column_of(shape.header, role) for role in ("user", "rating"))
    movie = rated_movie_column(shape.header)
    if user is None or movie is None or rating is None:
        return None
    # Beside the text of a review stands the title of the review.
    title = column_of(shape.header, "title") if column_of(shape.header, "review") is None else None
    times, (seen, parts) = column_of(shape.header, "timestamp"), further_columns(shape)
    return ColumnChoice(user, movie, rating, times, title, seen=seen, date_parts=parts if times is None else ())


def further_columns(shape: TableShape) -> tuple[int | None, tuple[int, ...]]:
    """The column that tells ratings from estimates, and those of a date in six parts; None and () without them."""
    parts = tuple(place for name in DATE_PARTS if (place := first_named(shape.header, (name,))) is not None)
    return column_of(shape.header, "seen"), parts if len(parts) == len(DATE_PARTS) else ()


def first_rows(head: bytes, shape: TableShape, most: int = 200) -> list[list[str]]:
    """The fields of a table's first rows that are not blank, of at most ``most`` whole lines of its first bytes."""
    lines = _whole_lines(head[shape.start :], shape.newline, full=len(head) == HEAD)
    block = b"".join(line + b"\n" for line in lines[:most])
    return [record.fields or [record.text] for record in shape.cutter().cut(block, last=True)]


def with_text_ids(columns: ColumnChoice, rows: Sequence[Sequence[str]]) -> ColumnChoice:
    """The choice with users and movies marked as text as soon as one of these rows names them by no plain number."""

    def is_text(column: int) -> bool:
        given = [row[column].strip() for row in rows if column < len(row) and _may_count(row, columns)]
        missing = NOBODY if column == columns.user else NO_ID
        text = [text for text in given if text not in missing and plain_number(text) is None]
        return not all(map(is_total, text))

    return replace(columns, text_users=is_text(columns.user), text_movies=is_text(columns.movie))


def with_film_years(columns: ColumnChoice, shape: TableShape, rows: Sequence[Sequence[str]]) -> ColumnChoice:
    """The choice with the column of the films' years where titles name films: King Kong of 1933 is not that of 1976.

    A year may also be that of the rating: it counts where nearly all titles that stand there again have one.
    """
    place = column_of(shape.header, "year")
    if place is None or place in (columns.timestamp, *columns.date_parts) or not _is_title(shape, columns.movie):
        return columns
    years: dict[str, list[str]] = {}
    for row in rows:
        if len(row) > max(place, columns.movie):
            years.setdefault(row[columns.movie].strip(), []).append(row[place].strip())
    again = [set(given) for given in years.values() if len(given) > 1]
    sure = "release" in plain_name(shape.header[place]) or (
        bool(again) and sum(len(given) == 1 for given in again) >= _ONE_YEAR * len(again)
    )
    return replace(columns, year=place) if sure else columns


def _is_title(shape: TableShape, place: int) -> bool:
    return place < len(shape.header) and plain_name(shape.header[place]) in (*NAMES["title"], "movie", "film", "filme")


def is_number(text: str) -> bool:
    """Whether a field reads as a number."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def _may_count(row: Sequence[str], columns: ColumnChoice) -> bool:
    """Whether a row has a rating, so that its identifiers say something about the column's kind."""
    return columns.rating < len(row) and is_number(row[columns.rating].strip().replace(",", "."))


def _whole_lines(data: bytes, newline: bytes, *, full: bool | None = None) -> list[bytes]:
    """The lines of a file's first bytes; the last one, which may be cut off, is left out where there may be more.

    Of a file with both, some end with a return still.
    """
    lines = data[:HEAD].split(newline[-1:])
    if (len(data) >= HEAD if full is None else full) and len(lines) > 1:
        lines.pop()
    return lines


def _newline(head: bytes) -> bytes:
    """How most lines end: line breaks inside quotes may be others."""
    head = head[:HEAD]
    both, feeds = head.count(b"\r\n"), head.count(b"\n")
    if feeds == 0 and b"\r" in head:
        return b"\r"
    return b"\r\n" if both * 2 > feeds else b"\n"


def _table_start(lines: list[bytes], encoding: str) -> int:
    """Lines above the table: blank ones, comments, and a title above the head. A head may begin like a comment."""
    texts = [line.decode(encoding, "replace").strip() for line in lines[:_MOST_ROWS]]
    start = next((number for number, text in enumerate(texts) if text), len(lines))
    first = next((n for n in range(start, len(texts)) if not _is_comment(texts[n])), start)
    for number in range(first, min(first + _LONGEST_TITLE, len(texts))):
        if _names_columns(texts[number]):
            return number
        if _is_data(texts[number]):
            break
    return first


def _is_comment(text: str) -> bool:
    return not text or (text.startswith(_COMMENTS) and not _names_columns(text))


def _names_columns(text: str) -> bool:
    """Whether a line is a head beyond doubt. Sentences have blanks and such words, too."""
    telling = (delimiter for delimiter in DELIMITERS if delimiter != " ")
    splits = (split_fields(text, delimiter, quoted=len(delimiter) == 1) or [] for delimiter in telling)
    return any(_roles(fields) >= _CERTAIN_HEADER for fields in splits)


def _is_data(text: str) -> bool:
    splits = (split_fields(text, delimiter) or [] for delimiter in DELIMITERS)
    return any(sum(map(is_number, fields)) >= _CERTAIN_HEADER for fields in splits)


def _named_delimiter(lines: list[bytes], encoding: str) -> str | None:
    """The delimiter that a line ``sep=;`` names."""
    first = lines[0].decode(encoding, "replace").strip("\r\n \"'").lower() if lines else ""
    named = first.removeprefix(_EXCEL)
    return named if first.startswith(_EXCEL) and named in DELIMITERS else None


def _records(texts: list[str], delimiter: str, quoted: bool) -> list[list[str]]:
    """The fields of each row; nothing for one whose quotes do not close."""
    block = b"".join(text.encode("utf-8", "replace").rstrip(b"\r\n") + b"\n" for text in texts)
    return [record.fields or [] for record in RecordCutter(delimiter, quoted, 1).cut(block, last=True)]


def _delimiter(rows: list[str]) -> str | None:
    """Returns the delimiter: the one that makes the first row a header, or else fits most rows."""
    if not rows:
        return None
    shares = {delimiter: _share_of_usual_width(rows, delimiter) for delimiter in DELIMITERS}
    # Words of titles in a heading are no names of columns where all rows fit another delimiter.
    in_titles = max(shares.values()) >= _SURE_BLANKS > shares[" "]
    for delimiter in DELIMITERS[: -1 if in_titles else None]:
        if _roles(split_fields(rows[0], delimiter, quoted=len(delimiter) == 1) or []) >= _CERTAIN_HEADER:
            return delimiter
    # Of equal shares more columns count: 1|10|1,5 has two by commas, the decimal ones.
    most = max(shares.values())
    best = max(
        DELIMITERS, key=lambda delimiter: (shares[delimiter], shares[delimiter] == most > 0 and _many(rows, delimiter))
    )
    return best if shares[best] > 0 else None


def _many(rows: list[str], delimiter: str) -> bool:
    """Whether there are more than two columns."""
    return _usual_width([split_fields(row, delimiter) or [] for row in rows]) >= _FEWEST_BETWEEN_BLANKS


def _share_of_usual_width(rows: list[str], delimiter: str) -> float:
    """The share of rows with the usual number of fields; 0 where that is one."""
    widths = Counter(len(split_fields(row, delimiter) or ()) for row in rows)
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    if delimiter == _TWO_TABS and any("\t" in row.replace(delimiter, "") for row in rows):
        return 0.0
    if delimiter == " " and (width < _FEWEST_BETWEEN_BLANKS or count < _SURE_BLANKS * len(rows)):
        return 0.0
    return count / len(rows) if width > 1 else 0.0


def _in_quotes(rows: list[str], delimiter: str) -> bool:
    """Whether fields stand in quotes: some begin with one, all rows can be read so, and no fewer alike than without."""
    if not any(field.lstrip().startswith('"') for row in rows if '"' in row for field in row.split(delimiter)):
        return False
    apart = _records(rows, delimiter, quoted=True)
    # The last row may be cut off where the sample ends.
    if any(not fields for fields in apart[:-1]):
        return False
    plainly = [row.split(delimiter) for row in rows]
    return _share_alike(apart) >= _share_alike(plainly) or _usual_width(plainly) > _usual_width(apart)


def _usual_width(rows: list[list[str]]) -> int:
    return Counter(map(len, rows)).most_common(1)[0][0]


def _share_alike(rows: list[list[str]]) -> float:
    """The share of rows with the usual number of fields."""
    return Counter(map(len, rows)).most_common(1)[0][1] / len(rows)


def _has_row_names(rows: list[list[str]], width: int, rating: int | None) -> bool:
    """Whether the surplus field stands in front, as R writes it, and not at the end of each row.

    At the end is what follows a delimiter that ends each row, or a column without a name. No two rows have the same
    name, and ratings (in column ``rating`` by the head) are no large numbers.
    """
    whole = [row for row in rows if len(row) == width]
    names = [row[0].strip() for row in whole]
    if len(set(names)) < len(names):
        return False
    if not any(row[-1].strip() for row in whole):
        return len(whole) > 1 and names == [str(n) for n in range(1, len(whole) + 1)]
    return rating is None or not _fits_better(whole, rating, rating + 1)


def _are_cut(rows: list[list[str]], rating: int | None) -> bool:
    """Whether most rows have a whole number in the column of ratings and one or two digits behind it, as of 3,5."""
    if rating is None:
        return False
    pairs = [(row[rating].strip(), row[rating + 1].strip()) for row in rows if len(row) > rating + 1]
    cut = [first.isdecimal() and second.isdecimal() and len(second) <= _MOST_DECIMALS for first, second in pairs]
    return sum(cut) * 2 > len(rows)


def _fits_better(rows: list[list[str]], column: int, other: int) -> bool:
    """Whether ratings may stand in one column and not in another."""

    def may_be(at: int) -> bool:
        given = [row[at].replace(",", ".") for row in rows if row[at].strip()]
        return all(is_number(text) and abs(float(text)) <= _HIGHEST_RATING for text in given)

    return may_be(column) and not may_be(other)


def _roles(fields: Sequence[str]) -> int:
    """How many of the fields are names of columns that mean something here."""
    return sum(column_of(fields, role) is not None for role in _TELLING_ROLES if role in NAMES)


def _is_header(table: list[list[str]]) -> bool:
    if _roles(table[0]) >= _CERTAIN_HEADER:
        return True
    if any(is_number(field) for field in table[0]):
        return False
    return any(is_number(field) for row in table[1:] for field in row)
