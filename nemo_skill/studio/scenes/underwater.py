"""Below the surface: light from above in moving rays, a sea floor with weed and coral, bubbles and drifting specks."""

from __future__ import annotations

import math
import re

import numpy as np

from nemo_skill.studio.scenes.ink import Ink, Linear, Path, Pixels, ellipse, ellipses, join, polygons, ribbon
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.noise import to_bytes
from nemo_skill.studio.scenes.particles import Motes
from nemo_skill.studio.scenes.terrain import Range, Relief
from nemo_skill.studio.scenes.veils import halo
from nemo_skill.studio.scenes.world import Baked, World


def _sea_light(light: Light) -> Light:
    """What is left of a light under water: green-blue, soft, hazy."""
    dim = 0.35 + 0.65 * (1 - light.moon)
    tint = np.array([0.46, 0.86, 1.0], np.float32)
    from dataclasses import replace

    deep = np.stack(
        [
            mix((5, 34, 66), (3, 12, 34), light.moon),
            mix((9, 66, 108), (4, 24, 54), light.moon),
            mix((24, 112, 152), (8, 44, 84), light.moon),
            mix((78, 172, 196), (24, 84, 130), light.moon),
            mix((176, 232, 232), (70, 130, 180), light.moon),
        ]
    )
    return replace(
        light,
        key=light.key * tint * dim,
        ambient=light.ambient * tint * (0.75 + 0.25 * dim),
        haze=deep[1],
        sky=deep,
        sun_colour=mix((214, 250, 244), light.sun_colour, 0.25),
        glow=0.8 * dim,
        lamps=0.0,
        stars=0.0,
        sun=np.array([0.58, 0.05], np.float32),
    )


class UnderwaterScene:
    """Open water over a reef."""

    def __init__(self, world: World) -> None:
        world.keys = [_sea_light(key) for key in world.keys]
        self._world = world
        world.horizon = world.h * 0.62
        world.ground_row = world.h * 0.9
        self._back = Baked(world, self._bake_water)
        self._far = Range(
            world,
            Relief(190, 4, "#2f6276", ridged=True, depth=0.80, depth_front=0.66, octaves=4),
            base=world.h * 0.90,
            speed=7,
            salt=701,
        )
        self._mid = Range(
            world,
            Relief(170, 5, "#38616a", ridged=True, depth=0.60, depth_front=0.40, octaves=5),
            base=world.h * 0.98,
            speed=16,
            salt=702,
        )
        self._floor = Range(
            world,
            Relief(110, 4, "#6d7a62", ridged=False, depth=0.34, depth_front=0.16, octaves=5),
            base=world.h + 8,
            speed=34,
            salt=703,
        )
        self._motes = Motes(world, "#c8f2f0", 46, size=2.1, rise=5, salt=704, pulse=0.5)
        rng = world.rng(705)
        self._bubbles = rng.random((34, 4))
        self._weed = rng.random((26, 4))
        lush = re.search(r"coral|reef|珊瑚", world.plan.prompt, re.IGNORECASE)
        self._near, self._depth, count = (2.3, 0.06, 30) if lush else (1.2, 0.28, 14)
        self._coral = rng.random((count, 4))

    def behind(self, ink: Ink, t: float) -> None:
        """Water, rays, reef, weed."""
        world = self._world
        light = world.light(t)
        self._back.place(ink, t, 0, 0)
        self._rays(ink, t, light)
        self._far.draw(ink, t)
        self._mid.draw(ink, t)
        self._reef(ink, t, light)
        self._motes.draw(ink, t, strength=0.6)

    def before(self, ink: Ink, t: float) -> None:
        """The near floor, weed in the current, bubbles, and the brightest rays over everything."""
        world = self._world
        light = world.light(t)
        self._floor.draw(ink, t)
        for a, b, c, d in self._weed:
            x = (a * world.w * 1.3 - t * 34) % (world.w * 1.3) - world.w * 0.15
            base, tall = world.h - 18 + 26 * b, (70 + 190 * c**2)
            u = np.linspace(0, 1, 8)
            sway = 24 * np.sin(t * 1.1 + 6 * d + u * 2.6) * u + 12 * np.sin(t * 0.5 + 4 * a) * u
            spine = np.stack([x + sway * (tall / 160), base - tall * u], 1)
            tone = ("#2f6a4a", "#4f7f3c", "#2a5a5a")[int(d * 3)]
            ink.fill(
                ribbon(spine, 7.5 * (1 - u) ** 0.6 + 0.8),
                Linear(
                    0, base - tall, 0, base, [(0, light.shade(tone, 1.0, 0.1), 1), (1, light.shade(tone, 0.1, 0.1), 1)]
                ),
            )
        for a, b, c, d in self._bubbles:
            rise = (b + t * (0.06 + 0.07 * c)) % 1.0
            x = a * world.w + 14 * math.sin(t * 2 + 8 * d) - rise * 20
            y, r = world.h * (1.02 - 1.04 * rise), 2 + 8 * c**2
            ink.stroke(ellipse(x, y, r), 1.3, (214, 244, 250), 0.55)
            ink.fill(ellipse(x - r * 0.3, y - r * 0.3, r * 0.25), (255, 255, 255), 0.7)

    def _reef(self, ink: Ink, t: float, light: Light) -> None:
        world = self._world
        for a, b, c, d in sorted(self._coral.tolist(), key=lambda seed: float(seed[1])):
            x = (a * world.w * 1.35 - t * 16) % (world.w * 1.35) - world.w * 0.18
            base, size = world.h * (0.90 + 0.05 * b * self._near), (40 + 70 * c) * self._near * (0.55 + 0.6 * b)
            tone = ("#f0684e", "#e0508e", "#f2a63e", "#9a70d8")[int(d * 4)]
            if d < 0.5:
                for part in (0, 1):
                    twigs = [twig for k in range(part, 9, 2) for twig in _branch(x, base, size, k)]
                    ink.fill(join(twigs), light.shade(tone, 0.45 + 0.5 * part, self._depth))
            else:
                ink.fill(
                    ellipses(
                        [(x, base - size * 0.2), (x - size * 0.3, base), (x + size * 0.32, base - size * 0.02)],
                        [size * 0.42, size * 0.34, size * 0.3],
                    ),
                    Linear(
                        0,
                        base - size * 0.6,
                        0,
                        base + 10,
                        [(0, light.shade(tone, 1.0, self._depth), 1), (1, light.shade(tone, 0.1, self._depth), 1)],
                    ),
                )

    def _rays(self, ink: Ink, t: float, light: Light) -> None:
        world = self._world
        tint = mix(light.sky[4], (255, 255, 255), 0.25)
        sx = world.w * 0.58
        halo(ink, world, sx, -30, world.w * 0.52, tint, 0.55 * light.glow, squash=0.62)
        for i in range(9):
            a = (i - 4) * 0.17 + 0.07 * math.sin(t * 0.33 + i * 2.4)
            wide = 26 + 20 * ((i * 5) % 4) + 10 * math.sin(t * 0.5 + i)
            x0 = sx + (i - 4) * 66
            reach = world.h * (0.78 + 0.14 * ((i * 3) % 3))
            x1 = x0 + math.tan(a) * reach
            alpha = (0.10 + 0.07 * math.sin(t * 0.8 + i * 1.9)) * light.glow
            for spread, share in ((1.0, 0.5), (0.62, 0.6), (0.3, 0.7)):
                points = [
                    (x0 - wide * 0.34 * spread, -10),
                    (x0 + wide * 0.34 * spread, -10),
                    (x1 + wide * 1.6 * spread, reach),
                    (x1 - wide * 1.6 * spread, reach),
                ]
                ink.fill(
                    polygons([points]),
                    Linear(
                        0, 0, 0, reach, [(0, tint, alpha * share), (0.55, tint, alpha * share * 0.55), (1, tint, 0)]
                    ),
                )

    def _bake_water(self, light: Light) -> Pixels:
        world = self._world
        y = np.linspace(0, 1, world.height, dtype=np.float32)
        sky = light.sky[::-1]
        column = np.stack([np.interp(y, (0, 0.14, 0.40, 0.72, 1.0), sky[:, i]) for i in range(3)], -1)
        x = np.linspace(-1, 1, world.width, dtype=np.float32)
        shade = 1 - 0.30 * np.abs(x) ** 2.2
        picture = column[:, None] * shade[None, :, None]
        rgba = np.full((world.height, world.width, 4), 255, np.uint8)
        rgba[..., :3] = to_bytes(picture.astype(np.float32), world.rng(706))
        return rgba


def _branch(x: float, base: float, size: float, k: int) -> list[Path]:
    """A branch of coral with a twig on either side."""
    lean = -math.pi / 2 + (k - 4) * 0.24
    grown = size * (0.78 + 0.26 * math.sin(k * 2.3 + x))
    twigs = []
    for start, turn, reach in ((0.0, 0.0, 1.0), (0.42, 0.55, 0.42), (0.58, -0.6, 0.36)):
        foot = np.array([x + math.cos(lean) * grown * start, base + 8 + math.sin(lean) * grown * start])
        way = np.array([math.cos(lean + turn), math.sin(lean + turn)]) * grown * reach
        thick = size * (0.085 if start == 0 else 0.055)
        twigs.append(ribbon([foot, foot + way * 0.5, foot + way], [thick, thick * 0.8, thick * 0.62]))
    return twigs
