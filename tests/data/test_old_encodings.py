"""Cyrillic text of the time before UTF-8 is told from everything else by its letters."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from movierec_gui.data.choices import TableChoice
from movierec_gui.data.letters import NAMES
from movierec_gui.data.old_encodings import codec_of, is_doubtful, is_windows_cyrillic, old_encoding
from movierec_gui.data.sources import load_bundled, load_dataset
from movierec_gui.data.table_reading import doubts_about
from movierec_gui.errors import UserError
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


TITLES = {
    "cs": "Příliš žluťoučký kůň|Pelíšky|Obecná škola|Vesničko má středisková|Želary|Účastníci zájezdu|Šakalí léta",
    "pl": "Zażółć gęślą jaźń|Krótki film o miłości|Człowiek z żelaza|Miś|Ósmy dzień tygodnia|Nóż w wodzie|Różyczka",
    "hu": "Időutazás|Ötödik pecsét|Testről és lélekről|Szegénylegények|Hűség|Körhinta|Eltűnő nő|Megáll az idő",
    "tr": "Kış Uykusu|Babam ve Oğlum|Eşkıya|Ahlat Ağacı|Çoğunluk|Issız Adam|Şaban Oğlu Şaban|İklimler",
    "ru": "Сталкер|Ирония судьбы, или С лёгким паром!|Брат|Зеркало|Иди и смотри|Летят журавли",
    "el": "Ο Θίασος|Κυνόδοντας|Στέλλα|Ευδοκία|Το βλέμμα του Οδυσσέα|Αλέξης Ζορμπάς",
    "he": "ואלס עם באשיר|הערת שוליים|לבנון|בופור|ביקור התזמורת|חתונה מאוחרת|סוף העולם שמאלה|אפס ביחסי אנוש",
    "ar": "المومياء|باب الحديد|الأرض|عمارة يعقوبيان|كفرناحوم",
    "ja": "千と千尋の神隠し|七人の侍|となりのトトロ|もののけ姫|東京物語|君の名は。",
    "ko": "기생충|올드보이|괴물|살인의 추억|부산행|아가씨|곡성|봄 여름 가을 겨울 그리고 봄",
    "zh": "霸王别姬|大话西游|卧虎藏龙|英雄|让子弹飞|活着|无间道|重庆森林",
    "zh_TW": "臥虎藏龍|悲情城市|飲食男女|海角七號|賽德克巴萊|牯嶺街少年殺人事件",
    "de": "Männer|Größe|Über alles|Türkisch für Anfänger|Das weiße Band|Öl|Fack ju Göhte",
    "fr": "Amélie|Les Misérables|À bout de souffle|L'été meurtrier|Être et avoir|Garçon!|Noël|L'âge d'or",
    "is": "Hrútar|Börn náttúrunnar|Mýrin|Nói albínói|Ófærð|Hrafninn flýgur|Djúpið|Þrestir|Á köldum klaka",
    "et": "Mandariinid öö|Kevade šokk|Viimne reliikvia äär|Žanr|Õhtu|Nimed üö",
    "es": "El espíritu de la colmena|Átame|Volver años|¿Quién puede matar a un niño?|Señora|¡Ay, Carmela!",
    "pt": "Central do Brasil são|Tropa de Elite ação|Cidade de Deus irmãos|Terra em Transe é|coração",
}


@pytest.mark.parametrize(
    ("language", "codec"),
    [
        ("cs", "cp1250"), ("cs", "iso8859_2"), ("pl", "cp1250"), ("pl", "iso8859_2"), ("hu", "cp1250"),
        ("tr", "cp1254"), ("ru", "cp1251"), ("ru", "koi8_r"), ("ru", "cp866"), ("el", "cp1253"), ("he", "cp1255"),
        ("ar", "cp1256"), ("ja", "cp932"), ("ja", "euc_jp"), ("ko", "cp949"), ("zh", "gb18030"), ("zh_TW", "big5"),
        ("de", "cp1252"), ("de", "cp850"), ("de", "mac_roman"), ("fr", "cp1252"), ("fr", "mac_roman"),
        ("is", "cp1252"), ("et", "cp1252"), ("es", "cp1252"), ("pt", "cp1252"),
    ],
)  # fmt: skip
def test_letters_show_the_encoding(language: str, codec: str) -> None:
    lines = "".join(f"{number};{title};4\n" for number, title in enumerate(TITLES[language].split("|")))
    assert old_encoding(b"id;title;rating\n" + lines.encode(codec)) == codec
    assert old_encoding(lines.encode()) == ""
    assert old_encoding(lines.encode(codec) + "10;Amélie;4\n".encode()) == ""


def test_western_titles_are_never_taken_for_others() -> None:
    titles = [title for title in finish(load_bundled()).movies.titles if not title.isascii()]
    western = [title.encode("cp1252") for title in titles if title.encode("cp1252", "ignore").decode("cp1252") == title]
    draw = np.random.default_rng(3)
    assert len(western) > 200
    for count in (1, 2, 3, 5, 9) * 40:
        sample = b"\n".join(western[at] for at in draw.choice(len(western), count, replace=False))
        assert old_encoding(sample) == "cp1252"
    assert not is_doubtful(b"\n".join(western))


@pytest.mark.parametrize(("language", "codec"), [("pl", "cp1250"), ("ja", "cp932"), ("el", "cp1253"), ("ko", "cp949")])
def test_a_table_in_an_older_encoding_has_its_letters_and_says_so(tmp_path: Path, language: str, codec: str) -> None:
    titles = TITLES[language].split("|")
    rows = "".join(f"{user};{title};{user + 2}\n" for user in (1, 2) for title in titles)
    (tmp_path / "r.csv").write_bytes(f"user;title;rating\n{rows}".encode(codec))
    dataset = finish(load_dataset(tmp_path / "r.csv"))
    assert sorted(dataset.movies.titles) == sorted(titles)
    assert f"r.csv: no UTF-8; by its letters {NAMES[codec]} (--encoding NAME says otherwise)" in dataset.report.notes
    assert not any(doubt.field == "encoding" for doubt in doubts_about(dataset.report.readings[0], TableChoice()))


def test_letters_that_show_nothing_are_in_doubt_until_somebody_says(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes("user;title;rating\n1;Kuře;4\n1;Žiť;3\n".encode("cp852"))
    dataset = finish(load_dataset(path))
    assert any(doubt.field == "encoding" for doubt in doubts_about(dataset.report.readings[0], TableChoice()))
    assert any("perhaps wrongly" in note for note in dataset.report.notes)
    choice = TableChoice(encoding="cp852")
    dataset = finish(load_dataset(path, choice=choice))
    assert set(dataset.movies.titles) == {"Kuře", "Žiť"}
    assert "r.csv: read as DOS 852 (Central European), as stated" in dataset.report.notes
    assert doubts_about(dataset.report.readings[0], choice) == ()


def test_what_is_said_of_letters_leaves_utf_8_alone(tmp_path: Path) -> None:
    (tmp_path / "ratings.csv").write_text("userId,movieId,rating\n1,2,4\n2,3,5\n")
    (tmp_path / "movies.csv").write_text("movieId,title,genres\n2,Amélie,Drama\n3,Kůň,Drama\n", "utf-8")
    dataset = finish(load_dataset(tmp_path, choice=TableChoice(encoding="cp1250")))
    assert dataset.movies.titles == ("Amélie", "Kůň")
    assert not any("as stated" in note for note in dataset.report.notes)


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("Windows-1250", "cp1250"),
        ("Shift-JIS", "shift_jis"),
        ("GBK", "gbk"),
        ("latin-1", "iso8859-1"),
        ("KOI8-R", "koi8-r"),
    ],
)
def test_encodings_may_be_named_as_people_do(name: str, codec: str) -> None:
    assert codec_of(name) == codec


@pytest.mark.parametrize(
    "name", ["klingon", "", "utf-16", "rot13", "base64", "idna", "unicode_escape", "x" * 5000, "\0"]
)
def test_what_is_no_encoding_of_text_is_refused(name: str) -> None:
    with pytest.raises(UserError, match="is no encoding of text"):
        codec_of(name)
