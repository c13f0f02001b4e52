"""An explanation as two tables."""

import pytest

from movierec_gui.analysis.explanations import Explanation, Influence
from movierec_gui.gui.widgets.why_view import WhyView
from movierec_gui.progress import Progress


def explanation(influences=2, rated=2):
    moved = tuple(Influence(movie, 4.0, 0.5 / (movie + 1)) for movie in range(influences))
    return Explanation(9, 3.9, 4.0, 3.5, -0.1, 0.3, 0.2, moved, rated, 17)


@pytest.fixture
def view(keep):
    view = WhyView()
    keep(view)
    return view


def test_parts_and_influences_are_listed(view, tiny_dataset):
    view.show_explanation(tiny_dataset, explanation())
    assert view.parts.table.column("stars").values.tolist() == [3.5, -0.1, 0.3, 0.2, 3.9]
    assert view.influences.table.column("title").values.tolist() == ["Movie 0 (1950)", "Movie 1 (1951)"]
    assert view.support.text() == "Behind it: 17 training ratings of the movie, 2 of the person."
    assert "Tried" not in view.note.text()


def test_it_says_where_not_all_ratings_were_tried(view, tiny_dataset):
    view.show_explanation(tiny_dataset, explanation(30, 1212))
    assert len(view.influences.table) == 20
    assert "Tried: the 30 of 1,212 ratings" in view.note.text()


def test_somebody_without_ratings_has_parts_all_the_same(view, tiny_dataset):
    view.show_explanation(tiny_dataset, explanation(0, 0))
    assert len(view.influences.table) == 0
    assert len(view.parts.table) == 5


def test_work_and_its_progress_replace_what_was_shown(view, tiny_dataset, qtbot):
    view.show_explanation(tiny_dataset, explanation())
    view.show_working("Working…")
    assert len(view.parts.table) == 0
    view.show_progress(Progress("Leaving out ratings one by one", 1200, 2000))
    assert view.support.text() == "Leaving out ratings one by one: 1,200 of 2,000"
    view.clear()
    assert view.support.text() == ""


def test_a_rated_movie_can_be_gone_to(view, tiny_dataset, qtbot):
    view.show_explanation(tiny_dataset, explanation())
    with qtbot.waitSignal(view.movie_chosen) as chosen:
        view.influences.row_chosen.emit(1)
    assert chosen.args == [1]


def test_it_reads_from_top_to_bottom(view, tiny_dataset, words_of):
    view.show_explanation(tiny_dataset, explanation())
    assert words_of(view) == [
        "Behind it: 17 training ratings of the movie, 2 of the person…",
        "Parts of the prediction: Part of the prediction | Stars",
        "Ratings that move the prediction most: Rated movie | Rated |…",
        "How far the prediction would move if that rating were not th…",
    ]


def test_the_largest_influence_stands_first_with_its_rating(view, tiny_dataset):
    view.show_explanation(tiny_dataset, explanation())
    assert view.influences.table.column("title").at(0) == "Movie 0 (1950)"
    assert view.parts.table.column("stars").at(4) == 3.9
