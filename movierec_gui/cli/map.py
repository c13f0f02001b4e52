"""``movierec map``: the catalogue as a map, from the ratings or from what a network learned."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from movierec_gui.cli.inputs import make_folder, open_trained, read_dataset
from movierec_gui.cli.map_coloring import PLAIN, Coloring, ColoringType, colors_of, values_of
from movierec_gui.cli.options import (
    FILE,
    ConfigCommand,
    cluster_options,
    data_option,
    map_options,
    output_options,
    runs_option,
    theme_option,
)
from movierec_gui.cli.output import Output, rows_of
from movierec_gui.cli.progress_bar import Interrupted, follow
from movierec_gui.cli.text_table import number, text
from movierec_gui.data.table_export import write_frame
from movierec_gui.report.config import BY_CLUSTER

if TYPE_CHECKING:
    from movierec_gui.analysis.clusters import NamedClusters
    from movierec_gui.analysis.map_quality import MapQuality
    from movierec_gui.analysis.projections import MovieMap
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.report.movie_map import MapColors

MAP, CLUSTERS = map_options(), cluster_options("cluster_")
RAW = "raw"

CLUSTER_COLUMNS = {
    "cluster": number("Cluster"),
    "name": text("What sets it apart", cut=True),
    "size": number("Movies"),
    "year": number("Year", ".0f"),
    "mean": number("Rating", ".2f"),
    "ratings": number("Ratings per movie", ".0f"),
    "genres": text("Genres above chance", cut=True),
    "movies": text("Best known", cut=True),
}
_OF_METHOD = {"count": "k-means", "smallest": "density"}
"""Settings of clusters that name their method, where it is not named."""

_EPILOG = """\b
Examples:
  movierec map raw --output map                     the article's map of the ratings
  movierec map latest --source embedding            what the latest run learned of the movies
  movierec map raw --perplexity 30 --iterations 500 --color year --format svg
  movierec map latest --source layer --color-by node:12
  movierec map raw --color-by "set:War films"
  movierec map raw --method pca --cluster-count 8    in eight clusters by k-means
  movierec map raw --method pca --cluster-smallest 5

Clusters have the same numbers in the table, the picture and the files. A movie that belongs to none has no number.

Ctrl+C keeps the picture as far as it is, and says so in it."""


@click.command("map", cls=ConfigCommand, configs=(MAP, CLUSTERS), epilog=_EPILOG)
@click.argument("what", metavar="raw|RUN")
@click.option(
    "--output",
    "folder",
    type=FILE,
    default=Path("movierec-map"),
    show_default=True,
    metavar="FOLDER",
    help="Where the picture and the table of coordinates go.",
)
@click.option(
    "--color",
    "--color-by",
    "color_by",
    type=ColoringType(),
    default=PLAIN[0],
    show_default=True,
    metavar="WHAT",
    help=f"What the colours show: {', '.join(PLAIN)}, node:N (of the run), set:NAME.",
)
@click.option(
    "--format",
    "ending",
    type=click.Choice(["png", "svg", "pdf"]),
    default="png",
    show_default=True,
    help="The picture's format.",
)
@click.option("--clusters", "clustered", is_flag=True, help="Group the movies and list the groups.")
@theme_option
@data_option
@runs_option
@output_options
def map_movies(
    out: Output,
    what: str,
    folder: Path,
    color_by: Coloring,
    ending: str,
    clustered: bool,
    theme: str,
    data_path: Path | None,
    runs_folder: Path | None,
    **settings: Any,
) -> None:
    """Lay out the movies as a map.

    Either raw, by who gave them which rating, or as a RUN sees them (an id, the beginning of one, a name, or "latest").
    """
    given, grouping = MAP.given(settings), _with_method(CLUSTERS.given(settings))
    if what == RAW and given.get("source", "ratings") != "ratings":
        raise click.UsageError(f"The source {given['source']} needs a run: movierec map RUN --source {given['source']}")
    from movierec_gui.analysis.clusters import ClusterConfig, find_clusters, named_clusters
    from movierec_gui.analysis.map_quality import judge_map
    from movierec_gui.analysis.projections import MapConfig, learned_map, raw_map

    make_folder(folder)
    if what == RAW:
        run, dataset = None, read_dataset(out, data_path)
        work = raw_map(dataset, MapConfig(**given))
    else:
        run = open_trained(out, what, data_path, runs_folder)
        dataset = run.dataset
        work = learned_map(run, MapConfig(**{"source": "embedding", **given}))
    colors = colors_of(out, color_by, dataset, run, given.get("layer", ""))
    movie_map, stopped = _follow_map(out, work)
    wants_clusters = bool(grouping) or clustered or color_by.kind == BY_CLUSTER
    clusters = None
    if wants_clusters:
        clusters = named_clusters(dataset, follow(out, find_clusters(movie_map, ClusterConfig(**grouping))))
    drawn = Drawn(dataset, movie_map, clusters, follow(out, judge_map(movie_map)), color_by, colors)
    _write(out, drawn, folder, ending, theme)
    if stopped:
        raise Interrupted


@dataclass(frozen=True, eq=False)
class Drawn:
    """A map and what it shows."""

    dataset: Dataset
    movie_map: MovieMap
    clusters: NamedClusters | None
    trust: MapQuality | None
    coloring: Coloring
    colors: MapColors


def _with_method(grouping: dict[str, Any]) -> dict[str, Any]:
    """The settings of clusters with the method that they belong to. Raises UsageError where two methods are asked."""
    asked = {_OF_METHOD[name] for name in grouping if name in _OF_METHOD} | {grouping.get("method")} - {None}
    if len(asked) > 1:
        raise click.UsageError("--cluster-count is for --cluster-method k-means, --cluster-smallest for density")
    return grouping | {"method": asked.pop()} if asked else grouping


def _follow_map(out: Output, work: Any) -> tuple[MovieMap, bool]:
    """The finished map, or the last picture where the user stopped it, and whether they did."""
    pictures: list[MovieMap] = []

    def keep(event: Any) -> None:
        if hasattr(event, "map"):
            pictures[:] = [event.map]

    try:
        return follow(out, work, keep), False
    except Interrupted:
        if not pictures:
            raise
        return pictures[0], True


def _write(out: Output, drawn: Drawn, folder: Path, ending: str, theme: str) -> None:
    from movierec_gui.figures import STYLES, save_figure
    from movierec_gui.report.movie_map import map_figure, map_table, trust_table

    dataset, movie_map, clusters, trust = drawn.dataset, drawn.movie_map, drawn.clusters, drawn.trust
    values = values_of(drawn.coloring, drawn.colors, dataset.n_movies)
    table, picture = folder / "map.csv", folder / f"map.{ending}"
    tables = {table: map_table(dataset, movie_map, None if clusters is None else clusters.found, values)}
    groups: list[tuple[Any, ...]] = []
    if trust is not None:
        tables[folder / "map-trust.csv"] = trust_table(movie_map, trust)
    if clusters is not None:
        tables[folder / "clusters.csv"] = clusters.table
        groups = rows_of(clusters.table, tuple(CLUSTER_COLUMNS))
    for path, frame in tables.items():
        write_frame(frame, path)
    save_figure(map_figure(dataset, movie_map, STYLES[theme], drawn.colors, clusters, trust), picture)
    out.line(movie_map.description)
    if trust is not None:
        out.line(f"{trust.kept_in_words}; trustworthiness {trust.trustworthiness:.2f}")
    if clusters is not None:
        out.line()
        out.line(clusters.found.summary)
        out.table(tuple(CLUSTER_COLUMNS.values()), groups)
        out.line()
    out.line(f"{len(movie_map):,} movies: {table} and {picture}")
    out.json({
        "description": movie_map.description,
        "movies": len(movie_map),
        "complete": movie_map.complete,
        "iterations": movie_map.iteration,
        "kl": movie_map.kl,
        "explained_variance": movie_map.explained,
        "trust": None if trust is None else asdict(trust),
        "config": vars(movie_map.config),
        "clusters": [dict(zip(CLUSTER_COLUMNS, row, strict=True)) for row in groups],
        "table": table,
        "picture": picture,
    })  # fmt: skip
