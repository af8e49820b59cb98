"""Where people meet: crowds, strings of lamps, a turning wheel, stage lights, lights out of focus.

Everything is a closed formula of time, drawn as few joined paths, since it is drawn anew in each frame.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from nemo_skill.studio.scenes.ink import SCREEN, Ink, Linear, ellipse, ellipses, join, polygon, polygons, rect, smooth
from nemo_skill.studio.scenes.light import mix
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
            tone = [c * (0.42 + 0.12 * math.sin(t * 4 + i)) for c in tones[i % 4]]
            tip = [(x + math.sin(swing + s * wide) * length, y + math.cos(swing + s * wide) * length) for s in (-1, 1)]
            end = (x + math.sin(swing) * length, y + math.cos(swing) * length)
            fall = Linear(x, y, *end, [(0, tone, 1), (0.6, [c * 0.4 for c in tone], 1), (1, (0, 0, 0), 1)])
            ink.fill(polygon([(x - 5, y), tip[0], tip[1], (x + 5, y)]), fall, blend=SCREEN)
            ink.glow(x, y, 60, tones[i % 4], 0.9)
        ink.glow(
            world.w / 2, world.horizon, world.w * 0.5, (255, 120, 220), 0.35 + 0.15 * math.sin(t * 4.2), squash=0.5
        )


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
