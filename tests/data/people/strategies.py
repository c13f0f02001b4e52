"""Persons of any kind, for property tests."""

from hypothesis import strategies as st

from movierec_gui.data.people.person import MARK_LISTS, Decision, Film, Marked, Person, Rated, Scale

_text = st.sampled_from(["", "Heat", "Amélie", '„Ł\n"x', "\0"]) | st.text(max_size=4)
films = st.builds(
    Film,
    title=_text,
    year=st.integers(0, 2100),
    imdb_id=st.sampled_from(["", "tt0114709", "tt0113497"]),
    tmdb_id=st.sampled_from(["", "862"]),
    movie_id=st.none() | st.integers(0, 9),
    family=st.sampled_from(["", "movielens"]),
    other_titles=st.lists(_text, max_size=2).map(tuple),
    doubt=st.sampled_from(["", "", "anime"]),
)
_scales = st.sampled_from([Scale(0.5, 5), Scale(1, 10), Scale(0, 100)])
_rated = st.builds(
    lambda film, scale, share, time, source: Rated(
        film, scale.low + share * (scale.high - scale.low), scale, time, source
    ),
    films,
    _scales,
    st.sampled_from([0.0, 0.25, 0.5, 1.0]),
    st.integers(0, 2**33),
    _text,
)
_marked = st.builds(Marked, films, st.integers(0, 2**33), _text)
_decisions = st.builds(Decision, _text, st.none() | films)
persons = st.builds(
    Person,
    id=st.just("ann-1"),
    name=_text,
    ratings=st.lists(_rated, max_size=2).map(tuple),
    decisions=st.lists(_decisions, max_size=1).map(tuple),
    **{which: st.lists(_marked, max_size=1).map(tuple) for which in MARK_LISTS},
)
