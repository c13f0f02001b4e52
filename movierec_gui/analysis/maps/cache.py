"""Results of the stages of a map, kept so that a changed setting redoes only what depends on it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Generator, Hashable
from typing import Any, TypeVar

ResultT = TypeVar("ResultT")
EventT = TypeVar("EventT")


class MapCache:
    """The latest results by key, at most ``size`` of them; the caller owns it and passes it in."""

    def __init__(self, size: int = 12) -> None:
        self._size = size
        self._results: OrderedDict[Hashable, Any] = OrderedDict()

    def __len__(self) -> int:
        return len(self._results)

    def __contains__(self, key: Hashable) -> bool:
        return key in self._results

    def peek(self, key: Hashable) -> Any:
        """The stored result of ``key``, or None."""
        return self._results.get(key)

    def store(self, key: Hashable, result: Any) -> None:
        """Keep a result, at the cost of the one that was used longest ago."""
        self._results[key] = result
        self._results.move_to_end(key)
        while len(self._results) > self._size:
            self._results.popitem(last=False)

    def recall(self, key: Hashable, work: Generator[EventT, None, ResultT]) -> Generator[EventT, None, ResultT]:
        """The stored result of ``key``, else that of ``work``; a cancelled work stores nothing."""
        if key in self._results:
            work.close()
            self._results.move_to_end(key)
            known: ResultT = self._results[key]
            return known
        result = yield from work
        self.store(key, result)
        return result
