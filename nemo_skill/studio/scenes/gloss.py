"""Light on small things: shading of round bodies, contact shadows, steam and flames."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nemo_skill.studio.scenes.ink import (
    Ink,
    Linear,
    polygon,
    ribbon,
    smooth,
)
from nemo_skill.studio.scenes.light import Light, mix


def side_of(light: Light) -> float:
    return 1.0 if light.sun[0] > 0.5 else -1.0


def round_fill(light: Light, x0: float, x1: float, colour: Any, *, gloss: float = 0.0) -> Linear:
    """Shading across a cylinder between two edges: dark flank, lit flank, a rim of bounced light."""
    dark, mid, lit = light.shade(colour, 0.02), light.shade(colour, 0.45), light.shade(colour, 1.0)
    shine = mix(lit, light.sun_colour, gloss)
    bounce = mix(dark, light.haze, 0.22)
    stops = [
        (0.0, bounce),
        (0.10, dark),
        (0.42, mid),
        (0.70, lit),
        (0.78, shine),
        (0.86, lit),
        (1.0, mix(mid, dark, 0.4)),
    ]
    if side_of(light) < 0:
        stops = [(1 - u, c) for u, c in reversed(stops)]
    return Linear(x0, 0, x1, 0, [(u, c, 1.0) for u, c in stops])


def contact(ink: Ink, light: Light, rx: float, *, y: float = 0.0, long: float = 1.0) -> None:
    """A long soft shadow away from the light and a tight dark one under the thing."""
    away = -side_of(light)
    dark = light.shade("#2a1a14", 0.0) * 0.55
    ink.glow(away * rx * 0.95 * long, y + rx * 0.10, rx * 2.0, dark, 0.62, squash=0.17, blend=0, core=0.2)
    ink.glow(0, y + 2, rx * 1.22, dark, 0.85, squash=0.15, blend=0, core=0.45)


def steam(
    ink: Ink,
    light: Light,
    t: float,
    *,
    x: float = 0.0,
    y: float = 0.0,
    height: float = 360.0,
    width: float = 60.0,
    strength: float = 1.0,
) -> None:
    """Curling wisps that rise, widen and thin out."""
    white = mix(light.shade("#ffffff", 0.9), (255, 255, 255), 0.5)
    with ink.blurred(7):
        for i in range(7):
            p = (t * 0.16 + i / 7) % 1.0
            rise = height * (0.25 + 0.75 * p)
            u = np.linspace(0, 1, 11)
            drift = (
                16 * np.sin(u * 4.6 - t * 1.7 + i * 1.9) * (0.25 + u)
                + 26 * (p - 0.5) * u * (1 if i % 2 else -1)
                + 10 * math.sin(i * 3.1)
            )
            px = x + (i - 3) * width * 0.16 + drift * (0.6 + 0.7 * u)
            py = y - rise * (0.04 + 0.96 * u) - height * 0.06 * p
            w = width * (0.05 + 0.17 * u) * (0.7 + 0.6 * math.sin(i * 2.3 + 1))
            fade = math.sin(math.pi * p) * 0.42 * strength
            top = float(py.min())
            ink.fill(
                ribbon(np.stack([px, py], 1), np.abs(w) + 1.5),
                Linear(0, y, 0, top, [(0, white, 0.0), (0.18, white, fade), (0.6, white, fade * 0.7), (1, white, 0.0)]),
            )


def flame(ink: Ink, t: float, x: float, y: float, h: float) -> None:
    """One flame with its glow."""
    flick = 1 + 0.06 * math.sin(t * 11) + 0.05 * math.sin(t * 17.3 + 1)
    lean = h * (0.07 * math.sin(t * 2.3) + 0.04 * math.sin(t * 5.9))
    ink.stroke(polygon([(x, y + 12), (x + 1, y - 4)], closed=False), 3, (40, 26, 22))
    ink.glow(x, y - h * 0.4, h * 4.6 * flick, (255, 150, 60), 0.34)
    ink.glow(x, y - h * 0.4, h * 1.5 * flick, (255, 190, 100), 0.6)
    outer = smooth(
        [
            (x, y),
            (x - h * 0.20, y - h * 0.26),
            (x - h * 0.10 + lean * 0.5, y - h * 0.66 * flick),
            (x + lean, y - h * 1.06 * flick),
            (x + h * 0.13 + lean * 0.5, y - h * 0.62 * flick),
            (x + h * 0.20, y - h * 0.24),
        ]
    )
    ink.fill(
        outer,
        Linear(
            0,
            y,
            0,
            y - h * flick,
            [
                (0, (120, 150, 255), 0.5),
                (0.22, (255, 170, 60), 0.95),
                (0.7, (255, 214, 110), 1),
                (1, (255, 240, 190), 0.9),
            ],
        ),
    )
    ink.fill(
        smooth(
            [
                (x, y - h * 0.06),
                (x - h * 0.10, y - h * 0.26),
                (x + lean * 0.5, y - h * 0.66 * flick),
                (x + h * 0.10, y - h * 0.24),
            ]
        ),
        (255, 250, 226),
        0.95,
    )
