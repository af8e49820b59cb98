"""Large soft veils, banks of haze and wide halos, kept as pictures while the light stands still.

A gradient over a million pixels costs ThorVG several milliseconds, a copied picture a fraction of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nemo_skill.studio.scenes.ink import Ink, Linear, Pixels, rect
from nemo_skill.studio.scenes.noise import bands, to_bytes
from nemo_skill.studio.scenes.world import World

_MOST = 48


def _kept(world: World, key: tuple[Any, ...], draw: Any) -> Pixels:
    pixels = world.veils.get(key)
    if pixels is None:
        if len(world.veils) >= _MOST:
            world.veils.clear()
        pixels = world.veils[key] = draw()
    return pixels


def _premultiplied(alpha: Any, colour: Any, seed: int) -> Pixels:
    """Dithered pixels of one colour under a field of alphas (0-1)."""
    rng = np.random.default_rng(seed)
    pixels = np.empty((*alpha.shape, 4), np.uint8)
    full = np.array([*np.asarray(colour, np.float32), 255], np.float32)
    for part in bands(pixels.shape):
        band = to_bytes(full * alpha[part, :, None], rng)
        np.minimum(band, band[..., 3:], out=pixels[part])
    return pixels


def haze_band(ink: Ink, world: World, colour: Any, top: float, bottom: float, alpha: float) -> None:
    """A bank of haze between two rows, densest at its lower third."""
    offsets, strengths = (0.0, 0.35, 0.68, 1.0), (0.0, alpha * 0.45, alpha, 0.0)
    if len(world.keys) > 1:
        stops = [(u, colour, a) for u, a in zip(offsets, strengths, strict=True)]
        ink.fill(rect(0, top, world.w, bottom - top), Linear(0, top, 0, bottom, stops))
        return

    def draw() -> Pixels:
        rows = world.pixels(bottom - top)
        profile = np.interp((np.arange(rows) + 0.5) / rows, offsets, strengths).astype(np.float32)
        return _premultiplied(np.repeat(profile[:, None], world.width, 1), colour, 41)

    key = ("band", *(round(float(v), 2) for v in (*colour, top, bottom, alpha)))
    ink.image(_kept(world, key, draw), 0, top)


def floor(ink: Ink, world: World, stops: Sequence[tuple[float, Any]]) -> None:
    """All below the horizon in colours that change downwards: (place 0-1, colour)."""
    top = world.horizon
    if len(world.keys) > 1:
        fall = Linear(0, top, 0, world.h, [(u, colour, 1) for u, colour in stops])
        ink.fill(rect(0, top, world.w, world.h - top), fall)
        return

    def draw() -> Pixels:
        rows = (np.arange(world.pixels(world.h - top), dtype=np.float32) + 0.5) / world.pixels(world.h - top)
        places, tones = zip(*stops, strict=True)
        ramp = np.stack([np.interp(rows, places, [tone[i] for tone in tones]) for i in range(3)], 1)
        opaque = np.pad(np.rint(ramp), ((0, 0), (0, 1)), constant_values=255).astype(np.uint8)
        return np.repeat(opaque[:, None], world.width, 1)

    key = ("floor", top, *(round(float(v), 2) for u, tone in stops for v in (u, *tone)))
    ink.image(_kept(world, key, draw), 0, top)


def halo(
    ink: Ink, world: World, x: float, y: float, r: float, colour: Any, alpha: float, *, squash: float = 1.0
) -> None:
    """A wide soft light at a place that doesn't move: like :meth:`Ink.glow`, laid over instead of screened."""
    if alpha <= 0.004:
        return
    if len(world.keys) > 1:
        ink.glow(x, y, r, colour, alpha, squash=squash, blend=0)
        return

    def draw() -> Pixels:
        columns, rows = world.pixels(2 * r), world.pixels(2 * r * squash)
        gx = np.linspace(-1, 1, columns, dtype=np.float32)[None]
        gy = np.linspace(-1, 1, rows, dtype=np.float32)[:, None]
        field = np.clip(1 - np.sqrt(gx * gx + gy * gy), 0, 1) ** 2 * alpha
        return _premultiplied(np.asarray(field, np.float32), colour, 43)

    key = ("halo", *(round(float(v), 2) for v in (*colour, r, alpha, squash)))
    ink.image(_kept(world, key, draw), x - r, y - r * squash)
