"""Columns by name stand where the matrix has them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import torch

from movierec_gui.models.house.columns import Apart, Features, Layout, OfExperts, OfMovie, OfUser


@pytest.fixture(name="features", params=[(0, 0), (3, 0), (2, 4)], ids=["alone", "genres", "context"])
def _features(request: pytest.FixtureRequest) -> Features:
    """Every number tells its column and its row."""
    widths = (len(OfExperts._fields), len(OfUser._fields), len(OfMovie._fields), len(Apart._fields), *request.param)
    table = torch.arange(sum(widths)) + 100.0 * torch.arange(7).unsqueeze(1)
    return Features(*table.split(widths, dim=1))


def layout(features: Features) -> Layout:
    return Layout(features.genres.shape[1], features.context.shape[1])


def test_groups_come_back_from_the_matrix(features: Features) -> None:
    found = layout(features).features(features.matrix())
    for group, expected in zip(found, features, strict=True):
        assert torch.equal(group, expected)
    assert features.matrix().shape == (7, layout(features).width)


def test_every_column_is_the_users_or_the_movies_or_takes_both(features: Features) -> None:
    where = layout(features)
    places = torch.cat([where.of_user, where.of_movie, where.of_both])
    assert sorted(places.tolist()) == list(range(where.width))
    matrix = features.matrix()
    for own, groups in (
        (where.of_user, (features.user, features.context)),
        (where.of_movie, (features.movie, features.genres)),
        (where.of_both, (features.experts, features.apart)),
    ):
        assert torch.equal(matrix[:, own], torch.cat(groups, dim=1))


def test_another_number_of_columns_is_no_matrix_of_features(features: Features) -> None:
    with pytest.raises(RuntimeError):
        layout(features).features(features.matrix()[:, 1:])


def test_the_page_on_the_house_model_describes_the_columns_in_their_order() -> None:
    page = (Path(__file__).resolve().parents[3] / "docs" / "house-model.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\|([^|]*)\| `(\w+)` \|", page, re.MULTILINE)
    described = dict[str, list[str]]()
    for group, column in rows:
        described.setdefault(group.strip() or list(described)[-1], []).append(column)
    kinds = {"experts": OfExperts, "user": OfUser, "movie": OfMovie, "apart": Apart}
    assert described == {group: list(kind._fields) for group, kind in kinds.items()}
