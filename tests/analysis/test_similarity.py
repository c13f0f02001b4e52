"""Neighbours in the learned space."""

import pytest
import torch

from movierec_gui.analysis.similarity import similar_movies, similar_users
from movierec_gui.errors import UserError


@pytest.fixture(name="known_space")
def _known_space(make_run, tiny_dataset):
    """A run whose vectors are known: movie m points to the angle of m degrees, user u to that of 2 u degrees."""
    run = make_run(tiny_dataset, "dot")
    with torch.no_grad():
        for table, step in ((run.model.movie_embedding, 1.0), (run.model.user_embedding, 2.0)):
            angles = torch.deg2rad(torch.arange(table.weight.shape[0]) * step)
            table.weight.zero_()
            table.weight[:, 0], table.weight[:, 1] = 3 * torch.cos(angles), 3 * torch.sin(angles)
    return run


def test_the_nearest_movies_come_first_and_never_the_movie_itself(known_space):
    table = similar_movies(known_space, 10, k=3)
    assert table["movie"].tolist() == [9, 11, 8]
    assert table["similarity"].tolist() == pytest.approx([0.99985, 0.99985, 0.99939], abs=1e-4)
    assert table["title"].tolist() == ["Movie 9", "Movie 11", "Movie 8"]


def test_movies_with_little_support_are_no_neighbours(known_space):
    few = known_space.data.movie_counts < 20
    assert few.any()
    table = similar_movies(known_space, 10, k=60, min_support=20)
    assert not few[table["movie"]].any()
    assert len(table) == (~few).sum() - (not few[10])
    assert 59 in similar_movies(known_space, 10, k=60, min_support=0)["movie"].tolist()


def test_the_nearest_users_come_first(known_space, tiny_dataset):
    table = similar_users(known_space, 20, k=2)
    assert table["user"].tolist() == [19, 21]
    assert table["id"].tolist() == [200, 220]
    assert table["count"].tolist() == tiny_dataset.user_counts[[19, 21]].tolist()


def test_an_architecture_without_embeddings_says_so(make_run, tiny_dataset):
    run = make_run(tiny_dataset, "biases")
    with pytest.raises(UserError, match="learns no movie embeddings"):
        similar_movies(run, 0)
    with pytest.raises(UserError, match="learns no user embeddings"):
        similar_users(run, 0)


def test_an_unknown_movie_or_user_is_refused(known_space):
    with pytest.raises(UserError, match="no movie number 60"):
        similar_movies(known_space, 60)
    with pytest.raises(UserError, match="no user number -1"):
        similar_users(known_space, -1)
