"""The filters above a list of movies that has to leave room for what stands beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox

from movierec_gui.gui.style import fit_text_width
from movierec_gui.gui.widgets.filter_bar import FilterBar

if TYPE_CHECKING:
    from movierec_gui.data.dataset import Dataset

_FIELD_WIDTH = 76
_GENRE_LETTERS = 8


def movie_filters() -> FilterBar:
    """Narrow filters by title, genre, year and support."""
    filters = FilterBar(("title",), genre_column="genres", year_column="year", support_column="support")
    for field in (filters.first_year, filters.last_year, filters.support):
        fit_text_width(field, _FIELD_WIDTH)
    filters.genre.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    filters.genre.setMinimumContentsLength(_GENRE_LETTERS)
    return filters


def offer_choices(filters: FilterBar, dataset: Dataset) -> None:
    """Offer the genres and years of a dataset. A least number of ratings that no movie has would hide them all."""
    from movierec_gui.data.dataset_tables import year_range

    filters.set_genres(dataset.movies.genre_names)
    filters.set_years(*year_range(dataset))
    if filters.support.value() > dataset.movie_counts.max(initial=0):
        filters.support.setValue(0)
