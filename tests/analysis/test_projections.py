from __future__ import annotations

import time
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from movierec_gui.analysis import projections
from movierec_gui.analysis.maps import components
from movierec_gui.analysis.maps.columns import dense_columns
from movierec_gui.analysis.maps.neighbours import nearest_neighbours
from movierec_gui.analysis.maps.sources import MapSource
from movierec_gui.analysis.projections import MapCache, MapConfig, MapFrame, learned_map, raw_map
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress, finish

QUICK = MapConfig(perplexity=8, iterations=60)


def _follow(work):
    """All events, and the result."""
    events = []
    while True:
        try:
            events.append(next(work))
        except StopIteration as end:
            return events, end.value


def test_the_checkerboard_s_two_tastes_are_apart(tiny_dataset):
    """Even and odd movies are loved by different halves of the users."""
    found = finish(raw_map(tiny_dataset, MapConfig(perplexity=8, iterations=300)))
    assert found.complete
    assert found.movies.tolist() == list(range(59))
    taste = found.movies % 2
    near = finish(nearest_neighbours(found.coordinates, 5)).indices
    assert np.mean(taste[near] == taste[:, None]) > 0.9


def test_the_first_frame_shows_principal_components(tiny_dataset):
    events, found = _follow(raw_map(tiny_dataset, QUICK))
    frames = [event for event in events if isinstance(event, MapFrame)]
    np.testing.assert_array_equal(frames[0].coordinates, found.space[:, :2])
    assert (frames[0].iteration, frames[0].kl) == (0, None)
    assert [frame.iteration for frame in frames[1:]] == [10, 20, 30, 40, 50, 60]
    assert not any(frame.map.complete for frame in frames)
    assert found.kl == frames[-1].kl
    assert all(event.progress.stage for event in events)


def test_a_large_matrix_is_looked_at_before_its_components_are_exact(tiny_dataset, monkeypatch):
    monkeypatch.setattr(components, "_MANY_ENTRIES", 0)
    cache = MapCache()
    events, found = _follow(raw_map(tiny_dataset, MapConfig(method="pca", components=4), cache))
    look, exact = (event.map for event in events if isinstance(event, MapFrame))
    assert look.approximate
    assert "approximate" in look.description
    assert look.description.endswith("partial")
    assert look.space.shape == (59, 2)
    assert not exact.approximate
    assert found.complete
    assert not found.approximate
    assert found.space.shape == (59, 4)
    again, _ = _follow(raw_map(tiny_dataset, MapConfig(method="pca", components=4), cache))
    assert not any(event.map.approximate for event in again if isinstance(event, MapFrame))  # nor is it remembered


def test_a_map_stopped_at_the_first_look_says_that_it_is_approximate(tiny_dataset, monkeypatch):
    monkeypatch.setattr(components, "_MANY_ENTRIES", 0)
    cache = MapCache()
    work = raw_map(tiny_dataset, QUICK, cache)
    frame = next(event for event in work if isinstance(event, MapFrame))
    work.close()
    assert frame.progress.stage == "First look, approximate"
    assert frame.map.approximate
    assert not frame.map.complete
    assert len(cache) == 0


def test_principal_components_alone(tiny_dataset):
    found = finish(raw_map(tiny_dataset, MapConfig(method="pca")))
    assert found.complete
    assert found.kl is None
    np.testing.assert_array_equal(found.coordinates, found.space[:, :2])
    assert 0 < found.explained <= 1 + 1e-6


def test_the_same_settings_make_the_same_map(tiny_dataset, poison_seeds):
    one = finish(raw_map(tiny_dataset, QUICK))
    poison_seeds()
    np.testing.assert_array_equal(one.coordinates, finish(raw_map(tiny_dataset, QUICK)).coordinates)


def test_a_changed_setting_redoes_only_what_depends_on_it(tiny_dataset):
    cache = MapCache()
    finish(raw_map(tiny_dataset, QUICK, cache))

    def stages(config):
        return {event.progress.stage for event in _follow(raw_map(tiny_dataset, config, cache))[0]}

    assert "Nearest neighbours" not in stages(MapConfig(perplexity=6, iterations=60))
    assert "Affinities" not in stages(MapConfig(perplexity=8, iterations=40))
    assert stages(QUICK) == {"Rating matrix", "First picture"}  # the movies are counted
    assert "Principal components" in stages(MapConfig(perplexity=8, iterations=40, components=10))


def test_more_neighbours_than_remembered_are_searched_again(tiny_dataset):
    cache = MapCache()
    finish(raw_map(tiny_dataset, MapConfig(perplexity=6, iterations=20), cache))
    np.testing.assert_array_equal(
        finish(raw_map(tiny_dataset, QUICK, cache)).coordinates, finish(raw_map(tiny_dataset, QUICK)).coordinates
    )


def test_a_closed_map_leaves_its_last_picture_partial(tiny_dataset):
    work = raw_map(tiny_dataset, QUICK)
    frame = next(event for event in work if isinstance(event, MapFrame) and event.iteration == 20)
    work.close()
    assert not frame.map.complete
    assert frame.map.description.endswith("partial")
    assert list(work) == []


def test_every_source_of_a_run_makes_a_map(fitted_run):
    for config in (MapConfig(source="embedding", perplexity=8, iterations=20), MapConfig(source="layer", method="pca")):
        found = finish(learned_map(fitted_run, config))
        assert found.config == config
        assert fitted_run.record.name in found.title
        assert np.isfinite(found.coordinates).all()


def test_a_perplexity_too_high_for_the_movies_names_the_limit(tiny_dataset):
    with pytest.raises(UserError, match=r"too high for 59 movies.*5 to 19"):
        finish(raw_map(tiny_dataset, MapConfig(perplexity=49)))


@pytest.mark.parametrize(
    ("movies", "perplexity", "method", "remark"),
    [
        (59, 19, "tsne", "perplexity 19 · the usual 50 is too high for 59 movies"),
        (16, 5, "tsne", "perplexity 5 · the usual 50 is too high for 16 movies"),
        (15, 50, "pca", "principal components · 15 movies are too few for t-SNE"),
        (4, 50, "pca", "principal components · 4 movies are too few for t-SNE"),
    ],
)
def test_the_usual_perplexity_fits_itself_to_few_movies_and_says_so(tiny_dataset, movies, perplexity, method, remark):
    ratings = tiny_dataset.ratings
    few = replace(tiny_dataset, ratings=ratings.take(np.flatnonzero(ratings.movies < movies)))
    found = finish(raw_map(few, MapConfig(iterations=10)))
    assert (found.config.perplexity, found.config.method, len(found)) == (perplexity, method, movies)
    assert remark in found.description.replace(" · 10 steps", "").replace(f" · KL {found.kl or 0:.3f}", "")


@pytest.mark.parametrize(("movies", "words"), [(1, "1 movie is too few"), (2, "2 movies are too few")])
def test_one_or_two_movies_are_no_map(tiny_dataset, movies, words):
    ratings = tiny_dataset.ratings
    few = replace(tiny_dataset, ratings=ratings.take(np.flatnonzero(ratings.movies < movies)))
    with pytest.raises(UserError, match=words):
        finish(raw_map(few, MapConfig(iterations=10)))


def test_a_chosen_method_is_not_called_too_many(tiny_dataset):
    assert finish(raw_map(tiny_dataset, MapConfig(method="pca"))).remark == ""
    assert finish(raw_map(tiny_dataset, QUICK)).remark == ""


@pytest.mark.slow
def test_the_bundled_data_come_as_low_as_scikit_learn_soon_enough_to_see(bundled_dataset):
    """scikit-learn ends at 1.188 after 1,000 steps; no event is more than half a second after the one before."""
    work = raw_map(bundled_dataset, MapConfig(iterations=320))
    gaps, before = [], time.thread_time()
    for event in work:
        now = time.thread_time()
        gaps.append(now - before)
        before = now
        last = event
    assert isinstance(last, MapFrame)
    assert last.kl < 1.19
    assert len(last.map) == 9066
    assert max(gaps) < 0.5


def _rows(values):
    """Takes the place of ``rating_rows``: movies with these numbers."""

    def rows(dataset):
        yield Progress("Rows")
        values32 = values.astype(np.float32)
        return MapSource("made up", "Made up", np.arange(len(values)), partial(dense_columns, values32))

    return rows


_NUMBERS = np.random.default_rng(5).normal(size=(40, 1))


@pytest.mark.parametrize("method", ["pca", "tsne"])
@pytest.mark.parametrize(
    ("values", "message"),
    [
        (_NUMBERS, "a straight line is no map"),
        (np.concatenate([_NUMBERS, 3 - 2 * _NUMBERS, np.ones_like(_NUMBERS)], axis=1), "a straight line is no map"),
        (np.full((40, 4), 0.7), "lie on one spot"),
    ],
    ids=["one column", "columns that say the same", "the same numbers"],
)
def test_a_line_or_a_spot_is_refused(tiny_dataset, monkeypatch, method, values, message):
    monkeypatch.setattr(projections, "rating_rows", _rows(values))
    with pytest.raises(UserError, match=message):
        finish(raw_map(tiny_dataset, MapConfig(method=method, perplexity=8)))


def test_two_columns_are_a_map(tiny_dataset, monkeypatch):
    values = np.concatenate([_NUMBERS, 0.01 * _NUMBERS[::-1]], axis=1)
    monkeypatch.setattr(projections, "rating_rows", _rows(values))
    found = finish(raw_map(tiny_dataset, MapConfig(method="pca")))
    assert np.ptp(found.coordinates, axis=0).min() > 0
    (block,) = finish(found.rows()).blocks
    np.testing.assert_array_equal(block.T, values.astype(np.float32))
