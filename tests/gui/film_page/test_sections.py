"""Why, similar films and nodes: what they show, and what they say where there is nothing to show."""

from types import SimpleNamespace

import pytest

from movierec_gui.analysis.film_neighbours import co_rated_films
from movierec_gui.analysis.film_nodes import film_nodes
from movierec_gui.gui.film_page.section import NO_RUN
from movierec_gui.progress import finish


@pytest.mark.parametrize(("page", "part"), [("Why", "why"), ("Nodes", "nodes")])
def test_without_a_run_they_say_what_to_do(open_film, page, part):
    section = getattr(open_film(4, page), part)
    said = section.view.support if part == "why" else section.table.note
    assert said.text() == NO_RUN


@pytest.mark.usefixtures("with_run")
def test_why_names_the_parts_and_the_ratings(open_film, workspace, settled):
    for movie, value in ((2, 4.5), (3, 1.5)):
        workspace.people.rate(movie, value)
    settled()
    view = open_film(4, "Why").why.view
    assert view.parts.table.column("part").values[-1] == "Prediction"
    assert set(view.influences.table.column("movie").values.tolist()) == {2, 3}


@pytest.mark.usefixtures("with_run")
def test_why_follows_the_ratings(open_film, workspace, settled):
    window = open_film(4, "Why")
    assert len(window.why.view.influences.table) == 0
    workspace.people.rate(2, 4.5)
    settled()
    assert window.why.view.influences.table.column("movie").values.tolist() == [2]


def test_similar_films_are_those_rated_alike_without_a_run(open_film, tiny_dataset):
    section = open_film(4, "Similar films").similar
    expected = [film.movie for film in finish(co_rated_films(tiny_dataset, 4))]
    assert section.table.table.table.column("movie").values.tolist() == expected
    assert section.table.note.text() == "Rated alike by the people who rated both."


@pytest.mark.usefixtures("with_run")
def test_similar_films_are_those_of_the_learned_space_unless_asked_otherwise(open_film, settled):
    section = open_film(4, "Similar films").similar
    assert section.table.note.text() == "Nearest in the space that the run learned."
    section.by.setCurrentIndex(1)
    settled()
    assert section.table.note.text() == "Rated alike by the people who rated both."


def test_a_film_like_no_other_says_so(open_film):
    section = open_film(59, "Similar films").similar
    assert section.table.table.isHidden()
    assert section.table.note.text() == "No film was rated alike by enough of the same people."


def test_a_run_without_vectors_says_why(open_film, workspace):
    names = {record.name: record.id for record in workspace.store.list()}
    workspace.set_current_run(names["biases"])
    section = open_film(4, "Similar films").similar
    assert "learns no movie embeddings" in section.table.note.text()


def test_nodes_are_those_of_the_engine(open_film, with_run):
    section = open_film(4, "Nodes").nodes
    found = finish(film_nodes(with_run.open_current_run(), 4))
    assert section.table.table.table.column("name").values[0] == f"Node {found.nodes[0].node}"
    assert f"Its own node is {found.node} " in section.table.note.text()


@pytest.mark.usefixtures("with_run")
def test_a_film_nobody_rated_has_no_nodes(open_film):
    assert "Nobody rated this film" in open_film(59, "Nodes").nodes.table.note.text()


@pytest.mark.usefixtures("with_run")
def test_nothing_is_worked_out_before_its_page_is_seen(open_film, monkeypatch):
    asked = []

    def spy(run, movie):
        asked.append(movie)
        return (yield from film_nodes(run, movie))

    monkeypatch.setattr("movierec_gui.analysis.film_nodes.film_nodes", spy)
    open_film(4)
    open_film(5)
    assert asked == []
    open_film(5, "Nodes")
    assert asked == [5]


def test_the_nodes_that_move_most_are_shown_and_all_are_counted(open_film):
    section = open_film(4, "Nodes").nodes
    nodes = tuple(SimpleNamespace(node=number, mean=0.5, usual=0.25, shift=1.5) for number in range(1200))
    section.show_result(SimpleNamespace(nodes=nodes, ratings=1500, layer="LSTM", node=7, share=0.256))
    table = section.table.table.table
    assert {name: table.column(name).values[23] for name in ("name", "mean", "usual", "shift")} == {
        "name": "Node 23", "mean": 0.5, "usual": 0.25, "shift": 1.5,
    }  # fmt: skip
    assert len(table) == 24
    assert section.table.note.text() == (
        "What 1,500 of its ratings do to the 1,200 nodes of LSTM, beside ratings of all films. "
        "Its own node is 7 (26% of its ratings agree)."
    )


def test_what_is_noted_of_similar_films_stands_behind_how_they_were_found(open_film):
    section = open_film(4, "Similar films").similar
    film = SimpleNamespace(movie=3, support=12, similarity=0.5)
    section.show_result(SimpleNamespace(films=(film,), how="learned", note="Few people"))
    assert section.table.note.text() == "Nearest in the space that the run learned. Few people."
    table = section.table.table.table
    assert [table.column(name).values[0] for name in ("movie", "title", "support", "similarity")] == [
        3, "Movie 3 (1953)", 12, 0.5,
    ]  # fmt: skip
    section.show_result(SimpleNamespace(films=(), how="co-rated", note="Few people"))
    assert section.table.note.text() == "No film was rated alike by enough of the same people. Few people"
