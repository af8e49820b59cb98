"""A stage: curtains, boards, coloured spotlights in haze, an audience in the dark."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np

from nemo_skill.studio.scenes.ink import SCREEN, Ink, Linear, Pixels, ellipse, ellipses, polygon, rect
from nemo_skill.studio.scenes.light import Light, mix, rgb
from nemo_skill.studio.scenes.particles import Motes
from nemo_skill.studio.scenes.veils import halo
from nemo_skill.studio.scenes.world import Baked, World

_ONE_LIGHT = re.compile(
    r"\b(?:one|single|lone|a|solo|only) (?:\w+ )?spotlight|\b(?:black|dark|empty) (?:stage|background)"
    r"|一束(?:聚光|追光|灯光|光)|空(?:荡荡)?的?舞台|追光",
    re.IGNORECASE,
)
_BEAMS = ((255, 90, 150), (90, 170, 255), (255, 214, 140), (170, 110, 255))


class TheatreScene:
    """Curtains to both sides, a lit floor, beams that swing slowly."""

    def __init__(self, world: World) -> None:
        warm = np.array([0.92, 0.80, 0.70], np.float32)
        world.keys = [
            replace(
                k,
                key=warm,
                ambient=np.array([0.30, 0.26, 0.36], np.float32),
                haze=rgb("#3a2040"),
                veil=0.0,
                lamps=0.9,
                sun=np.array([0.55, 0.1], np.float32),
                sun_colour=rgb("#ffe6c4"),
                moon=0.0,
            )
            for k in world.keys[:1]
        ]
        self._world = world
        # A single light leaves the rest of the house in the dark.
        self._alone = bool(_ONE_LIGHT.search(world.plan.prompt))
        world.horizon = world.h * 0.62
        world.ground_row = world.h * 0.82
        self._back = Baked(world, self._bake)
        self._dust = Motes(world, "#ffe0c0", 40, size=2.0, rise=8, salt=1201, pulse=0.6)
        self._heads = world.rng(1202).random((26, 3))

    def behind(self, ink: Ink, t: float) -> None:
        """Curtain and floor, then the beams and their pools of light."""
        world = self._world
        self._back.place(ink, t, 0, 0)
        if self._alone:
            self._spot(ink, t)
            return
        for i, tone in enumerate(_BEAMS):
            x0 = world.w * (0.14 + 0.24 * i)
            x1 = world.w * (0.5 + 0.13 * (i - 1.5)) + world.w * 0.10 * math.sin(t * (0.6 + 0.13 * i) + i * 1.7)
            wide, y1 = world.w * 0.085, world.ground_row
            a = [c * 0.34 for c in tone]
            beam = polygon([(x0 - 10, -20), (x0 + 10, -20), (x1 + wide, y1), (x1 - wide, y1)])
            ink.fill(
                beam,
                Linear(x0, -20, x1, y1, [(0, a, 1), (0.75, [c * 0.14 for c in tone], 1), (1, (0, 0, 0), 1)]),
                blend=SCREEN,
            )
            ink.glow(x1, y1, wide * 1.5, tone, 0.55, squash=0.24)
        halo(ink, world, world.w * 0.5, world.ground_row, world.w * 0.26, (255, 232, 200), 0.50, squash=0.24)

    def _spot(self, ink: Ink, t: float) -> None:
        """One white beam, straight from above."""
        world, tone = self._world, (255, 244, 224)
        x, y, wide = world.w * 0.5, world.ground_row + 0.03 * world.h, world.w * 0.15
        a = 0.30 + 0.02 * math.sin(t * 0.9)
        for k in (1.0, 0.8):
            beam = polygon([(x - 24, -20), (x + 24, -20), (x + wide * k, y), (x - wide * k, y)])
            ink.fill(beam, Linear(x, -20, x, y, [(0, tone, a), (0.8, tone, a * 0.5), (1, tone, a * 0.25)]))
        ink.fill(ellipse(x, y, wide, wide * 0.19), tone, 0.34)
        halo(ink, world, x, y, wide * 1.5, tone, 0.4, squash=0.24)

    def before(self, ink: Ink, t: float) -> None:
        """Dust in the light, heads of the audience."""
        world = self._world
        self._dust.draw(ink, t, strength=0.6)
        if self._alone:
            return
        heads = [
            (
                world.w * (i + 0.2 + 0.6 * a) / len(self._heads),
                world.h * (1.0 - 0.012 * b) + 4 * math.sin(t * 2.4 + 9 * c),
            )
            for i, (a, b, c) in enumerate(self._heads)
        ]
        r = np.full(len(heads), world.w / len(self._heads) * 0.40)
        ink.fill(ellipses(heads, np.stack([r, r * 1.25], 1)), (10, 6, 14))
        ink.fill(ellipses([(x, y + r[0] * 1.7) for x, y in heads], np.stack([r * 1.9, r], 1)), (10, 6, 14))

    def _bake(self, light: Light) -> Pixels:
        world = self._world
        pixels = np.zeros((world.height, world.width, 4), np.uint8)
        edge = world.h * 0.66
        with Ink(pixels, unit=world.unit) as ink:
            ink.fill(rect(0, 0, world.w, world.h), Linear(0, 0, 0, edge, [(0, (18, 8, 24), 1), (1, (58, 22, 62), 1)]))
            ink.glow(world.w * 0.5, edge * 0.75, world.w * 0.42, (150, 60, 130), 0.55, blend=0, squash=0.7)
            ink.fill(
                rect(0, edge, world.w, world.h - edge),
                Linear(0, edge, 0, world.h, [(0, (98, 58, 44), 1), (1, (34, 18, 18), 1)]),
            )
            for k in range(-14, 15):
                ink.stroke(
                    polygon([(world.w * 0.5 + k * 70, edge), (world.w * 0.5 + k * 190, world.h)], closed=False),
                    2,
                    (26, 12, 12),
                    0.5,
                )
            if self._alone:
                ink.fill(rect(0, 0, world.w, edge + 1), (7, 6, 10))
                ink.fill(rect(0, edge, world.w, world.h - edge), (6, 5, 8), 0.78)
                return pixels
            folds = 9
            for side in (-1, 1):
                for k in range(folds):
                    w = world.w * 0.028
                    x = k * w * 0.92 if side < 0 else world.w - (k + 1) * w * 0.92
                    red, dark = mix((176, 26, 40), (60, 6, 20), k / folds * 0.55), (54, 6, 18)
                    ink.fill(
                        rect(x, -10, w, edge + 26), Linear(x, 0, x + w, 0, [(0, dark, 1), (0.45, red, 1), (1, dark, 1)])
                    )
            for k in range(12):
                x, w = world.w * k / 12, world.w / 12
                ink.fill(
                    ellipse(x + w / 2, -6, w * 0.62, world.h * 0.085),
                    Linear(x, 0, x + w, 0, [(0, (60, 6, 20), 1), (0.5, (186, 30, 44), 1), (1, (60, 6, 20), 1)]),
                )
        return pixels
