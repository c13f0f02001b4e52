import pytest

from movierec_gui.data.people.person import LIKED, RATINGS, SEEN, WATCHLIST
from movierec_gui.data.people.reading import read_history
from tests.data.people.conftest import matched

RATED = """Date,Name,Year,Letterboxd URI,Rating
2024-01-05,Heat,1995,https://boxd.it/a,4.5
2024-01-06,Se7en,1995,https://boxd.it/b,0.5
"""
DIARY = """Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date
2020-01-05,Heat,1995,https://boxd.it/c,3,,,2020-01-04
2020-02-05,Casino,1995,https://boxd.it/d,3,,,2020-02-04
2021-02-05,Casino,1995,https://boxd.it/e,4,Yes,,2021-02-04
2021-03-05,Jaws,1975,https://boxd.it/f,,,,2021-03-04
"""
REVIEWS = """Date,Name,Year,Letterboxd URI,Rating,Rewatch,Review,Tags,Watched Date
2022-01-01,Toy Story,1995,https://boxd.it/g,4.5,,"Watch order:
2022,Heat,1995,x,1
fine",,2022-01-01
"""
SEEN_CSV = """Date,Name,Year,Letterboxd URI
2024-01-05,Heat,1995,https://boxd.it/a
2024-01-05,Jaws,1975,https://boxd.it/h
2024-01-05,Alien,1979,https://boxd.it/i
"""
TO_WATCH = "Date,Name,Year,Letterboxd URI\n2024-01-05,Fargo,1996,https://boxd.it/j\n"
WHOLE = {
    "profile.csv": "Date Joined,Username\n2020-01-01,ann\n",
    "ratings.csv": RATED,
    "diary.csv": DIARY,
    "reviews.csv": REVIEWS,
    "watched.csv": SEEN_CSV,
    "watchlist.csv": TO_WATCH,
    "likes/films.csv": TO_WATCH.replace("Fargo,1996", "Alien,1979"),
    "likes/reviews.csv": TO_WATCH,
    "deleted/diary.csv": DIARY.replace("Casino,1995", "Fargo,1996"),
    "lists/best.csv": "Letterboxd list export v7\nDate,Name,Tags,URL,Description\n2022-11-20,Best,,https://x,\n\n"
    "Position,Name,Year,URL,Description\n1,Fargo,1996,https://x,\n",
    "comments.csv": "Date,Content,Comment\n2024-01-05,x,y\n",
}


def films(history, what):
    return {entry.film.title: entry.value for entry in history.entries if entry.what == what}


def test_the_whole_zip(zipped):
    history = read_history(zipped({f"letterboxd-ann/{name}": text for name, text in WHOLE.items()}))
    assert history.source == "Letterboxd"
    assert films(history, RATINGS) == {"Heat": 4.5, "Se7en": 0.5, "Casino": 4, "Toy Story": 4.5}
    assert films(history, SEEN).keys() == {"Jaws", "Alien"}
    assert films(history, WATCHLIST).keys() == {"Fargo"}
    assert films(history, LIKED).keys() == {"Alien"}
    assert any("deleted" in note for note in history.notes)


def test_a_folder_is_read_as_its_zip(write, tmp_path):
    for name, text in WHOLE.items():
        write(text, f"export/{name}")
    assert len(read_history(tmp_path / "export").entries) == 8


def test_an_entry_of_the_diary_has_the_day_it_was_watched(write):
    entries = read_history(write(DIARY, "diary.csv")).entries
    assert {entry.film.title: entry.time for entry in entries if entry.value} == {
        "Heat": 1578096000,
        "Casino": 1612396800,
    }


def test_a_review_with_line_breaks_is_one_film(review):
    assert matched(review(REVIEWS, "reviews.csv")) == {"Toy Story (1995)": 4.5}


@pytest.mark.parametrize(
    ("name", "what"),
    [("watchlist.csv", WATCHLIST), ("watchlist-ann-2024.csv", WATCHLIST), ("films.csv", LIKED), ("watched.csv", SEEN)],
)
def test_the_name_tells_what_a_file_is(write, name, what):
    assert [entry.what for entry in read_history(write(TO_WATCH, name)).entries] == [what]


def test_the_sites_own_import_form(review):
    result = review(
        "LetterboxdURI,tmdbID,imdbID,Title,Year,Directors,Rating,Rating10,WatchedDate,Rewatch,Tags,Review\n"
        ',949,tt0113277,Heat,1995,"Mann, Michael",,9,2020-01-01,,,\n,,,Casino,1995,,4,,,,,"two\nlines"\n'
    )
    assert [(row.entry.value, row.entry.scale.high) for row in result.rows] == [(9, 10), (4, 5)]
    assert list(matched(result)) == ["Heat (1995)", "Casino (1995)"]


def test_rating10_alone_is_of_ten(review):
    (row,) = review("Title,Year,Rating10\nHeat,1995,5\n").rows
    assert (row.entry.value, row.entry.scale.high, row.status) == (5, 10, "matched")


@pytest.mark.parametrize("rating", ["6", "0.25", "nine"])
def test_a_rating_off_the_stars_is_a_problem_of_its_row(review, rating):
    result = review(RATED + f"2024-01-07,Jaws,1975,https://boxd.it/k,{rating}\n")
    assert [str(row.status) for row in result.rows] == ["matched", "matched", "problem"]
