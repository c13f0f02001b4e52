"""The article page's requests to the engine, each a piece of long work."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from movierec_gui.gui.libraries import import_alone
from movierec_gui.progress import Progress

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from movierec_gui.data.dataset import Dataset
    from movierec_gui.data.splits import SplitConfig
    from movierec_gui.figures import FigureStyle
    from movierec_gui.report.article.record import ArticleRecord
    from movierec_gui.report.article.steps import Step
    from movierec_gui.report.article.store import Arrays
    from movierec_gui.report.article.verdicts import Check
    from movierec_gui.report.article.work import ArticleChanged
    from movierec_gui.training.runs import RunStore

    Paint = Callable[[Axes, FigureStyle], None]


@dataclass(frozen=True, eq=False)
class StepView:
    """A step as the page shows it."""

    name: str
    title: str
    claim: str
    settings: str
    why: str
    tab: str
    look: str
    verdict: str
    """Empty while it is not measured."""
    checks: tuple[Check, ...]
    paint: Paint | None
    runs: tuple[str, ...]
    """Ids of runs to look into."""
    detail: str = ""
    """One more sentence on what came out."""
    coloring: str = ""
    """What the map's colours should show; empty where the step is about no map."""


@dataclass(frozen=True, eq=False)
class ArticleView:
    """What is kept of the article, ready to be shown."""

    record: ArticleRecord
    steps: tuple[StepView, ...]
    split: str
    splits: str
    rule: str


def look(dataset: Dataset, runs: RunStore, split: SplitConfig) -> Generator[Progress, None, ArticleView]:
    """Read what is kept, and make it ready."""
    yield Progress("Opening the article")
    for name in ("pictures", "running", "tables", "handout", "writing", "cost"):
        import_alone(f"movierec_gui.report.article.{name}")
    from movierec_gui.report.article.arrays import arrays_for
    from movierec_gui.report.article.config import split_name
    from movierec_gui.report.article.pictures import picture
    from movierec_gui.report.article.running import open_article
    from movierec_gui.report.article.steps import STEPS
    from movierec_gui.report.article.store import ArticleStore
    from movierec_gui.report.article.verdicts import RULE

    record = open_article(dataset, runs, split)
    arrays = arrays_for(dataset, ArticleStore.beside(runs), record.id)
    steps = []
    for step in STEPS:
        done = step.is_done(record)
        steps.append(
            StepView(
                step.name, step.title, step.claim, step.settings, step.why, step.tab, step.look,
                step.verdict(record), step.check(record) if done else (),
                picture(step, record, arrays, dataset) if done else None,
                tuple(record.runs[label] for label in step.opens if label in record.runs),
                _detail(step, record, dataset, arrays) if done else "",
                step.coloring,
            )
        )  # fmt: skip
    splits = f"random, {', '.join(one.name for one in record.config.splits)}"
    return ArticleView(record, tuple(steps), split_name(record.split), splits, RULE)


def _detail(step: Step, record: ArticleRecord, dataset: Dataset, arrays: Arrays) -> str:
    """Which epoch the errors are of, or movies of the nodes farthest apart."""
    from movierec_gui.report.article.nodes import NODES
    from movierec_gui.report.article.tables import networks_table, node_titles

    if step.name == NODES:
        best, worst = (", ".join(titles[:4]) for titles in node_titles(dataset, arrays))
        return f"The node with the best movies: {best} … The one with the worst: {worst} …"
    if not step.networks:
        return ""
    rows = networks_table(record, step.networks).itertuples()
    figures = "; ".join(f"{row.model} {row.mean:.4f}, {row.mean_lowest:.4f}" for row in rows)
    return f"Mean test MSE over the splits, epoch chosen apart, and lowest as the article counts: {figures}."


def measure(
    dataset: Dataset, runs: RunStore, record: ArticleRecord, names: tuple[str, ...]
) -> Generator[Progress | ArticleChanged, None, ArticleRecord]:
    """Measure some steps, in the article's order."""
    from movierec_gui.report.article.running import run_steps
    from movierec_gui.report.article.steps import steps_named

    return (yield from run_steps(dataset, runs, record, steps_named(names)))


def estimate(dataset: Dataset, runs: RunStore, record: ArticleRecord) -> Generator[Progress, None, dict[str, float]]:
    """Seconds that each step takes by itself, and under an empty name all of them together."""
    from movierec_gui.report.article.cost import estimate_costs

    costs = yield from estimate_costs(dataset, runs, record)
    return {**costs.alone, "": sum(costs.in_turn.values())}


def keep_note(runs: RunStore, record: ArticleRecord, step: str, note: str) -> Generator[Progress, None, ArticleRecord]:
    """Keep a note to a step; an empty one goes."""
    yield Progress("Keeping a note")
    return write_note(runs, record, step, note)


def write_note(runs: RunStore, record: ArticleRecord, step: str, note: str) -> ArticleRecord:
    """The same at once."""
    from movierec_gui.report.article.store import ArticleStore

    return ArticleStore.beside(runs).change(record, partial(_with_note, step, note))


def _with_note(step: str, note: str, record: ArticleRecord) -> ArticleRecord:
    others = {name: text for name, text in record.notes.items() if name != step}
    return replace(record, notes={**others, step: note} if note.strip() else others)


def write_report(
    dataset: Dataset, runs: RunStore, record: ArticleRecord, target: Path
) -> Generator[Progress, None, Path]:
    """Write the report; returns the page to read, or the zip."""
    from movierec_gui.report.article.arrays import arrays_for
    from movierec_gui.report.article.store import ArticleStore
    from movierec_gui.report.article.writing import PAGE, write_article

    store = ArticleStore.beside(runs)
    yield from write_article(dataset, store.current(record), arrays_for(dataset, store, record.id), target)
    return target if target.suffix.lower() == ".zip" else target / PAGE


def hand_on(runs: RunStore, record: ArticleRecord, target: Path) -> Generator[Progress, None, Path]:
    """Write the page with its notes as one file."""
    from movierec_gui.report.article.handout import hand_on as write
    from movierec_gui.report.article.store import ArticleStore

    store = ArticleStore.beside(runs)
    return (yield from write(store, store.current(record), target))


def take_page(runs: RunStore, source: Path) -> Generator[Progress, None, tuple[str, str, int]]:
    """Take over a page that was handed on; returns name and hash of its data, and how many notes came with it."""
    from movierec_gui.report.article.handout import take
    from movierec_gui.report.article.store import ArticleStore

    opened = yield from take(ArticleStore.beside(runs), source)
    return opened.record.data.name, opened.record.data.content_hash, opened.notes
