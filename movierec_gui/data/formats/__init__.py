"""The layouts in which ratings come. A new one is a file here and a line in FORMATS."""

from __future__ import annotations

from movierec_gui.data.formats import movielens_100k, movielens_csv, movielens_dat, ratings_table
from movierec_gui.data.formats.layout import Layout

FORMATS: tuple[Layout, ...] = (movielens_csv, movielens_dat, movielens_100k, ratings_table)
"""Every layout, the most particular first; the first that matches reads the data."""
