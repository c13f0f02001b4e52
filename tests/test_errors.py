"""The error that is meant for the user."""

from __future__ import annotations

import errno

import pytest

from movierec_gui.errors import UserError, of_the_machine, unknown_name


def test_the_text_says_what_where_and_what_to_do_as_sentences() -> None:
    assert str(UserError("No ratings", "ratings.csv, line 3", "Choose another file")) == (
        "No ratings. ratings.csv, line 3. Choose another file."
    )


def test_an_unknown_name_suggests_the_nearest() -> None:
    error = unknown_name("architecture", "lstn", ("lstm", "gru"))
    assert error.remedy == "Did you mean 'lstm'?"
    assert unknown_name("architecture", "zzz", ("lstm", "gru")).remedy == ""
    assert str(unknown_name("genre", "Drama", ())) == "Unknown genre 'Drama'. There is none here. Leave it out."


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (MemoryError(), "not enough memory"),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory"), "not enough memory"),
        (OSError(errno.ENOSPC, "No space left on device", "/a/b"), "disk is full: /a/b: No space left"),
        (PermissionError(errno.EACCES, "Permission denied", "/a/b"), "cannot be used: /a/b: Permission denied"),
    ],
)
def test_faults_of_the_machine_are_told_in_words(error, words):
    problem = of_the_machine(error)
    assert problem is not None
    assert words in str(problem).replace(". ", ": ")


@pytest.mark.parametrize("error", [RuntimeError("shapes differ"), ValueError("out of memory"), KeyError("a")])
def test_faults_of_the_program_stay_what_they_are(error):
    assert of_the_machine(error) is None


def test_a_long_list_of_names_is_cut_but_the_nearest_of_all_is_named():
    told = str(unknown_name("user", "user 94x", [f"user {number}" for number in range(95)]))
    assert "user 39 and 55 more." in told
    assert "user 40" not in told
    assert "Did you mean 'user 94'?" in told
