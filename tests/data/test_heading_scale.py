"""What a heading says of the scale counts where the ratings are on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from movierec_gui.data.choices import TableChoice
from movierec_gui.data.heading_scale import best_is_lowest, scale_in_heading
from movierec_gui.data.sources import load_dataset
from movierec_gui.errors import UserError
from movierec_gui.progress import finish


@pytest.mark.parametrize(
    ("name", "ratings", "scale"),
    [
        ("Rating (1-10)", ["1", "5"], (1, 10)),
        ("Rating [0..20]", ["1", "5"], (0, 20)),
        ("Bewertung 1 bis 6", ["1", "5"], (1, 6)),
        ("score /10", ["1", "5"], (1, 10)),
        ("Score out of 5", ["0.5", "5"], (0.5, 5)),
        ("note sur 20", ["3", "5,5"], (0, 20)),
        ("Rating (-5 to 5)", ["-1", "3"], (-5, 5)),
        ("rating_out_of_10", ["1", "5"], (1, 10)),
        ("rating_1_to_10", ["1", "5"], (1, 10)),
        ("Rating (of 5 stars)", ["1", "4"], (1, 5)),
        ("Bewertung von 1 bis 10", ["1", "5"], (1, 10)),
        ("Rating of 100 films", ["1", "5"], None),
        ("Bewertung von 10 Filmen", ["1", "5"], None),
        ("rating_2019", ["1", "5"], None),
        ("Rating (1-5)", ["1", "8"], None),
        ("Rating (1-5)", ["1", "4/5"], None),
        ("Rating (1-5)", ["", " "], None),
        ("rating", ["1", "5"], None),
        ("rating 2019-2020", ["1", "5"], None),
        ("Rating (5-1)", ["1", "5"], None),
        ("score /0", ["0"], None),
        ("rating " + "9" * 5000, ["1"], None),
    ],
)
def test_a_scale_in_a_heading(name: str, ratings: list[str], scale: tuple[float, float] | None) -> None:
    assert scale_in_heading(name, ratings) == scale


@pytest.mark.parametrize(
    ("name", "reversed_"),
    [
        ("Rating (1 = best, 5 = worst)", True),
        ("Note (1: sehr gut)", True),
        ("score, lower is better", True),
        ("1 best, 5 worst", True),
        ("rating_1_is_best", True),
        ("Best is 1", True),
        ("Note (1 sehr gut - 6 ungenügend)", True),
        ("5 = worst", True),
        ("Rating (1=gut 5=schlecht)", True),
        ("Rating (1 = top, 5 = flop)", True),
        ("stars: 5 bad, 1 good", True),
        ("rating_1_loved_it_5_hated_it", True),
        ("Note (1 = très bon, 6 = mauvais)", True),
        ("Rating (1 = top)", True),
        ("Rating (1 terrible, 2 bad, 4 good, 5 great)", False),
        ("Rating (0 = worst, 1 = best)", False),
        ("Rating (-1 = bad, 1 = good)", False),
        ("Rating (1: good, 2: very good, 3: excellent)", False),
        ("Rating (1 = schlecht, 5 = gut)", False),
        ("Rating of the top 5 bad films", False),
        ("Rating (1 = worst, 5 = best)", False),
        ("1 worst - 5 best", False),
        ("10 = best", False),
        ("1.5 best", False),
        ("Rating (1-10)", False),
        ("Rating 11 = best", False),
        ("best rating", False),
    ],
)
def test_a_heading_may_say_that_one_is_the_best(name: str, reversed_: bool) -> None:
    assert best_is_lowest(name) == reversed_


def test_a_table_is_on_the_scale_of_its_heading(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("user,movie,Rating (1-10)\n1,2,4\n2,3,5\n")
    dataset = finish(load_dataset(path))
    assert dataset.scale == (1, 10)
    assert "r.csv: ratings from 1 to 10 (as stated)" in dataset.report.notes
    assert finish(load_dataset(path, choice=TableChoice(scale=(0.0, 5.0)))).scale == (0, 5)


def test_ratings_of_which_one_is_the_best_are_refused_unless_columns_are_named(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text('user,movie,"Rating (1 = best, 5 = worst)"\n1,2,4\n2,3,5\n')
    with pytest.raises(UserError, match=r"says that 1 is the best rating.*Turn the numbers round"):
        finish(load_dataset(path))
    choice = TableChoice(columns=(("user", "1"), ("movie", "2"), ("rating", "3")))
    assert finish(load_dataset(path, choice=choice)).ratings.values.tolist() == [4, 5]


@pytest.mark.parametrize(
    ("heading", "lowest"),
    [
        ("Rating (1 - best, 5 - worst)", True),
        ("5 = flop, 1 = hit", True),
        ("worst 5, best 1", True),
        ("best=1 worst=5", True),
        ("worst=1 best=5", False),
        ("worst: 1, best: 10", False),
        ("Rating (1–10, 10 – best)", False),
        ("Rating (1 - worst, 5 - best)", False),
        ("Score: 1 = best", True),
        ("Best 100 films", False),
    ],
)
def test_which_end_is_best_is_read_with_dashes_and_with_the_word_before_the_number(heading, lowest):
    assert best_is_lowest(heading) is lowest
