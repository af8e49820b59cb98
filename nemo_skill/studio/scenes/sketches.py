"""Small drawings as data: a line of text for each, parts split by ";", as the tables of people hold them.

A part is a letter, a colour and numbers: ``f`` a smooth filled outline, ``p`` a filled polygon, ``e`` an ellipse (x, y,
rx, ry), ``r`` a rectangle (x, y, w, h, rounding), ``b`` an outline and ``o`` an ellipse that bulge, ``l`` and ``c`` a
straight and a curved line (their width follows the letter), ``g`` a glow (x, y, radius), ``v`` the pane of a window (as
``r``). A colour is "#rgb", "#rrggbb" or a name that the caller explains; "/50" after it is an opacity in percent, "!"
makes it shine by itself. ``l4~15~100`` draws fifteen lines, each 100 further right,
``r~9~40~2~60`` nine rectangles in each of two rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from nemo_skill.studio.scenes.ink import SCREEN, Ink, Linear, Path, Radial, ellipse, polygon, rect, smooth
from nemo_skill.studio.scenes.light import Light, mix, rgb

_LARGE = 700.0


@dataclass(frozen=True)
class Part:
    """One shape of a drawing. ``box`` is x, y, width, height of its points."""

    kind: str
    width: float
    colour: str
    alpha: float
    shining: bool
    numbers: tuple[float, ...]
    path: Path
    box: tuple[float, float, float, float]


@lru_cache(maxsize=1024)
def parts(text: str) -> tuple[Part, ...]:
    """The parts of a drawing.

    Raises:
        ValueError: a part has no shape that this language knows.
    """
    return tuple(_part(words) for piece in text.split(";") if piece.strip() for words in _copies(piece.split()))


def _copies(words: list[str]) -> list[list[str]]:
    """A part, or as many as it says, moved to the right and down."""
    kind, *many = words[0].split("~")
    if not many:
        return [words]
    columns, right, rows, down = map(float, (*many, "1", "0")[:4])
    last = 2 if kind[0] in "egrv" else len(words)  # An ellipse's or a rectangle's size stays.
    return [
        [kind, words[1], *(str(float(v) + (i * right, j * down)[k % 2] * (k < last)) for k, v in enumerate(words[2:]))]
        for j in range(int(rows))
        for i in range(int(columns))
    ]


def _part(words: list[str]) -> Part:
    kind, width = words[0][0], float(words[0][1:] or 2)
    colour, _, alpha = words[1].partition("/")
    shining = words[1].endswith("!")
    numbers = tuple(float(word) for word in words[2:])
    path = _path(kind, numbers)
    low, high = path.points.min(0), path.points.max(0)
    box = (float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1]))
    return Part(
        kind, width, _long(colour.rstrip("!")), float(alpha.rstrip("!") or 100) / 100, shining, numbers, path, box
    )


def _path(kind: str, n: tuple[float, ...]) -> Path:
    points = list(zip(n[::2], n[1::2], strict=False))
    if kind in "fcb":
        return smooth(points, closed=kind != "c")
    if kind in "pl":
        return polygon(points, closed=kind == "p")
    if kind in "ego":
        return ellipse(n[0], n[1], n[2], n[3] if len(n) > 3 else n[2])
    if kind in "rv":
        return rect(n[0], n[1], n[2], n[3], n[4] if len(n) > 4 else 0.0)
    raise ValueError(f"no shape is called {kind!r}; there are f, p, e, r, l, c, g, v, o and b")


def _long(colour: str) -> str:
    return "#" + "".join(2 * c for c in colour[1:]) if colour.startswith("#") and len(colour) == 4 else colour


def draw(
    ink: Ink,
    light: Light,
    text: str,
    colours: Mapping[str, Any],
    *,
    side: float = 1.0,
    dim: float = 1.0,
    blend: int = SCREEN,
) -> None:
    """Draw a drawing in the light; ``side`` is where the sun stands (1 right, -1 left), ``dim`` takes light away.

    Glows are added to what is there; with ``blend`` 0 they are laid over it, as where there may be nothing yet.
    """
    for part in parts(text):
        base = colours.get(part.colour, part.colour) if not part.colour.startswith("#") else part.colour
        if part.kind == "v":
            continue
        if part.kind == "g":
            ink.glow(part.numbers[0], part.numbers[1], part.numbers[2], _rgb(base), part.alpha, blend=blend)
        elif part.kind in "lc":
            ink.stroke(part.path, part.width, _tone(light, base, part.shining, 0.62 * dim), part.alpha)
        elif part.kind in "ob":
            x, y, w, h = part.box
            ink.fill(part.path, bulging(light, base, x + w / 2, y + h / 2, w / 2, h / 2, side, dim), part.alpha)
        elif part.shining or part.box[2] * part.box[3] < _LARGE:
            ink.fill(part.path, _tone(light, base, part.shining, 0.72 * dim), part.alpha)
        else:
            ink.fill(part.path, lit(light, base, part.box[0], part.box[2], side, dim), part.alpha)


def tone(light: Light, base: Any, share: float) -> Any:
    """`Light.shade`, remembered: people wear the same few colours frame after frame."""
    if not isinstance(base, str):
        return light.shade(base, share)
    return _remembered(light.signature, base, round(share, 3))


@lru_cache(maxsize=4096)
def _remembered(key: tuple[float, ...], base: str, share: float) -> Any:
    colour = rgb(base) * (np.array(key[3:6]) + np.array(key[:3]) * share)
    hazy = min(0.96, key[9] * 0.25)
    return np.clip(colour + (np.array(key[6:9]) - colour) * hazy, 0, 255).tolist()


def lit(light: Light, base: Any, x: float, width: float, side: float, dim: float = 1.0) -> Linear:
    """A surface of a colour, dark on one side and bright towards the sun."""
    dark, bright = tone(light, base, 0.22 * dim), tone(light, base, 0.95 * dim)
    first, last = (dark, bright) if side > 0 else (bright, dark)
    return Linear(
        x, 0, x + width, 0, [(0, first, 1), (0.6 if side > 0 else 0.4, tone(light, base, 0.75 * dim), 1), (1, last, 1)]
    )


def bulging(
    light: Light, base: Any, x: float, y: float, rx: float, ry: float, side: float = 1.0, dim: float = 1.0
) -> Radial:
    """A rounded surface around (x, y): bright where the sun meets it, dark along the far edge."""
    peak = mix(tone(light, base, 1.05 * dim), light.sun_colour, 0.22)
    stops = [
        (0.0, peak, 1),
        (0.3, tone(light, base, 0.95 * dim), 1),
        (0.66, tone(light, base, 0.58 * dim), 1),
        (1.0, tone(light, base, 0.02 * dim), 1),
    ]
    return Radial(x + side * rx * 0.30, y - ry * 0.42, rx * 1.45, stops, ry / max(rx, 1.0))


def _tone(light: Light, base: Any, shining: bool, share: float) -> Any:
    return _rgb(base) if shining else tone(light, base, share)


def _rgb(colour: Any) -> Any:
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)] if isinstance(colour, str) else colour
