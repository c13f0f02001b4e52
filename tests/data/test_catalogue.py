"""Titles, years and genres as movie lists spell them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from movierec_gui.data.archives import open_trees
from movierec_gui.data.catalogue import MovieEntry, read_links, read_movie_list, split_genres, split_title
from movierec_gui.data.validation import IssueLog


@pytest.mark.parametrize(
    ("text", "title", "year"),
    [
        ("Toy Story (1995)", "Toy Story", 1995),
        ("Toy Story (1995) ", "Toy Story", 1995),
        ("Matrix, The (1999)", "Matrix, The", 1999),
        ("Fawlty Towers (1975-1979)", "Fawlty Towers", 1975),
        ("Death Note: Desu nôto (2006–2007)", "Death Note: Desu nôto", 2006),
        ("Big Bang Theory, The (2007-)", "Big Bang Theory, The", 2007),
        (
            "City of Lost Children, The (Cité des enfants perdus, La) (1995)",
            "City of Lost Children, The (Cité des enfants perdus, La)",
            1995,
        ),
        ("Land Before Time III (1995) (V)", "Land Before Time III (V)", 1995),
        ("2001: A Space Odyssey (1968)", "2001: A Space Odyssey", 1968),
        ("1984 (1956) (1984)", "1984 (1956)", 1984),
        ("Stranger Things", "Stranger Things", 0),
        ("Blade Runner (2049", "Blade Runner (2049", 0),
        ("Odd (0001)", "Odd (0001)", 0),
        ("Odd (12345)", "Odd (12345)", 0),
        ("(1999)", "(1999)", 1999),
        *[(f"X ({year}){rest}", f"X{rest}", year) for year in (1870, 2100) for rest in ("", " (V)")],
        *[(f"X ({year}){rest}", f"X ({year}){rest}", 0) for year in (1869, 2101) for rest in ("", " (V)")],
        ("", "", 0),
    ],
)
def test_titles(text: str, title: str, year: int) -> None:
    assert split_title(text) == (title, year)


@given(st.text(max_size=60))
def test_any_title_is_taken(text: str) -> None:
    title, year = split_title(text)
    assert bool(title) == bool(text.strip())
    assert year == 0 or 1870 <= year <= 2100


@pytest.mark.parametrize(
    ("text", "genres"),
    [
        ("Comedy|Romance", ("Comedy", "Romance")),
        ("(no genres listed)", ()),
        ("", ()),
        (" Comedy || Comedy|Sci-Fi ", ("Comedy", "Sci-Fi")),
    ],
)
def test_genres(text: str, genres: tuple[str, ...]) -> None:
    assert split_genres(text) == genres


def test_bad_rows_of_a_movie_list_are_noted(write_folder: Callable[..., Path]) -> None:
    text = (
        "movieId,title,genres\n1,Heat (1995),Crime\nx,Heat (1995),Crime\n"
        '2,"Open quote (1990),Drama\n1,Again (1995),War\n3,Bare\n4\n'
    )
    log = IssueLog()
    with open_trees(write_folder({"movies.csv": text}), siblings=bool) as (tree,):
        movies = read_movie_list(tree, "movies.csv", log)
    assert [(movie.id, movie.title) for movie in movies] == [(1, "Heat"), (3, "Bare")]
    issues = log.report(0, 0).issues
    assert [(issue.line, issue.reason) for issue in issues] == [
        (3, "malformed row"),
        (4, "malformed row"),
        (5, "movie listed twice"),
        (7, "malformed row"),
    ]


def test_a_title_may_hold_the_delimiter_where_a_file_knows_no_quotes(write_folder: Callable[..., Path]) -> None:
    text = "movieId::title::genres\n1::Heat (1995)::Crime|Drama\n2::Alien:: The Return:: Again (1999)::War\n"
    log = IssueLog()
    with open_trees(write_folder({"movies.dat": text}), siblings=bool) as (tree,):
        movies = read_movie_list(tree, "movies.dat", log)
    assert [(movie.id, movie.title, movie.year, movie.genres) for movie in movies] == [
        (1, "Heat", 1995, ("Crime", "Drama")),
        (2, "Alien:: The Return:: Again", 1999, ("War",)),
    ]
    assert log.report(0, 0).counts == {}


def test_bad_links_are_noted(write_folder: Callable[..., Path]) -> None:
    log = IssueLog()
    with open_trees(write_folder({"links.csv": "movieId,imdbId,tmdbId\n1,0114709,\nx,1,2\n2\n"}), siblings=bool) as (
        tree,
    ):
        assert read_links(tree, "links.csv", log) == {1: ("0114709", "")}
    assert log.report(0, 0).counts == {"malformed row": 2}


def test_links_beyond_doubt_are_read_as_others_are(write_folder: Callable[..., Path]) -> None:
    plain = "movieId,imdbId,tmdbId\n" + "".join(f"{movie}, {movie}1 ,{movie}2\n" for movie in (7, 3, 5))
    doubtful = plain + "9.0,91,92\n"  # a number, but not in digits alone
    log = IssueLog()
    with open_trees(write_folder({"plain.csv": plain, "doubtful.csv": doubtful}), siblings=bool) as (tree,):
        found = [read_links(tree, file, log) for file in ("plain.csv", "doubtful.csv")]
    assert log.report(0, 0).counts == {}
    assert found[0] == {7: ("71", "72"), 3: ("31", "32"), 5: ("51", "52")}
    assert found[1] == found[0] | {9: ("91", "92")}


def test_a_movie_list_that_is_no_table_is_noted(write_folder: Callable[..., Path]) -> None:
    log = IssueLog()
    with open_trees(write_folder({"movies.csv": b"\0\1", "links.csv": b"\n"}), siblings=bool) as (tree,):
        assert read_movie_list(tree, "movies.csv", log) == ()
        assert read_links(tree, "links.csv", log) == {}
    assert [str(issue) for issue in log.report(0, 0).issues] == ["movies.csv: no table of columns: skipped"]


@pytest.mark.parametrize(
    ("file", "text", "entries"),
    [
        (
            "movies.csv",
            "1,Heat (1995),Crime|Drama\n2,Alien,\n",
            [MovieEntry(1, "Heat", 1995, ("Crime", "Drama")), MovieEntry(2, "Alien")],
        ),
        (
            "movies.csv",
            "1,Heat (1995),7\n2,Alien (1979),9\n",
            [MovieEntry(1, "Heat", 1995), MovieEntry(2, "Alien", 1979)],
        ),
        (
            "movies.csv",
            "1,Heat (1995),7\n2,Alien (1979),War\n",
            [MovieEntry(1, "Heat", 1995, ("7",)), MovieEntry(2, "Alien", 1979, ("War",))],
        ),
        ("movies.csv", "movieId,title,genres\n1,Heat,7\n", [MovieEntry(1, "Heat", 0, ("7",))]),
        (
            "movies.dat",
            "1::Heat::Again (1995)::War\n2::Bare\n",
            [MovieEntry(1, "Heat::Again", 1995, ("War",)), MovieEntry(2, "Bare")],
        ),
        ("movies.tsv", "1\tHeat\n2\tAlien\n", [MovieEntry(1, "Heat"), MovieEntry(2, "Alien")]),
        (
            "x.csv",
            "year,id,title\n1995,1,Heat\n1979.0,2,Alien\n19860101,3,Crash\n1990-10-30,4,A\n30-Oct-1991,5,B\n"
            "1869,6,C\n2101,7,D\n95,8,E\n1992,9,F (1993)\n,10,G\n",
            [
                *(MovieEntry(n, title, year) for n, title, year in (
                    (1, "Heat", 1995), (2, "Alien", 1979), (3, "Crash", 1986), (4, "A", 1990), (5, "B", 1991),
                    (6, "C", 0), (7, "D", 0), (8, "E", 0), (9, "F", 1993), (10, "G", 0),
                ))
            ],
        ),
        (
            "x.item",
            "item_id:token\tmovie_title:token_seq\tclass:token_seq\n1\tHeat\tCrime Film-Noir\n",
            [MovieEntry(1, "Heat", 0, ("Crime", "Film-Noir"))],
        ),
        (
            "x.csv",
            "movieId,title,imdbId,tmdbId,genres\n1,Heat,0113277,949,\"['Crime', 'Drama']\"\n2,,,862\n",
            [
                MovieEntry(1, "Heat", 0, ("Crime", "Drama"), "0113277", "949"),
                MovieEntry(2, "Movie 2", tmdb="862"),
            ],
        ),
        (
            "x.csv",
            "tmdbId,title\n5,Heat\n6.0,Alien\nx,Odd\n",
            [MovieEntry(5, "Heat", tmdb="5"), MovieEntry(6, "Alien", tmdb="6.0")],
        ),
        ("x.csv", "movieId,genres\n1,War\n", []),
        ("x.csv", "name of it,title\n1,War\n", []),
    ],
)  # fmt: skip
def test_lists_of_movies_in_all_their_heads(
    write_folder: Callable[..., Path], file: str, text: str, entries: list[MovieEntry]
) -> None:
    with open_trees(write_folder({file: text}), siblings=bool) as (tree,):
        assert list(read_movie_list(tree, file, IssueLog())) == entries


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("1,0114709,862\n2,,949\n", {1: ("0114709", "862"), 2: ("", "949")}),
        ("tmdb_id,id\n862,1\n949,2\n", {1: ("", "862"), 2: ("", "949")}),
        ("movieId,imdbId\n1, 0114709 \n2\n", {1: ("0114709", "")}),
        ("imdbId,tmdbId\n0114709,862\n", {}),
    ],
)
def test_links_by_their_heads(write_folder: Callable[..., Path], text: str, links: dict[int, tuple[str, str]]) -> None:
    with open_trees(write_folder({"links.csv": text}), siblings=bool) as (tree,):
        assert read_links(tree, "links.csv", IssueLog()) == links
        assert read_links(tree, None, IssueLog()) == {}
