"""The error that is meant for the user."""

from __future__ import annotations

from movierec_gui.errors import UserError, unknown_name


def test_the_text_says_what_where_and_what_to_do_as_sentences() -> None:
    assert str(UserError("No ratings", "ratings.csv, line 3", "Choose another file")) == (
        "No ratings. ratings.csv, line 3. Choose another file."
    )


def test_an_unknown_name_suggests_the_nearest() -> None:
    error = unknown_name("architecture", "lstn", ("lstm", "gru"))
    assert error.remedy == "Did you mean 'lstm'?"
    assert unknown_name("architecture", "zzz", ("lstm", "gru")).remedy == ""
