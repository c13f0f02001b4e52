"""Tables beside the ratings are read by the names in their heads, and the movie list is found by what it holds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.sources import load_dataset
from movierec_gui.progress import finish

Write = Callable[..., Path]
RATINGS = "userId,movieId,rating,timestamp\n1,10,4.0,1000000000\n1,20,0.5,1000000001\n2,10,5.0,900000000\n"
TITLES = ("Toy Story", "Heat, The Film")


def load(path: Path) -> Dataset:
    return finish(load_dataset(path))


def counts(dataset: Dataset) -> dict[str, int]:
    assert dataset.report is not None
    return dict(dataset.report.counts)


@pytest.mark.parametrize(
    "movies",
    [
        ",movieId,title,genres\n0,10,Toy Story (1995),Comedy|War\n1,20,\"Heat, The Film (1999)\",Crime\n",
        "movieId,title,genres,year\n10,Toy Story (1995),Comedy|War,1995\n20,\"Heat, The Film (1999)\",Crime,1999\n",
        "movieId,genres,title\n10,Comedy|War,Toy Story (1995)\n20,Crime,\"Heat, The Film (1999)\"\n",
        "movieId,title,year,genres\n10,Toy Story,1995,Comedy|War\n20,\"Heat, The Film\",1999.0,Crime\n",
        "genres;release_date;item_id;movie title\n"
        "Comedy|War;1995-10-30;10;Toy Story\nCrime;30-Oct-1999;20;Heat, The Film\n",
        "\"\",\"movieId\",\"title\",\"genres\"\n"
        "\"1\",10,\"Toy Story (1995)\",\"Comedy,War\"\n\"2\",20,\"Heat, The Film (1999)\",Crime\n",
        "movieId\ttitle\tgenres\n1\t10\tToy Story (1995)\tComedy|War\n2\t20\tHeat, The Film (1999)\tCrime\n",
    ],
    ids=["pandas index", "extra column", "swapped", "year between", "other names", "R, quoted", "R, head too short"],
)  # fmt: skip
def test_movie_lists_are_read_by_the_names_in_their_head(write_folder: Write, movies: str) -> None:
    dataset = load(write_folder({"ratings.csv": RATINGS, "movies.csv": movies}))
    assert dataset.movies.titles == TITLES
    assert dataset.movies.years.tolist() == [1995, 1999]
    assert dataset.movies.genres_of(0) == ("Comedy", "War")
    assert dataset.movies.genres_of(1) == ("Crime",)
    assert counts(dataset) == {}


@pytest.mark.parametrize(
    "links",
    [
        ",movieId,imdbId,tmdbId\n0,10,0114709,862\n1,20,0113277,949\n",
        "tmdbId,movieId,imdbId\n862,10,0114709\n949,20,0113277\n",
        "movieId,imdbId,tmdbId,note\n10,0114709,862,a\n20,0113277,949,b\n",
    ],
)
def test_links_are_read_by_the_names_in_their_head(write_folder: Write, links: str) -> None:
    movies = "movieId,title,genres\n10,Toy Story (1995),Comedy\n20,Heat (1995),Crime\n"
    dataset = load(write_folder({"ratings.csv": RATINGS, "movies.csv": movies, "links.csv": links}))
    assert dataset.movies.imdb_ids == ("0114709", "0113277")
    assert dataset.movies.tmdb_ids == ("862", "949")


@pytest.mark.parametrize(
    "tags",
    [
        ",userId,movieId,tag,timestamp\n0,1,10,pixar,1000000000\n1,2,20,\"slow, but good\",1000000001\n",
        "tag,timestamp,movieId,userId\npixar,1000000000,10,1\n\"slow, but good\",1000000001,20,2\n",
        "\"userId\",\"movieId\",\"tag\",\"timestamp\"\n\"1\",\"10\",\"pixar\",\"1000000000000\"\n"
        "\"2\",\"20\",\"slow, but good\",\"1000000001000\"\n",
        "userId,movieId,tag,timestamp\n1,10,pixar,2001-09-09 01:46:40\n2,20,\"slow, but good\",2001-09-09 01:46:41\n",
    ],
    ids=["pandas index", "swapped", "quoted milliseconds", "dates"],
)  # fmt: skip
def test_tags_are_read_by_the_names_in_their_head(write_folder: Write, tags: str) -> None:
    dataset = load(write_folder({"ratings.csv": RATINGS, "tags.csv": tags}))
    assert dataset.tags.texts == ("pixar", "slow, but good")
    assert dataset.tags.users.tolist() == [0, 1]
    assert dataset.tags.movies.tolist() == [0, 1]
    assert dataset.tags.timestamps.tolist() == [1000000000, 1000000001]


def test_a_dictionary_of_tags_is_nobodys_tags(write_folder: Write) -> None:
    dataset = load(write_folder({"ratings.csv": RATINGS, "tags.csv": "tag_id,tag_name\n11,to-read\n"}))
    assert len(dataset.tags) == 0
    assert "malformed row" not in counts(dataset)


def test_kaggles_movielens_20m(write_folder: Write) -> None:
    files = {
        "rating.csv": RATINGS.replace(",1000000000", ',"2001-09-09 01:46:40"'),
        "movie.csv": "movieId,title,genres\n10,Toy Story (1995),Comedy\n20,Heat (1995),Crime\n",
        "link.csv": "movieId,imdbId,tmdbId\n10,114709,862\n20,113277,949\n",
        "tag.csv": "userId,movieId,tag,timestamp\n1,10,pixar,2001-09-09 01:46:40\n",
        "genome_tags.csv": '"tagId","tag"\n1,"007"\n',
        "genome_scores.csv": '"movieId","tagId","relevance"\n10,1,0.025\n',
    }
    dataset = load(write_folder(files))
    assert dataset.movies.titles == ("Toy Story", "Heat")
    assert dataset.movies.tmdb_ids == ("862", "949")
    assert dataset.tags.texts == ("pixar",)
    assert counts(dataset) == {}


METADATA = (
    "adult,genres,id,imdb_id,original_title,overview,release_date,title\n"
    "False,\"[{'id': 16, 'name': 'Animation'}, {'id': 35, 'name': \"\"Children's\"\"}]\",862,tt0114709,Toy Story,"
    '"Led by\nWoody, Andy\'s toys",1995-10-30,Toy Story\n'
    "False,[],10,tt0099999,Decoy,The id of TMDB is a movie's here,1990-01-01,Decoy\n"
    " - Written by Somebody,0.065736,1997-08-20,0,104.0\n"
    "False,[],949,tt0113277,Heat,,1995-12-15,Heat\n"
)


def test_the_movies_dataset_is_joined_by_its_links(write_folder: Write) -> None:
    links = "movieId,imdbId,tmdbId\n10,0114709,862\n20,0113277,949\n30,0000001,1\n"
    files = {"ratings_small.csv": RATINGS, "links_small.csv": links, "movies_metadata.csv": METADATA}
    dataset = load(write_folder(files | {"links.csv": links.replace("862", "7").replace("0114709", "7")}))
    assert dataset.movies.titles == ("Toy Story", "Heat")
    assert dataset.movies.years.tolist() == [1995, 1995]
    assert dataset.movies.genres_of(0) == ("Animation", "Children's")
    assert counts(dataset) == {"malformed row": 1}
    assert dataset.report is not None
    assert any("joined by links" in note for note in dataset.report.notes)


def test_book_crossing(write_folder: Write) -> None:
    files = {
        "BX-Book-Ratings.csv": '"User-ID";"ISBN";"Book-Rating"\n"1";"034545104X";"0"\n"1";"0155061224";"5"\n'
        '"2";"034545104X";"8"\n"3";"155061224";"9"\n',
        "BX-Books.csv": '"ISBN";"Book-Title";"Book-Author";"Year-Of-Publication";"Publisher"\n'
        '"034545104X";"Flesh Tones: A Novel";"M. J. Rose";"2002";"Ballantine"\n'
        '"0155061224";"Rites; of \\"Passage\\" & é";"Judith Rae";"2001";"Heinle"\n',
        "BX-Users.csv": '"User-ID";"Location";"Age"\n"1";"nyc, usa";NULL\n',
    }
    dataset = load(write_folder(files, encoding="latin-1"))
    assert set(dataset.movies.text_ids) == {"0155061224", "034545104X", "155061224"}
    titles = dict(zip(dataset.movies.text_ids, dataset.movies.titles, strict=True))
    assert titles["034545104X"] == "Flesh Tones: A Novel"
    assert titles["0155061224"] == 'Rites; of "Passage" & é'
    assert titles["155061224"] == "155061224"
    assert dataset.ratings.values.tolist() == [5, 8, 9]
    assert counts(dataset)["not rated"] == 1


def test_goodbooks(write_folder: Write) -> None:
    files = {
        "ratings.csv": "user_id,book_id,rating\n1,258,5\n2,4081,4\n",
        "to_read.csv": "user_id,book_id\n9,8\n",
        "book_tags.csv": "goodreads_book_id,tag_id,count\n1232,11,50\n",
        "tags.csv": "tag_id,tag_name\n11,to-read\n",
        "books.csv": "book_id,goodreads_book_id,isbn,original_publication_year,original_title,title\n"
        "258,1232,143034901,2001.0,La sombra,The Shadow\n4081,231,312424442,2004.0,Charlotte,I Am Charlotte\n",
    }
    dataset = load(write_folder(files))
    assert dataset.movies.titles == ("The Shadow", "I Am Charlotte")
    assert dataset.movies.years.tolist() == [2001, 2004]
    assert counts(dataset) == {}


def test_a_list_whose_only_ids_are_imdbs(write_folder: Write) -> None:
    files = {
        "ratings.csv": "customer,product,rating\n1,tt0113277,4\n1,tt0114709,5\n",
        "films.csv": "imdb_id,title,genres\ntt0113277,Heat (1995),Crime;Drama\ntt0114709,Toy Story (1995),Comedy\n",
    }
    dataset = load(write_folder(files))
    assert dataset.movies.titles == ("Heat", "Toy Story")
    assert dataset.movies.text_ids == ("tt0113277", "tt0114709")
    assert dataset.movies.genres_of(0) == ("Crime", "Drama")
    assert dataset.movies.imdb_ids == ("tt0113277", "tt0114709")


def test_a_list_with_flags_beside_a_fold_that_is_opened_alone(write_folder: Write, files_100k: dict[str, str]) -> None:
    files = {name: text for name, text in files_100k.items() if name in ("u.item", "u.genre", "u1.base")}
    dataset = load(write_folder(files, encoding="latin-1") / "u1.base")
    assert dataset.movies.titles[:2] == ("Toy Story", "Misérables, Les")
    assert dataset.name == "u1"


def test_a_list_of_other_movies_beside_a_chosen_file_is_left_alone(write_folder: Write) -> None:
    folder = write_folder(
        {"mine.csv": "user,item,rating\n1,2,3\n1,3,4\n", "movies.csv": "movieId,title\n2,Wrong\n7,W\n8,W\n"}
    )
    (folder / "tags.csv").write_text("userId,movieId,tag\n1,2,wrong\n")
    other = load(folder / "mine.csv")
    assert other.movies.titles[0] == "Wrong"
    (folder / "mine.csv").write_text("user,item,rating\n1,2,3\n1,3,4\n1,4,4\n1,5,1\n")
    dataset = load(folder / "mine.csv")
    assert dataset.movies.titles == ("Movie 2", "Movie 3", "Movie 4", "Movie 5")
    assert len(dataset.tags) == 0


def test_a_list_of_other_movies_gives_way_to_one_that_fits(write_folder: Write) -> None:
    other = "movieId,title\n1000,Another\n2000,One more\n"
    fitting = 'movieId,title\n10,Toy Story\n20,"Heat, The Film"\n'
    for usual in ("movies.csv", "aaa.csv"):
        dataset = load(write_folder({"ratings.csv": RATINGS, usual: other, "catalog.csv": fitting}, folder=usual))
        assert [dataset.movies.titles[movie] for movie in set(dataset.ratings.movies.tolist())] == list(TITLES)


def test_imdbs_own_list_names_movies_by_its_ids(write_folder: Write) -> None:
    rows = "1,tt0114709,4\n1,tt0113277,3\n2,tt0114709,5\n"
    basics = (
        "tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\tstartYear\tendYear\truntimeMinutes\tgenres\n"
        "tt0114709\tmovie\tToy Story\tToy Story\t0\t1995\t\\N\t81\tAdventure,Animation\n"
        "tt0113277\tmovie\tHeat\tHeat\t0\t1995\t\\N\t170\t\\N\n"
    )
    movies = load(write_folder({"ratings.csv": f"userId,movieId,rating\n{rows}", "title.basics.tsv": basics})).movies
    assert [movies.label(movie) for movie in range(2)] == ["Toy Story (1995)", "Heat (1995)"]
    assert [movies.genres_of(movie) for movie in range(2)] == [("Adventure", "Animation"), ()]


def test_tags_alone_belong_to_the_ratings_beside_them(write_folder: Write) -> None:
    tags = "userId,movieId,tag,timestamp\n1,10,fun,1000000000\n"
    dataset = load(write_folder({"mine.csv": RATINGS, "tags.csv": tags}))
    assert dataset.tags.texts == ("fun",)
