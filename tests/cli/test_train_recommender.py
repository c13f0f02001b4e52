"""A recommender trained, listed, shown, used, handed on and gone on with from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from movierec_gui.progress import Progress
from movierec_gui.recommenders.ease import Ease
from movierec_gui.training.list_runs import ListStore
from movierec_gui.training.runs import RunStore

USER = 110
"""Id of one of the tiny data's users."""


@pytest.fixture
def run(movierec: Any, tiny_folder: Path, tmp_path: Path) -> Any:
    """Runs a command on the tiny data and a store of this test."""

    def do(command: str, *arguments: object) -> Any:
        return movierec(command, *arguments, "--data", tiny_folder, "--runs", tmp_path / "store")

    return do


@pytest.fixture
def runs(movierec: Any, tmp_path: Path) -> Any:
    return lambda *arguments: movierec("runs", *arguments, "--runs", tmp_path / "store")


def test_a_recommender_becomes_a_run_with_the_settings_that_were_asked_for(run: Any) -> None:
    given = ("--set", "ridge=7", "--seed", 3, "--split-test", 0.3, "--name", "mine", "--note", "why")
    values = run("train", "--recommender", "ease", *given, "--json").json
    assert (values["kind"], values["name"], values["note"], values["status"]) == ("list", "mine", "why", "finished")
    assert values["spec"]["settings"]["ridge"] == 7
    assert (values["spec"]["seed"], values["spec"]["split"]["test"]) == (3, 0.3)
    assert {"ndcg", "recall", "novelty", "coverage", "gini", "better", "gain_low"} <= set(values["test"])
    again = run("train", "--like", "mine", "--set", "ridge=8", "--json").json
    assert (again["spec"]["settings"]["ridge"], again["spec"]["split"]["test"]) == (8, 0.3)


def test_people_see_the_parts_that_judged_it(run: Any) -> None:
    answer = run("train", "--recommender", "popularity")
    assert [line.split()[:2] for line in answer.out.splitlines()[2:]] == [
        ["Popularity", "validation"], ["Popularity", "test"],
    ]  # fmt: skip
    assert "held out" in answer.err


def test_the_list_has_runs_of_both_kinds_the_newest_first(run: Any, runs: Any) -> None:
    run("train", "global-mean", "--name", "mean", "--quiet")
    made = run("train", "--recommender", "popularity", "--json").json
    lines = runs("list").out.splitlines()
    assert lines[1].split()[:3] == [made["id"], "Popularity", "list"]
    assert "NDCG@10" in lines[1]
    assert f"{made['test']['ndcg']:.4f}" in lines[1]
    assert "rating" in lines[2]
    assert [entry["kind"] for entry in runs("list", "--json").json] == ["list", "rating"]


def test_it_is_shown_renamed_noted_deleted_and_brought_back(run: Any, runs: Any) -> None:
    run_id = run("train", "--recommender", "ease", "--json").json["id"]
    assert "ridge=100.0" in runs("show", "EASE").out
    assert runs("rename", "latest", "better").status == 0
    assert runs("note", "better", "with care").status == 0
    values = runs("show", "better", "--json").json
    assert (values["name"], values["note"], values["kind"]) == ("better", "with care", "list")
    assert runs("delete", "better").status == 0
    assert runs("list", "--json").json == []
    assert runs("restore", run_id).status == 0


def test_it_goes_out_and_comes_back(run: Any, runs: Any, tmp_path: Path) -> None:
    made = run("train", "--recommender", "ease", "--json").json
    assert runs("export", "latest", tmp_path / "ease.zip").status == 0
    assert runs("delete", "latest").status == 0
    back = runs("import", tmp_path / "ease.zip", "--json").json
    assert back == made
    assert run("recommend", USER, "--run", back["id"], "--json").json["movies"]


def test_it_makes_lists_and_predicts_no_ratings(run: Any) -> None:
    run("train", "--recommender", "ease", "--name", "mine", "--quiet")
    movies = run("recommend", USER, "--run", "mine", "--json").json["movies"]
    assert len(movies) == 10
    assert all(movie["expected_rating"] is None for movie in movies)
    for command in (("predict", "mine", USER), ("evaluate", "mine")):
        answer = run(*command)
        assert answer.status == 1
        assert "makes lists and predicts no ratings" in answer.err
    assert "nothing to discover with" in run("recommend", USER, "--run", "mine", "--discover", 0.2).err


def test_one_that_was_stopped_goes_on(run: Any, runs: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lists = ListStore.beside(RunStore(tmp_path / "store"))

    def broken(*_arguments: object) -> Any:
        yield Progress("gathering", 0, 1)
        raise MemoryError("no room")

    with monkeypatch.context() as patch:
        patch.setattr(Ease, "fit", broken)
        assert run("train", "--recommender", "ease", "--name", "mine").status != 0
    (record,) = lists.list()
    assert record.status == "failed"
    assert run("train", "--resume", "mine", "--json").json["status"] == "finished"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--recommender", "easy"), "easy"),
        (("--recommender", "ease", "--epochs", 3), "--epochs is of networks"),
        (("--recommender", "ease", "--set", "rigde=3"), "ridge"),
        (("--recommender", "ease", "--set", "ridge"), "no value"),
        (("--recommender", "ease", "--set", "ridge=much"), "a number"),
        (("lstm", "--recommender", "ease"), "Give an ARCHITECTURE"),
        (("--recommender", "ease", "--preset", "small"), "Unknown preset 'small'"),
        (("--like", "x", "--preset", "small"), "A preset belongs to"),
        (("--like", "nothing"), "There are no runs yet"),
    ],
)
def test_what_does_not_fit_is_said(run: Any, arguments: tuple[object, ...], words: str) -> None:
    answer = run("train", *arguments)
    assert answer.status != 0
    assert words in answer.err


def test_a_preset_is_trained_and_named(run: Any) -> None:
    given = ("--recommender", "for-you", "--preset", "new people", "--set", "rating_model=biases")
    values = run("train", *given, "--json").json
    assert {name: values["spec"]["settings"][name] for name in ("recent", "prior", "rating_model")} == {
        "recent": 0.2, "prior": 40.0, "rating_model": "biases",
    }  # fmt: skip
    assert values["name"] == "For you"  # another rating model than the preset's
    assert run("train", "--recommender", "for-you:dense data", "--json").json["name"] == "For you, dense data"


def test_the_settings_are_listed(movierec: Any) -> None:
    presets = movierec("train", "--recommender", "for-you:new people", "--list", "--json").json["presets"]
    assert [preset["name"] for preset in presets] == ["as it starts", "new people", "dense data"]
    assert presets[2]["settings"] == {"factors": 0.4, "genres": 0.3, "years": 0.3, "prior": 7.0}
    answer = movierec("train", "--recommender", "ease", "--list")
    assert "ridge" in answer.out
    assert [entry["name"] for entry in movierec("train", "--recommender", "ease", "--list", "--json").json["settings"]][
        :2
    ] == ["signal", "ridge"]
