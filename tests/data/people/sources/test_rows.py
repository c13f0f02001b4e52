import pytest

from movierec_gui.data.people.sources.rows import imdb_id, tmdb_id, whole_number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tt0114709", "tt0114709"),
        ("0114709", "tt0114709"),
        ("114709", "tt0114709"),
        ("https://www.imdb.com/title/tt0114709/?ref_=x", "tt0114709"),
        ("tt12345678", "tt12345678"),
        ("tt9253284_s1", ""),
        ("nm0000151", ""),
        ("0", ""),
        ("", ""),
    ],
)
def test_imdb_ids(text, expected):
    assert imdb_id(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("862", "862"),
        ("862.0", "862"),
        ("https://www.themoviedb.org/movie/862-toy-story", "862"),
        ("https://www.themoviedb.org/tv/1396", ""),
        ("0", ""),
        ("", ""),
    ],
)
def test_tmdb_numbers(text, expected):
    assert tmdb_id(text) == expected


def test_whole_numbers():
    assert [whole_number(text) for text in (" 7 ", "7.0", "7.5", "-1", "x", "")] == [7, 7, None, None, None, None]
