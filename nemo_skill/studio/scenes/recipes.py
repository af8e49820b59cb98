"""What each kind of country is made of, and how seasons change it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from nemo_skill.studio.scenes.terrain import Relief, Soil
from nemo_skill.studio.scenes.world import World


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


SNOW_SOIL = Soil("#8fa3cf", "#ffffff", swell=1.15, grit=0.16)
_GRASS = Soil("#37652f", "#8fb552", swell=0.9, grit=0.5)
_FOREST = Soil("#38452b", "#7f8a4a", swell=0.8, grit=0.5)
LEAF_SOIL = Soil("#6e3d22", "#c98a45", swell=0.7, grit=0.75)
_SAND = Soil("#b5793f", "#f3cd8c", swell=1.25, grit=0.10)
_DRY = Soil("#8a6a33", "#d8b667", swell=0.8, grit=0.45)
_ROCK = Soil("#4f5a4a", "#98a06e", swell=0.9, grit=0.5)

_FAR_HILLS = Relief(130, 5, "#5d7a6a", ridged=False, depth=0.78, depth_front=0.66, octaves=4)
_HILLS = Relief(110, 4, "#5f9a3c", ridged=False, depth=0.40, depth_front=0.26, octaves=4, tilt=0.5)
_GREEN_HILLS = Relief(170, 3, "#4f8a4c", ridged=False, depth=0.56, depth_front=0.44, octaves=4, tilt=0.5)
_PEAKS = Relief(330, 4, "#56699a", snow=0.56, depth=0.66, depth_front=0.48)
_BIG_PEAKS = Relief(430, 3, "#4f6190", snow=0.56, depth=0.52, depth_front=0.28)
_FOOTHILLS = Relief(190, 5, "#3f6650", snow=0.95, depth=0.38, depth_front=0.22)
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
        ranges=(replace(_PEAKS, peak=240, snow=0.66), _GREEN_HILLS, _HILLS),
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
        soil=SNOW_SOIL,
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


_EVERGREEN = re.compile(
    r"\b(?:pines?|firs?|spruces?|conifers?|redwoods?|sequoias?|taiga|evergreens?)\b|松|杉|针叶", re.IGNORECASE
)
_BIRCH = re.compile(r"\bbirch(?:es)?\b|桦", re.IGNORECASE)


def _of_kind(recipe: Recipe, species: str) -> Recipe:
    """The same country with trees of one kind."""
    stands = tuple(replace(s, species=species) if s.species in ("mixed", "broadleaf") else s for s in recipe.stands)
    return replace(recipe, stands=stands)


def recipe_of(world: World, setting: str) -> Recipe:
    """The recipe of a setting under the plan's season and weather."""
    plan = world.plan
    recipe = RECIPES.get(setting, RECIPES["meadow"])
    if _EVERGREEN.search(plan.prompt):
        recipe = _of_kind(recipe, "conifer")
    elif plan.season == "blossom":
        recipe = _of_kind(recipe, "cherry")
    elif _BIRCH.search(plan.prompt):
        recipe = _of_kind(recipe, "birch")
    snowy = plan.snowy and setting not in ("desert", "jungle", "savanna")
    if snowy:
        swap = {"mixed": "conifer", "broadleaf": "winter", "cherry": "bare", "autumn": "winter"}
        stands = tuple(replace(s, species=swap.get(s.species, s.species)) for s in recipe.stands)
        ranges = tuple(replace(r, snow=min(r.snow, 0.30), rock="#66718c") for r in recipe.ranges)
        return replace(
            recipe,
            soil=SNOW_SOIL,
            stands=stands,
            ranges=ranges,
            grass=("#6a5a6a", "#a58f8a") if recipe.grass else None,
            flowers=(),
            stones=None,
            front=swap.get(recipe.front or "", recipe.front),
        )
    if plan.season == "autumn" and setting in ("forest", "park", "meadow", "road", "mountains"):
        swap = {"mixed": "autumn", "broadleaf": "autumn"}
        stands = tuple(replace(s, species=swap.get(s.species, s.species)) for s in recipe.stands)
        return replace(
            recipe,
            soil=LEAF_SOIL if setting in ("forest", "park") else _DRY,
            stands=stands,
            grass=("#7a5a2a", "#d9a94e"),
            flowers=(),
        )
    return recipe
