"""What comes and goes in the sky: rainbows, and meteors in showers."""

from __future__ import annotations

import re

import numpy as np

from nemo_skill.studio.data import table
from nemo_skill.studio.scenes.ink import Ink, Linear, Pixels, polygon
from nemo_skill.studio.scenes.light import Light
from nemo_skill.studio.scenes.noise import enlarge
from nemo_skill.studio.scenes.world import Baked, World

# Violet inside, red outside.
_BANDS = ((120, 70, 220), (60, 90, 240), (50, 190, 235), (80, 220, 110), (250, 235, 90), (255, 160, 60), (245, 70, 70))


class Heavens:
    """Draws what the prompt names of these over the sky, behind the land."""

    def __init__(self, world: World) -> None:
        said = table("light")["words"]
        bow, self._double, falls, many = (
            bool(re.search(said[k], world.plan.prompt, re.I)) for k in ("bow", "double", "falls", "many")
        )
        self._world = world
        self._bow = Baked(world, self._bake_bow, soft=True) if bow else None
        self._meteors = (3 if many else 1) if falls else 0

    def draw(self, ink: Ink, t: float, stars: float) -> None:
        """The bow by day, the meteors in the dark."""
        if self._bow is not None:
            self._bow.place(ink, t, 0, 0, alpha=1 - 0.8 * stars)
        for n in range(self._meteors if stars > 0.03 else 0):
            self._meteor(ink, t + 0.37 * n, n)

    def _meteor(self, ink: Ink, t: float, n: int) -> None:
        """One falls in each second and a bit, along the same way as all others."""
        world, age = self._world, t % 1.1 / 0.9
        a, b, c = world.rng(1500 + 31 * int(t / 1.1) + n).random(3)
        if age > 1:
            return
        long, way = world.w * (0.14 + 0.12 * c), np.array([-0.86, 0.5])
        head = np.array([world.w * (0.2 + 0.85 * a), world.horizon * 0.55 * b]) + way * long * 1.9 * age
        tail = head - way * long * min(1.0, 3 * age)
        side = np.array([way[1], -way[0]]) * (1.4 + 2.4 * c)
        light = min(1.0, 4 * age) * (1 - age) ** 0.5
        (x, y), (end_x, end_y) = head.tolist(), tail.tolist()
        tones = [(0, (255, 255, 255), light), (0.3, (200, 224, 255), 0.7 * light), (1, (160, 200, 255), 0)]
        fall = Linear(x, y, end_x, end_y, tones)
        ink.fill(polygon([head + side, tail, head - side, head + way * 6]), fall)
        ink.glow(x, y, 24 + 14 * c, (220, 236, 255), light)

    def _bake_bow(self, light: Light) -> Pixels:
        """A whole arc from one end of the land to the other, softly bounded; a second one turns its colours round."""
        world = self._world
        y, x = np.mgrid[0 : world.h : world.height // 2 * 1j, 0 : world.w : world.width // 2 * 1j]
        r = min(0.44 * world.w, (0.76 if self._double else 0.92) * world.horizon)
        away = np.hypot(x - world.w * 0.5, y - world.horizon * 1.02) / r
        colour, alpha = np.zeros((*x.shape, 3)), np.zeros(x.shape)
        for middle, wide, strong in ((1.0, 0.055, 0.62), (1.24, -0.07, 0.30))[: 1 + self._double]:
            share = (away - middle) / wide
            inside = np.clip(1.25 - np.abs(share), 0, 0.4) / 0.4 * strong
            tone = np.stack([np.interp(share, np.linspace(-1, 1, 7), [b[i] for b in _BANDS]) for i in range(3)], -1)
            colour, alpha = np.where((inside > alpha)[..., None], tone, colour), np.maximum(inside, alpha)
        alpha *= 0.55 + 0.45 * np.clip(y / world.horizon, 0, 1)
        rgba = np.concatenate([colour * alpha[..., None], 255 * alpha[..., None]], -1).astype(np.float32)
        return np.ascontiguousarray(enlarge(rgba, world.height, world.width).astype(np.uint8))
