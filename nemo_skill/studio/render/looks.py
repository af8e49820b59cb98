"""Colour moods and fades as look-up tables on the three planes: cheap, and the same on every machine."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

Plane = npt.NDArray[np.uint8]
_BLACK, _WHITE = 16.0, 235.0


def planes_of(picture: Plane, width: int, height: int) -> tuple[Plane, Plane, Plane]:
    """Views of the Y, U and V planes of a (height * 3 / 2, width) yuv420p picture."""
    flat = picture.reshape(-1)
    luma, chroma = width * height, width * height // 4
    half = (height // 2, width // 2)
    return (
        flat[:luma].reshape(height, width),
        flat[luma : luma + chroma].reshape(half),
        flat[luma + chroma : luma + 2 * chroma].reshape(half),
    )


@cache
def look_tables(looks: tuple[str, ...]) -> tuple[Plane, Plane, Plane] | None:
    """Tables for Y, U and V that apply the named moods one after the other; None when none is known."""
    level = np.arange(256, dtype=np.float64)
    y, u, v = level.copy(), level.copy(), level.copy()
    known = False
    for look in looks:
        if look not in _MOODS:
            continue
        known = True
        gamma, contrast, lift, saturation, blue, red = _MOODS[look]
        share = np.clip((y - _BLACK) / (_WHITE - _BLACK), 0, 1) ** gamma
        share = np.clip((share - 0.5) * contrast + 0.5 + lift, 0, 1)
        y = _BLACK + share * (_WHITE - _BLACK)
        u = 128 + (u - 128) * saturation + blue
        v = 128 + (v - 128) * saturation + red
    if not known:
        return None
    return _table(y), _table(u), _table(v)


#: name -> gamma, contrast, lift, saturation, blue-yellow shift, red-cyan shift.
_MOODS: dict[str, tuple[float, float, float, float, float, float]] = {
    "bw": (1.0, 1.05, 0.0, 0.0, 0.0, 0.0),
    "sepia": (0.95, 0.95, 0.02, 0.0, -18.0, 12.0),
    "vintage": (0.95, 0.88, 0.04, 0.65, -9.0, 6.0),
    "warm": (0.97, 1.0, 0.0, 1.05, -9.0, 7.0),
    "cold": (1.0, 1.0, 0.0, 0.95, 9.0, -7.0),
    "bright": (0.78, 1.0, 0.02, 1.03, 0.0, 0.0),
    "dark": (1.3, 1.0, -0.03, 0.97, 0.0, 0.0),
    "vivid": (1.0, 1.06, 0.0, 1.4, 0.0, 0.0),
    "muted": (1.0, 0.96, 0.02, 0.6, 0.0, 0.0),
    "contrast": (1.0, 1.25, 0.0, 1.0, 0.0, 0.0),
    "soft": (0.95, 0.85, 0.03, 0.95, 0.0, 0.0),
    "cinematic": (1.08, 1.15, -0.01, 0.9, 3.0, -1.0),
}


def _table(values: npt.NDArray[np.float64]) -> Plane:
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


@cache
def _fade_tables(step: int, level_out: float) -> tuple[Plane, Plane]:
    share = step / 255
    level = np.arange(256, dtype=np.float64)
    return _table(level_out + (level - level_out) * share), _table(128 + (level - 128) * share)


def faded(picture: Plane, width: int, height: int, share: float, color: str = "") -> Plane:
    """A copy on its way to black (or to ``color`` "white"); ``share`` 1 leaves it, 0 is all that colour."""
    luma, chroma = _fade_tables(round(min(max(share, 0.0), 1.0) * 255), _WHITE if color == "white" else _BLACK)
    return mapped(picture, width, height, (luma, chroma, chroma))


def mapped(picture: Plane, width: int, height: int, tables: Sequence[Plane]) -> Plane:
    """A copy with a table applied to each plane."""
    out = np.empty_like(picture)
    for table, source, target in zip(tables, planes_of(picture, width, height), planes_of(out, width, height)):  # noqa: B905
        np.take(table, source, out=target)
    return out


def blended(below: Plane, above: Plane, share: float) -> Plane:
    """``above`` over ``below``; ``share`` 1 shows only what is above."""
    weight = round(min(max(share, 0.0), 1.0) * 256)
    mixed = below.astype(np.uint16)
    mixed *= np.uint16(256 - weight)
    mixed += above.astype(np.uint16) * np.uint16(weight)
    mixed += np.uint16(128)
    mixed >>= np.uint16(8)
    return mixed.astype(np.uint8)


def black(width: int, height: int) -> Plane:
    picture = np.full((height * 3 // 2, width), 128, np.uint8)
    planes_of(picture, width, height)[0][:] = 16
    return picture
