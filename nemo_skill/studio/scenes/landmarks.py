"""Buildings and trees that stand alone in a landscape: lighthouse, windmill, house, castle, temple, old tree."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from nemo_skill.studio.plan.model import Subject
from nemo_skill.studio.scenes.ink import Ink, Linear, ellipse, polygon, rect, smooth
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.particles import shade_below
from nemo_skill.studio.scenes.shapes import draw_shape
from nemo_skill.studio.scenes.trees import bare, broadleaf, cherry, maple
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
    """A cabin with smoke from its chimney."""
    for k in range(9):
        p = (t * 0.16 + k / 9) % 1.0
        x, y = 94 - 60 * p + 22 * math.sin(t * 0.8 + k), -306 - 190 * p
        ink.glow(x, y, 18 + 54 * p, light.shade("#e8e4e4", 0.7), 0.42 * (1 - p), blend=0)
    draw_shape(ink, light, "cabin", 270, tone=colour or "#a8683f", snow=light.cover > 0.45)


def castle(ink: Ink, light: Light, t: float, colour: Any) -> None:
    """Towers with pointed roofs on a hill."""
    draw_shape(ink, light, "landcastle", 520, tone=colour or "#3f5a86")


def temple(ink: Ink, light: Light, t: float, colour: Any) -> None:
    """A pagoda of five roofs with upturned eaves."""
    draw_shape(ink, light, "pagoda", 540)


def old_tree(ink: Ink, light: Light, t: float, colour: Any) -> None:
    """One great tree of a kind of trees.py."""
    colour(ink, light, np.random.default_rng(12), 0, 0, 620, 0.0, False)


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
        self._colour: Any = subject.colour
        if subject.kind == "tree":
            plan = world.plan
            dressed = {"blossom": cherry, "autumn": maple}.get(plan.season, maple if subject.colour else broadleaf)
            self._colour = bare if plan.snowy else dressed
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
