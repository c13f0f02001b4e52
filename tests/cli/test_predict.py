from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def predict(movierec: Any, tiny_folder: Path, trained: Path) -> Any:
    return lambda *arguments: movierec("predict", "first", *arguments, "--data", tiny_folder, "--runs", trained)


def test_the_best_unrated_movies_come_first(predict: Any) -> None:
    answer = predict(20, "--top", 5, "--json")
    assert answer.status == 0
    movies = answer.json["movies"]
    assert len(movies) == 5
    predicted = [movie["predicted"] for movie in movies]
    assert predicted == sorted(predicted, reverse=True)
    assert all(movie["rated"] is None for movie in movies)
    assert {error["part"] for error in answer.json["errors"]} <= {"train", "validation", "test"}


def test_people_see_a_table_and_the_users_errors(predict: Any) -> None:
    answer = predict(20, "--top", 2)
    lines = answer.out.splitlines()
    assert lines[0].split() == ["Id", "Title", "Year", "Predicted", "Mean", "Ratings", "Genres"]
    assert lines[3].startswith("Their train part:")


def test_rated_movies_are_kept_on_request(predict: Any) -> None:
    answer = predict(20, "--include-rated", "--top", 0, "--json")
    assert len(answer.json["movies"]) == 60
    assert any(movie["part"] == "test" for movie in answer.json["movies"])
    assert "Rated" in predict(20, "--include-rated").out


def test_filters_narrow_the_list(predict: Any) -> None:
    movies = predict(20, "--genre", "comedy", "--search", "movie 2", "--min-ratings", 18, "--top", 0, "--json").json[
        "movies"
    ]
    assert movies
    assert all("Comedy" in movie["genres"] and "2" in movie["title"] and movie["count"] >= 18 for movie in movies)


def test_the_list_goes_to_a_file(predict: Any, tmp_path: Path) -> None:
    answer = predict(20, "--csv", tmp_path / "all.csv", "--top", 1)
    with (tmp_path / "all.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert f"{len(rows)} movies written" in answer.err
    assert float(rows[0]["predicted"]) >= float(rows[-1]["predicted"])


def test_a_new_person_is_known_by_their_ratings(predict: Any, tmp_path: Path) -> None:
    own = tmp_path / "mine.csv"
    own.write_text("title,rating\nMovie 2,5\nMovie 3,1\nSomething else,4\n", encoding="utf-8")
    answer = predict("--ratings", own, "--own-scale", "1-5", "--include-rated", "--top", 0, "--json")
    assert answer.status == 0
    given = {movie["title"]: movie["rated"] for movie in answer.json["movies"] if movie["part"] == "own"}
    assert given == {"Movie 2": 5.0, "Movie 3": 1.0}
    assert (answer.json["user"], answer.json["errors"]) == (None, [])
    assert "2 of 3 ratings kept" in answer.err
    assert "Something else" in answer.err


def test_a_scale_that_the_file_does_not_say_is_asked_for(predict: Any, tmp_path: Path) -> None:
    own = tmp_path / "mine.csv"
    own.write_text("title,rating\nMovie 2,5\n", encoding="utf-8")
    answer = predict("--ratings", own)
    assert answer.status == 1
    assert "does not say on which scale" in answer.err
    assert "--own-scale 1-10" in answer.err


def test_half_a_star_does_not_stop_the_rest(predict: Any, tmp_path: Path) -> None:
    own = tmp_path / "ratings.csv"
    rows = "2022-01-01,Movie 0,1950,https://x,0.5\n2022-01-01,Movie 1,1951,https://x,4\n"
    own.write_text("Date,Name,Year,Letterboxd URI,Rating\n" + rows, encoding="utf-8")
    answer = predict("--ratings", own, "--include-rated", "--top", 0, "--json")
    assert answer.status == 0
    given = {movie["title"]: movie["rated"] for movie in answer.json["movies"] if movie["part"] == "own"}
    assert given == {"Movie 0": 0.5, "Movie 1": 4.0}


def test_a_kept_person_is_predicted_for(predict: Any, movierec: Any, tiny_folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "mine.csv"
    own.write_text("title,year,rating\nMovie 2,1952,10/10\nMovie 3,1953,2/10\nBarbie,2023,9/10\n", encoding="utf-8")
    assert movierec("people", "import", own, "--person", "Ann", "--data", tiny_folder).status == 0
    answer = predict("--person", "ann", "--include-rated", "--top", 0, "--json")
    given = {movie["title"]: movie["rated"] for movie in answer.json["movies"] if movie["part"] == "own"}
    assert given == {"Movie 2": 5.0, "Movie 3": 1.0}
    assert (answer.json["person"], answer.json["user"]) == ("ann", None)
    assert "Ann: 2 of 3 ratings kept; 1 of films that are not in this dataset" in answer.err


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        ([7], 1, "No user 7 in tiny"),
        ([20, "--genre", "Comdy"], 1, "Did you mean 'Comedy'?"),
        ([20, "--csv", "no-such-folder/x.csv"], 1, "There is no folder"),
        (["--ratings", "missing.csv"], 1, "missing.csv"),
        ([], 2, "Give either a USER, or a file"),
        ([20, "--ratings", "x.csv"], 2, "Give either a USER, or a file"),
        ([20, "--person", "Ann"], 2, "Give either a USER, or a file"),
        (["--ratings", "x.csv", "--person", "Ann"], 2, "Give either a file of --ratings or a --person"),
        (["--person", "Ann"], 1, "nobody called 'Ann'"),
        (["--ratings", "x.csv", "--own-scale", "ten"], 1, "'ten' is no scale"),
        (["Ann"], 1, "No user 'Ann' in tiny"),
    ],
)
def test_what_cannot_be_predicted_is_explained(predict: Any, arguments: list[Any], status: int, message: str) -> None:
    answer = predict(*arguments)
    assert answer.status == status
    assert message in answer.err


def test_years_and_sets_are_pools_of_the_list(predict: Any, movierec: Any, tiny_folder: Path) -> None:
    everything = predict(20, "--include-rated", "--top", 0, "--json").json["movies"]
    years = sorted({movie["year"] for movie in everything if movie["year"]})
    low, high = years[1], years[-2]
    chosen = predict(
        20, "--include-rated", "--top", 0, "--from-year", low, "--to-year", high, "--json"
    ).json["movies"]  # fmt: skip
    assert {movie["id"] for movie in chosen} == {
        movie["id"] for movie in everything if low <= (movie["year"] or 0) <= high
    }
    ids = [movie["id"] for movie in everything[:3]]
    assert movierec("sets", "make", "Mine", *(f"--id={one}" for one in ids[:2]), "--data", tiny_folder).status == 0
    assert movierec("sets", "make", "Yours", f"--id={ids[2]}", "--data", tiny_folder).status == 0
    listed = predict(20, "--include-rated", "--set", "mine", "--set", "yours", "--json").json["movies"]
    assert {movie["id"] for movie in listed} == set(ids)
    unknown = predict(20, "--set", "Mime")
    assert unknown.status == 1
    assert "Mine" in unknown.err
    assert predict(20, "--from-year", high, "--to-year", low).status == 1


def test_a_list_without_movies_says_so(predict: Any) -> None:
    answer = predict(20, "--search", "no such title")
    assert (answer.status, answer.out.splitlines()[0]) == (
        0,
        "No movie is left that was not rated; loosen the filters.",
    )
    assert predict(20, "--search", "no such title", "--include-rated").out.startswith("No movie is left; loosen")
    assert predict(20, "--search", "no such title", "--json").json["movies"] == []


def test_a_prediction_is_explained(predict: Any) -> None:
    best = predict(20, "--top", 1, "--json").json["movies"][0]
    answer = predict(20, "--why", best["id"], "--top", 3, "--json")
    (told,) = answer.json["why"]
    parts = told["parts"]
    assert told["id"] == best["id"]
    assert parts["predicted"] == pytest.approx(best["predicted"], abs=1e-5)
    added = parts["mean"] + parts["person"] + parts["movie"] + parts["network"]
    assert added == pytest.approx(parts["predicted"], abs=1e-5)
    changes = [abs(rating["change"]) for rating in told["ratings"]]
    assert len(changes) == 3
    assert changes == sorted(changes, reverse=True)
    words = predict(20, "--why", best["id"]).out
    assert "What the network adds" in words
    assert "with this rating minus without it" in words


def test_a_prediction_for_a_file_of_ratings_is_explained(predict: Any, tmp_path: Path) -> None:
    own = tmp_path / "mine.csv"
    own.write_text("title,rating\nMovie 2,5\nMovie 3,1\n", encoding="utf-8")
    answer = predict("--ratings", own, "--own-scale", "1-5", "--why", "movie 5 ", "--why", "movie 7 ", "--json")
    assert [sorted(rating["rating"] for rating in told["ratings"]) for told in answer.json["why"]] == [[1.0, 5.0]] * 2


def test_films_alike_are_listed(predict: Any) -> None:
    answer = predict(20, "--similar", 1, "--top", 4, "--json")
    (told,) = answer.json["similar"]
    assert told["id"] == 1
    alike = [film["similarity"] for film in told["films"]]
    assert len(alike) == 4
    assert alike == sorted(alike, reverse=True)
    assert 1 not in [film["id"] for film in told["films"]]
    assert "Like " in predict(20, "--similar", 1).out
    assert predict(20, "--similar", "no such film").status == 1
