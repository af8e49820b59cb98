"""Fur: edges of tufts, hairs upon a coat, and the locks of a mane."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from nemo_skill.studio.scenes.ink import Ink, Linear, Path, Points, ellipse, join, polygon, smooth

if TYPE_CHECKING:
    from nemo_skill.studio.scenes.animal_heads import Tones


def furred(points: Points, long: float, fall: tuple[float, float] = (0.0, 0.4), *, gap: float = 5.0) -> Path:
    """A closed curve through points (n x 2) whose edge is a row of tufts ``long`` units that hang towards ``fall``."""
    p = np.asarray(points, np.float32)
    if long <= 0:
        return smooth(p)
    a, b, c, d = np.roll(p, 1, 0), p, np.roll(p, -1, 0), np.roll(p, -2, 0)
    u = np.linspace(0, 1, 8, endpoint=False, dtype=np.float32)[:, None, None]
    curve = b + 0.5 * u * (c - a + u * (2 * a - 5 * b + 4 * c - d + u * (3 * (b - c) + d - a)))
    curve = np.moveaxis(curve, 0, 1).reshape(-1, 2)
    ring = np.concatenate([curve, curve[:1]])
    at = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(ring, axis=0).T))])
    n = max(8, 2 * round(at[-1] / gap / 2))
    where = np.linspace(0, at[-1], n, endpoint=False)
    edge = np.stack([np.interp(where, at, ring[:, k]) for k in (0, 1)], 1)
    way = np.roll(edge, -1, 0) - np.roll(edge, 1, 0)
    way /= np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-6)
    x, y = curve.T
    turn = 1.0 if float(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1))) > 0 else -1.0
    out = np.stack([way[:, 1], -way[:, 0]], 1) * turn
    far = long * (0.35 + 0.65 * np.random.default_rng(21).random((n, 1)))
    edge[1::2] += ((out * 0.6 + fall) * far)[1::2]
    return polygon(edge)


def hairs(ink: Ink, roots: Points, ways: Points, long: float, tones: tuple[Any, Any], wide: float = 1.1) -> None:
    """Short strokes from roots (n x 2) along ways (n x 2), the first half bright, the second dark."""
    start = np.asarray(roots, np.float32)
    end = start + np.asarray(ways, np.float32) * long
    half = len(start) // 2
    for part, tone, alpha in ((slice(half), tones[0], 0.34), (slice(half, None), tones[1], 0.24)):
        lines = [polygon(line, closed=False) for line in np.stack([start[part], end[part]], 1)]
        ink.stroke(join(lines), wide, tone, alpha)


def mane(
    ink: Ink, tones: Tones, x: float, y: float, r: float, t: float, *, back: float = 0.12, wild: float = 0.0
) -> None:
    """Locks around a face of radius r that fall to the chest and ``back``, dark outside and fair within."""
    rng = np.random.default_rng(3)
    for ring, (tone, size, n) in enumerate((("tip", 1.86, 44), ("dark", 1.64, 40), ("mane", 1.4, 36))):
        a = np.linspace(0, 2 * math.pi, n, endpoint=False) + 0.25 * rng.random(n)
        sway = 0.06 * np.sin(t * 2.6 + a * 3) * (1 + wild)
        far = r * size * (0.88 + 0.2 * rng.random(n)) * (1 + 0.16 * np.sin(a))
        c, s = np.cos(a), np.sin(a)
        fall = np.clip(1 - c, 0, 2) * back * far
        tip = np.stack([x + (c + sway) * far - fall, y + s * far * 1.04 + fall * 1.3], 1)
        root = np.stack([x + c * r * 0.5, y + s * r * 0.55], 1)
        across = np.stack([-s, c], 1)
        wide, bow = across * (r * 0.34), across * (r * 0.12 * np.sin(a * 5 + ring))[:, None]
        knee = root + (tip - root) * 0.68
        around = np.stack([root + wide, knee + wide * 0.9 + bow, tip, knee - wide * 0.7 + bow, root - wide], 1)
        lit, low = tones.of(tone, 0.55 + 0.2 * ring), tones.of(tone, 0.02 + 0.1 * ring)
        shade = Linear(0, y - r * size, 0, y + r * size, [(0, lit, 1), (1, low, 1)])
        ink.fill(join([*map(smooth, around), ellipse(x, y, r * size * 0.78)]), shade)
