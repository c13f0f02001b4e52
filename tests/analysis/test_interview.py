"""Choosing films to ask about: by what an answer tells and by the chance that the film is known."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch

from movierec_gui.analysis.interview import Answer, Interview
from movierec_gui.data.dataset import Dataset
from movierec_gui.models.taste_space import TasteSpace
from movierec_gui.training.trained import TrainedRun


@pytest.fixture(scope="module")
def run(tiny_dataset: Dataset, make_run: Callable[..., TrainedRun]) -> TrainedRun:
    """A Bayesian machine's beliefs after some steps."""
    made = make_run(tiny_dataset, "vbfm")
    fit = made.model.own_fit(made.data, torch.Generator().manual_seed(0))
    for step in fit.steps():
        if step.fraction >= 0.2:
            break
    made.model.eval()
    return made


def test_gains_are_what_the_variances_lose(run: TrainedRun) -> None:
    """Against the definition: the mean variance of predictions before a rating, less that after it."""
    space = run.model.taste_space()
    assert space is not None
    known = TasteSpace(space.movies, torch.zeros_like(space.variances), space.prior, space.noise)
    weights = torch.from_numpy(run.data.movie_counts).double()

    def mean_variance(rated: list[int]) -> float:
        vectors = space.movies.double()
        covariance = known.covariance(torch.tensor(rated, dtype=torch.long))
        return float(((vectors @ covariance) * vectors).sum(1) @ weights / weights.sum())

    rated = [3, 8]
    asked = torch.tensor([0, 5, 17])
    gains = known.gains(torch.tensor(rated), asked, known.second_moment(weights))
    lost = [mean_variance(rated) - mean_variance([*rated, int(movie)]) for movie in asked]
    assert gains.tolist() == pytest.approx(lost, rel=1e-6)


def test_the_same_answers_lead_to_the_same_film_and_none_is_asked_twice(run: TrainedRun) -> None:
    asked: list[int] = []
    answers: list[Answer] = []
    for question in range(12):
        movie = Interview(run).next_movie(answers)
        assert movie is not None
        assert movie == Interview(run).next_movie(list(answers))
        asked.append(movie)
        answers.append(Answer(movie, None if question % 3 == 0 else 4.0))
    assert len(set(asked)) == 12


def test_what_is_excluded_is_not_asked_and_nothing_left_is_none(run: TrainedRun) -> None:
    interview = Interview(run)
    first = interview.next_movie([])
    assert first is not None
    assert interview.next_movie([], without=[first]) != first
    assert interview.next_movie([], without=interview.asked.tolist()) is None


def test_films_that_nobody_rated_are_never_asked(run: TrainedRun) -> None:
    asked = Interview(run).asked
    assert np.all(run.data.movie_counts[asked] > 0)
    assert np.all(np.diff(run.data.movie_counts[asked]) <= 0)


def test_before_an_answer_the_chance_is_the_share_of_raters(run: TrainedRun) -> None:
    interview = Interview(run)
    shares = run.data.movie_counts[interview.asked] / np.count_nonzero(run.data.user_counts)
    assert interview.chances([]) == pytest.approx(shares, rel=1e-5)


def test_films_that_go_with_a_known_one_become_likelier_and_with_an_unknown_one_less_likely(
    bundled_dataset: Dataset, make_run: Callable[..., TrainedRun]
) -> None:
    titles = list(bundled_dataset.movies.titles)
    empire, jedi = (
        titles.index(f"Star Wars: Episode {part}")
        for part in ("V - The Empire Strikes Back", "VI - Return of the Jedi")
    )
    interview = Interview(make_run(bundled_dataset, "biases"))
    place = interview.asked.tolist().index(jedi)
    before, after, without = (
        interview.chances(answers)[place] for answers in ([], [Answer(empire, 4.0)], [Answer(empire, None)])
    )
    assert after > 1.5 * before
    assert without < before


def test_a_model_that_knows_no_variances_asks_the_most_rated_film_first(
    tiny_dataset: Dataset, make_run: Callable[..., TrainedRun]
) -> None:
    run = make_run(tiny_dataset, "dense")
    assert run.model.taste_space() is None
    interview = Interview(run)
    assert interview.next_movie([]) == interview.asked[0]
    assert interview.next_movie([Answer(int(interview.asked[0]), 4.0)]) is not None
