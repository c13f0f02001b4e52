"""What the engine makes of the tiny data, held number by number to ``numbers/*.json``: a changed sign shows here.

A change that is meant is written with ``MOVIEREC_RENEW_NUMBERS=1 python -m pytest tests/test_numbers.py``, and read in
the difference. Of a large array its mean, spread, ends and a weighted mean stand there; numbers may differ by a
thousandth, as other processors round otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from movierec_gui.analysis import (
    activations,
    clusters,
    explanations,
    film_neighbours,
    film_nodes,
    film_page,
    map_nodes,
    map_quality,
    movie_groups,
    movie_lists,
    node_details,
    node_statistics,
    people,
    person_page,
    predictions,
    projections,
    selection_statistics,
    set_comparison,
    similarity,
)
from movierec_gui.analysis.maps.config import ClusterConfig, MapConfig
from movierec_gui.analysis.maps.contours import density_contours
from movierec_gui.analysis.run_depth.depth import look_into
from movierec_gui.analysis.run_depth.duel import duel
from movierec_gui.analysis.run_depth.judged import judge_run
from movierec_gui.data.overview import overview
from movierec_gui.data.splits import SplitConfig
from movierec_gui.data.words import movie_words, word_vectors
from movierec_gui.models import ARCHITECTURES
from movierec_gui.progress import finish
from movierec_gui.recommenders import RECOMMENDERS
from movierec_gui.recommenders.people import Histories
from movierec_gui.report.article.config import ArticleConfig, split_name
from movierec_gui.report.article.maps import seeds_of
from movierec_gui.report.article.networks import NETWORKS, network
from movierec_gui.report.article.record import ArticleRecord, Finding, facts_of
from movierec_gui.report.article.steps import STEPS
from movierec_gui.training.comparing.table import Result
from movierec_gui.training.config import preset_spec
from movierec_gui.training.runs import RunStore
from movierec_gui.training.trained import TrainedRun, open_run
from movierec_gui.training.trainer import train
from tests.held_numbers import differences, hold


def test_what_differs_is_named() -> None:
    assert differences({"a": [1.0, 5.0]}, {"a": [1.001, 5.0]}) == []
    assert differences({"a": [1.0, 5.0]}, {"a": [1.1, 5.0]}) == [".a[0]: 1.0 was 1.1"]
    assert differences({"a": "x"}, {"a": "y"}) == [".a: 'x' was 'y'"]
    assert differences([1], [1, 2]) == [": [1] was [1, 2]"]


@pytest.fixture(scope="session")
def runs(tiny_dataset, tmp_path_factory) -> Callable[[str], TrainedRun]:
    """Opens a run of an architecture's first preset, two epochs long."""
    store, made = RunStore(tmp_path_factory.mktemp("numbers") / "runs"), dict[str, TrainedRun]()

    def run(name: str) -> TrainedRun:
        if name not in made:
            spec = preset_spec(name)
            spec = replace(spec, training=replace(spec.training, epochs=2, batch_size=32, threads=1))
            record = finish(train(tiny_dataset, spec, store, name))
            made[name] = open_run(store, record.id, tiny_dataset)
        return made[name]

    return run


@pytest.mark.parametrize("name", [entry.name for entry in ARCHITECTURES])
def test_a_short_training_of_every_architecture(runs, name):
    run = runs(name)
    known = predictions.user_predictions(run, 3)
    new = predictions.new_user_predictions(run, [1, 4, 8, 30], [5.0, 1.0, 4.5, 3.0])
    errors = (run.record.validation, run.record.test)
    learned = run.model.learned()
    hold("models", name, {"errors": errors, "learned": learned, "intervals": run.intervals, "known": known, "new": new})


@pytest.mark.parametrize("kind", RECOMMENDERS, ids=lambda kind: kind.name)
def test_every_recommender(data, kind):
    config = kind.config()
    if hasattr(config, "epochs"):
        config = replace(config, epochs=2)
    made = kind.build(config, data, torch.Generator().manual_seed(0))
    for _ in made.fit(data):
        pass
    histories = Histories(data.ratings, data.n_users)
    somebody = histories.of(np.array([3]))
    hold(
        "recommenders",
        kind.name,
        {"scores": made.scores(histories.of(np.arange(8))), "why": made.why(somebody, np.array([0, 17, 58]))},
    )


def _depth(run: TrainedRun) -> Any:
    return finish(look_into(run))


def _explained(run: TrainedRun) -> Any:
    ratings = ([1, 4, 8], [5.0, 1.0, 4.5])
    return finish(explanations.explain_prediction(run, 3, 5)), finish(explanations.explain_new_user(run, *ratings, 5))


def _nodes(run: TrainedRun) -> Any:
    sliced = finish(activations.slice_network(run))
    averaged = activations.average_by_movie(sliced)
    groups = node_statistics.node_groups(averaged)
    rng = np.random.default_rng(0)
    return {
        "sliced": sliced,
        "averaged": averaged,
        "table": node_statistics.node_table(run.dataset, averaged, groups, rng),
        "correlations": node_statistics.node_correlations(run.dataset, averaged),
        "dimensions": node_statistics.effective_dimensions(averaged),
        "details": finish(node_details.describe_node(run.dataset, averaged, groups, 1, rng)),
        "pair": node_details.compare_nodes(averaged, groups, 0, 1),
        "profile": finish(node_details.profile_movie(averaged, 7)),
        "film": finish(film_nodes.film_nodes(run, 7)),
        "map": finish(map_nodes.nodes_on_map(run, np.arange(40))),
    }


def _person(run: TrainedRun) -> Any:
    new = people.NewUser((1, 4, 8), (5.0, 1.0, 4.5))
    return [
        (
            finish(people.predict_person(run, person)),
            finish(people.find_neighbours(run, person, 5)),
            finish(film_page.predict_film(run, person, 5)),
        )
        for person in (people.KnownUser(3), new)
    ]


def _lists(run: TrainedRun) -> Any:
    return movie_lists.list_for_user(run, 3), movie_lists.list_for_ratings(run, {1: 5.0, 4: 1.0})


_OF_RUNS: dict[str, Callable[[TrainedRun], Any]] = {
    "errors": lambda run: (predictions.user_errors(run, 3), predictions.bias_baseline(run).learned()),
    "similar movies": lambda run: similarity.similar_movies(run, 5, min_support=2),
    "similar users": lambda run: similarity.similar_users(run, 5, min_support=2),
    "similar films": lambda run: finish(film_neighbours.similar_films(run.dataset, run, 5)),
    "set errors": lambda run: finish(set_comparison.set_errors(run, [("a", range(20)), ("b", range(20, 50))])),
    "learned map": lambda run: finish(projections.learned_map(run, MapConfig(source="embedding", method="pca"))),
    "depth": _depth,
    "explanations": _explained,
    "nodes": _nodes,
    "people": _person,
    "lists": _lists,
}


@pytest.mark.parametrize("name", _OF_RUNS)
def test_what_is_found_in_a_run(runs, name):
    hold("runs", name, _OF_RUNS[name](runs("dense")))


def test_two_runs_against_each_other(runs):
    judged = [finish(judge_run(runs(name))) for name in ("dense", "biases")]
    hold("runs", "duel", (duel(*judged), judged[0].errors))


_OF_DATA: dict[str, Callable[[Any], Any]] = {
    "overview": overview,
    "film": lambda dataset: finish(film_page.film_facts(dataset, 7)),
    "co-rated": lambda dataset: finish(film_neighbours.co_rated_films(dataset, 7)),
    "taste": lambda dataset: person_page.user_taste(dataset, 3),
    "selection": lambda dataset: selection_statistics.describe_selection(dataset, range(0, 40, 3)),
    "group": lambda dataset: movie_groups.describe_movies(dataset, range(0, 40, 3)),
    "genres": lambda dataset: movie_groups.genre_statistics(dataset, [range(20), range(10, 50, 3)]),
    "sets": lambda dataset: set_comparison.compare_sets(dataset, ("a", "b"), range(20), range(10, 50)),
}


@pytest.mark.parametrize("name", _OF_DATA)
def test_what_is_found_in_the_data(tiny_dataset, name):
    hold("data", name, _OF_DATA[name](tiny_dataset))


@pytest.mark.parametrize("method", ["pca", "tsne"])
def test_maps(tiny_dataset, method):
    made = finish(projections.raw_map(tiny_dataset, MapConfig(method=method, perplexity=8.0, iterations=12)))
    found = finish(clusters.find_clusters(made, ClusterConfig(count=4)))
    hold(
        "maps",
        method,
        {
            "map": made,
            "quality": finish(map_quality.map_quality(made, np.random.default_rng(0))),
            "clusters": found,
            "table": clusters.cluster_table(tiny_dataset, found),
            "contours": density_contours(made.coordinates),
            "place": film_page.map_place(made, 7),
        },
    )


def test_words(data):
    bag = movie_words(data, "titles")
    hold("data", "words", (bag, word_vectors(bag, 4)))


def _invented(label: str, split: SplitConfig, number: int) -> Result:
    """Errors as the article has them, and a hundredth apart."""
    rng = np.random.default_rng([number, split.seed])
    mse = (network(label).article_mse or 0.9) + 0.02 * rng.normal()
    curve = tuple(mse + 0.01 * abs(epoch - 6) for epoch in range(1, 15))
    errors = {"mse": mse, "rmse": mse**0.5, "mae": 0.77 * mse**0.5}
    return Result(label, split, 6, errors, mse - 0.003, 5, 1.0, test_curve=curve)


_FIGURES = {
    "rating, top": 0.31, "year, top": 0.17, "genres, top": 0.12, "rating, strongest": 0.29, "genres, strongest": 0.1,
    "years against ratings": -0.4, "best rating": 4.2, "worst rating": 1.7, "agreement": 0.3, "nodes": 40.0,
    "rating": 0.2, "year": 0.3, "genre": 0.1, "genres": 0.1,
}  # fmt: skip


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_the_claims_of_the_article_on_invented_errors(tiny_dataset, step):
    record = ArticleRecord("a", facts_of(tiny_dataset), SplitConfig(), ArticleConfig(seeds=3))
    results = tuple(
        _invented(entry.label, split, number) for number, entry in enumerate(NETWORKS) for split in record.splits
    )
    names = {name for name in _FIGURES if step.name in ("map", "nodes", "nodes-on-map")}
    places = [*seeds_of(record.config), *map(split_name, record.splits)] if names else []
    found = tuple(Finding(at, {name: _FIGURES[name] + 0.01 * nth for name in names}) for nth, at in enumerate(places))
    hold("article", step.name, step.check(replace(record, results=results, findings={step.name: found})))
