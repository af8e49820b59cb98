"""How four legs move: footfalls, foot paths and joints of walk, run and hop, as pure functions of phase."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

Point = tuple[float, float]
Keys = Sequence[tuple[float, ...]]


def cyclic(keys: Keys, phase: float) -> tuple[float, ...]:
    """Smooth periodic interpolation of keys (phase, values...), phases rising in 0-1."""
    p = phase % 1.0
    n = len(keys)
    i = max((k for k in range(n) if keys[k][0] <= p), default=n - 1)
    a, b = keys[i], keys[(i + 1) % n]
    before, after = keys[i - 1], keys[(i + 2) % n]
    span = (b[0] - a[0]) % 1.0 or 1.0
    u = ((p - a[0]) % 1.0) / span
    left, right = (a[0] - before[0]) % 1.0 or 1.0, (after[0] - b[0]) % 1.0 or 1.0
    out = []
    for j in range(1, len(a)):
        m0 = 0.5 * ((b[j] - a[j]) / span + (a[j] - before[j]) / left) * span
        m1 = 0.5 * ((after[j] - b[j]) / right + (b[j] - a[j]) / span) * span
        u2, u3 = u * u, u * u * u
        out.append((2 * u3 - 3 * u2 + 1) * a[j] + (u3 - 2 * u2 + u) * m0 + (3 * u2 - 2 * u3) * b[j] + (u3 - u2) * m1)
    return tuple(out)


@dataclass(frozen=True)
class Gait:
    """Footfall phases (far hind, near hind, far fore, near fore), share of stance, reach of a foot from its joint."""

    falls: tuple[float, float, float, float]
    duty: float
    reach: float
    lift: float
    bob: float
    pitch: float
    flex: float


RUN = Gait((0.10, 0.0, 0.56, 0.46), 0.30, 0.60, 0.46, 0.055, 0.085, 1.0)
WALK = Gait((0.5, 0.0, 0.75, 0.25), 0.62, 0.34, 0.20, 0.012, 0.008, 0.06)
HOP = Gait((0.03, 0.0, 0.50, 0.44), 0.26, 0.60, 0.52, 0.13, 0.17, 1.15)
LEAP = Gait((0.04, 0.0, 0.40, 0.34), 0.22, 0.62, 0.55, 0.34, 0.20, 1.15)
STAND = Gait((0.0, 0.0, 0.0, 0.0), 1.0, 0.0, 0.0, 0.006, 0.0, 0.0)

# Foot relative to its joint over the swing: share of swing, x in reaches, lift share.
_SWING: Keys = (
    (0.0, -1.0, 0.0),
    (0.16, -1.12, 0.34),
    (0.42, -0.35, 1.0),
    (0.68, 0.62, 0.86),
    (0.88, 1.18, 0.30),
    (1.0, 1.0, 0.0),
)


def foot(gait: Gait, phase: float) -> tuple[float, float, bool]:
    """Where a foot is: x in -1..1 reaches ahead of its joint, height 0..1, and whether it stands."""
    p = phase % 1.0
    if gait.reach == 0:
        return 0.0, 0.0, True
    if p < gait.duty:
        return 1.0 - 2.0 * p / gait.duty, 0.0, True
    u = (p - gait.duty) / (1 - gait.duty)
    i = max(k for k in range(len(_SWING)) if _SWING[k][0] <= u)
    i = min(i, len(_SWING) - 2)
    a, b = _SWING[i], _SWING[i + 1]
    v = (u - a[0]) / (b[0] - a[0])
    before, after = _SWING[max(0, i - 1)], _SWING[min(len(_SWING) - 1, i + 2)]
    out = []
    for j in (1, 2):
        m0, m1 = (b[j] - before[j]) / 2, (after[j] - a[j]) / 2
        v2, v3 = v * v, v * v * v
        out.append((2 * v3 - 3 * v2 + 1) * a[j] + (v3 - 2 * v2 + v) * m0 + (3 * v2 - 2 * v3) * b[j] + (v3 - v2) * m1)
    return out[0], max(0.0, out[1]), False


def shank_lean(gait: Gait, phase: float, *, hind: bool) -> float:
    """Lean of the lowest leg segment at a phase of the stride."""
    if gait.reach == 0:
        return -0.12 if hind else 0.04
    p = phase % 1.0
    d = gait.duty
    soft = min(1.0, gait.reach / 0.55)
    if hind:
        keys = ((0.0, -0.38), (d * 0.5, -0.12), (d * 0.98, 0.60), (d + (1 - d) * 0.35, 1.0), (d + (1 - d) * 0.72, 0.12))
    else:
        keys = ((0.0, -0.30), (d * 0.5, 0.02), (d * 0.98, 0.58), (d + (1 - d) * 0.38, 1.75), (d + (1 - d) * 0.75, 0.40))
    return cyclic(keys, p)[0] * (0.35 + 0.65 * soft)


def bend(start: Point, end: Point, upper: float, lower: float, side: float) -> Point:
    """The joint between two bones from start to end, on the side given by the sign."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    d = min(math.hypot(dx, dy), (upper + lower) * 0.999)
    cosine = (upper * upper + d * d - lower * lower) / (2 * upper * max(d, 1e-6))
    a = math.atan2(dy, dx) + side * math.acos(max(-1.0, min(1.0, cosine)))
    return start[0] + upper * math.cos(a), start[1] + upper * math.sin(a)


def speed_of(gait: Gait, leg: float, strides: float) -> float:
    """Ground speed (same unit as leg, a second) at which standing feet don't slide."""
    return 0.0 if gait.reach == 0 else 2 * gait.reach * leg / gait.duty * strides
