"""``movierec people ask``: films to rate one after the other, and a list."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from movierec_gui.data.people.store import default_people


@pytest.fixture
def ask(movierec: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Asks with these lines typed."""

    def run(typed: str, *arguments: object) -> Any:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        return movierec("people", "ask", *arguments)

    return run


@pytest.fixture
def where(tiny_folder: Path, trained: Path) -> tuple[object, ...]:
    return ("--data", tiny_folder, "--runs", trained)


def test_answers_are_kept_and_end_in_a_list(ask: Any, where: tuple[object, ...]) -> None:
    answer = ask("4\n\ns\n2\n", "--questions", 4, *where)
    assert answer.status == 0
    assert "1 of 4: " in answer.err
    assert "Now on top: " in answer.err
    assert "For Me" in answer.out
    assert len(answer.out.splitlines()) >= 12
    (me,) = default_people().list()
    assert (me.name, [rated.value for rated in me.ratings]) == ("Me", [4.0, 2.0])


def test_what_is_no_rating_is_asked_again_and_q_stops(ask: Any, where: tuple[object, ...]) -> None:
    answer = ask("9\nexcellent\n3\nq\n", "--person", "Ann", *where)
    assert answer.err.count("is no rating") == 2
    assert answer.err.count("1 of 10: ") == 3
    (ann,) = default_people().list()
    assert (ann.name, len(ann.ratings)) == ("Ann", 1)


def test_the_end_of_the_input_stops_and_what_was_rated_stays(ask: Any, where: tuple[object, ...]) -> None:
    answer = ask("5\n", *where)
    assert answer.status == 0
    assert "For Me" in answer.out
    assert len(default_people().list()[0].ratings) == 1


def test_who_stops_at_once_gets_a_list_and_is_not_kept(ask: Any, where: tuple[object, ...]) -> None:
    answer = ask("q\n", *where)
    assert "For Me" in answer.out
    assert default_people().list() == ()


def test_films_that_are_rated_are_not_asked_again(ask: Any, where: tuple[object, ...]) -> None:
    first = ask("4\n4\n4\n", "--questions", 3, *where, "--json").json
    second = ask("4\n4\n4\n", "--questions", 3, *where, "--json").json
    asked = [entry["id"] for entry in (*first["answers"], *second["answers"])]
    assert len(set(asked)) == 6
    assert not set(asked) & {entry["id"] for entry in second["list"]}
    assert len(default_people().list()[0].ratings) == 6


def test_of_several_people_one_has_to_be_named(ask: Any, where: tuple[object, ...]) -> None:
    for name in ("Ann", "Bob"):
        default_people().create(name)
    answer = ask("q\n", *where)
    assert answer.status == 1
    assert "There are Ann, Bob" in answer.err
    assert "For Bob" in ask("q\n", "--person", "bob", *where).out.replace("For bob", "For Bob")


def test_without_a_run_other_data_say_what_to_do(ask: Any, tiny_folder: Path, tmp_path: Path) -> None:
    answer = ask("q\n", "--data", tiny_folder, "--runs", tmp_path / "none")
    assert answer.status == 1
    assert "movierec train house" in answer.err


def test_the_bundled_data_need_no_run_at_all(ask: Any, movierec: Any, tmp_path: Path) -> None:
    values = ask("5\n\n1\n", "--questions", 3, "--runs", tmp_path / "none", "--json").json
    assert values["run"] == "starter"
    assert len(values["list"]) == 10
    assert [entry["rating"] for entry in values["answers"]] == [5.0, None, 1.0]
    predicted = movierec("predict", "starter", "--person", "Me", "--runs", tmp_path / "none", "--top", 3)
    assert predicted.status == 0
    assert len(predicted.out.splitlines()) == 4
