from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from movierec_gui.data.dataset import Dataset, Movies
from movierec_gui.data.movie_join import join_movies
from movierec_gui.data.preparation import ListJoin
from movierec_gui.data.sources import load_dataset
from movierec_gui.errors import UserError
from movierec_gui.progress import finish

LIST = (
    "movieId,title,genres\n1,Toy Story (1995),Animation|Comedy\n2,Jumanji (1995),Adventure\n"
    "6,Heat (1995),Crime\n16,Casino (1995),Crime|Drama\n"
)
LINKS = "movieId,imdbId,tmdbId\n1,0114709,862\n2,0113497,8844\n6,0113277,949\n16,0112641,524\n"


def rated(tmp_path: Path, ids: list[str]) -> Dataset:
    """Three people's ratings of movies with these ids, in a folder of their own."""
    folder = tmp_path / "shop"
    folder.mkdir()
    rows = [f"{user},{movie},{(user + number) % 5 + 1}" for user in range(1, 4) for number, movie in enumerate(ids)]
    (folder / "shop.csv").write_text("user,item,rating\n" + "\n".join(rows) + "\n")
    return finish(load_dataset(folder / "shop.csv"))


def written(tmp_path: Path, files: Mapping[str, str], name: str = "lists") -> Path:
    folder = tmp_path / name
    folder.mkdir()
    for file, text in files.items():
        (folder / file).write_text(text)
    return folder


def join(dataset: Dataset, path: Path) -> tuple[Movies, ListJoin]:
    return finish(join_movies(dataset, path))


def test_ids_are_found_in_whichever_column_holds_them(tmp_path: Path) -> None:
    files = {"films.csv": "year,title,shop_code\n1995,Heat,a-6\n1995,Toy Story,a-1\n1899,Other,a-9\n"}
    movies, joined = join(rated(tmp_path, ["a-1", "a-6", "a-7"]), written(tmp_path, files) / "films.csv")
    assert movies.titles == ("Toy Story", "Heat", "a-7")
    assert movies.years.tolist() == [1995, 1995, 0]
    assert (joined.fitting, joined.rated, joined.column) == (2, 3, "the column shop_code")
    assert dict(joined.examples) == {"a-1": "Toy Story (1995)", "a-6": "Heat (1995)"}


@pytest.mark.parametrize(
    ("ids", "site"),
    [
        (["tt0114709", "tt0113277", "tt0112641"], "IMDb"),
        (["0114709", "0113277", "0112641"], "IMDb"),
        (["114709", "113277", "112641"], "IMDb"),
        (["862", "949", "524"], "TMDB"),
    ],
)
def test_another_sites_ids_are_joined_through_the_links(tmp_path: Path, ids: list[str], site: str) -> None:
    movies, joined = join(rated(tmp_path, ids), written(tmp_path, {"movies.csv": LIST, "links.csv": LINKS}))
    by_id = dict(zip(movies.text_ids or map(str, movies.ids.tolist()), range(3), strict=True))
    assert [movies.titles[by_id[key]] for key in ids] == ["Toy Story", "Heat", "Casino"]
    assert [movies.imdb_ids[by_id[key]] for key in ids] == ["0114709", "0113277", "0112641"]
    assert joined.column == f"the {site} ids of links.csv"
    assert joined.fitting == joined.rated == 3
    assert movies.genre_names == ("Animation", "Comedy", "Crime", "Drama")


def test_the_lists_own_ids_bring_the_links_beside_it(tmp_path: Path) -> None:
    movies, joined = join(
        rated(tmp_path, ["1", "2", "16"]), written(tmp_path, {"movies.csv": LIST, "links.csv": LINKS})
    )
    assert movies.titles == ("Toy Story", "Jumanji", "Casino")
    assert movies.tmdb_ids == ("862", "8844", "524")
    assert joined.column == "the column movieId"


def test_a_list_is_read_out_of_a_zip(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "ml.zip", "w") as archive:
        archive.writestr("ml/movies.csv", LIST)
        archive.writestr("ml/links.csv", LINKS)
    _, joined = join(rated(tmp_path, ["tt0114709", "tt0113277"]), tmp_path / "ml.zip")
    assert joined.fitting == 2


def test_titles_serve_as_ids_too(tmp_path: Path) -> None:
    movies, joined = join(rated(tmp_path, ["heat (1995)", "Casino (1995)"]), written(tmp_path, {"movies.csv": LIST}))
    assert movies.label(0) == "Heat (1995)"
    assert joined.column == "the column title, since the ids are titles"


def test_a_list_without_a_head_is_joined_by_its_first_column(tmp_path: Path) -> None:
    files = {"movies.dat": "1::Toy Story (1995)::Animation\n6::Heat: A Film (1995)::Crime\n"}
    movies, _ = join(rated(tmp_path, ["1", "6"]), written(tmp_path, files))
    assert movies.titles == ("Toy Story", "Heat: A Film")


def test_ids_that_differ_only_in_zeros_stay_apart(tmp_path: Path) -> None:
    files = {"films.csv": "code,title\n007,Dr No\n7,Seven\n"}
    movies, _ = join(rated(tmp_path, ["007", "7", "x"]), written(tmp_path, files))
    assert dict(zip(movies.text_ids, movies.titles, strict=True)) == {"007": "Dr No", "7": "Seven", "x": "x"}


def test_a_column_of_years_is_no_column_of_ids(tmp_path: Path) -> None:
    rows = "".join(f"f{number},Film {number},{1990 + number % 3}\n" for number in range(30))
    with pytest.raises(UserError, match="does not fit"):
        join(rated(tmp_path, ["1990", "1991", "1992"]), written(tmp_path, {"films.csv": "code,title,year\n" + rows}))


def test_a_list_that_does_not_fit_is_refused_with_both_kinds_of_ids(tmp_path: Path) -> None:
    with pytest.raises(
        UserError, match=r"movies.csv does not fit the movies of shop\. .*ids of the ratings: x1, x2, x3"
    ):
        join(rated(tmp_path, ["x1", "x2", "x3"]), written(tmp_path, {"movies.csv": LIST}))


@pytest.mark.parametrize("files", [{"notes.txt": "nothing at all\n"}, {}, {"links.csv": LINKS}])
def test_a_folder_without_a_list_is_refused(tmp_path: Path, files: dict[str, str]) -> None:
    with pytest.raises(UserError, match="lists holds no list of movies"):
        join(rated(tmp_path, ["1", "2"]), written(tmp_path, files))


def test_a_list_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"There is no gone\.csv"):
        join(rated(tmp_path, ["1", "2"]), tmp_path / "gone.csv")


def test_the_list_of_100k_is_joined_with_its_genres(tmp_path: Path, files_100k: dict[str, str]) -> None:
    chosen = {name: files_100k[name] for name in ("u.item", "u.genre")}
    movies, joined = join(rated(tmp_path, ["1", "2"]), written(tmp_path, chosen))
    assert movies.titles == ("Toy Story", "Misérables, Les")
    assert movies.genres_of(1) == ("Drama",)
    assert joined.fitting == 2
