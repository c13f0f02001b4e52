"""A list that moves: one look at each person, then only sums."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
import torch

from movierec_gui.analysis.list_source import FOR_YOU_SOURCE, ListSource
from movierec_gui.analysis.predictions import user_predictions
from movierec_gui.analysis.watch_list import (
    Expected,
    ListMaker,
    novelty_text,
    open_maker,
    person_of,
    together,
    uncertainty_text,
    unseen_by_user,
)
from movierec_gui.data.dataset import Dataset
from movierec_gui.data.people.follow import Followed
from movierec_gui.errors import UserError
from movierec_gui.progress import finish
from movierec_gui.recommenders.for_you import DISCOVERIES, WELL_KNOWN, ForYou, ForYouConfig
from movierec_gui.recommenders.people import new_person
from movierec_gui.training.config import preset_spec
from movierec_gui.training.kept_recommenders import all_ratings
from movierec_gui.training.runs import RunStore
from movierec_gui.training.trained import open_run
from movierec_gui.training.trainer import train


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> RunStore:
    return RunStore(tmp_path_factory.mktemp("watch") / "runs")


@pytest.fixture(scope="module")
def maker(tiny_dataset: Dataset, store: RunStore) -> ListMaker:
    """For you, on the tiny data."""
    return finish(open_maker(tiny_dataset, FOR_YOU_SOURCE, store, None))


def test_rated_movies_are_never_listed_and_others_follow_the_slider(maker: ListMaker, tiny_dataset: Dataset) -> None:
    person = maker.user(4)
    tastes = maker.look_at([person])
    known, usual, new = (maker.scores(tastes, place, "least") for place in (WELL_KNOWN, maker.discovery, DISCOVERIES))
    assert not np.isfinite(known[person.movies]).any()
    open_to_list = np.isfinite(known)
    counts = np.log(tiny_dataset.movie_counts + 1.0)[open_to_list]
    moved = known[open_to_list] - usual[open_to_list]
    np.testing.assert_allclose(moved, (maker.discovery - WELL_KNOWN) * counts)
    first = [counts[np.argsort(-scores[open_to_list], kind="stable")[:5]].mean() for scores in (known, usual, new)]
    assert first == sorted(first, reverse=True)
    assert tastes.fewest_ratings == len(person.movies)
    assert (maker.slides, maker.explains, maker.foresees) == (True, True, True)


def test_expected_ratings_lie_in_their_intervals_on_the_scale(maker: ListMaker, tiny_dataset: Dataset) -> None:
    (expected,) = maker.look_at([maker.user(4)]).expected
    low, high = tiny_dataset.scale
    assert ((low <= expected.low) & (expected.low <= expected.rating)).all()
    assert ((expected.rating <= expected.high) & (expected.high <= high)).all()
    assert (expected.low < expected.high).all()


def test_a_person_of_ones_own_with_a_users_ratings_gets_the_users_list(maker: ListMaker, tiny_dataset: Dataset) -> None:
    user = maker.user(4)
    ratings = dict(zip(user.movies.tolist(), user.values.tolist(), strict=True))
    followed = Followed(ratings, dict(zip(user.movies.tolist(), user.moments.tolist(), strict=True)))
    ours, theirs = (maker.scores(maker.look_at([one]), 0.1, "least") for one in (person_of(followed), user))
    np.testing.assert_allclose(ours, theirs)


def test_the_more_somebody_has_rated_the_less_the_list_is_everybodys(maker: ListMaker) -> None:
    nobody = maker.nobody()
    same = []
    for count in (0, 1, 20):
        followed = Followed(dict.fromkeys(range(0, 2 * count, 2), 4.5), {})
        same.append(maker.in_common(maker.look_at([person_of(followed)]), nobody, 0.1, "least")[0])
    assert same[0] == 10
    assert same[0] > same[1] >= same[2]


def test_the_uncertainty_is_said_in_words() -> None:
    assert uncertainty_text(1, 7, 10, together=False).startswith(
        "Made from 1 rating, so it is a first guess: of its first 10 films, 7 would"
    )
    assert "2 ratings of one of you two" in uncertainty_text(2, 7, 10, together=True)
    assert "of its 4 films, 3 would" in uncertainty_text(1, 3, 4, together=False)
    assert "of its 1 film, 1 would" in uncertainty_text(1, 1, 1, together=False)


@pytest.mark.parametrize("left", [0, 1, 4, 9])
def test_films_that_are_rated_are_on_neither_list_where_few_are_left(maker: ListMaker, left: int) -> None:
    known = np.flatnonzero(maker.dataset.movie_counts > 0).tolist()
    rated = dict.fromkeys(known[: len(known) - left], 4.0)
    tastes = maker.look_at([person_of(Followed(rated, {}))])
    assert maker.in_common(tastes, maker.nobody(), 0.1, "least") == (left, left)


def test_two_people_agree_on_the_least_or_the_mean(maker: ListMaker) -> None:
    pair = [maker.user(1), maker.user(2)]
    tastes = maker.look_at(pair)
    least, mean = maker.scores(tastes, 0.0, "least"), maker.scores(tastes, 0.0, "mean")
    shown = np.isfinite(mean)
    assert not shown[[*pair[0].movies, *pair[1].movies]].any()
    assert (least[shown] <= mean[shown]).all()
    assert tastes.fewest_ratings == min(len(one.movies) for one in pair)
    reasons = maker.reasons(tastes, np.flatnonzero(shown)[:3])
    rated = {*pair[0].movies.tolist(), *pair[1].movies.tolist()}
    assert all(reason.movie in rated for of_movie in reasons for reason in of_movie)


def test_what_two_expect_is_the_lower_rating_or_the_mean() -> None:
    one, other = (Expected(*(np.array([value + add]) for add in (0, -1, 1))) for value in (4.0, 2.0))
    assert together([one, other], "least").rating.tolist() == [2.0]
    assert together([one, other], "mean").high.tolist() == [4.0]
    assert together([one], "least").low.tolist() == [3.0]


def test_a_run_lists_by_its_predictions(tiny_dataset: Dataset, store: RunStore) -> None:
    record = finish(train(tiny_dataset, preset_spec("biases"), store, "biases"))
    maker = finish(open_maker(tiny_dataset, ListSource(run=record.id), store, None))
    assert (maker.slides, maker.explains, maker.foresees) == (False, False, True)
    tastes = maker.look_at([maker.user(0)])
    predicted = user_predictions(open_run(store, record.id, tiny_dataset), 0)["predicted"]
    np.testing.assert_allclose(tastes.expected[0].rating, predicted, rtol=1e-5)
    assert np.isnan(tastes.expected[0].low).all()


def test_who_knows_no_ratings_expects_none(tiny_dataset: Dataset, store: RunStore) -> None:
    maker = finish(open_maker(tiny_dataset, ListSource("popularity"), store, None))
    assert not maker.foresees
    assert np.isnan(maker.look_at([maker.user(0)]).expected[0].rating).all()


def test_an_unknown_recommender_is_refused(tiny_dataset: Dataset, store: RunStore) -> None:
    with pytest.raises(UserError, match="for-you"):
        finish(open_maker(tiny_dataset, ListSource("for-yuo"), store, None))


def test_what_a_user_has_not_seen(tiny_dataset: Dataset) -> None:
    unseen = unseen_by_user(tiny_dataset, 3)
    assert len(unseen) - unseen.sum() == tiny_dataset.user_counts[3]


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        ([], ""),
        ([7], "Half of these have 7 ratings or fewer."),
        ([1, 3, 2000, 5000], "Half of these have 1,002 ratings or fewer."),
    ],
)
def test_novelty_in_words(counts: list[int], text: str) -> None:
    assert novelty_text(np.array(counts, np.int64)) == text


def test_a_kept_one_is_read_and_lists_the_same(
    maker: ListMaker, tiny_dataset: Dataset, store: RunStore, tmp_path: Path
) -> None:
    first = finish(open_maker(tiny_dataset, FOR_YOU_SOURCE, store, tmp_path))
    again = finish(open_maker(tiny_dataset, FOR_YOU_SOURCE, store, tmp_path))
    assert len(list(tmp_path.iterdir())) == 1
    tastes = [each.look_at([each.user(2)]) for each in (first, again)]
    np.testing.assert_allclose(tastes[0].basis, tastes[1].basis)
    np.testing.assert_allclose(tastes[0].expected[0].high, tastes[1].expected[0].high)


def test_a_move_costs_a_small_part_of_a_look(maker: ListMaker) -> None:
    person = maker.user(0)
    tastes = maker.look_at([person])
    started = time.process_time()
    for place in np.linspace(WELL_KNOWN, DISCOVERIES, 20):
        maker.scores(tastes, float(place), "least")
    moved = time.process_time() - started
    started = time.process_time()
    for _ in range(20):
        maker.look_at([person])
    assert moved < time.process_time() - started


_SCIENCE_FICTION = (
    "Alien (1979)",
    "Blade Runner (1982)",
    "Matrix, The (1999)",
    "Terminator, The (1984)",
    "Brazil (1985)",
)
_ROMANCE = (
    "Pretty Woman (1990)", "Sleepless in Seattle (1993)", "Titanic (1997)", "Notting Hill (1999)", "Ghost (1990)",
)  # fmt: skip


@pytest.mark.slow
def test_two_tastes_get_two_lists_and_the_slider_finds_less_known_films(bundled_dataset: Dataset) -> None:
    data = all_ratings(bundled_dataset)
    made = ForYou(ForYouConfig(rating_model="biases"), data, torch.Generator().manual_seed(0))
    finish(made.fit(data))
    maker = ListMaker(bundled_dataset, made)
    index = {bundled_dataset.movies.label(movie): movie for movie in range(bundled_dataset.n_movies)}
    counts = bundled_dataset.movie_counts
    lists = {}
    for name, titles in (("science fiction", _SCIENCE_FICTION), ("romance", _ROMANCE)):
        tastes = maker.look_at([new_person([index[title] for title in titles], [5.0] * len(titles))])
        for place in (WELL_KNOWN, maker.discovery, DISCOVERIES):
            lists[name, place] = np.argsort(-maker.scores(tastes, place, "least"), kind="stable")[:20]
        medians = [float(np.median(counts[lists[name, place]])) for place in (WELL_KNOWN, maker.discovery, DISCOVERIES)]
        assert medians == sorted(medians, reverse=True)
        assert medians[0] > medians[-1]
    genres = bundled_dataset.movies.genre_names
    flags = bundled_dataset.movies.genres
    usual = {name: lists[name, maker.discovery] for name in ("science fiction", "romance")}
    assert len(np.intersect1d(*usual.values())) <= 5
    for own, genre in (("science fiction", "Sci-Fi"), ("romance", "Romance")):
        shares = {name: float(flags[movies, genres.index(genre)].mean()) for name, movies in usual.items()}
        assert shares[own] == max(shares.values())
        assert shares[own] > 0.4
