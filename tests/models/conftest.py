"""Checks that the models' tests share."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from movierec_gui.data.features import TrainingData
from movierec_gui.models import architecture
from movierec_gui.training.config import preset_spec

_MEASURED = Path(__file__).parents[2] / "benchmarks" / "results" / "accuracy-2a8de72fcc43.jsonl"


@pytest.fixture
def expect_measured_presets() -> Callable[[str, int], None]:
    """Checks that the presets of an architecture are the settings whose figures docs/accuracy.md shows."""

    def check(name: str, measured: int) -> None:
        rows = [json.loads(line) for line in _MEASURED.read_text(encoding="utf-8").splitlines()]
        specs = {row["label"]: row["spec"] for row in rows if row["label"].partition(":")[0] == name}
        assert len(specs) == measured
        for label, spec in specs.items():
            preset = preset_spec(name, label.partition(":")[2]).to_mapping()
            for part in ("model", "training"):
                shared = {key: value for key, value in spec[part].items() if key in preset[part]}
                assert {key: preset[part][key] for key in shared} == shared, label

    return check


@pytest.fixture
def expect_untrained_network(data: TrainingData) -> Callable[[str], None]:
    """Checks what holds for a network of an architecture's first preset before its first step."""

    def check(name: str) -> None:
        entry = architecture(name)
        model = entry.build(entry.presets[0].model, data, torch.Generator().manual_seed(1))
        model.fit(data)
        model.eval()
        users = torch.arange(data.n_users).repeat_interleave(data.n_movies)
        movies = torch.arange(data.n_movies).repeat(data.n_users)
        predicted = model(users, movies).detach()
        assert abs(float(predicted.mean()) - data.mean) < 0.3, "it starts at the mean of the training ratings"
        assert float(predicted.std()) < 0.5, "it knows nothing of anybody yet"
        for parameter in model.parameters():  # the same holds for other weights
            parameter.data += 0.3 * torch.rand(parameter.shape, generator=torch.Generator().manual_seed(2))
        state = model.user_state(torch.tensor([3]))
        alone, _ = model.predict_catalogue(state[0], data.n_movies)
        pairs = model.predict(torch.full((data.n_movies,), 3), torch.arange(data.n_movies))
        torch.testing.assert_close(alone, pairs, atol=1e-4, rtol=1e-4)
        width = getattr(entry.presets[0].model, "factors", None) or entry.presets[0].model.hidden
        of_movies, of_users = model.movie_vectors(), model.user_vectors()
        assert of_movies.shape == (data.n_movies, width)
        assert of_users.shape == (data.n_users, width)
        assert not of_movies.requires_grad
        assert not of_users.requires_grad

    return check
