"""Cyrillic text of the time before UTF-8 is told from everything else by its letters."""

from __future__ import annotations

from pathlib import Path

import pytest

from movierec_gui.data.old_encodings import is_windows_cyrillic
from movierec_gui.data.sources import load_dataset
from movierec_gui.progress import finish

RUSSIAN = "Брат (1997), Ирония судьбы, или С лёгким паром! (1975), «Сталкер» — 1979, Ночной дозор № 1"


@pytest.mark.parametrize(
    "text",
    [
        RUSSIAN,
        "1;Heat;5\n2;Зеркало;4\n",
        "Тіні забутих предків, Їжак, Земля",  # Ukrainian
        "Ко то тамо пева, Подземље, Љубав и други злочини",  # Serbian
        "Козият рог, Време разделно",  # Bulgarian
    ],
)
def test_cyrillic_is_told(text: str) -> None:
    assert is_windows_cyrillic(text.encode("cp1251"))


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "utf-8"),
        ("Heat, Alien", "cp1251"),
        ("", "cp1251"),
        ("Amélie, À bout de souffle, Été, L'Âge d'or, Ça", "cp1252"),
        ("Größe, Übergrößen, Ärger, Öl", "cp1252"),
        ("El niño, Año, ¿Qué?, Señor", "latin-1"),
        ("Człowiek z żelaza, Róża, Żółć", "cp1250"),
        ("Å, Øst, Ærø, Æblehøst", "cp1252"),
        ("七人の侍, 羅生門, 千と千尋の神隠し", "shift_jis"),
        ("七人の侍, 羅生門, 千と千尋の神隠し", "euc_jp"),
        ("霸王别姬, 活着, 让子弹飞, 大话西游", "gbk"),
        ("올드보이, 기생충", "euc_kr"),
    ],
)
def test_other_letters_are_not_taken_for_cyrillic(text: str, encoding: str) -> None:
    assert not is_windows_cyrillic(text.encode(encoding))


@pytest.mark.parametrize("more", [b"\0", b"\x89", b"\x02", "\nAmélie".encode()])
def test_bytes_of_no_text_and_lines_in_utf_8_speak_against_it(more: bytes) -> None:
    assert is_windows_cyrillic("Ночной дозор".encode("cp1251"))
    assert not is_windows_cyrillic("Ночной дозор".encode("cp1251") + more * 3)


def test_a_table_in_windows_cyrillic_has_its_letters(tmp_path: Path) -> None:
    table = "user;title;rating\nИван;Брат 2;4\nИван;Heat;5\nАнна;Ран;2\nАнна;Зеркало;1\n"
    (tmp_path / "r.csv").write_bytes(table.encode("cp1251"))
    dataset = finish(load_dataset(tmp_path / "r.csv"))
    assert dataset.user_names == ("Иван", "Анна")
    assert sorted(dataset.movies.titles) == ["Heat", "Брат 2", "Зеркало", "Ран"]


def test_a_movie_list_and_tags_in_windows_cyrillic_have_theirs(tmp_path: Path) -> None:
    films = "".join(f"{number};Фильм {number} (1999);Драма|Комедия\n" for number in range(10, 5_000))
    files = {
        "ratings.csv": "userId;movieId;rating\n1;10;4\n1;4999;3\n2;10;5\n",
        "movies.csv": f"movieId;title;genres\n{films}",
        "tags.csv": "userId;movieId;tag;timestamp\n1;10;скучно;5\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_bytes(text.encode("cp1251"))
    dataset = finish(load_dataset(tmp_path))
    assert dataset.movies.label(dataset.n_movies - 1) == "Фильм 4999 (1999)"
    assert dataset.movies.genre_names == ("Драма", "Комедия")
    assert dataset.tags.texts == ("скучно",)
