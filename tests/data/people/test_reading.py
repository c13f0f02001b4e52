import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from movierec_gui.data.people.person import OF_TEN, RATINGS, STARS
from movierec_gui.data.people.reading import (
    NeedsScaleError,
    NeedsWhoError,
    entries_of_one,
    is_personal,
    lists_in,
    read_history,
    scale_of,
)
from movierec_gui.errors import UserError


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a,b\n1,2\n", "does not say which movies"),
        ("movieId,seen\n1,2\n", "does not say which movies"),
        ("1,2\n3,4\n", "does not say which movies"),
        ("", "holds no table"),
        ("movieId,rating\n", "holds no rating"),
    ],
)
def test_files_of_no_use_are_explained(write, content, message):
    with pytest.raises(UserError, match=message):
        read_history(write(content))


def test_json_of_another_kind_is_explained(write):
    with pytest.raises(UserError, match="JSON of a kind that is not known"):
        read_history(write('{"a": 1}', "x.json"))


@pytest.mark.parametrize(
    ("values", "suggested", "examples"),
    [
        ((3, 4), ["0.5 to 5", "1 to 5", "1 to 10", "0 to 100"], "--own-scale 0.5-5 or --own-scale 1-10"),
        ((0, 5), ["0.5 to 5", "1 to 5", "1 to 10", "0 to 100"], "--own-scale 0.5-5 or --own-scale 1-10"),
        ((7, 20), ["0 to 100"], "--own-scale 0-100"),
        ((1, 500), ["0 to 500"], "--own-scale 0-500"),
        ((-5, 10), ["-5 to 10"], '--own-scale "-5 to 10"'),
        ((-5,), ["-5 to 5"], '--own-scale "-5 to 5"'),
    ],
)
def test_only_scales_with_room_for_all_ratings_are_suggested(values, suggested, examples):
    asked = NeedsScaleError("mine.csv", values)
    assert [str(scale) for scale in asked.suggested] == suggested
    assert asked.remedy.endswith(f"such as {examples}")


def test_questions_carry_what_to_ask(write):
    history = read_history(write("title,rating\nHeat,4\nCasino,2\nJaws,4\n"))
    assert history.unscaled == (2, 4)
    with pytest.raises(NeedsScaleError) as asked:
        scale_of(history, history.entries, None, None)
    assert asked.value.values == (2, 4)
    assert scale_of(history, history.entries, OF_TEN, None) == OF_TEN
    assert scale_of(history, history.entries, None, STARS) == STARS
    assert "--own-scale" in str(asked.value)


def test_one_person_of_several(write):
    history = read_history(write("user,title,rating\nann,Heat,4/5\nbea,Heat,2/5\nann,Jaws,4/5\n"))
    assert history.people == ("ann", "bea")
    assert [entry.film.title for entry in entries_of_one(history, "ann")] == ["Heat", "Jaws"]
    with pytest.raises(NeedsWhoError, match="ann, bea"):
        entries_of_one(history)
    assert lists_in(history.entries) == {RATINGS: 3}


def test_eight_of_many_people_and_ratings_are_named():
    many = NeedsWhoError("f.csv", tuple("abcdefghi"))
    assert "They are a, b, c, d, e, f, g, h and 1 more" in str(many)
    assert "more" not in str(NeedsWhoError("f.csv", tuple("abcdefgh")))
    assert "Among them: 1, 2, 3, 4, 5, 6, 7, 8." in str(NeedsScaleError("f.csv", tuple(map(float, range(1, 10)))))


def test_a_single_user_is_nobody_to_ask_about(write):
    history = read_history(write("userId,title,rating\n7,Heat,4/5\n"))
    assert len(entries_of_one(history)) == len(entries_of_one(history, "7")) == 1
    with pytest.raises(NeedsWhoError):
        entries_of_one(history, "8")


HEADS = (
    "title,year,rating", "Name,Year,Letterboxd URI,Rating", "Const,Your Rating,Date Rated,Title", "movieId,rating",
    "TMDb ID,Type,Name,Your Rating", "SIMKL_ID,Title,Watchlist,Rating", "Title,Year,Score,Tier",
    "login_id,action_type,log_json",
    "rated_at,type,title,trakt_rating,rating", "participant_id,dataset_id,movie_id,movielens_rating", "",
)  # fmt: skip


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(head=st.sampled_from(HEADS), body=st.text(st.sampled_from('a1,;"\n\t/{}[]: é½-'), max_size=80))
def test_no_file_ends_in_anything_but_an_explanation(write, head, body):
    for name in ("fuzz.csv", "fuzz.json"):
        try:
            history = read_history(write(f"{head}\n{body}" if name.endswith("csv") else body, name))
        except UserError:
            continue
        assert history.entries


@pytest.mark.parametrize(
    ("content", "name", "personal"),
    [
        ("Date,Name,Year,Letterboxd URI,Rating\n2024-01-01,Heat,1995,u,4\n", "ratings.csv", True),
        ("title,year,rating\nHeat,1995,4\n", "mine.csv", True),
        ("userId,movieId,rating,timestamp\n1,6,4,1\n", "ratings.csv", False),
        ("user_id,title,score\n1,Heat,4\n", "mine.txt", False),
        ("movieId,title,genres\n6,Heat (1995),Action\n", "movies.csv", False),
        ("no table", "notes.txt", False),
        ('{"a": 1}', "x.json", False),
        (
            '{"ratings": [{"user": 1, "title": "Heat", "rating": 4}, {"user": 2, "title": "Heat", "rating": 5}]}',
            "x.json",
            False,
        ),
        (
            '[{"userId": 1, "movie": {"title": "Heat"}, "rating": 4},'
            ' {"userId": 2, "movie": {"title": "Up"}, "rating": 4}]',
            "x.json",
            False,
        ),
        ('{"user": "ann", "ratings": [{"title": "Heat", "rating": 4}]}', "x.json", True),
        ("title,year,rating\nHeat,1995,4\n", "mine.pdf", False),
    ],
)
def test_a_persons_file_is_told_from_a_dataset(write, content, name, personal):
    assert is_personal(write(content, name)) is personal


def test_what_is_no_file_is_nobodys(tmp_path):
    assert not is_personal(tmp_path)
    assert not is_personal(tmp_path / "missing.csv")


def test_a_table_whose_films_come_again_and_again_is_of_many_people(tmp_path):
    path = tmp_path / "t.csv"
    rows = [f"k{row % 5},Film {row % 4},{row % 5 + 1}" for row in range(20)]
    path.write_text("\n".join(["Kunde,Film,Note", *rows]), encoding="utf-8")
    assert not is_personal(path)
    path.write_text("\n".join(["Nr,Film,Note", *(f"{row},Film {row},4" for row in range(20))]), encoding="utf-8")
    assert is_personal(path)
    assert not is_personal(path, of_site=True)


def test_an_unpacked_export_is_personal_and_a_folder_of_ratings_is_not(tmp_path):
    export = tmp_path / "letterboxd-me"
    export.mkdir()
    head = "Date,Name,Year,Letterboxd URI,Rating\n"
    (export / "ratings.csv").write_text(head + "2024-01-01,Heat,1995,u,4\n", encoding="utf-8")
    (export / "watched.csv").write_text(head.replace(",Rating", "") + "2024-01-01,Heat,1995,u\n", encoding="utf-8")
    assert is_personal(export)
    assert is_personal(export, of_site=True)
    release = tmp_path / "release"
    release.mkdir()
    (release / "ratings.csv").write_text("userId,movieId,rating,timestamp\n1,2,3,4\n", encoding="utf-8")
    (release / "movies.csv").write_text("movieId,title,genres\n2,Heat (1995),Crime\n", encoding="utf-8")
    assert not is_personal(release)
    several = tmp_path / "several"
    several.mkdir()
    (several / "p2-ratings.csv").write_text("participant_id,movie_id,rating,seen_status\n1,2,3,t\n", encoding="utf-8")
    assert not is_personal(several)


@pytest.mark.parametrize(
    ("rows", "films", "personal"), [(10, 7, True), (10, 6, False), (9, 3, True), (20, 14, True), (20, 13, False)]
)
def test_ten_rows_of_which_less_than_seven_in_ten_name_another_film_are_several_peoples(write, rows, films, personal):
    lines = [f"Film {number % films},{number % 5 + 1}" for number in range(rows)]
    assert is_personal(write("\n".join(["title,rating", *lines]))) == personal
