from __future__ import annotations

from dataclasses import dataclass

import click
import pytest
from click.testing import CliRunner

from movierec_gui.cli.options import ConfigCommand, ConfigOptions, output_options
from movierec_gui.cli.output import Output
from movierec_gui.settings import setting


@dataclass(frozen=True)
class Config:
    size: int = setting(3, "Size", "How large", low=1, high=1000, unit="cm")
    rate: float = setting(0.5, "Rate", "How fast", low=0.0, high=1.0)
    kind: str = setting("plain", "Kind", "Which one", choices=("plain", "fancy"))
    name: str = setting("", "Name", "What to call it")
    keep: bool = setting(True, "Keep", "Whether to keep it")


OPTIONS = ConfigOptions("Thing", lambda: Config, "thing_")


@click.command(cls=ConfigCommand, configs=(OPTIONS,))
@output_options
def command(out: Output, **settings: object) -> None:
    """Do it."""
    click.echo(repr((out, OPTIONS.given(settings))))


def invoke(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(command, list(arguments))
    return result.exit_code, result.output


def test_only_what_is_given_is_taken() -> None:
    assert invoke() == (0, f"{(Output(), {})!r}\n")
    arguments = ["--thing-size", "7", "--thing-rate", "0.25", "--no-thing-keep", "--thing-kind", "fancy", "--json"]
    given = {"size": 7, "rate": 0.25, "kind": "fancy", "keep": False}
    assert invoke(*arguments) == (0, f"{(Output(as_json=True), given)!r}\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--thing-size", "0"], "0 is not in the range 1<=x<=1000"),
        (["--thing-size", "two"], "'two' is not a valid integer"),
        (["--thing-rate", "1.5"], "1.5 is not in the range"),
        (["--thing-kind", "odd"], "'odd' is not one of 'plain', 'fancy'"),
        (["--size", "7"], "No such option"),
    ],
)
def test_wrong_values_are_usage_errors(arguments: list[str], message: str) -> None:
    status, output = invoke(*arguments)
    assert status == 2
    assert message in output


def test_the_help_shows_what_the_fields_say() -> None:
    _, output = invoke("--help")
    words = " ".join(output.split())
    assert "Thing:" in output
    assert "--thing-size N How large (cm). [default: 3; 1 to 1,000]" in words
    assert "--thing-rate X How fast. [default: 0.5; 0 to 1" in words
    assert "--thing-kind [plain|fancy] Which one. [default: plain]" in words
    assert "--thing-name NAME What to call it." in words
    assert "--thing-keep / --no-thing-keep Whether to keep it. [default: yes]" in words


def test_an_argument_stands_in_the_usage_and_not_among_the_options() -> None:
    command = click.command(cls=ConfigCommand, params=[click.Argument(["what"])])(lambda **_settings: None)
    output = CliRunner().invoke(command, ["--help"]).output
    usage, _, options = output.partition("Options:")
    assert "WHAT" in usage
    assert "WHAT" not in options


def test_the_config_is_imported_only_when_its_options_are_needed() -> None:
    loaded: list[bool] = []

    def load() -> type:
        loaded.append(True)
        return Config

    lazy = click.command(cls=ConfigCommand, configs=(ConfigOptions("Thing", load),))(lambda **_settings: None)
    assert loaded == []
    CliRunner().invoke(lazy, ["--help"])
    CliRunner().invoke(lazy, ["--help"])
    assert loaded == [True]
