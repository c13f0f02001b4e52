"""A document type is seen wherever it may stand, and none is seen where there is none."""

from __future__ import annotations

import io

import pytest

from movierec_gui.data.xml_declarations import has_document_type

_TYPE = '<!DOCTYPE x [<!ENTITY a "b">]>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("before", ["", "<?xml version='1.0'?>\n", f"<!--{'y' * 9_000}-->"], ids=["bare", "xml", "far"])
def test_a_document_type_is_seen(before: str, encoding: str) -> None:
    assert has_document_type(io.BytesIO(f"{before}{_TYPE}<x>&a;</x>".encode(encoding)))


@pytest.mark.parametrize(
    "text",
    ["<x/>", f"<!-- {_TYPE} --><x/>", f"<x><![CDATA[{_TYPE}]]></x>", f"<x/>{_TYPE}", "", "no XML", "<x"],
)
def test_there_is_none(text: str) -> None:
    assert not has_document_type(io.BytesIO(text.encode()))


def test_no_more_is_read_than_to_the_first_element() -> None:
    stream = io.BytesIO(b"<x>" + b"<y/>" * 10_000 + b"</x>")
    assert not has_document_type(stream)
    assert stream.tell() < 5_000
