from __future__ import annotations

from movierec_gui.analysis.maps.cache import MapCache
from movierec_gui.progress import Progress, finish


def _work(calls, result):
    calls.append(result)
    yield Progress("work")
    return result


def test_a_result_is_computed_once():
    cache, calls = MapCache(), []
    assert finish(cache.recall("a", _work(calls, 1))) == 1
    assert finish(cache.recall("a", _work(calls, 2))) == 1
    assert calls == [1]


def test_a_cancelled_work_is_not_kept():
    cache = MapCache()
    work = cache.recall("a", _work([], 1))
    next(work)
    work.close()
    assert "a" not in cache


def test_the_result_used_longest_ago_goes_first():
    cache = MapCache(size=2)
    for key in "ab":
        cache.store(key, key)
    finish(cache.recall("a", _work([], "")))
    cache.store("c", "c")
    assert "a" in cache
    assert "b" not in cache
    assert cache.peek("b") is None
    assert len(cache) == 2


def test_work_that_is_cancelled_is_closed():
    inner = _work([], 1)
    work = MapCache().recall("a", inner)
    next(work)
    work.close()
    assert list(inner) == []


def test_what_is_looked_at_or_stored_again_stays_longest():
    cache = MapCache(size=2)
    cache.store("a", 1)
    cache.store("b", 2)
    cache.store("a", 3)
    cache.store("c", 4)
    assert ("a" in cache, "b" in cache, "c" in cache) == (True, False, True)
    assert cache.peek("a") == 3
