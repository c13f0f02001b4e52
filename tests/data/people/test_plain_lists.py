import pytest

from movierec_gui.data.people.person import OF_HUNDRED, OF_TEN, STARS
from movierec_gui.data.people.plain_lists import films_by_line, with_found_heading
from movierec_gui.data.people.reading import is_personal
from movierec_gui.data.people.sheets import Row, Sheet
from tests.data.people.conftest import matched


@pytest.mark.parametrize(
    ("text", "scale"),
    [
        ("Heat (1995) - 9/10\nCasino (1995) - 8/10\n", None),
        ("Heat (1995): 9\n\nCasino (1995): 8.5\n", OF_TEN),
        ("1. Heat (1995) 9\n2. Casino (1995) 8\n", OF_TEN),
        ("- Heat (1995) ★★★★½\n- Crouching Tiger, Hidden Dragon (2000) ★★★\n", None),
        ("* Heat (1995) | 90%\n* Casino (1995) | 80 %\n", None),
        ("Heat (1995)\t4.5\nCasino (1995)\t4\n", STARS),
        ("Heat (1995) ..... 95\nCasino (1995) ..... 60\n", OF_HUNDRED),
        ("My films\n" + "Heat (1995): 4 stars\nCasino (1995): 5 stars\nFargo (1996): 3\nJaws (1975): 4\n", STARS),
    ],
)
def test_a_film_and_its_rating_on_each_line(write, review, text, scale):
    path = write(text, "films.txt")
    assert is_personal(path)
    result = review(path, scale=scale)
    assert len(matched(result)) == len(result.rows) >= 2
    assert any("on each line" in note for note in result.notes)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Heat (1995) - 9/10\n",
        "Dear friend,\nall is well: 5\nBye (2020)\n",
        "Heat - 9\nCasino - 8\n",
        "a: 1\nb: 2\n",
        "10:30\n11:45\n",
    ],
)
def test_other_texts_are_no_lists(text):
    assert films_by_line("x.txt", text) is None


@pytest.mark.parametrize(
    ("rows", "header"),
    [
        ((("Heat", "1995", "4.5"), ("Casino", "1995", "4")), ("title", "year", "rating")),
        ((("9", "Heat (1995)"), ("8", "Casino (1995)")), ("rating", "title")),
        ((("Heat", "1995", "9/10"), ("12", "1995", "4/10")), None),
        ((("Heat", "9"), ("Casino", "8")), None),
        ((("ann", "Heat", "9"), ("bob", "Casino", "8")), None),
        ((("1", "Heat (1995)", "9"), ("2", "Casino (1995)", "8")), None),
        ((("Heat", "1995", "4.5"),), None),
    ],
)
def test_columns_without_a_heading_are_named_where_they_show_it(rows, header):
    sheet = Sheet("x.csv", rows[0], tuple(Row(number, cells) for number, cells in enumerate(rows[1:], 2)))
    found = with_found_heading(sheet)
    assert found.header == (header or rows[0])
    assert bool(found.remark) is (header is not None)
    assert len(found.rows) == len(rows) - (header is None)


def test_what_was_taken_for_what_is_said(review):
    result = review("Heat,1995,4.5\nCasino,1995,4\n", scale=STARS)
    assert len(matched(result)) == 2
    assert "no heading; column 1 is the title, column 2 is the year, column 3 is the rating" in result.notes[0]


def test_ratings_by_title_in_json_are_a_list(review):
    assert len(matched(review('{"Heat (1995)": 4.5, "Casino (1995)": "4/5"}', scale=STARS))) == 2
