from movierec_gui.data.people.person import Film
from movierec_gui.data.people.sources.documents import as_sheet, nested_film, sheets_in


def test_a_nested_film():
    value = {"title": " Heat ", "year": 1995, "ids": {"imdb": "tt0113277", "tmdb": 949}}
    assert nested_film(value) == Film("Heat", 1995, "tt0113277", "949")
    for odd in (None, 5, {}, {"title": 5, "year": [1995], "ids": []}, {"ids": {"imdb": None}}):
        assert nested_film(odd) == Film()


def test_a_year_may_be_a_text():
    assert nested_film({"title": "Alien", "year": "1979"}).year == 1979
    assert nested_film({"title": "Alien", "year": "soon"}).year == 0


def test_lists_in_an_object_are_tables_of_their_own():
    ratings, shows = [{"title": "Heat", "rating": 4}], [{"title": "Fargo", "rating": 5}]
    sheets = sheets_in("x.json", {"ratings": ratings, "shows": shows, "version": 3})
    assert [sheet.name for sheet in sheets] == ["x.json, ratings", "x.json, shows"]
    assert [sheet.name for sheet in sheets_in("x.json", ratings)] == ["x.json"]
    assert sheets_in("x.json", "text") == []


def test_flat_objects_are_a_table():
    sheet = as_sheet("x.json", [{"title": "Heat", "rating": 4}, {"title": None, "year": 1995}])
    assert sheet.header == ("title", "rating", "year")
    assert [row.cells for row in sheet.rows] == [("Heat", "4", ""), ("", "", "1995")]
    for odd in ([], {}, "x", [5], [{"movie": {}}]):
        assert as_sheet("x.json", odd) is None
