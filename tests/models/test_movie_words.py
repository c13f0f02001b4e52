"""Words as an optional input: what every model makes of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from movierec_gui.data.dataset import Dataset, Movies, Ratings
from movierec_gui.data.features import TrainingData, training_data
from movierec_gui.data.splits import SplitConfig, split_ratings
from movierec_gui.data.tag_relevance import TagRelevance
from movierec_gui.data.words import movie_words, word_vectors
from movierec_gui.errors import UserError
from movierec_gui.models import ARCHITECTURES
from movierec_gui.models.base import Architecture, RatingModel
from movierec_gui.models.batch import Batch
from movierec_gui.models.movie_words import BagOfWords, WordVectors, word_features, word_layer
from movierec_gui.models.wide_deep import WIDE_DEEP
from movierec_gui.progress import finish
from movierec_gui.settings import settings_of

WITH_WORDS = [entry for entry in ARCHITECTURES if "words" in {one.name for one in settings_of(entry.config)}]
EACH = pytest.mark.parametrize("entry", WITH_WORDS, ids=[entry.name for entry in WITH_WORDS])
KINDS = pytest.mark.parametrize(("words", "vectors"), [("both", 2), ("titles", 0)])
ADJECTIVES, NOUNS = ("red", "blue", "green"), ("night", "river")


@pytest.fixture(name="dataset", scope="module")
def _dataset(tiny_dataset: Dataset) -> Dataset:
    """The tiny data with titles of two words; the noun is that of the movie's genre."""
    titles = tuple(f"{ADJECTIVES[movie % 3]} {NOUNS[movie % 2]}" for movie in range(tiny_dataset.n_movies))
    return replace(tiny_dataset, movies=replace(tiny_dataset.movies, titles=titles))


@pytest.fixture(name="data")
def _data(dataset: Dataset) -> TrainingData:
    return training_data(dataset, split_ratings(dataset, SplitConfig()))


def build(entry: Architecture, data: TrainingData, words: str, vectors: int) -> RatingModel:
    config = replace(entry.presets[0].model, words=words, word_vectors=vectors)
    model = entry.build(config, data, torch.Generator().manual_seed(1))
    model.fit(data)
    return model


def test_several_architectures_take_words() -> None:
    assert {"dense", "lstm", "wide-deep", "wide-deep-crosses", "autorec", "vbfm"} <= {one.name for one in WITH_WORDS}


@pytest.mark.parametrize("vectors", [2, 0])
def test_the_layer_is_a_linear_map_of_the_words(data: TrainingData, vectors: int) -> None:
    layer = word_layer(data, "titles", vectors, 3)
    bag = movie_words(data, "titles")
    features = word_vectors(bag, vectors) if vectors else bag.weights.toarray()
    assert isinstance(layer, WordVectors if vectors else BagOfWords)
    assert not layer(torch.arange(4)).any()
    torch.nn.init.uniform_(layer.weight, -1, 1, generator=torch.Generator().manual_seed(0))
    movies = torch.tensor([7, 0, 59, 7])
    torch.testing.assert_close(layer(movies), torch.from_numpy(features)[movies] @ layer.weight)
    assert layer(movies[:0]).shape == (0, 3)


def test_a_movie_without_words_adds_nothing(data: TrainingData) -> None:
    quiet = replace(data, titles=("", *data.titles[1:]))
    for vectors in (2, 0):
        layer = word_layer(quiet, "titles", vectors, 3)
        assert layer is not None
        torch.nn.init.ones_(layer.weight)
        values = layer(torch.tensor([0, 1, 0]))
        assert not values[0].any()
        assert not values[2].any()
        assert values[1].any()


def test_no_words_make_no_layer_and_no_features(data: TrainingData) -> None:
    assert word_layer(data, "none", 32, 3) is None
    assert word_features(data, "none", 32) is None


@EACH
def test_no_words_are_the_default(entry: Architecture, data: TrainingData) -> None:
    assert all(preset.model.words == "none" for preset in entry.presets if "words" not in preset.name)
    model = build(entry, data, "none", 32)
    assert not [name for name in model.state_dict() if "word" in name]


@EACH
@KINDS
def test_words_leave_the_first_weights_as_they_are(
    entry: Architecture, data: TrainingData, words: str, vectors: int
) -> None:
    without, model = build(entry, data, "none", 32), build(entry, data, words, vectors)
    for name, values in without.state_dict().items():
        assert torch.equal(values, model.state_dict()[name]), name
    users, movies = torch.arange(5), torch.arange(5)
    assert torch.equal(model.predict(users, movies), without.predict(users, movies))
    assert model.layer_names() == without.layer_names()


@EACH
@KINDS
def test_gradients_reach_the_weights_of_words(
    entry: Architecture, data: TrainingData, words: str, vectors: int
) -> None:
    model = build(entry, data, words, vectors)
    if model.fits_itself:
        return
    ratings = data.ratings.take(np.arange(400))
    users, movies = torch.from_numpy(ratings.users).long(), torch.from_numpy(ratings.movies).long()
    batch = Batch(users, movies, torch.from_numpy(ratings.values.copy()), torch.from_numpy(ratings.timestamps.copy()))
    model.train()
    for _ in range(5):
        model.loss(batch).backward()
    of_words = {name: weight for name, weight in model.named_parameters() if "word" in name}
    assert of_words
    for name, weight in of_words.items():
        assert weight.grad is not None, name
        assert weight.grad.abs().sum() > 0, name


@EACH
@KINDS
def test_a_trained_run_opens_with_the_same_predictions(
    entry: Architecture, dataset: Dataset, tmp_path: Path, words: str, vectors: int
) -> None:
    from movierec_gui.training.config import preset_spec
    from movierec_gui.training.runs import RunStore
    from movierec_gui.training.trained import open_run
    from movierec_gui.training.trainer import train

    spec = preset_spec(entry.name)
    spec = replace(
        spec,
        model=replace(spec.model, words=words, word_vectors=vectors),
        training=replace(spec.training, epochs=2, threads=1, device="cpu"),
    )
    if hasattr(spec.model, "steps"):
        spec = replace(spec, model=replace(spec.model, steps=10))
    store = RunStore(tmp_path)
    record = finish(train(dataset, spec, store))
    first, again = (open_run(store, record.id, dataset).model for _ in range(2))
    users, movies = torch.arange(40), torch.arange(40)
    assert torch.equal(first.predict(users, movies), again.predict(users, movies))
    assert record.validation["mse"] > 0
    weights = [value for name, value in first.state_dict().items() if "word" in name]
    assert all(value.abs().sum() > 0 for value in weights)
    liked = torch.arange(0, 24, 2)
    state = first.fold_in(liked, torch.full((12,), 5.0), torch.arange(40))
    assert torch.isfinite(first.predict_state(state, torch.arange(60))).all()
    vectors_of_movies = first.movie_vectors()
    assert vectors_of_movies is not None
    assert len(vectors_of_movies) == 60


@EACH
def test_words_that_nobody_gave_are_refused_plainly(entry: Architecture, data: TrainingData) -> None:
    lonely = replace(data, titles=tuple(f"t{movie}" for movie in range(60)))
    with pytest.raises(UserError, match="describe no movies"):
        next(build(entry, lonely, "titles", 2).own_fit(lonely, torch.Generator()).steps())
    with pytest.raises(UserError, match="words"):
        replace(entry.presets[0].model, words="plot")


def test_relevance_that_tells_the_taste_lowers_the_error(tmp_path: Path) -> None:
    """Everybody likes one kind of movie and dislikes the other, and few ratings say which; one tag's relevance does."""
    from movierec_gui.training.config import preset_spec
    from movierec_gui.training.runs import RunStore
    from movierec_gui.training.trainer import train

    rng = np.random.default_rng(0)
    kinds, tastes = rng.random(120) < 0.5, rng.random(60) < 0.5
    answer = np.where(tastes[:, None] == kinds, 4.5, 1.5).astype(np.float32)
    users, movies = np.nonzero(rng.random(answer.shape) < 0.06)
    scores = rng.random((120, 6)).astype(np.float32)
    scores[:, 2] = np.where(kinds, 0.9, 0.05)
    dataset = Dataset(
        "known",
        Ratings(users.astype(np.int32), movies.astype(np.int32), answer[users, movies], np.zeros(len(users), np.int64)),
        Movies(np.arange(120), ("Movie",) * 120, np.full(120, 1990, np.int32), ("g",), np.ones((120, 1), bool)),
        np.arange(60),
        relevance=TagRelevance(tuple("abcdef"), np.arange(117, dtype=np.int32), scores[:117]),
    )  # fmt: skip
    spec = preset_spec("vbfm", split=SplitConfig(test=0.2, validation=0.2))
    errors = []
    for words in ("none", "relevance"):
        chosen = replace(spec, model=replace(spec.model, words=words, steps=80))
        errors.append(finish(train(dataset, chosen, RunStore(tmp_path / words))).validation["mse"])
    assert errors[1] < 0.6 * errors[0]


def test_relevance_that_the_data_lack_is_refused_plainly(data: TrainingData) -> None:
    with pytest.raises(UserError, match="The data have no tag relevance"):
        word_layer(data, "relevance", 0, 3)


def test_of_a_bag_of_words_only_the_weights_are_stored(data: TrainingData) -> None:
    layer = word_layer(data, "titles", 0, 3)
    assert layer is not None
    assert list(layer.state_dict()) == ["weight"]


def test_its_settings_are_documented(expect_documented_settings: Callable[[Any], None]) -> None:
    expect_documented_settings(WIDE_DEEP)
