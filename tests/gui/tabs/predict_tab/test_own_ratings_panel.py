"""The panel in which a person rates and marks films."""

import pytest
from PySide6.QtCore import Qt

from movierec_gui.gui.style import apply_style
from movierec_gui.gui.tabs.predict_tab.own_ratings_panel import OwnRatingsPanel


@pytest.fixture
def panel(keep, qtbot, workspace, tiny_dataset):
    panel = OwnRatingsPanel(workspace.people)
    keep(panel)
    panel.set_dataset(tiny_dataset)
    panel.resize(240, 600)
    panel.show()
    workspace.people.prepare()
    qtbot.waitUntil(lambda: workspace.people.finder is not None and not workspace.jobs)
    return panel


def test_stars_wait_for_a_movie(panel, qtbot):
    assert not panel.stars.isEnabled()
    panel.set_movie(4)
    assert panel.title.text() == "Movie 4 (1954)"
    qtbot.keyClick(panel.stars, Qt.Key.Key_3)  # nobody in the data gave a 3
    assert panel.stars.value is None
    qtbot.keyClick(panel.stars, Qt.Key.Key_2)
    assert panel.list.table.column("title").values.tolist() == ["Movie 4 (1954)"]
    assert panel.list.table.column("rating").values.tolist() == [2.0]
    panel.set_movie(5)
    assert panel.stars.value is None
    panel.set_movie(4)
    assert panel.stars.value == 2.0


def test_the_stars_stay_where_they_are_when_a_title_wraps_or_the_first_film_is_rated(panel, qtbot, qapp):
    apply_style(qapp, "light")
    panel.set_movie(4)
    before = panel.stars.geometry()
    panel.title.setText(
        "A title that is so long that it needs three lines of this narrow panel at the very least (1964)"
    )
    panel.layout().activate()
    assert panel.title.height() > 2 * panel.title.fontMetrics().height()
    assert panel.stars.geometry() == before
    qtbot.keyClick(panel.stars, Qt.Key.Key_2)
    panel.layout().activate()
    assert panel.stars.geometry() == before
    qapp.setStyleSheet("")


def test_the_list_leads_back_to_a_movie(panel, qtbot):
    for movie in (4, 7):
        panel.set_movie(movie)
        qtbot.keyClick(panel.stars, Qt.Key.Key_2)
    with qtbot.waitSignal(panel.movie_chosen) as chosen:
        panel.list.setCurrentIndex(panel.list.model().index(0, 0))
    assert chosen.args == [4]


def test_stars_offer_the_scale_of_the_data(panel, tiny_dataset):
    assert panel.stars.levels == tuple(tiny_dataset.rating_levels.tolist())


def test_buttons_say_what_they_would_undo(panel, qtbot):
    assert not panel.undo_button.isEnabled()
    assert not panel.clear_button.isEnabled()
    panel.set_movie(4)
    qtbot.keyClick(panel.stars, Qt.Key.Key_2)
    assert "Movie 4 (1954)" in panel.undo_button.toolTip()
    panel.undo_button.click()
    assert panel.stars.value is None
    assert "Movie 4 (1954)" in panel.redo_button.toolTip()


def test_without_a_dataset_nothing_can_be_rated(panel):
    panel.set_movie(4)
    panel.set_dataset(None)
    assert panel.movie is None
    assert not panel.stars.isEnabled()


def test_an_import_is_asked_for(panel, qtbot):
    with qtbot.waitSignal(panel.import_requested):
        panel.import_button.click()


def test_it_reads_from_top_to_bottom(panel, words_of):
    assert words_of(panel) == [
        "Rate a few films… [Be asked about films, one afte…]",
        "Search a film to rate: Search a film to rate [Type a part of the title, then…]",
        "Watchlist [Keep the film to watch it late…] (off)",
        "Seen [Seen, without a rating] (off)",
        "Not for me [Leave the film out where films…] (off)",
        "Pick a film in the table, or search one",
        "Rate a few films, and the table shows what the network predi…",
        "Ratings of the person: Rated | Stars",
        "Undo [Undo (Ctrl+Z)] (off)",
        "Redo [Redo (Ctrl+Y)] (off)",
        "Clear [Take all ratings of this perso…] (off)",
        "Import… [Bring your history from Letter…]",
    ]
