"""Many more of a kind behind the near ones: each is a picture of one moment, drawn once for each distance."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nemo_skill.studio.scenes.ink import Ink, Pixels
from nemo_skill.studio.scenes.light import Light
from nemo_skill.studio.scenes.world import World

MANY = 8  # from this count on there are more than can be told apart
_RANKS = (
    (0.10, 26),
    (0.17, 20),
    (0.27, 15),
    (0.42, 10),
    (0.62, 6),
)  # nearness (0 at the horizon, 1 at the heroes'), how many
_MOMENTS = 8
_HAZE = 0.55  # of those at the horizon

Draw = Callable[[Ink, Light, float], None]


class Mass:
    """Ranks of an animal up to the horizon, or a cloud of them in the air.

    ``draw(ink, light, t)`` draws one with its feet (in the air, its middle) at the origin; ``extent`` is how far it
    reaches left, right and up in its own units, ``scale`` that of the near ones. ``period`` (seconds) is that of its
    gait, 0 for those that stand. ``sunk``: how much of its height is under water.
    """

    def __init__(
        self,
        world: World,
        draw: Draw,
        extent: tuple[float, float, float],
        scale: float,
        *,
        period: float = 0.0,
        sunk: float = 0.0,
        airborne: bool = False,
    ) -> None:
        self._world, self._draw, self._extent, self._scale = world, draw, extent, scale
        self._period, self._sunk, self._airborne = period, sunk, airborne
        self._pictures: dict[tuple[int, int, int], Pixels] = {}
        self._rng = world.rng(660).random((len(_RANKS), 32, 4))

    def draw(self, ink: Ink, t: float) -> None:
        """From far to near."""
        world = self._world
        key, share = world.key_at(t)
        key += share > 0.5
        left, right, _ = self._extent
        for rank, (near, most) in enumerate(_RANKS):
            scale = self._scale * near
            room = 0.55 * world.w / max(1.0, (right - left) * scale)
            count = max(3, min(most, round(2.2 * room)) // (3 if self._airborne else 1))
            row = world.horizon + near * (world.ground_row - world.horizon)
            order = np.argsort(self._rng[rank, :count, 1])
            for i in order.tolist():
                a, b, c, d = self._rng[rank, i]
                drift = world.w * 0.012 * np.sin(0.7 * t + 6.3 * d) if self._period else 0.0
                x = world.w * (1.1 * (i + 0.7 * a) / count - 0.05) + drift
                y = row + (b - 0.5) * 0.07 * world.h * near
                if self._airborne:
                    y = world.h * (0.07 + 0.5 * b) + world.h * 0.01 * np.sin(1.1 * t + 6.3 * c)
                    x = (x + world.w * 0.03 * t * near * 2) % (1.1 * world.w) - 0.05 * world.w
                moment = int(_MOMENTS * (c + (t / self._period if self._period else 0.0))) % _MOMENTS
                self._put(ink, rank, moment, key, float(x), float(y))

    def _put(self, ink: Ink, rank: int, moment: int, key: int, x: float, y: float) -> None:
        left, _, tall = self._extent
        scale = self._scale * _RANKS[rank][0]
        slot = (rank, moment, key)
        if slot not in self._pictures:
            self._pictures[slot] = self._picture(*slot)
        above = 1.15 if not self._airborne else 0.6
        ink.image(self._pictures[slot], x + 1.1 * left * scale, y - above * tall * scale)

    def _picture(self, rank: int, moment: int, key: int) -> Pixels:
        """One of them at a moment of its stride, in the haze of its distance."""
        world, (left, right, tall) = self._world, self._extent
        near = _RANKS[rank][0]
        scale = self._scale * near
        above, below = (1.15, 0.12 - self._sunk) if not self._airborne else (0.6, 0.6)
        wide, high = world.pixels(1.1 * (right - left) * scale), world.pixels((above + below) * tall * scale)
        pixels = np.zeros((high, wide, 4), np.uint8)
        light = world.keys[min(key, len(world.keys) - 1)]
        t = (moment / _MOMENTS) * (self._period or 5.0)
        sunk = self._sunk * tall * scale
        with (
            Ink(pixels, unit=world.unit) as ink,
            ink.moved(-1.1 * left * scale, above * tall * scale + sunk, scale=scale),
        ):
            self._draw(ink, light, t)
        haze, share = np.asarray(light.haze, np.float32), _HAZE * (1 - near) * (0.5 + 0.5 * light.veil)
        alpha = pixels[..., 3:].astype(np.float32) / 255
        pixels[..., :3] = pixels[..., :3] * (1 - share) + haze * alpha * share
        return pixels
