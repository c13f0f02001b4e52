"""Tables and pictures of a run in depth, as the window shows and exports them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from movierec_gui.gui.run_page.work import Exhibit, RunStudy

if TYPE_CHECKING:
    from movierec_gui.analysis.run_depth.duel import Duel
    from movierec_gui.training.ranking import ListFigures


def exhibits_of(study: RunStudy) -> dict[str, Exhibit]:
    """Every table and picture by the name of its file; a picture without a table has the table that it is drawn of."""
    from movierec_gui.report.run_depth import DRAWN_OF, depth_paints

    depth = study.depth
    tables, paints = depth.tables(), depth_paints(depth)
    return {
        name: Exhibit(name, depth.judged.where, tables.get(DRAWN_OF.get(name, name)), paints.get(name))
        for name in dict.fromkeys([*tables, *paints])
    }


def exhibit_of_duel(duel: Duel) -> Exhibit:
    """Two runs person by person."""
    from movierec_gui.report.run_depth import paint_duel

    return Exhibit("two-runs", duel.where, duel.people, partial(paint_duel, duel))


def exhibit_of_lists(figures: ListFigures, where: str) -> Exhibit:
    """Figures of lists."""
    from movierec_gui.analysis.run_depth.depth import lists_table
    from movierec_gui.report.run_depth import paint_lists

    return Exhibit("lists", where, lists_table(figures), partial(paint_lists, figures))
