"""Ways and what passes on them: roads, paths and rivers, cars on the ground and in the air.

Everything is a closed formula of time, drawn as few joined paths, since it is drawn anew in each frame.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from nemo_skill.studio.scenes.ink import Ink, Linear, ellipses, join, polygon, polygons, rect, smooth
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.world import World

_PAINTS = ("#b8473c", "#3d6a94", "#d9a441", "#4f7a55", "#7d5a86", "#e8e2d6", "#3a3f4a")


class Road:
    """road near far: a carriageway between two rows of the ground, with dashes that pass."""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        self._world = world
        span = world.ground_row - world.horizon
        self._rows = [world.horizon + span * float(v) for v in words[:2]]

    def draw(self, ink: Ink, t: float) -> None:
        """Asphalt, edges, three rows of dashes."""
        world = self._world
        light = world.light(t)
        top, low = self._rows
        tones = [light.shade(c, 0.5) for c in ("#5a5c64", "#34363c")]
        ink.fill(rect(0, top, world.w, low - top), Linear(0, top, 0, low, [(0, tones[0], 1), (1, tones[1], 1)]))
        white = light.shade("#e8e6e0", 0.8)
        ink.fill(join([rect(0, top + 4, world.w, 3), rect(0, low - 8, world.w, 6)]), white, 0.8)
        dashes = []
        for share in (0.28, 0.56):
            y, k = top + (low - top) * share, 0.4 + share
            shift = world.parallax(y) * t % (260 * k)
            dashes += [rect(x - shift, y, 120 * k, 5 * k) for x in np.arange(-260 * k, world.w + 260 * k, 260 * k)]
        ink.fill(join(dashes), white, 0.75)


class Way:
    """way COLOUR half bend [dashes|water]: a road, path or river that runs away from the lens to the horizon."""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        self._world, self._colour, self._kind = world, words[0], words[3] if len(words) > 3 else ""
        half, bend = float(words[1]), float(words[2])
        u = np.linspace(0, 1, 40) ** 1.6
        self._v = u
        self._y = world.horizon + (world.h + 10 - world.horizon) * u
        self._x = world.w * (0.53 - 0.03 * u + bend * np.sin(2.2 * np.log(u + 0.06) * 1.4) * (0.25 + 0.75 * u))
        self._half = 3 + world.w * half * u**1.15
        self._seed = world.rng(salt).random((60, 3))

    def draw(self, ink: Ink, t: float) -> None:
        """Its surface, its edges, and what moves on it."""
        world = self._world
        light = world.light(t)
        left, right = (np.stack([self._x + s * self._half, self._y], 1) for s in (-1, 1))
        tone, top, low = light.shade(self._colour, 0.6), float(self._y[0]), world.h
        far = mix(tone, light.haze, 0.55)
        if self._kind == "water":
            bank = light.shade("#4a4a30", 0.3)
            ink.stroke(join([polygon(left, closed=False), polygon(right, closed=False)]), 9, bank, 0.55)
            far, tone = light.sky[4], mix(tone, light.sky[2], 0.35)
        body = polygon(np.concatenate([left, right[::-1]]))
        ink.fill(body, Linear(0, top, 0, low, [(0, far, 1), (0.35, mix(far, tone, 0.8), 1), (1, tone, 1)]))
        if self._kind == "dashes":
            self._dashes(ink, light, t)
        elif self._kind == "water":
            a, b, c = self._seed.T
            p = ((t * (0.03 + 0.05 * c) + a) % 1.0) ** 1.5
            x = np.interp(p, self._v, self._x) + (b - 0.5) * 1.7 * np.interp(p, self._v, self._half)
            size = np.stack([4 + 46 * p, 0.7 + 2.4 * p], 1)
            y = np.interp(p, self._v, self._y)
            ink.fill(ellipses(np.stack([x, y], 1), size), mix(light.sky[4], (255, 255, 255), 0.6), 0.55)

    def _dashes(self, ink: Ink, light: Light, t: float) -> None:
        def strip(offset: float, wide: float, first: float, last: float) -> Any:
            v = np.linspace(first, last, 5)
            x, h, y = (np.interp(v, self._v, k) for k in (self._x, self._half, self._y))
            edge = [np.stack([x + h * (offset + s * wide), y], 1) for s in (-1, 1)]
            return np.concatenate([edge[0], edge[1][::-1]])

        white = light.shade("#f2efe4", 0.85)
        ink.fill(polygons([strip(s * 0.93, 0.018, 0.0, 1.0) for s in (-1, 1)]), white, 0.85)
        ahead = (np.arange(1, 16) - (t * 2.4) % 1.0) * 0.30
        dashes = [strip(0.0, 0.02, 0.16 / (d + 0.13), min(1.0, 0.16 / d)) for d in ahead if d > 0.08]
        ink.fill(polygons(dashes), light.shade("#f2c53d", 0.9), 0.95)


class Traffic:
    """traffic row count: cars that pass both ways on a row of the ground."""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        self._world = world
        self._share, self._count = float(words[0]), int(words[1])
        self._seed = world.rng(salt).random((self._count, 3))

    def draw(self, ink: Ink, t: float) -> None:
        """Two lanes; lamps in the dark."""
        world = self._world
        light = world.light(t)
        k = max(0.1, self._share) * min(1.3, max(1.0, world.w / 1500))
        span = world.w + 500 * k
        for i, (a, b, c) in enumerate(self._seed.tolist()):
            way = 1 if i % 2 else -1
            y = world.horizon + self._share * (world.ground_row - world.horizon) + (26 * k if way > 0 else -14 * k)
            x = (
                ((i // 2) / max(1, self._count // 2) + 0.1 * a) * span + way * t * (330 + 120 * b) * k
            ) % span - 250 * k
            tone = light.shade(_PAINTS[int(c * 7)], 0.8, 0.1)
            with ink.moved(x, y, scale=k, flip=way < 0):
                ink.fill(
                    smooth(
                        [(-110, -8), (-108, -46), (-70, -54), (-44, -88), (36, -88), (66, -54), (108, -44), (112, -8)]
                    ),
                    tone,
                )
                ink.fill(
                    polygons(
                        [[(-56, -54), (-36, -80), (-4, -80), (-4, -54)], [(4, -54), (4, -80), (30, -80), (52, -54)]]
                    ),
                    light.shade("#2b3646", 0.6),
                )
                ink.fill(ellipses([(-62, -8), (64, -8)], [20, 20]), light.shade("#17181c", 0.4))
                if light.lamps > 0.2:
                    ink.glow(130, -30, 110, (255, 240, 200), 0.6 * light.lamps)
                    ink.glow(-112, -34, 44, (255, 50, 40), 0.7 * light.lamps)


class Flyers:
    """flyers y count: flying cars in a lane across the frame, with trails of light."""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        self._world, self._y = world, world.h * float(words[0])
        self._seed = world.rng(salt).random((int(words[1]), 4))

    def draw(self, ink: Ink, t: float) -> None:
        """Every other one goes the other way."""
        world = self._world
        light = world.light(t)
        for i, (a, b, c, d) in enumerate(self._seed.tolist()):
            way, k = (1 if i % 2 else -1), 0.5 + 0.8 * c
            x = (a * (world.w + 400) + way * t * (110 + 130 * b)) % (world.w + 400) - 200
            y = self._y + 70 * (d - 0.5) + 5 * math.sin(t * 1.4 + 9 * a)
            tone = ((90, 220, 255), (255, 90, 170), (255, 200, 90))[i % 3]
            with ink.moved(x, y, scale=k, flip=way < 0):
                trail = polygon([(-30, -4), (-30, 4), (-240, 0)])
                ink.fill(trail, Linear(-30, 0, -240, 0, [(0, tone, 0.8), (1, tone, 0.0)]))
                hull = smooth([(-34, 6), (-30, -6), (-8, -14), (16, -12), (40, 0), (34, 8)])
                ink.fill(hull, light.shade("#c9d4e0", 0.7))
                ink.fill(smooth([(-4, -3), (0, -10), (14, -9), (24, -2)]), light.shade("#2b3a50", 0.6))
                ink.glow(38, 1, 34, (255, 246, 220), 0.6)
                ink.glow(-32, 0, 34, tone, 0.8)


class Arrival:
    """arrival: a train that comes out of the depth on the left, along the platform of a hall."""

    _LEFT, _RIGHT, _TALL, _EYE = -1.04, -0.50, 1.0, 0.62

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        self._world, self._f = world, max(world.w * 0.36, world.h * 0.36)

    def _at(self, x: float, y: float, z: float) -> tuple[float, float]:
        return self._world.w / 2 + x * self._f / z, self._world.horizon + (self._EYE - y) * self._f / z

    def draw(self, ink: Ink, t: float) -> None:
        """Side with its windows, then the front with its lamps; it brakes."""
        world = self._world
        u = min(1.0, t / max(3.0, world.plan.duration_s) / 0.9)
        front = 0.95 + 9.0 * (1 - u) ** 2.2
        left, right, at = self._LEFT, self._RIGHT, self._at
        for k in range(7):
            z0, z1 = front + 1.9 * k, front + 1.9 * k + 1.84
            side = [at(right, 0.03, z0), at(right, self._TALL, z0), at(right, self._TALL, z1), at(right, 0.03, z1)]
            ink.fill(polygon(side), mix((196, 204, 214), (120, 126, 136), min(0.8, 0.1 * k)))
            band = [at(right, 0.26, z0), at(right, 0.36, z0), at(right, 0.36, z1), at(right, 0.26, z1)]
            ink.fill(polygon(band), (47, 106, 184))
            panes = []
            for a in (0.06, 0.30, 0.54, 0.78):
                n, m = z0 + 1.84 * a, z0 + 1.84 * (a + 0.16)
                panes.append([at(right, 0.46, n), at(right, 0.82, n), at(right, 0.82, m), at(right, 0.46, m)])
            ink.fill(polygons(panes), (255, 240, 200))
        corners = [at(left, 0.03, front), at(left, 0.9, front), at(left + 0.06, 1.02, front), at(right - 0.06, 1.02, front), at(right, 0.9, front), at(right, 0.03, front)]  # fmt: skip  # noqa: E501
        (x0, y0), (x1, y1) = at(left, 1.02, front), at(right, 0.03, front)
        ink.fill(polygon(corners), Linear(0, y0, 0, y1, [(0, (226, 232, 238), 1), (1, (150, 158, 168), 1)]))
        w, h = x1 - x0, y1 - y0
        ink.fill(rect(x0 + 0.10 * w, y0 + 0.16 * h, 0.8 * w, 0.38 * h, 0.06 * w), (26, 32, 42))
        ink.fill(rect(x0 + 0.30 * w, y0 + 0.05 * h, 0.4 * w, 0.07 * h, 0.02 * w), (255, 170, 60))
        ink.fill(rect(x0, y0 + 0.62 * h, w, 0.10 * h), (47, 106, 184))
        for x in (x0 + 0.16 * w, x1 - 0.16 * w):
            ink.fill(ellipses([(x, y0 + 0.82 * h)], [0.06 * w]), (255, 250, 230))
            ink.glow(x, y0 + 0.82 * h, 0.5 * w, (255, 244, 214), 0.8)


LAYERS: dict[str, Callable[[World, list[str], int], Any]] = {
    "road": Road,
    "arrival": Arrival,
    "way": Way,
    "traffic": Traffic,
    "flyers": Flyers,
}
