"""Open country by recipe: ranges on the skyline, ground, rows of trees, undergrowth, a frame in front."""

from __future__ import annotations

import math

import numpy as np

from nemo_skill.studio.scenes.crops import field_of
from nemo_skill.studio.scenes.frames import Frame
from nemo_skill.studio.scenes.ink import Ink, Linear, Pixels, polygons, rect
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.recipes import SNOW_SOIL, Stand, recipe_of
from nemo_skill.studio.scenes.sky import Sky
from nemo_skill.studio.scenes.terrain import Ground, Range
from nemo_skill.studio.scenes.trees import SPECIES
from nemo_skill.studio.scenes.undergrowth import Undergrowth, spots_along
from nemo_skill.studio.scenes.veils import halo, haze_band
from nemo_skill.studio.scenes.world import Baked, World, strip


class Landscape:
    """Draws the country behind and before the actors."""

    def __init__(self, world: World, setting: str) -> None:
        self._world = world
        self._recipe = recipe = recipe_of(world, setting)
        self._setting = setting
        self._snow = recipe.soil is SNOW_SOIL
        self.sky = Sky(world)
        top = world.horizon - 4
        depths = len(recipe.ranges)
        self._ranges = [
            Range(world, form, base=world.horizon + 6 + 8 * i, speed=2.0 * i, share=0.012 + 0.02 * i, salt=100 + i)
            for i, form in enumerate(recipe.ranges[:depths])
        ]
        self.ground = Ground(world, recipe.soil, top=top)
        self._period = world.w * 1.5
        self._stands = [self._stand(stand, 200 + i) for i, stand in enumerate(recipe.stands)]
        self._field = field_of(world) if setting in ("meadow", "park", "road") else None
        self._cover = None
        if self._field is None:
            self._cover = Undergrowth(world, recipe.grass, recipe.flowers, recipe.stones, 300)
        front = recipe.front
        self._front = None if front is None else Frame(world, front, 401)
        wooded = setting in ("forest", "jungle", "bamboo", "blossom")
        self._rays = Baked(world, self._bake_rays, soft=True) if wooded else None

    def row(self, share: float) -> float:
        """The screen row at a share of the way from the horizon (0) to the hero (1)."""
        return self._world.horizon + share * (self._world.ground_row - self._world.horizon)

    def behind(self, ink: Ink, t: float) -> None:
        """Everything farther than the hero."""
        world = self._world
        light = world.light(t)
        self.sky.draw(ink, t)
        for i, skyline in enumerate(self._ranges):
            skyline.draw(ink, t)
            haze_band(
                ink, world, light.haze, world.horizon - 170 + 40 * i, world.horizon + 40, 0.55 * self._recipe.haze
            )
        self.ground.draw(ink, t)
        haze_band(ink, world, light.haze, world.horizon - 60, world.horizon + 60, 0.5 * self._recipe.haze)
        sx, _ = world.sun(light)
        warm = mix(light.sun_colour, light.horizon, 0.3)
        halo(
            ink, world, sx, world.horizon + 40, world.w * 0.45, warm, 0.40 * light.glow * (1 - light.moon), squash=0.40
        )
        moonlight = (168, 196, 240)
        halo(ink, world, world.w * 0.72, world.horizon + 60, world.w * 0.5, moonlight, 0.26 * light.moon, squash=0.36)
        for i, (row, baked, height) in enumerate(self._stands):
            baked.place(ink, t, -world.parallax(row) * t, row - height + 14)
            if i < len(self._stands) - 1:
                haze_band(ink, world, light.haze, row - 130, row + 60, 0.30 * self._recipe.haze * (1 - 0.25 * i))
        if self._field is not None:
            self._field.draw(ink, t, front=False)
        if self._cover is not None:
            self._cover.draw(ink, t, front=False)
        glare = 0.34 * min(1.2, light.glow) * (1 - light.moon) * (0.35 + 0.65 * float(light.sun[1] > 0.5))
        halo(ink, world, sx, min(world.sun(light)[1], world.horizon - 20), 640, light.sun_colour, glare)
        if self._rays is not None and light.moon < 0.9:
            self._rays.place(ink, t, 0, 0, alpha=0.85 + 0.15 * math.sin(t * 0.7))

    def _bake_rays(self, light: Light) -> Pixels:
        """Shafts of sunlight that fan out between the trees."""
        world = self._world
        pixels = np.zeros((world.height, world.width, 4), np.uint8)
        strength = min(1.0, light.glow) * (1 - light.moon) * (0.75 + light.veil)
        x, y = world.sun(light)
        y = min(y, world.horizon - 40)
        side = -1.0 if light.sun[0] > 0.5 else 1.0
        length = world.h * 1.1
        with Ink(pixels, unit=world.unit) as ink, ink.blurred(10):
            for i in range(7):
                a = math.pi / 2 + side * (0.10 + 0.19 * i + 0.05 * math.sin(i * 2.3))
                wide = 0.026 + 0.022 * ((i * 5) % 3)
                ends = [(x + math.cos(a + d) * length, y + math.sin(a + d) * length) for d in (-wide, wide)]
                alpha = strength * (0.46 + 0.14 * math.sin(i * 1.9))
                fade = [(0, light.sun_colour, alpha), (0.45, light.sun_colour, alpha * 0.6), (1, light.sun_colour, 0)]
                tip = (x + math.cos(a) * length, y + math.sin(a) * length)
                ink.fill(polygons([[(x - 6, y), *ends, (x + 6, y)]]), Linear(x, y, *tip, fade))
        return pixels

    def far_shore(self, ink: Ink, t: float) -> None:
        """Only what stands at the horizon: sky, ranges and the farthest trees."""
        world = self._world
        light = world.light(t)
        self.sky.draw(ink, t)
        for i, skyline in enumerate(self._ranges):
            skyline.draw(ink, t)
            haze_band(
                ink, world, light.haze, world.horizon - 170 + 40 * i, world.horizon + 40, 0.55 * self._recipe.haze
            )
        ink.fill(
            rect(0, world.horizon - 2, world.w, 34), light.shade("#3c4a34" if not self._snow else "#c8d4ea", 0.4, 0.35)
        )
        for row, baked, height in self._stands[:2]:
            baked.place(ink, t, -world.parallax(row) * t, row - height + 14)

    def front(self, ink: Ink, t: float) -> None:
        """Only what lies close to the lens."""
        if self._front is not None:
            self._front.draw(ink, t)

    def before(self, ink: Ink, t: float) -> None:
        """What lies nearer than the hero."""
        if self._field is not None:
            self._field.draw(ink, t, front=True)
        if self._cover is not None:
            self._cover.draw(ink, t, front=True)
        self.front(ink, t)

    def _stand(self, stand: Stand, salt: int) -> tuple[float, Baked, float]:
        world = self._world
        height = stand.height[1] * 1.25 + 40
        row = self.row(stand.row)
        spots = spots_along(world, self._period, stand.count, salt)
        species = SPECIES[stand.species]

        def draw(light: Light) -> Pixels:
            def paint(ink: Ink) -> None:
                rng = world.rng(salt + 1000)
                for x, u in spots:
                    tall = stand.height[0] + (stand.height[1] - stand.height[0]) * u
                    if stand.row > 0.08 and stand.species != "bamboo":
                        self._tree_shadow(ink, light, x, height - 14, tall, stand.depth)
                    species[int(rng.integers(0, len(species)))](
                        ink, light, rng, x, height - 14, tall, stand.depth, self._snow
                    )

            return strip(world, self._period, height, paint)

        return row, Baked(world, draw, period=self._period), height

    def _tree_shadow(self, ink: Ink, light: Light, x: float, y: float, tall: float, depth: float) -> None:
        away = -1.0 if light.sun[0] > 0.5 else 1.0
        dark = light.shade("#3b4a7a" if self._snow else "#1e2a26", 0.0, depth)
        ink.glow(x + away * tall * 0.16, y + 2, tall * 0.30, dark, 0.5, squash=0.07, blend=0, core=0.3)
