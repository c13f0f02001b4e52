"""Names of columns that tell a table's delimiter and heading, and the ones that any table may use."""

from __future__ import annotations

RATING = ("your rating", "your_rating", "my rating", "user rating", "you rated", "rating", "rating_val", "stars",
          "score", "note", "grade", "vote", "bewertung", "calificación", "nota", "voto", "оценка", "评分")  # fmt: skip
TITLE = ("title", "name", "movie title", "film", "film name", "movie", "primary title", "titel", "titre", "título",
         "titolo", "название")  # fmt: skip
OTHER_TITLES = ("original title", "originaltitle", "original_title", "original name", "english title", "nameEn",
                "titleOriginal")  # fmt: skip
YEAR = ("year", "release year", "release_year", "year released", "jahr", "année", "año", "anno", "ano", "år", "rok",
        "год", "年")  # fmt: skip
RELEASED = ("release date", "released", "release_date")
IMDB = ("imdb id", "imdbid", "imdb_id", "const", "tconst", "imdb", "imdb url", "imdburi", "imdb link")
TMDB = ("tmdb id", "tmdbid", "tmdb_id", "tmdb", "themoviedb id", "themoviedb")
MOVIE = ("movieid", "movie id", "movie_id", "movielens id", "movielensid", "itemid", "item_id")
TYPE = ("title type", "type", "media type", "media_type", "mediatype")
TIME = ("date rated", "rated at", "rated_at", "ratedAt", "timestamp", "tstamp", "rated date", "date", "watched date",
        "watcheddate", "watched_at", "datum", "time")  # fmt: skip
USER = ("userid", "user id", "user_id", "user", "username", "participant_id")
SEASON = ("season_number", "season number", "season", "episode_number", "episode number", "episode")

KNOWN_COLUMNS = (
    *RATING, *TITLE, *OTHER_TITLES, *YEAR, *RELEASED, *IMDB, *TMDB, *MOVIE, *TYPE, *TIME, *USER, *SEASON,
    "letterboxd uri", "letterboxduri", "rewatch", "rating10", "genres", "directors", "num votes", "position",
    "created", "modified", "runtime mins", "url", "tags", "review", "watchlist", "simkl_id", "lastepwatched",
    "datetime", "login_id", "action_type", "log_json", "average_rating", "tag", "seen_status", "dataset_id",
    "movielens_rating", "interest_level", "date rated", "mini review", "tier", "kprating", "deine bewertung",
    "bewertet am",
)  # fmt: skip
"""Enough of them to tell a heading from a banner or from data."""
