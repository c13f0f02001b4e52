import pytest

from movierec_gui.data.people.person import WATCHLIST
from movierec_gui.data.people.reading import read_history
from movierec_gui.errors import UserError
from tests.data.people.conftest import matched, statuses

NEW = "Const,Your Rating,Date Rated,Title,Original Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Genres,Num Votes,Release Date,Directors\n"  # noqa: E501
LISTED = "Position,Const,Created,Modified,Description,Title,Original Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Genres,Num Votes,Release Date,Directors,Your Rating,Date Rated\n"  # noqa: E501
OLD = '"position","const","created","modified","description","Title","Title type","Directors","You rated","IMDb Rating","Runtime (mins)","Year","Genres","Num. Votes","Release Date (month/day/year)","URL"\n'  # noqa: E501


def test_the_heading_of_2024(review):
    result = review(
        NEW
        + 'tt0120338,9,2024-10-12,"Titanic","Titanic",https://x,Movie,7.9,194,1997,"Romance, Drama",1,1998-01-16,"X"\n'
        'tt0088763,5,2024-10-12,"Tillbaka till framtiden","Back to the Future",https://x,Movie,8.5,116,1985,A,1,1985,"X"\n'
    )
    assert matched(result) == {"Titanic (1997)": 9, "Back to the Future (1985)": 5}
    assert result.rows[0].entry.time == 1728691200
    assert result.rows[0].entry.scale.high == 10


@pytest.mark.parametrize(
    ("title", "type_word", "year"),
    [("Frozen", "TV Episode", "2013"), ("Gladiator", "TV Mini Series", "2000"),
     ("Doctor Who: Heat", "TV Episode", "1995"),
     ("Fargo", "TV Series", "2014"), ("Heat", "Video Game", "1995"), ("Casino", "TV Special", "1995"),
     ("Fargo", "", "2014–2024")],
)  # fmt: skip
def test_what_is_no_film_is_named_as_such(review, title, type_word, year):
    result = review(
        NEW + f'tt9000001,10,2024-10-12,"{title}","{title}",https://x,{type_word},7.9,44,{year},"D",11,,"X"\n'
    )
    assert statuses(result) == ["not a film"]
    assert result.rows[0].reason == (type_word or "series")


def test_ratings_and_lists_of_the_longest_heading(review, write):
    rows = (
        '1,tt0113277,2014-07-18,2014-07-18,,Heat,Heat,https://x,Movie,8.3,170,1995,"A",1,1995-12-15,Mann,9,2014-12-13\n'
        '2,tt0112641,2014-07-18,2014-07-18,,Casino,Casino,https://x,Movie,8.2,178,1995,"A",1,1995-11-22,X,,\n'
    )
    result = review(LISTED + rows, "2f36023d.csv")
    assert matched(result) == {"Heat (1995)": 9}
    assert "1 titles without a rating" in result.notes[0]
    entries = read_history(write(LISTED + rows, "watchlist.csv")).entries
    assert [entry.what for entry in entries] == ["ratings", WATCHLIST]


def test_the_heading_until_2017(review):
    result = review(
        OLD
        + '"1","tt0114709","Mon Mar  3 00:00:00 2014","","","Toy Story","Feature Film","John Lasseter","9","8.3","81",'
        '"1995","animation","500000","1995-11-22","http://x"\n'
        '"2","tt0098936","Mon Mar  3 00:00:00 2014","","","Twin Peaks","TV Series","D L","10","8.8",'
        '"47","1990","d","1","x","y"\n'
    )
    assert matched(result) == {"Toy Story (1995)": 9}
    assert result.rows[0].entry.time == 1393804800
    assert statuses(result) == ["matched", "not a film"]


@pytest.mark.parametrize(
    "text",
    [
        "Const,Deine Bewertung,Bewertet am,Titel,Jahr\ntt0114709,9,2020-01-01,Toy Story,1995\n",
        "Const,Votre note,Noté le,Titre,URL,Type,Note IMDb,Durée,Année,Genres,Votes,Sortie,Réal\n"
        "tt0114709,9,2020-01-01,Toy Story,https://x,Film,8.3,81,1995,A,1,1995-11-22,X\n",
        "Const,Il tuo voto,Data voto,Titolo,Titolo originale,URL,Tipo,Voto IMDb,Durata,Anno,Generi,Voti,Uscita,Regia\n"
        "tt0114709,9,2020-01-01,Giocattoli,Toy Story,https://x,Film,8.3,81,1995,A,1,1995-11-22,X\n",
    ],
)
def test_localised_headings_are_read_by_their_distance_from_const(review, text):
    result = review(text)
    assert matched(result) == {"Toy Story (1995)": 9}
    film = result.rows[0].entry.film
    assert film.year == 1995
    assert {film.title, *film.other_titles} <= {"Toy Story", "Giocattoli"}


def test_a_localised_series_is_no_film(review):
    result = review(
        "Const,Il tuo voto,Data voto,Titolo,Titolo originale,URL,Tipo,Voto IMDb,Durata,Anno,Generi,Voti,Uscita,Regia\n"
        "tt0903747,9,2020-01-01,Breaking Bad,Breaking Bad,https://x,Serie TV,9.5,49,2008,D,1,2008-01-20,\n"
    )
    assert statuses(result) == ["not a film"]


def test_a_list_without_ratings_is_no_history(write):
    with pytest.raises(UserError, match="holds no rating"):
        read_history(write("Position,Const,Created,Title,Title Type,Year\n1,tt0113277,2020-01-01,Heat,Movie,1995\n"))
