"""What the figures of lists are called: one table for the window, the pictures and the command line."""

from __future__ import annotations

from typing import NamedTuple


class ListName(NamedTuple):
    """A figure's name at the head of a column, and in words where there is room."""

    heading: str
    words: str


LIST_NAMES = {
    "length": ListName("Length", "Length of a list"),
    "users": ListName("People", "People judged"),
    "ndcg": ListName("NDCG", "NDCG"),
    "ndcg_interval": ListName("± (95 %)", "NDCG, half of the 95 % interval"),
    "gain": ListName("Gain", "NDCG less that of the most rated movies"),
    "gain_low": ListName("from", "– its 95 % interval, from"),
    "gain_high": ListName("to", "– to"),
    "better": ListName("Better", "People served better than by the most rated"),
    "worse": ListName("Worse", "People served worse than by the most rated"),
    "recall": ListName("Recall", "Recall"),
    "recall_of_all": ListName("Recall of all", "Recall of all liked movies"),
    "average_precision": ListName("MAP", "MAP"),
    "coverage": ListName("Coverage", "Coverage of the catalogue"),
    "diversity": ListName("Diversity", "Diversity of genres"),
    "calibration": ListName("Calibration", "Calibration of genres, nats"),
    "novelty": ListName("Novelty", "Novelty, bits"),
    "popularity": ListName("Popularity", "Popularity, ratings of a movie"),
    "gini": ListName("Gini", "Gini index"),
}
"""By the field of ``ListFigures``, in the order in which they are shown."""
