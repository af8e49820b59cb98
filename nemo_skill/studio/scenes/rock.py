"""Rock at close range: walls of a canyon, a cliff, the mouth of a cave, a volcano; and water that falls from it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from nemo_skill.studio.scenes.ink import Ink, Linear, Pixels, ellipse, ellipses, polygon, polygons, ribbon
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.noise import Field, enlarge, fbm, to_bytes
from nemo_skill.studio.scenes.world import Baked, World

#: Where rock is: how far inside (positive) a place of the frame lies, x and y 0-1, for two numbers of the layer's own.
_FORMS: dict[str, Callable[[Field, Field, float, float], Field]] = {
    "back": lambda x, y, a, b: y - a + b * np.abs(x - 0.5),
    "left": lambda x, y, a, b: a + b * y - x,
    "right": lambda x, y, a, b: x - 1 + a + b * y,
    "cave": lambda x, y, a, b: (np.hypot((x - 0.52) / a, (y - 0.62) / b) - 1) * 0.28,
    "cone": lambda x, y, a, b: np.minimum(
        (y - a) - b * np.maximum(0, np.abs(x - 0.5) - 0.055) ** 0.8, (y - a) - 0.05 + 0.9 * np.abs(x - 0.5)
    ),
}


class Wall:
    """Rock of one form over the frame, lit from the sun's side, with cracks and (``strata``) beds."""

    def __init__(
        self,
        world: World,
        form: str,
        a: float,
        b: float,
        tones: tuple[str, str],
        *,
        depth: float,
        strata: float,
        salt: int,
    ) -> None:
        self._world, self._form, self._numbers, self._tones = world, _FORMS[form], (a, b), tones
        self._depth, self._strata, self._salt = depth, strata, salt
        self._steps = form in ("left", "right") and strata > 0
        self._rough = 0.05 if form == "cone" else 0.16
        self._picture = Baked(world, self._bake)

    def draw(self, ink: Ink, t: float) -> None:
        """It stands still."""
        self._picture.place(ink, t, 0, 0)

    def _bake(self, light: Light) -> Pixels:
        world, rng = self._world, self._world.rng(self._salt)
        rows, columns = max(8, world.height // 2), max(8, world.width // 2)
        x = np.linspace(0, 1, columns, dtype=np.float32)[None]
        y = np.linspace(0, 1, rows, dtype=np.float32)[:, None]
        wide = max(1, round(5 * world.w / 1920))
        lumps = fbm(rows, columns, 4, wide, rng, octaves=6)
        cracks = fbm(rows, columns, 4, 2 * wide, rng, octaves=6, ridged=True, gain=0.5)
        beds = y + 0.10 * (lumps - 0.5)
        if self._steps:
            inside = self._form(x, np.round(beds * 7) / 7, *self._numbers)
        else:
            inside = self._form(x, y, *self._numbers)
        inside = inside + self._rough * (lumps - 0.5) + 0.05 * (cracks - 0.5)
        height = 0.9 * lumps + 0.30 * cracks + 0.5 * np.clip(inside, 0, 0.25) / 0.25
        if self._strata:
            height = height + 0.10 * self._strata * np.sin(beds * 92 + 5 * lumps)
        across = np.gradient(height, axis=1) * (1 if light.sun[0] < 0.5 else -1)
        lit = np.clip(0.45 + 24 * across * 480 / columns - 14 * np.gradient(height, axis=0) * 270 / rows, 0, 1)
        band = np.clip(
            0.5 + 0.5 * np.sin(beds * 37 + 2.6 * np.sin(beds * 13)) * self._strata + 0.5 * (cracks - 0.5), 0, 1
        )
        base = [light.shade(t, v, self._depth) for t in self._tones for v in (0.05, 0.95)]
        low, high = (base[i] + (base[i + 2] - base[i]) * band[..., None] for i in (0, 1))
        colour = low + (high - low) * lit[..., None]
        colour = colour * (0.72 + 0.28 * np.clip(inside * 7, 0, 1))[..., None]
        alpha = enlarge(np.clip(inside * rows / 2.5, 0, 1).astype(np.float32), world.height, world.width)
        rgba = np.zeros((world.height, world.width, 4), np.uint8)
        rgba[..., :3] = to_bytes(enlarge(colour.astype(np.float32), world.height, world.width) * alpha[..., None], rng)
        rgba[..., 3] = to_bytes(alpha * 255, rng)
        rgba[..., :3] = np.minimum(rgba[..., :3], rgba[..., 3:])
        return rgba


class Falls:
    """falls x wide top foot: falling water between two rows of the frame, its strands speeding up, mist at the foot."""

    def __init__(self, world: World, shares: Sequence[float], salt: int) -> None:
        x, wide, top, foot = shares
        self._world = world
        self._x, self._w = world.w * x, world.w * wide
        self._top, self._foot = world.h * top, world.h * foot
        self._seed = world.rng(salt).random((70, 4))

    def draw(self, ink: Ink, t: float) -> None:
        """Strands fall by the law of falling bodies."""
        light = self._world.light(t)
        x, w, top, foot = self._x, self._w, self._top, self._foot
        white, deep = mix(light.shade("#ffffff", 0.95), (255, 255, 255), 0.25), light.shade("#7fb4c8", 0.7)
        edge = np.linspace(0, 1, 9)
        left = np.stack([x - w * (0.5 + 0.10 * edge + 0.03 * np.sin(edge * 9)), top + (foot - top) * edge], 1)
        right = np.stack([x + w * (0.5 + 0.12 * edge + 0.03 * np.sin(edge * 7 + 2)), top + (foot - top) * edge], 1)
        body = polygon(np.concatenate([left, right[::-1]]))
        ink.fill(body, Linear(0, top, 0, foot, [(0, mix(deep, white, 0.55), 0.96), (0.5, deep, 0.9), (1, white, 0.95)]))
        strands: list[list[Any]] = [[], []]
        for i, (a, b, c, d) in enumerate(self._seed.tolist()):
            p = (t * (0.42 + 0.2 * c) + a) % 1.0
            y0 = top + (foot - top) * p**1.6
            y1 = top + (foot - top) * min(1.0, p + 0.16 + 0.2 * d) ** 1.6
            sx = x + (b - 0.5) * w * (0.96 + 0.12 * p)
            r = w * (0.006 + 0.014 * d) + 1.2
            strands[i % 2].append([(sx, y0), (sx + r, (y0 + y1) / 2), (sx, y1), (sx - r, (y0 + y1) / 2)])
        ink.fill(polygons(strands[0]), white, 0.85)
        ink.fill(polygons(strands[1]), mix(deep, white, 0.5), 0.7)
        for i in range(9):
            p = (t * 0.22 + i / 9) % 1.0
            mx = x + w * 0.75 * math.sin(i * 2.4) * (0.5 + p)
            ink.glow(mx, foot - 90 * p, w * (0.3 + 0.55 * p) + 30, white, 0.42 * (1 - p), squash=0.5, blend=0)
        u = np.linspace(0, 2 * np.pi, 25)
        for k in range(3):
            p = (t * 0.3 + k / 3) % 1.0
            ring = np.stack([x + np.cos(u) * w * (0.5 + 0.7 * p), foot + 8 + np.sin(u) * w * 0.11 * (0.5 + 0.7 * p)], 1)
            ink.stroke(polygon(ring), 2.5, white, 0.5 * (1 - p))


#: Streams of lava: how far each leans to a side, how far down it has come, its width.
_STREAMS = (
    (-0.2, 0.86, 0.13),
    (0.5, 0.62, 0.10),
    (-0.95, 0.55, 0.08),
    (0.1, 1.0, 0.15),
    (-0.5, 0.74, 0.07),
    (0.85, 0.8, 0.09),
)


class Eruption:
    """Smoke, a fountain of sparks and streams of lava down a cone whose crater lies at a place of the frame."""

    def __init__(self, world: World, y: float, salt: int) -> None:
        self._world = world
        self._x, self._y = world.w * 0.5, world.h * y
        self._seed = world.rng(salt).random((90, 4))

    def draw(self, ink: Ink, t: float) -> None:
        """Everything starts from the crater."""
        world, x, y = self._world, self._x, self._y
        light = world.light(t)
        k = world.w * 0.055
        smoke = mix(light.shade("#3a3438", 0.5), (30, 24, 28), 0.4)
        for i in range(16):
            p = (t * 0.055 + i / 16) % 1.0
            px = x + k * (0.4 * math.sin(i * 2.1 + t * 0.3) * (0.4 + 2 * p) + 7.5 * p * p)
            r = k * (0.9 + 4.4 * p)
            tone = mix((255, 110, 40), smoke, min(1.0, 0.25 + p * 3.2))
            ink.glow(px, y - p * y * 1.15, r, tone, 0.75 * (1 - p) ** 0.6, blend=0, core=0.25)
        pulse = 0.85 + 0.15 * math.sin(t * 5.3)
        ink.glow(x, y - k, k * 6 * pulse, (255, 96, 30), 0.8)
        self._streams(ink, t, k)
        a, b, c, d = self._seed.T
        age = (t * (0.5 + 0.3 * c) + a) % 1.0
        px = x + (b - 0.5) * k * 6.5 * age
        py = y - k * (3.4 + 5.5 * d) * (age - age * age * 1.05) * 2
        size = (1.5 + 4.5 * c) * (1 - age) + 1
        ink.fill(ellipses(np.stack([px, py], 1), size * 1.6), (255, 120, 30), 0.7)
        ink.fill(ellipses(np.stack([px, py], 1), size * 0.8), (255, 230, 150), 0.95)
        ink.glow(x, y, k * 2.2 * pulse, (255, 220, 120), 0.9)

    def _streams(self, ink: Ink, t: float, k: float) -> None:
        world, x, y = self._world, self._x, self._y
        for i, (lean, far, wide) in enumerate(_STREAMS):
            u = np.linspace(0, 1, 22)
            fall = (world.horizon + 60 - y) * far
            sx = x + k * (0.5 * lean + 3.0 * lean * u**1.3 + 0.16 * np.sin(u * 13 + i * 2) + 0.09 * np.sin(u * 31 + i))
            spine = np.stack([sx, y + 6 + fall * u], 1)
            width = k * wide * (0.35 + u * (1 - 0.75 * u**3)) * (1 + 0.22 * np.sin(u * 24 - t * 3 + i))
            ink.fill(ribbon(spine, width * 4.5), (255, 60, 16), 0.16)
            ink.fill(ribbon(spine, width * 2.2), (255, 60, 16), 0.30)
            ink.fill(ribbon(spine, width), Linear(0, y, 0, y + fall, [(0, (255, 214, 110), 1), (0.45, (255, 120, 40), 1), (1, (196, 36, 14), 0.9)]))  # fmt: skip  # noqa: E501
            ink.fill(ribbon(spine[:15], width[:15] * 0.4), (255, 244, 190), 0.85)
            for j in range(4):
                v = (t * 0.22 + j / 4 + i * 0.13) % 1.0
                ink.fill(
                    ellipse(float(np.interp(v, u, sx)), y + 6 + fall * v, k * wide * 0.5),
                    (255, 246, 190),
                    0.8 * (1 - v),
                )
