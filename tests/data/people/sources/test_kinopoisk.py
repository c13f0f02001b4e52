import json

from tests.data.people.conftest import matched, statuses

HEAD = '"title","originalTitle","year","rating","ratedAt","kpRating","votesCount","duration","kpUrl"\n'


def test_films_are_found_by_the_original_title(review):
    result = review(
        HEAD
        + '"Матрица (1999)","The Matrix","1999","9","15.04.2026, 11:49","8.5","1","136","https://www.kinopoisk.ru/film/301/"\n'
        '"Зомболодка! (сериал, 2019)","Zomboat!","2019","7","15.04.2026, 11:49","7.2","1","24","https://x"\n'
    )
    assert matched(result) == {"Matrix, The (1999)": 9}
    assert statuses(result) == ["matched", "not a film"]
    assert result.rows[0].entry.scale.high == 10
    assert result.rows[0].entry.film.other_titles[0] == "Матрица"


def test_the_year_is_taken_from_the_russian_title(review):
    result = review(
        '"title","originalTitle","rating","ratedAt"\n"Матрица (1999)","The Matrix","9","15.04.2026, 11:49"\n'
    )
    assert result.rows[0].entry.film.year == 1999
    assert matched(result) == {"Matrix, The (1999)": 9}


def test_json_of_such_a_script(review):
    items = [{"title": "Матрица (1999)", "originalTitle": "The Matrix", "year": "1999", "rating": 9,
              "ratedAt": "15.04.2026, 11:49", "kpUrl": "https://x"}]  # fmt: skip
    result = review(json.dumps(items, ensure_ascii=False), "ratings_1.json")
    assert matched(result) == {"Matrix, The (1999)": 9}
    assert result.rows[0].entry.time == 1776253740


def test_a_film_with_its_russian_title_only_is_not_here(review):
    result = review('"title","rating","kpUrl"\n"Ирония судьбы (1975)","9","https://x"\n')
    assert statuses(result) == ["not in this dataset"]
