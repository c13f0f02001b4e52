# ruff: noqa: E501
"""Workbooks as Excel, LibreOffice and openpyxl write them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from movierec_gui.data import workbook
from movierec_gui.data.choices import TableChoice
from movierec_gui.data.people.reading import is_personal, read_history
from movierec_gui.data.sources import load_dataset
from movierec_gui.data.workbook import is_workbook, sheet_as_csv, sheets_of
from movierec_gui.errors import UserError
from movierec_gui.progress import finish

Cell = str | int | float
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_LINKED = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_OPEN = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
)
RATINGS: list[list[Cell]] = [
    ["userId", "movieId", "rating"],
    *([user, movie, 1 + (user * movie) % 5] for user in (1, 2, 3) for movie in (5, 6)),
]


def write_zip(path: Path, parts: Mapping[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def cell_of(value: Cell) -> str:
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f"<c><v>{value}</v></c>"


def excel(path: Path, sheets: Mapping[str, Sequence[Sequence[Cell]] | str], **further: str) -> Path:
    """A workbook; a sheet is rows of values, or the XML of its rows."""
    parts = {"[Content_Types].xml": "<Types/>"}
    names = "".join(f'<sheet name="{name}" r:id="i{number}"/>' for number, name in enumerate(sheets))
    properties = further.pop("properties", "")
    parts["xl/workbook.xml"] = f"<workbook {_MAIN} {_LINKED}>{properties}<sheets>{names}</sheets></workbook>"
    links = (f'<Relationship Id="i{at}" Target="/xl/worksheets/s{at}.xml"/>' for at in range(len(sheets)))
    parts["xl/_rels/workbook.xml.rels"] = f"<Relationships>{''.join(links)}</Relationships>"
    for number, rows in enumerate(sheets.values()):
        inner = rows if isinstance(rows, str) else "".join(f"<row>{''.join(map(cell_of, row))}</row>" for row in rows)
        parts[f"xl/worksheets/s{number}.xml"] = f"<worksheet {_MAIN}><sheetData>{inner}</sheetData></worksheet>"
    return write_zip(path, parts | {f"xl/{name}.xml": text for name, text in further.items()})


def csv_of(path: Path, sheet: str = "") -> str:
    with zipfile.ZipFile(path) as archive:
        assert is_workbook(archive)
        with sheet_as_csv(archive, sheet or next(iter(sheets_of(archive)))) as stream:
            return stream.read().decode()


def test_a_sheet_of_ratings_is_read_as_any_table(tmp_path: Path) -> None:
    dataset = finish(load_dataset(excel(tmp_path / "class.xlsx", {"Sheet 1": RATINGS})))
    assert dataset.name == "class"
    assert sorted(dataset.ratings.values.tolist()) == [1, 1, 1, 2, 3, 4]
    assert dataset.scale == (1, 5)


def test_one_of_several_sheets_of_ratings_is_chosen_by_its_name(tmp_path: Path) -> None:
    path = excel(
        tmp_path / "club.xlsx", {"Class 2024": RATINGS, "Class 2025": [["Student", *RATINGS[0][1:]], *RATINGS[1:3]]}
    )
    with pytest.raises(UserError, match=r"Class 2024\.csv, Class 2025\.csv are tables of ratings"):
        finish(load_dataset(path))
    assert len(finish(load_dataset(path, choice=TableChoice(table="Class 2025"))).ratings) == 2


def test_sheets_whose_names_make_one_file_name_are_two(tmp_path: Path) -> None:
    path = excel(tmp_path / "b.xlsx", {"a/b": "<row><c><v>1</v></c></row>", "a_b": "<row><c><v>2</v></c></row>"})
    assert [csv_of(path, name) for name in ("a_b.csv", "a_b (2).csv")] == ["1\n", "2\n"]


def test_a_sheet_of_movies_is_the_list_beside_the_ratings(tmp_path: Path) -> None:
    movies: list[list[Cell]] = [
        ["movieId", "title", "genres"],
        [5, "Heat (1995)", "Crime"],
        [6, "Casino (1995)", "Drama"],
    ]
    dataset = finish(load_dataset(excel(tmp_path / "b.xlsx", {"ratings": RATINGS, "movies": movies})))
    assert list(dataset.movies.titles) == ["Heat", "Casino"]


def test_a_persons_own_films_are_their_history(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["My films"],
        ["Title", "Year", "Rating (1-10)"],
        ["Heat", 1995, 9],
        ["Casino & co", 1995, 7.5],
    ]
    path = excel(tmp_path / "mine.xlsx", {"Films": rows})
    assert is_personal(path)
    history = read_history(path)
    assert [(entry.film.title, entry.value) for entry in history.entries] == [("Heat", 9), ("Casino & co", 7.5)]
    assert history.entries[0].where == "Films.csv, line 3"


def test_shared_texts_keep_their_runs_and_lose_their_readings(tmp_path: Path) -> None:
    strings = (
        f"<sst {_MAIN}><si><t>Seven</t></si><si><r><t>Sev</t></r><r><t>en Samurai</t></r></si>"
        "<si><t>東京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh></si></sst>"
    )
    row = '<row><c t="s"><v>1</v></c><c t="s"><v>2</v></c><c t="s"><v>0</v></c></row>'
    assert csv_of(excel(tmp_path / "b.xlsx", {"S": row}, sharedStrings=strings)) == "Seven Samurai,東京,Seven\n"


@pytest.mark.parametrize(
    ("properties", "expected"),
    [("", "2020-01-01,2020-01-02 12:30:00,43831,4.1,2020-01-01,0.5\n"),
     ('<workbookPr date1904="1"/>', "2024-01-02,2024-01-03 12:30:00,43831,4.1,2024-01-02,1904-01-01 12:00:00\n")],
)  # fmt: skip
def test_cells_that_show_dates_are_dates_and_others_numbers(tmp_path: Path, properties: str, expected: str) -> None:
    styles = (
        f'<styleSheet {_MAIN}><numFmts><numFmt numFmtId="164" formatCode="[$-409]d\\.m\\.yy;@"/>'
        '<numFmt numFmtId="165" formatCode="0.00&quot; days&quot;"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>'
    )
    row = (
        '<row><c s="1"><v>43831</v></c><c s="2"><v>43832.520833333336</v></c><c s="4"><v>43831</v></c>'
        '<c s="0"><v>4.0999999999999996</v></c><c s="3"><v>43831</v></c><c s="2"><v>0.5</v></c></row>'
    )
    path = excel(tmp_path / "b.xlsx", {"S": row}, styles=styles, properties=properties)
    assert csv_of(path) == expected


def test_a_strict_workbook_is_read_as_any(tmp_path: Path) -> None:
    rows = '<row><c t="d"><v>2020-01-02T00:00:00.000</v></c><c t="d"><v>2020-01-02T03:04:05.000</v></c><c><v>4</v></c></row>'
    plain = excel(tmp_path / "a.xlsx", {"S": rows})
    with zipfile.ZipFile(plain) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    for usual, strict in (
        ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"),
        ("http://schemas.openxmlformats.org/officeDocument/2006", "http://purl.oclc.org/ooxml/officeDocument"),
    ):
        parts = {name: text.replace(usual, strict) for name, text in parts.items()}
    assert csv_of(write_zip(tmp_path / "b.xlsx", parts)) == csv_of(plain) == "2020-01-02,2020-01-02 03:04:05,4\n"


def test_texts_that_would_fill_the_memory_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_MOST_OF_TEXTS", 1 << 20)
    strings = f"<sst {_MAIN}><si><t>{'x' * (1 << 20)}</t></si></sst>"
    with pytest.raises(UserError, match=r"xl/sharedStrings\.xml has more than 1 MB"):
        csv_of(excel(tmp_path / "b.xlsx", {"S": '<row><c t="s"><v>0</v></c></row>'}, sharedStrings=strings))


def test_left_out_cells_and_rows_stand_as_blanks(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="C1"><v>3</v></c><c r="AA1" t="b"><v>1</v></c></row>'
        '<row r="4"><c r="B4" t="e"><v>#N/A</v></c><c r="C4" t="str"><v>x</v></c></row>'
    )
    assert csv_of(excel(tmp_path / "b.xlsx", {"S": rows})) == f"1,,3{',' * 24}true\n\n\n,,x{',' * 24}\n"


def test_rows_far_below_are_no_gap(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c><v>1</v></c></row><row r="1000000"><c><v>2</v></c></row><row r="1000002"><c><v>3</v></c></row>'
    )
    assert csv_of(excel(tmp_path / "b.xlsx", {"S": rows})) == "1\n2\n\n3\n"


@pytest.mark.parametrize("name", ["a/b", "Été 1"])
def test_sheets_have_names_of_files(tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(excel(tmp_path / "b.xlsx", {name: RATINGS})) as archive:
        assert list(sheets_of(archive)) == [name.replace("/", "_") + ".csv"]


def open_document(path: Path, rows: str, name: str = "Tabelle1") -> Path:
    content = (
        f'<office:document-content {_OPEN}><office:body><office:spreadsheet><table:table table:name="{name}">{rows}'
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/>'
        "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    )
    return write_zip(path, {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def test_sheets_of_libre_office_are_read(tmp_path: Path) -> None:
    def text(value: str) -> str:
        return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'

    rows = (
        f"<table:table-row>{''.join(map(text, ('Film', 'Note /5', 'Datum', 'ok')))}</table:table-row>"
        '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
        f"<table:table-row>{text('<text:span>He</text:span>at')}"
        '<table:table-cell office:value-type="float" office:value="4.5"><text:p>4,5</text:p></table:table-cell>'
        '<table:table-cell office:value-type="date" office:date-value="2020-01-02T03:04:05"><text:p>2.1.</text:p>'
        '</table:table-cell><table:table-cell office:value-type="boolean" office:boolean-value="true"/></table:table-row>'
    )
    path = open_document(tmp_path / "b.ods", rows)
    assert csv_of(path) == "Film,Note /5,Datum,ok\n\n\nHeat,4.5,2020-01-02 03:04:05,true\n\n"
    assert is_personal(path)
    (entry,) = read_history(path).entries
    assert (entry.film.title, entry.value, str(entry.scale)) == ("Heat", 4.5, "0.5 to 5")


@pytest.mark.parametrize(
    "inner",
    [
        "<row><c",
        '<row><c t="s"><v>7</v></c></row>',
        "<row><c><v>four</v></c></row>",
        '<row><c r="ZZZZZZZ1"><v>1</v></c></row>',
        f"<row>{'<c/>' * 20_000}</row>",
    ],
    ids=["cut", "no such text", "no number", "far right", "wide"],
)
def test_a_damaged_workbook_is_named(tmp_path: Path, inner: str) -> None:
    with pytest.raises(UserError, match=r"b\.xlsx is a damaged workbook.*save it anew, or as CSV"):
        finish(load_dataset(excel(tmp_path / "b.xlsx", {"S": inner})))


@pytest.mark.parametrize("parts", [
    {"xl/workbook.xml": "<workbook><sheets>"},
    {"xl/workbook.xml": "<workbook/>", "xl/_rels/workbook.xml.rels": "<Relationships"},
    {"mimetype": "application/vnd.oasis.opendocument.spreadsheet"},
    {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "no XML"},
])  # fmt: skip
def test_a_workbook_without_a_list_of_sheets_is_damaged(tmp_path: Path, parts: dict[str, str]) -> None:
    path = write_zip(tmp_path / "b.xlsx", parts)
    for read in (read_history, lambda path: finish(load_dataset(path))):
        with pytest.raises(UserError, match=r"b\.xlsx is a damaged workbook"):
            read(path)


@pytest.mark.parametrize("before", ["", f"<!--{'far' * 3_000}-->"], ids=["first", "behind a long remark"])
def test_entities_are_refused(tmp_path: Path, before: str) -> None:
    text = before + '<!DOCTYPE x [<!ENTITY a "b">]><workbook>&a;</workbook>'
    path = write_zip(tmp_path / "b.xlsx", {"xl/workbook.xml": text})
    with pytest.raises(UserError, match="declares entities"):
        finish(load_dataset(path))


def test_a_book_of_several_tables_gives_each_its_rows(tmp_path: Path) -> None:
    cell = "<table:table-row><table:table-cell office:value-type='string'><text:p>{}</text:p></table:table-cell></table:table-row>"
    path = open_document(
        tmp_path / "b.ods", cell.format("a") + f"</table:table><table:table table:name='B'>{cell.format('b')}"
    )
    assert [csv_of(path, name).split() for name in ("Tabelle1.csv", "B.csv")] == [["a"], ["b"]]


def test_what_no_sheet_can_hold_is_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cell = "<table:table-cell table:number-columns-repeated='1000' office:value-type='string'><text:p>a</text:p></table:table-cell>"
    with pytest.raises(UserError, match="more than 16,384 columns"):
        csv_of(open_document(tmp_path / "b.ods", f"<table:table-row>{cell * 20}</table:table-row>"))
    row = f"<table:table-row table:number-rows-repeated='1024'>{cell}</table:table-row>"
    monkeypatch.setattr(workbook, "_MOST_ROWS", 3_000)
    with pytest.raises(UserError, match="more than 3,000 rows"):
        csv_of(open_document(tmp_path / "c.ods", row * 3))


@pytest.mark.parametrize("kind", ["ods", "xlsx"])
def test_a_sheet_that_is_refused_or_left_early_keeps_no_file_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    cell = "<table:table-cell office:value-type='string'><text:p>a</text:p></table:table-cell>"
    rows: list[list[Cell]] = [["a"]] * 9_000
    path = (
        excel(tmp_path / "a.xlsx", {"A": rows})
        if kind == "xlsx"
        else open_document(tmp_path / "a.ods", f"<table:table-row>{cell}</table:table-row>" * 9_000)
    )
    with zipfile.ZipFile(path) as archive:
        file = archive.fp
        with sheet_as_csv(archive, next(iter(sheets_of(archive)))) as left:
            assert left.read(1) == b"a"
    assert file is not None
    assert file.closed
    monkeypatch.setattr(workbook, "_MOST_ROWS", 3_000)
    with zipfile.ZipFile(path) as archive:
        file = archive.fp
        refused_sheet = sheet_as_csv(archive, next(iter(sheets_of(archive))))
        with pytest.raises(UserError, match="more than 3,000 rows") as refused:
            refused_sheet.read()
    assert refused.tb  # who looks at the error holds what stopped
    assert file is not None
    assert file.closed


@pytest.mark.parametrize("part", ["mimetype", "content.xml", "xl/workbook.xml", "xl/worksheets/s0.xml"])
@pytest.mark.parametrize("read", [lambda path: finish(load_dataset(path)), read_history], ids=["dataset", "history"])
def test_a_part_that_is_not_as_its_sum_says_is_damage(
    tmp_path: Path, part: str, read: Callable[[Path], object]
) -> None:
    cell = "<table:table-cell office:value-type='string'><text:p>{}</text:p></table:table-cell>"
    rows = "".join("<table:table-row>" + "".join(map(cell.format, row)) + "</table:table-row>" for row in RATINGS)
    path = (
        excel(tmp_path / "a.xlsx", {"A": RATINGS})
        if part.startswith("xl/")
        else open_document(tmp_path / "a.ods", rows)
    )
    with zipfile.ZipFile(path) as archive:
        held = archive.read(part)
    content = bytearray(path.read_bytes())
    content[content.index(held) + len(held) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(UserError, match=f"{path.name} is (a damaged workbook|damaged or not a readable zip)"):
        read(path)


def test_other_zips_are_no_workbooks(tmp_path: Path) -> None:
    with zipfile.ZipFile(write_zip(tmp_path / "a.zip", {"mimetype": "application/epub+zip", "a.csv": "x"})) as archive:
        assert not is_workbook(archive)
