"""Smooth random fields, all periodic along x so that baked strips can be repeated without a seam."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

_BAND = 160_000

Field = npt.NDArray[Any]


def _smooth(u: Any) -> Any:
    return u * u * u * (u * (u * 6 - 15) + 10)


def value_noise(rows: int, columns: int, cells_y: float, cells_x: int, rng: np.random.Generator) -> Field:
    """Value noise in 0-1 (rows x columns) with so many cells along each axis."""
    cells_x = max(1, int(cells_x))
    grid = rng.random((int(np.ceil(cells_y)) + 2, cells_x), np.float32)
    y = np.linspace(0, cells_y, rows, endpoint=False, dtype=np.float32)
    x = np.linspace(0, cells_x, columns, endpoint=False, dtype=np.float32)
    iy, ix = y.astype(int), x.astype(int)
    fy, fx = _smooth(y - iy)[:, None].astype(np.float32), _smooth(x - ix)[None].astype(np.float32)
    right = (ix + 1) % cells_x
    along = grid[:, ix] * (1 - fx) + grid[:, right] * fx
    return np.asarray(along[iy] * (1 - fy) + along[iy + 1] * fy, np.float32)


def fbm(
    rows: int,
    columns: int,
    cells_y: float,
    cells_x: int,
    rng: np.random.Generator,
    *,
    octaves: int = 5,
    gain: float = 0.5,
    ridged: bool = False,
) -> Field:
    """Fractal sum of value noise in about 0-1; ``ridged`` folds each octave into crests."""
    total = np.zeros((rows, columns), np.float32)
    weight, amplitude = 0.0, 1.0
    for octave in range(octaves):
        field = value_noise(rows, columns, cells_y * 2**octave, cells_x * 2**octave, rng)
        if ridged:
            field = 1 - np.abs(2 * field - 1)
            field *= field
        total += field * amplitude
        weight += amplitude
        amplitude *= gain
    return total / weight


def bands(shape: Sequence[int]) -> Iterator[slice]:
    """Rows of an array in bands of a few: what is computed of each stays in the processor's cache, which is faster."""
    rows = shape[0]
    step = max(1, _BAND * rows // max(1, math.prod(shape)))
    for top in range(0, rows, step):
        yield slice(top, min(rows, top + step))


def enlarge(field: Field, rows: int, columns: int) -> Field:
    """Bilinear enlargement of (h, w) or (h, w, channels)."""
    h, w = field.shape[:2]
    y = np.clip((np.arange(rows, dtype=np.float32) + 0.5) * h / rows - 0.5, 0, h - 1)
    x = np.clip((np.arange(columns, dtype=np.float32) + 0.5) * w / columns - 0.5, 0, w - 1)
    iy, ix = np.minimum(y.astype(int), max(h - 2, 0)), np.minimum(x.astype(int), max(w - 2, 0))
    fy, fx = (y - iy).astype(np.float32), (x - ix).astype(np.float32)
    fy = fy.reshape((-1,) + (1,) * (field.ndim - 1))
    fx = fx.reshape((1, -1) + (1,) * (field.ndim - 2))
    iy2, ix2 = np.minimum(iy + 1, h - 1), np.minimum(ix + 1, w - 1)
    out = np.empty((rows, columns, *field.shape[2:]), np.float32)
    for part in bands(out.shape):
        mixed = field[iy[part]] * (1 - fy[part]) + field[iy2[part]] * fy[part]
        out[part] = mixed.take(ix, 1) * (1 - fx) + mixed.take(ix2, 1) * fx
    return out


def to_bytes(rgb: Field, rng: np.random.Generator) -> npt.NDArray[np.uint8]:
    """Round 0-255 floats to bytes with random dither, which keeps gradients free of bands."""
    out = np.empty(rgb.shape, np.uint8)
    for part in bands(rgb.shape):
        block = rgb[part] + rng.random(rgb[part].shape, np.float32)
        out[part] = np.clip(block, 0, 255, out=block)
    return out
