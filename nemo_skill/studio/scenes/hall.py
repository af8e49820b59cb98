"""Halls in one-point perspective: bay behind bay, while the camera walks slowly in.

A hall of ``places.yaml`` gives colours and the parts of one bay, which are repeated into the depth. A unit is half the
hall's width; x runs from -1 to 1, y up from the floor, z from 0 to 1 through the bay. Parts (a leading ``m`` mirrors)::

    w z0 z1 y0 y1 [x] COLOUR  panel on the right wall        f x0 x1 z0 z1 COLOUR   panel on the floor
    c x0 x1 z0 z1 COLOUR      panel on the ceiling           b x0 x1 y0 y1 z0 z1 COLOUR   box
    i z0 z1 y0 y1 count [x]   blinking lights on a wall      a y0 y1 COLOUR   arch that spans the hall

A colour with ``*`` behind it shines by itself; a digit before a part (``1mw``) puts it only into every second bay.
A hall that is ``open`` has the sky for a ceiling: a lane, a street, an avenue (see `lanes`).
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from nemo_skill.studio.data import table
from nemo_skill.studio.scenes import lanes
from nemo_skill.studio.scenes.ink import Ink, Linear, Pixels, polygon, polygons, rect
from nemo_skill.studio.scenes.light import Light, indoors, lamplit, mix, rgb
from nemo_skill.studio.scenes.qualities import qualities_of
from nemo_skill.studio.scenes.world import Baked, World

_BAYS, _NEAR, _EYE = 11, 0.42, 0.62
_SEEN = 3  # The last bay of an open hall that comes nearer.
_GLASS = "#46525e"


class _Part(NamedTuple):
    """A line of a bay. ``every`` is "0" or "1" for what stands in every second bay only."""

    op: str
    n: tuple[float, ...]
    colour: Any
    shines: bool
    every: str
    name: str


class Hall:
    """hall NAME"""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        spec: dict[str, Any] = table("places")["halls"][words[0]]
        self.world, self.open = world, bool(spec.get("open"))
        self._told = told = qualities_of(world.plan.prompt)
        self._wall, self._floor, self._ceiling, fog = (rgb(c) for c in spec["colours"])
        self._fog = told.on(fog) * told.tone
        self._tall, self._long, self._pace = spec.get("tall", 1.5), spec.get("long", 1.1), spec.get("pace", 0.35)
        # Who stands there doesn't glide over the floor.
        self._still = any(s.group in ("person", "quadruped", "vehicle") for s in world.plan.subjects)
        self._gone = min(1.6, self._pace * 0.6 * world.plan.duration_s)
        self._eye = spec.get("eye", _EYE)
        self._parts = [part for line in _lines(spec["bay"]) for part in _parsed(line)]
        self._seed = world.rng(salt).random(64)
        if not self.open:
            world.horizon = world.h * 0.46
            world.keys = [lamplit(indoors(key), 0.7) for key in world.keys]
        world.ground_row = world.h * 0.90
        world.closeness = 1.4 if world.w >= world.h else 1.6
        world.aisle = 0.8 / self._eye
        self._f = max(world.w * 0.36, world.h * 0.36)
        self._tones: dict[Any, Any] = {}
        self._base = Baked(world, self._bake)

    def draw(self, ink: Ink, t: float) -> None:
        """Shell first, then the bays from far to near."""
        light = self.world.light(t)
        self._base.place(ink, t, 0, 0)
        if self._still:
            self._blink(ink, t)
            return
        if len(self.world.keys) > 1:
            self._tones.clear()
        if self.open:
            u = t / max(0.1, self.world.plan.duration_s)
            self._bays(ink, self._gone * u, t, light, range(_SEEN, -2, -1))
        else:
            self._bays(ink, t * self._pace, t, light)

    def _bake(self, light: Light) -> Pixels:
        pixels = np.zeros((self.world.height, self.world.width, 4), np.uint8)
        self._tones.clear()
        with Ink(pixels, unit=self.world.unit) as ink:
            self._sides(ink, light)
            if self._still:
                self._bays(ink, 0.0, 0.0, light)
            elif self.open:  # What is far hardly moves.
                self._bays(ink, 0.5 * self._gone, 0.0, light, range(_BAYS, _SEEN, -1))
        return pixels

    def _bays(self, ink: Ink, gone: float, t: float, light: Light, bays: range = range(_BAYS, -2, -1)) -> None:
        """All parts of some bays, the camera ``gone`` so far; without end, but for an open hall's short way."""
        passed = 0 if self.open else int(gone / self._long)
        shift = gone / self._long - passed
        for k in bays:
            start = (k + 1 - shift) * self._long + 0.3
            if start + self._long <= _NEAR:
                continue
            for part in self._parts:
                if not part.every or (k + passed) % 2 == int(part.every):
                    self._part(ink, part, start, k + passed, t, light)
        if not self.open:
            w = self.world
            ink.glow(w.w / 2, w.horizon, w.h * 0.3, self._fog, 0.5, blend=0)

    def _blink(self, ink: Ink, t: float) -> None:
        """The lights of racks, which blink in a hall that stands still."""
        for k in range(_BAYS, -1, -1):
            start = (k + 1) * self._long + 0.3
            for part in self._parts:
                if part.op in "iI":
                    self._lights(ink, part.op, part.n, lambda u, start=start: self.deep(start, u), k, t)

    def at(self, x: float, y: float, z: float) -> tuple[float, float]:
        """A place of the hall on the frame."""
        s = self._f / max(_NEAR, z)
        return self.world.w / 2 + x * s, self.world.horizon - (y - self._eye) * s

    def deep(self, start: float, along: float) -> float:
        """How far a place in a bay is, by the bay's start and its share of the bay."""
        return float(start + along * self._long)

    def seeds(self, bay: int, salt: int) -> Any:
        """A few random numbers of a thing in a bay, which it keeps."""
        return self._seed[(np.arange(6) * 5 + bay * 11 + salt * 7) % 64]

    def haze(self, z: float) -> float:
        """How much of the air is before what is so far."""
        return 1 - math.exp((-0.10 if self.open else -0.17) * z)

    def lit(self, colour: Any, z: float, lit: float, light: Light, *, shines: int = 0) -> Any:
        """A colour at a distance: in the light of the hour under the sky, else in the hall's own.

        What ``shines`` does so under the sky in the dark only; by day 1 has its own colour, 2 is window glass.
        """
        colour = colour if shines else self._told.on(colour)
        key = (*map(float, rgb(colour)), round(z * 4), lit, shines)
        found = self._tones.get(key)
        if found is None:
            if not self.open:
                own = 0.5 * (1 - math.exp(-0.1 * z)) if shines else self.haze(z)
                found = mix(rgb(colour) * (1.0 if shines else (0.75 + 0.27 * lit) * self._told.tone), self._fog, own)
            else:
                pane = mix(_GLASS, light.sky[3], 0.35) if shines == 2 else colour
                found = light.shade(pane, lit, self.haze(z))
                if shines:
                    found = mix(found, mix(colour, light.haze, 0.5 * self.haze(z)), light.lamps)
            self._tones[key] = found
        return found

    def _sides(self, ink: Ink, light: Light) -> None:
        far = (_BAYS + 1) * self._long
        world = self.world
        if self.open:
            ink.fill(
                rect(0, world.horizon, world.w, world.h - world.horizon),
                self.lit(self._paved(self._floor), 9, 0.7, light),
            )
        else:
            ink.fill(rect(0, 0, world.w, world.h), self._fog)
        sides = [
            (self._paved(self._floor), 0.92, ((-1, 0), (1, 0))),
            (self._ceiling, 0.2, ((-1, self._tall), (1, self._tall))),
            (self._wall, self._facing(-1), ((-1, 0), (-1, self._tall))),
            (self._wall, self._facing(1), ((1, 0), (1, self._tall))),
        ]
        for colour, lit, corners in [s for s in sides if not self.open or s[0] is not self._ceiling]:
            (ax, ay), (bx, by) = corners
            points = [self.at(ax, ay, _NEAR), self.at(bx, by, _NEAR), self.at(bx, by, far), self.at(ax, ay, far)]
            middle = self.at((ax + bx) / 2, (ay + by) / 2, _NEAR)
            stops = [
                (u, self.lit(colour, _NEAR / max(0.04, 1 - u), lit, light), 1.0) for u in (0.0, 0.4, 0.7, 0.88, 1.0)
            ]
            ink.fill(polygon(points), Linear(*middle, world.w / 2, world.horizon, stops))

    def _paved(self, colour: Any) -> Any:
        """The ground of a season."""
        if not self.open:
            return colour
        snow = 0.75 if self.world.plan.snowy else 0.0
        return mix(lanes.seasonal(self.world.plan, colour), "#eef2f8", snow)

    def _facing(self, side: float) -> float:
        """How much light falls on the walls of a side: the one across from the sun has more."""
        if not self.open:
            return 0.64 if side > 0 else 0.0
        return 0.8 if (self.world.keys[0].sun[0] < 0.5) == (side > 0) else 0.3

    def _part(self, ink: Ink, part: _Part, start: float, bay: int, t: float, light: Light) -> None:
        op, n = part.op, part.n

        def z(u: float) -> float:
            return self.deep(start, u)

        if op in "iI":
            self._lights(ink, op, n, z, bay, t)
        elif op == "t":
            lanes.tree(ink, self, n, part.colour, start, bay, light)
        elif op in "eg":
            lanes.ball(ink, self, op, n, part.colour, start, light)
        elif op == "q":
            lanes.goods(ink, self, n, part.name, start, bay, light)
        elif op == "s":
            lanes.thing(ink, self, n, part.name, start, light)
        elif op == "b":
            self._box(ink, n, lambda lit: self.lit(part.colour, z(0.5), lit, light, shines=part.shines), z)
        elif op == "a":
            self._arch(ink, n, self.lit(part.colour, z(0.0), 0.6, light), z(0.0))
        elif min(z(0.0), z(1.0)) >= _NEAR - self._long:
            lit = {"w": self._facing(1), "W": self._facing(-1), "f": 0.75}.get(op, 0.55) if self.open else 0.55
            shines = part.shines * (2 if op in "wW" else 1)
            colour = self._paved(part.colour) if op == "f" else part.colour
            tone = self.lit(colour, z(0.5), lit, light, shines=shines)
            if (
                shines == 2
                and self.open
                and n[2] > 0.4
                and self.seeds(bay, int(n[0] * 20 + n[2] * 7))[int(op == "w")] < 0.45
            ):
                tone = self.lit(_GLASS, z(0.5), 0.2, light)  # Nobody is at home.
            self._panel(ink, op, n, tone, z)

    def _panel(self, ink: Ink, op: str, n: tuple[float, ...], tone: Any, z: Any) -> None:
        if op in "wW":
            side = (n[4] if len(n) > 4 else 1.0) * (1.0 if op == "w" else -1.0)
            quad = [(side, n[2], z(n[0])), (side, n[2], z(n[1])), (side, n[3], z(n[1])), (side, n[3], z(n[0]))]
        else:
            y = 0.0 if op == "f" else self._tall
            quad = [(n[0], y, z(n[2])), (n[1], y, z(n[2])), (n[1], y, z(n[3])), (n[0], y, z(n[3]))]
        points = [self.at(*q) for q in quad]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        if max(xs) < 0 or min(xs) > self.world.w or max(ys) < 0 or (max(xs) - min(xs)) * (max(ys) - min(ys)) < 4:
            return  # Out of the frame, or a speck.
        ink.fill(polygon(points), tone)

    def _box(self, ink: Ink, n: tuple[float, ...], toned: Any, z: Any) -> None:
        tone = toned(0.55)
        x0, x1, y0, y1 = n[:4]
        near, far = z(n[4]), z(n[5])
        if far <= _NEAR + 0.05 or far > 9:
            return
        inner = x0 if x0 > 0 else x1
        side = [(inner, y0, near), (inner, y0, far), (inner, y1, far), (inner, y1, near)]
        ink.fill(polygon([self.at(*p) for p in side]), tone * 0.72)
        if y1 < self._eye:
            top = [(x0, y1, near), (x1, y1, near), (x1, y1, far), (x0, y1, far)]
            ink.fill(polygon([self.at(*p) for p in top]), np.minimum(tone * 1.15, 255))
        if near < _NEAR:
            return  # its front is behind the lens
        (a, b), (c, d) = self.at(x0, y1, near), self.at(x1, y0, near)
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
                groups[k % 3].append([self.at(*q) for q in corners])
        for tone, quads in zip(((90, 230, 255), (110, 255, 150), (255, 170, 70)), groups, strict=True):
            ink.fill(polygons(quads), tone, 0.95)

    def _arch(self, ink: Ink, n: tuple[float, ...], tone: Any, z: float) -> None:
        if z < _NEAR:
            return
        u = np.linspace(0, math.pi, 15)
        rings = []
        for reach in (1.0, 0.90):
            rings.append([self.at(reach * math.cos(a), n[0] + (n[1] - n[0]) * reach * math.sin(a), z) for a in u])
        legs = [[self.at(s * r, 0.0, z) for r in (1.0, 0.90)] for s in (1, -1)]
        outer, inner = [legs[0][0], *rings[0], legs[1][0]], [legs[1][1], *rings[1][::-1], legs[0][1]]
        ink.fill(polygon([*outer, *inner]), tone)


def _lines(bay: list[Any]) -> list[str]:
    """The lines of a bay; what halls share is a list in it."""
    return [line for item in bay for line in (_lines(item) if isinstance(item, list) else [item])]


def _parsed(line: str) -> list[_Part]:
    """One line of a bay: a mirrored one is two parts; a capital is for the left wall."""
    first, *words = line.split()
    every = first[0] if first[0].isdigit() else ""
    first = first[len(every) :]
    op, mirrored = first[-1], len(first) > 1
    last = words[-1]
    has_colour = op not in "isq"
    n = tuple(float(v) for v in (words if op == "i" else words[:-1]))
    given = (rgb("#" + last.rstrip("*")) if has_colour else None, last.endswith("*"), every, last)
    found = [_Part(op, n, *given)]
    if mirrored and op in "wi":
        found.append(_Part(op.upper(), n, *given))
    elif mirrored and op == "q":
        found.append(_Part(op, (*n[:4], -n[4], n[5]), *given))
    elif mirrored and op in "tegs":
        found.append(_Part(op, (-n[0], *n[1:]), *given))
    elif mirrored:
        found.append(_Part(op, (-n[1], -n[0], *n[2:]), *given))
    return found
