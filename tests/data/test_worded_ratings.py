"""Words stand for ratings as a column of them shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from movierec_gui.data.sources import load_dataset
from movierec_gui.data.worded_ratings import VOCABULARIES, vocabulary_of
from movierec_gui.progress import finish


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        (["like", "Dislike "], [1, 0]),
        (["👍🏽", "👎"], [1, 0]),
        (["👍️", "👎"], [1, 0]),
        (["TRUE", "false"], [1, 0]),
        (["thumbs_up", "Thumbs-Down"], [1, 0]),
        (["good", "bad", "ok"], [3, 1, 2]),
        (["liked it", "it was ok"], [3, 2]),
        (["liked it", "it was ok", "loved it"], [4, 3, 5]),
        (["Didn't like it", "really liked it"], [1, 4]),
        (["hated it!", "loved it!!"], [1, 5]),
        (["fair", "very good", "poor"], [2, 4, 1]),
        (["terrible", "great", "average"], [1, 5, 3]),
        (["A", "b", "F"], [5, 4, 1]),
        (["A", "E", "C"], [5, 1, 3]),
        (["A-", "B+", "F"], [11, 10, 1]),
        (["Fresh", "rotten"], [1, 0]),
        (["Positive", "Mixed", "Negative"], [3, 2, 1]),
        (["👍👍", "👍", "👎"], [3, 2, 1]),
        (["Two thumbs up", "Thumbs down"], [3, 1]),
        (["Strongly agree", "Disagree"], [5, 2]),
        (["sehr gut", "gut", "schlecht"], [5, 4, 2]),
        (["sehr gut", "mangelhaft"], [6, 2]),
        (["très bon", "moyen"], [5, 3]),
        (["Muy bueno", "regular"], [5, 3]),
        (["*", "****"], [1, 4]),
        (["***½", "*", "**1/2"], [3.5, 1, 2.5]),
        (["+", "-"], [1, 0]),
        (["+", "o", "−"], [3, 2, 1]),
        (["++", "--", "~", "+"], [5, 1, 3, 4]),
    ],
)
def test_the_words_of_a_column_say_which_ratings_they_are(texts: list[str], values: list[float]) -> None:
    words = vocabulary_of([*texts, "", *texts])
    assert words is not None
    assert [words.value(text) for text in texts] == values
    assert words.value("whatever") is None


@pytest.mark.parametrize(
    "texts",
    [
        [],
        ["like"],
        ["like", "LIKE "],
        ["like", "4"],
        ["3", "4"],
        ["A", "G"],
        ["like", "well"],
        ["ok", "okay"],
        ["*", "4"],
        ["*"],
    ],
)
def test_other_columns_are_not_words(texts: list[str]) -> None:
    assert vocabulary_of(texts) is None


def test_every_vocabulary_has_all_levels_of_its_scale() -> None:
    for words in VOCABULARIES:
        low, high = words.scale
        levels = sorted(set(words.values.values()))
        step = levels[1] - levels[0]
        assert levels == [low + step * number for number in range(int((high - low) / step) + 1)]


def test_words_become_numbers_and_the_report_says_which(tmp_path: Path) -> None:
    path = tmp_path / "survey.csv"
    path.write_text("user,movie,rating\n1,2,Loved it\n1,3,hated it\n2,2,it was ok\n2,3,\n")
    dataset = finish(load_dataset(path))
    assert dataset.ratings.values.tolist() == [5, 1, 3]
    assert dataset.scale == (1, 5)
    assert dataset.report is not None
    assert "survey.csv: the ratings are words, read as numbers: Loved it = 5, it was ok = 3, hated it = 1" in (
        dataset.report.notes
    )


@pytest.mark.parametrize(
    ("ratings", "kept"),
    [(["+", "-", "+", ""], [1, 0, 1]), (["--", "++", "o", "-"], [1, 5, 3, 2]), (["4", "-", "2", "5"], [4, 2, 5])],
)
def test_a_minus_is_a_rating_beside_a_plus_and_nothing_beside_numbers(
    tmp_path: Path, ratings: list[str], kept: list[float]
) -> None:
    rows = "".join(f"{user},1,{rating}\n" for user, rating in enumerate(ratings, 1))
    (tmp_path / "r.csv").write_text("user,movie,rating\n" + rows)
    assert finish(load_dataset(tmp_path / "r.csv")).ratings.values.tolist() == kept


def test_a_word_that_comes_late_and_is_unknown_is_named(tmp_path: Path) -> None:
    path = tmp_path / "survey.csv"
    pairs = [(user, movie) for user in range(1, 90) for movie in range(1, 9)]
    rows = "".join(f"{user},{movie},{'like' if user % 2 else 'dislike'}\n" for user, movie in pairs)
    path.write_text(f"user,movie,liked\n{rows}90,1,who knows\n")
    dataset = finish(load_dataset(path))
    assert dataset.scale == (0, 1)
    assert len(dataset.ratings) == 712
    assert dataset.report is not None
    assert dataset.report.counts["not a number"] == 1
