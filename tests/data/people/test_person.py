import pytest

from movierec_gui.data.people.person import (
    OF_TEN,
    WATCHLIST,
    Film,
    FilmIndex,
    Marked,
    Person,
    Scale,
    decision_key,
)
from movierec_gui.errors import UserError


def test_a_scale_needs_room():
    with pytest.raises(UserError, match="no scale"):
        Scale(5, 5)
    with pytest.raises(UserError, match="no scale"):
        Scale(float("nan"), 5)
    assert OF_TEN.holds(10)
    assert not OF_TEN.holds(0)


def test_a_film_is_called_by_the_best_that_is_known():
    assert Film("Heat", 1995).label == "Heat (1995)"
    assert Film(imdb_id="tt0113277").label == "tt0113277"
    assert Film(tmdb_id="949").label == "TMDB 949"
    assert Film(movie_id=6, family="movielens").label == "movie 6"


def test_what_another_knows_completes_a_film():
    film = Film("Heat", imdb_id="tt0113277").completed(
        Film("Heat, The", 1995, "tt1", "949", 6, "movielens", ("Fuego contra fuego", "Heat"))
    )
    assert film == Film("Heat", 1995, "tt0113277", "949", 6, "movielens", ("Heat, The", "Fuego contra fuego"))


def test_the_surest_common_key_tells_films_apart():
    index = FilmIndex.of([Film("Heat", 1995, imdb_id="tt0113277"), Film("Heat", 1972), Film(movie_id=6, family="a")])
    assert index.find(Film("Calor", 1995, imdb_id="tt0113277")) == 0
    assert index.find(Film("Heat", 1995)) == 0
    assert index.find(Film("Heat", 1995, imdb_id="tt9999999")) is None
    assert index.find(Film("Heat", 1986)) is None
    assert index.find(Film(movie_id=6, family="b")) is None
    assert index.find(Film()) is None


def test_lists_by_name():
    person = Person("a", "Ann").with_marks(WATCHLIST, (Marked(Film("Heat")),))
    assert person.marks(WATCHLIST) == person.watchlist != ()
    assert not person.is_empty
    assert Person("a", "Ann").is_empty
    with pytest.raises(KeyError):
        person.marks("nothing")


def test_decisions_are_found_by_what_the_entry_has():
    assert decision_key(Film("Heat", 1995, imdb_id="tt0113277")) == "tt0113277"
    assert decision_key(Film("Héat!", 1995)) == decision_key(Film("heat", 1995))
    assert decision_key(Film("Heat", 1995)) != decision_key(Film("Heat", 1995, tmdb_id="949"))
    assert decision_key(Film(movie_id=6, family="movielens")) == "movielens 6"
