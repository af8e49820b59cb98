"""What every part of a picture shares: the frame, the light over time, the wind, the seed and baked strips."""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nemo_skill.studio.plan.model import ShotPlan
from nemo_skill.studio.scenes.ink import Ink, Pixels
from nemo_skill.studio.scenes.light import BLIZZARD, Light, blend, keys_between, light_of
from nemo_skill.studio.scenes.tiles import Tile, cut


@dataclass
class World:
    """Design units: the frame's area is always that of 1920 x 1080, so shapes keep their size in any ratio.

    ``lane`` holds the rows of a road or track across the ground, where nothing else may grow;
    ``desk`` is the row of a table's far edge when the place is seen from a table; ``closeness`` enlarges people (and
    what is measured by them) where the camera stands nearer than outdoors. ``aisle``: between walls, how far from the
    middle one can stand, as a share of the rows below the horizon.
    """

    plan: ShotPlan
    width: int
    height: int
    unit: float = field(init=False)
    w: float = field(init=False)
    h: float = field(init=False)
    horizon: float = field(init=False)
    keys: list[Light] = field(init=False)
    speed: float = 0.0
    ground_row: float = 0.0
    lane: tuple[float, float] | None = None
    desk: float | None = None
    closeness: float = 1.0
    aisle: float = 0.0
    veils: dict[Any, Pixels] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.unit = math.sqrt(self.width * self.height) / 1440
        self.w, self.h = self.width / self.unit, self.height / self.unit
        self.horizon = self.h * (0.60 if self.w >= self.h else 0.64)
        hours = keys_between(self.plan.time, self.plan.time_end)
        look, weather = self.rng(5), self.plan.weather
        if weather == "snow" and BLIZZARD.search(self.plan.prompt):
            weather = "blizzard"
        sky_of, aside = int(look.integers(0, 12)), float(look.uniform(-0.13, 0.12))
        self.keys = [light_of(hour, weather, sky_of, aside) for hour in hours]
        self.ground_row = self.horizon + (self.h - self.horizon) * 0.58

    def rng(self, salt: int) -> np.random.Generator:
        """A generator of its own for each part, so that one part's drawing never moves another's."""
        return np.random.default_rng((self.plan.seed, zlib.crc32(self.plan.prompt.encode()), salt))

    def key_at(self, t: float) -> tuple[int, float]:
        """The light key before time t (seconds) and the share of the way to the next one."""
        last = len(self.keys) - 1
        if last == 0:
            return 0, 0.0
        u = min(1.0, max(0.0, t / self.plan.duration_s * 1.06 - 0.03)) * last
        i = min(int(u), last - 1)
        return i, u - i

    def light(self, t: float) -> Light:
        """The light at time t."""
        i, u = self.key_at(t)
        return blend(self.keys[i], self.keys[min(i + 1, len(self.keys) - 1)], u)

    def sun(self, light: Light) -> tuple[float, float]:
        """The sun's place in design units."""
        x = light.sun[0] if self.w >= self.h else 0.5 + (light.sun[0] - 0.5) * 0.9
        return float(x * self.w), float(light.sun[1] * self.horizon)

    def gust(self, t: float, x: float = 0.0) -> float:
        """Wind at a place and time, about -1 to 1, stronger in storms."""
        strength = {"storm": 1.7, "wind": 1.6, "rain": 1.0, "fog": 0.4}.get(self.plan.weather, 0.7)
        return strength * (
            0.55 * math.sin(t * 1.3 + x * 0.004)
            + 0.3 * math.sin(t * 2.9 + x * 0.011 + 1.7)
            + 0.15 * math.sin(t * 5.3 + x * 0.02)
        )

    def pixels(self, design: float) -> int:
        """Design units as whole pixels, at least one."""
        return max(1, round(design * self.unit))

    def parallax(self, row: float) -> float:
        """Speed (design units a second) of things that stand on a row of the ground plane."""
        share = max(0.0, row - self.horizon) / max(1.0, self.ground_row - self.horizon)
        return self.speed * share


class Baked:
    """A picture drawn once for each light key and laid over the frame by copying.

    ``draw(light)`` gives premultiplied pixels. ``period`` (design units) repeats the strip along x; without it
    the picture is placed once. ``soft`` pictures (clouds, blurs) cross-fade in both directions when the light changes;
    solid ones stay whole under the next, or the sky would shine through them.
    """

    def __init__(
        self, world: World, draw: Callable[[Light], Pixels], *, period: float = 0.0, soft: bool = False
    ) -> None:
        self._world, self._draw, self._soft = world, draw, soft
        self._period = world.pixels(period) if period else 0
        self._cache: dict[int, Pixels] = {}
        self._tiles: dict[int, list[Tile]] = {}

    def picture(self, key: int) -> Pixels:
        """The strip under a light key."""
        if key not in self._cache:
            _forget_far(self._cache, key)
            self._cache[key] = self._baked(key)
        return self._cache[key]

    def _baked(self, key: int) -> Pixels:
        return np.ascontiguousarray(self._draw(self._world.keys[key]))

    def _parts(self, key: int) -> list[Tile]:
        """The strip's tiles; the whole strip isn't kept beside them."""
        if key not in self._tiles:
            _forget_far(self._tiles, key)
            self._tiles[key] = cut(self._cache[key] if key in self._cache else self._baked(key))
        return self._tiles[key]

    def place(self, ink: Ink, t: float, x: float, y: float, *, alpha: float = 1.0) -> None:
        """Lay the picture with its left top corner at (x, y) design units, in the light of time t."""
        key, share = self._world.key_at(t)
        first = alpha * (1 - share) if self._soft else alpha
        for index, opacity in ((key, first), (key + 1, alpha * share)):
            if opacity <= 0.002:
                continue
            tiles = self._parts(index)
            for left in self._lefts(x):
                self._lay(ink, tiles, left, y, opacity)

    def _lay(self, ink: Ink, tiles: list[Tile], left: int, y: float, opacity: float) -> None:
        unit, width = self._world.unit, self._world.width
        for tile in tiles:
            # Frames of their own may be moved and scaled: only the picture's own edges are a reason to leave out.
            if self._period and (left + tile.x >= width or left + tile.x + tile.pixels.shape[1] <= 0):
                continue
            ink.image(tile.pixels, (left + tile.x) / unit, y + tile.y / unit, alpha=opacity)

    def _lefts(self, x: float) -> list[int]:
        left = round(x * self._world.unit)
        if not self._period:
            return [left]
        left = left % self._period - self._period
        return [p for p in range(left, self._world.width, self._period) if p + self._period > 0]


def _forget_far(kept: dict[int, Any], key: int) -> None:
    for old in [k for k in kept if abs(k - key) > 1]:
        del kept[old]


_OVERHANG = 620.0


def strip(world: World, width: float, height: float, draw: Callable[[Ink], None]) -> Pixels:
    """Draw a periodic strip: what hangs over one end is laid over the other, so that nothing is cut at the seam."""
    columns = world.pixels(width)
    over = min(columns // 2, world.pixels(_OVERHANG))
    wide = np.zeros((world.pixels(height), columns + 2 * over, 4), np.uint8)
    with Ink(wide, unit=world.unit) as ink, ink.moved(over / world.unit, 0):
        draw(ink)
    pixels = np.ascontiguousarray(wide[:, over : over + columns])
    _lay_over(pixels[:, columns - over :], wide[:, :over])
    _lay_over(pixels[:, :over], wide[:, over + columns :])
    return pixels


def _lay_over(below: Pixels, above: Pixels) -> None:
    """Compose premultiplied pixels in place."""
    rest = 255 - above[..., 3:].astype(np.uint16)
    below[:] = above + ((below * rest + 127) // 255).astype(np.uint8)
