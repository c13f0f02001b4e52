from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from movierec_gui.data.dataset import Dataset, Movies, OfficialFold, Ratings, Tags
from movierec_gui.data.preparation import Amounts, PreparationConfig
from movierec_gui.data.prepare import amounts, prepare
from movierec_gui.errors import UserError
from movierec_gui.progress import finish

Pairs = set[tuple[int, int]]


def made_of(pairs: Pairs, n_users: int = 8, n_movies: int = 8) -> Dataset:
    rows = sorted(pairs)
    users, movies = (np.array([row[side] for row in rows], np.int32) for side in (0, 1))
    return Dataset(
        name="made",
        ratings=Ratings(users, movies, (users % 5 + 1).astype(np.float32), np.arange(len(rows)) + 1_000_000_000),
        movies=Movies(
            ids=np.arange(n_movies, dtype=np.int64) + 100,
            titles=tuple(f"Movie {movie}" for movie in range(n_movies)),
            years=np.full(n_movies, 2000, np.int32),
            genre_names=("Drama",),
            genres=np.ones((n_movies, 1), np.bool_),
            text_ids=tuple(f"m{movie}" for movie in range(n_movies)),
        ),
        user_ids=np.arange(n_users, dtype=np.int64) + 10,
        user_names=tuple(f"u{user}" for user in range(n_users)),
    )


def left(dataset: Dataset) -> Pairs:
    """The pairs by the source's names, which tell whether everything was numbered anew together."""
    users, movies = dataset.ratings.users.tolist(), dataset.ratings.movies.tolist()
    names = [
        (dataset.user_names[user], dataset.movies.text_ids[movie]) for user, movie in zip(users, movies, strict=True)
    ]
    return {(int(user[1:]), int(movie[1:])) for user, movie in names}


def core(pairs: Pairs, movie_least: int, user_least: int) -> Pairs:
    """The same by hand: take away one rating of too rare a movie or user at a time."""
    left = set(pairs)
    while True:
        for user, movie in left:
            of_user = sum(one == user for one, _ in left)
            of_movie = sum(one == movie for _, one in left)
            if of_user < user_least or of_movie < movie_least:
                left.remove((user, movie))
                break
        else:
            return left


@given(
    pairs=st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)), min_size=1, max_size=40),
    movie_least=st.integers(0, 4),
    user_least=st.integers(0, 4),
)
def test_what_is_left_is_the_largest_set_in_which_all_have_enough(
    pairs: Pairs, movie_least: int, user_least: int
) -> None:
    config = PreparationConfig(min_movie_ratings=movie_least, min_user_ratings=user_least)
    expected = core(pairs, movie_least, user_least)
    if not expected:
        with pytest.raises(UserError, match="No rating of made is left"):
            finish(prepare(made_of(pairs), config))
        return
    result = finish(prepare(made_of(pairs), config))
    assert left(result) == expected
    assert (result.user_counts >= max(user_least, int(config.says_something))).all()
    assert movie_least == 0 or (result.movie_counts >= movie_least).all()
    values = dict(zip(sorted(pairs), made_of(pairs).ratings.values.tolist(), strict=True))
    assert result.ratings.values.tolist() == [values[pair] for pair in sorted(expected)]


def test_nothing_asked_for_changes_nothing(tiny_dataset: Dataset) -> None:
    assert finish(prepare(tiny_dataset, PreparationConfig(sample_seed=7))) is tiny_dataset


def test_a_sample_holds_so_many_users_with_all_their_ratings(tiny_dataset: Dataset) -> None:
    result = finish(prepare(tiny_dataset, PreparationConfig(sample_users=7, sample_seed=3)))
    assert result.n_users == 7
    assert set(result.user_ids.tolist()) < set(tiny_dataset.user_ids.tolist())
    for user, number in enumerate(result.user_ids):
        assert result.user_counts[user] == tiny_dataset.user_counts[tiny_dataset.user_index(int(number))]
    assert result.n_movies == tiny_dataset.n_movies  # movies need no rating here


def test_a_sample_is_the_same_for_a_seed_and_part_of_a_larger_one(tiny_dataset: Dataset) -> None:
    def users(size: int, seed: int) -> set[int]:
        return set(
            finish(prepare(tiny_dataset, PreparationConfig(sample_users=size, sample_seed=seed))).user_ids.tolist()
        )

    assert users(10, 1) == users(10, 1)
    assert users(10, 1) < users(20, 1)
    assert users(10, 1) != users(10, 2)


def test_the_sample_is_of_those_with_enough_and_has_enough_within_itself(bundled_dataset: Dataset) -> None:
    config = PreparationConfig(min_movie_ratings=5, min_user_ratings=40, sample_users=100)
    result = finish(prepare(bundled_dataset, config))
    assert result.n_users <= 100
    assert result.user_counts.min() >= 40
    assert result.movie_counts.min() >= 5


def test_a_prepared_dataset_says_what_went(tiny_dataset: Dataset) -> None:
    result = finish(prepare(tiny_dataset, PreparationConfig(min_user_ratings=30, sample_seed=5)))
    preparation = result.preparation
    assert preparation is not None
    assert preparation.before == Amounts(len(tiny_dataset.ratings), 40, 59) == amounts(tiny_dataset)
    assert preparation.after == amounts(result)
    assert result.name == "tiny with 30+ ratings per user"
    assert preparation.account == (
        "Prepared: 30+ ratings per user",
        f"Left are {len(result.ratings):,} of {len(tiny_dataset.ratings):,} ratings, {result.n_users} of 40 users, "
        f"{preparation.after.movies} of 59 movies",
    )


def test_the_content_hash_tells_prepared_data_apart_and_is_repeatable(tiny_dataset: Dataset) -> None:
    config = PreparationConfig(sample_users=20, sample_seed=1)
    first, second = (finish(prepare(tiny_dataset, config)).content_hash for _ in range(2))
    assert first == second
    other = finish(prepare(tiny_dataset, replace(config, sample_seed=2))).content_hash
    assert len({tiny_dataset.content_hash, first, other}) == 3


def test_tags_and_folds_go_with_their_movies_and_rows() -> None:
    pairs = {(user, movie) for user in range(4) for movie in range(4)} | {(7, 7)}
    whole = made_of(pairs)
    rows = len(whole.ratings)
    whole = replace(
        whole,
        tags=Tags(
            np.array([7, 0, -1, 7], np.int32), np.array([0, 3, 2, 7], np.int32), ("a", "b", "c", "d"), np.arange(4)
        ),
        folds=(OfficialFold("u1", np.array([0, rows - 1])), OfficialFold("gone", np.array([rows - 1]))),
    )
    result = finish(prepare(whole, PreparationConfig(min_movie_ratings=2)))
    assert result.n_movies == 4
    assert result.n_users == 4
    assert result.tags.texts == ("a", "b", "c")
    assert result.tags.users.tolist() == [-1, 0, -1]  # the tagger of "a" is left out
    assert result.tags.movies.tolist() == [0, 3, 2]
    assert [(fold.name, fold.test_rows.tolist()) for fold in result.folds] == [("u1", [0])]


def test_a_prepared_dataset_is_not_prepared_again(tiny_dataset: Dataset) -> None:
    once = finish(prepare(tiny_dataset, PreparationConfig(sample_users=20)))
    with pytest.raises(UserError, match="prepared already"):
        finish(prepare(once, PreparationConfig(sample_users=10)))


def test_a_sample_larger_than_the_users_is_refused(tiny_dataset: Dataset) -> None:
    with pytest.raises(UserError, match=r"A sample of 41 users is larger than the data\. Users: 40\."):
        finish(prepare(tiny_dataset, PreparationConfig(sample_users=41)))
    with pytest.raises(UserError, match=r"Users with enough ratings: \d+\."):
        finish(prepare(tiny_dataset, PreparationConfig(sample_users=40, min_user_ratings=31)))


def test_more_ratings_than_anybody_has_leave_nothing(tiny_dataset: Dataset) -> None:
    with pytest.raises(UserError, match=r"1,000\+ ratings per user: nothing remains of [\d,]+ ratings"):
        finish(prepare(tiny_dataset, PreparationConfig(min_user_ratings=1000)))


def test_preparing_can_be_given_up(tiny_dataset: Dataset) -> None:
    work = prepare(tiny_dataset, PreparationConfig(min_user_ratings=2))
    next(work)
    work.close()


def test_a_list_is_joined_before_anything_goes(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(
        "key,title,genres,year\n" + "".join(f"m{m},Film {m},War,19{m}0\n" for m in range(8))
    )
    pairs = {(user, movie) for user in range(4) for movie in range(4)} | {(7, 7)}
    config = PreparationConfig(min_movie_ratings=2, movies=str(tmp_path / "list.csv"))
    result = finish(prepare(made_of(pairs), config))
    assert result.movies.titles == ("Film 0", "Film 1", "Film 2", "Film 3")
    assert result.movies.genre_names == ("War",)
    assert result.preparation is not None
    assert result.preparation.joined is not None
    assert result.preparation.joined.words == "list.csv names 5 of 5 rated movies (100%), joined by the column key"
    assert result.name == "made with 2+ ratings per movie, titles of list.csv"
