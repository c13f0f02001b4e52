from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def recommend(movierec: Any, tiny_folder: Path) -> Any:
    return lambda *arguments: movierec("recommend", *arguments, "--data", tiny_folder)


def test_a_user_gets_movies_with_reasons(recommend: Any) -> None:
    answer = recommend(20, "--top", 5, "--json")
    assert answer.status == 0
    movies = answer.json["movies"]
    assert (answer.json["recommender"], answer.json["user"], len(movies)) == ("for-you", 20, 5)
    scores = [movie["score"] for movie in movies]
    assert scores == sorted(scores, reverse=True)
    for movie in movies:
        assert 0.5 <= movie["expected_rating"] <= 6
        assert movie["because"]
        assert all(0 < reason["share"] <= 1 and 0.5 <= reason["rating"] <= 5 for reason in movie["because"])


def test_people_see_a_table(recommend: Any) -> None:
    lines = recommend(20, "--top", 2).out.splitlines()
    assert lines[0].split() == ["Title", "Year", "Ratings", "Your", "rating", "Because", "you", "rated"]
    assert len(lines) == 3
    assert "Your rating" not in recommend(20, "--recommender", "popularity").out


def test_a_file_of_ratings_is_enough(recommend: Any, tmp_path: Path) -> None:
    own = tmp_path / "mine.csv"
    own.write_text("title,rating\nMovie 2,5\nMovie 3,1\nSomething else,4\n", encoding="utf-8")
    answer = recommend("--ratings", own, "--own-scale", "1-5", "--recommender", "ease", "--json", "--top", 50)
    titles = {movie["title"] for movie in answer.json["movies"]}
    assert not titles & {"Movie 2", "Movie 3"}
    assert answer.json["user"] is None
    assert "2 of 3 ratings kept" in answer.err
    reasons = {reason["title"] for movie in answer.json["movies"] for reason in movie["because"]}
    assert reasons == {"Movie 2"}  # the other one was not liked


def test_discoveries_are_less_well_known(recommend: Any) -> None:
    known, new = (
        [movie["ratings"] for movie in recommend(20, "--discover", place, "--json").json["movies"]]
        for place in ("-2", "2")
    )
    assert sum(new) < sum(known)


def test_two_people_get_one_list_that_neither_has_seen(recommend: Any) -> None:
    answer = recommend(20, "--with", 30, "--top", 5, "--json")
    assert answer.json["with"] == 30
    alone = {movie["title"] for user in (20, 30) for movie in recommend(user, "--top", 60, "--json").json["movies"]}
    assert {movie["title"] for movie in answer.json["movies"]} <= alone
    assert recommend(20, "--with", 30, "--agree", "mean", "--json").status == 0


def test_a_trained_run_lists_by_its_predictions(recommend: Any, trained: Path) -> None:
    answer = recommend(20, "--run", "first", "--runs", trained, "--json")
    assert answer.json["recommender"] == "first"
    assert len(answer.json["movies"]) == 10
    assert all(movie["because"] == [] and movie["expected_rating"] is None for movie in answer.json["movies"])
    assert "nothing to discover with" in recommend(20, "--run", "first", "--runs", trained, "--discover", "0.5").err


def test_filters_narrow_the_list(recommend: Any) -> None:
    movies = recommend(20, "--recommender", "likes", "--genre", "comedy", "--min-ratings", 20, "--json").json["movies"]
    assert movies
    assert all("Comedy" in movie["genres"] and movie["ratings"] >= 20 for movie in movies)
    assert "loosen the filters" in recommend(20, "--recommender", "likes", "--min-ratings", 1000).out


def test_whoever_rated_everything_is_not_told_to_loosen_filters_that_are_not_there(
    movierec: Any, tmp_path: Path
) -> None:
    table = tmp_path / "all.csv"
    lines = [f"{user},{movie},{(user + movie) % 5 + 1}" for user in range(1, 7) for movie in range(1, 5)]
    table.write_text("\n".join(["user,movie,rating", *lines]), encoding="utf-8")
    answer = movierec("recommend", 1, "--recommender", "popularity", "--data", table)
    assert answer.out.strip().endswith("No movie is left that was not rated.")


def test_recommenders_are_listed(recommend: Any) -> None:
    assert "popularity" in recommend("--recommender", "list").out
    names = [one["name"] for one in recommend("--recommender", "list", "--json").json]
    assert names[:4] == ["for-you", "for-you:new people", "for-you:dense data", "weighted-ease"]


def test_a_preset_makes_a_list_of_its_own(recommend: Any) -> None:
    usual, told = (recommend(20, "--recommender", name, "--json").json for name in ("for-you", "for-you:new people"))
    assert told["recommender"] == "for-you:new people"
    scores = [[movie["score"] for movie in answer["movies"]] for answer in (usual, told)]
    assert scores[0] != scores[1]


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        ([7], 1, "No user 7 in tiny"),
        ([20, "--with", 7, "--recommender", "ease"], 1, "No user 7 in tiny"),
        ([20, "--recommender", "eese"], 1, "Did you mean 'ease'?"),
        ([20, "--recommender", "for-you:new"], 1, "Unknown preset 'new'"),
        ([20, "--recommender", "ease", "--discover", "0.5"], 1, "nothing to discover with"),
        ([20, "--genre", "Comdy"], 1, "Did you mean 'Comedy'?"),
        (["--ratings", "missing.csv"], 1, "missing.csv"),
        ([], 2, "Give either a USER, or a file"),
        ([20, "--ratings", "x.csv"], 2, "Give either a USER, or a file"),
        ([20, "--discover", "9"], 2, "9"),
    ],
)
def test_what_cannot_be_recommended_is_explained(
    recommend: Any, arguments: list[Any], status: int, message: str
) -> None:
    answer = recommend(*arguments)
    assert answer.status == status
    assert message in answer.err


def test_years_and_sets_are_pools_of_the_list(recommend: Any, movierec: Any, tiny_folder: Path) -> None:
    by = ("--recommender", "popularity", "--top", 60, "--json")
    everything = recommend(20, *by).json["movies"]
    year = next(movie["year"] for movie in everything if movie["year"])
    of_year = recommend(20, *by, "--from-year", year, "--to-year", year).json["movies"]
    assert {movie["id"] for movie in of_year} == {movie["id"] for movie in everything if movie["year"] == year}
    wanted = next(movie for movie in reversed(everything) if movie["year"])
    assert movierec("sets", "make", "Mine", "--id", wanted["id"], "--data", tiny_folder).status == 0
    assert [movie["id"] for movie in recommend(20, *by, "--set", "Mine").json["movies"]] == [wanted["id"]]
    nothing = recommend(20, "--recommender", "popularity", "--set", "Mine", "--to-year", wanted["year"] - 1)
    assert (nothing.status, nothing.out.strip()) == (0, "No movie is left that was not rated; loosen the filters.")
