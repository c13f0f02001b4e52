from movierec_gui.data.people.changes import (
    clear_ratings,
    decide,
    lists_of,
    mark,
    rate,
    rated_film,
    rename,
    unmark,
    unrate,
)
from movierec_gui.data.people.person import NOT_FOR_ME, SEEN, STARS, WATCHLIST, Decision, Film, Marked, Person, Rated

HEAT, CASINO = Film("Heat", 1995), Film("Casino", 1995)
ANN = Person("ann-1", "Ann")


def test_a_second_rating_takes_the_place_of_the_first():
    person = rate(rate(rate(ANN, Rated(HEAT, 3, STARS)), Rated(CASINO, 4, STARS)), Rated(HEAT, 5, STARS, 7))
    assert [(rated.film.title, rated.value) for rated in person.ratings] == [("Heat", 5), ("Casino", 4)]
    assert rated_film(person, HEAT) == Rated(HEAT, 5, STARS, 7)
    assert rated_film(person, Film("Alien")) is None


def test_what_was_known_of_a_film_stays():
    known = Rated(Film("Heat", 1995, imdb_id="tt0113277"), 3, STARS)
    assert rate(rate(ANN, known), Rated(HEAT, 5, STARS)).ratings[0].film.imdb_id == "tt0113277"


def test_a_rated_film_is_no_longer_to_watch():
    person = mark(mark(mark(ANN, WATCHLIST, Marked(HEAT)), SEEN, Marked(HEAT)), NOT_FOR_ME, Marked(HEAT))
    assert lists_of(person, HEAT) == (WATCHLIST, NOT_FOR_ME, SEEN)
    assert lists_of(rate(person, Rated(HEAT, 3, STARS)), HEAT) == (NOT_FOR_ME,)


def test_taking_back():
    person = rate(rate(ANN, Rated(HEAT, 3, STARS)), Rated(CASINO, 4, STARS))
    assert [rated.film for rated in unrate(person, HEAT).ratings] == [CASINO]
    assert unrate(ANN, HEAT) == ANN
    assert clear_ratings(person) == ANN


def test_a_list_holds_a_film_once():
    person = mark(ANN, WATCHLIST, Marked(HEAT, 5))
    assert mark(person, WATCHLIST, Marked(HEAT, 9)) == person
    assert unmark(person, WATCHLIST, HEAT) == ANN
    assert unmark(person, SEEN, HEAT) == person


def test_the_later_decision_counts():
    person = decide(decide(ANN, (Decision("a", HEAT), Decision("b", None))), (Decision("a", None),))
    assert person.decisions == (Decision("a", None), Decision("b", None))
    assert decide(person, ()) is person
    assert rename(ANN, "Anna").name == "Anna"
