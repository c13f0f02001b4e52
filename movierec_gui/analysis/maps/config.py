"""Settings of a map; with the dataset and, where it is learned, the run they reproduce it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from movierec_gui.settings import check_settings, setting

RATINGS, EMBEDDING, LAYER = "ratings", "embedding", "layer"
SOURCES = (RATINGS, EMBEDDING, LAYER)
TSNE, PCA = "tsne", "pca"
METHODS = (TSNE, PCA)
KMEANS, DENSITY = "k-means", "density"
LAYER_ROWS = ("validation", "held_out", "all")


LEAST_PERPLEXITY = 5


@dataclass(frozen=True)
class MapConfig:
    """Settings of a map: the rows that are laid out, and how."""

    source: str = setting(
        RATINGS,
        "Source",
        "ratings: who gave which rating; embedding: a run's movie vectors; layer: what a layer puts out per movie",
        choices=SOURCES,
    )
    layer: str = setting("", "Layer", "Name of the layer (source layer); empty: the network's own choice")
    layer_rows: str = setting(
        "validation",
        "Layer's ratings",
        "The ratings whose layer outputs are averaged per movie",
        choices=LAYER_ROWS,
        names={"held_out": "held out"},
    )
    method: str = setting(
        TSNE,
        "Method",
        "tsne: keeps neighbours together; pca: the two directions of most variance",
        choices=METHODS,
        names={TSNE: "t-SNE", PCA: "PCA"},
    )
    perplexity: float = setting(
        50.0, "Perplexity", "About how many neighbours each movie minds (t-SNE)", low=5, high=100
    )
    iterations: int = setting(1000, "Iterations", "Steps of the layout at most (t-SNE)", low=10, high=5000)
    until_settled: bool = setting(
        True, "Stop when settled", "End before the last iteration once the divergence hardly falls any more (t-SNE)"
    )
    components: int = setting(50, "Components", "Principal components that the layout starts from", low=2, high=200)
    seed: int = setting(0, "Seed", "Fixes the start of the search for principal components", low=0, high=2**31 - 1)

    def __post_init__(self) -> None:
        check_settings(self)


def fitting(config: MapConfig, movies: int) -> MapConfig:
    """The settings with a perplexity that so many movies allow; principal components where none does."""
    most = most_perplexity(movies)
    if config.method == PCA or config.perplexity <= most:
        return config
    return replace(config, perplexity=float(most)) if most >= LEAST_PERPLEXITY else replace(config, method=PCA)


def most_perplexity(movies: int) -> int:
    """The highest perplexity of so many movies: each minds three times as many neighbours."""
    return (movies - 1) // 3


@dataclass(frozen=True)
class ClusterConfig:
    """How movies are grouped."""

    method: str = setting(
        DENSITY,
        "Method",
        "density: dense groups of any shape, the rest left out; k-means: every movie to the nearest of some centres",
        choices=(DENSITY, KMEANS),
    )
    count: int = setting(12, "Clusters", "How many (k-means)", low=2, high=100)
    smallest: int = setting(25, "Smallest cluster", "Fewer movies are no cluster (density)", low=5, high=10_000)
    seed: int = setting(0, "Seed", "Fixes the first centres (k-means)", low=0, high=2**31 - 1)

    def __post_init__(self) -> None:
        check_settings(self)
