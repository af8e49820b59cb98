"""Where people meet: strings of lamps, a turning wheel, stage lights, lights out of focus.

Everything is a closed formula of time, drawn as few joined paths, since it is drawn anew in each frame.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from nemo_skill.studio.scenes.crowds import Crowd
from nemo_skill.studio.scenes.ink import Ink, Linear, ellipse, ellipses, join, polygon, rect, smooth
from nemo_skill.studio.scenes.light import mix
from nemo_skill.studio.scenes.world import World


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
            tone, strong = tones[i % 4], 0.42 + 0.12 * math.sin(t * 4 + i)
            tip = [(x + math.sin(swing + s * wide) * length, y + math.cos(swing + s * wide) * length) for s in (-1, 1)]
            end = (x + math.sin(swing) * length, y + math.cos(swing) * length)
            fall = Linear(x, y, *end, [(0, tone, strong), (0.6, tone, 0.4 * strong), (1, tone, 0)])
            ink.fill(polygon([(x - 5, y), tip[0], tip[1], (x + 5, y)]), fall)
            ink.glow(x, y, 60, tones[i % 4], 0.9)
        # Laid over, not screened: over so much of the picture that costs a tenth.
        haze, strong = (255, 120, 220), 0.35 + 0.15 * math.sin(t * 4.2)
        ink.glow(world.w / 2, world.horizon, world.w * 0.5, haze, strong, squash=0.5, blend=0)


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


LAYERS: dict[str, Callable[[World, list[str], int], Any]] = {
    "crowd": Crowd,
    "lamps": Lamps,
    "wheel": Wheel,
    "beams": Beams,
    "bokeh": Bokeh,
}
