"""Predictions of known users and of new ones."""

import numpy as np
import pandas as pd
import pytest

from movierec_gui.analysis.predictions import (
    OWN,
    PARTS,
    bias_baseline,
    new_user_predictions,
    parts_of_rows,
    surer_than,
    user_errors,
    user_predictions,
)
from movierec_gui.data.splits import Split, SplitConfig, split_ratings
from movierec_gui.errors import UserError
from movierec_gui.models import ARCHITECTURES
from movierec_gui.training.metrics import evaluate

NAMES = [entry.name for entry in ARCHITECTURES]
COLUMNS = [
    "movie",
    "id",
    "title",
    "year",
    "genres",
    "count",
    "mean",
    "support",
    "predicted",
    "low",
    "high",
    "width",
    "rated",
    "part",
    "residual",
]


@pytest.mark.parametrize("name", NAMES)
def test_every_movie_is_predicted_on_the_scale_by_every_architecture(make_run, tiny_dataset, name):
    table = user_predictions(make_run(tiny_dataset, name), 3)
    assert list(table) == COLUMNS
    assert table["movie"].tolist() == list(range(tiny_dataset.n_movies))
    low, high = tiny_dataset.scale
    assert table["predicted"].between(low, high).all()


def test_rated_movies_are_marked_with_their_part_and_residual(fitted_run, tiny_dataset):
    table = user_predictions(fitted_run, 3)
    rows = tiny_dataset.rows_of_user(3)
    parts = fitted_run.split.part_of_rows(len(tiny_dataset.ratings))[rows]
    rated = table[table["part"] != ""].set_index("movie")
    assert len(rated) == len(rows)
    for row, part in zip(rows, parts, strict=True):
        entry = rated.loc[tiny_dataset.ratings.movies[row]]
        assert entry["part"] == PARTS[part]
        assert entry["rated"] == tiny_dataset.ratings.values[row]
        assert entry["residual"] == pytest.approx(entry["rated"] - entry["predicted"], abs=1e-5)
    unrated = table[table["part"] == ""]
    assert unrated["rated"].isna().all()
    assert unrated["residual"].isna().all()


def test_support_counts_training_ratings_only(fitted_run, tiny_dataset):
    table = user_predictions(fitted_run, 0)
    assert table["support"].sum() == len(fitted_run.split.train)
    assert table["count"].sum() == len(tiny_dataset.ratings)
    assert table.loc[59, "support"] == 0


def test_a_user_who_is_not_there_is_named_with_what_is(fitted_run):
    for user in (-1, 40):
        with pytest.raises(UserError, match="40 users"):
            user_predictions(fitted_run, user)
        with pytest.raises(UserError, match="40 users"):
            user_errors(fitted_run, user)


def test_errors_of_all_users_together_are_the_errors_of_the_part(fitted_run, tiny_dataset):
    baseline = bias_baseline(fitted_run)
    errors = [error for user in range(tiny_dataset.n_users) for error in user_errors(fitted_run, user, baseline)]
    for name, rows in (("train", fitted_run.split.train), ("validation", fitted_run.split.validation)):
        part = [error for error in errors if error.part == name]
        counts = [error.count for error in part]
        assert sum(counts) == len(rows)
        for field, model in (("mse", fitted_run.model), ("baseline_mse", baseline)):
            mean = np.average([getattr(error, field) for error in part], weights=counts)
            assert mean == pytest.approx(evaluate(model, tiny_dataset.ratings.take(rows))["mse"], rel=1e-5)


def test_residuals_give_the_users_errors(fitted_run):
    table = user_predictions(fitted_run, 5)
    for error in user_errors(fitted_run, 5):
        residuals = table.loc[table["part"] == error.part, "residual"]
        assert error.count == len(residuals)
        assert error.mse == pytest.approx(float((residuals**2).mean()), rel=1e-4)


def test_the_baseline_cannot_learn_the_checkerboard_but_the_network_did(fitted_run):
    held_out = [error for error in user_errors(fitted_run, 4) if error.part != "train"]
    assert held_out
    assert all(error.mse < 0.5 < error.baseline_mse for error in held_out)


def test_the_baseline_knows_the_training_part_alone(make_run, tiny_dataset):
    run = make_run(tiny_dataset, "biases")
    baseline, model = bias_baseline(run).state_dict(), run.model.state_dict()
    assert all((baseline[name] == model[name]).all() for name in model)


@pytest.mark.parametrize("name", NAMES)
def test_a_new_user_gets_predictions_from_every_architecture_and_leaves_no_trace(make_run, tiny_dataset, name):
    run = make_run(tiny_dataset, name)
    before = {key: value.clone() for key, value in run.model.state_dict().items()}
    table = new_user_predictions(run, [0, 7, 59], [4.5, 1.5, 3.0])
    assert list(table) == COLUMNS
    assert np.isfinite(table["predicted"]).all()
    assert table.loc[table["part"] == OWN, "movie"].tolist() == [0, 7, 59]
    assert table.loc[7, "rated"] == 1.5
    assert all((run.model.state_dict()[key] == value).all() for key, value in before.items())
    assert len(run.data.ratings) == len(run.split.train)
    assert all(parameter.grad is None for parameter in run.model.parameters())


def test_a_new_user_who_loves_even_movies_is_recommended_even_ones(fitted_run):
    table = new_user_predictions(fitted_run, [0, 1, 2, 3, 4, 5], [5, 1, 5, 1, 5, 1])
    known = table[table["support"] > 5]
    even, odd = (known.loc[known["movie"] % 2 == rest, "predicted"] for rest in (0, 1))
    assert even.min() > odd.max()


def test_without_a_rating_a_new_user_is_an_average_one(fitted_run):
    table = new_user_predictions(fitted_run, [], [])
    assert (table["part"] == "").all()
    assert np.isfinite(table["predicted"]).all()


def test_parts_are_those_of_the_split():
    empty = np.empty(0, np.int64)
    split = Split(SplitConfig(), np.array([0, 3]), np.array([1, 4]), np.array([2]))
    assert parts_of_rows(split, np.array([4, 0, 2, 3, 1])).tolist() == [
        "validation",
        "train",
        "test",
        "train",
        "validation",
    ]
    without_test = Split(SplitConfig(), np.array([0]), np.array([1]), empty)
    assert parts_of_rows(without_test, np.array([0, 1])).tolist() == ["train", "validation"]


@pytest.mark.parametrize("name", ["vbfm", "dense"])
def test_intervals_surround_predictions_and_stay_on_the_scale(make_run, tiny_dataset, name):
    run = make_run(tiny_dataset, name)
    table = user_predictions(run, 3)
    low, high = tiny_dataset.scale
    assert (low <= table["low"]).all()
    assert (table["high"] <= high).all()
    assert table["predicted"].between(table["low"], table["high"]).all()
    np.testing.assert_allclose(table["width"], table["high"] - table["low"])
    assert run.intervals.by_model is (name == "vbfm")


def test_a_model_without_variance_has_intervals_of_one_width_where_they_are_not_clipped(fitted_run, tiny_dataset):
    assert not fitted_run.intervals.by_model
    table = user_predictions(fitted_run, 5)
    low, high = tiny_dataset.scale
    inside = table[table["low"].gt(low) & table["high"].lt(high)]
    assert len(inside) > 5
    np.testing.assert_allclose(inside["width"], 2 * fitted_run.intervals.factor, rtol=1e-5)


def test_the_intervals_of_rated_movies_are_those_that_were_checked(make_run, tiny_dataset):
    run = make_run(tiny_dataset, "vbfm")
    inside, count = 0, 0
    for user in range(tiny_dataset.n_users):
        table = user_predictions(run, user)
        test = table[table["part"] == "test"]
        inside += int(test["rated"].between(test["low"], test["high"]).sum())
        count += len(test)
    assert (run.interval_check.part, run.interval_check.ratings) == ("test", count)
    assert run.interval_check.coverage == pytest.approx(inside / count, abs=0.005)


def test_a_run_without_validation_part_and_variance_has_no_intervals(make_run, tiny_dataset):
    split = split_ratings(tiny_dataset, SplitConfig(validation=0.0))
    run = make_run(tiny_dataset, "dense", split)
    assert run.interval_check is None
    table = new_user_predictions(run, [1], [4.0])
    assert table[["low", "high", "width"]].isna().all(axis=None)
    of_vbfm = make_run(tiny_dataset, "vbfm", split)
    assert of_vbfm.intervals.calibrated_on == 0
    assert new_user_predictions(of_vbfm, [1], [4.0])["width"].notna().all()


def test_surer_than_counts_wider_intervals():
    table = pd.DataFrame({"width": [1.0, 2.0, 2.0, 3.0]})
    assert [surer_than(table, movie) for movie in range(4)] == [0.75, 0.25, 0.25, 0.0]
