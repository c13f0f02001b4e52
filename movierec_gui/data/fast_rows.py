"""Rows of numbers parsed a block at a time with array arithmetic: about 15 million rows a second, or a refusal.

A block is taken only where every row is beyond doubt; the rest is left to ``careful_rows``, which can say what is
wrong with it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from movierec_gui.data.dataset import Float32Array, Int32Array, Int64Array
from movierec_gui.data.identifiers import IdArray
from movierec_gui.data.sniffing import ColumnChoice, TableShape

_Words = npt.NDArray[np.uint64]

_PAD = b"0" * 32
"""Stands before the block, so that the 32 bytes that end at any field can be read."""
NEWLINE, RETURN = 10, 13
_ZERO, _NINE, _DOT, _BRACE, _COMMA = 48, 9, 46, 123, 44
_AFTER_USER = 16
"""The fewest characters after a user in MovieLens' rows, the end left out: ``,1,4.0,999999999``."""
_BESIDES = 16
"""Characters of a row with ten digits of seconds that are neither the user's nor the movie's: ``,,4.0,1112486027``."""
_MOST_FURTHER = 6
"""Digits of a movie beyond the first, so that all are in a word with the comma before them."""
_MOST_MISSES = 20
"""Blocks in another form, after which MovieLens' is not looked for any more."""


@dataclass(frozen=True)
class Columns:
    """Parsed rows as parallel columns; identifiers are those of the file."""

    users: IdArray
    movies: IdArray
    values: Float32Array
    timestamps: Int64Array


class Block:
    """Whole lines, each ended by a newline, with arithmetic for the numbers in them."""

    def __init__(self, lines: bytes) -> None:
        content = _PAD + lines
        padded = np.frombuffer(content, np.uint8)
        self.text = padded[len(_PAD) :]
        # tenth_last[i] holds the text from i - 10 on.
        self.tenth_last = padded[len(_PAD) - 10 :]
        # Overlapping words of 8 bytes: words[i] holds the text from i - 16 to i - 8, its last byte the highest.
        self.words: _Words = np.ndarray((len(content) - 23,), "<u8", content, 16, (1,))
        # before[i] holds the 32 bytes of the text that end before i.
        self.before: npt.NDArray[np.void] = np.ndarray((len(lines) + 1,), "V32", content, 0, (1,))

    def cut_out(self, start: Int64Array, end: Int64Array) -> bytes:
        """The text of some fields, one after the other."""
        width = end - start
        place = np.repeat(end - np.cumsum(width), width)
        place += np.arange(len(place))
        return self.text[place].tobytes()

    def whole(self, start: Int64Array, end: Int64Array) -> Int64Array | None:
        """Fields of 1 to 16 digits as numbers; None where one is anything else."""
        width = end - start
        if len(width) == 0:
            return width
        narrowest, widest = int(width.min()), int(width.max())
        if narrowest < 1 or widest > 16:
            return None
        low = _eight_digits(self.words[end + 8], np.minimum(width, 8))
        if low is None:
            return None
        if widest > 8:
            high = _eight_digits(self.words[end], np.maximum(width - 8, 0))
            if high is None:
                return None
            low += high * np.uint64(100_000_000)
        return low.view(np.int64)

    def identifiers(self, start: Int64Array, end: Int64Array) -> Int64Array | None:
        """Whole numbers; None where one begins with a zero that a number would not have, since 007 is no 7."""
        zeros = self.text[start] == _ZERO
        if zeros.any() and (end[zeros] - start[zeros] > 1).any():
            return None
        return self.whole(start, end)

    def decimal(self, start: Int64Array, end: Int64Array) -> Float32Array | None:
        """Fields such as ``4``, ``10`` or ``3.5``; None where one is anything else."""
        dotted = (end - start == 3) & (self.text[np.minimum(start + 1, len(self.text) - 1)] == _DOT)
        if dotted.all():
            whole, tenths = self.text[start] - np.uint8(_ZERO), self.text[end - 1] - np.uint8(_ZERO)
            if (whole > _NINE).any() or (tenths > _NINE).any():
                return None
            return ((whole * np.float32(10) + tenths) / np.float32(10)).astype(np.float32)
        if not dotted.any():
            numbers = self.whole(start, end)
            return None if numbers is None else numbers.astype(np.float32)
        values = np.empty(len(start), np.float32)
        for rows in (np.flatnonzero(dotted), np.flatnonzero(~dotted)):
            part = self.decimal(start[rows], end[rows])
            if part is None:
                return None
            values[rows] = part
        return values


class RowForm:
    """The form of every row of a table: so many fields with the same mark between them."""

    def __init__(self, shape: TableShape) -> None:
        self._mark = ord(shape.delimiter[0])
        self._mark_length = len(shape.delimiter)
        self._per_row = (shape.width - 1) * self._mark_length + 1
        self._return = len(shape.newline) - 1

    def may_fit(self, lines: bytes) -> bool:
        """Whether the lines have no quotes, which change what a mark means, and are no JSON."""
        return b'"' not in lines and self._mark != _BRACE

    def starts(self, ends: Int64Array) -> list[Int64Array]:
        """Where each field begins, given where it ends; each of shape [rows]."""
        return [line_starts(ends[-1] + self._return), *(end + self._mark_length for end in ends[:-1])]

    def ends(self, block: Block) -> Int64Array | None:
        """Where each field ends, shape [columns, rows]; None where a row has another number of fields."""
        text, newlines = block.text, block.text == NEWLINE
        rows = int(np.count_nonzero(newlines))
        found = np.flatnonzero((text == self._mark) | newlines)
        if rows == 0 or len(found) != rows * self._per_row:
            return None
        marks = np.ascontiguousarray(found.reshape(rows, self._per_row).T)
        if not (text[marks[-1]] == NEWLINE).all():
            return None
        if self._mark_length == 2:
            if not (marks[1:-1:2] == marks[:-1:2] + 1).all():
                return None
            marks = np.concatenate([marks[:-1:2], marks[-1:]])
        if self._return:
            marks[-1] -= 1
            if not (text[marks[-1]] == RETURN).all():
                return None
        return marks


class RowPattern:
    """The form of every row of a block of ratings."""

    def __init__(self, shape: TableShape, columns: ColumnChoice) -> None:
        self.columns = columns
        self._form = RowForm(shape)
        usual = columns.user, columns.movie, columns.rating, columns.timestamp, shape.delimiter, shape.newline
        self._patience = _MOST_MISSES if (*usual, shape.width) == (0, 1, 2, 3, ",", b"\n", 4) else 0

    def parse(self, lines: bytes) -> Columns | None:
        """The ratings of whole lines (each ended by a newline), or None where any of them is in doubt."""
        if not self._form.may_fit(lines):
            return None
        block = Block(lines)
        if self._patience:
            columns = _as_in_movielens(block)
            if columns is not None:
                return columns
            self._patience -= 1
        ends = self._form.ends(block)
        if ends is None:
            return None
        starts = self._form.starts(ends)
        user, movie, rating, stamp = self.columns.user, self.columns.movie, self.columns.rating, self.columns.timestamp
        users, movies = block.identifiers(starts[user], ends[user]), block.identifiers(starts[movie], ends[movie])
        values = block.decimal(starts[rating], ends[rating])
        timestamps = np.zeros(len(starts[0]), np.int64) if stamp is None else block.whole(starts[stamp], ends[stamp])
        if users is None or movies is None or values is None or timestamps is None:
            return None
        return Columns(users, movies, values, timestamps)


def _as_in_movielens(block: Block) -> Columns | None:
    """Rows such as ``12,318,4.0,1112486027``, users of one width: a third of the work of rows of any form; else None.

    All but the width of the movie is known from where a row ends: seconds have ten digits, or nine before 2001. The 32
    bytes before the end of each row are fetched at once, as four words; what they hold of another row is shifted out.
    """
    text = block.text
    ends = np.flatnonzero(text == NEWLINE)
    if len(ends) == 0:
        return None
    width = int(text[: int(ends[0]) + 1].tobytes().find(b","))
    if not 1 <= width <= 8 or int(ends[0]) < width + _AFTER_USER:
        return None
    nine = np.flatnonzero(block.tenth_last[ends] == _COMMA)
    after = ends
    if len(nine):
        after = ends.copy()
        after[nine] += 1
    # What a movie has of digits beyond the first; below 0, and so enormous, where a row is too short for one.
    further = after - (width + _BESIDES + 2)
    further[0] += 1
    further[1:] -= ends[:-1]
    bits = further.view(np.uint64)
    if int(bits.max()) > _MOST_FURTHER:
        return None
    bits <<= _BITS_3
    drop = _BITS_56 - bits
    bits += _BITS_8
    # ``tail`` is the movie's last digit, two commas with the rating between them, and two digits.
    fetched = block.before[after].view("<u8").reshape(-1, 4)
    first, second, tail, last = (fetched[:, column] ^ _ZEROS for column in range(4))
    if not _all_alike(tail, _MARKS, _MARKED):
        return None
    movies = _movies(second, tail, bits, drop)
    first >>= drop
    second <<= bits
    first |= second
    users = _repeated(first, width)
    if len(nine):
        # The last word holds the end of the row as well.
        last[nine] = (last[nine] << _BITS_8) | (tail[nine] >> _BITS_56)
    tail &= _DIGITS
    if users is None or movies is None or _beyond_nine(last) or _beyond_nine(tail):
        return None
    rating = tail >> _BITS_16
    rating |= tail >> _BITS_28
    rating &= _BYTE
    tail >>= _BITS_48
    if len(nine):
        tail[nine] = (tail[nine] & _BYTE) | _SHORT
    times = _FIRST_SECONDS[tail.view(np.int64)]
    times += _joined(last).view(np.int64)
    return Columns(users, movies, _TENTHS[rating.view(np.int64)], times)


def _movies(second: _Words, tail: _Words, bits: _Words, drop: _Words) -> Int32Array | None:
    """The movies that the last ``bits`` of these words spell, ``drop`` being the others; None as ``identifiers``."""
    movie = second >> _BITS_8
    movie |= tail << _BITS_56
    # The comma before it comes to the lowest byte, and its first digit to the next one.
    movie >>= drop - _BITS_8
    if not _all_alike(movie, _BYTE, _NO_DIGIT):
        return None
    first_digit = movie & _SECOND_BYTE
    if int(first_digit.min()) == 0 and (bits[first_digit == 0] > _BITS_8).any():
        return None
    movie >>= _BITS_8
    movie <<= drop
    # The lower half of each number: 32 bits are enough for seven digits.
    return None if _beyond_nine(movie) else _joined(movie).view("<i4")[::2]


def _repeated(word: _Words, width: int) -> Int32Array | None:
    """Identifiers of one width (1 to 8), read once where they stand in several rows one after the other."""
    unused = np.uint64(64 - 8 * width)
    word >>= unused
    changes = np.flatnonzero(word[1:] != word[:-1])
    bounds = np.empty(len(changes) + 2, np.int64)
    bounds[0], bounds[-1] = 0, len(word)
    np.add(changes, 1, out=bounds[1:-1])
    distinct = word[bounds[:-1]]
    if width > 1 and not (distinct & _BYTE).all():
        return None
    distinct <<= unused
    if _beyond_nine(distinct):
        return None
    return np.repeat(_joined(distinct).astype(np.int32), bounds[1:] - bounds[:-1])


def _all_alike(words: _Words, mask: np.uint64, expected: np.uint64) -> bool:
    """Whether what ``mask`` leaves of each word is the same in all: every bit that is in any is in all."""
    return bool(np.bitwise_and.reduce(words) & mask == expected == np.bitwise_or.reduce(words) & mask)


def line_starts(newlines: Int64Array) -> Int64Array:
    """Where each line begins, given where each ends."""
    starts = np.empty(len(newlines), np.int64)
    starts[0] = 0
    starts[1:] = newlines[:-1] + 1
    return starts


def _eight_digits(word: _Words, width: Int64Array) -> _Words | None:
    """The number that the last ``width`` (0 to 8) bytes of each word spell; None where a byte is no digit."""
    # Of no digits at all one bit stays, the highest of an ASCII character: 0.
    drop = np.minimum(64 - 8 * width, 63).view(np.uint64)
    word ^= _ZEROS
    word >>= drop
    word <<= drop
    return None if _beyond_nine(word) else _joined(word)


def _beyond_nine(word: _Words) -> bool:
    """Whether any byte is above 9: it carries into its highest bit when 0x76 is added (or had it before)."""
    if len(word) == 0:
        return False
    carried = word + _TO_THE_TOP
    return bool((np.bitwise_or.reduce(carried) | np.bitwise_or.reduce(word)) & _TOPS)


def _joined(word: _Words) -> _Words:
    """The numbers that eight digits spell, in place; neighbours are joined to pairs, pairs to fours, fours to eight."""
    for factor, shift, mask in _JOIN_STEPS:
        word *= factor
        word >>= shift
        word &= mask
    word *= _LAST_FACTOR
    word >>= _BITS_32
    return word


_ZEROS = np.uint64(0x3030303030303030)
"""Turns digits into their numbers, by an exclusive or."""
_MARKS, _MARKED = np.uint64(0x0000FF00FF00FF00), np.uint64(0x00001C001E001C00)
"""Where two commas and a point stand in the text from 16 to 8 before the end of a row, and what they look like."""
_NO_DIGIT = np.uint64(0x1C)
"""What a comma looks like."""
_DIGITS = np.uint64(0xFFFF00FF00FF0000)
"""Where the digits are; the lowest byte is of the movie and is looked at with it."""
_TO_THE_TOP, _TOPS = np.uint64(0x7676767676767676), np.uint64(0x8080808080808080)
_BYTE, _SECOND_BYTE, _SHORT = np.uint64(0xFF), np.uint64(0xFF00), np.uint64(10 << 8)
_BITS_3, _BITS_8, _BITS_16, _BITS_28, _BITS_32, _BITS_48, _BITS_56 = map(np.uint64, (3, 8, 16, 28, 32, 48, 56))
_JOIN_STEPS = tuple(
    (np.uint64(factor), np.uint64(shift), np.uint64(mask))
    for factor, shift, mask in (
        (10 * 2**8 + 1, 8, 0x00FF00FF00FF00FF),
        (100 * 2**16 + 1, 16, 0x0000FFFF0000FFFF),
    )
)
_LAST_FACTOR = np.uint64(10_000 * 2**32 + 1)
_TENS, _ONES = (digits.ravel() for digits in np.divmod(np.arange(100), 10))
_TENTHS = np.zeros(256, np.float32)
"""The rating whose first digit is the lower half of a byte, and whose second is the upper."""
_TENTHS[_TENS | _ONES << 4] = np.arange(100, dtype=np.float32) / np.float32(10)
_FIRST_SECONDS = np.zeros(11 << 8, np.int64)
"""The seconds that the first of two bytes stands for together with the second; alone where that is ten."""
_FIRST_SECONDS[_TENS | _ONES << 8] = np.arange(100) * 10**8
_FIRST_SECONDS[_TENS | 10 << 8] = _TENS * 10**8
