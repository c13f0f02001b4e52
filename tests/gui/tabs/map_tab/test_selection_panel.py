from __future__ import annotations

import pytest

from movierec_gui.gui.tabs.map_tab.selection_panel import SelectionPanel
from movierec_gui.gui.workspace import MovieSelection


@pytest.fixture
def panel(qtbot):
    panel = SelectionPanel()
    qtbot.addWidget(panel)
    panel.show()
    return panel


def test_nothing_selected_says_how_to(panel, tiny_dataset):
    panel.show_selection(tiny_dataset, MovieSelection())
    assert panel.hint.isVisible()
    assert "lasso" in panel.hint.text()
    panel.show_selection(None, MovieSelection((1,), ""))
    assert panel.hint.isVisible()


def test_a_selection_stands_beside_the_catalogue(panel, tiny_dataset):
    panel.show_selection(tiny_dataset, MovieSelection((0, 2, 4, 58), "lasso on the map"))
    assert panel.heading.text() == "4 movies selected"
    assert panel.origin.text() == "From lasso on the map"
    assert panel.figure_texts("Movies") == ("4", "59")
    assert panel.figure_texts("Mean year") == ("1952.0", "1978.5")  # movie 58 has no year
    assert panel.genres.isVisible()
    names = panel.genres.table.column("name").values.tolist()
    assert "Drama" in names


def test_movies_are_listed_by_ratings_and_can_be_gone_to(qtbot, panel, tiny_dataset):
    panel.show_selection(tiny_dataset, MovieSelection((3, 9, 20), ""))
    counts = panel.movies.table.column("count").values.tolist()
    assert counts == sorted(counts, reverse=True)
    with qtbot.waitSignal(panel.movie_chosen) as signal:
        panel.movies.row_chosen.emit(0)
    assert tiny_dataset.movie_counts[signal.args[0]] == counts[0]


def test_the_whole_catalogue_differs_in_nothing(panel, tiny_dataset):
    panel.show_selection(tiny_dataset, MovieSelection(tuple(range(59)), ""))
    assert panel.same.isVisible()
    assert not panel.genres.isVisible()


def test_it_can_be_cleared(qtbot, panel, tiny_dataset):
    panel.show_selection(tiny_dataset, MovieSelection((1,), ""))
    assert panel.heading.text() == "1 movie selected"
    with qtbot.waitSignal(panel.clear_requested):
        panel.clear_button.click()


def test_it_reads_from_top_to_bottom(panel, words_of):
    assert words_of(panel) == [
        "Nothing is selected. Choose the rectangle or the lasso above…",
    ]


def test_a_selection_reads_from_top_to_bottom(panel, tiny_dataset, words_of):
    panel.show_selection(tiny_dataset, MovieSelection((0, 2, 4, 58), "lasso on the map"))
    assert words_of(panel) == [
        "4 movies selected",
        "Clear [Select nothing (Esc)]",
        "From lasso on the map",
        "Selection",
        "Catalogue",
        "Movies",
        "4",
        "59",
        "Mean year",
        "1952.0",
        "1978.5",
        "Mean rating",
        "3.178",
        "2.998",
        "Genres whose rank differs most",
        "Genres whose rank differs most: Genre | Rank | Share",
        "The movies, the most rated first",
        "Selected movies: Movie | Mean | Ratings",
    ]


def test_the_origin_takes_no_room_where_it_is_not_known(panel, tiny_dataset):
    panel.show_selection(tiny_dataset, MovieSelection((1,), ""))
    assert not panel.origin.isVisible()
    panel.show_selection(tiny_dataset, MovieSelection((1,), "a search"))
    assert panel.origin.isVisible()


def test_genres_are_told_by_rank_and_share(panel, tiny_dataset):
    panel.show_selection(tiny_dataset, MovieSelection((1, 3, 7), ""))
    genres = panel.genres.table
    told = {genres.column("name").at(row): genres.column("rank").at(row) for row in range(len(genres))}
    assert told["Drama"] == "▲ 2 → 1"
    assert told["Comedy"].startswith("▼ 1 → ")
    shares = {genres.column("name").at(row): genres.column("share").at(row) for row in range(len(genres))}
    assert shares["Drama"] == "49% → 100%"
    assert not panel.same.isVisible()


def test_the_table_of_genres_is_as_high_as_it_has_rows(panel, tiny_dataset):
    panel.show_selection(tiny_dataset, MovieSelection((1, 3, 7), ""))
    three = panel.genres.height()
    rows = len(panel.genres.table)
    panel.show_selection(tiny_dataset, MovieSelection(tuple(range(59)), ""))
    assert panel.genres.height() == three - 24 * (rows - 1)


def test_what_cannot_be_averaged_is_a_dash(panel, tiny_dataset):
    panel.show_selection(tiny_dataset, MovieSelection((58,), ""))
    assert panel.figure_texts("Mean year")[0] == "–"
    panel.show_selection(tiny_dataset, MovieSelection((0,), ""))
    assert panel.figure_texts("Mean rating")[0] == f"{tiny_dataset.movie_means[0]:.3f}"
