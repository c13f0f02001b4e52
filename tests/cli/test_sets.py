from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from movierec_gui.data.film_sets.store import default_sets


@pytest.fixture
def sets(movierec: Any, tiny_folder: Path) -> Any:
    """Runs a command of ``movierec sets``, on the tiny data where it reads any."""

    def run(command: str, *arguments: object) -> Any:
        data = ("--data", tiny_folder) if command in ("show", "make", "compare", "export") else ()
        return movierec("sets", command, *arguments, *data)

    return run


def test_no_set_is_kept_at_first(movierec: Any, sets: Any) -> None:
    assert "No set is kept" in movierec("sets").err
    assert sets("list", "--json").json == []


def test_sets_are_made_from_filters_ids_files_and_other_sets(sets: Any, tmp_path: Path) -> None:
    old = sets("make", "Old", "--to-year", 1970, "--json").json
    some = sets("make", "Some", "--id", "Movie 2 (1952)", "--id", old["movies"][5], "--json").json
    assert some["films"] == 2
    path = tmp_path / "films.txt"
    path.write_text("Movie 40\nNo such film (1901)\n", encoding="utf-8")
    listed = sets("make", "Listed", "--file", path)
    assert "1 film of films.txt not found" in listed.err
    both = sets("make", "Both", "--union", "some", "--union", "Listed", "--json").json
    assert both["films"] == 3
    assert both["origin"] == "Some and Listed".replace("Some", "some")
    assert sets("make", "Rest", "--union", "Old", "--without", "Some", "--json").json["films"] == old["films"] - 2
    others = sets("make", "Others", "--union", "Old", "--invert", "--json").json
    assert not set(others["movies"]) & set(old["movies"])
    assert sets("make", "Inside", "--union", "Both", "--both", "Old", "--json").json["films"] == 2


def test_a_set_is_shown_and_lists_the_most_rated(sets: Any) -> None:
    sets("make", "Old", "--to-year", 1970)
    answer = sets("show", "old", "--top", 2)
    assert "to 1970" in answer.out
    assert answer.out.count("Movie ") == 2
    assert "Old" in sets("list").out


def test_a_name_that_is_taken_is_refused_unless_it_is_to_be_replaced(sets: Any) -> None:
    first = sets("make", "Old", "--to-year", 1970, "--json").json
    again = sets("make", "old", "--to-year", 1960)
    assert again.status == 1
    assert "called “old” already" in again.err
    second = sets("make", "old", "--to-year", 1960, "--replace", "--json").json
    assert second["id"] == first["id"]
    assert second["films"] < first["films"]


def test_nothing_asked_for_is_a_wrong_command_line(sets: Any) -> None:
    answer = sets("make", "Old")
    assert answer.status == 2
    assert "--genre" in answer.err
    assert sets("make", "None", "--words", "nowhere to be found").status == 1


def test_two_sets_are_compared(sets: Any, tmp_path: Path) -> None:
    sets("make", "Old", "--to-year", 1970)
    path = tmp_path / "compared.csv"
    answer = sets("compare", "Old", "everything", "--csv", path)
    assert "Benjamini and Hochberg" in answer.err
    assert pd.read_csv(path)["name"].tolist()[:3] == ["year", "mean rating", "ratings"]
    found = sets("compare", "Old", "everything", "--json").json
    assert found["sizes"][1] == 60
    assert found["errors"] == []


def test_a_run_s_error_stands_beside_the_sets(sets: Any, trained: Path) -> None:
    sets("make", "Old", "--to-year", 1970)
    answer = sets("compare", "Old", "everything", "--run", "latest", "--part", "validation", "--runs", trained)
    assert "MSE" in answer.out
    assert "validation ratings" in answer.err
    found = sets("compare", "Old", "everything", "--run", "latest", "--runs", trained, "--json").json
    assert [error["name"] for error in found["errors"]] == ["Old", "everything"]
    assert found["errors"][0]["ratings"] < found["errors"][1]["ratings"]


def test_an_exported_set_is_a_list_to_make_one_from(sets: Any, tmp_path: Path) -> None:
    made = sets("make", "Old", "--to-year", 1970, "--json").json
    path = tmp_path / "old.csv"
    assert sets("export", "Old", path).status == 0
    assert sets("make", "Again", "--file", path, "--json").json["movies"] == made["movies"]


def test_a_set_is_renamed_deleted_and_restored(sets: Any) -> None:
    set_id = sets("make", "Old", "--to-year", 1970, "--json").json["id"]
    assert sets("rename", "Old", "Older").status == 0
    assert "restore" in sets("delete", "older").out
    assert sets("list", "--json").json == []
    assert sets("restore", set_id, "--json").json["name"] == "Older"


def test_a_damaged_set_is_named_and_can_be_deleted(sets: Any) -> None:
    set_id = sets("make", "Old", "--to-year", 1970, "--json").json["id"]
    path = default_sets().folder / f"{set_id}.json"
    path.write_text("{", encoding="utf-8")
    assert path.name in sets("list").err
    assert sets("delete", set_id).status == 0
    assert not path.exists()
