"""Fur: edges of tufts, hairs upon a coat, and the locks of a mane."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from nemo_skill.studio.scenes.ink import Ink, Linear, Path, Points, join, polygon, smooth

if TYPE_CHECKING:
    from nemo_skill.studio.scenes.animal_heads import Tones


def furred(
    points: Points, long: float, fall: tuple[float, float] = (0.0, 0.4), *, gap: float = 5.0, tail: bool = False
) -> Path:
    """A closed curve through points (n x 2) whose edge is a row of tufts ``long`` units that hang towards ``fall``.

    ``tail``: a tail begins at the back of it, beside which long tufts would look torn.
    """
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
    if tail:
        far *= np.clip(1 + 1.3 * out[:, :1], 0.12, 1)
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
    for ring, (tone, size, n) in enumerate((("tip", 1.84, 26), ("dark", 1.62, 23), ("mane", 1.38, 20))):
        a = (np.arange(n) + 0.5 * rng.random(n)) * (2 * math.pi / n)
        a = np.stack([a - 1.9 / n, a - 0.2 / n, a + 1.5 / n], 1)  # the hollow, the bow and the tip of each lock
        sway = 0.06 * np.sin(t * 2.6 + a * 3) * (1 + wild)
        reach = np.array([0.87, 0.99, 1.0]) * (0.9 + 0.16 * rng.random((n, 1)))
        far = r * size * reach * (1 + (0.16 if back else -0.08) * np.sin(a))
        fall = np.clip(1 - np.cos(a), 0, 2) * back * far
        edge = np.stack([x + (np.cos(a) + sway) * far - fall, y + np.sin(a) * far * 1.04 + fall * 1.3], 2)
        lit, low = tones.of(tone, 0.55 + 0.2 * ring), tones.of(tone, 0.02 + 0.1 * ring)
        shade = Linear(0, y - r * size, 0, y + r * size, [(0, lit, 1), (1, low, 1)])
        ink.fill(smooth(edge.reshape(-1, 2)), shade)
