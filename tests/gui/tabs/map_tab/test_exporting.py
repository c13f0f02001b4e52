from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog

from movierec_gui.analysis.clusters import find_clusters, named_clusters
from movierec_gui.analysis.map_quality import MapQuality
from movierec_gui.analysis.maps.config import ClusterConfig
from movierec_gui.analysis.maps.contours import density_contours
from movierec_gui.errors import UserError
from movierec_gui.gui.tabs.map_tab.coloring import Known, color_by, map_style
from movierec_gui.gui.tabs.map_tab.exporting import FILTERS, Shown, ask_for_file, write_map
from movierec_gui.progress import finish


@pytest.mark.parametrize(
    ("typed", "chosen", "name"),
    [
        ("a/map.svg", FILTERS[0], "map.svg"),
        ("a/map", FILTERS[2], "map.pdf"),
        ("a/my.map", FILTERS[3], "my.map.csv"),
        ("a/map", "", "map.png"),
    ],
)
def test_the_ending_tells_the_kind(monkeypatch, typed, chosen, name):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *arguments: (typed, chosen))
    assert ask_for_file(None, "map").name == name


def test_a_person_may_change_their_mind(monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *arguments: ("", ""))
    assert ask_for_file(None, "map") is None


def _write(path, dataset, movie_map, clusters=None, quality=None, **others):
    named = None if clusters is None else named_clusters(dataset, clusters)
    colors = color_by("genre" if named is None else "cluster", dataset, movie_map, Known(named))
    return finish(write_map(Shown(dataset, movie_map, colors, named, quality, **others), map_style(), path))


@pytest.mark.parametrize(("name", "head"), [("m.png", b"\x89PNG"), ("m.svg", b"<?xml"), ("m.pdf", b"%PDF")])
def test_a_picture_is_written(qapp, tmp_path, tiny_dataset, movie_map, name, head):
    path = _write(tmp_path / name, tiny_dataset, movie_map)
    assert path.read_bytes().startswith(head)


def test_coordinates_and_clusters_are_written(qapp, tmp_path, tiny_dataset, movie_map):
    clusters = finish(find_clusters(movie_map, ClusterConfig(method="k-means", count=2)))
    table = pd.read_csv(_write(tmp_path / "m.csv", tiny_dataset, movie_map, clusters))
    assert len(table) == 59
    assert table[["x", "y"]].to_numpy() == pytest.approx(movie_map.coordinates, abs=1e-3)
    assert sorted(table["cluster"].unique()) == [1, 2]
    assert table["id"].tolist() == tiny_dataset.movies.ids[:59].tolist()


def test_a_movie_without_a_cluster_has_no_number(qapp, tmp_path, tiny_dataset, movie_map):
    alone = replace(movie_map, space=movie_map.space + (movie_map.movies[:, None] > 56) * 500)
    clusters = finish(find_clusters(alone, ClusterConfig(smallest=10)))
    table = pd.read_csv(_write(tmp_path / "m.csv", tiny_dataset, movie_map, clusters))
    assert table["cluster"].isna().tolist() == (clusters.numbers == 0).tolist()
    assert table["cluster"].min() == 1


def test_the_figures_of_trust_lie_beside_the_table(qapp, tmp_path, tiny_dataset, movie_map):
    quality = MapQuality(10, 59, 0.42, 0.9, 0.1, 50, 0.25, 0.22, "the ratings themselves")
    _write(tmp_path / "m.csv", tiny_dataset, movie_map, quality=quality)
    trust = pd.read_csv(tmp_path / "m-trust.csv")
    kept = trust[trust["figure"] == "neighbours kept"]
    assert kept["value"].tolist() == [0.42, 0.22]
    assert kept["against"].tolist() == ["50 principal components", "the ratings themselves"]


def test_a_place_that_cannot_be_written_is_named(qapp, tmp_path, tiny_dataset, movie_map):
    with pytest.raises(UserError, match="cannot be written"):
        _write(tmp_path / "missing" / "m.csv", tiny_dataset, movie_map)


def test_a_map_beside_it_is_in_the_picture_and_in_the_table(qapp, tmp_path, tiny_dataset, movie_map):
    earlier = replace(movie_map, movies=movie_map.movies[1:], coordinates=movie_map.coordinates[1:] + 7)
    groups = color_by("genre", tiny_dataset, earlier, Known()).points()
    beside = {"beside": earlier, "beside_groups": groups, "contours": density_contours(movie_map.coordinates)}
    table = pd.read_csv(_write(tmp_path / "m.csv", tiny_dataset, movie_map, **beside))
    assert table["earlier_x"].isna().tolist() == [True] + [False] * 58
    assert table["earlier_x"][1:].to_numpy() == pytest.approx(earlier.coordinates[:, 0])
    one = _write(tmp_path / "a.png", tiny_dataset, movie_map)
    both = _write(tmp_path / "b.png", tiny_dataset, movie_map, **beside)
    assert QImage(str(both)).width() > QImage(str(one)).width() + 200
