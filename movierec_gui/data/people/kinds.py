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


_TELEVISION = frozenset({
    "tv", "television", "televisione", "televisao", "televisivo", "televisiva", "fernsehen", "тв", "dtv",
})  # fmt: skip
_NOT_FILM_WORDS = _TELEVISION | frozenset({
    "show", "shows", "season", "seasons", "staffel", "temporada", "stagione", "saison", "seizoen", "sasong", "sezon",
    "сезон", "episodes", "episodio", "episodios", "folge", "odcinek", "avsnitt", "aflevering", "jakso", "capitulo",
    "bolum", "эпизод", "mini", "мини", "special", "specials", "speciale", "especial", "fernsehspecial",
    "game", "videogame", "spiel", "videospiel", "videojuego", "videogioco", "jeu", "jeux", "jogo", "gra", "игра",
    "видеоигра", "podcast", "music", "musicvideo", "musikvideo", "book", "manga", "dizi", "dizisi", "programa",
    "programme", "emission", "feuilleton", "telenovela", "novela", "sitcom", "soap", "scripted", "sorozat",
    "fernsehsendung", "шоу", "телепередача", "дорама",
})  # fmt: skip
_NOT_FILM_ENDS = (
    "series", "serie", "serien", "serier", "serial", "seriale", "seriaal", "episode", "episodes", "show", "folge",
    "sarja", "сериал", "сериалы",
)  # fmt: skip
_NOT_FILM_PARTS = (
    "テレビ",
    "シリーズ",
    "番組",
    "电视",
    "電視",
    "剧集",
    "劇集",
    "迷你剧",
    "综艺",
    "시리즈",
    "드라마",
    "에피소드",
)
"""Of languages that write words without blanks between."""
_FILM_WORDS = frozenset({
    "feature", "documentary", "documentaire", "documental", "documentario", "short", "video", "pelicula",
    "cortometraje", "largometraje", "lungometraggio", "cortometraggio", "elokuva", "кино", "короткометражка",
    "long", "court", "metrage", "metragem", "picture",
})  # fmt: skip
_FILM_ENDS = ("movie", "movies", "film", "films", "filme", "filmi", "фильм", "фильмы")
_FILM_PARTS = ("映画", "电影", "電影", "影片", "短片", "영화")
_SERIES = r"(?:tv[- ]?)?(?:mini[-– ]?|мини[-– ]?|мульт|теле|аниме[-– ]?|web[- ]?)?"
_KIND_IN_BRACKETS = re.compile(
    rf"[(\[]\s*{_SERIES}(?:series?|s[ée]ries?|serial|shows?|сериал|dizi(?:si)?)(?:\s+(?:tv|de tv|t[ée]l[ée]vis[ée]e))?"
    r"\s*(?:[,;]?\s*\d{4}[^()\[\]]*|[,;][^()\[\]]*)?[)\]]",
    re.IGNORECASE,
)


def kind_of(type_word: str) -> Kind:
    """The kind that a type means; a film where a source gives none."""
    words = words_of(type_word)
    if not words:
        return Kind.FILM
    if any(_is_film(word) for word in words) and not any(
        _is_no_film(word) for word in words if word not in _TELEVISION
    ):
        return Kind.FILM
    if any(_is_no_film(word) for word in words):
        return Kind.NOT_FILM
    return Kind.FILM if any(word in _FILM_WORDS for word in words) else Kind.UNKNOWN


def _is_film(word: str) -> bool:
    """Whether a word means a film, even beside one that means television: ``TV Movie``, ``Película de TV``."""
    return word == "pelicula" or word.endswith(_FILM_ENDS) or any(part in word for part in _FILM_PARTS)


def _is_no_film(word: str) -> bool:
    return (
        word in _NOT_FILM_WORDS
        or (word.startswith("tv") and not word.endswith(_FILM_ENDS))
        or word.endswith(_NOT_FILM_ENDS)
        or any(part in word for part in _NOT_FILM_PARTS)
    )


def says_series(title: str) -> bool:
    """Whether brackets in a title call it a series, as Kinopoisk's lists do: ``Зомболодка! (сериал, 2019)``."""
    return _KIND_IN_BRACKETS.search(title) is not None
