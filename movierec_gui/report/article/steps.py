"""The article's steps, in its order. To add one: a Step here and a line in ``STEPS``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from movierec_gui.errors import unknown_name
from movierec_gui.report.article import numbers
from movierec_gui.report.article.config import split_name
from movierec_gui.report.article.maps import MAP, NODES_ON_MAP, check_map, lay_out, seeds_of
from movierec_gui.report.article.networks import BIASES, DENSE, GRU, LSTM, MEAN, WIDE_DEEP
from movierec_gui.report.article.nodes import NODES, check_nodes, check_nodes_on_map, lay_nodes_on_map, study_nodes
from movierec_gui.report.article.record import ArticleRecord
from movierec_gui.report.article.verdicts import Check, verdict_of_step
from movierec_gui.report.article.work import Events, Work


@dataclass(frozen=True)
class Step:
    """A claim of the article, how it is measured again, and where the window shows it."""

    name: str
    title: str
    claim: str
    """What the article says, with its figures."""
    settings: str
    """What is run here: the article's settings, and the split that each number is from."""
    why: str
    """One sentence on why it comes out as it does."""
    tab: str
    """Title of the tab that shows it."""
    look: str
    """What to look at there."""
    check: Callable[[ArticleRecord], tuple[Check, ...]]
    networks: tuple[str, ...] = ()
    """Networks that are judged on every split."""
    coloring: str = ""
    """What the map's colours should show: ``mean`` rating, strongest ``node``; empty where the step is of no map."""
    opens: tuple[str, ...] = ()
    """Those of them that become runs of this split's own, to look into."""
    measure: Callable[[Work], Events] | None = None
    """Measures what is no network's error."""

    def is_done(self, record: ArticleRecord) -> bool:
        """Whether all that the step needs was measured."""
        judged = all(record.result(label, split) for label in self.networks for split in record.splits)
        started = all(label in record.runs for label in self.opens)
        return judged and started and (self.measure is None or self._is_measured(record))

    def _is_measured(self, record: ArticleRecord) -> bool:
        places = seeds_of(record.config) if self.name == MAP else tuple(split_name(split) for split in record.splits)
        return all(record.finding(self.name, at) for at in places)

    def verdict(self, record: ArticleRecord) -> str:
        """The verdict on the claims together; empty while they are not measured."""
        return verdict_of_step(self.check(record)) if self.is_done(record) else ""


_JUDGED = (
    "Judged on the ratings that the article calls validation: a fifth, drawn at random. Here a tenth of the others "
    "chooses the epoch, then the network learns from all of them; “as the article counts” is the lowest error of any "
    "epoch on the very ratings that judge it, which is a little too good."
)

STEPS = (
    Step(
        MAP,
        "The data and their map",
        "Part 1 lays out the 9,066 rated movies by who gave them which rating (t-SNE, perplexity 50). Groups on the "
        "map differ by rating and year; “it is less clear that there is a divide along genres”.",
        "Each movie is a row of users × 10 rating levels; 50 principal components; t-SNE at perplexity 50. Measured: "
        "how much more alike a movie's ten neighbours on the map are than any two movies (1 − Geary's C; 0: not at "
        "all, 1: the same). No ratings are divided here: the three numbers are of three layouts.",
        "Movies lie together where the same people gave them the same rating level, so the map is made of how good "
        "people find movies; genre comes in only through who watches what.",
        "Map",
        "The map coloured by mean rating; press “Lay out” where there is none. “Colour” has year and genre, too.",
        check_map,
        coloring="mean",
        measure=lay_out,
    ),
    Step(
        "baseline",
        "The baseline",
        "fast.ai's network of two embeddings and two dense layers has an MSE of about 0.79 (0.783 at its best "
        "epoch), “which means each prediction has an error of 0.9 on average”.",
        f"Embeddings 50, dense 70 with ReLU, dropout 0.3 and 0.75, Adam 0.001, batch 64, 20 epochs. {_JUDGED}",
        "One random split differs from the next by as much as from the article's figure; the root of the MSE is about "
        "0.9, but it weighs large misses more, and the average miss (MAE) is smaller.",
        "Train",
        "The run “Article: dense 70”: its curve, and its page with errors by genre, year and person.",
        numbers.baseline,
        networks=(DENSE,),
        opens=(DENSE,),
    ),
    Step(
        "embeddings",
        "Why the embeddings matter",
        "“These layers are crucial to the neural network's performance, improving the RMSE from 1.4 to 0.79. They "
        "allow a bias to be added.” (The figures are mean squared errors.)",
        "Without embeddings a network sees neither who rates nor what: the best that it can say is the mean of all "
        f"ratings. Beside it: a bias for each user and movie and nothing else, and the baseline. {_JUDGED}",
        "Guessing the mean leaves the variance of the ratings, on the article's data 1.1 and not 1.4; what embeddings "
        "add to that is for the most part a bias for each user and each movie, as the article says.",
        "Train",
        "On the page “Compare models”: tick “User + movie bias” beside “Dense network, article”, and start.",
        numbers.embeddings,
        networks=(MEAN, BIASES, DENSE),
    ),
    Step(
        "over-fitting",
        "Over-fitting after epoch 6",
        "“There's overfitting which happens after the 6th epoch”: the validation error rises from 0.783 to 0.7873.",
        "The baseline's error after every epoch, on the article's validation ratings, which choose nothing here.",
        "The embeddings go on learning single ratings by heart while dropout only slows them down, so the error on "
        "ratings that they have not seen turns round early.",
        "Train",
        "The curve of “Article: dense 70”: training error falls on, validation error turns round.",
        numbers.over_fitting,
        networks=(DENSE,),
        opens=(DENSE,),
    ),
    Step(
        "recurrent",
        "LSTM and GRU for the dense layer",
        "“Implementing this change significantly increased the performance of my neural network, reducing validation "
        "loss from 0.7873 to 0.7699.” The code's GRU reaches 0.766.",
        "LSTM 50 with batch normalisation, dropout 0.75 twice, 20 epochs; GRU 70, dropout 0.3 and 0.75, 10 epochs; "
        f"beside the baseline. {_JUDGED}",
        "The layer sees a sequence of length one, so nothing recurs: the GRU, with the baseline's dropout, gains "
        "nothing, and what the LSTM gains comes with a dropout of 0.75. The article drew a new split for most models, "
        "and splits differ by as much as what it gained.",
        "Train",
        "The runs “Article: LSTM 50” and “Article: GRU 70” beside “Article: dense 70”.",
        numbers.recurrent,
        networks=(DENSE, LSTM, GRU),
        opens=(LSTM, GRU),
    ),
    Step(
        NODES,
        "What the LSTM's nodes respond to",
        "Of the movies that activate each node most, the first two nodes hold good, old ones (mean rating 4.18, year "
        "1989.5) and bad, new ones (1.72, 1996.6). “A very strong divide along the rating of the movie (this "
        "continues for all the nodes), as well as release year … less clear that there is a divide along genres.”",
        "The LSTM's 50 nodes on the ratings that it was not trained on, in both views: the 20 largest activations of "
        "each node, and each movie with the node that it activates most. Measured: the share of the differences "
        "between movies that lies between nodes, chance taken off (ε²; 0: none, 1: all).",
        "One output is a weighted sum of the nodes, so each node learns to go up or down with the rating; genre only "
        "helps as far as it tells good from bad for somebody.",
        "Activations",
        "The nodes of “Article: LSTM 50”: their movies, mean rating, mean year, and r with the prediction.",
        check_nodes,
        opens=(LSTM,),
        measure=study_nodes,
    ),
    Step(
        NODES_ON_MAP,
        "The nodes laid on the map",
        "“Plotting the data onto the t-SNE distribution didn't yield anything meaningful, suggesting the two "
        "algorithms had different approaches to grouping the data.”",
        "Each movie on the map with the node that it activates most. Measured: how far neighbours have the same "
        "node, beyond chance (Cohen's kappa; below 0.2 is called slight).",
        "Which of many nearly interchangeable nodes is the largest hangs on small differences, while the map shows "
        "who watches what.",
        "Map",
        "The map coloured by the strongest node of “Article: LSTM 50”; press “Lay out” where there is none.",
        check_nodes_on_map,
        coloring="node",
        opens=(LSTM,),
        measure=lay_nodes_on_map,
    ),
    Step(
        "wide-deep",
        "Wide & deep",
        "“This model had much less overfitting, but ultimately was slightly worse than the LSTM model”: 0.7890. It "
        "“should be better at suggesting interesting movies”.",
        "Embeddings 55 into an LSTM 40 beside the two ids (scaled to 0–1, or training blows up), dropout 0.8, 45 "
        f"epochs with a falling learning rate. {_JUDGED} Lists: everybody's ten highest predictions.",
        "The bare ids carry next to nothing, so this is an LSTM alone, and it errs as the other one does: with a "
        "dropout of 0.75 or 0.8 neither of them over-fits within its epochs.",
        "Train",
        "The run “Article: wide & deep” beside “Article: LSTM 50”; Predict shows the lists of both.",
        numbers.wide_and_deep,
        networks=(LSTM, WIDE_DEEP),
        opens=(WIDE_DEEP,),
    ),
)
"""In the article's order."""


def step_named(name: str) -> Step:
    """The step of that name. Raises UserError, with the nearest name, where there is none."""
    for step in STEPS:
        if step.name == name:
            return step
    raise unknown_name("step", name, (step.name for step in STEPS))


def steps_named(names: Sequence[str]) -> tuple[Step, ...]:
    """Those of these names in the article's order; all where there is no name. Raises UserError at an unknown one."""
    chosen = [step_named(name) for name in names]
    return tuple(step for step in STEPS if step in chosen) if chosen else STEPS
