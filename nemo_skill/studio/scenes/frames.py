"""Soft shapes close to the lens: they frame the picture and rush by."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nemo_skill.studio.scenes.ink import Ink, Pixels, ellipse, ellipses, join, polygons, ribbon
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.world import Baked, World, strip

# Leaves in the shade and against the sun, by what grows there.
_TONES = {
    "grass": ("#17301c", "#7fa63e"),
    "cherry": ("#7d3450", "#ffc2d4"),
    "autumn": ("#6a2c14", "#f09a38"),
    "bamboo": ("#1d3a1a", "#a3c95a"),
    "snow": ("#1c2444", "#8fa2c8"),
}
_LEAFY = ("#14281a", "#8db44a")


class Frame:
    """Grass along the lower edge ("grass"), or twigs of a kind of tree that hang into the frame over scrub."""

    def __init__(self, world: World, kind: str, salt: int) -> None:
        self._world, self._kind, self._salt = world, kind, salt
        self._grassy = kind == "grass"
        self._height = world.h * (0.24 if self._grassy else 1.0)
        self._period = world.w * (1.5 if self._grassy else 2.25)
        self._picture = Baked(world, self._bake, period=self._period, soft=True)

    def draw(self, ink: Ink, t: float) -> None:
        """They pass more than twice as fast as the hero's row."""
        world = self._world
        y = world.h - self._height + (12 if self._grassy else 0)
        self._picture.place(ink, t, -2.3 * world.speed * t, y)

    def _bake(self, light: Light) -> Pixels:
        plan = self._world.plan
        season = "snow" if plan.snowy else "autumn" if plan.season == "autumn" else self._kind
        shade, lit = _TONES.get(season, _LEAFY)
        tones = (mix(light.shade(shade, 0.2), (6, 8, 20), 0.45), mix(light.shade(lit, 0.9), light.sun_colour, 0.12))
        k = math.sqrt(self._height / 260) if self._grassy else 1.0

        def paint(ink: Ink) -> None:
            rng = self._world.rng(self._salt)
            with ink.blurred(6 if self._grassy else 7):
                if self._grassy:
                    _grass(ink, rng, self._period, self._height, tones, k, flowers=season == "grass")
                else:
                    _twigs(ink, rng, self._period, self._height, tones, slim=self._kind in ("palms", "bamboo"))
                    _scrub(ink, rng, self._period, self._height, tones)

        return strip(self._world, self._period, self._height, paint)


def _tone(tones: tuple[Any, Any], share: float) -> Any:
    return mix(tones[0], tones[1], share)


def _grass(
    ink: Ink, rng: np.random.Generator, period: float, height: float, tones: tuple[Any, Any], k: float, *, flowers: bool
) -> None:
    """Blades in clumps, high ones far apart, some with a seed head or a flower."""
    for share in (0.0, 0.10, 0.26, 0.42):
        for _ in range(24):
            clump = int(rng.integers(0, 3))
            x = (clump + 0.5 + 0.17 * rng.normal()) * period / 3
            tall = height * (0.20 + 0.66 * rng.random() * math.exp(-(((x * 3 / period) % 1 - 0.5) ** 2) / 0.05))
            lean = rng.normal(0, 0.26) * tall
            spine = [(x, height + 10), (x + lean * 0.35, height - tall * 0.6), (x + lean, height - tall)]
            ink.fill(ribbon(spine, [8 * k, 5.5 * k, 0.8]), _tone(tones, share))
            if share > 0.2 and rng.random() < 0.16 and tall > 0.45 * height:
                head = ellipse(x + lean, height - tall, 9 * k, 9 * k)
                ink.fill(head, mix(("#f4d060", "#f6f0ea", "#ee8a8a")[clump] if flowers else tones[1], tones[0], 0.25))


def _twigs(
    ink: Ink, rng: np.random.Generator, period: float, height: float, tones: tuple[Any, Any], *, slim: bool
) -> None:
    """Twigs from above, thick with leaves."""
    for k in range(3):
        x, reach = (k + 0.2 + 0.5 * rng.random()) * period / 3, 380 + 260 * rng.random()
        side, sag = -1 if k % 2 else 1, min(height, 1100) * (0.10 + 0.07 * rng.random())

        def at(u: float, x: float = x, side: int = side, reach: float = reach, sag: float = sag) -> tuple[float, float]:
            return x + side * reach * u, -60 + (sag + 60) * u**1.4

        ink.fill(ribbon([at(0), at(0.35), at(0.7), at(1)], [13, 9, 5, 1]), tones[0])
        for share, count in ((0.0, 40), (0.2, 36), (0.5, 26)):
            leaves = []
            for _ in range(count):
                bx, by = at(rng.random() ** 0.8)
                size = 20 + 22 * rng.random()
                turn = side * (0.7 + 0.5 * rng.normal())
                far = 90 * rng.random() ** 0.7
                leaves.append(
                    ellipse(
                        bx + rng.normal(0, 30) + far * math.cos(turn),
                        by + rng.normal(0, 26) + abs(far * math.sin(turn)),
                        size * (1.7 if slim else 1.0),
                        size * (0.22 if slim else 0.48),
                        turn,
                    )
                )
            ink.fill(join(leaves), _tone(tones, share))


def _scrub(ink: Ink, rng: np.random.Generator, period: float, height: float, tones: tuple[Any, Any]) -> None:
    """Ferns and leaves along the lower edge, in bushes with gaps between."""
    for k in range(7):
        x, r = (k + rng.random()) * period / 7, 60 + 80 * rng.random()
        blades = []
        for _ in range(26):
            lean, tall = rng.normal(0, 0.6), r * (0.6 + 0.8 * rng.random())
            bx, foot = x + rng.normal(0, r * 0.5), height + 20
            tip = (bx + lean * tall, foot - tall)
            knee = (bx + lean * tall * 0.4, foot - tall * 0.62)
            blades.append([(bx - 5, foot), knee, tip, (knee[0] + 7, knee[1] + 5), (bx + 5, foot)])
        ink.fill(polygons(blades[:16]), tones[0])
        ink.fill(polygons(blades[16:]), _tone(tones, 0.22))
        spots = np.stack([x + rng.normal(0, r * 0.6, 9), height - r * (0.2 + 0.7 * rng.random(9))], 1)
        ink.fill(ellipses(spots, 5 + 6 * rng.random(9)), _tone(tones, 0.5), 0.7)
