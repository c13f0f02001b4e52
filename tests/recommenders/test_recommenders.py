"""The contract, for every recommender that is listed."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import Any

import numpy as np
import pytest
import safetensors.torch
import torch
from hypothesis import given
from hypothesis import strategies as st

from movierec_gui.data.features import TrainingData
from movierec_gui.errors import UserError
from movierec_gui.recommenders import RECOMMENDERS, chosen_recommender, recommender
from movierec_gui.recommenders.base import (
    NEVER,
    Recommender,
    RecommenderKind,
    RecommenderPreset,
    Scores,
    best_movies,
    first_movies,
)
from movierec_gui.recommenders.people import People, new_person
from movierec_gui.settings import settings_of

Fit = Callable[..., Recommender]
every_kind = pytest.mark.parametrize("kind", RECOMMENDERS, ids=lambda kind: kind.name)


@every_kind
def test_everybody_gets_a_score_for_every_movie(
    kind: RecommenderKind, fitted: Fit, people: People, data: TrainingData
) -> None:
    scores = fitted(kind).scores(people)
    assert scores.shape == (data.n_users, data.n_movies)
    assert not np.isnan(scores).any()
    assert not (scores == np.inf).any()


@every_kind
def test_a_person_who_was_there_and_a_new_one_with_the_same_ratings_are_scored_alike(
    kind: RecommenderKind, fitted: Fit, people: People
) -> None:
    known = people.one(3)
    new = new_person(known.movies, known.values, known.moments)
    assert fitted(kind).scores(new) == pytest.approx(fitted(kind).scores(known), abs=1e-9)


@every_kind
def test_people_are_scored_one_by_one_as_together(kind: RecommenderKind, fitted: Fit, people: People) -> None:
    together = fitted(kind).scores(people)
    assert fitted(kind).scores(people.one(7))[0] == pytest.approx(together[7], abs=1e-5)


@every_kind
def test_scores_with_stops_are_the_scores(kind: RecommenderKind, fitted: Fit, people: People) -> None:
    made = fitted(kind)
    work = made.scored(people)
    found: list[Scores] = []
    stops = len(list(_told(work, found)))
    assert np.array_equal(found[0], made.scores(people))
    assert (stops >= len(people)) == (kind.name == "for-you")  # which finds what each person is like


def _told(work: Generator[None, None, Scores], found: list[Scores]) -> Iterator[None]:
    found.append((yield from work))


@every_kind
def test_nothing_that_was_seen_is_listed(kind: RecommenderKind, fitted: Fit, people: People) -> None:
    lists = best_movies(fitted(kind).scores(people), people, 10)
    for person in range(len(people)):
        assert not set(lists[person]) & set(people.one(person).movies)
        assert len(set(lists[person])) == 10


@every_kind
def test_somebody_without_ratings_gets_a_list(kind: RecommenderKind, fitted: Fit, data: TrainingData) -> None:
    nobody = new_person([], [])
    lists = best_movies(fitted(kind).scores(nobody), nobody, 5)
    assert (lists >= 0).all()


@every_kind
def test_shares_of_ratings_sum_to_what_they_explain(kind: RecommenderKind, fitted: Fit, people: People) -> None:
    made, person = fitted(kind), people.one(5)
    movies = np.array([0, 17, 58])
    shares = made.why(person, movies)
    assert shares.shape == (3, len(person.movies))
    assert np.isfinite(shares).all()
    if made.adds_up:
        assert shares.sum(1) == pytest.approx(made.explained(person, movies), abs=1e-5)
    assert made.why(new_person([], []), movies).shape == (3, 0)


@every_kind
def test_a_seed_fixes_everything(
    kind: RecommenderKind, fit: Fit, fitted: Fit, people: People, poison_seeds: Callable[[], None]
) -> None:
    first = fitted(kind).scores(people)
    poison_seeds()
    assert np.array_equal(fit(kind).scores(people), first)


@every_kind
def test_what_was_learned_can_be_stored(
    kind: RecommenderKind, fitted: Fit, people: People, data: TrainingData, request: pytest.FixtureRequest
) -> None:
    made = fitted(kind)
    stored = safetensors.torch.load(safetensors.torch.save({k: v.contiguous() for k, v in made.state().items()}))
    small: dict[str, Any] = request.getfixturevalue("small")
    other = kind.build(kind.config(**small.get(kind.name, {})), data, torch.Generator().manual_seed(99))
    other.load_state(stored)
    assert np.array_equal(other.scores(people), made.scores(people))


@every_kind
def test_a_state_with_something_missing_is_refused(kind: RecommenderKind, fitted: Fit) -> None:
    with pytest.raises(UserError, match="stored recommender"):
        fitted(kind).load_state({})


@every_kind
def test_settings_are_described_and_checked(kind: RecommenderKind) -> None:
    for entry in settings_of(kind.config):
        if entry.kind in (int, float):
            with pytest.raises(UserError, match="Allowed"):
                kind.config(**{entry.name: entry.setting.high * 2 + 1})


def test_a_name_that_is_nearly_right_is_suggested() -> None:
    assert recommender("ease").title == "EASE"
    with pytest.raises(UserError, match="Did you mean 'ease'"):
        recommender("eese")


def test_ties_go_to_the_first_of_the_catalogue_also_at_the_end_of_the_list() -> None:
    scores = np.array([[1.0, 2.0, 1.0, 1.0, 2.0, 1.0]])
    assert best_movies(scores.copy(), new_person([4], [5.0]), 3).tolist() == [[1, 0, 2]]


def test_a_list_ends_where_nothing_is_left() -> None:
    scores = np.array([[NEVER, 2.0, 1.0]])
    assert best_movies(scores.copy(), new_person([1], [5.0]), 2).tolist() == [[2, -1]]
    assert best_movies(scores.copy(), new_person([], []), 5).tolist() == [[1, 2, -1, -1, -1]]


@every_kind
def test_its_settings_are_documented(kind: RecommenderKind, expect_documented_settings: Callable[[Any], None]) -> None:
    expect_documented_settings(kind)


@pytest.mark.parametrize("name", ["recvae", "sequence"])
def test_the_loss_of_the_last_epoch_is_told(name: str, fit: Fit, data: TrainingData) -> None:
    kind = recommender(name)
    early, late = (fit(kind, epochs=epochs).epoch_loss for epochs in (1, 12))
    assert 0 < late < early


PRESETS = [(kind, preset) for kind in RECOMMENDERS for preset in kind.presets]


@pytest.mark.parametrize(("kind", "preset"), PRESETS, ids=lambda one: one.name)
def test_every_preset_is_found_by_what_it_is_called(kind: RecommenderKind, preset: RecommenderPreset) -> None:
    references = [reference for reference, _, _ in kind.choices()]
    reference = references[kind.presets.index(preset)]
    assert chosen_recommender(reference) == (kind, preset)
    assert chosen_recommender(f" {kind.name} : {preset.name} ") == (kind, preset)
    assert kind.preset_of(kind.settings(preset)) is preset


def test_the_first_preset_is_how_a_recommender_starts() -> None:
    assert all(kind.settings(kind.presets[0]) == kind.settings() == kind.config() for kind in RECOMMENDERS)
    labels = [label for kind in RECOMMENDERS for _, label, _ in kind.choices()]
    assert labels[:3] == ["For you", "For you, new people", "For you, dense data"]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("for-you:newpeople", "Unknown preset 'newpeople'"),
        ("for-you:", "Unknown preset ''"),
        ("ease:new people", "Unknown preset 'new people'"),
        ("for-yu:new people", "Unknown recommender 'for-yu'"),
    ],
)
def test_a_preset_that_is_not_there_is_named(reference: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        chosen_recommender(reference)


@given(st.integers(0, 2**32 - 1))
def test_the_first_movies_of_an_order_are_those_with_the_best_scores(seed: int) -> None:
    """Also for people who have rated a movie twice, nothing, or nearly everything."""
    rng = np.random.default_rng(seed)
    movies, length = int(rng.integers(1, 12)), int(rng.integers(1, 15))
    counts = rng.integers(0, 2 * movies, 4)
    starts = np.concatenate([[0], np.cumsum(counts)])
    rated = rng.integers(0, movies, starts[-1])
    moments = np.zeros(len(rated), np.int64)
    people = People(starts, rated, np.ones(len(rated), np.float32), moments, np.full(4, -1))
    order = rng.permutation(movies)
    scores = np.empty(movies)
    scores[order] = -np.arange(movies)
    expected = best_movies(np.tile(scores, (4, 1)), people, length)
    assert np.array_equal(first_movies(order, people, length), expected)


@given(st.integers(0, 2**32 - 1), st.sampled_from([np.float32, np.float64]))
def test_the_best_movies_are_those_of_a_stable_sort(seed: int, kind: type[np.floating]) -> None:
    rng = np.random.default_rng(seed)
    movies, length = int(rng.integers(1, 30)), int(rng.integers(1, 35))
    scores = rng.integers(0, 4, (3, movies)).astype(kind)
    scores[rng.random(scores.shape) < 0.2] = NEVER
    order = np.argsort(-scores, axis=1, kind="stable")[:, :length]
    wanted = np.where(np.take_along_axis(scores, order, 1) > NEVER, order, -1)
    expected = np.pad(wanted, ((0, 0), (0, length - wanted.shape[1])), constant_values=-1)
    nobody = People(np.zeros(4, np.int64), *(np.zeros(0, np.int64),) * 3, np.full(3, -1))
    assert np.array_equal(best_movies(scores, nobody, length), expected)
