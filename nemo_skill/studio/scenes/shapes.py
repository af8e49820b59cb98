"""Silhouettes as data: monuments, houses, boats and tents drawn from a few lines of ``places.yaml``.

A line is an operation, a colour ("#rgb") and numbers; x runs to the right from the middle, y up from the ground, and a
shape is 100 high. A leading ``m`` draws the part on the left side too. Operations::

    p x y x y ...   polygon          s x y ...        smooth outline      b x y w h   box (middle, foot)
    e x y rx ry     ellipse          d x y rx ry      dome                o x y r h   onion
    t x y w h       gable            r x y w h        eaves that curl up  l width x y ...  line
    w x y w h columns rows  windows  a x y w h n      arches (v: open)  c x y w h n  columns
    k x y w h n     battlements      g x y r          lamp
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from nemo_skill.studio.data import table
from nemo_skill.studio.scenes.ink import (
    Ink,
    Linear,
    Path,
    ellipse,
    join,
    polygon,
    rect,
    rects,
    smooth,
)
from nemo_skill.studio.scenes.light import Light, mix, rgb

_LAMP = np.array([1.0, 0.74, 0.42], np.float32)


@dataclass(frozen=True)
class Part:
    """One line of a shape."""

    op: str
    colour: str
    n: tuple[float, ...]


@dataclass(frozen=True)
class Shape:
    """Parts in drawing order, and the width of the whole as a share of its height."""

    parts: tuple[Part, ...]
    wide: float
    flood: bool


@lru_cache(maxsize=256)
def shape(name: str) -> Shape:
    """A shape of the table by its name.

    Raises:
        KeyError: the table has no such shape.
    """
    parts: list[Part] = []
    lines = table("places")["shapes"][name]
    for line in lines:
        words = line.replace(",", " ").split()
        if words[0] == "flood":
            continue
        numbers = tuple(map(float, words[2:]))
        mirrored, op = len(words[0]) > 1, words[0][-1]
        colour = "#" + "".join(2 * c for c in words[1][1:]) if len(words[1]) == 4 else words[1]
        parts.append(Part(op, colour, numbers))
        if mirrored:
            parts.append(Part(op, colour, _flipped(op, numbers)))
    reach = max(float(np.abs(_path(p).points[:, 0]).max()) for p in parts if p.op not in "gw")
    return Shape(tuple(parts), reach / 50, "flood" in lines)


def _flipped(op: str, n: tuple[float, ...]) -> tuple[float, ...]:
    if op in "ps":
        return tuple(-v if i % 2 == 0 else v for i, v in enumerate(n))
    if op == "l":
        return (n[0], *(-v if i % 2 == 0 else v for i, v in enumerate(n[1:])))
    return (-n[0], *n[1:])


def _path(part: Part) -> Path:
    """The outline of a part, y downwards."""
    op, n = part.op, part.n
    if op in "ps":
        points = np.array(n, np.float32).reshape(-1, 2) * (1, -1)
        return polygon(points) if op == "p" else smooth(points)
    x, y = n[0], -n[1]
    if op == "e":
        return ellipse(x, y, n[2], n[3])
    if op == "l":
        return polygon(np.array(n[1:], np.float32).reshape(-1, 2) * (1, -1), closed=False)
    if op == "g":
        return ellipse(x, y, n[2])
    w, h = n[2], n[3]
    if op == "d":
        u = np.linspace(np.pi, 0, 15)
        return polygon(np.stack([x + w * np.cos(u), y - h * np.sin(u)], 1))
    if op == "o":
        side = ((0.72, 0), (1.0, 0.28), (0.82, 0.52), (0.3, 0.74), (0.08, 0.9))
        right = [(x + w * u, y - h * v) for u, v in side]
        return smooth([*right, (x, y - h), *[(2 * x - px, py) for px, py in right[::-1]]])
    if op == "t":
        return polygon([(x - w / 2, y), (x + w / 2, y), (x, y - h)])
    if op == "r":
        half = w / 2
        right = [(half * 0.5, 0.02), (half * 0.86, 0.06), (half, 0.3), (half * 0.78, 0.36), (half * 0.55, 1.0)]
        return smooth([(x, y), *[(x + u, y - h * v) for u, v in right], *[(x - u, y - h * v) for u, v in right[::-1]]])
    if op == "c":
        step = w / (n[4] - 0.45)
        return rects([(x - w / 2 + i * step, y - h, step * 0.55, h) for i in range(int(n[4]))])
    if op == "k":
        step = w / (n[4] - 0.5)
        return rects([(x - w / 2 + i * step, y - h, step * 0.5, h) for i in range(int(n[4]))])
    if op in "av":
        step = w / n[4]
        return join([polygon(_arch(x - w / 2 + (i + 0.5) * step, y, step * 0.62, h)) for i in range(int(n[4]))])
    return rect(x - w / 2, y - h, w, h)


def _arch(x: float, y: float, w: float, h: float) -> Any:
    u = np.linspace(0, np.pi, 9)
    top = np.stack([x + w / 2 * np.cos(u), y - (h - w / 2) - w / 2 * np.sin(u)], 1)
    return np.concatenate([[(x + w / 2, y)], top, [(x - w / 2, y)]])


def draw_shape(
    ink: Ink, light: Light, name: str, height: float, *, depth: float = 0.0, tone: str = "", snow: bool = False
) -> None:
    """Draw a shape with its foot at the origin, ``height`` units tall, ``depth`` (0-1) in the haze.

    ``tone`` takes the place of the colour "#000" in the table, so that houses of one kind differ. Snow lies on roofs.
    """
    form = shape(name)
    flooded = _floodlit(light) if form.flood else light
    with ink.moved(0, 0, scale=height / 100):
        for part in form.parts:
            colour: Any = tone if tone and part.colour == "#000000" else part.colour
            red, green, blue = rgb(colour)
            if snow and part.op in "tr":
                colour = "#eef2fb"
            elif snow and part.op in "sp" and green > max(red, blue):  # What is grown.
                colour = mix(colour, "#eef2fb", 0.55)
            _DRAW.get(part.op, _solid)(ink, flooded, part, colour, depth)


def _floodlit(light: Light) -> Light:
    """Lamps at the foot of a monument light it up in the dark."""
    share = light.lamps * 0.8
    return replace(
        light,
        key=light.key + (_LAMP - light.key) * share,
        ambient=light.ambient + (0.40 * _LAMP - light.ambient) * share * 0.8,
    )


def _solid(ink: Ink, light: Light, part: Part, colour: Any, depth: float) -> None:
    path = _path(part)
    (x0, y0), (x1, y1) = path.points.min(0), path.points.max(0)
    dark, mid, lit = (light.shade(colour, v, depth) for v in (0.08, 0.5, 1.0))
    if part.op in "tr":
        ink.fill(path, Linear(0, y0, 0, y1, [(0, lit, 1), (1, dark, 1)]))
        return
    stops = [(0.0, dark, 1.0), (0.5, mid, 1.0), (0.85, lit, 1.0), (1.0, mix(lit, mid, 0.4), 1.0)]
    if light.sun[0] < 0.5:
        stops = [(1 - u, c, a) for u, c, a in reversed(stops)]
    ink.fill(path, Linear(float(x0), 0, float(x1), 0, stops))


def _line(ink: Ink, light: Light, part: Part, colour: Any, depth: float) -> None:
    ink.stroke(_path(part), part.n[0], light.shade(colour, 0.6, depth))


def _opening(ink: Ink, light: Light, part: Part, colour: Any, depth: float) -> None:
    """Arches: dark by day, lit from within in the dark."""
    dark = light.shade(colour, 0.3, depth)
    ink.fill(_path(part), mix(dark, mix((255, 196, 110), light.haze, 0.7 * depth), 0.85 * light.lamps))


def _through(ink: Ink, light: Light, part: Part, colour: Any, depth: float) -> None:
    """Arches that one sees through."""
    ink.fill(_path(part), mix(light.haze, light.sky[3], 0.5))


def _windows(ink: Ink, light: Light, part: Part, colour: Any, depth: float) -> None:
    x, y, w, h, columns, rows = part.n[:6]
    sx, sy = w / columns, h / rows
    boxes = [
        (x - w / 2 + (i + 0.22) * sx, -y - h + (j + 0.2) * sy, sx * 0.56, sy * 0.6)
        for j in range(int(rows))
        for i in range(int(columns))
    ]
    pane = mix(light.shade(colour, 0.5, depth), light.sky[2], 0.25)
    lit = [b for k, b in enumerate(boxes) if (k * 7 + int(columns) + int(rows) * 3) % 5 > 1 or len(boxes) < 3]
    ink.fill(rects(boxes), pane)
    if light.lamps > 0.15:
        own = rgb(colour)
        warm = mix(own if own.max() > 200 else (255, 206, 124), light.haze, 0.6 * depth)
        ink.fill(rects(lit), warm, min(1.0, light.lamps * 1.15))
        ink.glow(x, -y - h / 2, min(max(w, h) * 0.9, w + 8), (255, 176, 90), 0.20 * light.lamps, blend=0)


def _lamp(ink: Ink, light: Light, part: Part, colour: Any, depth: float) -> None:
    x, y, r = part.n
    ink.fill(ellipse(x, -y, r * 0.3), mix(light.shade(colour, 0.8, depth), colour, light.lamps))
    if light.lamps > 0.1:
        ink.glow(x, -y, r * 2.4, colour, 0.6 * light.lamps, blend=0)


_DRAW = {"l": _line, "a": _opening, "v": _through, "w": _windows, "g": _lamp}
