"""Buildings and trees that stand alone in a landscape: lighthouse, windmill, house, castle, temple, old tree."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from nemo_skill.studio.plan.model import Subject
from nemo_skill.studio.scenes.ink import Ink, Linear, ellipse, polygon, rect, ribbon, smooth
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.particles import shade_below
from nemo_skill.studio.scenes.trees import broadleaf, maple
from nemo_skill.studio.scenes.world import World


def _across(light: Light, colour: Any, x0: float, x1: float) -> Linear:
    """A wall that turns from the light: bright on the sun's side."""
    dark, lit = light.shade(colour, 0.08), light.shade(colour, 1.0)
    stops = [(0, dark, 1.0), (0.55, mix(dark, lit, 0.6), 1.0), (1, lit, 1.0)]
    if light.sun[0] < 0.5:
        stops = [(1 - u, c, a) for u, c, a in reversed(stops)]
    return Linear(x0, 0, x1, 0, stops)


def _window(ink: Ink, light: Light, x: float, y: float, w: float, h: float) -> None:
    glass = mix(light.shade("#27303e", 0.4), (255, 206, 128), max(0.10, light.lamps))
    if light.lamps > 0.25:
        ink.glow(x + w / 2, y + h / 2, w * 2.6, (255, 190, 110), 0.5 * light.lamps)
    ink.fill(rect(x, y, w, h, w * 0.08), glass)
    ink.stroke(rect(x, y, w, h, w * 0.08), 3, light.shade("#efe6d6", 0.6), 0.8)
    ink.stroke(polygon([(x + w / 2, y), (x + w / 2, y + h)], closed=False), 2, light.shade("#efe6d6", 0.6), 0.8)


def lighthouse(ink: Ink, light: Light, t: float, colour: Any) -> None:
    """A striped tower on a rock; its beam sweeps."""
    rock = smooth([(-260, 30), (-200, -40), (-120, -74), (-20, -92), (90, -78), (180, -36), (270, 30)])
    turn = t * 0.9
    reach = math.cos(turn)
    on = max(0.12, light.lamps)
    for s in (1, -1):
        length = 1500 * abs(reach) + 120
        way = s * (1 if reach >= 0 else -1)
        beam = polygon(
            [(0, -500), (way * length, -500 - 90 * abs(reach)), (way * length, -500 + 110 * abs(reach)), (0, -486)]
        )
        ink.fill(beam, Linear(0, 0, way * length, 0, [(0, (255, 244, 206), 0.62 * on), (1, (255, 244, 206), 0)]))
    ink.fill(rock, _across(light, "#5d5a5c", -260, 270))
    tone = colour if colour is not None else "#c43a32"
    tower = polygon([(-56, -80), (56, -80), (36, -460), (-36, -460)])
    ink.fill(tower, _across(light, "#f1ece2", -56, 56))
    with ink.clipped(tower):
        for k in range(3):
            ink.fill(rect(-70, -440 + k * 128, 140, 62), _across(light, tone, -56, 56))
    ink.fill(rect(-52, -470, 104, 14, 4), light.shade("#2a2b30", 0.7))
    ink.fill(rect(-26, -520, 52, 52, 4), mix(light.shade("#39414e", 0.6), (255, 240, 190), on))
    ink.glow(0, -494, 150 + 60 * max(0.0, math.cos(turn + math.pi / 2)) ** 4, (255, 236, 180), 0.75 * on)
    ink.fill(polygon([(-36, -518), (36, -518), (0, -566)]), _across(light, tone, -36, 36))
    for y in (-180, -300):
        _window(ink, light, -10, y, 20, 32)


def windmill(ink: Ink, light: Light, t: float, colour: Any) -> None:
    """A stone mill with turning sails."""
    body = polygon([(-84, 0), (84, 0), (50, -270), (-50, -270)])
    ink.fill(body, _across(light, "#d9cdb8", -84, 84))
    ink.fill(
        smooth([(-60, -262), (-44, -322), (0, -346), (44, -322), (60, -262)]),
        _across(light, colour if colour is not None else "#8a3f32", -60, 60),
    )
    _window(ink, light, -18, -190, 36, 46)
    ink.fill(smooth([(-24, 0), (-24, -60), (0, -78), (24, -60), (24, 0)]), light.shade("#5a3a28", 0.4))
    a0 = t * 0.7
    for k in range(4):
        with ink.moved(0, -290, turn=a0 + k * math.pi / 2):
            ink.fill(rect(-5, -235, 10, 235), light.shade("#4a3526", 0.5))
            ink.fill(rect(5, -228, 46, 180), light.shade("#f4ecdc", 0.9), 0.92)
            for j in range(6):
                ink.fill(rect(5, -222 + j * 30, 46, 3), light.shade("#7a6450", 0.5))
            ink.fill(rect(48, -228, 4, 180), light.shade("#7a6450", 0.5))
    ink.fill(ellipse(0, -290, 14), light.shade("#3a2a20", 0.6))


def house(ink: Ink, light: Light, t: float, colour: Any) -> None:
    """A cottage with smoke from its chimney."""
    wall = colour if colour is not None else "#a8683f"
    snowy = "#f4f7ff"
    for k in range(9):
        p = (t * 0.16 + k / 9) % 1.0
        ink.glow(
            94 - 60 * p + 22 * math.sin(t * 0.8 + k),
            -306 - 190 * p,
            18 + 54 * p,
            light.shade("#e8e4e4", 0.7),
            0.42 * (1 - p),
            blend=0,
        )
    ink.fill(rect(74, -300, 40, 90), _across(light, "#8a4a3a", 74, 114))
    ink.fill(rect(-170, -150, 340, 152), _across(light, wall, -170, 170))
    for k in range(6):
        ink.fill(rect(-170, -150 + k * 25, 340, 2.5), light.shade("#3a2418", 0.1), 0.4)
    roof = polygon([(-206, -142), (206, -142), (130, -262), (-130, -262)])
    ink.fill(roof, Linear(0, -262, 0, -142, [(0, light.shade("#6b3a30", 1.0), 1), (1, light.shade("#6b3a30", 0.3), 1)]))
    ink.fill(
        smooth([(-210, -138), (-132, -270), (0, -276), (132, -270), (210, -138), (120, -200), (0, -190), (-120, -204)]),
        light.shade(snowy, 0.9),
        0.0 if light.cover < 0.45 else 0.92,
    )
    ink.fill(rect(-26, -104, 54, 106, 4), light.shade("#4f2f1f", 0.5))
    for x in (-126, 70):
        _window(ink, light, x, -112, 56, 56)


def castle(ink: Ink, light: Light, t: float, colour: Any) -> None:
    """Towers with pointed roofs on a hill."""
    stone, roof = "#a39a94", colour if colour is not None else "#3f5a86"
    ink.fill(
        smooth([(-420, 40), (-280, -40), (-120, -80), (120, -80), (290, -36), (430, 40)]),
        _across(light, "#5a6a48", -420, 430),
    )
    towers = ((-190, 62, 250), (170, 70, 290), (-60, 52, 340), (58, 84, 430), (-120, 96, 190), (110, 110, 170))
    for x, w, h in towers:
        ink.fill(rect(x - w / 2, -60 - h, w, h), _across(light, stone, x - w / 2, x + w / 2))
        for k in range(5):
            ink.fill(rect(x - w / 2 - 4 + k * (w + 8) / 5, -74 - h, (w + 8) / 9, 18), light.shade(stone, 0.8))
        if w < 90:
            ink.fill(
                polygon([(x - w * 0.66, -70 - h), (x + w * 0.66, -70 - h), (x, -70 - h - w * 1.7)]),
                _across(light, roof, x - w / 2, x + w / 2),
            )
            flag = [
                (x, -70 - h - w * 1.7),
                (x + 18, -76 - h - w * 1.7 + 3 * math.sin(t * 5 + x)),
                (x + 38, -70 - h - w * 1.7 + 5 * math.sin(t * 5 + x - 1)),
            ]
            ink.fill(ribbon(flag, [7, 6, 4]), light.shade("#d9473a", 0.9))
        for k in range(2):
            _window(ink, light, x - 7, -40 - h + 56 * k + 20, 14, 26)
    ink.fill(smooth([(-26, -60), (-26, -110), (0, -132), (26, -110), (26, -60)]), light.shade("#3a2a22", 0.2))


def temple(ink: Ink, light: Light, t: float, colour: Any) -> None:
    """A pagoda of five roofs with upturned eaves."""
    red = colour if colour is not None else "#a8382c"
    ink.fill(rect(-150, -36, 300, 40, 3), _across(light, "#8f8a84", -150, 150))
    y = -36.0
    for k in range(5):
        w = 116 - k * 17.0
        h = 66 - k * 5.0
        ink.fill(rect(-w * 0.72, y - h, w * 1.44, h), _across(light, red, -w, w))
        for s in (-0.44, 0.0, 0.44):
            ink.fill(
                rect(s * w - 11, y - h * 0.78, 22, h * 0.58, 2),
                mix(light.shade("#2a2022", 0.3), (255, 200, 120), max(0.12, light.lamps)),
            )
        if light.lamps > 0.3:
            ink.glow(0, y - h / 2, w * 1.1, (255, 176, 90), 0.40 * light.lamps)
        top = y - h
        eave = smooth(
            [
                (-w * 1.42, top - 6),
                (-w * 1.1, top + 6),
                (0, top + 10),
                (w * 1.1, top + 6),
                (w * 1.42, top - 6),
                (w * 0.86, top - 20),
                (w * 0.62, top - 34),
                (-w * 0.62, top - 34),
                (-w * 0.86, top - 20),
            ]
        )
        ink.fill(
            eave,
            Linear(
                0, top - 34, 0, top + 10, [(0, light.shade("#46525a", 1.0), 1), (1, light.shade("#232a30", 0.2), 1)]
            ),
        )
        y = top - 30
    ink.fill(polygon([(-6, y + 4), (6, y + 4), (0, y - 92)]), light.shade("#d9a94e", 1.0))


def old_tree(ink: Ink, light: Light, t: float, colour: Any) -> None:
    """One great tree."""
    kind = maple if light.sun[1] > 2 else broadleaf
    kind(ink, light, np.random.default_rng(12), 0, 0, 620, 0.0, False)


_KINDS: dict[str, tuple[Callable[[Ink, Light, float, Any], None], float]] = {
    "lighthouse": (lighthouse, 0.88),
    "windmill": (windmill, 1.25),
    "house": (house, 1.15),
    "castle": (castle, 1.0),
    "temple": (temple, 1.05),
    "tree": (old_tree, 1.0),
}


class Landmark:
    """A building or tree somewhat behind the hero's row (or in the middle when it stands alone)."""

    speed = 0.0

    def __init__(self, world: World, subject: Subject) -> None:
        self._world = world
        self._draw, size = _KINDS[subject.kind]
        self._colour = subject.colour
        alone = all(s.group in ("landmark", "light") for s in world.plan.subjects)
        self._share = 0.62 if alone else 0.34
        self._place = 0.5 if alone else 0.76
        self._scale = size * min(1.25, max(0.72, world.w / 1600)) * (1.0 if alone else 0.72)

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """It drifts past at the speed of its row."""
        world = self._world
        row = world.horizon + self._share * (world.ground_row - world.horizon)
        x = world.w * self._place - (world.parallax(row) * t if world.speed < 200 else 0.06 * world.parallax(row) * t)
        shade_below(ink, light, x, row + 2, 250 * self._scale, 22 * self._scale, 0.5)
        with ink.moved(x, row, scale=self._scale):
            self._draw(ink, light, t, self._colour)
