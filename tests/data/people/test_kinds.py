import pytest

from movierec_gui.data.people.kinds import Kind, kind_of, says_series


@pytest.mark.parametrize(
    "word", ["", "Movie", "movie", "Feature Film", "TV Movie", "tvMovie", "Film", "Short", "Video", "Documentary",
             "Spielfilm", "Película", "Fernsehfilm", "Фильм", "Movie (TV)", "TV-Film"]
)  # fmt: skip
def test_films(word):
    assert kind_of(word) == Kind.FILM


@pytest.mark.parametrize(
    "word", ["TV Series", "tvSeries", "TV Mini Series", "TV Mini-Series", "TV Episode", "TV Special", "tv", "tv show",
             "show", "season", "episode", "Serie TV", "Mini serie TV", "Video Game", "Podcast Series", "Music Video",
             "TV-Serie", "сериал", "tvshow", "docuseries", "TV Short"]
)  # fmt: skip
def test_what_is_no_film(word):
    assert kind_of(word) == Kind.NOT_FILM


@pytest.mark.parametrize(
    "word",
    """
Fernsehserie;Miniserie;Fernsehepisode;Fernseh-Miniserie;Fernsehspecial;Videospiel;Podcast-Serie;Musikvideo;Folge;Staffel
Série télévisée;Mini-série télévisée;Épisode télévisé;Émission spéciale;Jeu vidéo;Saison;Feuilleton;Websérie
Serie de TV;Miniserie de TV;Episodio de TV;Especial de TV;Videojuego;Programa de televisión;Telenovela;Capítulo
Episodio TV;Stagione;Videogioco;Speciale TV;Minissérie de televisão;Episódio de TV;Jogo eletrônico;Novela
Телесериал;ТВ-сериал;Эпизод;Мультсериал;аниме-сериал;Сериалы;ТВ-шоу;Телепередача;Видеоигра;Дорама;Веб-сериал
Serial TV;Miniserial;Odcinek serialu;Gra wideo;Televisieserie;Aflevering;Seizoen;Avsnitt;Säsong;Mini dizi;Bölüm
テレビシリーズ;ミニシリーズ;テレビ番組;电视剧;剧集;综艺;TV 시리즈;드라마;미니시리즈
tvMiniSeries;tvEpisode;limited series;web series;sitcom;soap opera;reality show;stand-up special;TV_SERIES;Sorozat
""".replace("\n", ";")
    .strip(";")
    .split(";"),
)
def test_series_in_other_languages(word):
    assert kind_of(word) == Kind.NOT_FILM


@pytest.mark.parametrize(
    "word",
    """
Kurzfilm;Kinofilm;Zeichentrickfilm;Dokumentarfilm;Film d'animation;Téléfilm;Court-métrage;Long métrage;Documentaire
Película de TV;Cortometraje;Largometraje;Documental;Film TV;Lungometraggio;Filme de TV;Curta-metragem
Документальный фильм;ТВ-фильм;Мультфильм;аниме-фильм;Короткометражка;Film telewizyjny;Televisiefilm;Långfilm
Sinema Filmi;TV Filmi;映画;电影;영화;短片;Motion Picture;Made for TV Movie;Television movie;Anime movie;film (tv)
""".replace("\n", ";")
    .strip(";")
    .split(";"),
)
def test_films_in_other_languages(word):
    assert kind_of(word) == Kind.FILM


@pytest.mark.parametrize("word", ["anime", "whatever"])
def test_words_that_do_not_tell(word):
    assert kind_of(word) == Kind.UNKNOWN


def test_brackets_that_tell():
    assert says_series("Зомболодка! (сериал, 2019)")
    for title in ("Fargo (TV Series 2014–2024)", "Dark (Serie, 2017)", "Chernobyl (Miniserie)", "Lupin (série, 2021)",
                  "Наруто (мультсериал)", "Шерлок (мини–сериал, 2010 – 2017)", "Show (Web Series)"):  # fmt: skip
        assert says_series(title), title
    for title in ("Матрица (1999)", "Serie noire (Série noire)", "The Series (1999)", "Network (Show Must Go On)"):
        assert not says_series(title), title


def test_no_title_of_the_bundled_data_is_called_a_series(bundled_dataset):
    assert not [title for title in bundled_dataset.movies.titles if says_series(title)]
