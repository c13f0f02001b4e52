"""Prepared data on the command line: asked for once, kept with the run, applied again wherever the run is opened."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.preparation import PreparationConfig
from movierec_gui.data.prepare import prepare
from movierec_gui.data.sources import load_dataset
from movierec_gui.progress import finish
from movierec_gui.training.config import preset_spec
from movierec_gui.training.events import EpochEnded
from movierec_gui.training.list_runs import ListStore
from movierec_gui.training.record_store import STOPPED
from movierec_gui.training.runs import RunStore
from movierec_gui.training.trainer import train

LEAST = ("--min-user-ratings", 28)
WORDS = "28+ ratings per user"


@pytest.fixture
def prepared_store(movierec: Any, tiny_folder: Path, tmp_path: Path) -> Path:
    """A store with one run on prepared data, called "kept"."""
    store = tmp_path / "prepared"
    answer = movierec("train", "biases", "--name", "kept", *LEAST, "--data", tiny_folder, "--runs", store)
    assert answer.status == 0
    assert f"Prepared: {WORDS}" in answer.err
    return store


@pytest.fixture
def on_tiny(movierec: Any, tiny_folder: Path, prepared_store: Path) -> Callable[..., Any]:
    def run(*arguments: object) -> Any:
        return movierec(*arguments, "--data", tiny_folder, "--runs", prepared_store)

    return run


def test_a_prepared_dataset_is_described(movierec: Any, tiny_folder: Path) -> None:
    whole = movierec("data", "show", tiny_folder, "--json").json
    left = movierec("data", "show", tiny_folder, *LEAST, "--sample-users", 5, "--sample-seed", 3, "--json").json
    assert left["users"] == 5
    assert left["content_hash"] != whole["content_hash"]
    assert whole["preparation"] is None
    assert left["preparation"]["config"] == {
        "min_movie_ratings": 0, "min_user_ratings": 28, "sample_users": 5, "sample_seed": 3, "movies": ""
    }  # fmt: skip
    assert left["preparation"]["before"] == {"ratings": whole["ratings"], "users": 40, "movies": 59}
    assert left["preparation"]["after"]["ratings"] == left["ratings"]
    words = movierec("data", "show", tiny_folder, *LEAST).out
    assert f"tiny with {WORDS}" in words
    assert f"Prepared: {WORDS}; Left are " in words


def test_a_run_knows_how_its_data_were_prepared(movierec: Any, prepared_store: Path) -> None:
    where = ("--runs", prepared_store)
    assert f"tiny with {WORDS}" in movierec("runs", "list", *where).out
    assert f"\nPreparation {WORDS}\n" in re.sub(" +", " ", movierec("runs", "show", "kept", *where).out)
    assert movierec("runs", "show", "kept", *where, "--json").json["preparation"]["min_user_ratings"] == 28


def test_a_run_is_measured_again_on_the_same_prepared_data(
    movierec: Any, on_tiny: Callable[..., Any], prepared_store: Path
) -> None:
    stored = movierec("runs", "show", "kept", "--runs", prepared_store, "--json").json
    errors = on_tiny("evaluate", "kept", "--json").json["errors"]
    test = next(entry for entry in errors if entry["model"] == stored["name"] and entry["part"] == "test")
    assert test["errors"] == stored["test"]
    assert test["ratings"] == stored["parts"]["test"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("predict", "kept", "USER", "--top", "2"),
        ("recommend", "USER", "--run", "kept", "--top", "2"),
        ("film", "100", "--run", "kept"),
        ("average", "kept", "other"),
        ("compare", "--resume", "latest"),
        ("evaluate", "kept", "--anew", "--seeds", "1"),
        ("people", "ask", "--run", "kept", "--questions", "1"),
        ("train", "--like", "kept", "--seed", "4"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_every_command_that_opens_a_run_prepares_its_data_again(
    on_tiny: Callable[..., Any],
    tiny_dataset: Dataset,
    prepared_store: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("q\n"))
    busiest = tiny_dataset.user_label(int(tiny_dataset.user_counts.argmax()))
    arguments = tuple(busiest if word == "USER" else word for word in arguments)
    if arguments[0] == "average":
        assert on_tiny("train", "dot", "--name", "other", "--epochs", 1, *LEAST).status == 0
    if arguments[0] == "compare":
        assert on_tiny("compare", "biases", "--seeds", "0", *LEAST).status == 0
        (kept,) = (prepared_store / "comparisons").glob("*.json")
        values = json.loads(kept.read_text())
        values["comparison"]["results"] = []
        del values["checksum"]
        kept.write_text(json.dumps(values))
    answer = on_tiny(*arguments)
    assert answer.status == 0, answer.err
    assert f"Prepared: {WORDS}" in answer.err


def test_a_stopped_run_goes_on_with_the_same_prepared_data(
    movierec: Any, on_tiny: Callable[..., Any], tiny_folder: Path, prepared_store: Path
) -> None:
    whole = finish(load_dataset(tiny_folder))
    prepared = finish(prepare(whole, PreparationConfig(min_user_ratings=28)))
    spec = preset_spec("dot")
    spec = replace(spec, training=replace(spec.training, epochs=2, threads=1))
    work = train(prepared, spec, RunStore(prepared_store), "stopped")
    next(event for event in work if isinstance(event, EpochEnded))
    work.close()
    resumed = on_tiny("train", "--resume", "stopped", "--json").json
    untouched = finish(train(prepared, spec, RunStore(prepared_store), "untouched"))
    assert (resumed["status"], resumed["test"]) == ("finished", untouched.test)
    assert resumed["preparation"]["min_user_ratings"] == 28


def test_a_reports_run_file_says_how_to_prepare(on_tiny: Callable[..., Any], tmp_path: Path) -> None:
    small = ("--set", "factors=4", "--set", "hidden=3", "--epochs", 1)
    assert on_tiny("train", "dense", "--name", "net", *small, *LEAST).status == 0
    folder = tmp_path / "report"
    answer = on_tiny("report", "net", "--output", folder, "--map-iterations", 250, "--map-perplexity", 5)
    assert answer.status == 0, answer.err
    assert f"Prepared: {WORDS}; Left are" in (folder / "report.html").read_text()
    assert (
        json.loads((folder / "report.json").read_text())["dataset"]["preparation"]["config"]["min_user_ratings"] == 28
    )
    (run_file,) = (folder / "runs").glob("*dense*.json")
    again = on_tiny("train", "--like", run_file, "--json")
    assert again.json["preparation"]["min_user_ratings"] == 28


@pytest.fixture
def prepared_list(on_tiny: Callable[..., Any], prepared_store: Path) -> str:
    """The id of a kept recommender on prepared data, called "popular", in the same store."""
    answer = on_tiny("train", "--recommender", "popularity", "--name", "popular", *LEAST, "--json")
    assert f"Prepared: {WORDS}" in answer.err
    return str(answer.json["id"])


def test_a_recommender_knows_how_its_data_were_prepared(
    movierec: Any, prepared_store: Path, prepared_list: str
) -> None:
    where = ("--runs", prepared_store)
    shown = movierec("runs", "show", prepared_list, *where)
    assert f"\nPreparation {WORDS}\n" in re.sub(" +", " ", shown.out)
    assert movierec("runs", "show", "popular", *where, "--json").json["preparation"]["min_user_ratings"] == 28
    assert movierec("runs", "list", *where).out.count(f"tiny with {WORDS}") == 2


@pytest.mark.usefixtures("prepared_list")
@pytest.mark.parametrize(
    "arguments",
    [
        ("recommend", "USER", "--run", "popular", "--top", "2"),
        ("train", "--like", "popular", "--seed", "4"),
        ("train", "--resume", "popular"),
        ("compare", "--resume", "latest"),
    ],
    ids=lambda arguments: " ".join(arguments[:2]),
)
def test_every_command_that_opens_a_kept_recommender_prepares_its_data_again(
    on_tiny: Callable[..., Any], tiny_dataset: Dataset, prepared_store: Path, arguments: tuple[str, ...]
) -> None:
    busiest = tiny_dataset.user_label(int(tiny_dataset.user_counts.argmax()))
    arguments = tuple(busiest if word == "USER" else word for word in arguments)
    lists = ListStore.beside(RunStore(prepared_store))
    if "--resume" in arguments:
        (made,) = lists.list()
        lists.change(made.id, status=STOPPED, test={})
    if arguments[0] == "compare":
        assert on_tiny("compare", "biases", "--recommenders", "popularity", "--seeds", "0", *LEAST).status == 0
        (kept,) = (prepared_store / "comparisons").glob("*.json")
        values = json.loads(kept.read_text())
        values["comparison"]["results"] = values["comparison"]["results"][:1]
        del values["checksum"]
        kept.write_text(json.dumps(values))
    answer = on_tiny(*arguments)
    assert answer.status == 0, answer.err
    assert f"Prepared: {WORDS}" in answer.err
    assert {record.preparation and record.preparation.min_user_ratings for record in lists.list()} == {28}


def test_a_recommenders_data_prepared_another_way_are_other_data(
    on_tiny: Callable[..., Any], prepared_list: str
) -> None:
    for arguments in (("recommend", "110", "--run", "popular"), ("train", "--resume", prepared_list)):
        answer = on_tiny(*arguments, "--min-user-ratings", 20)
        assert answer.status == 1
        assert f"was trained on other data (tiny with {WORDS})" in answer.err
        assert "prepare it the same way" in answer.err


def test_a_person_is_joined_to_the_prepared_data(
    movierec: Any, on_tiny: Callable[..., Any], tiny_folder: Path, tmp_path: Path
) -> None:
    own = tmp_path / "ann.csv"
    own.write_text("title,rating\nMovie 2,5\nMovie 3,1\nMovie 59,2\n", encoding="utf-8")
    imported = ("people", "import", own, "--person", "Ann", "--own-scale", "1-5", "--data", tiny_folder)
    assert movierec(*imported).status == 0
    small = ("--set", "factors=4", "--set", "hidden=3", "--epochs", 1, "--with-person", "Ann", "--json")
    values = on_tiny("train", "dense", "--min-movie-ratings", 12, "--min-user-ratings", 20, *small).json
    assert values["preparation"]["min_movie_ratings"] == 12
    assert values["person"]["name"] == "Ann"
    answer = on_tiny("recommend", "--person", "Ann", "--run", values["id"], "--json")
    assert answer.status == 0, answer.err
    assert "Prepared: 12+ ratings per movie, 20+ per user" in answer.err
    assert "was trained with these ratings" in on_tiny("predict", values["id"], "--person", "Ann").err
    again = on_tiny("train", "--like", values["id"], "--with-person", "Ann", "--json").json
    assert (again["preparation"], again["person"]) == (values["preparation"], values["person"])
    assert again["test"] == values["test"]


def test_a_runs_data_prepared_another_way_are_other_data(on_tiny: Callable[..., Any]) -> None:
    answer = on_tiny("evaluate", "kept", "--min-user-ratings", 29)
    assert answer.status == 1
    assert f"was trained on other data (tiny with {WORDS})" in answer.err
    assert "prepare it the same way" in answer.err


def test_runs_on_differently_prepared_data_are_not_put_side_by_side(on_tiny: Callable[..., Any]) -> None:
    assert on_tiny("train", "biases", "--name", "whole").status == 0
    answer = on_tiny("evaluate", "kept", "whole")
    assert answer.status == 1
    assert f"differently prepared data\n  {WORDS}; not prepared" in answer.err


def test_the_best_run_is_chosen_among_those_of_the_same_preparation(on_tiny: Callable[..., Any]) -> None:
    answer = on_tiny("people", "ask", "--questions", "1")
    assert answer.status == 1
    assert "No run is there for tiny" in answer.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--min-user-ratings", 1000), "No rating of tiny is left"),
        (("--min-movie-ratings", 1000), "No rating of tiny is left"),
        (("--sample-users", 41), "A sample of 41 users is larger than the data"),
        (("--movies", "nowhere.csv"), "There is no nowhere.csv"),
    ],
)
def test_what_cannot_be_prepared_is_explained(
    movierec: Any, tiny_folder: Path, arguments: tuple[object, ...], message: str
) -> None:
    answer = movierec("data", "show", tiny_folder, *arguments)
    assert answer.status == 1
    assert message in answer.err


def test_a_list_is_named_by_where_it_lies(movierec: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "shop.csv").write_text("user,item,rating\n" + "".join(f"{u},i{u % 5},{u % 5 + 1}\n" for u in range(30)))
    (tmp_path / "names.csv").write_text("code,title\n" + "".join(f"i{n},Film {n}\n" for n in range(5)))
    monkeypatch.chdir(tmp_path)
    store = tmp_path / "store"
    answer = movierec("train", "biases", "--data", "shop.csv", "--movies", "names.csv", "--runs", store, "--json")
    assert answer.json["preparation"]["movies"] == str(tmp_path / "names.csv")
    monkeypatch.chdir(tmp_path.parent)
    assert movierec("evaluate", "latest", "--data", tmp_path / "shop.csv", "--runs", store).status == 0
    (tmp_path / "names.csv").unlink()
    gone = movierec("evaluate", "latest", "--data", tmp_path / "shop.csv", "--runs", store)
    assert gone.status == 1
    assert "There is no names.csv" in gone.err
