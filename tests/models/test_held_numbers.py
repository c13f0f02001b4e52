"""What the models make of the tiny data, held by number; see ``tests/test_numbers.py`` for how to write it anew."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import torch

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.features import TrainingData
from movierec_gui.models import ARCHITECTURES, architecture
from movierec_gui.models.base import Architecture, RatingModel
from movierec_gui.models.catalogue import CATALOGUE_BATCH
from movierec_gui.models.outline import network_outline
from movierec_gui.settings import to_mapping
from movierec_gui.training.config import preset_spec
from movierec_gui.training.fitting import StepsFitted, begin_fit
from movierec_gui.training.metrics import evaluate
from tests.held_numbers import hold

EVERY = pytest.mark.parametrize("entry", ARCHITECTURES, ids=[entry.name for entry in ARCHITECTURES])


@EVERY
def test_the_presets_of_every_architecture(entry: Architecture) -> None:
    """Their figures in docs/accuracy.md, or the article's, are of these settings."""
    presets = {
        preset.name: (to_mapping(preset.model), dict(preset.training), preset.article_mse) for preset in entry.presets
    }
    hold("presets", entry.name, (presets, entry.uses_moment, entry.fits_itself))


@EVERY
def test_what_is_stored_of_every_architecture(entry: Architecture, data: TrainingData) -> None:
    """Older runs are read by these names; what the data give again is not among them."""
    if entry.presets:
        model = entry.build(entry.presets[-1].model, data, torch.Generator().manual_seed(1))
        shapes = {name: str(list(tensor.shape)) for name, tensor in model.state_dict().items()}
        hold("stored", entry.name, (shapes, model.derived()))


SHORT = {"factors": 3, "steps": 8, "hidden": 4, "passes": 2, "neighbours": 4, "head": 4, "head_passes": 2}
VARIANTS: dict[str, tuple[str, dict[str, Any]]] = {
    "dense, words": ("dense", {"hidden": 5, "words": "titles", "word_vectors": 0}),
    "dense, word vectors, normalised": ("dense", {"words": "both", "word_vectors": 3, "batch_norm": True}),
    "gru, one node": ("gru", {"hidden": 1, "dense_output": False}),
    "lstm, normalised": ("lstm", {"hidden": 6, "batch_norm": True, "hidden_dropout": 0.0}),
    "bilstm": ("bilstm", {"hidden": 3, "embedding_dropout": 0.5}),
    "wide-deep, raw ids": ("wide-deep", {"scale_ids": False, "wide": 3, "factors": 4}),
    "wide-deep, words": ("wide-deep", {"words": "titles", "word_vectors": 3}),
    "crosses, words": ("wide-deep-crosses", {"words": "titles", "word_vectors": 0, "penalty": 0.1}),
    "autorec, ratings alone": ("autorec", {"hidden": 6, "raters": False, "penalty": 0.1}),
    "autorec, words": ("autorec", {"hidden": 6, "words": "titles", "word_vectors": 3}),
    "sequential, attention": ("sequential", {"encoder": "attention", "length": 5, "factors": 4}),
    "sequential, LSTM": ("sequential", {"encoder": "lstm", "length": 5, "factors": 4}),
    "svdpp": ("svdpp", {"factors": 4, "penalty": 0.2}),
    "vbfm, words": ("vbfm", {"factors": 3, "steps": 21, "words": "titles", "word_vectors": 3, "pooled": 0.3}),
    "house, corrected": ("house", SHORT | {"folds": 2, "fits": 2}),
    "house, without neighbours": ("house", SHORT | {"folds": 0, "fits": 1, "neighbours": 0}),
    "house-context": ("house-context", SHORT | {"folds": 2, "fits": 1}),
    "biases": ("biases", {"user_shrinkage": 1.0, "movie_shrinkage": 0.5, "rounds": 2}),
}


def _asked(model: RatingModel, data: TrainingData) -> Any:
    users, movies = torch.arange(12), torch.arange(12) * 3
    state, variances = model.user_state(users), None
    with torch.no_grad():
        variances = model.predictive_variance(state, movies)
    new = model.fold_in(torch.tensor([1, 4, 8]), torch.tensor([5.0, 1.0, 4.5]), torch.arange(data.n_users))
    return {
        "layers": model.layers(state, movies),
        "variances": variances,
        "new": (new, model.fold_in(torch.tensor([], dtype=torch.long), torch.tensor([]), users)),
        "of all movies": model.predict_catalogue(new, data.n_movies),
        "earlier": model.predict(users, movies, torch.full((12,), 1_002_000_000)),
        "vectors": (model.movie_vectors(), model.user_vectors()),
        "factor": model.interval_factor(),
        "taste": model.taste_space(),
    }


@pytest.mark.parametrize("name", VARIANTS)
def test_settings_that_no_preset_has(name: str, tiny_dataset: Dataset, data: TrainingData) -> None:
    chosen, changes = VARIANTS[name]
    spec = preset_spec(chosen)
    training = replace(spec.training, epochs=2, batch_size=200, threads=1, averaging=0.0)
    fit, split = begin_fit(tiny_dataset, replace(spec, model=replace(spec.model, **changes), training=training))
    validation = tiny_dataset.ratings.take(split.validation)
    steps = [event for event in fit.events(lambda model: evaluate(model, validation)) if isinstance(event, StepsFitted)]
    told = [(step.progress, step.can_go_on) for step in steps if step.can_go_on or step.progress.done % 1 == 0]
    fit.model.eval()
    hold(
        "variants",
        name,
        {
            "epochs": [(epoch.train_mse, epoch.validation, epoch.learning_rate) for epoch in fit.history],
            "steps": [len(told), told[:4], told[len(told) // 2], told[-1]],
            "outline": network_outline(fit.model),
            "asked": _asked(fit.model, data),
            "bytes": fit.model.fit_bytes(data),
        },
    )


def test_movies_are_predicted_in_batches_of_a_size(data: TrainingData) -> None:
    model = architecture("global-mean").build(architecture("global-mean").presets[0].model, data, torch.Generator())
    sides = [len(side[0]) for side in model.kept_sides.of(model, CATALOGUE_BATCH + 5)]
    assert sides == [CATALOGUE_BATCH, 5]
