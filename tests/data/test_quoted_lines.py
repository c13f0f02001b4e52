"""Lines with quotes are taken apart from those without, and come together again in their order."""

from __future__ import annotations

import pytest

from movierec_gui.data.quoted_lines import lines_apart

PLAIN, QUOTED = b"1,2,a\n", b'1,2,"a, b"\n'


@pytest.mark.parametrize("places", [(0,), (3,), (7,), (0, 1), (2, 7), ()])
def test_every_line_is_in_one_part_and_its_place_is_known(places: tuple[int, ...]) -> None:
    lines = [b'%d,"a, b"\n' % n if n in places else b"%d,a\n" % n for n in range(8)]
    apart = lines_apart(b"".join(lines))
    assert apart is not None
    assert apart.quoted == b"".join(lines[place] for place in places)
    assert apart.plain == b"".join(line for line in lines if b'"' not in line)
    together = [*apart.plain.splitlines(keepends=True), *apart.quoted.splitlines(keepends=True)]
    assert [together[place] for place in apart.order] == lines


@pytest.mark.parametrize(
    ("lines", "taken"),
    [
        (PLAIN * 3 + QUOTED, True),
        (PLAIN * 2 + QUOTED, False),
        (PLAIN * 6 + QUOTED * 2, True),
        (PLAIN * 5 + QUOTED * 2, False),
        (PLAIN * 7 + b'1,2,"open\n', False),
        (PLAIN * 6 + b'1,2,"open\nclosed"\n', False),
    ],
)
def test_one_line_of_four_may_hold_quotes_that_close_in_it(lines: bytes, taken: bool) -> None:
    assert (lines_apart(lines) is not None) == taken
