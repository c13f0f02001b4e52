"""Options that several commands share, and options made from the fields of a config class."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from movierec_gui.cli.output import Output
from movierec_gui.data.preparation import PreparationConfig
from movierec_gui.settings import NamedSetting, settings_of

if TYPE_CHECKING:
    from movierec_gui.data.choices import TableChoice

FunctionT = TypeVar("FunctionT", bound=Callable[..., Any])

FILE = click.Path(path_type=Path)
OPTIONAL_COMMAND = "[COMMAND] [ARGS]..."
"""How a group that does something by itself says that a command may follow: older versions of click leave it open."""
_SAID = "movierec.table"
_PREPARED = "movierec.preparation"
_TABLE_OPTIONS = (
    ("--columns", "NAMES", "Columns by name or number: user=…,item=…,rating=…,time=… (kept for the next time)."),
    ("--scale", "LOW-HIGH", "The ratings' scale, such as 1-10 or '-10 to 10'. Without it: found from the values."),
    ("--not-rated", "VALUES", "Values that mean 'not rated', such as 0,99; none: all are ratings."),
    ("--time-unit", "UNIT", "seconds, milliseconds, digits (20180518), excel (days), day-first, month-first or none."),
    (
        "--encoding",
        "NAME",
        "Encoding of files that are no UTF-8, such as cp1250 or Shift-JIS. Without it: by their letters.",
    ),
    ("--table", "FILE", "Which table of a folder or zip holds the ratings: FILE or FOLDER/FILE."),
)


@dataclass(frozen=True)
class ConfigOptions:
    """The options of one config class; ``load`` imports it, which may be slow, when a command needs its options."""

    heading: str
    load: Callable[[], type]
    prefix: str = ""

    def options(self) -> list[click.Parameter]:
        """One option per described field, without a default of its own: what is not given stays as it is."""
        return [_option(entry, self.prefix) for entry in settings_of(self.load())]

    def given(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The fields that were given on the command line, by their names in the config class."""
        named = {entry.name: values.get(self.prefix + entry.name) for entry in settings_of(self.load())}
        return {name: value for name, value in named.items() if value is not None}


class ConfigCommand(click.Command):
    """A command with options from config classes; the help lists them under headings of their own."""

    def __init__(self, *args: Any, configs: Sequence[ConfigOptions] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._configs = configs

    @functools.cached_property
    def _sections(self) -> dict[str, list[click.Parameter]]:
        return {config.heading: config.options() for config in self._configs}

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The command's parameters, the configs' fields among them."""
        return [*super().get_params(ctx), *(option for options in self._sections.values() for option in options)]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the command's own options, then the configs'."""
        sections = {"Options": super().get_params(ctx), **self._sections}
        for heading, parameters in sections.items():
            # What is no option stands in the line of the usage; some versions of click would list it bare.
            options = [parameter for parameter in parameters if isinstance(parameter, click.Option)]
            records = [record for option in options if (record := option.get_help_record(ctx)) is not None]
            with formatter.section(heading):
                formatter.write_dl(records)


class SettingOption(click.Option):
    """An option for a setting, whose help shows the setting's default although the option has none."""

    def __init__(self, *args: Any, setting_default: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.setting_default = setting_default

    def get_help_extra(self, ctx: click.Context) -> Any:
        """Returns the text in brackets after the help."""
        extra = super().get_help_extra(ctx)
        if self.setting_default:
            extra["default"] = self.setting_default
        if isinstance(self.type, (click.IntRange, click.FloatRange)):
            extra["range"] = f"{self.type.min or 0:,} to {self.type.max or 0:,}"
        return extra


def training_options() -> ConfigOptions:
    """How a network is fitted: ``--epochs``, ``--seed`` and so on."""

    def load() -> type:
        from movierec_gui.training.config import TrainingConfig

        return TrainingConfig

    return ConfigOptions("Training", load)


def article_options() -> ConfigOptions:
    """How the article is measured again: ``--seeds``, ``--epochs`` and so on."""

    def load() -> type:
        from movierec_gui.report.article.config import ArticleConfig

        return ArticleConfig

    return ConfigOptions("Measuring", load)


def split_options() -> ConfigOptions:
    """How ratings are divided: ``--split-method``, ``--split-seed`` and so on."""

    def load() -> type:
        from movierec_gui.data.splits import SplitConfig

        return SplitConfig

    return ConfigOptions("Split", load, "split_")


def map_options(prefix: str = "") -> ConfigOptions:
    """How a map is laid out: ``--perplexity``, ``--iterations`` and so on."""

    def load() -> type:
        from movierec_gui.analysis.maps.config import MapConfig

        return MapConfig

    return ConfigOptions("Map", load, prefix)


def cluster_options(prefix: str) -> ConfigOptions:
    """How a map's movies are grouped."""

    def load() -> type:
        from movierec_gui.analysis.maps.config import ClusterConfig

        return ClusterConfig

    return ConfigOptions("Clusters", load, prefix)


def report_options() -> ConfigOptions:
    """Options for the contents of a report: ``--user``, ``--top`` and so on."""

    def load() -> type:
        from movierec_gui.report.config import ReportConfig

        return ReportConfig

    return ConfigOptions("Contents", load)


def output_options(command: FunctionT) -> FunctionT:
    """``--json`` and ``--quiet``; the command gets them as one argument ``out``."""

    @click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, for programs.")
    @click.option("--quiet", "-q", is_flag=True, help="No remarks and no progress bar; results and errors only.")
    @functools.wraps(command)
    def with_output(*args: Any, as_json: bool, quiet: bool, **kwargs: Any) -> Any:
        return command(*args, out=Output(as_json, quiet), **kwargs)

    return with_output  # type: ignore[return-value]


def data_option(command: FunctionT) -> FunctionT:
    """``--data``: the dataset to work on, what a person says of its table, and how it is prepared."""
    return table_options(prepare_options(_data_path(command)))


def prepare_options(command: FunctionT) -> FunctionT:
    """``--min-movie-ratings`` and so on; ``said_preparation`` gives what they say."""
    for entry in reversed(settings_of(PreparationConfig)):
        option = _option(entry, "")
        command = click.option(
            *option.opts,
            option.name,
            cls=SettingOption,
            type=option.type,
            metavar=option.metavar if entry.kind is int else "FILE",
            expose_value=False,
            callback=_remember_preparation,
            help=option.help,
        )(command)
    return command


def said_preparation() -> PreparationConfig | None:
    """Returns how the data are to be prepared; None where the command line does not say. Raises UserError."""
    context = click.get_current_context(silent=True)
    given: dict[str, Any] = {} if context is None else context.meta.get(_PREPARED, {})
    if not given:
        return None
    if given.get("movies"):
        given = given | {"movies": str(Path(given["movies"]).resolve())}
    return PreparationConfig(**given)


def table_options(command: FunctionT) -> FunctionT:
    """``--columns``, ``--scale`` and the like, as the window asks for; ``said_of_table`` gives what they say."""
    for name, metavar, text in reversed(_TABLE_OPTIONS):
        command = click.option(name, metavar=metavar, expose_value=False, callback=_remember, help=text)(command)
    return click.option(
        "--as-found", is_flag=True, expose_value=False, callback=_remember, help="Forget what was said of it before."
    )(command)


def said_of_table() -> TableChoice | None:
    """Returns the choices for a table of ratings; None where there are none. Raises UserError."""
    from movierec_gui.data.choices import TableChoice, parse_columns
    from movierec_gui.data.old_encodings import codec_of
    from movierec_gui.data.scales import parse_not_rated, parse_scale

    context = click.get_current_context(silent=True)
    given: dict[str, Any] = {} if context is None else context.meta.get(_SAID, {})
    if not given:
        return None
    return TableChoice(
        parse_columns(given["columns"]) if "columns" in given else (),
        parse_scale(given["scale"]) if "scale" in given else None,
        parse_not_rated(given["not_rated"]) if "not_rated" in given else None,
        given.get("time_unit", ""),
        given.get("table", ""),
        codec_of(given["encoding"]) if "encoding" in given else "",
    )


def _remember_preparation(context: click.Context, option: click.Parameter, value: Any) -> None:
    if value is not None:
        context.meta.setdefault(_PREPARED, {})[option.name] = value


def _remember(context: click.Context, option: click.Parameter, value: Any) -> None:
    if value:
        context.meta.setdefault(_SAID, {})[option.name] = value


def _data_path(command: FunctionT) -> FunctionT:
    return click.option(
        "--data",
        "data_path",
        type=FILE,
        metavar="PATH",
        help="A MovieLens folder or zip, or a table of ratings. Without it: the bundled data.",
    )(command)


def runs_option(command: FunctionT) -> FunctionT:
    """``--runs``: the folder of the run store."""
    return click.option(
        "--runs",
        "runs_folder",
        type=FILE,
        metavar="FOLDER",
        help="Where runs are kept. Without it: the user's own folder, which the window shows too.",
    )(command)


def theme_option(command: FunctionT) -> FunctionT:
    """``--theme``: the colours of figures."""
    return click.option(
        "--theme", type=click.Choice(["light", "dark"]), default="light", show_default=True, help="Colours of figures."
    )(command)


def _option(entry: NamedSetting, prefix: str) -> click.Option:
    described = entry.setting
    flag = (prefix + entry.name).replace("_", "-")
    unit = f" ({described.unit})" if described.unit else ""
    name = f"--{flag}/--no-{flag}" if entry.kind is bool else f"--{flag}"
    shown = ("yes" if entry.default else "no") if entry.kind is bool else _shown(entry.default)
    return SettingOption(
        [name, prefix + entry.name],
        type=_click_type(entry),
        default=None,
        help=f"{described.help}{unit}.",
        setting_default=shown,
        metavar=None if described.choices or entry.kind is bool else {int: "N", float: "X"}.get(entry.kind, "NAME"),
    )


def _shown(default: object) -> str:
    return f"{default:g}" if isinstance(default, float) else str(default)


def _click_type(entry: NamedSetting) -> Any:
    described = entry.setting
    if described.choices:
        return click.Choice(described.choices)
    low = described.low if math.isfinite(described.low) else None
    high = described.high if math.isfinite(described.high) else None
    if entry.kind is int:
        return click.IntRange(None if low is None else int(low), None if high is None else int(high))
    if entry.kind is float:
        return click.FloatRange(low, high)
    return click.BOOL if entry.kind is bool else click.STRING
