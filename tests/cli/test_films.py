from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def film(movierec: Any, tiny_folder: Path, trained: Path) -> Any:
    return lambda *arguments: movierec("film", *arguments, "--data", tiny_folder, "--runs", trained)


@pytest.fixture
def taste(movierec: Any, tiny_folder: Path) -> Any:
    return lambda *arguments: movierec("taste", *arguments, "--data", tiny_folder)


def test_a_film_by_its_id(film: Any, tiny_dataset: Any) -> None:
    answer = film(100 + 7 * 4, "--json", "--top", 3)
    assert answer.status == 0
    found = answer.json
    assert (found["id"], found["title"], found["year"]) == (128, "Movie 4", 1954)
    assert found["count"] == tiny_dataset.movie_counts[4] == sum(found["ratings"].values())
    assert sum(period["count"] for period in found["periods"]) == found["count"]
    assert found["similar_by"] == "co-rated"
    assert len(found["similar"]) == len(found["liked_by"]) == 3
    assert (found["nodes"], found["prediction"]) == ([], None)


def test_people_see_facts_and_lists(film: Any) -> None:
    lines = film("movie 4 (1954)").out.splitlines()
    assert lines[0].split() == ["Film", "Movie", "4", "(1954)"]
    assert any(line.startswith("By value") and "4.5: " in line for line in lines)
    assert any("Similar film" in line for line in lines)
    assert any(line.startswith("Liked by user") for line in lines)


def test_a_run_predicts_and_names_nodes(film: Any, tmp_path: Path) -> None:
    found = film(128, "--run", "first", "--user", 70, "--json", "--top", 4).json
    assert 1.0 <= found["prediction"]["predicted"] <= 5.0
    assert len(found["nodes"]) <= 4
    assert found["layer"]
    assert "Predicted: " in film(128, "--run", "first", "--user", 70).out
    own = tmp_path / "mine.csv"
    own.write_text("title,rating\nMovie 4,5\nMovie 3,1\n", encoding="utf-8")
    mine = film(128, "--run", "first", "--ratings", own, "--own-scale", "1-5", "--json").json
    assert mine["prediction"]["part"] == "own"
    assert mine["prediction"]["rated"] == 5.0


def test_a_film_nobody_rated_has_no_nodes(film: Any) -> None:
    found = film(100 + 7 * 59, "--run", "first", "--json").json
    assert (found["count"], found["mean"], found["nodes"], found["similar"]) == (0, None, [], [])


def test_a_title_that_fits_several_films_names_them(film: Any) -> None:
    answer = film("movie 1")
    assert answer.status == 0, "the whole title of one film"
    answer = film("ovie 1")
    assert answer.status == 1
    assert "fits 51 films" in answer.err
    assert "Movie 4 (1954): 128; " in answer.err
    assert "and 43 more" in answer.err


@pytest.mark.parametrize("name", ["nothing like it", "", "99999999"])
def test_an_unknown_film_is_refused(film: Any, name: str) -> None:
    answer = film(name)
    assert answer.status == 1
    assert "No film" in answer.err


def test_what_needs_a_run_says_so(film: Any) -> None:
    for arguments in ((128, "--user", 70), (128, "--person", "Ann")):
        answer = film(*arguments)
        assert answer.status == 2
        assert "--run" in answer.err
    both = film(128, "--run", "first", "--user", 70, "--person", "Ann")
    assert both.status == 2
    assert film(128, "--run", "first", "--user", 71).status == 1


def test_the_taste_of_a_user(taste: Any, tiny_dataset: Any) -> None:
    found = taste(40, "--json", "--top", 2).json
    assert (found["person"], found["count"]) == ("User 40", tiny_dataset.user_counts[3])
    assert {group["name"] for group in found["genres"]} == {"Comedy", "Drama", "War"}
    assert len(found["likes"]) == len(found["dislikes"]) == 2
    out = taste(40).out
    assert out.startswith("User 40: ")
    assert "Liked unlike others" in out


def test_the_taste_of_a_file(taste: Any, tmp_path: Path) -> None:
    own = tmp_path / "mine.csv"
    own.write_text("title,rating\nMovie 4,5\nMovie 3,1\n", encoding="utf-8")
    found = taste("--ratings", own, "--own-scale", "1-5", "--json").json
    assert (found["person"], found["count"]) == ("These ratings", 2)
    assert [entry["title"] for entry in found["likes"]] == ["Movie 4 (1954)"]


def test_taste_is_of_one_person(taste: Any) -> None:
    assert taste().status == 2
    assert taste(40, "--person", "Ann").status == 2
    assert taste(41).status == 1


def test_one_rating_is_one(movierec: Any, tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("user,movie,rating\n1,1,5\n2,1,4\n2,2,4\n")
    first, second = (movierec("taste", user, "--data", tmp_path / "r.csv").out for user in (1, 2))
    assert first.startswith("User 1: 1 rating, mean 5.00")
    assert second.startswith("User 2: 2 ratings, mean 4.00")
