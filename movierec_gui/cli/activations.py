"""``movierec activations``: cut a network at a layer and list the movies behind its nodes."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from movierec_gui.cli.inputs import make_folder, open_trained
from movierec_gui.cli.options import FILE, data_option, output_options, runs_option, theme_option
from movierec_gui.cli.output import Output, rows_of
from movierec_gui.cli.progress_bar import follow
from movierec_gui.cli.text_table import cell, number, text
from movierec_gui.errors import UserError

if TYPE_CHECKING:
    from movierec_gui.report.nodes import NodeFindings

VIEWS = ("strongest", "top", "bottom")
ROWS = ("validation", "held_out", "all")
NODE_COLUMNS = (
    number("Node"),
    number("Movies"),
    number("Year", ".1f"),
    number("Rating", ".2f"),
    number("r prediction", "+.2f"),
    number("r rating", "+.2f"),
    number("r year", "+.2f"),
    number("r popularity", "+.2f"),
    text("Genres above chance", cut=True),
)
NODE_KEYS = (
    "node", "size", "mean_year", "mean_rating", "prediction_correlation", "rating_correlation", "year_correlation",
    "popularity_correlation", "genres",
)  # fmt: skip
MOVIE_COLUMNS = (
    number("Id", ""),
    text("Title", cut=True),
    number("Year", ""),
    number("Mean", ".2f"),
    number("Ratings"),
    number("Strength", ".3f"),
    text("Genres", cut=True),
)
GENRE_COLUMNS = (
    text("Genre"), number("Movies"), number("Share", ".0%"), number("Times expected", ".1f"), number("p", ".2g"),
)  # fmt: skip
MOVIE_KEYS = ("id", "title", "year", "mean", "count", "strength", "genres")

_EPILOG = """\b
Examples:
  movierec activations latest                          each node, by the movies that it is strongest for
  movierec activations latest --view top --node 7      the movies of node 7's 20 largest activations
  movierec activations latest --rows all --output nodes

As in the article: "strongest" gives each movie the node with the largest absolute activation, by the vote of its
ratings; "top" and "bottom" take the movies of each node's largest and smallest activations."""


@click.command(epilog=_EPILOG)
@click.argument("run")
@click.option("--layer", default="", metavar="NAME", help="Where to cut. Without it: the architecture's interim layer.")
@click.option(
    "--rows",
    type=click.Choice(ROWS),
    default="validation",
    show_default=True,
    help="Which ratings to send through the network.",
)
@click.option(
    "--view", type=click.Choice(VIEWS), default="strongest", show_default=True, help="What a node's movies are."
)
@click.option(
    "--top",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    metavar="K",
    help="Activations per node in the views top and bottom, and movies of a --node to list.",
)
@click.option("--node", type=click.IntRange(min=0), metavar="N", help="Show this node's movies instead of all nodes.")
@click.option(
    "--output", "folder", type=FILE, metavar="FOLDER", help="Write tables and figures of all nodes to a folder."
)
@click.option("--seed", type=int, default=0, show_default=True, help="Fixes the random movies for comparison.")
@theme_option
@data_option
@runs_option
@output_options
def activations(
    out: Output,
    run: str,
    layer: str,
    rows: str,
    view: str,
    top: int,
    node: int | None,
    folder: Path | None,
    seed: int,
    theme: str,
    data_path: Path | None,
    runs_folder: Path | None,
) -> None:
    """List the movies behind a network's nodes.

    The network of RUN is cut at a layer; a RUN is an id, the beginning of one, a name, or "latest".
    """
    target = make_folder(folder) if folder else None
    trained = open_trained(out, run, data_path, runs_folder)
    from movierec_gui.report.nodes import node_figure, study_nodes, write_node_tables

    findings = follow(out, study_nodes(trained, layer, rows, view, top, seed))
    sliced = findings.activations
    if len(sliced) < sliced.total:
        out.note(f"{len(sliced):,} of {sliced.total:,} ratings, evenly spaced: all of them would not fit into memory")
    if target:
        from movierec_gui.figures import STYLES, save_figure

        write_node_tables(findings, target)
        save_figure(node_figure(findings, STYLES[theme]), target / "nodes.png")
        out.note(f"Tables and figure of all nodes written to {target}")
    if node is None:
        show_nodes(out, findings)
    else:
        _show_node(out, findings, node, top)


def show_nodes(out: Output, findings: NodeFindings) -> None:
    """A row for every node, and what is wrong with some of them."""
    sliced, table = findings.activations, findings.table
    # r: correlation of the node with prediction, rating, year and popularity, over the ratings.
    title = f"Layer {sliced.layer}, {sliced.width} nodes, {len(sliced):,} {sliced.rows.replace('_', ' ')} ratings"
    out.table(NODE_COLUMNS, rows_of(table, NODE_KEYS), title)
    out.line()
    out.line(
        f"The {sliced.width} nodes use {findings.dimensions:.1f} effective dimensions (participation ratio of the "
        "covariance's eigenvalues). r prediction: ±1 is a copy of the prediction."
    )
    dead = table.loc[table["dead"], "node"].tolist()
    if dead:
        out.note(f"Dead nodes, whose activation never changes: {', '.join(map(str, dead))}")
    names = list(table.columns)
    nodes = [dict(zip(names, row, strict=True)) for row in rows_of(table, names)]
    out.json({
        "layer": sliced.layer,
        "rows": sliced.rows,
        "ratings": len(sliced),
        "view": findings.view,
        "effective_dimensions": findings.dimensions,
        "nodes": nodes,
    })  # fmt: skip


def _show_node(out: Output, findings: NodeFindings, node: int, shown: int) -> None:
    """One node's movies, and what they have in common."""
    from movierec_gui.analysis.movie_groups import describe_movies

    sliced = findings.activations
    if node >= sliced.width:
        raise UserError(f"There is no node {node}", f"Layer {sliced.layer} has {sliced.width}, from 0", "")
    group = describe_movies(findings.dataset, findings.groups[node].movies, sliced.rated_movies)
    rows = rows_of(findings.movies_of(node), MOVIE_KEYS)
    counted = f"{min(shown, len(rows))} of {len(rows)} movies" if len(rows) > shown else f"{len(rows)} movies"
    out.table(MOVIE_COLUMNS, rows[:shown], f"Layer {sliced.layer}, node {node}: {counted}")
    year, rating = findings.catalogue()
    out.line()
    out.line(f"Mean year {cell(group.mean_year, '.1f')} (all sliced movies: {cell(year, '.1f')})")
    out.line(f"Mean rating {cell(group.mean_rating, '.2f')} (all sliced movies: {cell(rating, '.2f')})")
    out.line()
    out.table(
        GENRE_COLUMNS,
        [(genre.name, genre.count, genre.share, genre.lift, genre.p_value) for genre in group.genres if genre.count],
    )
    if group.tags:
        out.line()
        out.line("Tags: " + ", ".join(f"{tag} ({count})" for tag, count in group.tags))
    out.json({
        "layer": sliced.layer,
        "node": node,
        "view": findings.view,
        "mean_year": group.mean_year,
        "mean_rating": group.mean_rating,
        "genres": [asdict(genre) for genre in group.genres],
        "tags": dict(group.tags),
        "movies": [dict(zip(MOVIE_KEYS, row, strict=True)) for row in rows],
    })  # fmt: skip
