from __future__ import annotations

import numpy as np
import pytest
from sklearn.manifold import TSNE

from movierec_gui.analysis.maps import descent
from movierec_gui.analysis.maps.affinities import joint_probabilities
from movierec_gui.analysis.maps.descent import FRAME_STEPS, Step, descend
from movierec_gui.analysis.maps.neighbours import nearest_neighbours
from movierec_gui.progress import finish


@pytest.fixture(scope="module")
def blobs():
    rng = np.random.default_rng(0)
    return (rng.normal(size=(4, 1, 5)) * 8 + rng.normal(size=(4, 60, 5))).reshape(240, 5).astype(np.float32)


@pytest.fixture(scope="module")
def affinities(blobs):
    return finish(joint_probabilities(finish(nearest_neighbours(blobs, 45)), 15))


def test_groups_stay_together(blobs, affinities):
    last = finish(descend(affinities, blobs[:, :2], 300, until_settled=False))
    found = finish(nearest_neighbours(last.points, 5))
    groups = np.arange(240) // 60
    assert np.mean(groups[found.indices] == groups[:, None]) > 0.99
    assert last.number == 300


def test_the_divergence_is_about_that_of_scikit_learn(blobs, affinities):
    last = finish(descend(affinities, blobs[:, :2], 500, until_settled=False))
    peer = TSNE(perplexity=15, init="pca", max_iter=500, random_state=0).fit(blobs)
    assert last.divergence < peer.kl_divergence_ + 0.05  # both end in one of many valleys


def test_a_picture_every_ten_steps_and_pauses_within_each(blobs, affinities):
    events = list(descend(affinities, blobs[:, :2], 35, until_settled=False))
    assert len(events) == 1 + 2 * 35
    pictures = [event for event in events if isinstance(event, Step)]
    assert [picture.number for picture in pictures] == [FRAME_STEPS, 2 * FRAME_STEPS, 3 * FRAME_STEPS, 35]
    assert pictures[-1].divergence < pictures[0].divergence
    done = [event.done for event in events if not isinstance(event, Step)]
    assert done == sorted(done)


def test_pictures_are_copies(blobs, affinities):
    events = descend(affinities, blobs[:, :2], 20, until_settled=False)
    assert not np.shares_memory(*(event.points for event in events if isinstance(event, Step)))


def test_it_ends_once_settled(blobs, affinities):
    last = finish(descend(affinities, blobs[:, :2], 5000, until_settled=True))
    assert last.number < 2500


def test_it_repeats_itself(blobs, affinities, poison_seeds):
    one = finish(descend(affinities, blobs[:, :2], 30, until_settled=False))
    poison_seeds()
    other = finish(descend(affinities, blobs[:, :2], 30, until_settled=False))
    np.testing.assert_array_equal(one.points, other.points)


def test_samples_of_the_pairs_end_where_all_pairs_do(blobs, affinities, monkeypatch):
    whole = finish(descend(affinities, blobs[:, :2], 400, until_settled=False))
    monkeypatch.setattr(descent, "_MANY_PAIRS", 0)
    sampled = finish(descend(affinities, blobs[:, :2], 400, until_settled=False))
    assert sampled.divergence == pytest.approx(whole.divergence, abs=0.05)
    assert not np.array_equal(sampled.points, whole.points)


def test_the_pace_is_high_while_the_map_unfolds_and_then_falls_to_one():
    paces = [descent._spreading_pace(number, 1000, 9_000) for number in (100, 200, 350, 500, 800)]
    assert paces == pytest.approx([3.0, 3.0, 3.0**0.5, 1.0, 1.0])
    assert descent._spreading_pace(100, 1000, 70_000) > 3.5  # a larger map has a longer way
    assert descent._spreading_pace(100, 1000, 50) == 2.0
    assert descent._spreading_pace(100, 100, 9_000) == pytest.approx(1.0)  # fewer steps slow down within them


@pytest.mark.parametrize(("first", "last", "settled"), [(1.0, 0.9965, True), (1.0, 0.995, False), (3.0, 2.992, True)])
def test_settled_is_a_small_fall_or_a_small_share(first, last, settled):
    assert descent._has_settled(np.linspace(first, last, 11).tolist()) is settled
    assert not descent._has_settled([last] * 10)  # too early to tell
