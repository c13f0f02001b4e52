"""Faults in the files of a dataset, row by row: nothing is dropped without a line here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from movierec_gui.data.table_reading import TableReading

ISSUES_KEPT_PER_REASON = 200
"""Rows named one by one; beyond that a reason is only counted (exactly)."""

MALFORMED = "malformed row"
NOT_A_NUMBER = "not a number"
EMPTY = "empty cell"
NOT_SEEN = "estimate for a movie not seen"
OUT_OF_SCALE = "rating out of scale"
NOT_RATED = "not rated"
TOTAL = "row of totals"
SHORTENED = "shortened identifiers"
DUPLICATE = "duplicate rating"
UNKNOWN_MOVIE = "movie missing in the movie list"
NO_TABLE = "no table of columns"
NO_MOVIE_LIST = "no movie list"
BAD_TIMESTAMP = "unusable timestamp"
DUPLICATE_MOVIE = "movie listed twice"
UNKNOWN_GENRE = "unknown genre"
TAG_WITHOUT_MOVIE = "tag of a movie that is not listed"
FOLD_MISMATCH = "fold row without its rating"
TOO_MUCH = "more than is read"

_OPTION = re.compile(r"; --[^)]*| \(--[^)]*\)")
"""What a note says of the command line, behind the rest of it or in brackets of its own."""


@dataclass(frozen=True)
class ValidationIssue:
    """One problem: the file, the line (from 1; 0 for the file as a whole), why, and whether the row was kept."""

    file: str
    line: int
    reason: str
    kept: bool
    detail: str = ""
    """The text in the file, or the value that it was turned into."""

    def __str__(self) -> str:
        where = f"{self.file}, line {self.line}" if self.line else self.file
        detail = f" ({self.detail})" if self.detail else ""
        return f"{where}: {self.reason}{detail}: {'kept' if self.kept else 'skipped'}"


@dataclass(frozen=True)
class ValidationReport:
    """Faults found in a dataset; ``rows_read`` and ``rows_kept`` count ratings, ``counts`` the issues per reason."""

    issues: tuple[ValidationIssue, ...] = ()
    """At most ``ISSUES_KEPT_PER_REASON`` of each reason, in the order found."""
    rows_read: int = 0
    rows_kept: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    """How the files were understood, such as ``ratings.csv: ratings from 1 to 10, found from the values``."""
    readings: tuple[TableReading, ...] = ()
    """The same of each table of ratings, part by part."""

    @property
    def rows_skipped(self) -> int:
        """Rating rows that are not in the dataset."""
        return self.rows_read - self.rows_kept

    @property
    def clean(self) -> bool:
        """Whether there was nothing to report."""
        return not self.counts

    def summary(self) -> str:
        """One sentence, such as ``100,004 of 100,010 ratings kept; 6 skipped: 4 malformed row, 2 duplicate rating``."""
        text = f"{self.rows_kept:,} of {self.rows_read:,} ratings kept"
        if self.clean:
            return f"{text}; no problem found"
        skipped = f"; {self.rows_skipped:,} skipped" if self.rows_skipped else ""
        reasons = ", ".join(f"{count:,} × {reason}" for reason, count in self.counts.items())
        return f"{text}{skipped}; found {reasons}"

    def account(self) -> str:
        """The summary, and how the files were understood: a line for each, without options of the command line."""
        return "\n".join(f"{_OPTION.sub('', sentence)}." for sentence in (self.summary(), *self.notes))


class IssueLog:
    """Collects issues while files are read: every one is counted, the first ones of each reason are kept in full."""

    def __init__(self) -> None:
        self._issues: list[ValidationIssue] = []
        self._counts: dict[str, int] = {}
        self._notes: list[str] = []
        self._readings: list[TableReading] = []

    def note(self, text: str) -> None:
        """Note how something was understood, which is no problem."""
        if text not in self._notes:
            self._notes.append(text)

    def read_as(self, reading: TableReading) -> None:
        """Note how a table of ratings was understood."""
        self._readings.append(reading)

    def doubt_letters(self, words: str) -> None:
        """Note with the first table that the encoding of a file is in doubt."""
        if self._readings and not self._readings[0].doubtful_letters:
            self._readings[0] = replace(self._readings[0], doubtful_letters=words)

    def counted(self, *reasons: str) -> int:
        """Number of issues so far with one of these reasons."""
        return sum(self._counts.get(reason, 0) for reason in reasons)

    def absorb(self, other: IssueLog, *, notes: bool = True) -> None:
        """Take over everything from a log of a part of the work; how it was understood only where ``notes`` says so."""
        for issue in other._issues:
            if self._counts.get(issue.reason, 0) < ISSUES_KEPT_PER_REASON:
                self._issues.append(issue)
            self.count(issue.reason, 1)
        kept = Counter(issue.reason for issue in other._issues)
        for reason, count in other._counts.items():
            self.count(reason, count - kept[reason])
        if notes:
            for text in other._notes:
                self.note(text)
            self._readings += other._readings

    def add(self, file: str, line: int, reason: str, detail: str = "", *, kept: bool = False) -> None:
        """Note one issue."""
        count = self._counts.get(reason, 0)
        self._counts[reason] = count + 1
        if count < ISSUES_KEPT_PER_REASON:
            self._issues.append(ValidationIssue(file, line, reason, kept, detail))

    def room(self, reason: str) -> int:
        """How many more issues of this reason would be kept in full."""
        return max(0, ISSUES_KEPT_PER_REASON - self._counts.get(reason, 0))

    def count(self, reason: str, number: int) -> None:
        """Count further issues of a reason that are not named one by one."""
        if number:
            self._counts[reason] = self._counts.get(reason, 0) + number

    def report(self, rows_read: int, rows_kept: int) -> ValidationReport:
        """Everything noted so far."""
        counts, notes = dict(self._counts), tuple(self._notes)
        return ValidationReport(tuple(self._issues), rows_read, rows_kept, counts, notes, tuple(self._readings))
