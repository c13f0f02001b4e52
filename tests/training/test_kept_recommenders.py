"""Recommenders are fitted once and read back; a file that is no good costs time, not the list."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from movierec_gui.data.dataset import Dataset
from movierec_gui.progress import finish
from movierec_gui.recommenders import chosen_recommender, recommender
from movierec_gui.recommenders.people import new_person
from movierec_gui.training import kept_recommenders
from movierec_gui.training.kept_recommenders import all_ratings, fitted

EASE = recommender("ease")
PERSON = new_person([1, 4, 8], [5.0, 4.5, 1.0])


def test_the_second_time_nothing_is_fitted(tiny_dataset: Dataset, tmp_path: Path) -> None:
    first = fitted(EASE, EASE.config(), tiny_dataset, tmp_path)
    assert len(list(first)) > 0
    again = fitted(EASE, EASE.config(), tiny_dataset, tmp_path)
    with pytest.raises(StopIteration) as end:
        next(again)
    anew = finish(fitted(EASE, EASE.config(), tiny_dataset, None))
    assert np.array_equal(end.value.value.scores(PERSON), anew.scores(PERSON))


def test_other_settings_or_other_data_are_fitted_apart(tiny_dataset: Dataset, tmp_path: Path) -> None:
    finish(fitted(EASE, EASE.config(), tiny_dataset, tmp_path))
    finish(fitted(EASE, EASE.config(ridge=7.0), tiny_dataset, tmp_path))  # type: ignore[call-arg]
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("damage", [b"", b"no tensors at all"])
def test_a_damaged_file_is_passed_over_and_replaced(
    tiny_dataset: Dataset, tmp_path: Path, damage: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    finish(fitted(EASE, EASE.config(), tiny_dataset, tmp_path))
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    file.write_bytes(damage)
    assert len(list(fitted(EASE, EASE.config(), tiny_dataset, tmp_path))) > 0
    assert "is not used" in caplog.text
    assert file.read_bytes() == whole


def test_other_numbers_in_a_kept_file_are_passed_over(tiny_dataset: Dataset, tmp_path: Path) -> None:
    whole = finish(fitted(EASE, EASE.config(), tiny_dataset, tmp_path))
    (file,) = tmp_path.iterdir()
    content = bytearray(file.read_bytes())
    content[-20] ^= 1 << 4
    file.write_bytes(content)
    again = finish(fitted(EASE, EASE.config(), tiny_dataset, tmp_path))
    assert np.array_equal(again.scores(PERSON), whole.scores(PERSON))


def test_a_folder_that_cannot_be_made_costs_nothing_but_time(
    tiny_dataset: Dataset, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    made = finish(fitted(EASE, EASE.config(), tiny_dataset, tmp_path / "file" / "folder"))
    assert np.isfinite(made.scores(PERSON)).any()
    assert "is not kept" in caplog.text


def test_the_oldest_files_go_first(tiny_dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_recommenders, "MOST_KEPT", 2)
    names = []
    for number in range(3):
        config = EASE.config(ridge=number + 1.0)  # type: ignore[call-arg]
        finish(fitted(EASE, config, tiny_dataset, tmp_path))
        (new,) = {file.name for file in tmp_path.iterdir()} - set(names)
        os.utime(tmp_path / new, (number, number))
        names.append(new)
    assert {file.name for file in tmp_path.iterdir()} == set(names[1:])


def test_nothing_is_held_out(tiny_dataset: Dataset) -> None:
    assert len(all_ratings(tiny_dataset).ratings) == len(tiny_dataset.ratings)


@pytest.mark.slow
@pytest.mark.parametrize("reference", ["for-you", "for-you:new people"])
def test_for_you_takes_the_rating_model_that_comes_with_the_program(
    bundled_dataset: Dataset, tmp_path: Path, reference: str
) -> None:
    kind, preset = chosen_recommender(reference)
    steps = list(fitted(kind, kind.settings(preset), bundled_dataset, tmp_path))
    assert all("factors" not in step.stage for step in steps)  # no rating model was fitted
    assert list(tmp_path.iterdir()) == []  # so there is nothing worth keeping


def test_one_that_is_read_counts_as_used(tiny_dataset: Dataset, tmp_path: Path) -> None:
    finish(fitted(EASE, EASE.config(), tiny_dataset, tmp_path))
    (file,) = tmp_path.iterdir()
    os.utime(file, (1, 1))
    finish(fitted(EASE, EASE.config(), tiny_dataset, tmp_path))
    assert file.stat().st_mtime > 1
