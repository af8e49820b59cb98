"""What land looks like from the air: squares of ground that repeat, as numbers of tones in 64 steps."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nemo_skill.studio.scenes.noise import Field, fbm
from nemo_skill.studio.scenes.world import World

#: The side of the square, in units of the ground.
SIDE = 2048
Rng = np.random.Generator


def ground(world: World, kind: str, words: list[str]) -> Field:
    """The square of a kind of ground: SIDE x SIDE bytes, each 64 times its tone and a shade (0-63)."""
    tone, shade = _GROUNDS[kind](world.rng(880), *map(float, words))
    return (np.asarray(tone, np.uint8) << 6) + (np.clip(shade, 0, 1) * 63).astype(np.uint8)


def _cloudy(rng: Rng, cells: int, octaves: int = 5, gain: float = 0.5) -> Field:
    """Noise of about 0-1 that repeats both ways: its ends are blended into each other."""
    over = SIDE // 8
    field = fbm(SIDE + over, SIDE, cells * (SIDE + over) / SIDE, cells, rng, octaves=octaves, gain=gain)
    share = np.linspace(0, 1, over, dtype=np.float32)[:, None]
    field[:over] = field[:over] * share + field[SIDE:] * (1 - share)
    field = field[:SIDE]
    return np.asarray((field - field.min()) / (field.max() - field.min()))


def _slope(height: Field, steep: float) -> Field:
    """How far a height field is turned to a sun that stands in a corner."""
    return np.asarray(0.5 + steep * (height - np.roll(height, (2, 2), (0, 1))))


def _crowns(rng: Rng, count: int, low: float, high: float) -> tuple[Field, Field]:
    """Round tops: their height (0 between them) and a number for each of them (0-255)."""
    height, mark = np.zeros((SIDE, SIDE), np.float32), np.zeros((SIDE, SIDE), np.uint8)
    for x, y, u, v in rng.random((count, 4)):
        r = low + (high - low) * u * u
        reach = int(r) + 1
        rows, columns = ((int(c * SIDE) + np.arange(-reach, reach + 1)) % SIDE for c in (y, x))
        gy, gx = np.mgrid[-reach : reach + 1, -reach : reach + 1].astype(np.float32) / r
        rough = 1 + 0.10 * np.sin(5 * np.arctan2(gy, gx) + 9 * v)
        dome = np.sqrt(np.maximum(0, 1 - (gx * gx + gy * gy) * rough)) * r
        at = np.ix_(rows, columns)
        higher = dome > height[at]
        height[at] = np.where(higher, dome, height[at])
        mark[at] = np.where(higher, np.uint8(v * 255), mark[at])
    return height, mark


def _forest(rng: Rng, count: float = 5200, size: float = 30, mixed: float = 0.0) -> tuple[Field, Field]:
    """Crown by crown; tone 1 stands here and there, tone 2 is the ground between."""
    height, mark = _crowns(rng, int(count), 0.45 * size, size)
    shade = 0.30 + 0.30 * height / size + (_slope(height, 0.055) - 0.5) + mark / 255 * 0.22 - 0.1
    shade += 0.5 * (_cloudy(rng, 3, 3) - 0.5) + 0.25 * (rng.random((SIDE, SIDE), np.float32) - 0.5)
    bare = height <= 0
    return np.where(bare, 2, mark < 255 * mixed), np.where(bare, 0.5 * _cloudy(rng, 60, 3), shade)


def _plain(rng: Rng, cells: float = 6, grit: float = 0.25, steep: float = 2.0) -> tuple[Field, Field]:
    """Grass, snow, sand: soft swells with patches of tone 1."""
    swell, patch = _cloudy(rng, int(cells), 6, 0.55), _cloudy(rng, int(cells) * 3, 4)
    fine = rng.random((SIDE, SIDE), np.float32)
    shade = _slope(swell, steep * 4) + 0.4 * (swell - 0.5) + grit * (fine - 0.5) + 0.1
    return patch + 0.25 * (fine - 0.5) > 0.66, shade


def _dunes(rng: Rng, count: float = 9) -> tuple[Field, Field]:
    """Crests that wind across, sunlit on one side and in shadow on the other, with ripples."""
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32) / SIDE
    warp = 0.55 * _cloudy(rng, 3, 3) + 0.12 * _cloudy(rng, 9, 2)
    phase = (y * count + x * 2 + warp * count * 0.55) % 1.0
    face = np.where(phase < 0.74, 0.62 + 0.38 * phase / 0.74, 0.16 + 1.2 * (phase - 0.74))
    ripple = np.sin((x * 2 + y * 5 + warp * 2) * 2 * np.pi * 26) * 0.035
    return np.zeros((SIDE, SIDE), np.uint8), face * 0.85 + ripple + 0.06 * (rng.random((SIDE, SIDE), np.float32) - 0.5)


def _terraces(rng: Rng, steps: float = 25) -> tuple[Field, Field]:
    """Steps down a hillside: green ones and pools, with a dark wall below and a bright bank above each."""
    y = np.arange(SIDE, dtype=np.float32)[:, None] / SIDE
    height = y * steps + 9 * _cloudy(rng, 2, 2) + 2.4 * _cloudy(rng, 7, 3)
    step, part = np.floor(height), height % 1.0
    tone = (step.astype(int) % 5 == 3).astype(np.uint8)
    shade = 0.40 + 0.34 * part + 0.2 * np.sin(step * 2.4 % 6.28) + 0.14 * (rng.random((SIDE, SIDE), np.float32) - 0.5)
    shade += 0.3 * (_cloudy(rng, 4, 3) - 0.5)
    wall, bank = part < 0.12, part > 0.94
    tone[wall | bank] = 2
    return tone, np.where(wall, 0.05 + part * 2, np.where(bank, 0.9, shade))


def _fields(rng: Rng, least: float = 200) -> tuple[Field, Field]:
    """A patchwork: strips and squares of crops in rows, with paths and hedges between."""
    tone, shade = np.zeros((SIDE, SIDE), np.uint8), np.zeros((SIDE, SIDE), np.float32)
    pieces = [(0, 0, SIDE, SIDE)]
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)
    while pieces:
        left, top, wide, high = pieces.pop()
        if max(wide, high) > least * (1.3 + 1.6 * rng.random()):
            cut = int((0.36 + 0.28 * rng.random()) * max(wide, high))
            if wide > high:
                pieces += [(left, top, cut, high), (left + cut, top, wide - cut, high)]
            else:
                pieces += [(left, top, wide, cut), (left, top + cut, wide, high - cut)]
            continue
        box = np.s_[top : top + high, left : left + wide]
        along = (x if rng.random() < 0.5 else y)[box]
        rows = np.sin(along * 2 * np.pi / (9 + 12 * rng.random()))
        tone[box] = rng.integers(0, 3)
        shade[box] = 0.25 + 0.5 * rng.random() + 0.10 * rows
        edge = np.minimum(
            np.minimum(x[box] - left, left + wide - x[box]), np.minimum(y[box] - top, top + high - y[box])
        )
        hedge = edge < (5 if rng.random() < 0.6 else 11)
        tone[box][hedge] = 3
        shade[box][hedge] = np.where(edge[hedge] < 4, 0.9, 0.15)
    return tone, shade + 0.22 * (_cloudy(rng, 5) - 0.5) + 0.14 * (rng.random((SIDE, SIDE), np.float32) - 0.5)


def _water(rng: Rng, waves: float = 44, strong: float = 1.0) -> tuple[Field, Field]:
    """Swell upon swell under a light from one side; tone 1 is where crests break."""
    swell = 0.6 * _cloudy(rng, int(waves), 3) + 0.4 * _cloudy(rng, 4, 3)
    fine = _cloudy(rng, int(waves) * 4, 2)
    shade = 0.42 + (_slope(swell, 11 * strong) - 0.5) + 0.3 * (swell - 0.5) + 0.16 * (fine - 0.5)
    return (swell * 0.7 + fine * 0.3) > 1 - 0.22 * strong, shade


def _blocks(rng: Rng, road: float = 120) -> tuple[Field, Field]:
    """Four by four blocks of a city: asphalt (0) with marks (2), pavements (1), crossings where ways meet."""
    side = SIDE // 4
    y, x = (np.mgrid[0:SIDE, 0:SIDE] % side).astype(np.float32)
    x, y = (np.minimum(v, side - v) for v in (x, y))  # From the middle of the nearest way.
    half = road / 2
    paved = (x > half) & (y > half)
    kerb = (x > half + 26) & (y > half + 26)
    tone = paved.astype(np.uint8)
    shade = np.where(kerb, 0.45, np.where(paved, 0.9, 0.4)) + 0.10 * (rng.random((SIDE, SIDE), np.float32) - 0.5)
    along = (np.mgrid[0:SIDE, 0:SIDE]).astype(np.float32)
    for a, b, run in ((x, y, along[0]), (y, x, along[1])):
        marks = (a < 2.2) & (b > half + 30) & (run % 44 < 24)
        stripes = (a < half - 8) & (b > half + 4) & (b < half + 28) & (a % 15 < 8)
        tone[marks | stripes], shade[marks | stripes] = 2, 0.9
    return tone, shade + 0.15 * (_cloudy(rng, 6) - 0.5)


def _paving(rng: Rng, size: float = 64) -> tuple[Field, Field]:
    """Slabs with seams."""
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32) % size
    seam = np.minimum(x, y) < 2
    shade = 0.55 + 0.4 * (_cloudy(rng, 5) - 0.5) + 0.12 * (rng.random((SIDE, SIDE), np.float32) - 0.5)
    return np.zeros((SIDE, SIDE), np.uint8), np.where(seam, 0.25, shade)


_GROUNDS: dict[str, Callable[..., tuple[Field, Field]]] = {
    "forest": _forest,
    "plain": _plain,
    "dunes": _dunes,
    "terraces": _terraces,
    "fields": _fields,
    "water": _water,
    "blocks": _blocks,
    "paving": _paving,
}
