"""Open country by recipe: ranges on the skyline, ground, rows of trees, undergrowth, a frame in front."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from nemo_skill.studio.scenes.ink import Ink, Linear, Pixels, ellipse, ellipses, polygons, rect, ribbon
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.sky import Sky
from nemo_skill.studio.scenes.terrain import Ground, Range, Relief, Soil, haze_band
from nemo_skill.studio.scenes.trees import SPECIES, tuft
from nemo_skill.studio.scenes.world import Baked, World, strip


@dataclass(frozen=True)
class Stand:
    """A row of trees: where it stands (0 horizon, 1 hero's row), how many, how tall, how far in the haze."""

    row: float
    species: str
    count: int
    height: tuple[float, float]
    depth: float


@dataclass(frozen=True)
class Recipe:
    """What a kind of country is made of."""

    soil: Soil
    ranges: tuple[Relief, ...] = ()
    stands: tuple[Stand, ...] = ()
    grass: tuple[str, str] | None = None
    flowers: tuple[str, ...] = ()
    stones: str | None = None
    front: str | None = "grass"
    haze: float = 0.5


_SNOW = Soil("#8fa3cf", "#ffffff", swell=1.15, grit=0.16)
_GRASS = Soil("#37652f", "#8fb552", swell=0.9, grit=0.5)
_FOREST = Soil("#38452b", "#7f8a4a", swell=0.8, grit=0.5)
_LEAVES = Soil("#6e3d22", "#c98a45", swell=0.7, grit=0.75)
_SAND = Soil("#b5793f", "#f3cd8c", swell=1.25, grit=0.10)
_DRY = Soil("#8a6a33", "#d8b667", swell=0.8, grit=0.45)
_ROCK = Soil("#4f5a4a", "#98a06e", swell=0.9, grit=0.5)

_FAR_HILLS = Relief(130, 5, "#5d7a6a", ridged=False, depth=0.78, depth_front=0.66, octaves=4)
_HILLS = Relief(120, 4, "#56803f", ridged=False, depth=0.55, depth_front=0.42, octaves=4, tilt=0.5)
_PEAKS = Relief(330, 4, "#6b6f84", snow=0.52, depth=0.74, depth_front=0.60)
_BIG_PEAKS = Relief(430, 3, "#5f6478", snow=0.50, depth=0.66, depth_front=0.44)
_FOOTHILLS = Relief(190, 5, "#4d5d58", snow=0.95, depth=0.52, depth_front=0.34)
_DUNES_FAR = Relief(120, 4, "#d09a5c", ridged=True, depth=0.62, depth_front=0.45, octaves=3, gain=0.32)
_DUNES = Relief(150, 3, "#cf9450", ridged=True, depth=0.36, depth_front=0.18, octaves=3, gain=0.26)
_MESA = Relief(200, 6, "#a8603c", ridged=True, depth=0.66, depth_front=0.5, octaves=4)


def _forest(
    species: str, soil: Soil, *, grass: tuple[str, str] | None = ("#39552b", "#8ea24d"), dense: float = 1.0
) -> Recipe:
    return Recipe(
        soil=soil,
        ranges=(replace(_PEAKS, peak=250), replace(_FAR_HILLS, peak=120)),
        stands=(
            Stand(0.00, species, int(54 * dense), (70, 140), 0.70),
            Stand(0.10, species, int(34 * dense), (150, 270), 0.52),
            Stand(0.26, species, int(17 * dense), (270, 430), 0.33),
            Stand(0.52, species, int(6 * dense), (460, 680), 0.15),
        ),
        grass=grass,
        front=species,
    )


RECIPES: dict[str, Recipe] = {
    "forest": _forest("mixed", _FOREST),
    "jungle": replace(
        _forest("jungle", Soil("#22402a", "#5f8244", grit=0.5), grass=("#1e4a2c", "#6fa04e"), dense=1.3),
        ranges=(_FAR_HILLS,),
        haze=0.7,
    ),
    "bamboo": replace(
        _forest("bamboo", Soil("#4a5a2c", "#9fae5a", grit=0.5), grass=("#4d6b2f", "#a2b95a"), dense=1.0),
        ranges=(_FAR_HILLS,),
        haze=0.8,
        stands=(
            Stand(0.0, "bamboo", 110, (240, 420), 0.66),
            Stand(0.14, "bamboo", 60, (460, 700), 0.45),
            Stand(0.34, "bamboo", 26, (760, 1000), 0.22),
            Stand(0.6, "bamboo", 9, (1000, 1300), 0.06),
        ),
    ),
    "blossom": Recipe(
        soil=Soil("#5f8a4a", "#b5cf7c", swell=0.8, grit=0.45),
        ranges=(replace(_PEAKS, peak=300), _HILLS),
        stands=(
            Stand(0.0, "cherry", 26, (90, 140), 0.55),
            Stand(0.14, "cherry", 10, (210, 300), 0.34),
            Stand(0.40, "cherry", 4, (470, 600), 0.08),
        ),
        grass=("#4c7a3c", "#a9cc6a"),
        flowers=("#ffd9e0", "#f4a9bd"),
        front="cherry",
    ),
    "mountains": Recipe(
        soil=_ROCK,
        ranges=(_BIG_PEAKS, _FOOTHILLS),
        stands=(Stand(0.0, "conifer", 60, (40, 80), 0.5), Stand(0.14, "conifer", 18, (90, 190), 0.3)),
        grass=("#4c5f38", "#a3ab5e"),
        stones="#6d6f78",
    ),
    "desert": Recipe(
        soil=_SAND,
        ranges=(_MESA, _DUNES_FAR, _DUNES),
        stands=(Stand(0.16, "cactus", 5, (60, 120), 0.25), Stand(0.5, "cactus", 2, (180, 260), 0.08)),
        stones="#a5764c",
        front=None,
        haze=0.35,
    ),
    "savanna": Recipe(
        soil=_DRY,
        ranges=(replace(_FAR_HILLS, rock="#7d7a5a"),),
        stands=(
            Stand(0.0, "acacia", 16, (60, 110), 0.6),
            Stand(0.16, "acacia", 6, (160, 250), 0.36),
            Stand(0.42, "acacia", 2, (330, 430), 0.12),
        ),
        grass=("#7a6a2e", "#e2c469"),
        front="grass",
    ),
    "meadow": Recipe(
        soil=_GRASS,
        ranges=(_PEAKS, _HILLS),
        stands=(Stand(0.0, "broadleaf", 24, (60, 110), 0.55), Stand(0.12, "broadleaf", 6, (150, 230), 0.36)),
        grass=("#3a6b2e", "#a8cb5c"),
        flowers=("#f5d548", "#e8674f", "#f7f2ea", "#b783d6"),
        front="grass",
    ),
    "park": Recipe(
        soil=_GRASS,
        ranges=(_HILLS,),
        stands=(
            Stand(0.0, "broadleaf", 34, (90, 150), 0.5),
            Stand(0.16, "broadleaf", 9, (220, 330), 0.3),
            Stand(0.5, "broadleaf", 3, (430, 560), 0.1),
        ),
        grass=("#3f7031", "#9cc258"),
        flowers=("#f5d548", "#f7f2ea"),
        front="grass",
    ),
    "snowfield": Recipe(
        soil=_SNOW,
        ranges=(replace(_BIG_PEAKS, snow=0.12, rock="#6f7f9c"), replace(_FOOTHILLS, snow=0.1)),
        front=None,
        haze=0.6,
    ),
    "road": Recipe(
        soil=_DRY,
        ranges=(_PEAKS, replace(_HILLS, rock="#7a7a44")),
        stands=(Stand(0.0, "broadleaf", 20, (40, 80), 0.55),),
        grass=("#6a6a34", "#c9b864"),
        front="grass",
    ),
}


def recipe_of(world: World, setting: str) -> Recipe:
    """The recipe of a setting under the plan's season and weather."""
    plan = world.plan
    recipe = RECIPES.get(setting, RECIPES["meadow"])
    snowy = plan.snowy and setting not in ("desert", "jungle", "savanna")
    if snowy:
        swap = {"mixed": "conifer", "broadleaf": "winter", "cherry": "bare", "autumn": "winter"}
        stands = tuple(replace(s, species=swap.get(s.species, s.species)) for s in recipe.stands)
        ranges = tuple(replace(r, snow=min(r.snow, 0.30), rock="#66718c") for r in recipe.ranges)
        return replace(
            recipe,
            soil=_SNOW,
            stands=stands,
            ranges=ranges,
            grass=("#6a5a6a", "#a58f8a") if recipe.grass else None,
            flowers=(),
            front=swap.get(recipe.front or "", recipe.front),
        )
    if plan.season == "autumn" and setting in ("forest", "park", "meadow", "road", "mountains"):
        swap = {"mixed": "autumn", "broadleaf": "autumn"}
        stands = tuple(replace(s, species=swap.get(s.species, s.species)) for s in recipe.stands)
        return replace(
            recipe,
            soil=_LEAVES if setting in ("forest", "park") else _DRY,
            stands=stands,
            grass=("#7a5a2a", "#d9a94e"),
            flowers=(),
        )
    return recipe


class Landscape:
    """Draws the country behind and before the actors."""

    def __init__(self, world: World, setting: str) -> None:
        self._world = world
        self._recipe = recipe = recipe_of(world, setting)
        self._setting = setting
        self._snow = recipe.soil is _SNOW
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
        self._cover = [self._undergrowth(row, 300 + i) for i, row in enumerate((0.22, 0.5, 0.82))]
        self._near = [self._undergrowth(row, 320 + i) for i, row in enumerate((1.22, 1.5))]
        self._front = self._bake_front()

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
        ink.glow(sx, world.horizon + 40, world.w * 0.45, warm, 0.40 * light.glow * (1 - light.moon), squash=0.40)
        for i, (row, baked, height) in enumerate(self._stands):
            baked.place(ink, t, -world.parallax(row) * t, row - height + 14)
            if i < len(self._stands) - 1:
                haze_band(ink, world, light.haze, row - 130, row + 60, 0.30 * self._recipe.haze * (1 - 0.25 * i))
        for row, baked, height in self._cover:
            if self._on_lane(row):
                continue
            baked.place(ink, t, -world.parallax(row) * t, row - height + 8)
        glare = 0.34 * min(1.2, light.glow) * (1 - light.moon) * (0.35 + 0.65 * float(light.sun[1] > 0.5))
        ink.glow(sx, min(world.sun(light)[1], world.horizon - 20), 640, light.sun_colour, glare, blend=0)

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
            baked, speed, y = self._front
            baked.place(ink, t, -speed * self._world.speed * t, y)

    def before(self, ink: Ink, t: float) -> None:
        """What lies nearer than the hero."""
        world = self._world
        for row, baked, height in self._near:
            if self._on_lane(row):
                continue
            baked.place(ink, t, -world.parallax(row) * t, row - height + 8)
        self.front(ink, t)

    def _on_lane(self, row: float) -> bool:
        lane = self._world.lane
        return lane is not None and lane[0] - 4 < row < lane[1] + 26

    def _spots(self, count: int, salt: int) -> list[tuple[float, float]]:
        rng = self._world.rng(salt)
        exact = self._world.pixels(self._period) / self._world.unit
        n = max(1, round(count * self._period / 2880))
        return [((i + 0.15 + 0.7 * rng.random()) * exact / n, float(rng.random())) for i in range(n)]

    def _stand(self, stand: Stand, salt: int) -> tuple[float, Baked, float]:
        world = self._world
        height = stand.height[1] * 1.25 + 40
        row = self.row(stand.row)
        spots = self._spots(stand.count, salt)
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

    def _undergrowth(self, share: float, salt: int) -> tuple[float, Baked, float]:
        world, recipe = self._world, self._recipe
        row = self.row(share)
        size = 15 + 34 * share
        height = size * 2.0 + 16
        spots = self._spots(int(60 / (0.6 + share)), salt)

        def draw(light: Light) -> Pixels:
            def paint(ink: Ink) -> None:
                rng = world.rng(salt + 1000)
                for x, u in spots:
                    jitter = (rng.random() - 0.5) * 14
                    base = height - 9 + jitter * 0.4
                    pick = rng.random()
                    if recipe.stones and pick < 0.34:
                        self._stone(ink, light, rng, x, base, size * (0.3 + 0.7 * u))
                    elif recipe.grass and pick < (0.55 if self._snow else 0.9):
                        tuft(ink, light, rng, x, base, size * (0.55 + 0.6 * u), 0.30 - 0.2 * share, recipe.grass)
                        if recipe.flowers and rng.random() < 0.6:
                            self._flowers(ink, light, rng, x, base, size)

            return strip(world, self._period, height, paint)

        return row, Baked(world, draw, period=self._period), height

    def _stone(self, ink: Ink, light: Light, rng: np.random.Generator, x: float, base: float, r: float) -> None:
        angles = np.linspace(0, np.pi, 8)
        reach = r * (0.8 + 0.4 * rng.random(8))
        points = np.stack([x + np.cos(angles) * reach * 1.3, base - np.sin(angles) * reach * 0.75], 1)
        colour = self._recipe.stones or "#777777"
        ink.glow(x, base, r * 1.8, light.shade("#241c1c", 0), 0.4, squash=0.14, blend=0)
        left, right = (0.1, 1.0) if light.sun[0] > 0.5 else (1.0, 0.1)
        ink.fill(
            polygons([points]),
            Linear(x - r, 0, x + r, 0, [(0, light.shade(colour, left), 1), (1, light.shade(colour, right), 1)]),
        )

    def _flowers(self, ink: Ink, light: Light, rng: np.random.Generator, x: float, base: float, size: float) -> None:
        colour = self._recipe.flowers[int(rng.integers(0, len(self._recipe.flowers)))]
        for _ in range(int(2 + 3 * rng.random())):
            fx, fy = x + rng.normal(0, size * 0.4), base - size * (0.45 + 0.5 * rng.random())
            r = size * (0.07 + 0.05 * rng.random())
            ink.stroke(polygons([[(fx, base), (fx, fy)]]), 1.2, light.shade("#3f6b2e", 0.5))
            petals = [(fx + np.cos(a) * r, fy + np.sin(a) * r * 0.8) for a in np.linspace(0, 6.28, 6)[:-1]]
            ink.fill(ellipses(petals, np.full(5, r * 0.75)), light.shade(colour, 0.9))
            ink.fill(ellipse(fx, fy, r * 0.5), light.shade("#f2c53d", 0.9))

    def _frame_boughs(self, ink: Ink, rng: np.random.Generator, period: float, height: float, dark: object) -> None:
        """Boughs that hang into the frame from above, and scrub along its lower edge."""
        for k in range(3):
            x, reach = (k + 0.2 + 0.5 * rng.random()) * period / 3, 330 + 220 * rng.random()
            side = -1 if k % 2 else 1
            sag = height * (0.04 + 0.06 * rng.random())
            ink.fill(
                ribbon([(x, -40), (x + side * reach * 0.5, sag * 0.4), (x + side * reach, sag * 1.4)], [14, 8, 1.5]),
                dark,
            )
            for i in range(26):
                u = (i + 0.5) / 26
                bx, by = x + side * reach * u, -40 + (sag * 1.4 + 40) * u**1.3
                for way in (-1, 1):
                    drop = (64 - 36 * u) * (0.6 + 0.5 * rng.random())
                    ink.fill(
                        ribbon(
                            [(bx, by), (bx + side * 22, by + way * drop * 0.5), (bx + side * 46, by + way * drop)],
                            [6, 4.5, 0.8],
                        ),
                        dark,
                    )
        for k in range(10):
            x, r = (k + rng.random()) * period / 10, 46 + 54 * rng.random()
            blades = []
            for _ in range(22):
                lean = rng.normal(0, 0.5)
                tall = r * (0.7 + 0.8 * rng.random())
                bx = x + rng.normal(0, r * 0.5)
                blades.append(
                    [
                        (bx - 3.5, height + 20),
                        (bx + lean * tall * 0.4, height + 16 - tall * 0.6),
                        (bx + lean * tall, height + 16 - tall),
                        (bx + lean * tall * 0.4 + 4, height + 16 - tall * 0.55),
                        (bx + 4, height + 20),
                    ]
                )
            ink.fill(polygons(blades), dark)

    def _bake_front(self) -> tuple[Baked, float, float] | None:
        """Dark, soft shapes close to the lens: they frame the picture and rush by."""
        front = self._recipe.front
        if front is None:
            return None
        world = self._world
        grassy = front == "grass"
        height = world.h * (0.16 if grassy else 1.0)
        period = self._period * (1.0 if grassy else 1.5)

        def draw(light: Light) -> Pixels:
            dark = mix(light.shade("#12202a" if not self._snow else "#1c2444", 0.25), (6, 8, 20), 0.35)

            def paint(ink: Ink) -> None:
                rng = world.rng(401)
                with ink.blurred(7 if grassy else 9):
                    if grassy:
                        for _ in range(46):
                            x, tall, lean = (
                                rng.random() * period,
                                height * (0.35 + 0.5 * rng.random()),
                                rng.normal(0, 34),
                            )
                            ink.fill(
                                ribbon(
                                    [
                                        (x, height + 10),
                                        (x + lean * 0.4, height - tall * 0.6),
                                        (x + lean, height - tall),
                                    ],
                                    [6, 4.5, 0.8],
                                ),
                                dark,
                            )
                    else:
                        self._frame_boughs(ink, rng, period, height, dark)

            return strip(world, period, height, paint)

        return Baked(world, draw, period=period, soft=True), 2.3, world.h - height + (12 if grassy else 0)


__all__ = ["RECIPES", "Landscape", "Recipe", "Stand", "recipe_of", "rect"]
