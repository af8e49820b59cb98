"""The view out of a window of a plane, a train, a bus, a car or a ship, from the seat beside it."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np

from nemo_skill.studio.data import table
from nemo_skill.studio.plan.model import ShotPlan
from nemo_skill.studio.scenes.elements import Drops
from nemo_skill.studio.scenes.ink import Ink, Linear, Path, join, polygon, rect, smooth
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.machines import paint
from nemo_skill.studio.scenes.outlook import Build, weather_of
from nemo_skill.studio.scenes.world import World

_WINDOW = re.compile(r"window|porthole|\bwing\b|窗|机翼", re.I)
# Of each room the pane (left, top, right, bottom as shares of the frame, rounding), how fast the land passes.
_PANES = {
    "cabin": ((0.22, 0.04, 0.78, 0.96, 0.46), 40.0),
    "traincar": ((0.07, 0.06, 0.93, 0.80, 0.08), 900.0),
    "buscar": ((0.05, 0.06, 0.95, 0.78, 0.06), 520.0),
    "carcab": ((0.04, 0.08, 0.96, 0.78, 0.16), 760.0),
}


def looks_out(plan: ShotPlan) -> bool:
    """Whether the view out of a vehicle's window is all that a plan shows."""
    return plan.setting in _PANES and not plan.subjects and bool(_WINDOW.search(plan.prompt))


class PortholeScene:
    """Another place through a pane that fills the frame; what is around the pane stands still."""

    def __init__(self, world: World, build: Build) -> None:
        plan = world.plan
        (left, top, right, bottom, self._round), speed = _PANES[plan.setting]
        self._plane = plan.setting == "cabin"
        room = table("rooms")["rooms"][plan.setting]
        self._wall = room["wall"] if plan.setting != "carcab" else "#26262c"
        place = plan.view or ("sky" if self._plane else room["view"])
        self._world = world
        self._out = World(replace(plan, setting=place, camera="static"), world.width, world.height)
        self._view = build(self._out)
        self._out.speed = speed
        self._air = weather_of(self._out)
        world.keys, world.horizon = self._out.keys, self._out.horizon
        wide = 1.0 if world.w > world.h else 0.0
        x0, x1 = (left, right) if wide or not self._plane else (0.08, 0.92)
        y0, y1 = (top, bottom) if wide or not self._plane else (0.16, 0.84)
        self._box = (x0 * world.w, y0 * world.h, (x1 - x0) * world.w, (y1 - y0) * world.h)
        wet = plan.weather in ("rain", "storm") and not self._plane
        self._drops = Drops(world, world.w, world.h) if wet else None

    def _pane(self, grow: float) -> Path:
        x, y, w, h = self._box
        x, y, w, h = x - grow, y - grow, w + 2 * grow, h + 2 * grow
        if not self._plane:
            return rect(x, y, w, h, self._round * h + grow)
        a = np.linspace(0, 2 * math.pi, 60, endpoint=False)
        c, s = np.cos(a), np.sin(a)
        points = np.stack([x + w / 2 * (1 + np.sign(c) * np.abs(c) ** 0.72), y + h / 2 * (1 + np.sign(s) * np.abs(s) ** 0.72)], 1)  # fmt: skip  # noqa: E501
        return polygon(points)

    def behind(self, ink: Ink, t: float) -> None:
        """The land or the clouds, the wing, the glass, the wall."""
        world = self._world
        light = world.light(t)
        with ink.moved(0, 5 * math.sin(t * 0.9) if self._plane else 1.5 * math.sin(t * 17)):
            self._view.behind(ink, t)
            self._view.before(ink, t)
        for air in () if self._plane else self._air:
            air.draw(ink, t, front=True)
        if self._plane:
            self._wing(ink, light, t)
        elif self._out.speed:
            self._passing(ink, light, t)
        if self._drops is not None:
            self._drops.draw(ink, t)
        self._around(ink, light)

    def before(self, ink: Ink, t: float) -> None:
        """Nothing is nearer than the wall."""

    def _wing(self, ink: Ink, light: Light, t: float) -> None:
        world = self._world
        k = world.h / 1080
        with ink.moved(world.w * 0.5, world.h * 0.70 + 3 * math.sin(t * 1.7), scale=k, turn=0.012 * math.sin(t * 0.6)):
            paint(ink, light, table("vehicles")["beside"]["wing"], {})
            blink = max(0.0, math.sin(t * 4)) ** 10
            ink.glow(306, -168, 50, (255, 70, 60), blink)

    def _passing(self, ink: Ink, light: Light, t: float) -> None:
        """Poles and bushes right beside the way, smeared by speed."""
        world = self._world
        w, row = world.w, world.h * 0.84
        dark = mix(light.shade("#2f3a2a", 0.2), light.haze, 0.1)
        run = (t * 2400) % (w * 1.5)
        ink.fill(rect(w * 1.2 - run, 0, 16, world.h), dark, 0.75)
        ink.fill(rect(w * 1.2 - run - 60, 0, 150, world.h), dark, 0.14)
        humps = [(k * 190 - (t * 1900) % 190, row - 34 * ((k * 0.618 + math.floor(t * 10) * 0.0) % 1.0)) for k in range(-1, int(w / 190) + 3)]  # fmt: skip  # noqa: E501
        ink.fill(smooth([*humps, (w + 300, world.h), (-300, world.h)]), dark, 0.5)

    def _around(self, ink: Ink, light: Light) -> None:
        world = self._world
        full = rect(-20, -20, world.w + 40, world.h + 40)
        tone, dark = light.shade(self._wall, 0.35), light.shade(self._wall, 0.02)
        bright = light.shade(self._wall, 0.75)
        wall = Linear(0, 0, world.w, 0, [(0, dark, 1), (0.5, tone, 1), (1, dark, 1)])
        ink.fill(join([full, self._pane(46)]), wall, even_odd=True)
        ink.fill(join([self._pane(48), self._pane(20)]), Linear(0, 0, 0, world.h, [(0, bright, 1), (1, tone, 1)]), even_odd=True)  # fmt: skip  # noqa: E501
        ink.fill(join([self._pane(21), self._pane(0)]), mix(dark, (10, 12, 18), 0.55), even_odd=True)
        x, y, w, h = self._box
        with ink.clipped(self._pane(0)):
            shine = polygon([(x + 0.10 * w, y + h), (x + 0.34 * w, y), (x + 0.44 * w, y), (x + 0.20 * w, y + h)])
            ink.fill(shine, (255, 255, 255), 0.07)
        if self._plane:  # The blind, half drawn up.
            with ink.clipped(self._pane(0)):
                ink.fill(rect(x, y - 10, w, h * 0.13), bright)
                ink.fill(rect(x, y + h * 0.13 - 12, w, 6), dark, 0.5)
            return
        sill = y + h + 50
        ink.fill(rect(0, sill, world.w, 26), bright)
        ink.fill(rect(0, sill + 26, world.w, world.h), Linear(0, sill, 0, world.h, [(0, tone, 1), (1, dark, 1)]))
