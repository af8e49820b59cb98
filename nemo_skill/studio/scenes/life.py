"""What moves in a place of its own: crowds, smoke, traffic, gulls, sparks, a turning wheel, strings of lamps.

Everything is a closed formula of time, drawn as few joined paths, since it is drawn anew in each frame.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from nemo_skill.studio.scenes.ink import (
    SCREEN,
    Ink,
    Linear,
    ellipse,
    ellipses,
    join,
    polygon,
    polygons,
    rect,
    ribbon,
    smooth,
)
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.world import World

_COATS = ("#b8473c", "#3d6a94", "#d9a441", "#4f7a55", "#7d5a86", "#e8e2d6", "#3a3f4a")
_SKINS = ("#f0c8a4", "#c98d62", "#8a5a3c")


class Crowd:
    """crowd near far count [still] [dark]: people who stroll to and fro between two rows, or stand and cheer."""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        self._world, self._still, self._dark = world, "still" in words, "dark" in words
        rng = world.rng(salt)
        near, far, count = map(float, words[:3])
        n = max(3, round(count * max(0.45, world.w / 1920)))
        share = near + (far - near) * np.sort(rng.random(n))[:: 1 if far > near else -1]
        self._row = world.horizon + share * (world.ground_row - world.horizon)
        self._tall = 230 * min(1.5, max(1.0, world.w / 1300)) * share * (0.85 + 0.25 * rng.random(n))
        self._x = rng.random(n)
        self._way = np.where(rng.random(n) < 0.5, -1.0, 1.0)
        self._pick = rng.integers(0, 21, n)
        self._phase = rng.random(n) * 6.28

    def draw(self, ink: Ink, t: float) -> None:
        """From far to near, so that near ones hide far ones."""
        world = self._world
        light = world.light(t)
        if self._dark:
            light = replace(light, key=light.key * 0.3, ambient=light.ambient * 0.2, haze=light.haze * 0.3)
        w = world.w + 200
        pace = 0.0 if self._still else 0.42
        x = (self._x * w + self._way * pace * self._tall * t) % w - 100
        for i in np.argsort(self._row):
            h, px, y, way = float(self._tall[i]), float(x[i]), float(self._row[i]), float(self._way[i])
            swing = 0.0 if self._still else 0.13 * math.sin(5.2 * t + self._phase[i])
            hop = abs(math.sin(3 * t + self._phase[i])) * 0.03 * h if self._still else 0.0
            depth = 0.35 * (1 - min(1.0, h / 230))
            coat = light.shade(_COATS[self._pick[i] % 7], 0.75, depth)
            hips, neck = y - 0.48 * h - hop, y - 0.84 * h - hop
            legs = [
                [(px - 0.05 * h, hips), (px + 0.05 * h, hips), (px + s * h + 0.035 * h, y), (px + s * h - 0.035 * h, y)]
                for s in (swing, -swing)
            ]
            ink.fill(polygons(legs), light.shade("#2c3040", 0.5, depth))
            body = [(px - 0.10 * h, neck + 0.04 * h), (px, neck - 0.02 * h), (px + 0.10 * h, neck + 0.04 * h)]
            ink.fill(smooth([*body, (px + 0.085 * h, hips + 0.05 * h), (px - 0.085 * h, hips + 0.05 * h)]), coat)
            if self._still:
                up = 0.2 + 0.5 * (0.5 + 0.5 * math.sin(2.2 * t + self._phase[i]))
                arms = [
                    polygon(
                        [(px + s * 0.09 * h, neck + 0.06 * h), (px + s * 0.17 * h, neck + (0.25 - up) * h)],
                        closed=False,
                    )
                    for s in (-1, 1)
                ]
                ink.stroke(join(arms), 0.05 * h, coat)
            head = neck - 0.085 * h
            ink.fill(ellipse(px, head, 0.062 * h, 0.075 * h), light.shade(_SKINS[self._pick[i] % 3], 0.8, depth))
            hair = ellipse(px - way * 0.012 * h, head - 0.03 * h, 0.064 * h, 0.05 * h)
            ink.fill(hair, light.shade(("#2a2224", "#5a3c28", "#8a6a3c")[self._pick[i] % 3], 0.4, depth))


class Smoke:
    """smoke x y size [COLOUR]: puffs that rise from a place of the frame, widen and drift."""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        self._world, self._salt = world, salt
        self._x, self._y, self._size = world.w * float(words[0]), world.h * float(words[1]), float(words[2])
        self._tone = words[3] if len(words) > 3 else "#e6e2e2"

    def draw(self, ink: Ink, t: float) -> None:
        """Ten puffs, each at its own age."""
        light = self._world.light(t)
        tone, k = light.shade(self._tone, 0.8), self._size
        for i in range(10):
            p = (t * 0.11 + i / 10 + self._salt * 0.037) % 1.0
            x = self._x + k * (2.8 * p * p + 0.3 * math.sin(i * 2.1 + t * 0.6))
            ink.glow(x, self._y - k * 4.2 * p, k * (0.3 + 1.2 * p), tone, 0.5 * (1 - p), blend=0)


class Lamps:
    """lamps y sag count COLOUR [lantern]: strings of lamps or paper lanterns across the frame, swaying."""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        self._world, self._y, self._sag = world, world.h * float(words[0]), world.h * float(words[1])
        self._count, self._tone = int(words[2]), words[3]
        self._size = float(words[4]) if len(words) > 4 else 0.0

    def draw(self, ink: Ink, t: float) -> None:
        """One string; the lamps come on with the dark."""
        world = self._world
        light = world.light(t)
        u = (np.arange(self._count) + 0.5) / self._count
        bow = 1 - (((u * 2) % 1.0) * 2 - 1) ** 2
        x = u * world.w + 4 * np.sin(t * 0.9 + u * 7)
        y = self._y + self._sag * bow + 3 * np.sin(t * 1.3 + u * 9)
        ink.stroke(smooth(np.stack([x, y], 1), closed=False), 2.2, light.shade("#2a2226", 0.3))
        on = max(0.25, light.lamps)
        r = self._size or 7.0
        for px, py in zip(x.tolist(), y.tolist(), strict=True):
            ink.glow(px, py + r, r * 3.4, self._tone, 0.55 * on)
        core = light.lamp(self._tone, 1.0)
        if not self._size:
            ink.fill(ellipses(np.stack([x, y + r], 1), np.full(len(x), r)), mix(core, (255, 246, 220), 0.5 * on))
            return
        body = ellipses(np.stack([x, y + r * 1.3], 1), np.tile([r, r * 0.86], (len(x), 1)))
        ink.fill(body, core)
        ink.fill(
            ellipses(np.stack([x, y + r * 1.3], 1), np.tile([r * 0.45, r * 0.8], (len(x), 1))),
            mix(core, "#ffe9a8", 0.45 * on),
        )
        caps = [
            rect(a - r * 0.35, b + r * v, r * 0.7, r * 0.2) for a, b in zip(x, y, strict=True) for v in (0.35, 2.05)
        ]
        ink.fill(join(caps), light.shade("#d9a441", 0.8))
        tails = [rect(a - 1.2, b + r * 2.2, 2.4, r * 0.9) for a, b in zip(x, y, strict=True)]
        ink.fill(join(tails), light.shade("#d9a441", 0.8))


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
            tone = light.shade(_COATS[int(c * 7)], 0.8, 0.1)
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


class Gulls:
    """gulls count: birds far off that circle on the wind."""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        self._world, self._seed = world, world.rng(salt).random((int(words[0]), 4))

    def draw(self, ink: Ink, t: float) -> None:
        """Two bent strokes a bird."""
        world = self._world
        wings = []
        for a, b, c, d in self._seed.tolist():
            k = 8 + 16 * c
            x = (a * world.w + t * (14 + 30 * c)) % (world.w + 80) - 40 + 30 * math.sin(t * 0.4 + 6 * d)
            y = world.horizon * (0.16 + 0.55 * b) + 18 * math.sin(t * 0.7 + 5 * a)
            flap = 0.5 * math.sin(t * (5 + 3 * d) + 9 * a)
            spine = [
                (x - k, y - k * flap),
                (x - k * 0.45, y - k * 0.35),
                (x, y),
                (x + k * 0.45, y - k * 0.35),
                (x + k, y - k * flap),
            ]
            wings.append(ribbon(spine, [0.6, 1.8, 2.4, 1.8, 0.6]))
        ink.fill(join(wings), world.light(t).shade("#3a4048", 0.4, 0.2))


class Sparks:
    """sparks count COLOUR low high: glowing motes that rise between two rows of the frame."""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        self._world, self._tone = world, words[1]
        self._low, self._high = world.h * float(words[2]), world.h * float(words[3])
        self._seed = world.rng(salt).random((int(words[0]), 4))

    def draw(self, ink: Ink, t: float) -> None:
        """They flicker on their way."""
        a, b, c, d = self._seed.T
        p = (t * (0.06 + 0.12 * c) + a) % 1.0
        x = b * self._world.w + 40 * np.sin(t * (0.6 + c) + 9 * d)
        y = self._low + (self._high - self._low) * p
        r = (1.2 + 3.4 * d) * np.sin(np.pi * p) * (0.7 + 0.3 * np.sin(t * 7 + 20 * a))
        places = np.stack([x, y], 1)
        ink.fill(ellipses(places, np.maximum(0.3, r * 2.6)), self._tone, 0.25)
        ink.fill(ellipses(places, np.maximum(0.3, r)), mix(self._tone, (255, 255, 255), 0.4), 0.95)


class Wheel:
    """wheel x row size: a Ferris wheel that turns, its cabins and spokes lit in the dark."""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        self._world, self._x = world, world.w * float(words[0])
        self._y = world.horizon + float(words[1]) * (world.ground_row - world.horizon)
        self._r = min(world.horizon * float(words[2]), world.w * 0.42) / 2.15

    def draw(self, ink: Ink, t: float) -> None:
        """Legs, rim, spokes, cabins that hang upright."""
        light = self._world.light(t)
        x, r = self._x, self._r
        y = self._y - r * 1.16
        steel = light.shade("#d9dde6", 0.8, 0.12)
        legs = [polygon([(x, y), (x + s * r * 0.55, self._y)], closed=False) for s in (-1, 1)]
        ink.stroke(join(legs), r * 0.045, light.shade("#9aa4b8", 0.6, 0.12))
        if light.lamps > 0.2:
            ink.glow(x, y, r * 1.9, (255, 90, 160), 0.34 * light.lamps)
        angles = np.arange(16) * math.pi / 8 + t * 0.22
        rim = np.stack([x + r * np.cos(angles), y + r * np.sin(angles)], 1)
        ink.stroke(join([polygon([(x, y), p], closed=False) for p in rim.tolist()]), 2.0, steel, 0.8)
        for k, share in enumerate((1.0, 0.93, 0.5)):
            glow = mix(steel, ((255, 80, 150), (90, 200, 255), (255, 210, 90))[k], light.lamps)
            ink.stroke(ellipse(x, y, r * share), r * 0.018 + 1.5, glow)
        for i, (px, py) in enumerate(rim.tolist()):
            tone = light.lamp(("#e8473c", "#f2b23c", "#3fa3d9", "#6fbf5a")[i % 4])
            if light.lamps > 0.2:
                ink.glow(px, py, r * 0.14, tone, 0.6 * light.lamps)
            ink.fill(rect(px - r * 0.055, py, r * 0.11, r * 0.11, r * 0.03), tone)
        ink.fill(ellipse(x, y, r * 0.07), light.lamp("#f2d23c"))


class Spray:
    """spray x y size: waves that break against rock and throw up white water again and again."""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        self._world, self._salt = world, salt
        self._x, self._y, self._size = world.w * float(words[0]), world.h * float(words[1]), world.h * float(words[2])
        self._seed = world.rng(salt).random((60, 3))

    def draw(self, ink: Ink, t: float) -> None:
        """A burst every two and a half seconds, then foam that slides back."""
        light = self._world.light(t)
        white = mix(light.shade("#ffffff", 0.95), (255, 255, 255), 0.3)
        a, b, c = self._seed.T
        for shift in (0.0, 0.5):
            p = (t / 2.6 + shift + self._salt * 0.13) % 1.0
            x = self._x + (shift - 0.25) * self._size * 0.9
            rise = (2.0 * p - 2.0 * p * p) * self._size * (0.35 + 0.9 * b)
            px = x + (a - 0.5) * self._size * (0.5 + 1.1 * p)
            r = self._size * (0.02 + 0.05 * c) * (1 - 0.6 * p)
            fade = math.sin(math.pi * min(1.0, p * 1.1)) if p < 0.9 else 0.0
            ink.glow(
                x, self._y - self._size * 0.2, self._size * (0.5 + 0.4 * p), white, 0.5 * fade, squash=0.7, blend=0
            )
            ink.fill(ellipses(np.stack([px, self._y - rise], 1), r), white, 0.8 * fade)
        u = np.linspace(0, 1, 12)
        line = np.stack([self._x + (u - 0.5) * self._size * 2.2, self._y + 6 * np.sin(u * 19 + t * 2)], 1)
        ink.fill(ribbon(line, 3 + 9 * np.sin(np.pi * u)), white, 0.8)


class Rays:
    """rays x COLOUR alpha: a broad shaft of light that falls from above, breathing."""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        self._world, self._x, self._tone, self._alpha = world, world.w * float(words[0]), words[1], float(words[2])

    def draw(self, ink: Ink, t: float) -> None:
        """Three wedges over each other."""
        h = self._world.h
        for i, (wide, far) in enumerate(((0.05, 0.9), (0.09, 0.8), (0.15, 0.7))):
            a = self._alpha * (0.8 + 0.2 * math.sin(t * 0.7 + i * 2))
            foot = self._x + 30 * math.sin(t * 0.3 + i)
            points = [
                (self._x - 40, -10),
                (self._x + 40, -10),
                (foot + h * wide * 2, h * far),
                (foot - h * wide * 2, h * far),
            ]
            ink.fill(
                polygon(points),
                Linear(0, 0, 0, h * far, [(0, self._tone, a), (0.6, self._tone, a * 0.5), (1, self._tone, 0.0)]),
            )


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


class Bats:
    """bats count: black wings before the sky."""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        self._world, self._seed = world, world.rng(salt).random((int(words[0]), 4))

    def draw(self, ink: Ink, t: float) -> None:
        """They flutter on winding ways."""
        world, shapes = self._world, []
        for a, b, c, d in self._seed.tolist():
            k = 14 + 26 * c
            x = (a * world.w + t * (40 + 60 * d)) % (world.w + 100) - 50
            y = world.horizon * (0.12 + 0.6 * b) + 40 * math.sin(t * (1 + c) + 6 * d)
            f = k * 0.5 * math.sin(t * 11 + 9 * a)
            half = [(0, 0.25 * k), (0.3 * k, 0.05 * k), (0.5 * k, 0.2 * k - f * 0.4), (0.75 * k, 0.02 * k - f * 0.7)]
            half += [(k, -f), (0.5 * k, -0.25 * k - f * 0.6), (0.12 * k, -0.12 * k), (0.08 * k, -0.28 * k)]
            shapes.append([(x + u, y + v) for u, v in half] + [(x - u, y + v) for u, v in half[::-1]])
        ink.fill(polygons(shapes), (14, 12, 26))


class Turbines:
    """turbines row count size: wind turbines that turn, their size a share of the sky's height."""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        self._world, self._share, self._n = world, float(words[0]), int(words[1])
        self._size, self._salt = float(words[2]), salt

    def draw(self, ink: Ink, t: float) -> None:
        """Each at its own phase."""
        world = self._world
        light = world.light(t)
        y = world.horizon + self._share * (world.ground_row - world.horizon)
        white = light.shade("#ffffff", 0.9, 0.3 - 0.6 * min(0.4, self._share))
        shade = light.shade("#c9d4dd", 0.5, 0.3 - 0.6 * min(0.4, self._share))
        for i in range(self._n):
            x = world.w * (i + 0.5 + 0.25 * math.sin(self._salt + i * 2.4)) / self._n
            h = world.horizon * self._size * (0.85 + 0.15 * math.sin(i * 1.9))
            top = y - h * 0.66
            ink.fill(
                polygon([(x - h * 0.014, y), (x + h * 0.014, y), (x + h * 0.006, top), (x - h * 0.006, top)]), shade
            )
            for k in range(3):
                with ink.moved(x, top, turn=t * 1.3 + i + k * 2.094):
                    ink.fill(polygon([(0, 0), (h * 0.016, -h * 0.08), (0, -h * 0.34), (-h * 0.006, -h * 0.05)]), white)
            ink.fill(ellipse(x, top, h * 0.014), white)


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


class Pool:
    """pool row: clear water from a row of the ground down, with a net of light that wanders over it."""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        self._world = world
        self._top = world.horizon + float(words[0]) * (world.ground_row - world.horizon)

    def draw(self, ink: Ink, t: float) -> None:
        """Water, rim, waves of light."""
        world = self._world
        light = world.light(t)
        top = self._top
        far, near = light.shade("#8fe4ea", 0.9), light.shade("#12a0b8", 0.8)
        ink.fill(rect(0, top, world.w, world.h - top), Linear(0, top, 0, world.h, [(0, far, 1), (1, near, 1)]))
        ink.fill(rect(0, top - 10, world.w, 16), light.shade("#f4ecdc", 0.9))
        ink.fill(rect(0, top + 6, world.w, 10), light.shade("#4a9aa8", 0.4), 0.6)
        x = np.linspace(-20, world.w + 20, 40)
        for i in range(11):
            u = (i + 0.5) / 11
            y = top + 20 + (world.h - top) * u**1.5
            amp = 3 + 22 * u
            wave = y + amp * (np.sin(x * (0.012 - 0.007 * u) + t * 1.1 + i * 2) + 0.6 * np.sin(x * 0.021 - t * 1.4 + i))
            width = (0.8 + 4.5 * u) * (0.55 + 0.45 * np.sin(x * 0.017 + t + i * 1.3))
            ink.fill(ribbon(np.stack([x, wave], 1), width, cap=False), mix(far, (255, 255, 255), 0.5), 0.55)


class Bokeh:
    """bokeh count: lights of a town out of focus."""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        self._world, self._seed = world, world.rng(salt).random((int(words[0]), 4))

    def draw(self, ink: Ink, t: float) -> None:
        """Discs that breathe."""
        world = self._world
        tones = ((255, 190, 100), (255, 110, 90), (120, 200, 255), (255, 225, 170))
        on = 0.35 + 0.65 * world.light(t).lamps
        for a, b, c, d in self._seed.tolist():
            x, y, r = a * world.w, world.h * (0.34 + 0.6 * b), 16 + 44 * c
            pulse = on * (0.8 + 0.2 * math.sin(t * (0.6 + d) + 8 * b))
            ink.fill(ellipse(x, y, r), tones[int(d * 4)], 0.38 * pulse)
            ink.stroke(ellipse(x, y, r), 2, tones[int(d * 4)], 0.4 * pulse)


class Pane:
    """pane: the window before the view, with drops that gather and run down the glass."""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        self._world = world
        self._still, self._run = world.rng(salt).random((150, 3)), world.rng(salt + 1).random((26, 4))

    def draw(self, ink: Ink, t: float) -> None:
        """A veil of damp, drops, runners with their tracks, the frame."""
        world = self._world
        light = world.light(t)
        w, h = world.w, world.h
        ink.fill(rect(0, 0, w, h), mix(light.haze, (120, 140, 165), 0.4), 0.22)
        pale, dark = mix(light.sky[4], (255, 255, 255), 0.55), mix(light.sky[0], (10, 14, 26), 0.5)
        places = self._still[:, :2] * (w, h)
        r = 2.5 + 7 * self._still[:, 2] ** 2
        tracks, heads, sizes = [], [], []
        for a, b, c, d in self._run.tolist():
            p = (t * (0.05 + 0.10 * c) + a) % 1.0
            y = h * (1.15 * p**1.5 - 0.05) + 6 * math.sin(p * 40)
            x, k = b * w + 6 * math.sin(y * 0.02 + 9 * d), 5 + 6 * d
            tracks.append([(x - k * 0.5, y), (x + k * 0.5, y), (x + 2, y - 160 - 200 * c), (x - 2, y - 160 - 200 * c)])
            heads.append((x, y))
            sizes.append((k, k * 1.35))
        ink.fill(polygons(tracks), pale, 0.20)
        for centres, radii in ((places, np.stack([r, r * 1.15], 1)), (np.array(heads), np.array(sizes))):
            ink.fill(ellipses(centres, radii), dark, 0.45)
            ink.fill(ellipses(centres + radii * (0.12, 0.16), radii * 0.72), pale, 0.45)
            ink.fill(ellipses(centres - radii * (0.25, 0.35), radii * 0.25), (255, 255, 255), 0.85)
        wood = light.shade("#3a2a22", 0.35)
        ink.fill(
            join([rect(0, h - 70, w, 70), rect(0, 0, 34, h), rect(w - 34, 0, 34, h), rect(w * 0.62, 0, 22, h)]), wood
        )
        ink.fill(rect(0, h - 70, w, 5), light.shade("#8a6a50", 0.8))


class Beams:
    """beams count: stage lights that swing over the crowd."""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        self._world, self._n = world, int(words[0])

    def draw(self, ink: Ink, t: float) -> None:
        """Wedges of colour from the rig, some from the floor."""
        world = self._world
        tones = ((255, 60, 160), (70, 170, 255), (170, 80, 255), (255, 190, 80))
        for i in range(self._n):
            x = world.w * (0.1 + 0.8 * (i + 0.5) / self._n)
            y = world.horizon * 0.12
            swing = 0.55 * math.sin(t * (1.1 + 0.17 * i) + i * 1.9)
            length, wide = world.h * 0.9, 0.07
            tone = [c * (0.42 + 0.12 * math.sin(t * 4 + i)) for c in tones[i % 4]]
            tip = [(x + math.sin(swing + s * wide) * length, y + math.cos(swing + s * wide) * length) for s in (-1, 1)]
            end = (x + math.sin(swing) * length, y + math.cos(swing) * length)
            fall = Linear(x, y, *end, [(0, tone, 1), (0.6, [c * 0.4 for c in tone], 1), (1, (0, 0, 0), 1)])
            ink.fill(polygon([(x - 5, y), tip[0], tip[1], (x + 5, y)]), fall, blend=SCREEN)
            ink.glow(x, y, 60, tones[i % 4], 0.9)
        ink.glow(
            world.w / 2, world.horizon, world.w * 0.5, (255, 120, 220), 0.35 + 0.15 * math.sin(t * 4.2), squash=0.5
        )


class Swell:
    """swell row tall: a ridge of heavy sea that rolls by, its crest torn into foam and spray."""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        self._world, self._salt = world, salt
        self._y, self._tall = world.h * float(words[0]), world.h * float(words[1])
        self._seed = world.rng(salt).random((70, 3))

    def draw(self, ink: Ink, t: float) -> None:
        """Three waves travel at their own speeds; where they are steep they break."""
        world = self._world
        light = world.light(t)
        x = np.linspace(-60, world.w + 60, 72)
        k, s = 6.28 / world.w, self._salt
        lift = (
            np.sin(1.6 * k * x - 0.9 * t + s)
            + 0.55 * np.sin(3.7 * k * x - 1.7 * t + 2 * s)
            + 0.2 * np.sin(9 * k * x - 3 * t)
        )
        peaks = (0.5 + lift / 3.5) ** 1.7 * 1.3
        crest = self._y - self._tall * peaks
        line = np.stack([x, crest], 1)
        body = np.concatenate([line, [(world.w + 80, world.h + 40), (-80, world.h + 40)]])
        glassy, deep = light.shade("#4fb0a8", 0.9), light.shade("#0a3040", 0.4)
        stops = [(0, glassy, 0.96), (0.28, mix(glassy, deep, 0.7), 0.97), (1, deep, 1)]
        ink.fill(smooth(body), Linear(0, float(crest.min()), 0, self._y + self._tall * 0.8, stops))
        white = mix(light.shade("#ffffff", 0.95), (255, 255, 255), 0.3)
        foam = np.clip(peaks - 0.35, 0, 1)
        ink.fill(ribbon(line, 1.5 + self._tall * 0.07 * foam, cap=False), white, 0.9)
        for j in range(1, 4):
            lace = np.stack([x, crest + self._tall * (0.10 + 0.13 * j) * (0.5 + peaks)], 1)
            ink.fill(ribbon(lace, 0.6 + self._tall * 0.018 * foam * (4 - j), cap=False), white, 0.5 - 0.1 * j)
        a, b, c = self._seed.T
        p = (t * (0.4 + 0.3 * b) + a) % 1.0
        at = (c * (world.w + 120) - 60 + 80 * p) % (world.w + 120) - 60
        up = np.interp(at, x, crest) - self._tall * (0.9 * p - 0.7 * p * p)
        size = (1.5 + self._tall * 0.022 * b) * (1 - p) * np.interp(at, x, foam) ** 0.5
        ink.fill(ellipses(np.stack([at, up], 1), np.maximum(0.2, size)), white, 0.75)


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


LAYERS: dict[str, Callable[[World, list[str], int], Any]] = {
    "crowd": Crowd,
    "smoke": Smoke,
    "lamps": Lamps,
    "traffic": Traffic,
    "gulls": Gulls,
    "sparks": Sparks,
    "wheel": Wheel,
    "spray": Spray,
    "rays": Rays,
    "flyers": Flyers,
    "bats": Bats,
    "turbines": Turbines,
    "road": Road,
    "pool": Pool,
    "bokeh": Bokeh,
    "pane": Pane,
    "beams": Beams,
    "swell": Swell,
    "way": Way,
}
