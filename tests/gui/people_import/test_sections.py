"""The rows of a review in words."""

from dataclasses import replace

import pytest

from movierec_gui.data.people.finding import MovieFinder
from movierec_gui.data.people.reading import read_history
from movierec_gui.data.people.review import make_review
from movierec_gui.gui.people_import.sections import SECTIONS, facts_text, keep_text, outcome_text, rating_text


@pytest.fixture
def review(tmp_path, tiny_dataset):
    path = tmp_path / "ratings.csv"
    rows = "2024-01-01,Movie 3,1953,u,4\n2024-01-03,Movie 7,1959,u,3\n2024-01-03,Elsewhere,2024,u,3\n"
    path.write_text("Date,Name,Year,Letterboxd URI,Rating\n" + rows, encoding="utf-8")
    return make_review(read_history(path), MovieFinder(tiny_dataset))


def test_every_row_is_in_one_section_and_conflicts_in_one_more(review):
    found = {section.title: [row.number for row in section.rows(review)] for section in SECTIONS}
    assert {title: rows for title, rows in found.items() if rows} == {
        "Unsure": [2],
        "Matched": [1],
        "Not in this dataset": [3],
    }
    assert len({section.title for section in SECTIONS}) == len(SECTIONS)


def test_rows_say_what_becomes_of_them(review):
    matched, unsure, elsewhere = review.rows
    assert outcome_text(review, matched, "Matched") == "Movie 3 (1953)"
    assert "Movie 7 (1957)" in outcome_text(review, unsure, "Unsure")
    assert outcome_text(review, elsewhere, "Not in this dataset") == elsewhere.reason
    assert facts_text(matched) == "4 (0.5 to 5) · ratings.csv, line 2 · found by title and year"
    assert "found by" not in facts_text(review.choose(2, 9).rows[1])


def test_ratings_without_a_scale_and_lists_have_words(review):
    row = review.rows[0]
    assert rating_text(replace(row, entry=replace(row.entry, scale=None))) == "4"
    assert rating_text(replace(row, entry=replace(row.entry, value=None))) == ""
    assert rating_text(replace(row, entry=replace(row.entry, what="not_for_me"))) == "Not for me"


@pytest.mark.parametrize(
    ("ratings", "films", "text"),
    [
        (0, 0, "Keep 0 ratings"),
        (1, 0, "Keep 1 rating"),
        (1_200, 1, "Keep 1,200 ratings and 1 film on lists"),
        (0, 2, "Keep 2 films on lists"),
    ],
)
def test_the_button_says_how_much_is_kept(ratings, films, text):
    assert keep_text(ratings, films) == text
