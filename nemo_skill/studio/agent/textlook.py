"""How words are to look, out of a clause: "bold gold with a black outline, a bit bigger". Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .scope import references_in
from .slots import Slots
from .tables import QUOTE, first_match, pattern, tables

_BIGGER, _SMALLER = 1.4, 0.7
_A_BIT = 0.5


def read_look(slots: Slots, before: Mapping[str, Any]) -> dict[str, Any]:
    """The keys of a text's style that a clause changes; an empty value takes something away.

    ``before`` is the style so far, from which "bigger" counts.
    """
    text = re.sub(f"{QUOTE}+", " ", slots.text)
    look: dict[str, Any] = {}
    for name in ("outline", "box"):
        if match := pattern(f"no_{name}").search(text):
            look[name] = ""
            text = _without(text, match)
        elif match := pattern(f"text_{name}").search(text):
            default = "#101010" if name == "box" or before.get("color", "#FFFFFF") == "#FFFFFF" else "#FFFFFF"
            look[name] = colour_in(match[0]) or default
            text = _without(text, match)
    if look.get("box") and colour_in(text) is None and _light(look["box"]) == _light(before.get("color", "#FFFFFF")):
        # Letters of the panel's own lightness couldn't be read.
        look["color"] = "#101010" if _light(look["box"]) else "#FFFFFF"
    if number := pattern("weight_number").search(text):
        look["weight"] = int(number[1] or number[2])
    elif weight := first_match(tables().weights, text):
        look["weight"] = int(weight)
    if pattern("text_italic").search(text):
        look["italic"] = pattern("no_italic").search(text) is None
    if colour := colour_in(text):
        look["color"] = colour
    if slots.position:
        look["position"] = slots.position
    if not look and pattern("unreadable").search(text) and not pattern("too").search(text):
        look["box"] = "#101010"
    size = wanted_size(slots, float(before.get("size", 1.0)))
    if size != before.get("size", 1.0):
        look["size"] = size
    return look


def _light(colour: str) -> bool:
    """Whether a ``#rrggbb`` is light."""
    red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5)) if colour.startswith("#") else (255, 255, 255)
    return red * 3 + green * 6 + blue > 1400


def _without(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}"


def colour_in(text: str) -> str | None:
    """A colour by its name or as ``#rrggbb``."""
    if match := re.search(r"#[0-9a-fA-F]{6}\b", text):
        return match[0].upper()
    text = pattern("not_colour").sub(" ", text)
    found = [
        (match.start(), value)
        for value, patterns in tables().colours.values()
        for row in patterns
        if (match := row.search(text))
    ]
    return min(found)[1] if found else None


def wanted_size(slots: Slots, size: float) -> float:
    """``bigger``, ``a bit smaller``, ``150%``, ``twice as big``, ``too small``; 0.2 to 4."""
    sized = pattern("text_size").search(slots.text) is not None
    bigger, smaller = pattern("bigger").search(slots.text), pattern("smaller").search(slots.text)
    if pattern("too").search(slots.text):
        bigger, smaller = smaller, bigger
    if slots.percent is not None and (sized or bigger or smaller):
        by = pattern("by_share").search(slots.text) is not None
        sign = -1 if smaller else 1
        return _bounded(size * (1 + sign * slots.percent) if by else size * slots.percent)
    if slots.factor is not None and (sized or bigger or smaller):
        return _bounded(size / slots.factor if smaller and slots.factor > 1 else size * slots.factor)
    if pixels := pattern("pixels").search(slots.text):
        # As on a picture of 1080 lines.
        return _bounded(int(pixels[1]) / 97)
    if not bigger and not smaller:
        return size
    step = _BIGGER if bigger else _SMALLER
    if pattern("a_bit").search(slots.text):
        step = 1 + (step - 1) * _A_BIT
    elif pattern("a_lot").search(slots.text):
        step = step**2
    return _bounded(size * step)


def _bounded(size: float) -> float:
    return round(min(max(size, 0.2), 4.0), 2)


def only_look(words: str) -> bool:
    """Whether what seems to be the words of a title only says how it looks, or where or when it stands."""
    left = words
    for reference in reversed(list(references_in(left))):
        left = f"{left[: reference.start]} {left[reference.end :]}"
    for name in ("text_outline", "text_box", "no_outline", "no_box", "text_italic", "text_size", "bigger", "smaller"):
        left = pattern(name).sub(" ", left)
    rows = [patterns for _, patterns in tables().colours.values()]
    for table in (tables().weights, tables().positions):
        rows += table.values()
    for patterns in rows:
        for row in patterns:
            left = row.sub(" ", left)
    return pattern("look_filler").sub(" ", left).strip(" ,.，。、的") == ""
