"""Halls in one-point perspective: bay behind bay, while the camera walks slowly in.

A hall of ``places.yaml`` gives colours and the parts of one bay, which are repeated into the depth. A unit is half the
hall's width; x runs from -1 to 1, y up from the floor, z from 0 to 1 through the bay. Parts (a leading ``m`` mirrors)::

    w z0 z1 y0 y1 COLOUR      panel on the right wall        f x0 x1 z0 z1 COLOUR   panel on the floor
    c x0 x1 z0 z1 COLOUR      panel on the ceiling           b x0 x1 y0 y1 z0 z1 COLOUR   box
    i z0 z1 y0 y1 count [x]   blinking lights on a wall      a y0 y1 COLOUR   arch that spans the hall

A colour with ``*`` behind it shines by itself.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nemo_skill.studio.data import table
from nemo_skill.studio.scenes.ink import Ink, Linear, Pixels, polygon, polygons, rect
from nemo_skill.studio.scenes.light import mix, rgb
from nemo_skill.studio.scenes.world import Baked, World

_BAYS, _NEAR, _EYE = 11, 0.42, 0.62


class Hall:
    """hall NAME"""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        spec: dict[str, Any] = table("places")["halls"][words[0]]
        self._world = world
        self._wall, self._floor, self._ceiling, self._fog = (rgb(c) for c in spec["colours"])
        self._tall, self._long, self._pace = spec.get("tall", 1.5), spec.get("long", 1.1), spec.get("pace", 0.35)
        self._parts = [part for line in spec["bay"] for part in _parsed(line)]
        self._seed = world.rng(salt).random(64)
        world.horizon = world.h * 0.46
        world.ground_row = world.h * 0.90
        world.closeness = 1.4 if world.w >= world.h else 1.6
        self._f = max(world.w * 0.36, world.h * 0.36)
        self._base = Baked(world, lambda _: self._shell())

    def draw(self, ink: Ink, t: float) -> None:
        """Shell first, then the bays from far to near."""
        self._base.place(ink, 0.0, 0, 0)
        shift = (t * self._pace / self._long) % 1.0
        passed = int(t * self._pace / self._long)
        for k in range(_BAYS, -2, -1):
            start = (k + 1 - shift) * self._long + 0.3
            if start + self._long <= _NEAR:
                continue
            for op, n, colour, shines in self._parts:
                self._part(ink, op, n, colour, shines, start, k + passed, t)
        w = self._world
        ink.glow(w.w / 2, w.horizon, w.h * 0.3, self._fog, 0.5, blend=0)

    def _at(self, x: float, y: float, z: float) -> tuple[float, float]:
        s = self._f / max(_NEAR, z)
        return self._world.w / 2 + x * s, self._world.horizon - (y - _EYE) * s

    def _tone(self, colour: Any, z: float, lit: float) -> Any:
        return mix(rgb(colour) * lit, self._fog, 1 - math.exp(-0.17 * z))

    def _shell(self) -> Pixels:
        pixels = np.zeros((self._world.height, self._world.width, 4), np.uint8)
        with Ink(pixels, unit=self._world.unit) as ink:
            self._sides(ink)
        return pixels

    def _sides(self, ink: Ink) -> None:
        far = (_BAYS + 1) * self._long
        ink.fill(rect(0, 0, self._world.w, self._world.h), self._fog)
        for colour, lit, corners in (
            (self._floor, 1.0, ((-1, 0), (1, 0))),
            (self._ceiling, 0.8, ((-1, self._tall), (1, self._tall))),
            (self._wall, 0.72, ((-1, 0), (-1, self._tall))),
            (self._wall, 0.92, ((1, 0), (1, self._tall))),
        ):
            (ax, ay), (bx, by) = corners
            points = [self._at(ax, ay, _NEAR), self._at(bx, by, _NEAR), self._at(bx, by, far), self._at(ax, ay, far)]
            middle = self._at((ax + bx) / 2, (ay + by) / 2, _NEAR)
            stops = [(u, self._tone(colour, _NEAR / max(0.04, 1 - u), lit), 1.0) for u in (0.0, 0.4, 0.7, 0.88, 1.0)]
            ink.fill(polygon(points), Linear(*middle, self._world.w / 2, self._world.horizon, stops))

    def _part(
        self, ink: Ink, op: str, n: tuple[float, ...], colour: Any, shines: bool, start: float, bay: int, t: float
    ) -> None:
        def z(u: float) -> float:
            return float(start + u * self._long)

        far = z(0.5)
        if op in "iI":
            self._lights(ink, op, n, z, bay, t)
            return
        lit = 1.0 if shines else 0.9
        tone = mix(colour, self._fog, 0.5 * (1 - math.exp(-0.1 * far))) if shines else self._tone(colour, far, lit)
        if op in "wW":
            side = 1.0 if op == "w" else -1.0
            quad = [(side, n[2], z(n[0])), (side, n[2], z(n[1])), (side, n[3], z(n[1])), (side, n[3], z(n[0]))]
        elif op == "f":
            quad = [(n[0], 0.0, z(n[2])), (n[1], 0.0, z(n[2])), (n[1], 0.0, z(n[3])), (n[0], 0.0, z(n[3]))]
        elif op == "c":
            y = self._tall
            quad = [(n[0], y, z(n[2])), (n[1], y, z(n[2])), (n[1], y, z(n[3])), (n[0], y, z(n[3]))]
        elif op == "b":
            self._box(ink, n, tone, z)
            return
        else:
            self._arch(ink, n, tone, z(0.0))
            return
        if min(z(0.0), z(1.0)) < _NEAR - self._long:
            return
        ink.fill(polygon([self._at(*q) for q in quad]), tone)

    def _box(self, ink: Ink, n: tuple[float, ...], tone: Any, z: Any) -> None:
        x0, x1, y0, y1 = n[:4]
        near, far = z(n[4]), z(n[5])
        if far <= _NEAR + 0.05:
            return
        inner = x0 if x0 > 0 else x1
        side = [(inner, y0, near), (inner, y0, far), (inner, y1, far), (inner, y1, near)]
        ink.fill(polygon([self._at(*p) for p in side]), tone * 0.72)
        if y1 < _EYE:
            top = [(x0, y1, near), (x1, y1, near), (x1, y1, far), (x0, y1, far)]
            ink.fill(polygon([self._at(*p) for p in top]), np.minimum(tone * 1.15, 255))
        if near < _NEAR:
            return  # its front is behind the lens
        (a, b), (c, d) = self._at(x0, y1, near), self._at(x1, y0, near)
        ink.fill(rect(a, b, c - a, d - b), tone)
        ink.fill(rect(a, b + 0.6 * (d - b), c - a, 0.4 * (d - b)), (0, 0, 0), 0.10)

    def _lights(self, ink: Ink, op: str, n: tuple[float, ...], z: Any, bay: int, t: float) -> None:
        side = (n[5] if len(n) > 5 else 0.985) * (1.0 if op == "i" else -1.0)
        groups: tuple[list[Any], ...] = ([], [], [])
        for k in range(int(n[4])):
            u, v, p = (self._seed[(k * 7 + bay * 11 + j * 23) % 64] for j in range(3))
            if math.sin(t * (3 + 5 * p) + 40 * u) < -0.2:
                continue
            zz, y = z(n[0] + (n[1] - n[0]) * u), n[2] + (n[3] - n[2]) * v
            if _NEAR < zz < 9:
                corners = [(side, y, zz), (side, y, zz + 0.03), (side, y + 0.022, zz + 0.03), (side, y + 0.022, zz)]
                groups[k % 3].append([self._at(*q) for q in corners])
        for tone, quads in zip(((90, 230, 255), (110, 255, 150), (255, 170, 70)), groups, strict=True):
            ink.fill(polygons(quads), tone, 0.95)

    def _arch(self, ink: Ink, n: tuple[float, ...], tone: Any, z: float) -> None:
        if z < _NEAR:
            return
        u = np.linspace(0, math.pi, 15)
        rings = []
        for reach in (1.0, 0.90):
            rings.append([self._at(reach * math.cos(a), n[0] + (n[1] - n[0]) * reach * math.sin(a), z) for a in u])
        legs = [[self._at(s * r, 0.0, z) for r in (1.0, 0.90)] for s in (1, -1)]
        outer, inner = [legs[0][0], *rings[0], legs[1][0]], [legs[1][1], *rings[1][::-1], legs[0][1]]
        ink.fill(polygon([*outer, *inner]), tone)


def _parsed(line: str) -> list[tuple[str, tuple[float, ...], Any, bool]]:
    """One line of a bay: its operation (a capital for the left wall), numbers, colour, whether it shines."""
    words = line.split()
    op, mirrored = words[0][-1], len(words[0]) > 1
    last = words[-1]
    shines = last.endswith("*")
    has_colour = op != "i"
    colour = rgb("#" + last.rstrip("*")) if has_colour else None
    n = tuple(float(v) for v in (words[1:-1] if has_colour else words[1:]))
    found = [(op, n, colour, shines)]
    if mirrored and op in "wi":
        found.append((op.upper(), n, colour, shines))
    elif mirrored:
        found.append((op, (-n[1], -n[0], *n[2:]), colour, shines))
    return found
