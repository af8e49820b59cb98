"""What a place has now and then: a tornado, a geyser, clouds of powder, flags on strings, confetti, a wet floor."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from nemo_skill.studio.scenes.ink import Ink, Linear, Pixels, ellipse, join, polygon, polygons, rect, ribbon, smooth
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.particles import Petals
from nemo_skill.studio.scenes.water import ripple
from nemo_skill.studio.scenes.world import Baked, World

_PARTY = ("#e8486a", "#f2c53d", "#4fb0e0", "#6fc06a", "#f4ead8", "#b070d8")


class Tornado:
    """tornado x: a funnel from the clouds to the ground that sways and turns, with dust about its foot."""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        self._world, self._x = world, world.w * float(words[0])

    def draw(self, ink: Ink, t: float) -> None:
        """Bands that wind around the funnel pass from side to side."""
        world = self._world
        light = world.light(t)
        foot, w = world.horizon + 0.06 * world.h, world.w
        v = np.linspace(0, 1, 22)  # from the ground up
        x = self._x + 0.012 * w * t + (0.06 * w) * v**2 + 16 * np.sin(3.1 * v + t * 1.3) * (0.4 + v)
        y = foot - v * (foot + 40)
        half = (0.010 + 0.022 * v + 0.12 * v**4) * w
        dark, pale = light.shade("#34343c", 0.0), mix(light.haze, light.shade("#d8d4d0", 1.0), 0.5)
        outline = np.concatenate([np.stack([x - half, y], 1), np.stack([x + half, y], 1)[::-1]])
        middle = float(x[4])
        ends = (middle - 0.05 * w, middle + 0.06 * w)
        with ink.blurred(5):
            ink.fill(smooth(outline), Linear(ends[0], 0, ends[1], 0, [(0, pale, 1), (0.5, mix(pale, dark, 0.6), 1), (1, dark, 1)]))  # fmt: skip  # noqa: E501
            for k in range(14):
                u = (k / 14 + 0.02 * t) % 1.0
                px, py, r = (float(np.interp(u, v, row)) for row in (x, y, half))
                bend = 0.6 * math.sin(t * 5 + k * 2.4)
                spine = [(px - r, py + 0.2 * r), (px + bend * r * 0.5, py + 0.42 * r), (px + r, py - 0.1 * r)]
                ink.fill(ribbon(spine, [0.5, 0.10 * r + 3, 0.5]), (dark, pale)[k % 2], 0.55)
        for k in range(9):
            a = t * 2.2 + k * 0.7
            px = float(x[0]) + 0.05 * w * math.cos(a)
            dust = light.shade("#a8937a", 0.6)
            ink.glow(px, foot - 16 - 14 * math.sin(a * 1.7), 0.05 * w, dust, 0.5, squash=0.6, blend=0)


class Geyser:
    """geyser x tall: hot water thrown up from a row of the ground, falling back as spray in a cloud of steam."""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        self._world, self._x, self._tall = world, world.w * float(words[0]), world.h * float(words[1])
        self._seed = world.rng(salt).random((46, 3))

    def draw(self, ink: Ink, t: float) -> None:
        """The jet rises over the shot and pulses."""
        world = self._world
        light = world.light(t)
        foot = world.horizon + 0.30 * (world.ground_row - world.horizon)
        tall = self._tall * (0.55 + 0.45 * min(1.0, 0.3 + t / 2.5)) * (1 + 0.05 * math.sin(3 * t))
        steam, water = light.shade("#f2f6fa", 0.9), light.shade("#ffffff", 1.0)
        for k in range(9):
            u = (t * 0.16 + k / 9) % 1.0
            x = self._x + tall * (0.10 + 0.5 * u) * u + 20 * math.sin(k * 2.0 + t)
            ink.glow(x, foot - tall * (0.25 + 0.85 * u), tall * (0.16 + 0.24 * u), steam, 0.5 * (1 - u), blend=0)
        jets = []
        for a, b, c in self._seed.tolist():
            u = (t * (0.7 + 0.3 * c) + a) % 1.0
            rise = 4 * u * (1 - 0.75 * u) * (0.7 + 0.3 * b)
            x = self._x + tall * 0.22 * (b - 0.5) * u
            jets.append(ribbon([(x, foot - tall * rise * 0.75), (x, foot - tall * rise * 0.75 - 46)], [3 + 7 * c, 2]))
        with ink.blurred(3):
            top = foot - tall * 0.92
            ink.fill(polygon([(self._x - 15, foot), (self._x + 15, foot), (self._x + 30, top), (self._x - 30, top)]), Linear(0, top, 0, foot, [(0, water, 0.0), (0.3, water, 0.8), (1, water, 0.95)]))  # fmt: skip  # noqa: E501
            ink.fill(join(jets), water, 0.8)
        ink.fill(ellipse(self._x, foot, 90, 14), light.shade("#7fd0d8", 0.9), 0.7)


class Powder:
    """powder count low high: clouds of coloured powder thrown up between two rows of the frame."""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        self._world = world
        self._rows = world.h * float(words[1]), world.h * float(words[2])
        self._seed = world.rng(salt).random((int(words[0]), 5))

    def draw(self, ink: Ink, t: float) -> None:
        """Each bursts, widens, drifts and fades."""
        low, high = self._rows
        tones = ("#f0287a", "#ffd21f", "#2fb0f0", "#45c04a", "#ff7a1f", "#9a4ae0")
        for i, (a, b, c, d, e) in enumerate(self._seed.tolist()):
            u = (t * (0.22 + 0.12 * c) + a) % 1.0
            x = self._world.w * b + (d - 0.5) * 160 * u
            y = low + (high - low) * min(1.0, 2.2 * u) * e + 60 * u * u
            r = (80 + 200 * u**0.5) * (0.7 + 0.6 * d)
            for dx, dy, size in ((0, 0, 1.0), (0.5, -0.3, 0.6)):
                ink.glow(x + dx * r, y + dy * r, r * size, tones[i % 6], 0.95 * (1 - u) ** 0.6, blend=0)


class Flags:
    """flags y sag count [COLOUR|...]: strings of small flags across the frame, in the wind."""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        self._world, self._y, self._sag = world, world.h * float(words[0]), world.h * float(words[1])
        self._count = int(words[2])
        self._tones = words[3].split("|") if len(words) > 3 else list(_PARTY)

    def draw(self, ink: Ink, t: float) -> None:
        """Each flag hangs from the string and swings."""
        world = self._world
        light = world.light(t)
        u = (np.arange(self._count) + 0.5) / self._count
        bow = 1 - (((u * 2) % 1.0) * 2 - 1) ** 2
        x, y = u * world.w, self._y + self._sag * bow + 3 * np.sin(t * 1.3 + u * 9)
        ink.stroke(smooth(np.stack([x, y], 1), closed=False), 2, light.shade("#3a3436", 0.3))
        half, drop = 0.36 * world.w / self._count, 0.62 * world.w / self._count
        lean = half * 0.5 * np.sin(t * 2.1 + u * 30)
        for k, tone in enumerate(self._tones):
            quads = []
            for px, py, s in list(zip(x.tolist(), y.tolist(), lean.tolist(), strict=True))[k :: len(self._tones)]:
                foot = [(px + half + s, py + drop), (px + s, py + drop * 0.8), (px - half + s, py + drop)]
                quads.append([(px - half, py), (px + half, py), *foot])
            if quads:
                ink.fill(polygons(quads), light.shade(tone, 0.85))


class Confetti:
    """confetti count: bits of paper that tumble down."""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        self._petals = Petals(world, _PARTY, int(words[0]), size=(6, 13))

    def draw(self, ink: Ink, t: float) -> None:
        """All of them, near and far."""
        for front in (False, True):
            self._petals.draw(ink, t, front=front)


class Wet:
    """wet share: a floor so wet that all above the horizon is seen in it, shaken, over what it is made of."""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        self._world, self._share = world, float(words[0])

    def draw(self, ink: Ink, t: float) -> None:
        """A copy of the rows above, drawn out downwards, fading towards the lens."""
        world = self._world
        ink.flush()
        first = round((world.horizon + 0.01 * world.h) * world.unit)
        rows = np.arange(world.height - first)
        source = np.clip(first - 1 - (rows * 0.85).astype(int), 0, first - 1)
        over = ink.pixels[source].copy()
        ink.image(over, 0, first / world.unit, alpha=self._share)
        ripple(ink, world, t, top=world.horizon + 4, strength=0.9)
        ink.fill(rect(0, world.h * 0.86, world.w, world.h * 0.14), Linear(0, world.h * 0.86, 0, world.h, [(0, (8, 8, 14), 0), (1, (8, 8, 14), 0.45)]))  # fmt: skip  # noqa: E501


class Drapes:
    """drapes COLOUR: heavy curtains drawn back at both sides of the frame, under a valance."""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        self._world, self._tone = world, words[0]
        self._picture = Baked(world, self._bake)

    def draw(self, ink: Ink, t: float) -> None:
        """They hang still."""
        self._picture.place(ink, t, 0, 0)

    def _bake(self, light: Light) -> Pixels:
        world = self._world
        w, h, fold = world.w, world.h, 0.026 * world.w
        dark, lit = mix(self._tone, "#000000", 0.62), mix(self._tone, "#ff8a70", 0.22)
        pixels = np.zeros((world.height, world.width, 4), np.uint8)
        v = np.array([-0.02, 0.2, 0.45, 0.6, 0.72, 1.02])
        pulled = np.array([1.0, 0.98, 0.8, 0.55, 0.72, 0.78])  # how far the cloth reaches: a cord holds it back
        with Ink(pixels, unit=world.unit) as ink:
            for side, k in ((side, k) for k in range(5, -1, -1) for side in (0, 1)):
                near, far = (w * side + (1 - 2 * side) * (fold * (k + edge) * pulled) for edge in (-0.3, 1.1))
                outline = np.concatenate([np.stack([near, v * h], 1), np.stack([far, v * h], 1)[::-1]])
                a, b = float(near[0]), float(far[0])
                ink.fill(smooth(outline), Linear(a, 0, b, 0, [(0, dark, 1), (0.55, lit, 1), (1, dark, 1)]))
            step, drop = w / 8, 0.085 * h
            for k in range(8):
                x = k * step
                edge = [(x, drop * 0.9), (x + step * 0.25, drop * 1.25), (x + step * 0.5, drop * 1.4)]
                edge += [(x + step * 0.75, drop * 1.25), (x + step, drop * 0.9)]
                ink.fill(polygon([(x, -2), *edge, (x + step, -2)]), Linear(0, 0, 0, drop * 1.4, [(0, dark, 1), (1, lit, 1)]))  # fmt: skip  # noqa: E501
                ink.stroke(smooth(np.array(edge), closed=False), 5, "#d9a441")
        return pixels


LAYERS: dict[str, Callable[[World, list[str], int], Any]] = {
    "tornado": Tornado,
    "geyser": Geyser,
    "powder": Powder,
    "flags": Flags,
    "confetti": Confetti,
    "wet": Wet,
    "drapes": Drapes,
}
