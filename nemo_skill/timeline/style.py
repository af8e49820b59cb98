"""How text looks, in a few words: "white", "bold gold"."""

from __future__ import annotations

import re
from typing import Any

from .lookup import View, number, parsed, values, view

COLOURS = {
    "white": (255, 255, 255), "black": (0, 0, 0), "grey": (128, 128, 128), "silver": (192, 192, 192),
    "red": (230, 30, 30), "orange": (255, 140, 0), "yellow": (255, 235, 0), "gold": (255, 200, 60),
    "green": (0, 160, 60), "cyan": (0, 220, 230), "blue": (30, 100, 240), "navy": (0, 0, 110),
    "purple": (130, 40, 160), "pink": (255, 130, 180), "magenta": (240, 0, 240), "brown": (130, 80, 40),
}  # fmt: skip

_COLOUR_KEYS = (
    "color",
    "colour",
    "fontcolor",
    "textcolor",
    "fillcolor",
    "fill",
    "fc",
    "cl",
    "fontcolour",
    "textcolour",
)
_STYLE_KEYS = ("style", "textstyle", "fontstyle", "font", "sty", "st")
_NEAR = 70**2


def style_of(views: list[View]) -> str | None:
    """The words for a segment's look, from its colour and style keys; None where it says nothing readable."""
    styles = [inner for _, value in values(views, _STYLE_KEYS) if (inner := view(value)) is not None]
    parts: list[str] = []
    for flag in ("bold", "italic"):
        if any(value is True or value == 1 for _, value in values(styles + views, (flag, f"is{flag}"))):
            parts.append(flag)
    for _, value in values(styles + views, _COLOUR_KEYS):
        if colour := colour_name(value):
            parts.append(colour)
            break
    else:
        for _, value in values(views, _STYLE_KEYS):
            if isinstance(value, str) and re.fullmatch(r"[^\W\d_][\w \-]{1,23}", value.strip()):
                parts.append(value.strip())
                break
            if colour := colour_name(value):
                parts.append(colour)
                break
    return " ".join(dict.fromkeys(parts)) or None


def colour_name(value: Any) -> str | None:
    """The plain name of a colour: hex, ``rgb(...)``, [r, g, b] of 0-255 or 0-1, or a word; else its hex form."""
    value = parsed(value)
    channels: list[float] = []
    if isinstance(value, str):
        text = value.strip()
        if re.fullmatch(r"[^\W\d_]+(?: [^\W\d_]+)?", text) and not re.fullmatch(r"[0-9a-fA-F]{6}", text):
            return text.casefold()
        if digits := re.fullmatch(r"(?:#|0x)?([0-9a-fA-F]{6})(?:[0-9a-fA-F]{2})?", text):
            channels = [int(digits[1][i : i + 2], 16) for i in (0, 2, 4)]
        elif short := re.fullmatch(r"#([0-9a-fA-F]{3})[0-9a-fA-F]?", text):
            channels = [int(digit * 2, 16) for digit in short[1]]
        elif rgb := re.match(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)", text, re.IGNORECASE):
            channels = [int(part) for part in rgb.groups()]
    elif isinstance(value, list) and 3 <= len(value) <= 4:
        found = [channel for part in value[:3] if (channel := number(part)) is not None]
        scale = 255 if found and max(found) <= 1 else 1
        channels = [channel * scale for channel in found]
    if len(channels) != 3:
        return None
    red, green, blue = (min(max(round(channel), 0), 255) for channel in channels)
    distances = {n: (red - r) ** 2 + (green - g) ** 2 + (blue - b) ** 2 for n, (r, g, b) in COLOURS.items()}
    name = min(distances, key=lambda colour: distances[colour])
    return name if distances[name] <= _NEAR else f"#{red:02X}{green:02X}{blue:02X}"
