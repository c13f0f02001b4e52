"""Faults are all counted, the first of each kind are named, and none is lost between two logs."""

from __future__ import annotations

import pytest

from movierec_gui.data.table_reading import TableReading
from movierec_gui.data.validation import (
    DUPLICATE,
    EMPTY,
    ISSUES_KEPT_PER_REASON,
    MALFORMED,
    IssueLog,
    ValidationIssue,
    ValidationReport,
)

READING = TableReading("r.csv", (("user", "u"),), sure_columns=True, rows_read=3, unreadable=0)


def lines_named(log: IssueLog, reason: str) -> list[int]:
    return [issue.line for issue in log.report(0, 0).issues if issue.reason == reason]


def test_two_hundred_faults_of_a_kind_are_named_and_all_are_counted() -> None:
    log = IssueLog()
    assert log.room(MALFORMED) == 200
    for line in range(1, 151):
        log.add("r.csv", line, MALFORMED)
    assert (log.room(MALFORMED), log.room(EMPTY)) == (50, 200)
    for line in range(151, 231):
        log.add("r.csv", line, MALFORMED)
    log.add("r.csv", 9, EMPTY, "no user", kept=True)
    log.count(MALFORMED, 70)
    log.count(DUPLICATE, 0)
    assert (log.room(MALFORMED), log.room(EMPTY)) == (0, 199)
    assert lines_named(log, MALFORMED) == list(range(1, 201))
    assert (log.counted(MALFORMED), log.counted(MALFORMED, EMPTY, DUPLICATE)) == (300, 301)
    report = log.report(310, 9)
    assert report.issues[200:] == (ValidationIssue("r.csv", 9, EMPTY, kept=True, detail="no user"),)
    assert (report.counts, report.rows_skipped, report.clean) == ({MALFORMED: 300, EMPTY: 1}, 301, False)


@pytest.mark.parametrize("notes", [True, False])
def test_a_log_takes_over_all_of_another_one(notes: bool) -> None:
    log, other = IssueLog(), IssueLog()
    log.note("first")
    for line in range(1, ISSUES_KEPT_PER_REASON - 1):
        log.add("a.csv", line, MALFORMED)
    for line in range(1, 6):
        other.add("b.csv", line, MALFORMED)
    other.add("b.csv", 6, EMPTY)
    other.count(EMPTY, 4)
    other.note("first")
    other.note("second")
    other.read_as(READING)
    log.absorb(other, notes=notes)
    report = log.report(0, 0)
    assert report.counts == {MALFORMED: ISSUES_KEPT_PER_REASON + 3, EMPTY: 5}
    assert [(issue.file, issue.line) for issue in report.issues[-3:]] == [("b.csv", 1), ("b.csv", 2), ("b.csv", 6)]
    assert len(report.issues) == ISSUES_KEPT_PER_REASON + 1
    assert report.notes == (("first", "second") if notes else ("first",))
    assert report.readings == ((READING,) if notes else ())


def test_an_issue_says_where_why_and_what_became_of_it() -> None:
    assert str(ValidationIssue("r.csv", 7, EMPTY, kept=False)) == "r.csv, line 7: empty cell: skipped"
    assert str(ValidationIssue("r.csv", 0, EMPTY, kept=True, detail="all")) == "r.csv: empty cell (all): kept"


def test_a_report_in_a_sentence() -> None:
    clean = ValidationReport(rows_read=1500, rows_kept=1500, notes=("times are none", "ratings from 1 to 5"))
    assert clean.account() == "1,500 of 1,500 ratings kept; no problem found.\ntimes are none.\nratings from 1 to 5."
    said = ("r.csv: from 1 to 5 (found from the values; --scale LOW-HIGH sets another)", "0 left out; --not-rated x")
    advised = ValidationReport(rows_read=1, rows_kept=1, notes=(*said, "one table (--split-fold test), as it came"))
    assert advised.account().splitlines()[1:] == [
        "r.csv: from 1 to 5 (found from the values).",
        "0 left out.",
        "one table, as it came.",
    ]
    kept = ValidationReport(rows_read=3, rows_kept=3, counts={EMPTY: 1})
    assert kept.summary() == "3 of 3 ratings kept; found 1 × empty cell"
    skipped = ValidationReport(rows_read=2003, rows_kept=3, counts={EMPTY: 1999, MALFORMED: 1})
    assert skipped.summary() == ("3 of 2,003 ratings kept; 2,000 skipped; found 1,999 × empty cell, 1 × malformed row")
