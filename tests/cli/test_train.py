from __future__ import annotations

import json
import signal
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from movierec_gui.models import ARCHITECTURES
from movierec_gui.recommenders import RECOMMENDERS
from movierec_gui.training import trainer
from movierec_gui.training.events import EpochEnded
from movierec_gui.training.runs import RunStore

SMALL = ("--set", "factors=4", "--set", "hidden=3", "--device", "cpu", "--threads", "1")


@pytest.fixture
def train(movierec: Any, tiny_folder: Path, tmp_path: Path) -> Any:
    """Trains on the tiny data into a store of this test."""
    return lambda *arguments: movierec("train", *arguments, "--data", tiny_folder, "--runs", tmp_path / "store")


def test_a_run_has_the_settings_that_were_asked_for(train: Any) -> None:
    answer = train(
        "lstm", *SMALL, "--epochs", 2, "--seed", 1, "--split-test", 0.3, "--name", "mine", "--note", "why", "--json"
    )
    assert answer.status == 0
    values = answer.json
    assert (values["name"], values["note"], values["status"]) == ("mine", "why", "finished")
    spec = values["spec"]
    assert (spec["architecture"], spec["model"]["hidden"], spec["model"]["factors"]) == ("lstm", 3, 4)
    assert (spec["training"]["epochs"], spec["training"]["seed"], spec["split"]["test"]) == (2, 1, 0.3)
    assert spec["model"]["batch_norm"] is True
    assert set(values) == {
        "id", "kind", "name", "note", "status", "created", "dataset", "best_epoch", "validation", "test", "parts",
        "parameters", "seconds", "versions", "spec", "person", "preparation",
    }  # fmt: skip


def test_people_see_epochs_and_errors(train: Any, tmp_path: Path) -> None:
    answer = train("dense", *SMALL, "--epochs", 2)
    (record,) = RunStore(tmp_path / "store").list()
    assert [line.split()[:2] for line in answer.err.splitlines() if line.startswith("Epoch")] == [
        ["Epoch", "1"],
        ["Epoch", "2"],
    ]
    assert record.id in answer.err
    rows = [line.split() for line in answer.out.splitlines()]
    assert rows[0] == ["Run", "Part", "Ratings", "MSE", "RMSE", "MAE"]
    assert f"{record.test['mse']:.4f}" in rows[2]
    assert "\x1b" not in answer.out + answer.err


def test_quiet_shows_the_result_alone(train: Any) -> None:
    assert train("global-mean", "--quiet").err == ""


def test_the_same_seed_gives_the_same_run(train: Any) -> None:
    first, second = (train("dense", *SMALL, "--epochs", 1, "--json").json["test"] for _ in range(2))
    assert first == second


def test_settings_can_be_those_of_a_run_or_a_file(train: Any, tmp_path: Path) -> None:
    first = train("dense", *SMALL, "--epochs", 1, "--json").json
    again = train("--like", first["id"], "--set", "hidden=5", "--json").json
    assert again["spec"]["model"] == first["spec"]["model"] | {"hidden": 5}
    assert again["spec"]["training"] == first["spec"]["training"]
    file = tmp_path / "run.json"
    file.write_text(json.dumps(first), encoding="utf-8")
    assert train("--like", file, "--json").json["test"] == first["test"]
    file.write_text("{}", encoding="utf-8")
    assert "holds no run's settings" in train("--like", file).err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["dense", "--set", "hiden=3"], "Did you mean 'hidden'?"),
        (["dense", "--set", "hidden"], "has no value"),
        (["dense", "--set", "hidden=many"], "Expected a whole number"),
        (["dense", "--set", "hidden=0"], "Allowed: 1 to 1024"),
        (["dense", "--preset", "mine"], "Unknown preset 'mine'"),
        (["dense", "--split-test", "0", "--split-validation", "0"], "Nothing is held out"),
        (["--resume", "nothing"], "There are no runs yet"),
        (["--like", "missing.json"], "cannot be read"),
    ],
)
def test_settings_that_do_not_fit_are_explained(train: Any, arguments: list[str], message: str) -> None:
    answer = train(*arguments)
    assert answer.status == 1
    assert message in answer.err


@pytest.mark.parametrize(
    "arguments", [[], ["dense", "--resume", "x"], ["--resume", "x", "--epochs", "3"], ["--like", "x", "--preset", "y"]]
)
def test_combinations_that_make_no_sense_are_usage_errors(train: Any, arguments: list[str]) -> None:
    assert train(*arguments).status == 2


@pytest.fixture
def ann(movierec: Any, tiny_folder: Path, tmp_path: Path) -> Path:
    """A person called Ann with two ratings in the tiny data and one of another film; the file that she came from."""
    own = tmp_path / "ann.csv"
    own.write_text("title,rating\nMovie 2,5\nMovie 3,1\nSomething else,4\n", encoding="utf-8")
    imported = ("people", "import", own, "--person", "Ann", "--own-scale", "1-5", "--data", tiny_folder)
    assert movierec(*imported).status == 0
    return own


def test_a_person_is_trained_as_one_more_user(train: Any, movierec: Any, ann: Path, tmp_path: Path) -> None:
    alone = train("dense", *SMALL, "--epochs", 1, "--json").json
    answer = train("dense", *SMALL, "--epochs", 1, "--with-person", "ann")
    assert "Trained with 2 of 3 ratings of Ann, as one more user" in answer.err
    assert "(with Ann)" in answer.out
    store = ("--runs", tmp_path / "store")
    shown = movierec("runs", "show", "latest", *store)
    assert "2 of 3 ratings of Ann, kept with the run and in training only\n" in shown.out
    values = movierec("runs", "show", "latest", "--json", *store).json
    assert (values["person"]["name"], values["person"]["used"], values["parts"]) == ("Ann", 2, alone["parts"])
    assert "(with Ann)" in movierec("runs", "list", *store).out


def test_the_person_is_predicted_for_as_trained_until_they_rate_more(
    train: Any, movierec: Any, tiny_folder: Path, ann: Path, tmp_path: Path
) -> None:
    train("dense", *SMALL, "--epochs", 1, "--with-person", "Ann")
    where = ("--data", tiny_folder, "--runs", tmp_path / "store")
    assert (
        "was trained with these ratings, as those of Ann"
        in movierec("predict", "latest", "--person", "Ann", *where).err
    )
    ann.write_text("title,rating\nMovie 4,5\n", encoding="utf-8")
    movierec("people", "import", ann, "--person", "Ann", "--own-scale", "1-5", "--data", tiny_folder)
    assert (
        "have changed since the run was trained with 2" in movierec("predict", "latest", "--person", "Ann", *where).err
    )
    assert "have changed" not in movierec("predict", "latest", "10", *where).err
    listed = movierec("recommend", "--person", "Ann", "--run", "latest", *where)
    assert listed.status == 0, listed.err


def test_settings_of_such_a_run_are_used_without_the_person(train: Any, ann: Path) -> None:
    train("dense", *SMALL, "--epochs", 1, "--with-person", "Ann")
    again = train("--like", "latest", "--json")
    assert "its settings are used without them" in again.err
    assert again.json["person"] is None
    with_ann = train("--like", "latest", "--with-person", "Ann", "--json").json
    assert with_ann["person"]["used"] == 2


def test_who_is_not_there_or_has_rated_nothing_here_is_named(
    train: Any, movierec: Any, tiny_folder: Path, tmp_path: Path
) -> None:
    assert "nobody called 'Ann'" in train("dense", "--with-person", "Ann").err
    own = tmp_path / "bea.csv"
    own.write_text("title,rating\nSomething else,4\n", encoding="utf-8")
    movierec("people", "import", own, "--person", "Bea", "--own-scale", "1-5", "--data", tiny_folder)
    answer = train("dense", "--with-person", "Bea")
    assert answer.status == 1
    assert "Bea has rated no movie of tiny" in answer.err
    assert train("--resume", "x", "--with-person", "Bea").status == 2
    # A name that is also a user's id is no matter: the person is somebody else.
    movierec("people", "rename", "Bea", "10")
    assert "10 has rated no movie of tiny" in train("dense", "--with-person", "10").err


def test_a_run_outlives_the_person_and_says_so_and_its_ratings_are_handed_on_only_if_that_is_said(
    train: Any, movierec: Any, tiny_folder: Path, ann: Path, tmp_path: Path
) -> None:
    train("dense", *SMALL, "--epochs", 1, "--with-person", "Ann")
    deleted = movierec("people", "delete", "Ann", "--runs", tmp_path / "store")
    assert "1 run still holds ratings of Ann" in deleted.err
    store = ("--runs", tmp_path / "store")
    assert "; they are not among the people kept here" in movierec("runs", "show", "latest", *store).out
    assert movierec("predict", "latest", "10", "--data", tiny_folder, *store).status == 0
    refused = movierec("runs", "export", "latest", tmp_path / "run.zip", *store)
    assert (refused.status, (tmp_path / "run.zip").exists()) == (1, False)
    assert "--with-ratings" in refused.err
    assert (
        "whoever has it can read them"
        in movierec("runs", "export", "latest", tmp_path / "run.zip", "--with-ratings", *store).err
    )
    imported = movierec("runs", "import", tmp_path / "run.zip", "--runs", tmp_path / "other")
    assert "It was trained with 2 of 3 ratings of Ann, which it holds" in imported.err


def test_ctrl_c_keeps_the_best_epoch_and_the_run_can_go_on(
    train: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = trainer.train

    def interrupted(*arguments: Any) -> Generator[Any, None, Any]:
        work = whole(*arguments)
        try:
            while True:
                event = next(work)
                if isinstance(event, EpochEnded) and event.record.epoch == 2:
                    signal.raise_signal(signal.SIGINT)
                yield event
        except StopIteration as end:
            return end.value
        finally:
            work.close()

    monkeypatch.setattr(trainer, "train", interrupted)
    answer = train("dense", *SMALL, "--epochs", 4)
    assert answer.status == 130
    store = RunStore(tmp_path / "store")
    (record,) = store.list()
    assert (record.status, len(store.read_history(record.id))) == ("stopped", 2)
    assert record.test
    assert f"movierec train --resume {record.id}" in answer.err
    monkeypatch.setattr(trainer, "train", whole)
    resumed = train("--resume", "latest", "--json")
    assert (resumed.status, resumed.json["status"], resumed.json["id"]) == (0, "finished", record.id)
    assert len(store.read_history(record.id)) == 4


def test_the_architectures_are_listed(movierec: Any) -> None:
    answer = movierec("train", "--list")
    networks, recommenders = (part.splitlines() for part in answer.out.split("\n\n"))
    assert [line.split()[0] for line in networks[1:]] == [entry.name for entry in ARCHITECTURES]
    assert [line.split()[0] for line in recommenders[2:]] == [kind.name for kind in RECOMMENDERS]
    assert [entry["name"] for entry in movierec("train", "--list", "--json").json] == [e.name for e in ARCHITECTURES]


@pytest.mark.parametrize("entry", ARCHITECTURES, ids=lambda entry: entry.name)
def test_the_settings_of_every_architecture_are_listed(movierec: Any, entry: Any) -> None:
    assert movierec("train", entry.name, "--list").status == 0
    values = movierec("train", entry.name, "--list", "--json").json
    assert [preset["name"] for preset in values["presets"]] == [preset.name for preset in entry.presets]
    for described in values["settings"]:
        assert described["name"] in values["presets"][0]["network"]
