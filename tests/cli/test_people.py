from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from movierec_gui.data.people.store import default_people

TEXT = """Date,Name,Year,Letterboxd URI,Rating
2024-01-05,Movie 2,1952,https://boxd.it/a,4.5
2024-01-06,Movie 3,1954,https://boxd.it/b,2
2024-01-07,Barbie,2023,https://boxd.it/c,3
2024-01-08,Movie 5,1958,https://boxd.it/d,1
"""


@pytest.fixture
def people(movierec: Any, tiny_folder: Path) -> Any:
    """Runs a command of ``movierec people``; imports read the tiny data."""

    def run(command: str, *arguments: object) -> Any:
        data = ("--data", tiny_folder) if command in ("import", "unmatched") else ()
        return movierec("people", command, *arguments, *data)

    return run


@pytest.fixture
def ratings(tmp_path: Path) -> Path:
    path = tmp_path / "ratings.csv"
    path.write_text(TEXT, encoding="utf-8")
    return path


def ids(answer: Any) -> dict[str, str]:
    return {person["name"]: person["id"] for person in answer.json}


def test_nobody_is_kept_at_first(movierec: Any, people: Any) -> None:
    assert "Nobody is kept" in movierec("people").err
    assert people("list", "--json").json == []


def test_an_import_keeps_a_person_and_shows_what_was_not_matched(people: Any, ratings: Path) -> None:
    answer = people("import", ratings, "--person", "Ann")
    assert answer.status == 0
    assert "Letterboxd: 2 of 4 entries matched; 1 unsure, 1 not in this dataset" in answer.out
    assert "Barbie (2023)" in answer.out
    assert "Ann now has 4 ratings" in answer.out
    assert people("list", "--json").json[0]["ratings"] == 4
    shown = people("show", "ann")
    assert "Barbie (2023)" in shown.out
    assert "0.5 to 5" in shown.out
    assert people("show", "Ann", "--json").json["ratings"][0]["title"] == "Movie 2"


def test_what_was_not_matched_is_decided_later(people: Any, ratings: Path, tmp_path: Path) -> None:
    people("import", ratings, "--person", "Ann")
    answer = people("unmatched", "Ann")
    assert (answer.status, "Not matched: 0 of 2 entries matched" in answer.out) == (0, True)
    assert "Decide with: movierec people unmatched Ann --review-json" in answer.err
    review = people("unmatched", "Ann", "--review-json").json
    assert [row["film"]["title"] for row in review["rows"]] == ["Barbie", "Movie 5"]
    review["rows"][0]["decision"] = "reject"
    review["rows"][1]["decision"] = {"choose": review["rows"][1]["candidates"][0]["id"]}
    file = tmp_path / "review.json"
    file.write_text(json.dumps(review), encoding="utf-8")
    decided = people("unmatched", "Ann", "--decisions", file)
    assert "2 decisions kept; Ann has 3 ratings" in decided.out
    again = people("unmatched", "Ann", "--json")
    assert (again.json["rows"], again.json["kept"]) == ([], False)
    assert "Letterboxd: 3 of 4 entries matched; 1 rejected" in people("import", ratings, "--person", "Ann").out
    people("undo", "Ann")


def test_without_a_name_the_first_person_is_me(people: Any, ratings: Path) -> None:
    assert "Me now has 4 ratings" in people("import", ratings).out
    assert "Me now has 4 ratings" in people("import", ratings).out, "the only person"
    people("import", ratings, "--person", "Bea")
    answer = people("import", ratings)
    assert answer.status == 1
    assert "For whom is the import?" in answer.err


def test_films_on_lists_are_counted_where_there_are_some(people: Any, tmp_path: Path) -> None:
    path = tmp_path / "NetflixViewingHistory.csv"
    path.write_text('Title,Date\n"Movie 2","1/2/20"\n"Movie 3","1/3/20"\n', encoding="utf-8")
    assert "Ann now has 0 ratings, 2 seen" in people("import", path, "--person", "Ann").out
    thumbs = tmp_path / "thumbs.csv"
    thumbs.write_text("title,year,rating\nMovie 4,1954,👍\nMovie 5,1955,👎\n", encoding="utf-8")
    assert "Ann now has 0 ratings, 2 seen, 1 liked, 1 not for them" in people("import", thumbs, "--person", "Ann").out


def test_a_review_in_json_keeps_nothing_and_takes_decisions(people: Any, ratings: Path, tmp_path: Path) -> None:
    answer = people("import", ratings, "--person", "Ann", "--review-json")
    assert answer.status == 0
    document = json.loads(answer.out)
    assert document["kept"] is False
    assert "Nothing is kept yet" in answer.err
    assert default_people().list() == ()
    document["rows"][2]["decision"] = "reject"
    document["rows"][3]["decision"] = {"choose": document["rows"][3]["candidates"][0]["id"]}
    decisions = tmp_path / "review.json"
    decisions.write_text(json.dumps(document), encoding="utf-8")
    answer = people("import", ratings, "--person", "Ann", "--decisions", decisions, "--json")
    assert answer.json["counts"] == {"matched": 3, "rejected": 1}
    assert answer.json["person"]["ratings"] == 3
    assert people("import", ratings, "--json").json["counts"] == {"matched": 3, "rejected": 1}, "remembered"


def test_nothing_is_replaced_unasked(people: Any, ratings: Path) -> None:
    people("import", ratings, "--person", "Ann")
    ratings.write_text(TEXT.replace(",4.5", ",1"), encoding="utf-8")
    answer = people("import", ratings)
    assert "Movie 2 (1952) stays at 4.5 (of 0.5 to 5); the file has 1" in answer.err
    assert default_people().find("Ann").ratings[0].value == 4.5
    people("import", ratings, "--replace")
    assert default_people().find("Ann").ratings[0].value == 1
    assert "the import of ratings.csv is undone" in people("undo", "Ann").out
    assert default_people().find("Ann").ratings[0].value == 4.5
    assert "is made again" in people("redo", "Ann").out


def test_an_export_imports_back_exactly(people: Any, ratings: Path, tmp_path: Path) -> None:
    people("import", ratings, "--person", "Ann")
    ann = default_people().find("Ann")
    file = tmp_path / "ann.json"
    assert people("export", "Ann", file).status == 0
    people("delete", "Ann")
    assert people("import", file).status == 0
    again = default_people().find("Ann")
    assert again.id != ann.id
    assert (again.name, again.ratings, again.decisions) == (ann.name, ann.ratings, ann.decisions)


def test_renaming_deleting_and_bringing_back(people: Any, ratings: Path) -> None:
    people("import", ratings, "--person", "Ann")
    assert "is now called Anna" in people("rename", "Ann", "Anna").out
    known = ids(people("list", "--json"))["Anna"]
    assert "in the trash" in people("delete", "anna").out
    assert people("list", "--json").json == []
    assert "Anna is back" in people("restore", known).out
    assert people("show", known).status == 0


def test_damaged_files_are_named(people: Any, ratings: Path) -> None:
    people("import", ratings, "--person", "Ann")
    (path,) = default_people().folder.glob("*.json")
    path.write_text("{", encoding="utf-8")
    answer = people("list")
    assert answer.status == 0
    assert f"Left out: {path}" in answer.err


def test_a_file_of_several_people_or_without_a_scale_asks(people: Any, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("user,title,year,rating\nann,Movie 2,1952,4\nbea,Movie 3,1953,2\n", encoding="utf-8")
    assert "Choose one, such as --who ann" in people("import", path).err
    assert "--own-scale" in people("import", path, "--who", "ann").err
    answer = people("import", path, "--who", "ann", "--own-scale", "1-5", "--json")
    assert answer.json["counts"] == {"matched": 1}


def test_a_scale_that_begins_below_0_can_be_said(people: Any, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("title,year,rating\nMovie 2,1952,-4\nMovie 3,1953,2\n", encoding="utf-8")
    asked = people("import", path, "--person", "Ann").err
    assert '--own-scale "-4 to 4"' in asked
    bad = people("import", path, "--person", "Ann", "--own-scale", "4 to -4")
    assert (bad.status, 'Write it as in 1-10 or "-10 to 10"' in bad.err) == (1, True)
    answer = people("import", path, "--person", "Ann", "--own-scale", "-4 to 4")
    assert answer.status == 0
    assert {str(rated.scale) for rated in default_people().find("Ann").ratings} == {"-4 to 4"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["show", "Ann"], "nobody called 'Ann'"),
        (["import", "missing.csv"], "There is no missing.csv"),
        (["export", "Ann", "x.json"], "nobody called 'Ann'"),
        (["restore", "ann-1"], "in the trash"),
    ],
)
def test_what_cannot_be_done_is_explained(people: Any, arguments: list[str], message: str) -> None:
    answer = people(*arguments)
    assert answer.status == 1
    assert message in answer.err


def test_an_export_needs_its_folder(people: Any, ratings: Path) -> None:
    people("import", ratings, "--person", "Ann")
    assert "There is no folder" in people("export", "Ann", "no-such-folder/x.json").err


def test_the_scale_of_a_history_is_not_taken_for_that_of_the_bundled_data(movierec: Any, tmp_path: Path) -> None:
    own = tmp_path / "mine.csv"
    own.write_text("title;score;release year\nHeat;9;1995\nFargo;7;2014–2024\n", encoding="utf-8")
    answer = movierec("people", "import", own, "--person", "Kim", "--own-scale", "1-10")
    assert answer.status == 0, answer.err
    kept = movierec("people", "show", "Kim").out
    assert "Heat" in kept
    assert "Fargo" not in kept  # a series by its years
