"""Kinds of rows: a film, something else (a series, an episode, a game), or not known.

Words seen in exports: IMDb's "Movie", "TV Series", "TV Mini Series", "TV Episode", "TV Movie", "TV Special",
"tvSeries", "Feature Film", "Video Game"; the Italian "Film", "Serie TV", "Mini serie TV"; Trakt's movie, show,
season, episode; TMDB's movie, tv; Simkl's movie, tv, "tv show", anime; Kinopoisk's сериал, мини-сериал.
"""

from __future__ import annotations

import re
from enum import StrEnum

from movierec_gui.data.people.titles import words_of


class Kind(StrEnum):
    """The kind of an entry."""

    FILM = "film"
    NOT_FILM = "not a film"
    UNKNOWN = "unknown"
    """The type is a word that both films and series go under, or one that is not known."""


_TELEVISION_FILMS = frozenset({
    "tvmovie", "tvfilm", "televisionmovie", "televisionfilm", "fernsehfilm", "telefilm", "filmtv", "filmetv",
    "filmedetv", "peliculadetv", "peliculatv", "madefortv", "телефильм", "tvfilmi", "movietv", "filmeparatv",
    "filmtelevisivo",
})  # fmt: skip
_NOT_FILM_WORDS = frozenset({
    "tv", "show", "shows", "serie", "series", "serial", "seriale", "serien", "season", "seasons", "staffel",
    "temporada", "stagione", "saison", "episode", "episodes", "episodio", "folge", "odcinek", "avsnitt", "aflevering",
    "mini", "miniserie", "miniseries", "special", "specials", "game", "videogame", "spiel", "videospiel", "videojuego",
    "videogioco", "podcast", "podcastseries", "podcastepisode", "сериал", "мини", "минисериал", "эпизод", "шоу",
    "сезон", "игра", "music", "musicvideo", "book", "manga", "dizi", "televisione", "television", "fernsehserie",
    "fernsehsendung", "programa", "programme",
})  # fmt: skip
_NOT_FILM_ENDS = ("series", "serie", "serien", "episode", "show")
_FILM_WORDS = frozenset({
    "movie", "movies", "film", "films", "feature", "documentary", "short", "video", "spielfilm", "kurzfilm",
    "dokumentarfilm", "pelicula", "cortometraje", "lungometraggio", "cortometraggio", "filme", "elokuva", "фильм",
    "мультфильм", "кино", "映画", "电影", "long", "court", "metrage", "speelfilm", "kortfilm",
})  # fmt: skip
_KIND_IN_BRACKETS = re.compile(r"[(\[][^()\[\]]*\b(?:сериал|мини-сериал|tv series|tv mini[- ]series)\b", re.IGNORECASE)


def kind_of(type_word: str) -> Kind:
    """The kind that a type means; a film where a source gives none."""
    words = words_of(type_word)
    if not words:
        return Kind.FILM
    joined = "".join(words)
    if joined in _TELEVISION_FILMS:
        return Kind.FILM
    if any(word in _NOT_FILM_WORDS or word.startswith("tv") or word.endswith(_NOT_FILM_ENDS) for word in words):
        return Kind.NOT_FILM
    if any(word in _FILM_WORDS for word in words):
        return Kind.FILM
    return Kind.UNKNOWN


def says_series(title: str) -> bool:
    """Whether brackets in a title call it a series, as Kinopoisk's lists do: ``Зомболодка! (сериал, 2019)``."""
    return _KIND_IN_BRACKETS.search(title) is not None
