"""What things stand on, seen in perspective: boards, stone, cloth, silk, sand, water. Colours are in dishes.yaml."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nemo_skill.studio.scenes.ink import Pixels
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.noise import Field, enlarge, fbm, to_bytes
from nemo_skill.studio.scenes.world import World


def surface(world: World, light: Light, given: tuple[str, str, str], top: float) -> Pixels:
    """The surface from the row ``top`` (0: seen from above) down to the frame's foot, its far edge a little soft.

    It is given as its kind, its dark and its light colour.
    """
    kind, low, high = given
    height, width = world.height - round(top * world.unit), world.width
    rng = world.rng(620)
    y = (np.arange(height) + 1.0) / height
    z = 1.0 / (0.42 + y) if top else 1 - y
    v = (z - z.min()) / max(1e-6, z.max() - z.min())
    tone = np.clip(_KINDS[kind](v, width, rng), 0, 1)[..., None]
    dark, bright = np.asarray(light.shade(low, 0.3)), np.asarray(light.shade(high, 0.85))
    colour = dark + (bright - dark) * tone
    side = 1 if light.sun[0] > 0.5 else -1
    x = np.linspace(-1, 1, width)[None, :, None] * side
    sheen = np.clip(1 - np.abs(x - 0.35) / 0.9, 0, 1) ** 2 * (1 - y)[:, None, None] ** 1.3
    gleam = mix(light.sky[4], light.sun_colour, 0.6)
    colour = colour + (gleam - colour) * (_SHINE[kind] * sheen * (1 - 0.55 * light.lamps))
    pool = np.exp(-((x - 0.25) ** 2) / 0.5 - ((y[:, None, None] - 0.45) ** 2) / 0.30)
    colour = colour * (0.66 + 0.46 * pool) * (1 - 0.25 * y[:, None, None] ** 2)
    rgba = np.full((height, width, 4), 255, np.uint8)
    rgba[..., :3] = to_bytes(np.asarray(np.clip(colour, 0, 255), np.float32), rng)
    if top:
        soft = max(2, round(9 * world.unit))
        fade = np.clip(np.arange(height) / soft, 0, 1)[:, None]
        rgba[..., 3] = (255 * fade).astype(np.uint8)
        rgba[..., :3] = (rgba[..., :3] * fade[..., None]).astype(np.uint8)
    return rgba


def _rows(field: Field, v: Field) -> Field:
    """A field's rows where perspective puts them."""
    return np.asarray(field[np.clip(v * (len(field) - 1), 0, len(field) - 1).astype(int)])


def _wood(v: Field, width: int, rng: np.random.Generator) -> Field:
    field = fbm(256, max(64, width // 2), 7, 5, rng, octaves=6, gain=0.55)
    grain = fbm(512, max(64, width // 4), 46, 2, rng, octaves=5, gain=0.62)
    tone = _rows(0.35 * enlarge(field, 512, width) + 0.65 * enlarge(grain, 512, width), v)
    planks = 5
    seam = np.clip((np.abs(((v * planks) % 1.0) - 0.5) * 2 - 0.965) / 0.035, 0, 1)
    shade = rng.random(planks + 1)[np.minimum((v * planks).astype(int), planks)] * 0.22
    return np.asarray(np.clip(tone * 1.25 - 0.15 + shade[:, None], 0, 1) - 0.5 * seam[:, None])


def _marble(v: Field, width: int, rng: np.random.Generator) -> Field:
    field = fbm(256, max(64, width // 2), 7, 5, rng, octaves=6, gain=0.55)
    veins = fbm(256, max(64, width // 2), 5, 4, rng, octaves=6, ridged=True)
    crests = np.clip((_rows(enlarge(veins, 256, width), v) - 0.55) / 0.45, 0, 1) ** 2
    return np.asarray(1 - 0.8 * crests - 0.2 * _rows(enlarge(field, 256, width), v))


def _plain(v: Field, width: int, rng: np.random.Generator) -> Field:
    return np.asarray(
        0.55 + 0.5 * (_rows(enlarge(fbm(256, 320, 9, 12, rng, octaves=6, gain=0.65), 256, width), v) - 0.5)
    )


def _lines(v: Field, width: int) -> tuple[Field, Field]:
    """Across and along: where a surface's squares would lie, in perspective."""
    spread = 1.0 + 1.3 * v[:, None]
    return (np.linspace(-1, 1, width)[None] * spread * 9), np.repeat(v[:, None] * 13, width, 1)


def _gingham(v: Field, width: int, rng: np.random.Generator) -> Field:
    across, along = _lines(v, width)
    stripes = ((across % 2) < 1).astype(np.float32) + ((along % 2) < 1)
    return np.asarray(0.12 + 0.44 * stripes + 0.1 * (_plain(v, width, rng) - 0.5))


def _cloth(v: Field, width: int, rng: np.random.Generator) -> Field:
    weave = rng.random((len(v), width)) * 0.06
    return np.asarray(0.72 + 0.5 * (_plain(v, width, rng) - 0.5) + weave)


def _mat(v: Field, width: int, rng: np.random.Generator) -> Field:
    _, along = _lines(v, width)
    return np.asarray(0.45 + 0.35 * np.sin(along * 9) + 0.4 * (_plain(v, width, rng) - 0.5))


def _silk(v: Field, width: int, rng: np.random.Generator) -> Field:
    across, along = _lines(v, width)
    drift = 3.2 * enlarge(fbm(96, 160, 3, 3, rng, octaves=3), len(v), width)
    folds = np.sin(across * 0.5 + along * 0.55 + drift * 2.2)
    return np.asarray(0.42 + 0.34 * folds + 0.26 * np.clip(np.sin(across * 0.9 - along * 0.3 + drift * 3.1), 0, 1) ** 3)


def _sand(v: Field, width: int, rng: np.random.Generator) -> Field:
    across, along = _lines(v, width)
    drift = 2.4 * enlarge(fbm(96, 160, 4, 4, rng, octaves=3), len(v), width)
    return np.asarray(
        0.55 + 0.22 * np.sin(along * 3.2 + drift * 2.6 + across * 0.2) + rng.random((len(v), width)) * 0.2
    )


def _water(v: Field, width: int, rng: np.random.Generator) -> Field:
    """Rings that run out from the middle, on a gently moved surface."""
    across, along = _lines(v, width)
    far = np.hypot(across, (along - 6.5) * 1.4)
    drift = enlarge(fbm(96, 160, 4, 4, rng, octaves=3), len(v), width)
    return np.asarray(0.45 + 0.30 * np.sin(far * 4.2) * np.exp(-far * 0.16) + 0.7 * (drift - 0.5))


_KINDS: dict[str, Callable[[Field, int, np.random.Generator], Field]] = {
    "wood": _wood, "marble": _marble, "plain": _plain, "gingham": _gingham, "cloth": _cloth, "mat": _mat, "silk": _silk,
    "sand": _sand, "water": _water,
}  # fmt: skip
_SHINE = {
    "wood": 0.42,
    "marble": 0.5,
    "plain": 0.36,
    "gingham": 0.12,
    "cloth": 0.12,
    "mat": 0.15,
    "silk": 0.3,
    "sand": 0.08,
    "water": 0.6,
}
