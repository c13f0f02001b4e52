"""Small files in the layouts of the releases."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

Files = Mapping[str, str | bytes]

GENRES = (
    "unknown|Action|Adventure|Animation|Children's|Comedy|Crime|Documentary|Drama|Fantasy|"
    "Film-Noir|Horror|Musical|Mystery|Romance|Sci-Fi|Thriller|War|Western"
)


@pytest.fixture
def write_folder(tmp_path: Path) -> Callable[..., Path]:
    """Writes files into a new folder; text becomes UTF-8 unless another encoding is named."""

    def write(files: Files, folder: str = "ml", encoding: str = "utf-8") -> Path:
        target = tmp_path / folder
        target.mkdir(parents=True)
        for name, content in files.items():
            (target / name).write_bytes(content.encode(encoding) if isinstance(content, str) else content)
        return target

    return write


@pytest.fixture
def write_zip(tmp_path: Path) -> Callable[..., Path]:
    """Packs files (names may hold folders) into a zip."""

    def write(files: Files, name: str = "ml.zip") -> Path:
        with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for file, content in files.items():
                archive.writestr(file, content)
        return tmp_path / name

    return write


@pytest.fixture(scope="session")
def csv_files() -> dict[str, str]:
    """Three users, five movies, one of them without ratings, one with commas and quotes, one without a year."""
    return {
        "ratings.csv": "userId,movieId,rating,timestamp\n"
        "1,10,4.0,1000\n1,20,0.5,1001\n2,10,5.0,900\n2,40,3.5,1002\n7,30,2.0,1003\n",
        "movies.csv": "movieId,title,genres\n"
        "10,Toy Story (1995),Adventure|Comedy\n"
        '20,"Matrix, The (1999)",Action\n'
        '30,"""Great, Performances"" Cats (1998)",Musical\n'
        "40,Women of '69,(no genres listed)\n"
        "50,Death Note: Desu nôto (2006–2007),Comedy|Crime\n",
        "tags.csv": 'userId,movieId,tag,timestamp\n1,10,pixar,50\n9,20,"slow, but good",60\n',
        "links.csv": "movieId,imdbId,tmdbId\n10,0114709,862\n20,0133093,\n",
    }


@pytest.fixture(scope="session")
def files_100k() -> dict[str, str]:
    """The same as 100K gives it: unsorted, with flags; four ratings and the test part of one fold."""

    def item(movie: int, title: str, *genres: str) -> str:
        flags = "|".join(str(int(genre in genres)) for genre in GENRES.split("|"))
        return f"{movie}|{title}|01-Jan-1995||http://example.org/?{movie}|{flags}\n"

    return {
        "u.data": "3\t2\t4\t880\n1\t1\t5\t881\n3\t1\t1\t882\n1\t3\t2\t883\n",
        "u.item": item(1, "Toy Story (1995)", "Animation", "Children's", "Comedy")
        + item(2, "Misérables, Les (1995)", "Drama")
        + item(3, "unknown", "unknown")
        + item(4, "Land Before Time III (1995) (V)", "Animation"),
        "u.genre": "".join(f"{name}|{number}\n" for number, name in enumerate(GENRES.split("|"))) + "\n",
        "u.user": "1|24|M|technician|85711\n3|23|F|writer|32067\n",
        "u1.base": "3\t2\t4\t880\n1\t1\t5\t881\n3\t1\t1\t882\n",
        "u1.test": "1\t3\t2\t883\n",
        "ua.test": "3\t1\t1\t882\n3\t2\t4\t880\n",
    }


@pytest.fixture(scope="session")
def dat_files() -> dict[str, str]:
    """As 1M and 10M give it."""
    return {
        "ratings.dat": "1::1193::5::978300760\n1::661::3.5::978302109\n2::1193::4::978298413\n",
        "movies.dat": "661::James and the Giant Peach (1996)::Animation|Children's|Musical\n"
        "1193::One Flew Over the Cuckoo's Nest (1975)::Drama\n"
        "3952::Cité, The: A Double::Colon (2000)::Drama|Thriller\n",
        "tags.dat": "2::1193::asylum::1188263867\n2::661::a::b::1188263868\n",
        "users.dat": "1::F::1::10::48067\n",
    }
