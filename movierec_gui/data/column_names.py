"""Names of columns in real tables. Sources and how each was checked: ``docs/formats.md``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from unicodedata import normalize

NAMES: dict[str, tuple[str, ...]] = {
    "user": (
        "userid", "user", "reviewerid", "customerid", "accountid", "username", "profilename", "useri",
        "userhash", "hasheduserid", "reviewer", "memberid", "customer", "custid", "datasetid", "participantid",
        "personid", "student", "studentid", "person", "critic", "criticname", "viewerid", "viewer", "raterid", "rater",
        "email", "emailaddress", "useremail", "nickname", "member", "benutzer", "benutzerid", "nutzer", "nutzerid",
        "utilisateur", "utilisateurid", "usuario", "usuarioid", "utente", "utenteid", "gebruiker",
        "profile", "uid",
    ),
    "movie": (
        "movieid", "movie", "itemid", "item", "filmid", "film", "bookid", "book", "productid", "product", "asin",
        "isbn", "mid", "iid", "animeid", "businessid", "jokeid", "songid", "artistid", "gameid", "showid", "artid",
        "parentasin", "videoid", "rottentomatoeslink", "beerid", "recipeid", "trackid", "titleid", "contentid",
        "pelicula", "peliculaid", "filmeid", "filme", "mediaid", "animeuid",
    ),
    "rating": (
        "rating", "ratings", "score", "stars", "value", "bookrating", "overall", "myrating", "yourrating", "ratingval",
        "userrating", "ratingvalue", "rate", "reviewoverall", "movierating", "myscore", "movielensrating",
        "starrating", "ratingscore", "reviewscore", "reviewrating", "userscore", "bewertung", "wertung", "valoracion",
        "calificacion", "puntuacion", "nota", "voto", "note", "vote", "grade", "liked", "thumbs", "star",
    ),
    "timestamp": (
        "timestamp", "tstamp", "time", "date", "unixtime", "unixreviewtime", "ratedat", "daterated", "createdat", "ts",
        "datetime", "mylastupdated", "reviewdate", "reviewtime", "ratingdate", "ratingtimestamp", "ratedon",
        "watchedat", "created", "datum", "fecha", "data",
    ),
    "title": ("title", "movietitle", "name", "primarytitle", "booktitle", "itemtitle", "originaltitle", "producttitle",
              "filmtitle", "moviename", "filmname", "animetitle", "animename", "bookname", "filmtitel", "titel",
              "titre", "titulo", "titolo"),
    "year": ("year", "releaseyear", "startyear", "yearofpublication", "originalpublicationyear", "releasedate"),
    "genres": ("genres", "genre", "class", "categories"),
    "tag": ("tag", "tagtext", "tagname"),
    "imdb": ("imdbid", "imdb", "imdbmovieid", "tconst"),
    "tmdb": ("tmdbid", "tmdb", "tmdbmovieid"),
    "seen": ("seenstatus", "isseen"),
    "review": ("reviewtext", "text"),
}  # fmt: skip
"""Role to names, the surest first, in lower case without anything but letters and digits."""

OTHER_TIMES = (
    "time", "date", "datetime", "reviewdate", "reviewtime", "ratingdate", "ratedon", "daterated", "created", "datum",
    "fecha", "data",
)  # fmt: skip
"""Names of times that may also hold minutes, years or months, if their numbers are small."""
DATE_PARTS = ("dateyear", "datemonth", "dateday", "datehour", "dateminute", "datesecond")
"""The columns of a date that HetRec 2011 writes as six numbers."""
LISTED_IDS = ("id",)
"""Further names for the ids of a list of movies; in a table of ratings it numbers the rows."""

_OUT_OF = re.compile(r"\s*(?:[(\[/].*|out of.*|(?<!\d)(?:5|6|7|10|20|100))$", re.IGNORECASE)
_TYPED = re.compile(r":(token|float)(_seq)?$")
"""RecBole writes a column's type behind its name."""


@lru_cache(maxsize=1024)
def plain_name(name: str) -> str:
    """A column's name without case, accents, type and punctuation: ``User-ID`` and ``user_id:token`` are ``userid``."""
    plain = _TYPED.sub("", name.strip().lower())
    return re.sub(r"[^a-z0-9]", "", plain if plain.isascii() else normalize("NFKD", plain))


def column_of(header: Sequence[str], role: str) -> int | None:
    """The column whose name means ``role`` (a key of ``NAMES``), or None.

    Behind that of the ratings may stand what they are out of: ``Rating (1-10)``, ``rating5``.
    """
    found = first_named(header, NAMES[role])
    if found is None and role == "rating":
        return first_named([_OUT_OF.sub("", name) for name in header], NAMES[role])
    return found


def rated_movie_column(header: Sequence[str]) -> int | None:
    """The column of the movies in a table of ratings: its ids, or else IMDb's or TMDB's, or their titles; or None.

    A name alone may be anybody's, and a title beside the text of a review is that review's.
    """
    found = [column_of(header, role) for role in ("movie", "imdb", "tmdb")]
    if column_of(header, "review") is None:
        found.append(first_named(header, [name for name in NAMES["title"] if name != "name"]))
    return next((place for place in found if place is not None), None)


def first_named(header: Sequence[str], wanted: Sequence[str]) -> int | None:
    """The column with the first of some plain names that is there, or None."""
    names = [plain_name(name) for name in header]
    return next((names.index(name) for name in wanted if name in names), None)
