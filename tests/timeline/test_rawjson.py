"""A draft goes back to the service exactly as it came."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nemo_skill.rawjson import draft_text, raw_value

ODD_DRAFT = (
    '{"t" : [ {"tt":0,"v":0.350,"e":1e3,"id":12345678901234567890, "n":"\\u00e9\\/é"} ],\n "z":-0.0,"z":1.10,"a":{}}'
)


@pytest.mark.parametrize(
    ("document", "path", "expected"),
    [
        ('{"a":1}', ("a",), "1"),
        (' \r\n\t{ "a" :\t 1.50 , "b":2}', ("a",), "1.50"),
        ('{"a":1,"b":{"c":[1, 2]}}', ("b", "c"), "[1, 2]"),
        ('{"a":1,"a":2}', ("a",), "2"),
        ('{"a":{"b":1},"a":{"c":2}}', ("a", "b"), None),
        ('{"a":{"a":{"a":"x"}}}', ("a", "a", "a"), '"x"'),
        ('{"\\u0061":true}', ("a",), "true"),
        ('{"a\\"b":null}', ('a"b',), "null"),
        ('{"x":"{\\"a\\":1}","a":3}', ("a",), "3"),
        ('{"a":[{"b":1}]}', ("a", "b"), None),
        ('{"a":1}', ("b",), None),
        ("[1]", ("a",), None),
        ("3", (), "3"),
        ('\ufeff{"a":1}', ("a",), "1"),
        ('{"a":' + "9" * 5000 + "}", ("a",), "9" * 5000),
        ('{"a":1e99999}', ("a",), "1e99999"),
        ('{"a":{"b":1}', ("a",), None),
        ('{"a" 1}', ("a",), None),
        ("", ("a",), None),
        ("not json", ("a",), None),
        ("[" * 200_000, ("a",), None),
        ('{"a":"line\nbreak"}', ("a",), '"line\nbreak"'),
    ],
)
def test_raw_value(document: str, path: tuple[str, ...], expected: str | None) -> None:
    assert raw_value(document, *path) == expected


@pytest.mark.parametrize(
    "around",
    [
        '{"code":0,"data":{"state":{"draft":@,"x":1}}}',
        '{"data":{"draft":@}}',
        '{"state":{"draft": @ }}',
        '{"draft":@}',
    ],
)
def test_the_draft_is_found_in_every_documented_place(around: str) -> None:
    assert draft_text(around.replace("@", ODD_DRAFT)) == ODD_DRAFT
    assert draft_text(around.replace("@", json.dumps(ODD_DRAFT))) == ODD_DRAFT
    assert draft_text(around.replace("@", json.dumps(json.dumps(ODD_DRAFT)))) == ODD_DRAFT


def test_a_state_packed_in_a_string_is_opened() -> None:
    assert draft_text(json.dumps({"data": {"state": json.dumps({"draft": {"t": [1]}})}})) == '{"t": [1]}'


def test_an_empty_draft_gives_way_to_the_next_place() -> None:
    assert draft_text('{"data":{"state":{"draft":null},"draft":{"t":[]}}}') == '{"t":[]}'


@pytest.mark.parametrize("value", ["null", "{}", "{ }", "[]", '""', '"null"', '"{}"', '"hello"', '"{"', "0", "false"])
def test_no_draft(value: str) -> None:
    assert draft_text(f'{{"data":{{"state":{{"draft":{value}}}}}}}') is None


@pytest.mark.parametrize(
    "document", ["", "null", "{}", "[]", '{"data":null}', "<html>", '{"data":{"state":{"draft":{"t":']
)
def test_no_draft_in_an_odd_answer(document: str) -> None:
    assert draft_text(document) is None


def test_half_a_surrogate_pair_can_still_be_sent() -> None:
    text = draft_text('{"draft":"{\\"t\\":[\\"\\ud83d\\"]}"}')
    assert text is not None
    assert json.loads(text.encode("utf-8")) == {"t": ["\ud83d"]}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=150, deadline=None)
@given(
    value=json_values,
    others=st.dictionaries(st.text(), json_values, max_size=4),
    ascii_only=st.booleans(),
    indent=st.sampled_from([None, 0, 3]),
)
def test_the_slice_is_the_text_that_was_written(
    value: object, others: dict[str, object], ascii_only: bool, indent: int | None
) -> None:
    written = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    before = json.dumps(others, ensure_ascii=ascii_only, indent=indent)
    document = f'{{"a":{before}, "draft" :{written}\n, "b":{before}}}'
    assert raw_value(document, "draft") == written
    for key in others:
        inner = raw_value(document, "a", key)
        assert inner is not None and json.loads(inner) == others[key]


def test_five_megabytes_are_sliced() -> None:
    """As large as a draft of an hour's cutting: no deep recursion, no pattern that gives up."""
    segment = {"d": 1000, "m": {"name": "clip " * 10, "volume": 0.35, "k": list(range(20))}}
    draft = json.dumps({"t": [{"tt": 0, "sg": [segment] * 30_000}]})
    document = f'{{"code":0,"data":{{"state":{{"draft":{draft}}}}}}}'
    assert len(document) > 5_000_000
    assert draft_text(document) == draft
