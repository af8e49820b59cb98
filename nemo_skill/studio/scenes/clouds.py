"""Kinds of cloud as fields of noise: heaps, puffs with flat feet, wisps, ripples, banks."""

from __future__ import annotations

import re

import numpy as np

from nemo_skill.studio.plan.model import ShotPlan
from nemo_skill.studio.scenes.noise import Field, enlarge, fbm

_NAMED = (
    ("puffs", r"cumulus|puffy|fluffy cloud|cotton|white clouds|白云|棉花|云朵"),
    ("wisps", r"cirrus|wispy|卷云|丝状"),
    ("ripples", r"mackerel|rippled (?:sky|clouds)|鱼鳞"),
)
_DAY = ("puffs", "heaps", "puffs", "wisps", "ripples")
_LOW_SUN = ("banks", "ripples", "heaps", "wisps", "banks")
_LAPSE = re.compile(r"time[- ]?lapse|hyperlapse|延时|缩时", re.IGNORECASE)


def kind_of(plan: ShotPlan, rng: np.random.Generator) -> str:
    """The kind of cloud over a shot: that of the prompt or the weather, else one that goes with the hour."""
    choice = int(rng.integers(0, 5))
    for kind, words in _NAMED:
        if re.search(words, plan.prompt, re.IGNORECASE):
            return kind
    if plan.weather in ("rain", "storm", "fog", "cloudy"):
        return "heaps"
    return (_DAY if plan.time in ("morning", "noon", "afternoon") else _LOW_SUN)[choice]


def pace_of(plan: ShotPlan) -> float:
    """How many times faster than usual the clouds go by."""
    return (14.0 if _LAPSE.search(plan.prompt) else 1.0) * (2.4 if plan.weather in ("wind", "storm") else 1.0)


def density(
    kind: str, rows: int, columns: int, cover: float, size: tuple[float, float], rng: np.random.Generator
) -> tuple[Field, Field]:
    """Coverage (0-1) of a sky and the unclipped thickness that lighting needs.

    ``size`` is the width and height of the sky, in those of a usual one. The left and right ends meet.
    """
    small_rows, small_columns = max(4, rows // 2), max(8, columns // 2)
    wide, tall = size
    if kind == "puffs":
        field = _puffs(small_rows, small_columns, cover, size, rng)
    else:
        field = _layers(kind, small_rows, small_columns, wide, tall, rng)
    field = enlarge(field, rows, columns)
    if kind == "puffs":
        low, high = 0.30, 0.62
    else:
        more = {"wisps": 0.16, "ripples": 0.14, "banks": 0.0}.get(kind, 0.0)
        low, high = np.quantile(field[::4, ::4], [max(0.0, 0.92 - cover - more), min(0.998, 1.05 - cover * 0.35)])
    raw = (field - low) / max(1e-4, high - low)
    thick = {"wisps": 0.62, "ripples": 0.82}.get(kind, 1.0)
    part = np.clip(raw, 0, 1) ** {"wisps": 1.3, "puffs": 0.7}.get(kind, 1.1)
    return np.asarray(part * (0.60 + 0.38 * cover) * thick * (1.2 if kind == "puffs" else 1.0), np.float32), np.asarray(
        raw, np.float32
    )


def _layers(kind: str, rows: int, columns: int, wide: float, tall: float, rng: np.random.Generator) -> Field:
    """Clouds that flatten towards the horizon: the noise is read along a row that runs faster there."""

    def noise(cells_y: float, cells_x: float, octaves: int, gain: float = 0.5) -> Field:
        return fbm(rows, columns, cells_y * tall, max(1, round(cells_x * wide)), rng, octaves=octaves, gain=gain)

    y = np.linspace(0, 1, rows, dtype=np.float32)
    flat = np.clip((0.42 * y**1.7 + 0.58 * y) * (rows - 1), 0, rows - 1).astype(int)
    bank = noise(3, 3, 3)
    if kind == "wisps":
        hair = noise(26, 3, 5, 0.62) * 0.7 + noise(9, 2, 4) * 0.3
        slant = np.round(0.35 * np.arange(rows) * columns / rows / 2.4 + 0.10 * columns * np.sin(3 * y)).astype(int)
        hair = np.take_along_axis(hair, (np.arange(columns)[None] + slant[:, None]) % columns, 1)
        return np.asarray((0.62 * hair + 0.38 * bank)[flat], np.float32)
    if kind == "ripples":
        return np.asarray((0.48 * noise(20, 26, 3, 0.4) + 0.52 * noise(2.2, 2, 3))[flat], np.float32)
    if kind == "banks":
        return np.asarray((0.56 * noise(11, 2, 6, 0.56) + 0.26 * bank + 0.18 * noise(22, 7, 4))[flat], np.float32)
    return np.asarray((0.52 * noise(5, 7, 7, 0.54) + 0.34 * bank + 0.14 * noise(15, 4, 6, 0.6))[flat], np.float32)


def _puffs(rows: int, columns: int, cover: float, size: tuple[float, float], rng: np.random.Generator) -> Field:
    """Heaps of round puffs on flat feet, smaller and lower the farther they are."""
    field = np.zeros((rows, columns), np.float32)
    billow = fbm(rows, columns, 13 * size[1], max(2, round(19 * size[0])), rng, octaves=5, gain=0.55)
    gy, gx = np.mgrid[0:rows, 0:columns].astype(np.float32)
    count = round((9 + 16 * cover) * size[0])
    for share in np.sort(rng.random(count)):
        near = (1 - share) ** 1.6
        base, big = rows * (0.93 - 0.66 * near), rows * (0.035 + 0.15 * near * (0.6 + 0.6 * rng.random()))
        x0, wide = rng.random() * columns, big * (1.3 + 1.5 * rng.random())
        top, bottom = max(0, int(base - 3.2 * big)), min(rows, int(base + 0.5 * big) + 1)
        part = slice(top, bottom)
        heap = np.zeros((bottom - top, columns), np.float32)
        for n in range(22):
            u = rng.uniform(-1, 1)
            r = wide * 0.9 if n == 0 else big * (0.34 + 0.5 * rng.random() ** 1.5) * max(0.35, 1 - 0.5 * abs(u))
            cy = base - (0.0 if n == 0 else r * 0.3 + big * 1.1 * rng.random() * max(0.0, 1 - abs(u)) ** 0.8)
            dx = (gx[part] - (x0 + (u * wide if n else 0.0)) + columns / 2) % columns - columns / 2
            dy = (gy[part] - cy) * (wide / big * 1.3 if n == 0 else 1.1)
            heap += np.exp(-1.6 * (dx * dx + dy * dy) / (r * r))
        heap = (1 - np.exp(-1.1 * heap)) * np.clip((base + 0.12 * big - gy[part]) / (0.3 * big), 0, 1)
        field[part] = np.maximum(field[part], heap)
    return np.asarray(field + (billow - 0.5) * 0.85 * (field > 0.02), np.float32)
