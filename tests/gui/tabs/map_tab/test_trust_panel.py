from __future__ import annotations

from dataclasses import replace

import pytest

from movierec_gui.analysis.map_quality import MapQuality
from movierec_gui.analysis.maps.config import MapConfig
from movierec_gui.gui.tabs.map_tab.trust_panel import TrustPanel


@pytest.fixture
def panel(qtbot):
    panel = TrustPanel()
    qtbot.addWidget(panel)
    return panel


def test_what_is_not_known_is_a_dash(panel, movie_map):
    assert panel.text_of("kl") == "–"
    panel.show_map(movie_map)
    assert panel.text_of("kl") == "1.250"
    assert panel.text_of("explained") == "25%"
    assert panel.text_of("preservation") == "–"


def test_a_first_look_s_share_of_variance_is_not_told(panel, movie_map):
    panel.show_map(replace(movie_map, approximate=True, complete=False))
    assert panel.text_of("explained") == "–"


def test_a_judged_map_shows_its_figures(panel, movie_map):
    panel.show_map(movie_map)
    panel.show_quality(MapQuality(10, 2000, 0.4177, 0.929, 0.125, 50, 0.25, 0.2149, "the ratings themselves"))
    names = ("preservation", "rows_preservation", "trustworthiness", "distance_correlation")
    assert [panel.text_of(name) for name in names] == ["42%", "21%", "0.93", "0.12"]
    assert panel.status.text() == (
        "Of a movie's 10 nearest neighbours 42% are kept, counted in the 50 components, which hold 25% of the "
        "variance; counted in the ratings themselves 21%. Measured on the 10 neighbours of 2,000 movies, against all."
    )
    panel.show_quality(MapQuality(10, 2000, 1.0, 1.0, float("nan")))
    assert panel.text_of("distance_correlation") == "–"
    assert panel.text_of("rows_preservation") == "–"


def test_the_advice_is_about_the_method(panel, movie_map):
    panel.show_map(movie_map)
    assert "Do not read distances" in panel.advice.text()
    panel.show_map(replace(movie_map, config=MapConfig(method="pca"), kl=None))
    assert "Distances mean something" in panel.advice.text()
    assert panel.text_of("kl") == "–"


def test_it_reads_from_top_to_bottom(panel, words_of):
    assert words_of(panel) == [
        "Neighbours kept, components",
        "–",
        "Of a movie's nearest neighbours in the principal components,…",
        "Neighbours kept, all columns",
        "–",
        "The same for its nearest neighbours in the rows themselves,…",
        "Trustworthiness",
        "–",
        "1: neighbours on the map are neighbours in the components",
        "Distances",
        "–",
        "Rank correlation of distances on the map with those in the c…",
        "KL divergence",
        "–",
        "What t-SNE makes small; comparable between maps of the same…",
        "Variance kept",
        "–",
        "Share of the variance in the components that the map starts…",
        "There is no map yet.",
        "How to read it",
        "Read neighbours and groups. Do not read distances: how far a…",
    ]
