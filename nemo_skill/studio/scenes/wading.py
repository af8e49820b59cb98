"""Animals at the water, in it and just out of it: the bank where they drink, rings around legs, drops that fly off."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from nemo_skill.studio.scenes.ink import Ink, Linear, ellipse, ellipses, join, polygon, rect, smooth
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.particles import shade_below, splash
from nemo_skill.studio.scenes.world import World

if TYPE_CHECKING:
    from nemo_skill.studio.scenes.herd import Member

_AT_WATER = ("drink", "eat", "sniff")
Pose = Callable[[float, float], None]  # draws the animal with its feet at (x, y)


def _brink(world: World, ink: Ink, light: Light, t: float, one: Member, x: float, pale: Any, pose: Pose) -> None:
    """At the water's edge: the bank under its feet, rings where it drinks."""
    animal = one.animal
    left, right, _ = animal.extent
    s = -1.0 if one.flip else 1.0
    edge, foot = x + s * 0.62 * right * one.scale, one.row
    mouth = x + s * 0.92 * right * one.scale
    for k in range(3):
        p = (t * 0.6 + k / 3) % 1.0
        wide = (right - left) * one.scale * (0.06 + 0.2 * p)
        ink.stroke(ellipse(mouth, foot + 4, wide, wide * 0.16), 3.0, pale, 0.75 * (1 - p))
    far = -0.2 * world.w if s > 0 else 1.2 * world.w
    low, soil = world.h + 40, "#e8eef8" if world.plan.snowy else "#66713c"
    bank = [(far, foot - 0.05 * world.h), (x, foot - 0.035 * world.h), (edge - s * 40, foot - 0.012 * world.h), (edge + s * 30, foot + 0.03 * world.h), (edge - s * 60, foot + 0.12 * world.h), (edge - s * 0.2 * world.w, low), (far, low)]  # fmt: skip  # noqa: E501
    ink.fill(smooth(bank), Linear(0, foot, 0, low, [(0, light.shade(soil, 0.95), 1), (1, light.shade(soil, 0.1), 1)]))
    rng = world.rng(77)
    n = 46
    u = np.sort(rng.random(n))
    roots = np.stack([far + (edge - far) * u, foot + world.h * (0.01 + 0.09 * rng.random(n))], 1)
    tips = roots + np.stack([9 * (rng.random(n) - 0.5), -14 - 18 * rng.random(n)], 1)
    ink.stroke(join([polygon(pair, closed=False) for pair in np.stack([roots, tips], 1)]), 3.2, light.shade("#7f9a44" if not world.plan.snowy else "#b8c4d8", 0.8), 0.8)  # fmt: skip  # noqa: E501
    shade_below(ink, light, x, foot + 2, 0.4 * (right - left) * one.scale, 17 * one.scale, 0.5)
    pose(x, foot)


def wade(world: World, ink: Ink, light: Light, t: float, one: Member, x: float, pose: Pose) -> None:
    """In water: swimmers up to the shoulder, others up to the knees, with rings around them."""
    animal = one.animal
    leg = animal.form["leg"][1] * animal.size * one.scale
    at_brink = animal.act in _AT_WATER
    deep = leg * (
        0.02
        if at_brink
        else 0.12
        if animal.gait.flex >= 0.9 and animal.act != "swim"
        else 0.1
        if animal.act == "float"
        else 1.0
        if animal.act == "swim"
        else 0.34
        if animal.form["leg"][1] > 40
        else 0.1
    )
    bob = 0.0 if at_brink or animal.gait.flex >= 0.9 else leg * 0.05 * math.sin(t * 2.2 + one.phase * 5)
    left, right, _ = animal.extent
    middle = x + (left + right) / 2 * one.scale
    pale = mix(light.shade("#ffffff", 0.9), light.sky[-1], 0.3)
    if at_brink:
        _brink(world, ink, light, t, one, x, pale, pose)
        return
    with ink.within(rect(-20, -20, world.w + 40, one.row + 20)):
        pose(x, one.row + deep + bob)
    if animal.gait.reach and animal.act not in ("swim", "float"):
        contacts = animal.contacts(t + one.phase / animal.strides, 1.4)
        splash(ink, light, contacts, speed=world.parallax(one.row), scale=one.scale * animal.size ** 0.5, x=x, y=one.row + 8, fit=one.scale)  # fmt: skip  # noqa: E501
    for k in range(3):
        p = (t * 0.5 + k / 3) % 1.0
        wide = (right - left) * one.scale * (0.34 + 0.3 * p)
        ink.stroke(ellipse(middle, one.row, wide, wide * 0.12), 3.0, pale, 0.7 * (1 - p))


def shaken(ink: Ink, light: Light, t: float, one: Member, x: float) -> None:
    """Drops that fly off a wet coat all around, and a bright haze of the finest."""
    left, right, tall = (v * one.scale for v in one.animal.extent)
    rng = np.random.default_rng(9)
    n = 130
    age = (1.5 * t + rng.random(n)) % 1.0
    way = 2 * math.pi * rng.random(n)
    start = np.stack([x + (left + right) / 2 + (right - left) * 0.42 * np.cos(way), one.row - tall * (0.55 - 0.34 * np.sin(-way))], 1)  # fmt: skip  # noqa: E501
    far = tall * (0.25 + 0.75 * rng.random(n)) * age
    at = start + np.stack([np.cos(way) * far * 1.3, np.sin(way) * far + 0.9 * tall * age**2], 1)
    size = tall * (0.006 + 0.014 * rng.random(n)) * (1 - 0.6 * age)
    white = mix(light.shade("#dff0ff", 1.0), (255, 255, 255), 0.4)
    for k in range(3):
        ink.glow(x + (left + right) / 2, one.row - tall * 0.6, tall * (0.5 + 0.2 * k), white, 0.1, squash=0.8, blend=0)
    ink.fill(ellipses(at, np.stack([size, size * 1.3], 1)), white, 0.9)
