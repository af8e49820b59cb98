"""Finding values in drafts whose keys vary: families of keys, nested places, and loosely written numbers."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

View = dict[str, Any]
"""One object of the draft with its keys normalised by ``key_of``."""

LIMIT_MS = 10**11
"""Times beyond three years are not times on a timeline (epoch stamps, ids) and are ignored."""

_SEPARATORS = re.compile(r"[\s_\-.]+")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?", re.IGNORECASE)
_UNITS = {"": 1.0, "ms": 1.0, "s": 1000.0, "sec": 1000.0, "secs": 1000.0, "秒": 1000.0, "us": 0.001, "m": 60000.0,
          "min": 60000.0}  # fmt: skip
_CLOCK = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{1,2}(?:[.,]\d+)?)")
_IN_MICROSECONDS = re.compile(r"(?:start|duration|end|time|d)us")
_IN_SECONDS = re.compile(r"(?:start|duration|dur|end)(?:time)?(?:s|sec|secs|second|seconds|insec|inseconds)")
_OPAQUE = re.compile(r"[0-9a-f]{16,}|[0-9a-f-]{32,}|\d{12,}", re.IGNORECASE)


@lru_cache(maxsize=4096)
def key_of(key: str) -> str:
    """A key without its spelling: ``startTime``, ``start_time`` and ``Start-Time`` are all ``starttime``."""
    return _SEPARATORS.sub("", key).casefold()


def parsed(value: Any) -> Any:
    """A JSON document in a string becomes what it holds (also twice packed); anything else stays as it is."""
    for _ in range(3):
        if isinstance(value, (bytes, bytearray)):
            value = value.decode("utf-8", "replace")
        if not isinstance(value, str) or value.lstrip("\ufeff \t\r\n")[:1] not in ("{", "[", '"'):
            return value
        try:
            value = json.loads(value.lstrip("\ufeff"), strict=False)
        except (ValueError, RecursionError):
            return value
    return value


def view(value: Any) -> View | None:
    """A mapping (or one packed in a string) with normalised keys, the first of two like spellings; else None."""
    value = parsed(value)
    if not isinstance(value, Mapping):
        return None
    found: View = {}
    for key, inner in value.items():
        if inner is not None:
            found.setdefault(key_of(str(key)), inner)
    return found


def items(value: Any) -> list[Any]:
    """The members of a list, or of a mapping used like one ({"0": ..., "1": ...}); anything else has none."""
    value = parsed(value)
    if isinstance(value, Mapping):
        return list(value.values())
    return list(value) if isinstance(value, (list, tuple)) else []


def values(views: Iterable[View], *tiers: tuple[str, ...]) -> Iterable[tuple[str, Any]]:
    """Every (key, value) under the given keys: the first tier in all views, then the next tier."""
    held = tuple(views)
    for tier in tiers:
        for each in held:
            for key in tier:
                if key in each:
                    yield key, each[key]


def number(value: Any) -> float | None:
    """A finite number from a number or a numeric string ("0.35", "35%" as 0.35); bools are none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        text = value.strip()
        scale = 0.01 if text.endswith(("%", "％")) else 1.0
        match = _NUMBER.fullmatch(text.rstrip("%％ "))
        value = float(match[0]) * scale if match else None
    if not isinstance(value, (int, float)):
        return None
    try:
        result = float(value)
    except OverflowError:
        return None
    return result if math.isfinite(result) else None


def milliseconds(value: Any, key: str = "") -> int | None:
    """A time in ms: a number is ms unless its key names another unit; strings may be "3.5s", "500ms", "1:02:05"."""
    scale = 1.0
    if _IN_MICROSECONDS.fullmatch(key):
        scale = 0.001
    elif _IN_SECONDS.fullmatch(key):
        scale = 1000.0
    result = number(value)
    if isinstance(value, str):
        text = value.strip().casefold()
        match = _NUMBER.match(text)
        unit = text[match.end() :].strip() if match else ""
        if clock := _CLOCK.fullmatch(text):
            hours, minutes, second = int(clock[1] or 0), int(clock[2]), float(clock[3].replace(",", "."))
            result, scale = (hours * 3600 + minutes * 60 + second) * 1000, 1.0
        elif match and unit and unit in _UNITS:
            result, scale = number(match[0]), _UNITS[unit]
    if result is None or not abs(result * scale) <= LIMIT_MS:
        return None
    return round(result * scale)


def words(value: Any) -> str | None:
    """Non-empty text; a list of lines is joined; numbers and bools are none."""
    if isinstance(value, (list, tuple)):
        value = " ".join(line for line in value if isinstance(line, str))
    return value if isinstance(value, str) and value.strip() else None


def is_url(text: str) -> bool:
    """Whether text is an address rather than a name."""
    return bool(re.match(r"[a-z][a-z0-9+.\-]*://|//|data:", text, re.IGNORECASE))


def is_place(text: str) -> bool:
    """Whether text is a URL, a path or a file name rather than an id."""
    return is_url(text) or any(mark in text for mark in "/\\.")


def is_packed(text: str) -> bool:
    """Whether text is JSON rather than words."""
    return text.lstrip()[:1] in ("{", "[")


def name_in(source: str) -> str | None:
    """The file name in a URL or path, decoded, without extension; None when it is only an id or a hash."""
    if source.startswith("data:") or not is_place(source):
        return None
    path = re.split(r"[?#]", source, maxsplit=1)[0] if is_url(source) else source
    bare = re.sub(r"^[^:/]*://[^/]*", "", path) if is_url(source) else path
    last = unquote(re.split(r"[/\\]", bare.rstrip("/\\"))[-1])
    name = re.sub(r"(?<=.)\.[A-Za-z0-9]{1,5}$", "", last).replace("_", " ").strip()
    return None if not name or is_opaque(name.replace(" ", "-")) else name


def is_opaque(name: str) -> bool:
    """Whether a name says nothing to a person: a UUID, a hash or a long number."""
    return bool(_OPAQUE.fullmatch(name.strip()))


def first_list(held: View, keys: tuple[str, ...]) -> list[Any]:
    """The members of the first of these keys that has any."""
    return next((found for _, value in values([held], keys) if (found := items(value))), [])


def nested(views: Iterable[View], keys: tuple[str, ...]) -> list[View]:
    """The objects that lie under these keys."""
    return [inner for each in views for key in keys if key in each and (inner := view(each[key])) is not None]


def text_at(views: Iterable[View], *tiers: tuple[str, ...]) -> str | None:
    """The first text under these keys."""
    return next((text for _, value in values(views, *tiers) if (text := words(value)) is not None), None)


def number_at(views: Iterable[View], keys: tuple[str, ...]) -> float | None:
    """The first number under these keys."""
    return next((n for _, value in values(views, keys) if (n := number(value)) is not None), None)


def time_at(views: Iterable[View], *tiers: tuple[str, ...]) -> int | None:
    """The first time in ms under these keys."""
    return next((t for key, value in values(views, *tiers) if (t := milliseconds(value, key)) is not None), None)
