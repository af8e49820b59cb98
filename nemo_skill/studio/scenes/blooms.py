"""Flowers that fill much of the frame, for who visits them: bees, butterflies, hummingbirds."""

from __future__ import annotations

import math
import re

import numpy as np

from nemo_skill.studio.scenes.ink import Ink, Linear, ellipse, ellipses, join, ribbon, smooth
from nemo_skill.studio.scenes.light import Light, mix

_SPIKES = re.compile(r"lavender|lupin|薰衣草", re.I)

_BLOOMS = (
    ("sunflower|向日葵|葵花", "#f2b92c", "#5a3a1e"),
    ("purple|violet|lavender|lilac|紫|薰衣草", "#9a6ad8", "#f2c53d"),
    ("pink|cherry|rose|粉|樱|玫瑰", "#f08ab0", "#f6dc7a"),
    ("white|daisy|daisies|jasmine|白|雏菊", "#faf6ee", "#f2b93c"),
    ("yellow|dandelion|黄", "#f4cf3c", "#b8742c"),
    ("blue|蓝", "#5a8ae0", "#f6dc7a"),
    ("", "#e0485c", "#f2c53d"),
)


def blossom(ink: Ink, light: Light, t: float, x: float, y: float, size: float, foot: float, prompt: str = "") -> None:
    """A large flower that turns to the left, on a stem from below with leaves; its colour is the prompt's."""
    if _SPIKES.search(prompt):
        _spikes(ink, light, t, x, y, size, foot)
        return
    grown = 1.75 if heart_of(prompt) else 1.0
    tone, heart = next((row[1], row[2]) for row in _BLOOMS if re.search(row[0], prompt, re.I))
    sway = 0.05 * math.sin(t * 1.2)
    stem = [(x + size * 0.9, foot + 40), (x + size * 0.8, (y + foot) / 2), (x + size * (0.4 + sway), y)]
    ink.fill(ribbon(stem, [size * 0.09, size * 0.07, size * 0.05]), light.shade("#4a7a3a", 0.5))
    for k, (u, side) in enumerate(((0.4, 1), (0.62, -1), (0.85, 1))):
        lx, ly = x + size * 0.82, y + (foot - y) * u
        leaf = [(lx, ly), (lx + side * size * 0.5, ly - size * 0.34), (lx + side * size * 1.0, ly - size * 0.2), (lx + side * size * 0.5, ly + size * 0.06)]  # fmt: skip  # noqa: E501
        ink.fill(smooth(leaf), light.shade("#3f7a3c", 0.35 + 0.2 * k))
        rib = [(lx, ly), (lx + side * size * 0.5, ly - size * 0.14), (lx + side * size * 0.9, ly - size * 0.18)]
        ink.stroke(smooth(rib, closed=False), size * 0.02, light.shade("#7fb060", 0.7), 0.6)
    petal = np.array([(0.1, 0), (0.4, -0.17), (0.84, -0.15), (1.0, 0.02), (0.84, 0.16), (0.4, 0.16)])
    with ink.moved(x + size * 0.3, y, turn=sway - 0.14):
        for ring, (n, far, lit) in enumerate(((11, 1.0, 0.35), (11, 0.88, 0.8))):
            turned, veins = [], []
            for k in range(n):
                angle = (k + 0.5 * ring) * 2 * math.pi / n
                c, s = math.cos(angle), math.sin(angle)
                wide = petal @ np.array([[c * 0.72, s], [-s * 0.72, c]]) * size * far
                turned.append(smooth(wide))
                veins.append(smooth([wide[0], (wide[2] + wide[4]) / 2], closed=False))
            top, low = light.shade(tone, min(1.0, lit + 0.3)), light.shade(mix(tone, "#5a1c3a", 0.3), lit * 0.6)
            ink.fill(join(turned), Linear(-size * 0.4, -size, size * 0.3, size, [(0, top, 1), (1, low, 1)]))
            ink.stroke(join(veins), size * 0.012, low, 0.5)
        ink.fill(
            ellipse(-size * 0.03, 0, size * 0.23 * grown, size * 0.3 * grown),
            light.shade(mix(heart, "#4a2a18", 0.45), 0.5),
        )
        n = round(34 * grown * grown)
        turn = 2.4 * np.arange(n)
        reach = grown * size * np.sqrt(np.arange(n) / n)
        grains = np.stack([0.19 * reach * np.cos(turn) - 0.05 * size, 0.25 * reach * np.sin(turn)], 1)
        ink.fill(ellipses(grains, np.full(n, size * 0.028)), light.shade(mix(heart, "#c8862c", 0.3), 0.95))


def heart_of(prompt: str) -> bool:
    """Whether the flower is one with a large heart: a sunflower."""
    return bool(re.search(_BLOOMS[0][0], prompt, re.I))


def _spikes(ink: Ink, light: Light, t: float, x: float, y: float, size: float, foot: float) -> None:
    """Spikes of lavender: whorls of small blossoms up a thin stem, the nearest one at (x, y), others beside it."""
    for k, (dx, up, grown) in enumerate(((-1.5, 0.3, 0.7), (1.7, 0.1, 0.8), (0.85, -0.3, 0.75), (-0.7, 0.75, 0.85), (0.1, -0.5, 1.15))):  # fmt: skip  # noqa: E501
        sway = 0.06 * math.sin(1.1 * t + k)
        at, top, s = x + size * (dx + sway), y + size * up, size * grown
        stem = [(at - size * 0.5 * sway, foot + 40), (at, top + 1.2 * s), (at + 0.1 * s * sway, top)]
        ink.fill(ribbon(stem, [s * 0.05, s * 0.045, s * 0.03]), light.shade("#6a8a54", 0.6))
        for row in range(9):
            wide, high = s * (0.09 + 0.022 * row), top + s * (0.02 + 0.16 * row)
            petals = [ellipse(at + j * wide, high + 0.03 * s * abs(j), s * 0.085, s * 0.06, 0.5 * j) for j in (-1, 1, -0.4, 0.4)]  # fmt: skip  # noqa: E501
            ink.fill(join(petals), light.shade(("#6a48b0", "#8a62d0", "#a684e4")[(row + k) % 3], 0.55 + 0.1 * k))
            ink.fill(ellipse(at, high - 0.02 * s, s * 0.045, s * 0.055), light.shade("#c9b0f4", 0.9))
