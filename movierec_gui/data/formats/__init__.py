"""The layouts in which ratings come. A new one is a file here and a line in FORMATS."""

from __future__ import annotations

from movierec_gui.data.formats import (
    hetrec,
    jester,
    lenskit,
    movielens_100k,
    movielens_csv,
    movielens_dat,
    movietweetings,
    netflix,
    parts,
    ratings_matrix,
    ratings_table,
    serendipity_2018,
    tag_genome_2021,
    train_test,
)
from movierec_gui.data.formats.layout import Layout

FORMATS: tuple[Layout, ...] = (
    movietweetings,
    movielens_csv,
    movielens_dat,
    movielens_100k,
    serendipity_2018,
    hetrec,
    netflix,
    jester,
    lenskit,
    tag_genome_2021,
    parts,
    train_test,
    ratings_table,
    ratings_matrix,
)
"""Every layout, the most particular first; the first that matches reads the data.

The last is tried only where no other fits: any numbers may look like a matrix.
"""
