"""The sites whose exports can be read, the most telling first. To add one: a file in this folder and a line here."""

from __future__ import annotations

from movierec_gui.data.people.entries import Source
from movierec_gui.data.people.sources import (
    criticker,
    extension,
    imdb,
    kinopoisk,
    letterboxd,
    movielens_site,
    netflix,
    own_export,
    simkl,
    table,
    tmdb,
    trakt,
)

SOURCES: tuple[Source, ...] = (
    own_export,
    letterboxd,
    trakt,
    tmdb,
    simkl,
    extension,
    movielens_site,
    criticker,
    imdb,
    kinopoisk,
    netflix,
    table,
)
