"""A rainbow: a soft arc of light before the sky, baked once for each light."""

from __future__ import annotations

import math

import numpy as np

from nemo_skill.studio.plan.model import Subject
from nemo_skill.studio.scenes.ink import Ink, Pixels
from nemo_skill.studio.scenes.light import Light
from nemo_skill.studio.scenes.world import Baked, World

# From the inner edge outwards: place across the bow, colour.
_HUES = np.array([0.0, 0.16, 0.32, 0.48, 0.64, 0.80, 1.0])
_TONES = np.array([(140, 90, 220), (84, 116, 240), (70, 190, 230), (110, 220, 120), (250, 232, 110), (255, 170, 80), (244, 86, 80)], float)  # fmt: skip  # noqa: E501


class Rainbow:
    """The whole bow, its feet at the horizon; before a fall it is smaller and stands in the spray."""

    speed = 0.0

    def __init__(self, world: World, subject: Subject) -> None:
        self._world = world
        falls = world.plan.setting == "waterfall"
        reach = min(0.62 * world.w, 0.94 * world.horizon) if not falls else 0.42 * world.h
        self._outer, self._wide = reach, reach * (0.13 if not falls else 0.17)
        self._centre = (0.5 * world.w, world.horizon + (0.02 if not falls else 0.16) * world.h)
        self._picture = Baked(world, self._bake, soft=True)

    def _bake(self, light: Light) -> Pixels:
        unit, r = self._world.unit, self._outer
        y, x = np.mgrid[0 : math.ceil(r * unit), 0 : math.ceil(2 * r * unit)].astype(np.float32) / unit
        across = 1 - (r - np.hypot(x - r, y - r)) / self._wide
        inside = (across > 0) & (across < 1)
        band = np.where(inside, np.sin(np.pi * np.clip(across, 0, 0.999)) ** 0.8, 0)
        alpha = 0.52 * (1 - 0.7 * light.moon) * band * np.clip((r - y) / (0.45 * r), 0.25, 1)
        # Within the bow the sky is a little brighter.
        alpha = np.where(across <= 0, 0.05 * np.clip(1 + across * 0.25, 0, 1), alpha)
        tone = np.stack([np.interp(np.clip(across, 0, 1), _HUES, _TONES[:, k]) for k in range(3)], -1)
        tone = np.where((across <= 0)[..., None], 255.0, tone)
        return np.concatenate([tone * alpha[..., None], 255 * alpha[..., None]], -1).astype(np.uint8)

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """It breathes with the light."""
        x, y = self._centre
        self._picture.place(ink, t, x - self._outer, y - self._outer, alpha=0.9 + 0.1 * math.sin(t * 0.8))
