from movierec_gui.data.people import columns
from movierec_gui.data.people.sheets import column_name


def test_no_column_has_two_roles():
    roles = (
        "RATING",
        "TITLE",
        "OTHER_TITLES",
        "YEAR",
        "RELEASED",
        "IMDB",
        "TMDB",
        "MOVIE",
        "TYPE",
        "TIME",
        "USER",
        "SEASON",
    )
    seen: dict[str, str] = {}
    for role in roles:
        for name in getattr(columns, role):
            assert seen.setdefault(column_name(name), role) == role
            assert name in columns.KNOWN_COLUMNS
