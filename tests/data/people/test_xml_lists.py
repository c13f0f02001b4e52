# ruff: noqa: E501
import pytest

from movierec_gui.data.people.person import OF_TEN
from movierec_gui.data.people.reading import is_personal, read_history
from movierec_gui.data.people.xml_lists import sheet_of_xml
from tests.data.people.conftest import matched, statuses

ANIME = """<?xml version="1.0" encoding="UTF-8" ?>
<myanimelist><myinfo><user_id>1</user_id><user_name>ann</user_name></myinfo>
<anime><series_animedb_id>199</series_animedb_id><series_title><![CDATA[Akira]]></series_title><series_type>Movie</series_type>
<my_score>9</my_score><my_finish_date>2019-03-04</my_finish_date><my_status>Completed</my_status></anime>
<anime><series_animedb_id>1535</series_animedb_id><series_title><![CDATA[Death Note]]></series_title><series_type>TV</series_type>
<my_score>8</my_score><my_finish_date>0000-00-00</my_finish_date><my_status>Completed</my_status></anime>
<anime><series_animedb_id>437</series_animedb_id><series_title><![CDATA[Perfect Blue]]></series_title><series_type>Movie</series_type>
<my_score>0</my_score><my_finish_date>0000-00-00</my_finish_date><my_status>Plan to Watch</my_status></anime></myanimelist>
"""
KODI = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?><videodb><version>1</version>
<movie><title>Heat</title><userrating>9</userrating><year>1995</year><uniqueid type="imdb" default="true">tt0113277</uniqueid>
<ratings><rating name="imdb"><value>8.2</value></rating></ratings></movie>
<movie><title>Casino</title><userrating>0</userrating><year>1995</year></movie>
<movie><title>Fargo</title><userrating>7</userrating><year>1996</year></movie>
<tvshow><title>Fargo</title><userrating>8</userrating><year>2014</year></tvshow>
<tvshow><title>Rome</title><userrating>8</userrating><year>2005</year></tvshow></videodb>
"""
PLEX = """<MediaContainer size="2"><Video title="Heat" year="1995" userRating="9.0" type="movie"><Media id="1"/></Video>
<Video title="Casino" year="1995" userRating="8.0" type="movie"><Media id="2"/></Video></MediaContainer>
"""


def test_an_anime_list_has_films_and_series(write, review):
    path = write(ANIME, "animelist.xml")
    assert is_personal(path)
    result = review(path, scale=OF_TEN)
    assert statuses(result) == ["matched", "not a film"]
    assert (result.rows[0].entry.value, result.rows[0].entry.time) == (9, 1551657600)
    assert any("1 rows without a rating" in note for note in result.notes)


def test_a_collection_of_kodi_has_ids_and_kinds(write, review):
    path = write(KODI, "videodb.xml")
    history = read_history(path)
    assert [(entry.film.title, entry.film.imdb_id, entry.value) for entry in history.entries] == [
        ("Heat", "tt0113277", 9), ("Fargo", "", 7), ("Fargo", "", 8), ("Rome", "", 8),
    ]  # fmt: skip
    assert statuses(review(path, scale=OF_TEN)) == ["matched", "matched", "not a film", "not a film"]


def test_attributes_are_columns_too(write, review):
    assert list(matched(review(write(PLEX, "plex.xml"), scale=OF_TEN)).values()) == [9, 8]


@pytest.mark.parametrize(
    "text",
    [
        "<a/>",
        "<a><b><c>1</c></b></a>",
        "<a><b>1</b><b>2</b></a>",
        "<a><b>",
        '<!DOCTYPE x [<!ENTITY e "y">]><a><b><c>&e;</c></b><b><c>1</c></b></a>',
        "<html><p class='x'>",
    ],
)
def test_other_documents_have_no_list(text):
    assert sheet_of_xml("x.xml", text.encode()) is None


def test_a_declaration_is_seen_in_any_encoding_and_not_in_a_title():
    films = "<a><b><title>{}</title></b><b><title>Heat</title></b></a>"
    assert sheet_of_xml("x.xml", ('<!DOCTYPE x [<!ENTITY e "y">]>' + films.format("&e;")).encode("utf-16")) is None
    sheet = sheet_of_xml("x.xml", films.format("<![CDATA[<!DOCTYPE]]>").encode("utf-16"))
    assert sheet is not None
    assert [row.cells for row in sheet.rows] == [("<!DOCTYPE",), ("Heat",)]
