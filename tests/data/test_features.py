"""What a model may look at: the training ratings, and tags that give no held-out rating away."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from movierec_gui.data.dataset import Dataset, Tags
from movierec_gui.data.features import training_data
from movierec_gui.data.splits import Split, SplitConfig, split_ratings


@pytest.fixture(name="split")
def _split(tiny_dataset: Dataset) -> Split:
    return split_ratings(tiny_dataset, SplitConfig())


def tagged(dataset: Dataset, pairs: list[tuple[int, int]]) -> Dataset:
    """The dataset with a tag on each of these pairs of a user and a movie, named after its place."""
    users, movies = (np.array(column, np.int32) for column in zip(*pairs, strict=True))
    texts = tuple(f"tag {place}" for place in range(len(pairs)))
    return replace(dataset, tags=Tags(users, movies, texts, np.arange(len(pairs))))


def pairs_of(dataset: Dataset, rows: np.ndarray) -> list[tuple[int, int]]:
    return list(zip(dataset.ratings.users[rows].tolist(), dataset.ratings.movies[rows].tolist(), strict=True))


def test_a_tag_stays_unless_its_rating_is_held_out(tiny_dataset: Dataset, split: Split) -> None:
    rated = set(pairs_of(tiny_dataset, np.arange(len(tiny_dataset.ratings))))
    unrated = next((user, movie) for user in range(40) for movie in range(60) if (user, movie) not in rated)
    train, validation, test = (
        pairs_of(tiny_dataset, rows[:1])[0] for rows in (split.train, split.validation, split.test)
    )
    stranger = (-1, test[1])
    dataset = tagged(tiny_dataset, [train, validation, test, unrated, stranger])
    tags = training_data(dataset, split).tags
    assert tags.texts == ("tag 0", "tag 3", "tag 4")
    assert tags.users.tolist() == [train[0], unrated[0], -1]
    assert tags.movies.tolist() == [train[1], unrated[1], test[1]]
    assert tags.timestamps.tolist() == [0, 3, 4]


def test_validation_tags_come_back_with_the_validation_ratings(tiny_dataset: Dataset, split: Split) -> None:
    dataset = tagged(tiny_dataset, pairs_of(tiny_dataset, split.validation) + pairs_of(tiny_dataset, split.test))
    assert len(training_data(dataset, split).tags) == 0
    refit = split_ratings(dataset, SplitConfig(refit=True))
    assert len(training_data(dataset, refit).tags) == len(split.validation)


def test_a_pair_rated_in_both_parts_counts_as_held_out(tiny_dataset: Dataset, split: Split) -> None:
    twice = Split(split.config, np.array([0, 1]), np.array([0]), np.empty(0, np.int64))
    dataset = tagged(tiny_dataset, pairs_of(tiny_dataset, np.array([0, 1])))
    assert training_data(dataset, twice).tags.texts == ("tag 1",)


def test_no_tags_and_the_titles_of_all_movies(tiny_dataset: Dataset, split: Split) -> None:
    data = training_data(replace(tiny_dataset, tags=Tags.empty()), split)
    assert len(data.tags) == 0
    assert data.titles == tiny_dataset.movies.titles
