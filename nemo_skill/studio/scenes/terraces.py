"""Terraced slopes: steps that follow the land down to the lens, flooded or green."""

from __future__ import annotations

import re

import numpy as np

from nemo_skill.studio.scenes.ink import Ink, Pixels
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.noise import Field, enlarge, fbm, to_bytes
from nemo_skill.studio.scenes.water import glitter
from nemo_skill.studio.scenes.world import Baked, World

_FLOODED = re.compile(r"flood|mirror|reflect|water-?filled|灌水|水田|倒映|镜", re.IGNORECASE)
_STEPS = 14
_BANK = 0.34  # the share of a step that is its face


class Terraces:
    """terraces LOW HIGH top [dry]: steps from a share of the frame's height down; dry ones have no water."""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        self._world, self._low, self._high = world, words[0], words[1]
        self._top, self._salt = world.h * float(words[2]), salt
        wet = 0.92 if _FLOODED.search(world.plan.prompt) else 0.55
        self._wet = 0.0 if "dry" in words else wet
        self._picture = Baked(world, self._bake)

    def draw(self, ink: Ink, t: float) -> None:
        """Baked, with light that wanders over the water."""
        world = self._world
        self._picture.place(ink, t, 0, self._top)
        if self._wet:
            glitter(ink, world, t, world.light(t), top=self._top + 60, bottom=world.h)

    def _bake(self, light: Light) -> Pixels:
        """Each pixel's step is its row, moved by what the land does; its place on the step tells face from field."""
        world, rng = self._world, self._world.rng(self._salt)
        rows, columns = world.height - world.pixels(self._top), world.width
        u = ((np.arange(rows, dtype=np.float32) + 0.5) / rows)[:, None]

        def land(down: float, across: int, octaves: int) -> Field:
            small = fbm(max(8, rows // 4), max(16, columns // 4), down, across, rng, octaves=octaves, gain=0.4)
            return enlarge(small, rows, columns) - 0.5

        level = _STEPS * u**0.6 + (11.0 * land(2, 3, 2) + 2.5 * land(4, 6, 2)) * (0.3 + 0.7 * u)
        step = np.floor(level).astype(np.int32)
        part = level - step
        slope = (np.roll(level, 3, 1) - np.roll(level, -3, 1)) * (0.05 if light.sun[0] > 0.5 else -0.05)
        lit = np.clip(0.5 + slope * columns / 640 + 0.5 * land(6, 9, 3), 0, 1)[..., None]
        low, high = light.shade(self._low, 0.15), light.shade(self._high, 1.0)
        field = mix(low, high, 0.35) + (high - mix(low, high, 0.35)) * lit
        face = low * 0.8 + (high * 0.75 - low * 0.8) * (np.clip(1 - part / _BANK, 0, 1) ** 2)[..., None] * lit
        seeds = rng.random(4096).astype(np.float32)
        patch = np.floor(4 * land(2, 3, 1) + 0.37 * step).astype(np.int32)
        chance = seeds[(step * 31 + patch * 7) % 4096]
        sky = light.sky[4] + (light.sky[2] - light.sky[4]) * np.clip(0.15 + 0.75 * u + 0.4 * (chance - 0.5), 0, 1)[..., None]  # fmt: skip  # noqa: E501
        water = sky + (low - sky) * (0.12 + 0.3 * np.clip((part - 0.75) / 0.25, 0, 1))[..., None]
        colour = np.where((chance < self._wet)[..., None], water, field)
        colour = np.where((part < _BANK)[..., None], face, colour)
        rim = np.clip(1 - np.abs(part - _BANK) / (0.06 + 0.05 * (1 - u)), 0, 1)[..., None] * 0.65
        colour = colour + (light.shade(self._high, 0.8) * 0.9 - colour) * rim
        haze = (0.75 * (1 - u) ** 3 + light.veil * (1 - u))[..., None]
        colour = colour + (light.haze - colour) * np.clip(haze, 0, 0.95)
        colour = colour * (1 - 0.25 * np.clip(u - 0.75, 0, 1) / 0.25)[..., None]
        pixels = np.full((rows, columns, 4), 255, np.uint8)
        pixels[..., :3] = to_bytes(np.asarray(colour, np.float32), rng)
        return pixels
