"""What animals sit in, behind or on that is no furniture: heaps, an egg's shell, a desk with what they are at."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import numpy as np

from nemo_skill.studio.scenes.ink import Ink, Linear, ellipse, ellipses, join, polygon, rect, ribbon, smooth
from nemo_skill.studio.scenes.light import Light, mix

_TONES = {
    "coins": ("#d99e2b", "#f6cf58", "#a86a14", "#fbe39a"),
    "leaves": ("#c8582a", "#e0892f", "#a8402a", "#e8b23c"),
    "laundry": ("#7f9fd0", "#f2f0ee", "#d98fa0", "#8fbfa0"),
    "hay": ("#d9b45a", "#e8cd84", "#b08a3a", "#f2dfa4"),
    "drift": ("#dfe8f6", "#f6faff", "#b8c8e2", "#ffffff"),
}


def heap(kind: str, ink: Ink, light: Light, half: float, high: float, front: bool) -> None:
    """A mound of many small things whose top lies at y = 0; a few lie before who is on it."""
    tones = [light.shade(c, 0.9) for c in _TONES[kind]]
    wide = half * 2.3
    edge = [(-1.0, 1.12), (-0.8, 0.72), (-0.5, 0.16), (0, 0.02), (0.5, 0.14), (0.8, 0.7), (1.0, 1.12)]
    mound = smooth([(wide * x, high * y) for x, y in edge])
    rng = np.random.default_rng(40 + front)
    n = (60 if front else 250) // (3 if kind == "laundry" else 1)
    u = 2 * rng.random(n) - 1
    top = np.interp(u, [x for x, _ in edge], [y for _, y in edge])
    y = high * (top + (1.08 - top) * (0.5 + 0.5 * rng.random(n) if front else rng.random(n) ** 0.8))
    order = np.argsort(y)
    x, y = wide * u[order], y[order]
    if not front:
        low = light.shade(_TONES[kind][2], 0.1)
        ink.fill(mound, Linear(0, 0, 0, high * 1.1, [(0, tones[0], 1), (1, low, 1)]))
    size = half * {"laundry": 0.42, "drift": 0.22, "leaves": 0.13}.get(kind, 0.10)
    for k in (2, 0, 1, 3):
        at = np.stack([x[k::4], y[k::4]], 1)
        if kind in ("coins", "drift"):
            ink.fill(ellipses(at, np.full((len(at), 2), (size, size * 0.42))), tones[k], 0.95)
            if kind == "coins":
                ink.fill(ellipses(at - (0, size * 0.1), np.full((len(at), 2), (size * 0.72, size * 0.26))), light.shade(_TONES[kind][k], 1.0), 0.55)  # fmt: skip  # noqa: E501
            continue
        turns = 3.1 * rng.random(len(at))
        if kind == "hay":
            ends = np.stack([np.cos(turns), 0.4 * np.sin(turns)], 1) * size * 2.6
            ink.stroke(join([polygon([a - e, a + e], closed=False) for a, e in zip(at, ends, strict=True)]), size * 0.2, tones[k])  # fmt: skip  # noqa: E501
        else:
            thin = 0.42 if kind == "leaves" else 0.5
            ink.fill(join([ellipse(a, b, size, size * thin, v - 1.5) for (a, b), v in zip(at, turns, strict=True)]), tones[k])  # fmt: skip  # noqa: E501
    if kind == "coins" and front:
        for k in range(7):
            ink.glow(float(x[k * 8]), float(y[k * 8]), size * 1.6, (255, 236, 160), 0.5)


def egg(ink: Ink, light: Light, half: float, high: float, front: bool) -> None:
    """The lower half of a shell with a broken rim; a piece of it lies beside."""
    wide = half * 1.25
    pale, dark = light.shade("#f4ead6", 1.0), light.shade("#a8926a", 0.2)
    teeth = [(wide * (k / 5 - 1), high * (-0.2 - 0.16 * (k % 2))) for k in range(11)]
    if not front:
        ink.fill(polygon([(x, y - high * 0.12) for x, y in teeth] + [(wide, high * 0.3), (-wide, high * 0.3)]), light.shade("#8a754e", 0.3))  # fmt: skip  # noqa: E501
        return
    bowl = [(wide * math.cos(a), high * (-0.2 + 1.25 * math.sin(a))) for a in np.linspace(0, math.pi, 16)[1:-1]]
    shell = polygon([*teeth, *bowl])
    ink.fill(shell, Linear(-wide, 0, wide, 0, [(0, dark, 1), (0.35, pale, 1), (0.6, pale, 1), (1, dark, 1)]))
    with ink.clipped(shell):
        rng = np.random.default_rng(6)
        spots = np.stack([wide * (2 * rng.random(16) - 1), high * (1.1 * rng.random(16))], 1)
        ink.fill(ellipses(spots, wide * (0.03 + 0.05 * rng.random(16))), light.shade("#b98a5c", 0.7), 0.6)
    x = wide * 1.55
    ink.fill(polygon([(x - wide * 0.34, high), (x - wide * 0.24, high * 0.62), (x - wide * 0.08, high * 0.8), (x + wide * 0.1, high * 0.55), (x + wide * 0.22, high * 0.8), (x + wide * 0.36, high)]), pale)  # fmt: skip  # noqa: E501


def desk(ink: Ink, light: Light, half: float, high: float, front: bool) -> None:
    """A table before who sits at it, its top edge to the viewer."""
    if not front:
        return
    wide, top = half * 3.4, -high * 0.35
    lit, low = light.shade("#a8744a", 0.95), light.shade("#5a3a24", 0.2)
    ink.fill(rect(-wide * 0.94, top, wide * 1.88, high * 1.4), Linear(0, top, 0, high, [(0, low, 1), (1, mix(low, lit, 0.35), 1)]))  # fmt: skip  # noqa: E501
    ink.fill(rect(-wide, top, 2 * wide, high * 0.2, high * 0.05), Linear(0, top, 0, top + high * 0.2, [(0, lit, 1), (1, mix(lit, low, 0.5), 1)]))  # fmt: skip  # noqa: E501
    for side in (-1, 1):
        ink.stroke(
            rect(-wide * 0.47 + side * wide * 0.44, top + high * 0.36, wide * 0.84, high * 0.85, 6),
            high * 0.02,
            lit,
            0.3,
        )


def stalk(ink: Ink, light: Light, half: float, high: float, front: bool) -> None:
    """A blade of grass that bends across the frame, with drops of dew."""
    if front:
        return
    spine = [
        (-half * 7, half * 4.6),
        (-half * 3, half * 1.6),
        (0, half * 0.42),
        (half * 3.2, -half * 0.7),
        (half * 6.5, -half * 1.1),
    ]
    lit, deep = light.shade("#7fc24a", 1.0), light.shade("#2f6a2c", 0.3)
    ink.fill(ribbon(spine, [half * 0.62, half * 0.5, half * 0.42, half * 0.3, half * 0.05]), Linear(0, -half, 0, half * 2, [(0, lit, 1), (1, deep, 1)]))  # fmt: skip  # noqa: E501
    ink.stroke(smooth(spine, closed=False), half * 0.05, light.shade("#c9ea8a", 1.0), 0.7)
    for u, r in ((-2.4, 0.2), (-1.5, 0.13), (1.6, 0.2), (2.6, 0.14), (3.9, 0.17)):
        x, y = half * u, float(np.interp(u, [-7, -3, 0, 3.2, 6.5], [4.6, 1.6, 0.42, -0.7, -1.1])) * half - half * 0.2
        ink.fill(ellipse(x, y, half * r), light.shade("#cfeaff", 1.0), 0.55)
        ink.fill(ellipse(x - half * r * 0.3, y - half * r * 0.35, half * r * 0.32), (255, 255, 255), 0.9)


def surf(ink: Ink, light: Light, half: float, high: float, front: bool) -> None:
    """A surfboard on the face of a wave whose lip curls over behind, foam before it."""
    foam, deep, pale = light.shade("#ffffff", 1.0), light.shade("#1f6f8f", 0.5), light.shade("#7fd0d8", 1.0)
    if not front:
        wall = [(-half * 9, high * 2.2), (-half * 7, high * 0.2), (-half * 4.4, -half * 1.1), (-half * 2.2, -half * 1.7), (half * 0.2, -half * 1.75), (half * 1.5, -half * 1.5), (half * 0.9, -half * 1.52), (half * 0.7, -half * 1.0), (half * 1.6, -half * 0.4), (half * 4, high * 0.6), (half * 9, high * 1.4), (half * 9, high * 3), (-half * 9, high * 3)]  # fmt: skip  # noqa: E501
        ink.fill(smooth(wall), Linear(0, -half * 1.75, 0, high * 1.6, [(0, pale, 0.95), (0.5, mix(pale, deep, 0.5), 1), (1, deep, 1)]))  # fmt: skip  # noqa: E501
        streaks = [smooth([(half * (-5 + 0.8 * k), high), (half * (-3.6 + 0.62 * k), -half * 0.9), (half * (-2.4 + 0.44 * k), -half * 1.6)], closed=False) for k in range(5)]  # fmt: skip  # noqa: E501
        ink.stroke(join(streaks), half * 0.05, foam, 0.3)
        rng = np.random.default_rng(14)
        lip = np.stack([half * (-3.4 + 5.2 * rng.random(36)), -half * (1.68 + 0.2 * rng.standard_normal(36))], 1)
        ink.fill(ellipses(lip, half * (0.05 + 0.16 * rng.random(36))), foam, 0.75)
        board = [(-half * 1.9, high * 0.35), (-half * 0.8, -high * 0.02), (half, -high * 0.1), (half * 2.1, -high * 0.7), (half * 1.1, high * 0.7), (-half * 0.8, high * 0.75)]  # fmt: skip  # noqa: E501
        ink.fill(smooth(board), Linear(0, -high * 0.6, 0, high, [(0, light.shade("#f6d34a", 1.0), 1), (1, light.shade("#d8642c", 0.6), 1)]))  # fmt: skip  # noqa: E501
        return
    rng = np.random.default_rng(15)
    at = np.stack([half * 1.9 * rng.standard_normal(70) - half * 0.6, high * (1.1 + 0.35 * np.abs(rng.standard_normal(70)))], 1)  # fmt: skip  # noqa: E501
    ink.fill(ellipses(at, half * (0.05 + 0.15 * rng.random(70))), foam, 0.8)
    spray = at[:40] * (1.1, 1.0) - np.stack([0 * at[:40, 0], high * 2.2 * rng.random(40)], 1)
    ink.fill(ellipses(spray, half * (0.02 + 0.05 * rng.random(40))), foam, 0.8)


SEATS: dict[str, Callable[[Ink, Light, float, float, bool], None]] = {
    **{kind: partial(heap, kind) for kind in _TONES},
    "egg": egg,
    "desk": desk,
    "stalk": stalk,
    "surf": surf,
}
HEIGHTS = {**dict.fromkeys(_TONES, 0.34), "egg": 0.4, "desk": 0.5, "surf": 0.14}
