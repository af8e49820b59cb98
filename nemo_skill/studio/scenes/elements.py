"""Air, water, fire and light that move by themselves, and what the wind carries or turns.

Everything is a closed formula of time, drawn as few joined paths, since it is drawn anew in each frame.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from nemo_skill.studio.scenes.ink import Ink, Linear, ellipse, ellipses, join, polygon, polygons, rect, ribbon, smooth
from nemo_skill.studio.scenes.light import mix
from nemo_skill.studio.scenes.world import World


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
        ink.fill(
            ribbon(line, 1.5 + self._tall * 0.08 * foam * (0.3 + np.sin(x * 0.021 + s) ** 2), cap=False), white, 0.9
        )
        u, v, w = self._seed.repeat(2, 0).T
        down = (0.08 + 0.75 * ((v + 0.37 * np.arange(len(v)) % 1) % 1)) * self._tall
        along = (u + w + 0.011 * t) % 1 * (world.w + 120) - 60
        streaks = np.stack([along, np.interp(along, x, crest) + down], 1)
        thin = np.interp(along, x, foam) * (1 - down / self._tall)
        ink.fill(ellipses(streaks, np.stack([self._tall * 0.30 * (0.3 + w) * thin, 0.6 + 3.2 * thin], 1)), white, 0.42)
        a, b, c = self._seed.T
        p = (t * (0.4 + 0.3 * b) + a) % 1.0
        at = (c * (world.w + 120) - 60 + 80 * p) % (world.w + 120) - 60
        up = np.interp(at, x, crest) - self._tall * (0.9 * p - 0.7 * p * p)
        size = (1.5 + self._tall * 0.022 * b) * (1 - p) * np.interp(at, x, foam) ** 0.5
        ink.fill(ellipses(np.stack([at, up], 1), np.maximum(0.2, size)), white, 0.75)


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


class Drops:
    """Drops on a pane of a size (design units) that gather and run down the glass."""

    def __init__(self, world: World, w: float, h: float) -> None:
        self._world, self._w, self._h = world, w, h
        n = max(0.2, w * h / (world.w * world.h))
        self._still = world.rng(2900).random((round(150 * n), 3))
        self._run = world.rng(2901).random((round(26 * n), 4))

    def draw(self, ink: Ink, t: float) -> None:
        """A veil of damp, drops, runners with their tracks."""
        light = self._world.light(t)
        w, h = self._w, self._h
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


class Pane:
    """pane: the window before the view, with rain on its glass."""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        self._world, self._drops = world, Drops(world, world.w, world.h)

    def draw(self, ink: Ink, t: float) -> None:
        """Drops, then the frame."""
        world = self._world
        light, w, h = world.light(t), world.w, world.h
        self._drops.draw(ink, t)
        wood = light.shade("#3a2a22", 0.35)
        ink.fill(
            join([rect(0, h - 70, w, 70), rect(0, 0, 34, h), rect(w - 34, 0, 34, h), rect(w * 0.62, 0, 22, h)]), wood
        )
        ink.fill(rect(0, h - 70, w, 5), light.shade("#8a6a50", 0.8))


class Rays:
    """rays x COLOUR alpha: a broad shaft of light that falls from above, breathing."""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        self._world, self._x, self._tone, self._alpha = world, world.w * float(words[0]), words[1], float(words[2])

    def draw(self, ink: Ink, t: float) -> None:
        """Three wedges over each other; by night they are the moon's."""
        h, moon = self._world.h, self._world.light(t).moon
        tone = mix(self._tone, (176, 204, 255), 0.8 * moon)
        for i, (wide, far) in enumerate(((0.05, 0.9), (0.09, 0.8), (0.15, 0.7))):
            a = self._alpha * (0.8 + 0.2 * math.sin(t * 0.7 + i * 2)) * (1 - 0.55 * moon)
            foot = self._x + 30 * math.sin(t * 0.3 + i)
            points = [
                (self._x - 40, -10),
                (self._x + 40, -10),
                (foot + h * wide * 2, h * far),
                (foot - h * wide * 2, h * far),
            ]
            ink.fill(
                polygon(points),
                Linear(0, 0, 0, h * far, [(0, tone, a), (0.6, tone, a * 0.5), (1, tone, 0.0)]),
            )


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


LAYERS: dict[str, Callable[[World, list[str], int], Any]] = {
    "smoke": Smoke,
    "sparks": Sparks,
    "spray": Spray,
    "swell": Swell,
    "pool": Pool,
    "pane": Pane,
    "rays": Rays,
    "gulls": Gulls,
    "bats": Bats,
    "turbines": Turbines,
}
