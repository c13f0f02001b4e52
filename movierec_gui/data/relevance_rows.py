"""Tables of how well tags describe movies: GroupLens' tag genomes of 2012 to 2021, one score on a row."""

from __future__ import annotations

import io
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePath

import numpy as np

from movierec_gui.data.archives import FileTree
from movierec_gui.data.careful_rows import decimal_number
from movierec_gui.data.column_names import LISTED_IDS, column_of, first_named
from movierec_gui.data.dataset import Float32Array, Int32Array, Int64Array
from movierec_gui.data.fast_rows import Block, RowForm
from movierec_gui.data.growing_column import GrowingColumn
from movierec_gui.data.identifiers import Identify, TextIds, number_ids, plain_number
from movierec_gui.data.side_tables import read_records, side_blocks
from movierec_gui.data.sniffing import TableShape, sniff
from movierec_gui.data.validation import MALFORMED, TOO_MUCH, IssueLog
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress

MOST_SCORES = 50_000_000
"""Scores that are read of one file; the largest release has 18 million."""
_MOST_BYTES = 2 << 30
_MOST_LOOKED_INTO = 50
_MOST_TAGS = 100_000
_ENDINGS = (".csv", ".dat", ".tsv", ".txt", ".json")
OF_2012 = "tag_relevance"
"""The name of the table of 2012, which has no head: movie, tag's number and score."""
_SURVEY = "survey_answers"
"""Scores from 1 to 5 that people gave, -1 where they were not sure."""
_HIGHEST_ANSWER = 5
_USUAL = (
    "genome-scores", "genome_scores", "tag_genome", "tag-genome", "tagdl", "glmer", "relevance", OF_2012, _SURVEY,
)  # fmt: skip
_HIGHEST_TAG = 2**31 - 1
_DICTIONARIES = ("genome-tags", "genome_tags", "tags")


@dataclass(frozen=True)
class RelevanceTable:
    """A table of scores, and the list that names the tags where the scores have only their numbers."""

    tree: FileTree
    file: str
    shape: TableShape
    movie: int
    """Columns (from 0)."""
    tag: int
    score: int
    names: tuple[FileTree, str] | None = None
    """None where the tags stand in the table itself, or nowhere."""
    by_number: bool = False
    """Whether the tags are numbers."""

    @property
    def files(self) -> tuple[tuple[FileTree, str], ...]:
        """Everything that is read."""
        return ((self.tree, self.file), *((self.names,) if self.names else ()))

    @property
    def is_survey(self) -> bool:
        """Whether people gave the scores, several to a movie's tag."""
        return _stem(self.file) == _SURVEY


@dataclass(frozen=True, eq=False)
class RawRelevance:
    """Scores as parallel columns [n] with the ratings' numbers of the movies."""

    file: str
    tags: tuple[str, ...]
    movies: Int64Array
    tag_of: Int32Array
    """Index into ``tags``."""
    scores: Float32Array
    averaged: bool = False
    """Whether a movie's tag may have several scores, whose mean counts; otherwise the last one does."""


def find_relevance(trees: Sequence[FileTree], own: FileTree) -> RelevanceTable | None:
    """The table of scores beside some ratings, or in a folder beside theirs, the best one first; None without any.

    Beside the ratings it is known by the names in its head; in other folders it must also be called as usual. A
    model's scores of all movies count before those that people gave to a few.
    """
    others = (tree for tree in trees if tree.name != own.name)
    tables = (_table(tree, file) for tree in (own, *others) for file in _searched(tree, own))
    found = [table for table in tables if table is not None]
    if not found:
        return None
    best = min(found, key=lambda table: (table.is_survey, table.tree is not own, _rank(table.file), table.file))
    return _named(best, (best.tree, own, *trees)) if best.by_number else best


def read_relevance(
    table: RelevanceTable, identify: Identify, log: IssueLog
) -> Generator[Progress, None, RawRelevance | None]:
    """Every usable score of a table; the other rows are noted in the log. None where there is none.

    ``identify`` gives the number that stands for a movie. Reports bytes. Raises UserError where a file cannot be read.
    """
    reader = _ScoreReader(table, identify, log)
    done, total = table.shape.start, table.tree.sizes[table.file]
    for block in side_blocks(table.tree, table.file, table.shape, log, most=_MOST_BYTES):
        yield Progress(f"Reading {table.file}", done, total)
        reader.read(block)
        done += len(block)
        if reader.full:
            detail = f"only its first rows; read are {MOST_SCORES:,} scores of {_MOST_TAGS:,} tags"
            log.add(table.file, 0, TOO_MUCH, detail, kept=True)
            break
    return reader.relevance(_tag_names(table, log))


def _searched(tree: FileTree, own: FileTree) -> Iterator[str]:
    """The files of a folder that may hold scores."""
    texts = [file for file in tree.sizes if file.lower().endswith(_ENDINGS) and file != tree.chosen]
    texts.sort(key=_rank)
    if tree.name == own.name:
        yield from texts[:_MOST_LOOKED_INTO]
    else:
        yield from (file for file in texts if _stem(file) in _USUAL)


def _table(tree: FileTree, file: str) -> RelevanceTable | None:
    """A file seen as a table of scores; None where its head says nothing of movies, tags and their relevance."""
    try:
        shape = sniff(tree.head(file))
    except UserError:
        return None  # what is damaged, and perhaps of no concern, does not keep the ratings from being read
    if shape is None:
        return None
    if not shape.header:
        fits = _stem(file) == OF_2012 and shape.width == 3
        return RelevanceTable(tree, file, shape, 0, 1, 2, by_number=True) if fits else None
    movie, tag, number = column_of(shape.header, "movie"), column_of(shape.header, "tag"), _tag_number(shape)
    score = first_named(shape.header, ("relevance", "tagrelevance"))
    if score is None:
        score = first_named(shape.header, ("score",))
    named = tag if tag is not None else number
    if movie is None or score is None or named is None:
        return None
    if column_of(shape.header, "user") is not None and _stem(file) != _SURVEY:
        return None
    return RelevanceTable(tree, file, shape, movie, named, score, by_number=tag is None)


def _tag_number(shape: TableShape) -> int | None:
    return first_named(shape.header, ("tagid",))


def _named(table: RelevanceTable, trees: Sequence[FileTree]) -> RelevanceTable:
    """The table with the list that names its tags: the first that is there, in its own folder or another."""
    for tree in trees:
        for file in sorted((file for file in tree.sizes if _stem(file) in _DICTIONARIES), key=_place_of_names):
            if _name_columns(tree, file, table) is not None:
                return RelevanceTable(
                    table.tree, table.file, table.shape, table.movie, table.tag, table.score, (tree, file), True
                )
    return table


def _name_columns(tree: FileTree, file: str, table: RelevanceTable) -> tuple[int, int] | None:
    """The columns of numbers and names in a list of tags; None where it is something else, such as people's tags."""
    shape = sniff(tree.head(file))
    if shape is None:
        return None
    if not shape.header:
        # Beside the scores of 2012: number, tag, popularity.
        return (0, 1) if tree is table.tree and not table.shape.header and shape.width in (2, 3) else None
    number, name = first_named(shape.header, ("tagid", *LISTED_IDS)), column_of(shape.header, "tag")
    is_of_people = column_of(shape.header, "user") is not None or column_of(shape.header, "movie") is not None
    return None if number is None or name is None or is_of_people else (number, name)


def _tag_names(table: RelevanceTable, log: IssueLog) -> dict[int, str]:
    """The number of each tag to its name; nothing where no list names them."""
    if table.names is None:
        return {}
    tree, file = table.names
    columns = _name_columns(tree, file, table)
    _, records = read_records(tree, file, log)
    names: dict[int, str] = {}
    for record in islice(records, _MOST_TAGS):
        fields = record.fields or []
        number = plain_number(fields[columns[0]]) if columns and len(fields) > max(columns) else None
        if number is None or columns is None:
            log.add(file, record.line, MALFORMED, repr(record.text[:60]))
        else:
            names[number] = fields[columns[1]].strip()
    return names


class _ScoreReader:
    """Gathers the scores of one block after the other."""

    def __init__(self, table: RelevanceTable, identify: Identify, log: IssueLog) -> None:
        self._table, self._identify, self._log = table, identify, log
        self._form = RowForm(table.shape)
        self._cutter = table.shape.cutter()
        self._places = (table.movie, table.tag, table.score)
        self._quick = identify("007") == 7 and len(table.shape.delimiter) == 1
        self._movies, self._scores = GrowingColumn(np.int32), GrowingColumn(np.float32)
        self._tags = GrowingColumn(np.int32)
        self._texts = TextIds()

    @property
    def full(self) -> bool:
        """Whether there are as many scores, or different tags, as are read."""
        return len(self._scores) >= MOST_SCORES or self._texts.count > _MOST_TAGS

    def read(self, lines: bytes) -> None:
        """Add the scores of a block of whole lines."""
        if self._cutter.holds or not (self._quick and self._read_quickly(lines)):
            self._read_carefully(lines)

    def relevance(self, names: dict[int, str]) -> RawRelevance | None:
        """All scores; call it once, at the end."""
        self._read_carefully(b"", last=True)
        if not len(self._scores):
            return None
        numbers, tag_of = number_ids(self._tags.rows())
        if not self._table.by_number:
            names = self._texts.names()
        tags = tuple(names.get(number) or f"tag {number}" for number in numbers.tolist())
        return RawRelevance(
            self._table.file,
            tags,
            self._movies.rows(),
            tag_of,
            self._scores.rows(),
            averaged=self._table.is_survey,
        )

    def _read_quickly(self, lines: bytes) -> bool:
        """Add the scores of lines that are beyond doubt; says whether they were."""
        import pandas as pd

        ends = self._form.ends(Block(lines)) if self._form.may_fit(lines) and b"\0" not in lines else None
        if ends is None:
            return False
        movie, tag, score = self._places
        kinds = {movie: "int64", tag: "int64" if self._table.by_number else "category", score: "float64"}
        try:
            # Numbers too large to be an id are refused, but not before a warning of the attempt.
            with np.errstate(invalid="ignore"):
                frame = pd.read_csv(
                    io.BytesIO(lines), sep=self._table.shape.delimiter, names=range(self._table.shape.width),
                    usecols=list(kinds), dtype=kinds, na_filter=False,
                )  # fmt: skip
        except (ValueError, OverflowError):
            return False
        scores = frame[score].to_numpy()
        if not len(frame) or len(frame) != ends.shape[1] or not np.isfinite(scores).all() or self._table.is_survey:
            return False
        if self._table.by_number:
            tags = frame[tag].to_numpy()
            if not 0 <= tags.min() <= tags.max() <= _HIGHEST_TAG:
                return False
        else:
            known = [self._texts.number(text) or 0 for text in frame[tag].cat.categories]
            if 0 in known:
                return False
            tags = np.array(known, np.int32)[frame[tag].cat.codes.to_numpy()]
        self._add(frame[movie].to_numpy(), tags, scores)
        self._cutter.line += len(frame)
        return True

    def _read_carefully(self, lines: bytes, *, last: bool = False) -> None:
        rows: list[tuple[int, int, float]] = []
        for record in self._cutter.cut(lines, last=last):
            row = self._row(record.fields)
            if row is None:
                self._log.add(self._table.file, record.line, MALFORMED, repr(record.text[:60]))
            elif not (self._table.is_survey and row[2] < 0):
                rows.append(row)
        if rows:
            movies, tags, scores = zip(*rows, strict=True)
            self._add(np.array(movies, np.int64), np.array(tags, np.int64), np.array(scores))

    def _row(self, fields: list[str] | None) -> tuple[int, int, float] | None:
        if not fields or len(fields) <= max(self._places):
            return None
        movie, tag, score = (fields[place].strip() for place in self._places)
        movie_number, value = self._identify(movie), decimal_number(score, comma=False)
        tag_number = plain_number(tag) if self._table.by_number else self._texts.number(tag)
        if movie_number is None or value is None or tag_number is None or not 0 <= tag_number <= _HIGHEST_TAG:
            return None
        return movie_number, tag_number, value

    def _add(self, movies: Int64Array, tags: Int64Array | Int32Array, scores: np.ndarray) -> None:
        values = (scores - 1) / (_HIGHEST_ANSWER - 1) if self._table.is_survey else scores
        self._movies.extend(movies)
        self._tags.extend(tags)
        self._scores.extend(values)


def _stem(file: str) -> str:
    return PurePath(file).stem.lower()


def _rank(file: str) -> int:
    stem = _stem(file)
    return _USUAL.index(stem) if stem in _USUAL else len(_USUAL)


def _place_of_names(file: str) -> int:
    return _DICTIONARIES.index(_stem(file))
