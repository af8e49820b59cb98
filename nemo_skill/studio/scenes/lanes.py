"""Lanes, streets and avenues: halls under the sky, in the light of the hour, with round things beside their way.

Further parts of a bay, for halls under a roof too; a digit before a part (``1mw``) puts it only into every second bay::

    e x y z rx ry COLOUR   round thing (bush, drum)    g x y z r COLOUR   lantern or lamp, with its glow
    t x z h COLOUR         tree, coloured by season    s x z h SHAPE      a shape of the table of places
    q z0 z1 y0 y1 x count COLOUR|COLOUR...             a row of goods or books along a wall at x
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nemo_skill.studio.plan.model import ShotPlan
from nemo_skill.studio.scenes.ink import Ink, ellipse, ellipses, polygon, polygons
from nemo_skill.studio.scenes.light import Light, mix, rgb
from nemo_skill.studio.scenes.shapes import draw_shape

if TYPE_CHECKING:
    from nemo_skill.studio.scenes.hall import Hall

#: Farther than this a shape is a speck that isn't worth its cost.
_FAR = 7.0
#: The layers of a crown: light, its middle off the crown's, how far it spreads, and the size of its tufts.
_CROWN = ((0.15, 0.01, 0.05, 0.33, 0.10), (0.5, -0.01, 0.0, 0.33, 0.06), (0.8, -0.04, -0.05, 0.28, 0.042))
#: How many tufts a layer has, and how large they are, up to a distance.
_TUFTS = ((1.7, 18, 1.05), (3.0, 12, 1.25), (99.0, 8, 1.5))
_FALL = ("#e0a02c", "#d9772e", "#c8482c")


def seasonal(plan: ShotPlan, colour: Any) -> Any:
    """What is green in summer, in the season of a shot."""
    if not _green(colour):
        return colour
    return "#eef2f8" if plan.snowy else "#c99a3c" if plan.season == "autumn" else colour


def tree(ink: Ink, hall: Hall, n: tuple[float, ...], colour: Any, start: float, bay: int, light: Light) -> None:
    """A trunk and a crown of many rounds, darker below."""
    x, along, tall = n
    z = hall.deep(start, along)
    if not 0.95 < z < 11:
        return
    u = hall.seeds(bay, int(along * 10) + 5 * (x > 0))
    foot, top = hall.at(x, 0, z), hall.at(x, tall, z)
    size = foot[1] - top[1]
    plan = hall.world.plan
    fallen = plan.season == "autumn" and _green(colour)
    tone = _FALL[int(u[3] * 3) % 3] if fallen else "#f7b9cb" if plan.season == "blossom" else seasonal(plan, colour)
    bark = hall.lit("#4a3a30", z, 0.35, light)
    lean = (u[0] - 0.5) * 0.06 * size
    trunk = [(-0.026, 0), (-0.014, -0.5), (-0.09, -0.74), (0.0, -0.6), (0.08, -0.8), (0.014, -0.5), (0.026, 0)]
    ink.fill(polygon([(foot[0] + a * size + lean * (b < 0), foot[1] + b * size) for a, b in trunk]), bark)
    count, coarse = next((tufts, size) for far, tufts, size in _TUFTS if z < far)
    turns = np.arange(count) * 2.4 + u[1] * 6
    spread = np.sqrt((np.arange(count) + 0.6) / count)
    around = np.stack([np.cos(turns) * spread, np.sin(turns) * spread], 1)
    for lit, dx, dy, wide, reach in _CROWN if z < 3 else _CROWN[:2]:
        middle = np.asarray([foot[0] + lean + dx * size, foot[1] - (0.75 - dy) * size])
        radii = size * reach * coarse * (0.75 + 0.5 * np.resize(u, count))
        ink.fill(ellipses(middle + around * (wide * size, 0.62 * wide * size), radii), hall.lit(tone, z, lit, light))


def ball(ink: Ink, hall: Hall, op: str, n: tuple[float, ...], colour: Any, start: float, light: Light) -> None:
    """A round thing, or (``g``) a lantern that shines when it is dark."""
    z = hall.deep(start, n[2])
    if not 0.45 < z < 9:
        return
    (x, y), (right, _) = hall.at(n[0], n[1], z), hall.at(n[0] + n[3], n[1], z)
    rx = right - x
    if x + rx < 0 or x - rx > hall.world.w:
        return
    if op == "e":
        colour = seasonal(hall.world.plan, colour)
        ink.fill(ellipse(x, y, rx, rx * n[4] / n[3]), hall.lit(colour, z, 0.3, light))
        ink.fill(
            ellipse(x - 0.05 * rx, y - 0.09 * rx * n[4] / n[3], 0.92 * rx, 0.9 * rx * n[4] / n[3]),
            hall.lit(colour, z, 0.75, light),
        )
        return
    on = max(0.2, light.lamps) if hall.open else 1.0
    if rx > 4:
        ink.glow(x, y, rx * 3.2, colour, 0.5 * on, blend=0)
    ink.fill(ellipse(x, y, rx, rx * 0.9), mix(hall.lit(colour, z, 0.7, light), colour, on))
    if rx > 4:
        ink.fill(ellipse(x, y, rx * 0.5, rx * 0.84), mix(colour, (255, 236, 190), 0.6), 0.6 * on)


def thing(ink: Ink, hall: Hall, n: tuple[float, ...], name: str, start: float, light: Light) -> None:
    """A shape of the table on the floor of a bay."""
    z = hall.deep(start, n[1])
    if not 0.7 < z < _FAR:
        return
    (x, y), (_, top) = hall.at(n[0], 0, z), hall.at(n[0], n[2], z)
    with ink.moved(x, y):
        draw_shape(ink, light, name, y - top, depth=hall.haze(z), snow=hall.world.plan.snowy)


def goods(ink: Ink, hall: Hall, n: tuple[float, ...], names: str, start: float, bay: int, light: Light) -> None:
    """Upright things of several heights, side by side."""
    z0, z1, y0, y1, x, count = n
    far = hall.deep(start, z1)
    if far < 0.5 or hall.deep(start, z0) > 9:
        return
    tones = names.split("|")
    u = np.resize(hall.seeds(bay, int(10 * y0) + 3 * (x > 0)), int(count))
    groups: list[list[Any]] = [[] for _ in tones]
    for i in range(int(count)):
        pick = float(u[i] * 7 + i * 0.618) % 1.0
        a, b = (hall.deep(start, z0 + (z1 - z0) * (i + edge) / count) for edge in (0.04, 0.92))
        top = y1 - (y1 - y0) * 0.3 * ((pick * 5) % 1.0)
        groups[int(pick * len(tones))].append([hall.at(x, y, z) for y, z in ((y0, a), (y0, b), (top, b), (top, a))])
    for tone, quads in zip(tones, groups, strict=True):
        if quads:
            ink.fill(polygons(quads), hall.lit("#" + tone, (start + far) / 2, 0.6, light))


def _green(colour: Any) -> bool:
    red, green, blue = (float(v) for v in rgb(colour))
    return green > red and green > blue
