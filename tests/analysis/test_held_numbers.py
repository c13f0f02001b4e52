"""What is found in runs and maps of the tiny data, held by number: ``tests/test_numbers.py`` says how to renew it."""

from __future__ import annotations

from collections.abc import Generator
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
    interview,
    list_likeness,
    map_quality,
    movie_groups,
    movie_lists,
    node_statistics,
    people,
    person_page,
    predictions,
    projections,
    set_comparison,
    similarity,
    watch_list,
)
from movierec_gui.analysis.maps import affinities, components, descent, forces, neighbours, twins
from movierec_gui.analysis.maps.config import ClusterConfig, MapConfig
from movierec_gui.analysis.maps.contours import density_contours
from movierec_gui.analysis.maps.perplexities import maps_by_perplexity
from movierec_gui.analysis.maps.regions import region_places, told_apart
from movierec_gui.analysis.run_depth.depth import look_into
from movierec_gui.analysis.run_depth.duel import duel
from movierec_gui.analysis.run_depth.judged import judge_run
from movierec_gui.analysis.watch_list import ListMaker
from movierec_gui.data.dataset import Dataset
from movierec_gui.data.features import training_data
from movierec_gui.data.splits import SplitConfig, split_ratings
from movierec_gui.models import architecture
from movierec_gui.progress import finish
from movierec_gui.recommenders import recommender
from movierec_gui.recommenders.people import new_person
from movierec_gui.recommenders.rated import Rated
from movierec_gui.training.intervals import calibrate
from movierec_gui.training.kept_recommenders import all_ratings
from movierec_gui.training.trained import TrainedRun
from tests.held_numbers import hold


def followed(work: Generator[Any, None, Any]) -> dict[str, Any]:
    """How far a long task told that it was, and its result."""
    told: list[Any] = []
    while True:
        try:
            told.append(next(work).progress)
        except StopIteration as end:
            return {"number": len(told), "told": [told[:4], told[len(told) // 2 :][:3], told[-3:]], "result": end.value}


@pytest.fixture(scope="module")
def run(tiny_dataset: Dataset) -> TrainedRun:
    """A small Bayesian machine, which knows how sure it is."""
    from movierec_gui.training.config import preset_spec
    from movierec_gui.training.runs import RunRecord

    spec = preset_spec("vbfm")
    split = split_ratings(tiny_dataset, SplitConfig(validation=0.2, test=0.2))
    data = training_data(tiny_dataset, split)
    generator = torch.Generator().manual_seed(3)
    model = architecture("vbfm").build(replace(spec.model, factors=3, steps=12), data, generator)
    for _ in model.own_fit(data, generator).steps():
        pass
    moment = "2026-01-01T00:00:00+00:00"
    record = RunRecord("run", "small", spec, tiny_dataset.name, tiny_dataset.content_hash, moment)
    return TrainedRun(record, model.eval(), tiny_dataset, split, data)


SMALL = MapConfig(perplexity=6.0, iterations=20, components=7)
"""So few steps that other processors round to the same map."""
MAPS = {
    "near": SMALL,
    "wide": replace(SMALL, perplexity=15.0, iterations=15, until_settled=False, seed=4),
    "two components": replace(SMALL, components=2, method="pca"),
}


@pytest.mark.parametrize("name", MAPS)
def test_maps(name: str, tiny_dataset: Dataset) -> None:
    told = followed(projections.raw_map(tiny_dataset, MAPS[name]))
    found = told["result"]
    quality = [followed(map_quality.map_quality(found, np.random.default_rng(0), k)) for k in (3, 10)]
    places = [film_page.map_place(found, movie, 4) for movie in (0, 58, 59)]
    hold("analysis", f"map, {name}", told | {"quality": quality, "places": places, "description": found.description})


def test_a_map_in_pieces_is_the_same(tiny_dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = finish(projections.raw_map(tiny_dataset, SMALL))
    judged = finish(map_quality.map_quality(whole, np.random.default_rng(0)))
    for module, name, value in (
        (neighbours, "_ROWS", 7),
        (neighbours, "_COLUMNS", 11),
        (affinities, "_BLOCK_ENTRIES", 90),
        (affinities, "_BLOCK_PAIRS", 70),
        (forces, "_BLOCK_PAIRS", 64),
        (map_quality, "_BLOCK_ENTRIES", 300),
    ):
        monkeypatch.setattr(module, name, value)
    told = followed(projections.raw_map(tiny_dataset, SMALL))
    assert told["result"].kl == pytest.approx(whole.kl, abs=1e-2)  # rounding in another order grows with the steps
    assert finish(map_quality.map_quality(whole, np.random.default_rng(0))) == judged
    hold("analysis", "map in pieces", {"number": told["number"], "told": told["told"]})


def test_a_map_of_a_large_catalogue(tiny_dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(components, "_MANY_ENTRIES", 100)
    monkeypatch.setattr(components, "_BLOCK_VECTORS", 4)
    monkeypatch.setattr(forces, "_FEW_POINTS", 20)
    monkeypatch.setattr(neighbours, "_SMALL", 20)
    hold("analysis", "map of a large catalogue", followed(projections.raw_map(tiny_dataset, SMALL)))


def test_maps_of_what_a_run_learned(run: TrainedRun) -> None:
    for source, rows in (("embedding", "validation"), ("layer", "held_out")):
        config = replace(SMALL, source=source, layer_rows=rows, method="pca", components=3)
        hold("analysis", f"map, {source}", followed(projections.learned_map(run, config)))
    several = followed(maps_by_perplexity(run, replace(SMALL, source="embedding", iterations=12), (5.0, 8.0)))
    hold("analysis", "maps by perplexity", several)


def test_groups_on_a_map(tiny_dataset: Dataset) -> None:
    found = finish(projections.raw_map(tiny_dataset, SMALL))
    for name, config in (
        ("density", ClusterConfig(smallest=5)),
        ("few", ClusterConfig(smallest=20)),
        ("centres", ClusterConfig(method="k-means", count=3, seed=2)),
    ):
        told = followed(clusters.find_clusters(found, config))
        named = clusters.named_clusters(tiny_dataset, told["result"])
        words = (named.labels, told["result"].summary, told["result"].outside)
        groups = [np.flatnonzero(told["result"].numbers == number) for number in range(1, told["result"].count + 1)]
        places = region_places(found.coordinates, groups)
        hold("analysis", f"clusters, {name}", told | {"table": named.table, "words": words, "places": places})
    rng = np.random.default_rng(2)
    points = rng.normal(size=(80, 2)).astype(np.float32)
    outlines = [(contour.share, [len(line) for line in contour.lines]) for contour in density_contours(points)]
    spots = np.concatenate([rng.normal(size=(20, 6)), rng.normal(size=(20, 6))])
    spots[5] = spots[6] + 1e-7
    hold(
        "analysis",
        "places",
        {
            "outlines": outlines,
            "some": density_contours(points, np.arange(0, 80, 2))[2].lines[0],
            "colours": told_apart(points[:15].astype(np.float64), 4),
            "twins": (twins.tolerance(spots), twins.merged_twins(spots)),
            "steps": [step.divergence for step in _descended(points[:30]) if isinstance(step, descent.Step)],
        },
    )


def _descended(points: Any) -> Any:
    near = finish(neighbours.nearest_neighbours(points, 9))
    return descent.descend(finish(affinities.joint_probabilities(near, 5.0)), points, 30, until_settled=False)


def test_nodes(run: TrainedRun, monkeypatch: pytest.MonkeyPatch) -> None:
    sliced = {
        rows: finish(activations.slice_network(run, layer, rows))
        for rows, layer in (("validation", ""), ("held_out", "biases"), ("all", "products"))
    }
    rng = np.random.default_rng(0)
    held: dict[str, Any] = {}
    for rows, found in sliced.items():
        averaged = activations.average_by_movie(found)
        held[rows] = (found, averaged, activations.movies_by_node(averaged), found.movie_nodes)
    averaged = activations.average_by_movie(sliced["all"])
    for view in node_statistics.VIEWS:
        groups = node_statistics.node_groups(averaged, view, 7)
        table = node_statistics.node_table(run.dataset, averaged, groups, rng)
        held[view] = (groups, table, node_statistics.node_movie_table(run.dataset, averaged, groups[1]))
    held["of a film"] = (activations.nodes_of_movie(sliced["all"], 5), finish(film_nodes.film_nodes(run, 5, "biases")))
    hold("analysis", "nodes", held)
    monkeypatch.setattr(activations, "SLICE_BATCH", 100)
    monkeypatch.setattr(node_statistics, "_CHUNK", 33)
    told = followed(activations.slice_network(run, "products", "all"))
    assert np.allclose(told["result"].values, sliced["all"].values, atol=1e-5)
    again, whole = (node_statistics.node_correlations(run.dataset, one) for one in (told["result"], sliced["all"]))
    hold("analysis", "nodes in pieces", {"told": told["told"], "correlations": again})
    for name, values in whole.items():
        assert again[name] == pytest.approx(values, abs=1e-5), name
    few = finish(activations.slice_network(run, "products", "all", max_bytes=4 * 3 * 50))
    hold("analysis", "nodes of some ratings", few)


def test_people(run: TrainedRun) -> None:
    somebody = people.NewUser((1, 4, 8, 30), (5.0, 1.0, 4.5, 3.0))
    held = {
        name: (
            followed(people.predict_person(run, person)),
            followed(people.find_neighbours(run, person, 5, 4)),
            followed(film_page.predict_film(run, person, 5)),
            followed(people.explain_person(run, person, 6)),
        )
        for name, person in (("known", people.KnownUser(4)), ("new", somebody))
    }
    held["few left out"] = followed(explanations.explain_prediction(run, 4, 6, limit=3))
    hold("analysis", "people", held)
    similar = (similarity.similar_movies(run, 5, 6, 3), similarity.similar_users(run, 5, 6, 3))
    alike = (followed(film_neighbours.similar_films(run.dataset, run, 5, 4)), predictions.user_errors(run, 7))
    hold("analysis", "similar", (similar, alike))


def test_films_and_tastes(tiny_dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    taste = person_page.person_taste(tiny_dataset, "Ann", [1, 4, 8, 30, 58], [5.0, 1.0, 4.5, 3.0, 0.5])
    rated = followed(film_neighbours.co_rated_films(tiny_dataset, 6, 5))
    monkeypatch.setattr(film_neighbours, "_AT_ONCE", 4)
    assert finish(film_neighbours.co_rated_films(tiny_dataset, 6, 5)) == rated["result"]
    facts = [followed(film_page.film_facts(tiny_dataset, movie, 3)) for movie in (0, 58, 59)]
    sets = set_comparison.compare_sets(tiny_dataset, ("a", "a"), range(0, 20, 2), range(5, 30))
    inside = set_comparison.compare_sets(tiny_dataset, ("a", "b"), range(5, 9), range(20))
    groups = movie_groups.describe_movies(tiny_dataset, [3, 1, 58, 59], background=range(40), n_tags=2)
    words = (sets.explanation, sets.table(), inside.explanation, inside.tested)
    hold("analysis", "films", {"taste": taste, "rated": rated, "facts": facts, "sets": (sets, inside, words)})
    hold("analysis", "group", groups)


def test_a_run_in_depth(run: TrainedRun, tiny_dataset: Dataset) -> None:
    hold("analysis", "depth", followed(look_into(run)))
    judged = [finish(judge_run(run, part)) for part in ("validation", "test")]
    hold("analysis", "judged", [(one.errors, one.where) for one in judged])
    other = replace(judged[1], predicted=judged[1].predicted[::-1].copy())
    hold("analysis", "duel", duel(judged[1], other))
    hold("analysis", "sets of a run", followed(set_comparison.set_errors(run, [("a", range(9)), ("none", [59])])))


def test_lists(run: TrainedRun, tiny_dataset: Dataset) -> None:
    data = all_ratings(tiny_dataset)
    kind = recommender("for-you")
    for_you: Any = kind.build(
        kind.config(rating_model="biases", latest=1.0),  # type: ignore[call-arg]
        data,
        torch.Generator().manual_seed(0),
    )
    for _ in for_you.fit(data):
        pass
    nothing = tiny_dataset.ratings.take(np.empty(0, np.int64))
    makers = {
        "for you": ListMaker(tiny_dataset, for_you, calibrate(run.model, nothing)),
        "rated": ListMaker(tiny_dataset, Rated(run.model, tiny_dataset.n_movies, run.data.user_counts)),
    }
    somebody = new_person([1, 4, 8, 30], [5.0, 1.0, 4.5, 3.0])
    for name, maker in makers.items():
        both = maker.look_at([maker.user(3), somebody])
        alone, nobody = maker.look_at([somebody]), maker.nobody()
        scores = [maker.scores(both, place, "least") for place in (-0.2, 0.3)] + [maker.scores(both, 0.1, "mean")]
        held = {
            "tastes": both,
            "scores": (*scores, maker.scores(alone, 0.0, "least")),
            "common": [maker.in_common(one, nobody, 0.1, "mean")[0] for one in (both, alone, nobody)],
            "reasons": maker.reasons(both, np.array([0, 17, 58])),
            "can": (maker.slides, maker.explains, maker.foresees, maker.discovery, both.fewest_ratings),
            "together": [watch_list.together(both.expected, agreement) for agreement in ("least", "mean")],
        }
        hold("analysis", f"lists, {name}", held)
    listed = movie_lists.list_for_user(run, 3, 4), movie_lists.list_for_ratings(run, {1: 5.0, 4: 1.0}, [6, 8])
    alike = followed(list_likeness.measure_likeness(run))
    hold("analysis", "lists of a run", (listed, movie_lists.least_support(run), alike))


def test_an_interview(run: TrainedRun) -> None:
    talk = interview.Interview(run)
    answers: list[interview.Answer] = []
    for number in range(6):
        movie = talk.next_movie(answers, without=(0, 7))
        assert movie is not None
        answers.append(interview.Answer(movie, None if number % 3 == 1 else 1.0 + number % 5))
    hold("analysis", "interview", (answers, talk.gains(answers), talk.chances(answers), talk.asked))


def test_of_more_than_can_be_looked_at_some_are_taken_spread_evenly(
    run: TrainedRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interview, "MOST_ASKED", 9)
    monkeypatch.setattr(interview, "MOST_USERS", 7)
    talk = interview.Interview(run)
    answers = [interview.Answer(int(talk.asked[1]), 4.0), interview.Answer(int(talk.asked[2]), None)]
    monkeypatch.setattr(list_likeness, "PEOPLE", 6)
    monkeypatch.setattr(film_nodes, "MOST_RATINGS", 5)
    monkeypatch.setattr(film_nodes, "USUAL_RATINGS", 30)
    held = {
        "interview": (talk.asked, talk.chances(answers), talk.gains(answers), talk.next_movie(answers)),
        "likeness": followed(list_likeness.measure_likeness(run)),
        "nodes": followed(film_nodes.film_nodes(run, 5, "products")),
    }
    hold("analysis", "some of many", held)
