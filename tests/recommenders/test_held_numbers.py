"""What the recommenders make of the tiny data, held by number: ``tests/test_numbers.py`` says how to write it anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np
import pytest
import torch

from movierec_gui.data.features import TrainingData
from movierec_gui.recommenders import RECOMMENDERS, als, base, ease, neighbours, recommender, slim
from movierec_gui.recommenders.base import Recommender, best_movies
from movierec_gui.recommenders.for_you import DISCOVERIES, WELL_KNOWN, ForYou
from movierec_gui.recommenders.listing import list_movies
from movierec_gui.recommenders.people import People, new_person
from tests.held_numbers import hold

Fit = Callable[..., Recommender]
NEW = new_person([1, 4, 8, 30, 33], [5.0, 1.0, 4.5, 3.0, 5.0], [50, 10, 20, 20, 40])
VARIANTS: dict[str, tuple[str, dict[str, Any]]] = {
    "ease, all settings": (
        "ease",
        {"signal": "stars", "ridge": 7.0, "dropout": 0.2, "person_power": -1.0, "most_movies": 12, "latest": 2.0},
    ),
    "weighted EASE, latest": ("weighted-ease", {"latest": 3.0, "ridge": 20.0}),
    "als, liked": (
        "als",
        {"signal": "liked", "factors": 3, "passes": 3, "alpha": 20.0, "base": 1.0, "ridge_power": 0.5},
    ),
    "slim, sparse": ("slim", {"signal": "stars", "neighbours": 12, "sparsity": 0.3, "ridge": 2.0}),
    "movie neighbours, few": ("item-knn", {"neighbours": 4, "shrinkage": 1.0, "signal": "liked"}),
    "people neighbours, few": ("user-knn", {"neighbours": 3, "power": 2.0}),
    "recvae, few movies": ("recvae", {"epochs": 3, "hidden": 6, "code": 3, "most_movies": 20, "batch_size": 16}),
    "sequence, short": (
        "sequence",
        {"epochs": 3, "width": 6, "length": 6, "blocks": 2, "most_movies": 30, "batch_size": 32},
    ),
    "for you, all parts": (
        "for-you",
        {"rating_model": "biases", "factors": 0.4, "discovery": 0.2, "held_back": 0.5, "genres": 0.8, "years": 0.4},
    ),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_settings_that_are_not_the_usual_ones(name: str, data: TrainingData, people: People) -> None:
    chosen, changes = VARIANTS[name]
    kind = recommender(chosen)
    made = kind.build(kind.config(**changes), data, torch.Generator().manual_seed(3))
    steps = list(made.fit(data))
    scores, movies = made.scores(people), np.array([0, 17, 31, 58])
    hold(
        "recommenders",
        name,
        {
            "steps": [len(steps), steps[:3], steps[len(steps) // 2], steps[-2:]],
            "scores": scores,
            "new": made.scores(NEW),
            "why": (made.why(NEW, movies), made.explained(NEW, movies)),
            "list": list_movies(made, [NEW], made.scores(NEW)[0], 6),
            "lists": best_movies(scores, people, 4)[:12],
            "loss": (made.epochs_done, made.epoch_loss),
            "state": made.state(),
        },
    )


@pytest.mark.parametrize("kind", [kind for kind in RECOMMENDERS if kind.name != "for-you"], ids=lambda kind: kind.name)
def test_what_is_held_at_a_time_changes_nothing_but_the_steps(
    kind: Any,
    fitted: Fit,
    small: dict[str, dict[str, Any]],
    people: People,
    data: TrainingData,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole, movies = fitted(kind), np.array([0, 17, 58])
    for module, name, size in (
        (als, "ROWS_PER_STEP", 7),
        (ease, "MOVIES_AT_ONCE", 11),
        (slim, "MOVIES_AT_ONCE", 13),
        (neighbours, "AT_ONCE", 9),
        (base, "PEOPLE_AT_ONCE", 3),
    ):
        monkeypatch.setattr(module, name, size)
    made = kind.build(kind.config(**small.get(kind.name, {})), data, torch.Generator().manual_seed(0))
    steps = list(made.fit(data))
    assert made.scores(people) == pytest.approx(whole.scores(people), abs=1e-5)
    assert made.why(NEW, movies) == pytest.approx(whole.why(NEW, movies), abs=1e-5)
    hold("recommenders", f"{kind.name}, in pieces", [len(steps), steps[:3], steps[len(steps) // 2], steps[-3:]])


def test_for_you_says_how_somebody_would_rate_and_moves_along_its_scale(fitted: Fit) -> None:
    made = cast(ForYou, fitted(recommender("for-you")))
    basis, predicted = made.basis_and_ratings(NEW)
    places = (WELL_KNOWN, 0.0, made.discovery, 0.3, DISCOVERIES)
    moved = [made.with_discovery(basis, place) for place in places]
    hold("recommenders", "for-you, along its scale", (basis, predicted, made.expected_ratings(NEW), moved))
