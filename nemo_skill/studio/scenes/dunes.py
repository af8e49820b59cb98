"""Dunes: sharp crests with a bright and a shaded side, ripples in the sand, and sand that blows off the crests."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nemo_skill.studio.scenes.ink import Ink, Linear, Pixels, polygon, rect, ribbon
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.world import Baked, World, strip


class Dunes:
    """dunes row tall depth LOW HIGH: one chain of dunes on a row of the ground, ``tall`` as a share of the frame."""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        self._world, self._salt, self._tones = world, salt, words[3:5]
        row, tall, self._depth = map(float, words[:3])
        self._row = world.horizon + row * (world.ground_row - world.horizon)
        self._tall = world.h * tall * (1.0 if world.w >= world.h else 0.7)
        self._period = world.w * 1.6
        self._foot = max(60.0, world.h - self._row) if row > 0.9 else self._tall * 0.5
        rng = world.rng(salt)
        count = max(3, round(self._period / (self._tall * 4.4 + 150)))
        self._peaks = [
            ((i + 0.5 + 0.5 * (rng.random() - 0.5)) * self._period / count, self._tall * (0.55 + 0.45 * rng.random()))
            for i in range(count)
        ]
        self._seed = rng.random((26, 3))
        self._picture = Baked(world, self._bake, period=self._period)

    def draw(self, ink: Ink, t: float) -> None:
        """The chain, and sand that smokes off its crests in wind."""
        world = self._world
        x0 = -world.parallax(self._row) * t
        self._picture.place(ink, t, x0, self._row - self._tall * 1.1)
        if world.plan.weather not in ("wind", "storm"):
            return
        dust = mix(world.light(t).shade(self._tones[1], 1.0, self._depth), (255, 255, 255), 0.15)
        for a, b, c in self._seed.tolist():
            peak, tall = self._peaks[int(a * len(self._peaks))]
            p = (t * (0.35 + 0.3 * b) + c) % 1.0
            x = (peak + x0 + self._tall * (0.2 + 2.4 * p)) % self._period - 0.1 * self._period
            y = self._row - tall * (0.97 - 0.25 * p) + 8 * math.sin(9 * b + 3 * t)
            ink.glow(x, y, self._tall * (0.3 + 0.5 * p), dust, 0.34 * math.sin(math.pi * p), squash=0.2, blend=0)

    def _bake(self, light: Light) -> Pixels:
        height = self._tall * 1.1 + self._foot

        def paint(ink: Ink) -> None:
            # Between the dunes, too, lies sand in the tone of their feet.
            dim = light.shade(self._tones[0], 0.55, self._depth)
            ink.fill(rect(-700, self._tall * 1.1, self._period + 1400, self._foot), dim)
            for x, tall in sorted(self._peaks, key=lambda peak: peak[1]):
                self._dune(ink, light, x, self._tall * 1.1, tall)

        pixels = strip(self._world, self._period, height, paint)
        rows = len(pixels)
        fade = np.clip((rows - np.arange(rows)) / (rows * 0.9 * self._foot / height), 0, 1) ** 1.5
        return np.asarray(pixels * fade.astype(np.float32)[:, None, None], np.uint8)

    def _dune(self, ink: Ink, light: Light, x: float, base: float, tall: float) -> None:
        """A back that rises slowly, a crest that winds down towards the lens, and the face behind it."""
        low, high = self._tones
        bright, dim = light.shade(high, 1.0, self._depth), light.shade(low, 0.55, self._depth)
        shade, deep = light.shade(low, 0.05, self._depth), light.shade(low, 0.22, self._depth)
        sunny = 1.0 if light.sun[0] > 0.5 else -1.0
        wide, foot = tall * 3.4 + 120, self._foot + 20

        u = np.linspace(-1, 1, 33)
        top = base - tall * np.where(u < 0, (1 - np.abs(u)) ** 1.5, (1 - u) ** 1.25) * (1 + 0.05 * np.sin(5 * u + x))
        sky = np.stack([x + u * wide, top], 1)
        v = np.linspace(0, 1, 17)
        sweep = 0.34 * np.sin(v * 2.6) - 0.20 * v * v
        crest = np.stack([x - sunny * wide * sweep, base - tall + (tall + foot) * v**1.15], 1)
        body = np.concatenate([sky, [(x + wide, base + foot), (x - wide, base + foot)]])
        span, foot_at = (0, base - tall, 0, base + foot), tall / (tall + foot)
        ink.fill(polygon(body), Linear(*span, [(0, bright, 1), (foot_at, dim, 1), (1, dim, 1)]))
        side = sky[u <= 0] if sunny > 0 else sky[u >= 0][::-1]
        dark = np.concatenate([side, crest, [(x - sunny * wide, base + foot)]])
        ink.fill(
            polygon(dark), Linear(*span, [(0, shade, 1), (foot_at * 0.6, deep, 1), (foot_at, dim, 1), (1, dim, 1)])
        )
        ink.fill(
            ribbon(crest[crest[:, 1] < base], (1.0 + 2.2 * v)[crest[:, 1] < base], cap=False),
            mix(bright, light.sun_colour, 0.4),
            0.85,
        )
        self._ripples(ink, crest, sunny, wide, mix(bright, dim, 0.8))

    def _ripples(self, ink: Ink, crest: Any, sunny: float, wide: float, tone: Any) -> None:
        """Lines that the wind has drawn on the bright side, closer together the farther up."""
        s = np.linspace(0.02, 1, 12)
        for k in range(5, 16):
            start = crest[k]
            reach = wide * (0.10 + 0.05 * k)
            line = np.stack(
                [start[0] + sunny * reach * s, start[1] + reach * 0.16 * s**1.4 + 2.5 * np.sin(17 * s + k)], 1
            )
            ink.fill(ribbon(line, (0.4 + 0.10 * k) * np.sin(np.pi * s) + 0.05, cap=False), tone, 0.5)
