"""Whose page a row opens: by its column of indices."""

from movierec_gui.data.tables import Table
from movierec_gui.gui.widgets.row_page import Kind, PageOf, no_page, page_of_row


def table_of(**columns):
    import pandas as pd

    return Table.from_frame(pd.DataFrame(columns))


def test_a_row_with_a_movie_opens_the_film():
    table = table_of(movie=[4, 9], user=[1, 2], title=["a", "b"])
    assert page_of_row(table, 1) == PageOf(Kind.FILM, 9)


def test_a_row_with_a_user_alone_opens_the_user():
    assert page_of_row(table_of(user=[1, 2]), 0) == PageOf(Kind.USER, 1)


def test_other_rows_open_nothing():
    assert page_of_row(table_of(title=["a"]), 0) is None
    assert no_page(table_of(movie=[0.5]), 0) is None
