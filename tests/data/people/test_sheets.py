import pytest
from hypothesis import given
from hypothesis import strategies as st

from movierec_gui.data.people.columns import KNOWN_COLUMNS
from movierec_gui.data.people.sheets import BAD_QUOTES, column_name, decoded, read_sheet


def sheet(content, name="x.csv"):
    return read_sheet(name, content if isinstance(content, bytes) else content.encode(), KNOWN_COLUMNS)


def rows(content):
    found = sheet(content)
    return [] if found is None else [row.cells for row in found.rows]


def test_a_quoted_field_may_hold_line_breaks_and_quotes():
    found = sheet('Name,Year,Review\r\nToy Story,1995,"one\r\n2022,Heat,1995,x,1\r\n""fine"""\r\nCasino,1995,short\r\n')
    assert [row.cells[0] for row in found.rows] == ["Toy Story", "Casino"]
    assert found.rows[0].cells[2].endswith('"fine"')
    assert [row.line for row in found.rows] == [2, 5]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings(encoding):
    found = sheet("Title\tYear\tRating\nAmélie\t2001\t4,5\n".encode(encoding))
    assert found.header == ("Title", "Year", "Rating")
    assert found.rows[0].cells == ("Amélie", "2001", "4,5")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter):
    assert rows(f"Title{delimiter}Year\nToy Story{delimiter}1995\n") == [("Toy Story", "1995")]


def test_a_line_that_names_the_separator():
    assert rows("sep=;\nTitle;Year;Rating\nToy Story;1995;4,5\n") == [("Toy Story", "1995", "4,5")]
    assert rows('"sep=|"\r\nTitle|Rating\r\nHeat, 1995|4\r\n') == [("Heat, 1995", "4")]


def test_a_banner_above_the_heading_is_passed_over():
    found = sheet("Letterboxd list export v7\nDate,Name,Tags,URL,Description\n2022-11-20,Best,x,y,\n\n"
                  "Position,Name,Year,URL,Description\n1,Spirited Away,2001,https://x,\n")  # fmt: skip
    assert "Spirited Away" in {cell for row in found.rows for cell in row.cells}


def test_a_stray_quote_costs_its_row_alone():
    found = sheet('title,rating\n"Toy Story,5\nHeat,4\nCasino,3\n')
    assert [(row.cells[0], row.problem) for row in found.rows] == [
        ('"Toy Story', BAD_QUOTES),
        ("Heat", ""),
        ("Casino", ""),
    ]


def test_the_rest_of_a_text_with_a_stray_quote_is_no_row():
    text = 'Date,Name,Year,Review\n2022,Toy Story,1995,"he said "wow, great\n2022,Heat\nend"\n2022,Casino,1995,x\n'
    found = sheet(text)
    assert [row.cells[1] for row in found.rows if not row.problem] == ["Toy Story", "Casino"]


def test_a_review_may_be_very_long():
    found = sheet('Name,Year,Review\nToy Story,1995,"' + "long\n" * 40_000 + '"\nCasino,1995,x\n')
    assert [row.cells[0] for row in found.rows] == ["Toy Story", "Casino"]


def test_quotes_that_pair_are_read_even_where_they_are_odd():
    assert rows('title,rating\n"Toy Story" ,5\n') == [("Toy Story ", "5")]


def test_columns_have_many_spellings():
    found = sheet("Your Rating,imdb_ID\n5,tt1\n")
    assert found.has("your_rating", "IMDb ID")
    assert found.get(found.rows[0], "missing", "imdbid") == "tt1"
    assert column_name("Runtime (mins)") == "runtimemins"


@pytest.mark.parametrize("content", ["", "\n\n", "word\nword\n", "\0\0"])
def test_what_is_no_table(content):
    assert sheet(content) is None


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_none(data):
    assert isinstance(decoded(data), str)
    found = sheet(data)
    assert found is None or all(row.line > 0 for row in found.rows)


@given(st.lists(st.tuples(st.text(min_size=1, max_size=20), st.integers(1, 5)), max_size=8))
def test_what_is_written_by_the_rules_is_read(pairs):
    text = "title,rating\r\n" + "".join('"{}",{}\r\n'.format(title.replace('"', '""'), value) for title, value in pairs)
    found = sheet(text.encode("utf-8", "replace"))
    kept = [(title.encode("utf-8", "replace").decode().replace("\0", ""), str(value)) for title, value in pairs]
    assert [row.cells for row in found.rows] == kept


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Название;Год;Оценка\nЖара;1995;8\n", "cp1251"),
        ("title;year;rating\nСхватка;1995;8\nКазино;1995;7\n", "cp1251"),
        ("Tytuł;Rok;Ocena\nGorączka;1995;8\n", "cp1250"),
        ("片名,年,评分\n教父,1972,5\n", "gb18030"),
        ("Título;Año;Nota\nEl niño;1995;8\n", "cp1252"),
        ("Titre;Année;Note\nÀ bout de souffle;1960;8\n", "cp1252"),
        ("title;year;rating\nAmélie;2001;8\nÇa;1995;7\n", "cp1252"),
        ("title;year;rating\nLéon – the “pro”;1994;8\n", "cp1252"),
    ],
)
def test_older_encodings_are_told_by_headings_and_letters(text, encoding):
    assert decoded(text.encode(encoding)) == text
