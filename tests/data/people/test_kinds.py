import pytest

from movierec_gui.data.people.kinds import Kind, kind_of, says_series


@pytest.mark.parametrize(
    "word", ["", "Movie", "movie", "Feature Film", "TV Movie", "tvMovie", "Film", "Short", "Video", "Documentary",
             "Spielfilm", "Película", "Fernsehfilm", "Фильм", "Movie (TV)", "TV-Film"]
)  # fmt: skip
def test_films(word):
    assert kind_of(word) == Kind.FILM


@pytest.mark.parametrize(
    "word", ["TV Series", "tvSeries", "TV Mini Series", "TV Mini-Series", "TV Episode", "TV Special", "tv", "tv show",
             "show", "season", "episode", "Serie TV", "Mini serie TV", "Video Game", "Podcast Series", "Music Video",
             "TV-Serie", "сериал", "tvshow", "docuseries", "TV Short"]
)  # fmt: skip
def test_what_is_no_film(word):
    assert kind_of(word) == Kind.NOT_FILM


@pytest.mark.parametrize("word", ["anime", "whatever"])
def test_words_that_do_not_tell(word):
    assert kind_of(word) == Kind.UNKNOWN


def test_brackets_that_tell():
    assert says_series("Зомболодка! (сериал, 2019)")
    assert not says_series("Матрица (1999)")
