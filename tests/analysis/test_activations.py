"""The article's two views of a sliced network, on networks whose answer is known."""

import numpy as np
import pytest
import torch

from movierec_gui.analysis.activations import (
    ROWS,
    Activations,
    average_by_movie,
    movies_by_node,
    nodes_of_movie,
    slice_network,
    top_movies,
)
from movierec_gui.data.splits import Split, SplitConfig
from movierec_gui.errors import UserError
from movierec_gui.models import ARCHITECTURES
from movierec_gui.progress import finish


def activations(values, movies) -> Activations:
    values = np.array(values, np.float32)
    return Activations(
        "table", "all", values, np.array(movies, np.int32), np.ones(len(values), np.float32), len(values)
    )


@pytest.fixture(name="table")
def _table(tiny_dataset):
    """What the hand-made network puts out, shape [users, movies, 3]."""
    return np.random.default_rng(8).normal(size=(tiny_dataset.n_users, tiny_dataset.n_movies, 3))


@pytest.fixture(name="run")
def _run(make_run, hand_made, tiny_dataset, table):
    return make_run(tiny_dataset, hand_made(table, tiny_dataset.scale))


def test_a_slice_holds_the_layers_output_of_each_rating(run, tiny_dataset, table):
    for name, rows in (
        ("validation", run.split.validation),
        ("held_out", run.split.held_out),
        ("all", np.arange(len(tiny_dataset.ratings))),
    ):
        sliced = finish(slice_network(run, "table", name))
        ratings = tiny_dataset.ratings.take(rows)
        np.testing.assert_allclose(sliced.values, table[ratings.users, ratings.movies], rtol=1e-6)
        assert (sliced.movies == ratings.movies).all()
        assert (sliced.ratings == ratings.values).all()
        assert (len(sliced), sliced.total, sliced.width) == (len(rows), len(rows), 3)


def test_the_default_is_the_architectures_own_interim_layer(run):
    assert finish(slice_network(run)).layer == "table"


def test_any_layer_can_be_chosen_and_dropout_is_off(make_run, tiny_dataset):
    for entry in ARCHITECTURES:
        run = make_run(tiny_dataset, entry.name)
        run.model.train()
        for layer in run.model.layer_names():
            first, again = (finish(slice_network(run, layer)) for _ in range(2))
            assert (first.values == again.values).all()
            assert first.values.shape == (len(run.split.validation), first.width)


def test_batches_do_not_show(run, monkeypatch):
    whole = finish(slice_network(run, "table", "all"))
    monkeypatch.setattr("movierec_gui.analysis.activations.SLICE_BATCH", 7)
    events = slice_network(run, "table", "all")
    first = next(events)
    assert (first.done, first.total) == (0, len(whole))
    assert (finish(slice_network(run, "table", "all")).values == whole.values).all()
    assert (movies_by_node(whole)[0].movies == movies_by_node(finish(events))[0].movies).all()


def test_what_does_not_fit_is_thinned_evenly_and_said(run):
    sliced = finish(slice_network(run, "table", "all", max_bytes=4 * 3 * 100))
    assert len(sliced) == 100
    assert sliced.total == len(run.dataset.ratings)
    assert (np.diff(sliced.movies.astype(int)) != 0).any()


def test_unknown_layers_parts_and_empty_parts_are_refused(run, make_run, tiny_dataset):
    with pytest.raises(UserError, match=r"layer 'tabel'.*table, prediction.*mean 'table'"):
        finish(slice_network(run, "tabel"))
    with pytest.raises(UserError, match=ROWS[0]):
        finish(slice_network(run, rows="train"))
    n = len(tiny_dataset.ratings)
    split = Split(SplitConfig(), np.arange(n - 9), np.empty(0, np.int64), np.arange(n - 9, n))
    with pytest.raises(UserError, match="no validation ratings"):
        finish(slice_network(make_run(tiny_dataset, run.model, split)))


def test_a_network_that_blew_up_is_reported(run, table, hand_made, make_run, tiny_dataset):
    broken = make_run(tiny_dataset, hand_made(np.full_like(table, np.nan), tiny_dataset.scale))
    with pytest.raises(UserError, match="not a number"):
        finish(slice_network(broken))


def test_a_movies_node_is_the_mode_over_its_ratings_of_the_strongest_node():
    sliced = activations(
        [[0.1, -0.9, 0.2], [0.5, 0.4, 0.0], [0.0, 0.3, -0.8], [0.1, 0.7, 0.2], [0.0, 0.0, 0.5]],
        [7, 7, 7, 7, 3],
    )
    nodes, shares = sliced.movie_nodes
    assert sliced.rated_movies.tolist() == [3, 7]
    assert nodes.tolist() == [2, 1]
    assert shares.tolist() == [1.0, 0.5]


def test_ties_go_to_the_lowest_node():
    within_a_rating = activations([[0.5, -0.5, 0.5]], [0])
    assert within_a_rating.movie_nodes[0].tolist() == [0]
    between_ratings = activations([[0, 0, 1], [0, 1, 0]], [4, 4])
    assert between_ratings.movie_nodes[0].tolist() == [1]


def test_movies_by_node_lists_the_most_unanimous_first_and_every_movie_once():
    sliced = activations([[2, 1], [2, 1], [1, 2], [2, 1], [2, 1], [1, 2]], [5, 5, 5, 1, 9, 2])
    first, second = movies_by_node(sliced)
    assert first.movies.tolist() == [1, 9, 5]
    assert first.strengths.tolist() == pytest.approx([1.0, 1.0, 2 / 3])
    assert second.movies.tolist() == [2]


def test_a_node_may_be_nobodys():
    assert len(movies_by_node(activations([[1, 0]], [0]))[1].movies) == 0


def test_the_top_are_ratings_with_duplicate_movies_removed():
    sliced = activations([[0.1], [0.9], [0.8], [0.7], [-0.6], [0.2]], [0, 1, 2, 1, 3, 4])
    top = top_movies(sliced, 0, k=3)
    assert top.movies.tolist() == [1, 2]
    assert top.strengths.tolist() == pytest.approx([0.9, 0.8])
    bottom = top_movies(sliced, 0, k=2, largest=False)
    assert bottom.movies.tolist() == [3, 0]
    assert bottom.strengths.tolist() == pytest.approx([-0.6, 0.1])


def test_the_top_k_is_what_sorting_all_would_give():
    rng = np.random.default_rng(1)
    column = rng.integers(0, 9, 200)  # many ties
    sliced = activations(column[:, None], np.arange(200))
    order = np.argsort(-column, kind="stable")
    for k in (1, 20, 199, 200, 500):
        assert top_movies(sliced, 0, k).movies.tolist() == order[:k].tolist()


def test_a_node_or_a_number_that_is_not_there_is_refused():
    sliced = activations([[1, 0]], [0])
    with pytest.raises(UserError, match="no node 2"):
        top_movies(sliced, 2)
    with pytest.raises(UserError, match="1 or more"):
        top_movies(sliced, 0, k=0)


def test_movies_can_be_averaged_over_their_users():
    sliced = Activations(
        "table",
        "all",
        np.array([[1, 2], [3, 4], [5, 9]], np.float32),
        np.array([6, 2, 6], np.int32),
        np.array([1, 4, 2], np.float32),
        3,
    )
    averaged = average_by_movie(sliced)
    assert averaged.movies.tolist() == [2, 6]
    assert averaged.values.tolist() == [[3, 4], [3, 5.5]]
    assert averaged.ratings.tolist() == [4, 1.5]
    assert averaged.values.dtype == np.float32
    assert nodes_of_movie(sliced, 6).tolist() == [3, 5.5]
    with pytest.raises(UserError, match="no rating among"):
        nodes_of_movie(sliced, 3)


def test_slicing_needs_no_gradients(make_run, tiny_dataset):
    run = make_run(tiny_dataset, "lstm")
    finish(slice_network(run))
    assert all(parameter.grad is None for parameter in run.model.parameters())
    assert torch.is_grad_enabled()
