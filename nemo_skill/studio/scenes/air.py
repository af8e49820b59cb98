"""High air: above a sea of clouds; and the fallback of soft moving forms when words name no picture."""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from nemo_skill.studio.scenes.ink import Ink, Linear, Pixels, smooth
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.noise import enlarge, fbm, to_bytes
from nemo_skill.studio.scenes.sky import Sky
from nemo_skill.studio.scenes.terrain import Range, Relief
from nemo_skill.studio.scenes.trees import conifer
from nemo_skill.studio.scenes.veils import halo, haze_band
from nemo_skill.studio.scenes.world import Baked, World, strip


class CloudSea:
    """Banks of cloud at three distances under an open sky."""

    def __init__(self, world: World) -> None:
        self._world = world
        world.horizon = world.h * 0.66
        world.ground_row = world.h * 0.9
        self.sky = Sky(world)
        self._period = world.w * 1.5
        self._banks = [
            (
                world.h * y,
                tall,
                pace,
                Baked(world, partial(self._bake, i, tall), period=self._period, soft=True),
            )
            for i, (y, tall, pace) in enumerate(((0.60, 190.0, 14.0), (0.68, 290.0, 42.0), (0.80, 400.0, 110.0)))
        ]

    def behind(self, ink: Ink, t: float) -> None:
        """Sky and the two far banks."""
        world = self._world
        light = world.light(t)
        self.sky.draw(ink, t)
        for i, (y, tall, pace, bank) in enumerate(self._banks[:2]):
            bank.place(ink, t, -pace * t, y - tall * 0.45)
            haze_band(ink, world, light.haze, y - 60, y + 160, 0.35 - 0.12 * i)

    def before(self, ink: Ink, t: float) -> None:
        """The near bank passes under what flies."""
        y, tall, pace, bank = self._banks[2]
        bank.place(ink, t, -pace * t, y - tall * 0.45)

    def _bake(self, index: int, tall: float, light: Light) -> Pixels:
        world = self._world
        height = (
            max(8, round((world.h - self._banks_top(index, tall)) * world.unit)) if index else world.pixels(tall * 2)
        )
        width = world.pixels(self._period)
        rows, columns = max(8, height // 2), max(16, width // 2)
        rng = world.rng(950 + index)
        puffs = fbm(rows, columns, 4 + index, 8 - index * 2, rng, octaves=7, gain=0.52)
        heap = fbm(1, columns, 1, 9 - 2 * index, rng, octaves=5)[0]
        y = np.linspace(0, 1, rows, dtype=np.float32)[:, None] * height / world.pixels(tall)
        crest = 0.20 + 0.42 * (1 - heap)[None]
        density = np.clip((y - crest) * 4.2 + (puffs - 0.45) * 2.6, 0, 1)
        density = density * density * (3 - 2 * density)
        dx, dy = (3, 5)
        lit = np.clip(
            0.58
            + (density - np.roll(np.roll(density, dy, 0), -dx, 1)) * 1.3
            + (puffs - 0.5) * 0.9
            + (heap[None] - 0.5) * 0.5
            - np.clip(y - crest - 0.1, 0, 1) * 0.42,
            0,
            1,
        )[..., None]
        deep = mix(light.cloud_dark, light.sky[1], 0.30)
        colour = deep + (light.cloud - deep) * lit
        colour = colour + (light.haze - colour) * (0.42 - 0.18 * index)
        alpha = enlarge(density.astype(np.float32), height, width)
        rgba = np.zeros((height, width, 4), np.uint8)
        rgba[..., :3] = to_bytes(enlarge(colour.astype(np.float32), height, width) * alpha[..., None], rng)
        rgba[..., 3] = to_bytes(alpha * 255, rng)
        rgba[..., :3] = np.minimum(rgba[..., :3], rgba[..., 3:])
        return rgba

    def _banks_top(self, index: int, tall: float) -> float:
        return self._world.h * (0.60, 0.68, 0.80)[index] - tall * 0.45 - 4


class PeaksScene:
    """Mountains from the height of an eagle: range behind range, mist in the valleys, pines on the near ridge."""

    def __init__(self, world: World) -> None:
        self._world = world
        world.horizon = world.h * 0.60
        world.ground_row = world.h * 0.96
        self.sky = Sky(world)
        snow = 0.30 if world.plan.snowy else 0.50
        k = min(1.25, world.h / 1080)
        forms = (
            Relief(330 * k, 4, "#5f74a4", snow=snow, depth=0.70, depth_front=0.54),
            Relief(520 * k, 2, "#4f5f8a", snow=snow - 0.02, depth=0.48, depth_front=0.24, contrast=1.2),
            Relief(330 * k, 3, "#3a5c4c", snow=0.92 if not world.plan.snowy else 0.5, depth=0.40, depth_front=0.22),
            Relief(230 * k, 3, "#264a36", ridged=False, depth=0.20, depth_front=0.08, octaves=5),
        )
        bases = (0.64, 0.80, 0.93, 1.02)
        self._ranges = [
            Range(world, form, base=world.h * base, speed=6.0 + 15 * i + 9 * i * i, salt=720 + i)
            for i, (form, base) in enumerate(zip(forms, bases, strict=True))
        ]
        self._pines = self._ridge()

    def _ridge(self) -> tuple[Baked, float]:
        world = self._world
        period, height = world.w * 1.6, 420.0

        def draw(light: Light) -> Pixels:
            def paint(ink: Ink) -> None:
                rng = world.rng(731)
                for _ in range(int(34 * world.w / 1920) + 8):
                    x, tall = rng.random() * period, 130 + 220 * rng.random() ** 1.5
                    conifer(ink, light, rng, x, height + 30 * rng.random(), tall, 0.06, world.plan.snowy)

            return strip(world, period, height, paint)

        return Baked(world, draw, period=period), height

    def behind(self, ink: Ink, t: float) -> None:
        """Range by range, with mist between."""
        world = self._world
        light = world.light(t)
        self.sky.draw(ink, t)
        mist = mix(light.haze, light.sky[4], 0.4)
        for i, skyline in enumerate(self._ranges):
            skyline.draw(ink, t)
            row = world.h * (0.62, 0.77, 0.90, 1.1)[i]
            if i < 3:
                haze_band(ink, world, mist, row - 130, row + 110, (0.75, 0.58, 0.4)[i])
                for k in range(3):
                    x = (k * world.w * 0.62 - t * (12 + 16 * i) + 260 * i) % (world.w * 1.8) - world.w * 0.4
                    halo(ink, world, x, row - 4, world.w * 0.38, mist, 0.42, squash=0.13)

    def before(self, ink: Ink, t: float) -> None:
        """The pines of the near ridge pass below."""
        pines, height = self._pines
        pines.place(ink, t, -(150 + self._world.speed) * t, self._world.h - height + 66)


class AbstractScene:
    """Ribbons of light that flow over a dark gradient: for prompts whose words name nothing to draw."""

    def __init__(self, world: World) -> None:
        self._world = world
        world.horizon = world.h * 0.75
        self._back = Baked(world, self._bake)
        rng = world.rng(980)
        self._seed = rng.random((9, 5))
        self._specks = rng.random((70, 4))

    def behind(self, ink: Ink, t: float) -> None:
        """Gradient, flowing ribbons, specks."""
        world = self._world
        light = world.light(t)
        self._back.place(ink, t, 0, 0)
        tones = (light.sky[3], light.sky[4], light.cloud, light.sun_colour, light.sky[2])
        x = np.linspace(-60, world.w + 60, 22)
        for i, (a, b, c, d, e) in enumerate(self._seed):
            y = (
                world.h * (0.30 + 0.45 * a)
                + world.h * 0.13 * np.sin(x * (0.0016 + 0.0016 * b) + t * (0.35 + 0.4 * c) + 6 * d)
                + 40 * np.sin(x * 0.006 + t * 0.6 + 5 * e)
            )
            thick = 40 + 120 * b
            lower = y + thick * (0.5 + 0.5 * np.sin(x * 0.003 + t * 0.5 + 4 * c))
            band = smooth(np.concatenate([np.stack([x, y], 1), np.stack([x, lower], 1)[::-1]]))
            tone = tones[i % len(tones)]
            ink.fill(
                band,
                Linear(
                    0,
                    float(y.min()),
                    0,
                    float(lower.max()),
                    [(0, mix(tone, (255, 255, 255), 0.3), 0.42), (0.4, tone, 0.16), (1, tone, 0.0)],
                ),
            )
        for a, b, c, d in self._specks:
            px, py = (a * world.w + t * (10 + 30 * c)) % world.w, b * world.h + 18 * math.sin(t * 0.6 + 9 * d)
            ink.glow(
                px,
                py,
                6 + 16 * c**3,
                mix(tones[int(d * 5)], (255, 255, 255), 0.5),
                0.5 * (0.5 + 0.5 * math.sin(t * (0.8 + d) + 9 * a)),
            )

    def before(self, ink: Ink, t: float) -> None:
        """Nothing more."""

    def _bake(self, light: Light) -> Pixels:
        world = self._world
        y = np.linspace(0, 1, world.height, dtype=np.float32)
        x = np.linspace(0, 1, world.width, dtype=np.float32)
        low, high = light.sky[0] * 0.75, light.sky[2] * 0.95
        u = np.clip(0.75 * y[:, None] + 0.45 * (1 - x[None]) - 0.1, 0, 1)[..., None]
        rgba = np.full((world.height, world.width, 4), 255, np.uint8)
        rgba[..., :3] = to_bytes((low + (high - low) * u).astype(np.float32), world.rng(981))
        return rgba
