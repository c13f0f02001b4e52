"""What a project's file says of itself: its data by name and hash, its split, its note, and every file's checksum."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any

from movierec_gui import __version__, records
from movierec_gui.data.dataset import Dataset
from movierec_gui.data.preparation import PreparationConfig, describe
from movierec_gui.data.splits import SplitConfig
from movierec_gui.errors import UserError
from movierec_gui.records import Count, DamagedError
from movierec_gui.settings import from_mapping, to_mapping

FORMAT = "movierec project 1"
MOST_LETTERS = 100_000
"""Of a note."""


@dataclass(frozen=True)
class DataReference:
    """The data that a project is about; they are not in it."""

    name: str
    content_hash: str
    ratings: Count
    users: Count
    movies: Count
    bundled: bool = False
    """Whether they come with the program."""
    preparation: dict[str, Any] | None = None
    """What is done to them before they are divided; None for the data as the files have them."""

    @property
    def in_words(self) -> str:
        """Name, size and the beginning of the hash."""
        return f"{self.name}, {self.ratings:,} ratings by {self.users:,} users, hash {self.content_hash[:12]}"

    @property
    def how_to_open(self) -> str:
        """What a person does to have them open."""
        where = (
            "They come with the program: File, Open the bundled data (on the command line: leave out --data)"
            if self.bundled
            else f"Open the folder or file of {self.name} that the project was saved with"
        )
        if self.preparation is None:
            return where
        return f"{where}, and prepare them the same way: {describe(PreparationConfig.from_mapping(self.preparation))}"

    def are(self, dataset: Dataset | None) -> bool:
        """Whether these are the data."""
        return dataset is not None and dataset.content_hash == self.content_hash


@dataclass(frozen=True)
class Facts:
    """The first thing that is read of a project."""

    data: DataReference
    created: str
    """UTC, ISO 8601."""
    program: str
    split: dict[str, Any] | None = None
    """How new runs divide the ratings."""
    current_run: str = ""
    note: str = ""
    counts: dict[str, Count] = field(default_factory=dict)
    """Things by the name of their part."""
    files: dict[str, str] = field(default_factory=dict)
    """SHA-256 by the name of each file in the zip."""

    @property
    def split_config(self) -> SplitConfig | None:
        """The split, checked."""
        return None if self.split is None else from_mapping(SplitConfig, self.split)


def reference_to(dataset: Dataset, *, bundled: bool) -> DataReference:
    """What a project says of its data; no folder of this machine is among it."""
    config = dataset.preparation.config if dataset.preparation else None
    if config is not None and config.movies:
        config = replace(config, movies=PurePath(config.movies).name)
    return DataReference(
        dataset.name, dataset.content_hash, len(dataset.ratings), dataset.n_users, dataset.n_movies, bundled,
        None if config is None else to_mapping(config),
    )  # fmt: skip


def new_facts(data: DataReference, split: SplitConfig | None, current_run: str, note: str) -> Facts:
    """The facts of a project that is saved now."""
    created = datetime.now(UTC).isoformat(timespec="seconds")
    return Facts(
        data, created, f"MovieRec {__version__}", None if split is None else to_mapping(split), current_run, note
    )


def encode(facts: Facts) -> bytes:
    """As a sealed file."""
    return records.seal({"format": FORMAT, **asdict(facts)})


def decode(content: bytes) -> Facts:
    """From a file's content. Raises DamagedError where it is none."""
    values, is_sealed = records.unseal(content)
    if not is_sealed or values.pop("format", "") != FORMAT:
        raise DamagedError(f"its format is not {FORMAT!r}, or it has no checksum")
    facts = records.convert(Facts, values)
    if len(facts.note) > MOST_LETTERS:
        raise DamagedError(f"its note has {len(facts.note):,} letters, at most {MOST_LETTERS:,} are allowed")
    try:
        datetime.fromisoformat(facts.created)
        if facts.data.preparation is not None:
            PreparationConfig.from_mapping(facts.data.preparation)
        _ = facts.split_config
    except (ValueError, UserError) as error:
        raise DamagedError(str(error)) from error
    return facts
