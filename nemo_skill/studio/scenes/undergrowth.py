"""What grows and lies on open ground: tufts of grass, flowers in drifts, stones."""

from __future__ import annotations

import math

import numpy as np

from nemo_skill.studio.scenes.ink import Ink, Linear, Pixels, ellipse, ellipses, polygons
from nemo_skill.studio.scenes.light import Light
from nemo_skill.studio.scenes.trees import tuft
from nemo_skill.studio.scenes.world import Baked, World, strip

_BEHIND, _BEFORE = (0.22, 0.5, 0.82), (1.22, 1.5)


def spots_along(world: World, period: float, count: int, salt: int) -> list[tuple[float, float]]:
    """Places along a strip, ``count`` to a usual frame and a half, each with a random share."""
    rng = world.rng(salt)
    exact = world.pixels(period) / world.unit
    n = max(1, round(count * period / 2880))
    return [((i + 0.15 + 0.7 * rng.random()) * exact / n, float(rng.random())) for i in range(n)]


class Undergrowth:
    """Strips of growth behind and before the heroes' row; none on a road's lane."""

    def __init__(
        self, world: World, grass: tuple[str, str] | None, flowers: tuple[str, ...], stones: str | None, salt: int
    ) -> None:
        self._world, self._grass, self._flower_tones, self._stones = world, grass, flowers, stones
        self._period = world.w * 1.5
        bare = not grass and not stones
        self._strips = [
            [] if bare else [self._strip(share, salt + 20 * front + i) for i, share in enumerate(shares)]
            for front, shares in enumerate((_BEHIND, _BEFORE))
        ]

    def draw(self, ink: Ink, t: float, *, front: bool) -> None:
        """Far strips first."""
        lane = self._world.lane
        for row, baked, height in self._strips[front]:
            if lane is None or not lane[0] - 4 < row < lane[1] + 26:
                baked.place(ink, t, -self._world.parallax(row) * t, row - height + 8)

    def _strip(self, share: float, salt: int) -> tuple[float, Baked, float]:
        world = self._world
        row = world.horizon + share * (world.ground_row - world.horizon)
        size = 15 + 34 * share
        spread = 26 + 50 * share  # Wide enough that no rows are seen.
        height = size * 2.0 + 16 + spread
        spots = spots_along(world, self._period, int(130 / (0.6 + share)), salt)
        grassy = 0.34 if world.plan.snowy else 0.9

        def draw(light: Light) -> Pixels:
            def paint(ink: Ink) -> None:
                rng = world.rng(salt + 1000)
                for n, far in enumerate(rng.permutation(len(spots))):
                    x, u = spots[far]
                    base = height - 6 - spread * (1 - n / len(spots))
                    pick = rng.random()
                    if self._stones and pick < 0.16:
                        self._stone(ink, light, rng, x, base, size * (0.3 + 0.7 * u))
                    elif self._grass and pick < grassy:
                        tuft(ink, light, rng, x, base, size * (0.55 + 0.6 * u), 0.30 - 0.2 * share, self._grass)
                        if self._flower_tones and rng.random() < 0.45 + 0.4 * math.sin(x * 0.006 + salt):
                            self._flowers(ink, light, rng, x, base, size)

            return strip(world, self._period, height, paint)

        return row, Baked(world, draw, period=self._period), height

    def _stone(self, ink: Ink, light: Light, rng: np.random.Generator, x: float, base: float, r: float) -> None:
        angles = np.linspace(0, np.pi, 8)
        reach = r * (0.8 + 0.4 * rng.random(8))
        points = np.stack([x + np.cos(angles) * reach * 1.3, base - np.sin(angles) * reach * 0.75], 1)
        colour = self._stones or "#777777"
        ink.glow(x, base, r * 1.8, light.shade("#241c1c", 0), 0.4, squash=0.14, blend=0)
        left, right = (0.1, 1.0) if light.sun[0] > 0.5 else (1.0, 0.1)
        ink.fill(
            polygons([points]),
            Linear(x - r, 0, x + r, 0, [(0, light.shade(colour, left), 1), (1, light.shade(colour, right), 1)]),
        )

    def _flowers(self, ink: Ink, light: Light, rng: np.random.Generator, x: float, base: float, size: float) -> None:
        colour = self._flower_tones[int(rng.integers(0, len(self._flower_tones)))]
        for _ in range(int(2 + 3 * rng.random())):
            fx, fy = x + rng.normal(0, size * 0.4), base - size * (0.45 + 0.5 * rng.random())
            r = size * (0.07 + 0.05 * rng.random())
            ink.stroke(polygons([[(fx, base), (fx, fy)]]), 1.2, light.shade("#3f6b2e", 0.5))
            petals = [(fx + np.cos(a) * r, fy + np.sin(a) * r * 0.8) for a in np.linspace(0, 6.28, 6)[:-1]]
            ink.fill(ellipses(petals, np.full(5, r * 0.75)), light.shade(colour, 0.9))
            ink.fill(ellipse(fx, fy, r * 0.5), light.shade("#f2c53d", 0.9))
