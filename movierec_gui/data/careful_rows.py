"""Rating rows read one by one: slow, but it says what is wrong with each."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from movierec_gui.data.delimited import Record
from movierec_gui.data.identifiers import NO_ID, NOBODY, TextIds, is_total, plain_number
from movierec_gui.data.json_lines import DELIMITER as JSON
from movierec_gui.data.sniffing import ColumnChoice, TableShape
from movierec_gui.data.times import Moment, read_moment, read_time
from movierec_gui.data.validation import BAD_TIMESTAMP, EMPTY, MALFORMED, NOT_A_NUMBER, NOT_SEEN, TOTAL, IssueLog
from movierec_gui.data.worded_ratings import Vocabulary
from movierec_gui.data.written_ratings import LETTER, is_drawn, is_open, own_share, written_rating

__all__ = ["Row", "RowReader", "TextIdFound", "decimal_number", "read_time", "whole_number"]

_MOST_SHOWN = 60
_MOST_DIGITS = 18
"""Of a number that fits into 64 bits, whatever its digits are."""
_LARGEST = 3.4e38
"""Beyond it a rating is infinite in the 32 bits in which ratings are kept."""
_NOTHING = ("", "NA", "N/A", "NULL", "null", "None", "\\N", "?", "-")
"""Marks that programs write for a missing rating or time."""
_NOT_SEEN = ("f", "false", "0", "-1", "no", "n")
_DATE = "{:0>4}-{:0>2}-{:0>2} {:0>2}:{:0>2}:{:0>2}"
_UNKNOWN = Moment(0)
_YEAR = re.compile(r"(?:18|19|20)\d\d")
_DASHES = str.maketrans("−–", "--")
"""Signs that word processors make of a minus."""
_FIVE_STARS, _FEW_OF_TEN_STARS = 5, 100
"""More than one of so many with more than five stars shows that they are out of ten."""


class Row(NamedTuple):
    """One rating with the identifiers of the file."""

    user: int
    movie: int
    value: float
    moment: Moment


class TextIdFound(Exception):  # noqa: N818 - no error, but what reading has to start again for
    """A row with a rating names a user or movie by no plain number, in a column taken for numbers so far."""

    def __init__(self, role: str, line: int, text: str) -> None:
        super().__init__(role, line, text)
        self.role = role
        self.line = line
        self.text = text


class SeveralScalesFound(Exception):  # noqa: N818 - no error, but what reading has to start again for
    """A column in which some ratings say that they are out of 5 and others out of 10, or are letters."""


class RowReader:
    """Reads single rows of one file and notes what is wrong with them.

    With ``several_scales`` ratings become shares of the highest on their own scale, from 0 to 1.
    """

    def __init__(
        self,
        file: str,
        shape: TableShape,
        columns: ColumnChoice,
        log: IssueLog,
        vocabulary: Vocabulary | None = None,
        *,
        several_scales: bool = False,
    ) -> None:
        self._vocabulary = vocabulary
        self._several = several_scales
        self.scales: Counter[int] = Counter()
        """Of several scales, how many ratings are on which: by the highest rating, or ``LETTER``."""
        self.without_scale = 0
        """Ratings beside them that are plain numbers."""
        self._letters = False
        self._stars = self._many_stars = 0
        self.words: dict[str, None] = {}
        """Ratings that were words."""
        self._file = file
        self._shape = shape
        self._columns = columns
        self._log = log
        self._needed = 1 + max(columns.user, columns.movie, columns.rating)
        self.users = TextIds() if columns.text_users else None
        self.movies = TextIds() if columns.text_movies else None
        self.titles: dict[int, str] = {}
        """Movie to what the title column says."""
        self._out_of = 0
        self._drawn = False
        """Whether the ratings that say what they are out of are stars."""

    def read(self, record: Record) -> Row | None:
        """The rating on a row, or None (noted in the log) where there is none. Raises TextIdFound."""
        fields = record.fields
        if fields is None or len(fields) < self._needed or len(fields) > self._shape.width:
            return self._skip(record, MALFORMED)
        user, movie, rating = (fields[at].strip() for at in self._places)
        # Among names NULL may be one.
        user = "" if self.users is None and user in NOBODY else user
        movie = "" if self.movies is None and movie in NO_ID else movie
        if not user or not movie or (rating in _NOTHING and not self._is_word(rating)):
            missing = "no rating" if user and movie else "no user" if not user else "no movie"
            return self._skip(record, EMPTY, missing)
        if self._columns.seen is not None and not self._is_seen(fields):
            return self._skip(record, NOT_SEEN, f"{rating} is what the user expects of it")
        # A comma inside a field is a decimal one, also where commas stand between fields: then it was in quotes.
        value = self._share(rating) if self._several else decimal_number(rating, comma=True)
        if value is None and not self._several:
            value = self._written(rating) if self._vocabulary is None else self._worded(rating)
        if value is None or abs(value) > _LARGEST:
            return self._skip(record, NOT_A_NUMBER, f"rating {_shown(rating)!r}")
        if self._sums_up(user, movie):
            return self._skip(record, TOTAL)
        movie = self._with_year(movie, fields)
        user_id, movie_id = self._number("user", user, record), self._number("movie", movie, record)
        title = self._columns.title
        if title is not None and title < len(fields) and fields[title].strip():
            self.titles.setdefault(movie_id, self._with_year(fields[title].strip(), fields))
        return Row(user_id, movie_id, value, self._moment(fields, record.line))

    @property
    def names_matter(self) -> bool:
        """Whether rows hold more than numbers, so that every one must come through here."""
        columns = self._columns
        extra = columns.title is not None or columns.seen is not None or bool(columns.date_parts)
        extra |= self._shape.delimiter == JSON or self._several or columns.year is not None
        return columns.text_users or columns.text_movies or extra

    @property
    def out_of(self) -> int:
        """What the ratings say that they are out of; 0 where they are plain numbers."""
        if self._out_of or not self._stars:
            return self._out_of
        return 2 * _FIVE_STARS if self._many_stars * _FEW_OF_TEN_STARS > self._stars else _FIVE_STARS

    def _written(self, rating: str) -> float | None:
        """A rating with what it is out of. Raises SeveralScalesFound where others are out of something else."""
        found = written_rating(rating)
        if found is None:
            self._letters |= own_share(rating) is not None
            self._check_scales(several=self._letters and self.out_of > 0)
            return None
        value, out_of = found
        if out_of and is_open(rating):
            # Whether stars alone are out of five or ten shows at the end.
            self._check_scales(several=not self._drawn and self._out_of not in (0, _FIVE_STARS))
            self._stars += 1
            self._many_stars += value > _FIVE_STARS
        elif out_of:
            usual = own_share(rating) is not None
            drawn = is_drawn(rating)
            if self._out_of not in (0, out_of):
                self._check_scales(several=usual)
                return None
            self._check_scales(several=usual and not drawn and self._stars > 0 and out_of != _FIVE_STARS)
            self._out_of, self._drawn = out_of, drawn
        self._check_scales(several=self._letters and self.out_of > 0)
        return value

    def _check_scales(self, *, several: bool) -> None:
        if several:
            raise SeveralScalesFound

    def _share(self, rating: str) -> float | None:
        """A rating as a share of the highest on its own scale; plain numbers say nothing of theirs."""
        found = own_share(rating)
        if found is None:
            self.without_scale += decimal_number(rating, comma=True) is not None
            return None
        self.scales[found[1]] += 1
        return found[0]

    def _sums_up(self, user: str, movie: str) -> bool:
        """Whether a row stands for others: it names a total where all others have numbers, or counts in place of names.

        Somebody may be called so where people have names.
        """
        if is_total(user):
            return self.users is None or (self.movies is not None and plain_number(movie) is not None)
        return is_total(movie) and self.movies is None

    def _worded(self, rating: str) -> float | None:
        value = self._vocabulary.value(rating) if self._vocabulary is not None else None
        if value is not None:
            self.words.setdefault(rating)
        else:
            share = own_share(rating)
            self._check_scales(several=share is not None and share[1] != LETTER and self._are_letters)
        return value

    def _is_word(self, rating: str) -> bool:
        """Whether what stands for nothing elsewhere is a rating here, as a minus is beside a plus."""
        return bool(rating) and self._vocabulary is not None and self._vocabulary.value(rating) is not None

    @property
    def _are_letters(self) -> bool:
        return bool(self.words) and all(own_share(word) is not None for word in self.words)

    def _is_seen(self, fields: list[str]) -> bool:
        """Whether a row says that its movie was seen; where it says nothing, the rating counts."""
        column = self._columns.seen
        said = fields[column].strip().lower() if column is not None and column < len(fields) else ""
        return said not in _NOT_SEEN

    @property
    def _places(self) -> tuple[int, int, int]:
        return self._columns.user, self._columns.movie, self._columns.rating

    def _number(self, role: str, text: str, record: Record) -> int:
        texts = self.users if role == "user" else self.movies
        number = plain_number(text) if texts is None else texts.number(text)
        if number is None:
            raise TextIdFound(role, record.line, _shown(text))
        return number

    def _with_year(self, movie: str, fields: list[str]) -> str:
        """A film's title with the year that stands on the row, unless it has it already."""
        place = self._columns.year
        year = fields[place].strip().removesuffix(".0") if place is not None and place < len(fields) else ""
        known = not _YEAR.fullmatch(year) or movie.endswith(f"({year})")
        return movie if known else f"{movie} ({year})"

    def _moment(self, fields: list[str], line: int) -> Moment:
        column, parts = self._columns.timestamp, self._columns.date_parts
        if column is None and not parts:
            return _UNKNOWN
        if column is None:
            text = _DATE.format(*(fields[part].strip() if part < len(fields) else "" for part in parts))
        else:
            text = fields[column].strip() if column < len(fields) else ""
        moment = None if text in _NOTHING else read_moment(text)
        if moment is not None:
            return moment
        what = "empty" if text in _NOTHING else repr(_shown(text))
        self._log.add(self._file, line, BAD_TIMESTAMP, f"{what}, taken as unknown", kept=True)
        return _UNKNOWN

    def _skip(self, record: Record, reason: str, detail: str = "") -> Row | None:
        self._log.add(self._file, record.line, reason, detail or repr(_shown(record.text)))
        return None


def whole_number(text: str) -> int | None:
    """An identifier that is a whole number, also written ``12.0`` or ``0012``; None for anything else."""
    text = text.strip()
    if text.isdigit() and text.isascii() and len(text) <= _MOST_DIGITS:
        return int(text)
    return plain_number(text)


def whole_numbers(texts: Sequence[str]) -> list[int] | None:
    """The same of several; None where any is not plainly written in digits."""
    joined = "".join(texts)
    plain = joined.isascii() and joined.isdigit() and all(texts) and max(map(len, texts)) <= _MOST_DIGITS
    return list(map(int, texts)) if plain else None


def decimal_number(text: str, *, comma: bool) -> float | None:
    """A finite number, with a decimal comma where ``comma`` says so; None for anything else."""
    text = text.strip()
    if "_" in text:
        return None
    if not text.isascii():
        text = text.translate(_DASHES)
    try:
        value = float(text.replace(",", ".") if comma else text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _shown(text: str) -> str:
    return text if len(text) <= _MOST_SHOWN else text[: _MOST_SHOWN - 1] + "…"
