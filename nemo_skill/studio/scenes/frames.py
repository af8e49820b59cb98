"""Dark, soft shapes close to the lens: they frame the picture and rush by."""

from __future__ import annotations

from typing import Any

import numpy as np

from nemo_skill.studio.scenes.ink import Ink, Pixels, polygons, ribbon
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.world import Baked, World, strip


class Frame:
    """Grass along the lower edge, or boughs ("boughs", "palms") that hang into the frame over scrub."""

    def __init__(self, world: World, kind: str, salt: int) -> None:
        self._world, self._kind, self._salt = world, kind, salt
        self._grassy = kind == "grass"
        self._height = world.h * (0.16 if self._grassy else 1.0)
        self._period = world.w * (1.5 if self._grassy else 2.25)
        self._picture = Baked(world, self._bake, period=self._period, soft=True)

    def draw(self, ink: Ink, t: float) -> None:
        """They pass more than twice as fast as the hero's row."""
        world = self._world
        y = world.h - self._height + (12 if self._grassy else 0)
        self._picture.place(ink, t, -2.3 * world.speed * t, y)

    def _bake(self, light: Light) -> Pixels:
        world = self._world
        dark = mix(light.shade("#1c2444" if world.plan.snowy else "#12202a", 0.25), (6, 8, 20), 0.35)

        def paint(ink: Ink) -> None:
            rng = world.rng(self._salt)
            with ink.blurred(7 if self._grassy else 9):
                if self._grassy:
                    _grass(ink, rng, self._period, self._height, dark)
                else:
                    _boughs(ink, rng, self._period, self._height, dark, palms=self._kind == "palms")

        return strip(world, self._period, self._height, paint)


def _grass(ink: Ink, rng: np.random.Generator, period: float, height: float, dark: Any) -> None:
    for _ in range(46):
        x, tall, lean = rng.random() * period, height * (0.35 + 0.5 * rng.random()), rng.normal(0, 34)
        spine = [(x, height + 10), (x + lean * 0.4, height - tall * 0.6), (x + lean, height - tall)]
        ink.fill(ribbon(spine, [6, 4.5, 0.8]), dark)


def _boughs(ink: Ink, rng: np.random.Generator, period: float, height: float, dark: Any, *, palms: bool) -> None:
    """Boughs from above, each with its twigs or leaves, and scrub below."""
    for k in range(3):
        x, reach = (k + 0.2 + 0.5 * rng.random()) * period / 3, 330 + 220 * rng.random()
        side = -1 if k % 2 else 1
        sag = height * (0.04 + 0.06 * rng.random())
        ink.fill(
            ribbon([(x, -40), (x + side * reach * 0.5, sag * 0.4), (x + side * reach, sag * 1.4)], [14, 8, 1.5]), dark
        )
        for i in range(26):
            u = (i + 0.5) / 26
            bx, by = x + side * reach * u, -40 + (sag * 1.4 + 40) * u**1.3
            for way in (-1, 1):
                drop = (64 - 36 * u) * (0.6 + 0.5 * rng.random()) * (2.2 if palms else 1)
                leaf = [(bx, by), (bx + side * 22, by + way * drop * 0.5), (bx + side * 46, by + way * drop)]
                ink.fill(ribbon(leaf, [6, 4.5, 0.8]), dark)
    for k in range(10):
        x, r = (k + rng.random()) * period / 10, 46 + 54 * rng.random()
        blades = []
        for _ in range(22):
            lean, tall = rng.normal(0, 0.5), r * (0.7 + 0.8 * rng.random())
            bx, foot = x + rng.normal(0, r * 0.5), height + 20
            tip = (bx + lean * tall, foot - 4 - tall)
            left, right = (
                (bx + lean * tall * 0.4, foot - 4 - tall * 0.6),
                (bx + lean * tall * 0.4 + 4, foot - tall * 0.55),
            )
            blades.append([(bx - 3.5, foot), left, tip, right, (bx + 4, foot)])
        ink.fill(polygons(blades), dark)
