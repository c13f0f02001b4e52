from movierec_gui.data.people.person import Film
from movierec_gui.data.people.sources.documents import as_sheet, nested_film


def test_a_nested_film():
    value = {"title": " Heat ", "year": 1995, "ids": {"imdb": "tt0113277", "tmdb": 949}}
    assert nested_film(value) == Film("Heat", 1995, "tt0113277", "949")
    for odd in (None, 5, {}, {"title": 5, "year": "1995", "ids": []}, {"ids": {"imdb": None}}):
        assert nested_film(odd) == Film()


def test_flat_objects_are_a_table():
    sheet = as_sheet("x.json", [{"title": "Heat", "rating": 4}, {"title": None, "year": 1995}])
    assert sheet.header == ("title", "rating", "year")
    assert [row.cells for row in sheet.rows] == [("Heat", "4", ""), ("", "", "1995")]
    for odd in ([], {}, "x", [5], [{"movie": {}}]):
        assert as_sheet("x.json", odd) is None
