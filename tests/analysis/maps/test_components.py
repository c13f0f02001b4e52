from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from movierec_gui.analysis.maps import components
from movierec_gui.analysis.maps.columns import Columns
from movierec_gui.analysis.maps.components import FirstLook, principal_components
from movierec_gui.progress import finish


@pytest.fixture(params=["vector by vector", "by blocks"], autouse=True)
def size(request, monkeypatch):
    """Every matrix is small or large enough for either way."""
    monkeypatch.setattr(components, "_MANY_ENTRIES", 0 if request.param == "by blocks" else 10**9)
    return request.param


def _found(dense, count, seed=0, blocks=1):
    """The components of rows [n, d], whose columns come in some sparse blocks, or in one dense block where 0."""
    parts = np.array_split(dense.T, blocks) if blocks else [dense.T]
    columns = Columns(tuple(sp.csr_matrix(part) if blocks else part for part in parts))
    return finish(principal_components(columns, count, seed))


def _by_svd(dense, count):
    centred = dense.astype(np.float64) - dense.mean(axis=0, dtype=np.float64)
    left, singular, _ = np.linalg.svd(centred, full_matrices=False)
    return np.abs(left * singular)[:, :count], (singular**2 / (singular**2).sum())[:count]


@pytest.mark.parametrize("blocks", [0, 1, 7])
def test_components_equal_the_singular_value_decomposition(blocks):
    rng = np.random.default_rng(1)
    dense = ((rng.random((120, 300)) < 0.1) * rng.random(300) * 3).astype(np.float32)
    found = _found(dense, 8, blocks=blocks)
    expected, explained = _by_svd(dense, 8)
    np.testing.assert_allclose(np.abs(found.coordinates), expected, atol=2e-2)
    np.testing.assert_allclose(found.explained, explained, rtol=1e-4)


def test_another_seed_finds_the_same_components():
    data = np.random.default_rng(2).normal(size=(60, 20)).astype(np.float32)
    one, other = (_found(data, 5, seed).coordinates for seed in (0, 1))
    np.testing.assert_allclose(one, other, atol=2e-2)


def test_equal_variances_are_all_found():
    """The Gram matrix has the same eigenvalue several times, which one Krylov space does not see."""
    found = _found(np.eye(7, dtype=np.float32), 6)
    np.testing.assert_allclose(found.explained, np.full(6, 1 / 6), rtol=1e-5)
    distances = np.linalg.norm(found.coordinates[:, None] - found.coordinates[None], axis=2)
    np.testing.assert_allclose(distances[~np.eye(7, dtype=bool)], np.sqrt(2), rtol=1e-5)


def test_rows_without_variance_are_at_the_origin():
    found = _found(np.ones((5, 3), np.float32), 2)
    np.testing.assert_allclose(found.coordinates, 0.0, atol=1e-6)
    np.testing.assert_array_equal(found.explained, 0.0)


def test_there_are_no_more_components_than_the_data_has():
    assert _found(np.eye(4, 2, dtype=np.float32), 50).coordinates.shape == (4, 2)
    assert _found(np.eye(3, 9, dtype=np.float32), 50).coordinates.shape == (3, 2)


def test_more_equal_variances_than_a_block_has_vectors_are_all_found():
    """Twenty strong directions that are alike, in a space of which the first block sees eight."""
    dense = np.zeros((200, 60), np.float32)
    dense[np.arange(20), np.arange(20)] = 3.0
    dense[np.arange(20, 60), np.arange(20, 60)] = 1.0
    _, explained = _by_svd(dense, 30)
    np.testing.assert_allclose(_found(dense, 30).explained, explained, rtol=1e-4)


def test_few_directions_among_many_rows_end_the_search_soon():
    rng = np.random.default_rng(0)
    dense = (rng.normal(size=(900, 5)) @ rng.normal(size=(5, 40))).astype(np.float32)
    work = principal_components(Columns((dense.T,)), 20, 0)
    events = []
    while True:
        try:
            events.append(next(work))
        except StopIteration as end:
            found = end.value
            break
    np.testing.assert_allclose(found.explained[:5], _by_svd(dense, 5)[1], rtol=1e-4)
    np.testing.assert_allclose(found.explained[5:], 0.0, atol=1e-5)
    assert len(events) < 100


def test_only_a_large_matrix_gives_a_first_look_and_it_is_near(size):
    rng = np.random.default_rng(0)
    dense = (rng.random((300, 400)) < 0.5 * rng.random((300, 1)) * rng.random(400)).astype(np.float32)
    blocks = tuple(sp.csr_matrix(part) for part in np.array_split(dense.T, 8))
    events = list(principal_components(Columns(blocks), 10, 0))
    looks = [event.components for event in events if isinstance(event, FirstLook)]
    assert len(looks) == (1 if size == "by blocks" else 0)
    expected, explained = _by_svd(dense, 1)
    for look in looks:
        assert look.coordinates.shape == (300, 2)
        assert np.corrcoef(np.abs(look.coordinates[:, 0]), expected[:, 0])[0, 1] > 0.99
        assert look.explained[0] == pytest.approx(explained[0], rel=0.02)


def test_the_work_can_be_stopped_after_every_block():
    blocks = tuple(sp.csr_matrix(part) for part in np.array_split(np.eye(40, dtype=np.float32), 10))
    events = list(principal_components(Columns(blocks), 30, 0))
    assert len(events) > 10 * 4
    assert all(event.progress.stage for event in events)
