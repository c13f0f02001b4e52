"""Names of columns that tell a table's delimiter and heading, and the ones that any table may use."""

from __future__ import annotations

RATING = ("your rating", "your_rating", "my rating", "user rating", "you rated", "rating", "rating_val", "stars",
          "score", "note", "grade", "vote", "bewertung", "meine bewertung", "deine bewertung", "ma note", "votre note",
          "mi nota", "tu calificación", "calificación", "nota", "minha nota", "voto", "il tuo voto", "моя оценка",
          "ваша оценка", "оценка", "评分", "我的评分", "betyg", "ocena", "rate", "my score", "liked",
          "thumbs")  # fmt: skip
TITLE = ("title", "name", "movie title", "film", "film name", "movie", "primary title", "titel", "titre", "título",
         "titolo", "titulo", "tytuł", "tytuł polski", "название", "фильм", "标题", "片名", "series title")  # fmt: skip
OTHER_TITLES = ("original title", "originaltitle", "original_title", "original name", "english title", "nameEn",
                "titleOriginal", "originaltitel", "titre original", "título original", "titolo originale",
                "оригинальное название", "原名", "tytuł oryginalny")  # fmt: skip
YEAR = ("year", "release year", "release_year", "year released", "jahr", "année", "año", "anno", "ano", "år", "rok",
        "rok produkcji", "год", "年")  # fmt: skip
RELEASED = ("release date", "released", "release_date")
IMDB = ("imdb id", "imdbid", "imdb_id", "const", "tconst", "imdb", "imdb url", "imdburi", "imdb link")
TMDB = ("tmdb id", "tmdbid", "tmdb_id", "tmdb", "themoviedb id", "themoviedb")
MOVIE = ("movieid", "movie id", "movie_id", "movielens id", "movielensid", "itemid", "item_id")
TYPE = ("title type", "type", "media type", "media_type", "mediatype", "titeltyp", "typ", "tipo", "type de titre",
        "tipo de título", "тип", "类型", "series type")  # fmt: skip
TIME = ("date rated", "rated at", "rated_at", "ratedAt", "timestamp", "tstamp", "rated date", "date", "watched date",
        "watcheddate", "watched_at", "datum", "bewertet am", "fecha", "data", "дата", "дата оценки",
        "time", "lastplayed", "my finish date")  # fmt: skip
USER = ("userid", "user id", "user_id", "user", "username", "participant_id")
SEASON = ("season_number", "season number", "season", "seasons", "number_of_seasons", "episode_number",
          "episode number", "episode", "episodes", "number_of_episodes", "lastepwatched", "first_air_date", "air_date",
          "staffel", "folge", "saison", "épisode", "temporada", "сезон", "серия")  # fmt: skip

NO_TYPE = ("genre", "genres", "tag", "tags", "keywords", "review", "mini review", "memo", "notes", "note", "comment",
           "comments", "description", "directors", "director", "list", "lists", "watchlist", "url", "letterboxd uri",
           "letterboxduri", "жанр", "жанры", "género", "géneros", "genere", "generi")  # fmt: skip
"""Columns whose texts may sound like types and are none."""

KNOWN_COLUMNS = (
    *RATING, *TITLE, *OTHER_TITLES, *YEAR, *RELEASED, *IMDB, *TMDB, *MOVIE, *TYPE, *TIME, *USER, *SEASON,
    "letterboxd uri", "letterboxduri", "rewatch", "rating10", "genres", "directors", "num votes", "position",
    "created", "modified", "runtime mins", "url", "tags", "review", "watchlist", "simkl_id", "lastepwatched",
    "datetime", "login_id", "action_type", "log_json", "average_rating", "tag", "seen_status", "dataset_id",
    "movielens_rating", "interest_level", "date rated", "mini review", "tier", "kprating", )  # fmt: skip
"""Enough of them to tell a heading from a banner or from data."""
