"""Wings and fans of feathers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nemo_skill.studio.scenes.gait import Point
from nemo_skill.studio.scenes.ink import Ink, Path, ellipses, ribbon, smooth
from nemo_skill.studio.scenes.light import Light, mix


def wing(
    span: float, side: float, reach: float, sweep: float, *, fingers: int = 7, notch: float = 1.0
) -> tuple[Path, Path]:
    """A spread wing seen from above: its outline with separate primaries, and its coverts.

    ``side`` is -1 for the wing away from the viewer, ``reach`` (0-1) how far it is spread in the picture,
    ``sweep`` moves the tip back, ``notch`` is the depth between the primaries.
    """

    def at(x: float, out: float) -> tuple[float, float]:
        return x - sweep * (out / span) ** 2, side * reach * out

    lead = [at(46, 0), at(66, span * 0.20), at(70, span * 0.40), at(48, span * 0.56), at(40, span * 0.64)]
    feathers: list[tuple[float, float]] = []
    for i in range(fingers):
        u = i / (fingers - 1)
        tip_out = span * (0.66 + 0.34 * (1 - 0.62 * u**1.5))
        tip_x = 34 - 128 * u
        feathers += [at(tip_x + 8, tip_out - span * 0.015), at(tip_x - 4, tip_out)]
        if i < fingers - 1:
            feathers.append(at(tip_x - 6, tip_out - span * notch * (0.17 - 0.05 * u)))
    trail = [at(-92, span * 0.46), at(-86, span * 0.28), at(-66, span * 0.10), at(-52, 0)]
    coverts = [
        at(44, 0),
        at(62, span * 0.20),
        at(65, span * 0.40),
        at(42, span * 0.58),
        at(2, span * 0.60),
        at(-24, span * 0.42),
        at(-30, span * 0.22),
        at(-26, 0),
    ]
    return smooth([*lead, *feathers, *trail]), smooth(coverts)


def fan_of_feathers(ink: Ink, light: Light, t: float, root: Point, tone: Any) -> None:
    """The train of a peacock, spread upright behind it: it opens in the first second and quivers."""
    opened = min(1.0, 0.72 + t * 0.4)
    x, y = root
    for row, (count, long) in enumerate(((25, 215.0), (21, 165.0), (15, 112.0))):
        a = -math.pi / 2 + np.linspace(-1.62, 1.62, count) * opened + 0.02 * math.sin(t * 7 + row)
        tips = np.stack([x + np.cos(a) * long, y + np.sin(a) * long], 1)
        green = light.shade(mix(tone, "#0f3a3a", 0.5 - 0.2 * row), 0.4 + 0.2 * row)
        for p, q in tips.tolist():
            # One by one: joined to one path with so many edges on each line they take four times as long.
            ink.fill(ribbon([(x, y), ((x + p) / 2, (y + q) / 2), (p, q)], [1.5, 5, 11]), green)
        for size, colour, lit in (
            (15.0, tone, 0.9),
            (10.5, "#d9a441", 0.9),
            (7.0, "#27b0b0", 0.9),
            (4.2, "#1b2f7a", 0.7),
        ):
            ink.fill(ellipses(tips, np.full((count, 2), [size, size * 1.05])), light.shade(colour, lit))
