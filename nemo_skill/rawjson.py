"""The source text of one value in a JSON document, exactly as it was written.

A draft goes back to the service byte for byte: 20-digit integers, ``0.350``, ``1e3``, escapes, duplicate keys and
key order don't survive parsing and writing again. So the value is cut out of the document's text instead.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

DRAFT_PATHS = (("data", "state", "draft"), ("data", "draft"), ("state", "draft"), ("draft",))
"""Where a state answer may keep its draft, in the order of preference."""

_SPACE = re.compile(r"[ \t\n\r]*")
_SURROGATE = re.compile("[\ud800-\udfff]")
_PACKED_AT_MOST = 3

# The values are only skipped, never used, so numbers stay text: int() refuses more than 4,300 digits.
_skip = json.JSONDecoder(strict=False, parse_int=str, parse_float=str, parse_constant=str).raw_decode


def raw_value(document: str, *path: str) -> str | None:
    """The text of the value at a path of object keys, without the white space around it.

    Of duplicate keys the last one counts, as for ``json.loads``. None when the path leads nowhere or the document
    isn't valid JSON up to the end of the objects on the path. Without a path: the whole value.
    """
    try:
        return _value_at(document, path, unpack=False)
    except (ValueError, RecursionError):
        return None


def draft_text(document: str) -> str | None:
    """The draft of a state answer as JSON text, to be put into the export as it is.

    Looks in ``data.state.draft``, ``data.draft``, ``state.draft`` and ``draft``; a draft (or a state) that is JSON in a
    string is taken out of the string. None when there is no draft, or it is ``null``, empty or not JSON.
    """
    for path in DRAFT_PATHS:
        try:
            text = _value_at(document, path, unpack=True)
        except (ValueError, RecursionError):
            continue
        if text is not None and text[:1] in "{[" and text[1:-1].strip():
            return _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    return None


def _value_at(document: str, path: tuple[str, ...], *, unpack: bool) -> str | None:
    text = _whole(document)
    for key in path:
        if unpack:
            text = _unpacked(text)
        found = None
        for name, start, end in _members(text):
            if name == key:
                found = text[start:end]
        if found is None:
            return None
        text = found
    return _unpacked(text) if unpack else text


def _whole(document: str) -> str:
    start = _space(document, 1 if document.startswith("\ufeff") else 0)
    _, end = _skip(document, start)
    return document[start:end]


def _unpacked(text: str) -> str:
    """The document inside a JSON string, also when it was packed more than once; any other text as it is."""
    for _ in range(_PACKED_AT_MOST):
        if not text.startswith('"'):
            break
        inner, _end = _skip(text)
        if not inner.strip("\ufeff \t\r\n"):
            return "null"
        text = _whole(inner)
    return text


def _members(text: str) -> Iterator[tuple[str, int, int]]:
    """The members of the object that text is: key, and where the value starts and ends. Not an object: none."""
    if not text.startswith("{"):
        return
    position = _space(text, 1)
    while text[position : position + 1] == '"':
        key, position = _skip(text, position)
        position = _space(text, position)
        if text[position : position + 1] != ":":
            raise ValueError("expected ':' after a key")
        start = _space(text, position + 1)
        _, end = _skip(text, start)
        yield key, start, end
        position = _space(text, end)
        if text[position : position + 1] == ",":
            position = _space(text, position + 1)


def _space(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position
