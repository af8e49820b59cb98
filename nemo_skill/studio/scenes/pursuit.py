"""The road ahead: vehicles seen from behind in lanes that run to the horizon, or the view of who drives."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from nemo_skill.studio.data import table
from nemo_skill.studio.plan.model import ShotPlan, Subject
from nemo_skill.studio.plan.vehicles import JAM, LANDS, kinds, seen_from
from nemo_skill.studio.scenes.elements import Drops
from nemo_skill.studio.scenes.ink import Ink, Linear, ellipse, join, polygon, polygons, rect
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.machines import paint
from nemo_skill.studio.scenes.particles import shade_below
from nemo_skill.studio.scenes.world import World

_PAINTS = ("#3a5f8f", "#d8dade", "#46604a", "#8a2f3a", "#26282e", "#b8bcc4")
_BESIDE = {"desert": "post", "openroad": "post", "savanna": "post", "coastroad": "post", "seasideroad": "post"}
_BESIDE |= {"highway": "lamp", "city": "lamp", "bridge": "lamp", "shopstreet": "lamp"}
_BESIDE |= {"airfield": "light"}
_BARE = ("street", "racetrack")
_LANE, _HIGH = 250.0, 205.0  # How wide a lane is and how high the camera, in units of the table.


@dataclass(frozen=True)
class _Seen:
    """One vehicle: its kind, where it is across and ahead, its paint, its own beat."""

    kind: str
    x: float
    z: float
    paint: str
    phase: float


class Pursuit:
    """The camera follows on the road; ``subject`` None shows what the driver sees."""

    speed = 0.0

    def __init__(self, world: World, subject: Subject | None) -> None:
        self._world, self._subject = world, subject
        plan = world.plan
        self._jam = bool(JAM.search(plan.prompt))
        self._street = plan.setting == "street"
        self._plane = subject is not None and subject.kind == "plane"
        self._drop = world.h - world.horizon
        self._k = self._drop / _HIGH
        self._aside = 0.0 if self._street or self._plane else 0.5 * _LANE if subject else 0.62 * _LANE
        self._bend = 0.0 if plan.setting in (*_BARE, "desert", "openroad", "highway", "airfield") else 0.10
        self._seed = world.rng(581).random((40, 2))
        self._seen = sorted(self._formation(), key=lambda one: -one.z)
        self._pace = 0.0 if self._jam else 6.0
        wet = plan.weather in ("rain", "storm")
        self._drops = Drops(world, world.w, world.h) if wet and subject is None else None

    def _formation(self) -> list[_Seen]:
        subject, seed = self._subject, self._seed
        if subject is None:
            return [
                _Seen("car", (0.0, -0.5, 0.0)[i], z, _PAINTS[i], float(seed[i, 0])) for i, z in enumerate((4.4, 8.0))
            ]
        kind, own = subject.kind, subject.colour or kinds().get(subject.kind, {}).get("paint", "#eef1f4")
        if self._jam:
            found = []
            for row in range(5):
                for lane in (-1, 0, 1):
                    a, b = seed[3 * row + lane + 1]
                    other = row + lane != 0 and a > 0.62
                    tint = _PAINTS[int(b * 6)] if other or kind == "car" else own
                    z = 1.42 * 1.44**row + 0.32 * b * (row > 0) + 0.12 * lane
                    found.append(_Seen("car" if other else kind, 0.94 * lane, z, tint, float(b)))
            return found
        if self._plane:
            return [_Seen(kind, 0.0, 1.9, own, 0.2)]
        many = kinds()[kind].get("many", 1)
        count = max(many, min(9, subject.count * 2 if subject.count > 4 else subject.count))
        if count == 1:
            return [_Seen(kind, 0.0, 1.36 if rear(kind)[0] < 220 else 2.1, own, 0.2)]
        two = count > 1 and self._narrow(kind)
        step, wide = (0.24, 0.34) if two else (1.1, 0.92)
        return [
            _Seen(
                kind, wide * ((0, 1, -1)[i % 3] if two else i % 2 - 0.95) + 0.1 * (seed[i, 1] - 0.5), 1.24 + step * i,
                _PAINTS[(i + 3) % 6] if i or kind == "bicycle-race" else own, float(seed[i, 0]),
            )
            for i in range(count)
        ]  # fmt: skip

    @staticmethod
    def _narrow(kind: str) -> bool:
        return kind.startswith("motor") or kind == "bicycle-race"

    def _at(self, x: Any, z: Any, t: float) -> Any:
        """Places (table units across from the camera's lane, distance) on the frame, n x 2."""
        world = self._world
        near = 1 / np.asarray(z, np.float64)
        away = np.clip(1 - near, 0, 1) ** 2
        bend = self._bend * world.w * math.sin(0.35 * t + 1.0) * away
        return np.stack([world.w / 2 + bend + (np.asarray(x) + self._aside) * self._k * near, world.horizon + self._drop * near], -1)  # fmt: skip  # noqa: E501

    # Drawing ---------------------------------------------------------------------------------------------------------

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """The road, then what stands beside it and what is on it, far ones first."""
        if not self._street:
            self._verge(ink, light, t)
            self._road(ink, light, t)
        items = [(one.z, one) for one in self._seen] + self._items(t)
        for z, item in sorted(items, key=lambda pair: -pair[0]):
            if isinstance(item, _Seen):
                self._one(ink, light, t, item)
            else:
                self._beside(ink, light, t, item, z)
        if self._subject is None:
            self._oncoming(ink, light, t)
            self._dashboard(ink, light, t)

    def _verge(self, ink: Ink, light: Light, t: float) -> None:
        """Bands of the ground that come nearer."""
        dark, w = light.shade("#2a2418", 0.1), self._world.w
        bands = []
        for k in range(14):
            z0 = 0.8 + (k - (t * self._pace / 1.9) % 1.0) * 1.9
            if z0 > 0.4:
                y0, y1 = (self._at(0, z, t)[1] for z in (z0, z0 + 0.9))
                bands.append(rect(0, y1, w, y0 - y1))
        ink.fill(join(bands), dark, 0.07)

    def _strip(self, x0: float, x1: float, z0: float, z1: float, t: float, n: int = 5) -> Any:
        z = np.geomspace(max(z0, 0.7), z1, n)
        return np.concatenate([self._at(x0, z, t), self._at(x1, z, t)[::-1]])

    def _road(self, ink: Ink, light: Light, t: float) -> None:
        world = self._world
        lanes = 2 if self._jam else 1
        left, right = -(lanes + 0.56) * _LANE, (0.56 + lanes - 1) * _LANE
        if self._plane:
            left, right = -2.4 * _LANE, 2.4 * _LANE
        snowy = world.plan.snowy
        base = "#8f9aab" if snowy else "#4c4d55"
        tone = light.shade(base, 0.5)
        far = mix(tone, light.haze, 0.5)
        body = polygon(self._strip(left, right, 0.7, 70, t, 34))
        fill = Linear(0, world.horizon, 0, world.h, [(0, far, 1), (0.3, mix(far, tone, 0.8), 1), (1, tone, 1)])
        kerb = light.shade("#e8eef6" if snowy else "#8a7a5e", 0.5)
        ink.fill(polygon(self._strip(left - 60, right + 60, 0.7, 70, t, 34)), kerb, 0.8)
        ink.fill(body, fill)
        if world.plan.weather in ("rain", "storm"):
            sheen = [(0, light.sky[4], 0.6), (1, light.sky[2], 0.25)]
            ink.fill(body, Linear(0, world.horizon, 0, world.h, sheen))
        white = light.shade("#f2efe4", 0.85)
        edges = [self._strip(x - 7, x + 7, 0.7, 40, t, 26) for x in (left + 26, right - 26)]
        ink.fill(polygons(edges), white, 0.85)
        dashes = []
        for lane in range(2 * lanes - 1):
            x = 0.0 if self._plane else (lane - lanes + 0.5) * _LANE
            for k in range(16):
                z0 = 0.6 + (k - (t * self._pace / 2.2) % 1.0) * 2.2
                if z0 > 0.3:
                    dashes.append(self._strip(x - 8, x + 8, z0, max(0.75, z0 + 0.9), t))
        ink.fill(polygons(dashes), white if self._plane else light.shade("#f2c53d", 0.9), 0.95)

    def _items(self, t: float) -> list[tuple[float, Any]]:
        """What passes beside the road: a distance, and its side and number."""
        if self._street or self._world.plan.setting in _BARE:
            return []
        step, found = 1.9, []
        gone = math.floor(t * self._pace / step)
        for k in range(11):
            z = 0.75 + (k - (t * self._pace / step) % 1.0) * step
            if z > 0.72:
                found += [(z + 0.01 * side, (side, k + gone)) for side in (-1, 1)]
        return found

    def _beside(self, ink: Ink, light: Light, t: float, item: tuple[int, int], z: float) -> None:
        side, number = item
        a, b = self._seed[(number * 2 + side) % 40]
        name = _BESIDE.get(self._world.plan.setting, "pine" if a > 0.45 or self._world.plan.snowy else "bush")
        far = 0.0 if name in ("post", "lamp", "light") else 190 * a
        edges = (-2.31, 2.31) if self._plane else (-2.1, 1.05)
        x = edges[side > 0] * _LANE + side * (40 + far + 260 * self._jam)
        px, y = self._at(x, z, t)
        if not -300 < px < self._world.w + 300:
            return
        with ink.moved(float(px), float(y), scale=self._k / z * (0.8 + 0.5 * b * (far > 0)), flip=side > 0):
            tint = {"own": "#e6edf6" if self._world.plan.snowy else ("#3f6a3a", "#4f7a3a", "#35593a")[number % 3]}
            paint(ink, light, table("vehicles")["beside"][name], tint)

    def _one(self, ink: Ink, light: Light, t: float, one: _Seen) -> None:
        world, beat = self._world, t + 6.3 * one.phase
        rider = self._narrow(one.kind)
        sway = 0.5 * math.sin(beat * 0.7) if not self._jam else 0.0
        z = one.z * (1 + 0.05 * math.sin(beat * 0.5)) - (0.05 * t if self._jam and one.z > 3 else 0.0)
        x = _LANE * one.x + 22 * sway * (2.0 if rider else 1.0)
        px, y = (float(v) for v in self._at(x, z, t))
        k = self._k / z
        wide, lamps, text = rear(one.kind)
        shade_below(ink, light, px, y, 0.58 * wide * k, 15 * k, 0.85)
        brakes = light.lamps if not self._jam else max(0.45, light.lamps) * (0.75 + 0.25 * math.sin(beat * 1.3))
        wet = world.plan.weather in ("rain", "storm")
        if z < 4 and (wet or (self._street and light.lamps > 0.4)):
            for dx in (-lamps[0], lamps[0]):
                streak = rect(px + (dx - 13) * k, y, 26 * k, 150 * k, 13 * k)
                stops = [(0, (255, 60, 44), 0.6 * max(0.3, brakes)), (1, (255, 60, 44), 0)]
                ink.fill(streak, Linear(0, y, 0, y + 150 * k, stops))
        if wet and self._pace:
            for i in range(6):
                p = (beat * 1.7 + i / 6) % 1.0
                ink.glow(px + (i % 2 - 0.5) * wide * k, y - 30 * k * p, (20 + 50 * p) * k, light.haze, 0.4 * (1 - p), blend=0)  # fmt: skip  # noqa: E501
        lift = 0.0
        if self._plane:
            u = t / max(4.0, world.plan.duration_s)
            up = max(0.0, (0.75 - u if LANDS.search(world.plan.prompt) else u - 0.25) / 0.75)
            lift, k = 0.34 * world.h * up**1.4, k / (1 + 0.55 * up)
        bounce = (0.8 if self._pace else 0.0) * math.sin(beat * 19) * k
        with ink.moved(px, y + bounce - lift, scale=k, turn=0.10 * sway if rider else 0.0):
            if one.kind == "bicycle-race":
                for side in (-1, 1):
                    lift = 14 * math.sin(beat * 8 + (side > 0) * math.pi)
                    paint(ink, light, f"l17 #c9946c {side * 14} -92 {side * 17} {-44 - lift}; l13 #f4f4f4 {side * 17} {-44 - lift} {side * 14} {-22 - lift}", {})  # fmt: skip  # noqa: E501
            paint(ink, light, text, {"own": one.paint})
        for dx in {-lamps[0], lamps[0]}:
            ink.glow(px + dx * k, y - lift + lamps[1] * k, 64 * k, (255, 46, 36), 0.85 * brakes, blend=0)

    def _oncoming(self, ink: Ink, light: Light, t: float) -> None:
        for i in range(3 if light.lamps > 0.2 else 0):
            z = 26 * (1 - (t * 0.22 + i / 3 + 0.13 * i) % 1.0) ** 1.4 + 0.9
            for dx in (-60, 60):
                x, y = self._at(-1.06 * _LANE + dx, z, t)
                ink.glow(float(x), float(y) - 60 * self._k / z, 150 * self._k / z, (255, 244, 214), 0.9 * light.lamps)

    def _dashboard(self, ink: Ink, light: Light, t: float) -> None:
        """Glass with its wipers, mirror, board, wheel and hands."""
        world = self._world
        if self._drops is not None:
            self._drops.draw(ink, t)
            swing = 0.5 - 0.5 * math.cos(t * 4.2)
            for x in (0.30, 0.62):
                a = -0.15 - 1.25 * swing
                foot, reach = (world.w * x, world.h * 0.80), world.h * 0.52
                end = (foot[0] + reach * math.cos(a), foot[1] + reach * math.sin(a))
                ink.stroke(polygon([foot, end], closed=False), 7, (12, 12, 16), 0.95)
        k = world.w / 1920 if world.w > world.h else 0.72
        board = table("vehicles")["beside"]
        colours = {"own": "#c9946c"}
        k *= 1.3
        with ink.moved(world.w / 2, world.h + 20 * k, scale=k):
            paint(ink, light, board["dash"], colours)
            for x in (-512, -352):
                ink.glow(x, -196, 70, (120, 200, 255), 0.35 + 0.4 * light.lamps)
        with ink.moved(world.w / 2 - 430 * k, world.h - 70 * k, scale=k, turn=0.09 * math.sin(0.35 * t + 1.0)):
            paint(ink, light, board["wheel"], colours)
        with ink.moved(world.w / 2 + 40 * k, 0, scale=k):
            ink.fill(ellipse(0, 60, 150, 44), light.shade("#17181c", 0.3))
            ink.fill(ellipse(0, 60, 138, 34), mix(light.sky[2], (30, 36, 46), 0.5))


@lru_cache(maxsize=64)
def rear(kind: str) -> tuple[float, tuple[float, float], str]:
    """How wide a kind is from behind, where its lamps are, and its parts."""
    wide, x, y, text = table("vehicles")["rears"][kind].split(maxsplit=3)
    bodies = table("vehicles")["bodies"]
    return float(wide), (float(x), float(y)), re.sub(r"@(\w+)", lambda m: bodies[m[1]], text)


def pursued(plan: ShotPlan) -> Subject | None:
    """Who is followed on the road ahead, if a plan is seen so."""
    return (
        next((s for s in plan.subjects if s.kind in table("vehicles")["rears"]), None)
        if seen_from(plan) == "behind"
        else None
    )
